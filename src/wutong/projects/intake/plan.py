"""What applying a ledger would do, computed without writing: the preview shows it, the service carries it out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wutong.engines import matching
from wutong.kit.writing import plain
from wutong.org import queries as org
from wutong.org.models import Person, Unit
from wutong.projects.enums import Meaning, PermitState, TeamRole
from wutong.projects.intake import columns
from wutong.projects.intake.columns import Refused
from wutong.projects.models import MonthFigure, Permit, Problem, Project, TeamMember

Row = dict[str, Any]
PEOPLE = {"leader": TeamRole.COUNTY_SPONSOR, "secretary": TeamRole.SECRETARY}


@dataclass(frozen=True)
class Difference:
    """One thing that applying would change: column, Chinese label, old and new as plain values."""

    column: str
    label: str
    old: Any
    new: Any


@dataclass(slots=True)
class PlannedRow:
    """One ledger row and what becomes of it. `key` is its sheet and row; `kept` says what stays as it is known."""

    key: str
    name: str
    match: matching.Match
    values: Row
    figure: Row
    people: dict[str, tuple[str, str]]
    permits: dict[str, str]
    problem: str | None
    stage: str
    changes: list[Difference] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    blocked: str = ""

    @property
    def place(self) -> str:
        return _place(*self.key.rsplit("!", 1))

    @property
    def is_new(self) -> bool:
        return self.match.project_id is None and not self.match.question

    @property
    def newcomers(self) -> dict[str, tuple[str, str]]:
        """(name, phone) by role of those whom the row brings to the project; who serves already is left alone."""
        if self.is_new:
            return self.people
        changed = {d.column for d in self.changes}
        return {who: pair for who, pair in self.people.items() if who in changed}


@dataclass(frozen=True)
class Question:
    """Something only a person can decide; `options` are (answer, words)."""

    key: str
    text: str
    options: tuple[tuple[str, str], ...]
    answer: str = ""


@dataclass
class Plan:
    """`rows` in the ledger's order; `refused` are cells beyond what the reader refused; `absent` known projects
    that this ledger does not name; `units` and `people` resolve the ledger's words.
    """

    as_of: date
    rows: list[PlannedRow]
    refused: list[dict]
    questions: list[Question]
    absent: list[str]
    units: dict[str, Unit | None]
    people: dict[tuple[str, str], Person | None]
    known: dict[int, Row]

    @property
    def blocks(self) -> list[str]:
        """Sentences that keep the ledger from being applied."""
        open_questions = [q.text for q in self.questions if not q.answer]
        return [r.blocked for r in self.rows if r.blocked] + open_questions

    def counts(self) -> dict[str, int]:
        kinds = Counter("new" if r.is_new else "changed" if r.changes else "same" for r in self.rows)
        return {
            "rows": len(self.rows),
            "new": kinds["new"],
            "changed": kinds["changed"],
            "same": kinds["same"],
        }


@dataclass(frozen=True)
class State:
    """The county's projects as they stand, each reading one query."""

    projects: dict[int, Row]
    figures: dict[int, Row]
    team: dict[tuple[int, str], str]
    permits: dict[tuple[int, str], str]
    problems: dict[int, str]
    proven: set[tuple[int, str]]
    settled: dict[tuple[int, str], date]


_COLUMNS = [
    "id",
    "stage",
    "version",
    "scope_path",
    "initials",
    "money_source",
    "money_known_on",
    "progress_on",
    "other",
    *columns.LABELS,
]
_NOT_COLUMNS = {"month_yuan", "ytd_yuan", "leader", "secretary", "phone", "problem", *columns.PERMITS}


def load_state(county: Unit, as_of: date) -> State:
    wanted = [c for c in _COLUMNS if c not in _NOT_COLUMNS]
    projects = {row["id"]: row for row in Project.objects.filter(county=county).values(*wanted)}
    ours = {"project__county": county}
    figures = MonthFigure.objects.filter(
        **ours, meaning=Meaning.OWN, month=as_of.replace(day=1), current=True
    )
    team = TeamMember.objects.filter(**ours, until=None, role__in=PEOPLE.values())
    problems = Problem.objects.filter(**ours, duty__state__in=["open", "reported"])
    permits = list(
        Permit.objects.filter(**ours).values_list("project_id", "kind", "state", "number", "done_on")
    )
    settled = Problem.objects.filter(**ours, duty__settled_on__gte=as_of)
    return State(
        projects,
        {
            f["project_id"]: f
            for f in figures.values("id", "project_id", "month_yuan", "ytd_yuan", "revision")
        },
        {(p, role): name for p, role, name in team.values_list("project_id", "role", "person__name")},
        {(p, k): s for p, k, s, *_ in permits},
        dict(problems.order_by("id").values_list("project_id", "text")),
        {(p, k) for p, k, s, number, day in permits if s == PermitState.DONE and (number or day)},
        {(p, text): day for p, text, day in settled.values_list("project_id", "text", "duty__settled_on")},
    )


def build(*, county: Unit, rows: Iterable[Mapping], as_of: date, answers: Mapping[str, str]) -> Plan:
    """The plan for `rows` as the ledger reader gives them (formats: projects)."""
    rows, refused = _sound(rows)
    state = load_state(county, as_of)
    units = _units(rows, county, answers)
    planned = _planned(rows, state, units, as_of, answers)
    _refuse_doubles(planned)
    people = _people(planned, county, answers)
    plan = Plan(
        as_of=as_of,
        rows=planned,
        refused=refused,
        questions=[
            *_row_questions(planned, state, answers),
            *_unit_questions(rows, county, units, answers),
            *_people_questions(people, answers),
        ],
        absent=_absent(planned, state),
        units={name: found[0] if len(found) == 1 else None for name, found in units.items()},
        people={pair: found[0] if len(found) == 1 else None for pair, found in people.items()},
        known=state.projects,
    )
    return plan


def _sound(rows: Iterable[Mapping]) -> tuple[list[Mapping], list[dict]]:
    """The rows without the cells that cannot be right, and those cells with their places."""
    kept, refused = [], []
    for row in rows:
        whole, cells = columns.sound(row)
        kept.append(whole)
        refused += [_cell(row, cell) for cell in cells]
    return kept, refused


def _planned(rows, state: State, units, as_of: date, answers) -> list[PlannedRow]:
    known = [
        matching.Known(p["id"], p["name"], p["code"], p["uscc"], p["owner"]) for p in state.projects.values()
    ]
    row_answers = {
        k.removeprefix("row:"): v
        for k, v in answers.items()
        if k.startswith("row:") and (v == matching.NEW or int(v) in state.projects)
    }
    matches = matching.match(map(_keyed, rows), known, row_answers)
    planned = []
    for row, match in zip(rows, matches, strict=True):
        one = _plan_row(row, match, units, as_of)
        if match.project_id:
            one.kept = list(keep_what_is_newer(one, match.project_id, state, as_of))
            one.changes = list(differences(one, state))
        planned.append(one)
    return planned


def _keyed(row: Mapping) -> Row:
    return {
        "key": _key(row),
        "place": _place(row["sheet"], row["row"]),
        "name": row.get("name"),
        "code": row.get("project_code"),
        "uscc": row.get("uscc"),
        "owner": row.get("owner"),
    }


def _key(row: Mapping) -> str:
    return f"{row['sheet']}!{row['row']}"


def _place(sheet: str, number: int | str) -> str:
    return f"“{sheet}”第{number}行"


def _plan_row(row: Mapping, match, units, as_of: date) -> PlannedRow:
    values = columns.values(row)
    for source, column in (("place", "place_id"), ("dept", "dept_id")):
        found = units.get(row.get(source) or "", [])
        if len(found) == 1:
            values[column] = found[0].pk
    if "plan_yuan" in values:
        values["plan_year"] = as_of.year
    phone = row.get("phone") or ""
    people = {who: (row[who], phone if who == "secretary" else "") for who in PEOPLE if row.get(who)}
    planned = PlannedRow(
        key=_key(row),
        name=values.get("name", ""),
        match=match,
        values=values,
        figure={"month_yuan": row.get("done_month_yuan"), "ytd_yuan": row.get("done_ytd_yuan")},
        people=people,
        permits={kind: row[kind] for kind in columns.PERMITS if row.get(kind)},
        problem=row.get("problem"),
        stage=columns.stage_of(row, as_of),
    )
    if not planned.name:
        planned.blocked = f"{planned.place}没有项目名称，请在表中补上或删去这一行"
    return planned


def _cell(row: Mapping, cell: Refused) -> dict:
    label = columns.LABELS.get(cell.field, cell.field)
    return {"sheet": row["sheet"], "row": row["row"], "column": label, "value": cell.value, "why": cell.why}


def _refuse_doubles(planned: list[PlannedRow]) -> None:
    seen: dict[str, PlannedRow] = {}
    for row in planned:
        first = seen.setdefault(matching.normal(row.name), row)
        if first is not row and row.name and not row.blocked:
            row.blocked = f"{row.place}与{first.place}是同名项目“{row.name}”，请合并或改名"


def keep_what_is_newer(row: PlannedRow, pk: int, state: State, as_of: date) -> Iterable[str]:
    """Takes from the row what has been reported, proven or settled since the ledger's day; a sentence for each."""
    known = state.projects[pk]
    if "plan_yuan" in row.values and known["plan_year"] and known["plan_year"] > as_of.year:
        del row.values["plan_yuan"], row.values["plan_year"]
        yield f"年度计划投资（库里是{known['plan_year']}年的，台账是{as_of.year}年的）"
    reported = known["progress_on"]
    if "progress" in row.values and reported and reported > as_of:
        del row.values["progress"]
        yield f"形象进度（{reported.month}月{reported.day}日报过，比台账新）"
    for kind in [
        k for k, word in row.permits.items() if (pk, k) in state.proven and word != PermitState.DONE
    ]:
        del row.permits[kind]
        yield f"{columns.LABELS[kind]}（已办结并有证号或日期）"
    if row.problem and (day := state.settled.get((pk, row.problem))):
        row.problem = None
        yield f"存在问题（已于{day.month}月{day.day}日销号）"


def differences(row: PlannedRow, state: State) -> Iterable[Difference]:
    """What the row would change on the project it was matched to."""
    pk = row.match.project_id
    assert pk is not None
    old = state.projects[pk]
    for column, label in columns.LABELS.items():
        if column in row.values and column in old and _differs(old[column], row.values[column]):
            yield Difference(column, label, plain(old[column]), plain(row.values[column]))
    figure = state.figures.get(pk, {})
    for column, value in row.figure.items():
        if value is not None and _differs(figure.get(column), value):
            yield Difference(column, columns.LABELS[column], plain(figure.get(column)), value)
    for who, role in PEOPLE.items():
        name = row.people.get(who, ("", ""))[0]
        if name and state.team.get((pk, role)) != name:
            yield Difference(who, columns.LABELS[who], state.team.get((pk, role)), name)
    for kind, permit in row.permits.items():
        if state.permits.get((pk, kind)) != permit:
            yield Difference(kind, columns.LABELS[kind], state.permits.get((pk, kind)), permit)
    if row.problem and state.problems.get(pk) != row.problem:
        yield Difference("problem", columns.LABELS["problem"], state.problems.get(pk), row.problem)


def _differs(old: Any, new: Any) -> bool:
    if isinstance(old, str) or isinstance(new, str):
        return (old or "") != new
    return old is None or old != new


def _absent(planned: list[PlannedRow], state: State) -> list[str]:
    named = {row.match.project_id for row in planned}
    open_ones = (p for p in state.projects.values() if p["stage"] not in {"at_benefit"})
    return [p["name"] for p in open_ones if p["id"] not in named]


def _row_questions(planned: list[PlannedRow], state: State, answers: Mapping[str, str]) -> list[Question]:
    out = []
    for row in planned:
        if not row.match.question:
            continue
        same = [(str(pk), f"就是库里的“{state.projects[pk]['name']}”") for pk in row.match.candidates]
        text = f"{row.place}“{row.name}”：{row.match.question}"
        options = (*same, (matching.NEW, "是另一个项目，新建"))
        out.append(Question(f"row:{row.key}", text, options, answers.get(f"row:{row.key}", "")))
    return out


def _units(rows: list[Mapping], county: Unit, answers: Mapping[str, str]) -> dict[str, list[Unit]]:
    names = {row[f] for row in rows for f in ("place", "dept") if row.get(f)}
    found = org.resolve_units(sorted(names), county)
    chosen = {
        k.removeprefix("unit:"): int(v) for k, v in answers.items() if k.startswith("unit:") and v.isdecimal()
    }
    by_id = Unit.objects.in_bulk(chosen.values()) if chosen else {}
    return found | {name: [by_id[pk]] for name, pk in chosen.items() if pk in by_id}


def _unit_questions(
    rows, county: Unit, units: dict[str, list[Unit]], answers: Mapping[str, str]
) -> list[Question]:
    """Ambiguous unit names are asked; an unknown department too, as it would own duties. An unknown place is text."""
    departments = {row["dept"] for row in rows if row.get("dept")}
    out = []
    for name, found in sorted(units.items()):
        if len(found) == 1 or (not found and name not in departments):
            continue
        options = found or list(org.departments_of(county))
        words = tuple((str(u.pk), f"是{u.name}") for u in options)
        text = f"“{name}”" + ("对应多个单位" if found else "不在机构树里")
        none = ("none", "先不对应，责任记到项目中心名下并列入空缺清单")
        out.append(Question(f"unit:{name}", text, (*words, none), answers.get(f"unit:{name}", "")))
    return out


def _people(
    planned: list[PlannedRow], county: Unit, answers: Mapping[str, str]
) -> dict[tuple[str, str], list[Person]]:
    pairs = sorted({pair for row in planned for pair in row.newcomers.values()})
    found = org.resolve_people(pairs, county)
    for pair in pairs:
        answer = answers.get(person_key(pair), "")
        if answer == matching.NEW:
            found[pair] = []
        elif answer:
            found[pair] = [p for p in found[pair] if str(p.pk) == answer]
    return found


def person_key(pair: tuple[str, str]) -> str:
    return f"person:{pair[0]}|{pair[1]}"


def _people_questions(
    people: dict[tuple[str, str], list[Person]], answers: Mapping[str, str]
) -> list[Question]:
    out = []
    for pair, found in people.items():
        if len(found) < 2 and person_key(pair) not in answers:
            continue
        options = tuple((str(p.pk), f"{p.unit.name}的{p.name} {p.phone}".strip()) for p in found)
        text = f"“{pair[0]}”有{len(found)}位同名人员"
        new = (matching.NEW, "是另一个人，新建")
        out.append(Question(person_key(pair), text, (*options, new), answers.get(person_key(pair), "")))
    return out
