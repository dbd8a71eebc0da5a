"""What applying a ledger would do, computed without writing: the preview shows it, the service carries it out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wutong.engines import matching
from wutong.kit.writing import plain
from wutong.org import queries as org
from wutong.org.models import Person, Unit
from wutong.projects.enums import PermitState, Stage
from wutong.projects.intake import blanks, classes, columns, likeness, questions, stages
from wutong.projects.intake.columns import Refused
from wutong.projects.intake.planned import PEOPLE, Difference, PlannedRow, Row, State, load_state, place_of
from wutong.projects.intake.questions import Question, person_key


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

    @property
    def newcomers(self) -> list[tuple[str, str, str]]:
        """(name, phone, role) of the people that nobody knows yet: applying makes them."""
        told = {
            (*pair, who)
            for row in self.rows
            for who, pair in row.newcomers.items()
            if not self.people.get(pair)
        }
        return sorted(told)

    def counts(self) -> dict[str, int]:
        kinds = Counter(
            "asked" if r.match.question else "new" if r.is_new else "changed" if r.changes else "same"
            for r in self.rows
        )
        return {
            "rows": len(self.rows),
            "new": kinds["new"],
            "changed": kinds["changed"],
            "same": kinds["same"],
            "asked": kinds["asked"],
        }


def build(*, county: Unit, rows: Iterable[Mapping], as_of: date, answers: Mapping[str, str]) -> Plan:
    """The plan for `rows` as the ledger reader gives them (formats: projects)."""
    told, refused = _sound(rows)
    rows = blanks.filled(told, answers)
    state = load_state(county, as_of)
    units = _units(rows, county, answers)
    planned = _planned(rows, state, units, as_of, answers)
    _refuse_doubles(planned, state)
    people = _people(planned, county, answers)
    return Plan(
        as_of=as_of,
        rows=planned,
        refused=refused,
        questions=[
            *questions.of_rows(planned, state, answers),
            *questions.of_units(rows, county, units, answers),
            *questions.of_people(people, answers),
            *questions.of_blanks(told, answers),
            *questions.of_classes(planned, answers),
        ],
        absent=_absent(planned, state),
        units={name: found[0] if len(found) == 1 else None for name, found in units.items()},
        people={pair: found[0] if len(found) == 1 else None for pair, found in people.items()},
        known=state.projects,
    )


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
    matches = _ask_of_the_like(rows, matching.match(map(_keyed, rows), known, row_answers), state)
    planned = []
    for row, match in zip(rows, matches, strict=True):
        one = _plan_row(row, match, units, as_of, answers)
        if match.project_id:
            one.kept = list(keep_what_is_newer(one, match.project_id, state, as_of))
            one.kept += _other_stage(row, state.projects[match.project_id]["stage"])
            one.changes = list(differences(one, state, as_of))
        planned.append(one)
    return planned


def _ask_of_the_like(rows, matches: list[matching.Match], state: State) -> list[matching.Match]:
    """A new name that is nearly that of a project which no row has claimed may be this very project."""
    claimed = {match.project_id for match in matches}
    free = [(pk, project["name"]) for pk, project in state.projects.items() if pk not in claimed]
    fresh = [
        place for place, match in enumerate(matches) if match.how == matching.NEW and rows[place].get("name")
    ]
    found = likeness.closest([rows[place]["name"] for place in fresh], free)
    out = list(matches)
    for place, ids in zip(fresh, found, strict=True):
        if ids:
            names = "”或“".join(state.projects[pk]["name"] for pk in ids)
            out[place] = matching.Match(None, "doubt", ids, f"名称相近，是不是库里的“{names}”？")
    return out


def _keyed(row: Mapping) -> Row:
    return {
        "key": _key(row),
        "place": place_of(row["sheet"], row["row"]),
        "name": row.get("name"),
        "code": row.get("project_code"),
        "uscc": row.get("uscc"),
        "owner": row.get("owner"),
    }


def _key(row: Mapping) -> str:
    return f"{row['sheet']}!{row['row']}"


def _plan_row(row: Mapping, match, units, as_of: date, answers: Mapping[str, str]) -> PlannedRow:
    values, group = _values(row, units, as_of), row.get("group") or ""
    phone = row.get("phone") or ""
    people = {who: (row[who], phone if who == "secretary" else "") for who in PEOPLE if row.get(who)}
    stage = stages.read(row, as_of)
    planned = PlannedRow(
        key=_key(row),
        name=values.get("name", ""),
        match=match,
        values=values,
        figure={"month_yuan": row.get("done_month_yuan"), "ytd_yuan": row.get("done_ytd_yuan")},
        people=people,
        permits={kind: row[kind] for kind in columns.PERMITS if row.get(kind)},
        problem=row.get("problem"),
        stage=str(stage.stage),
        stage_why=stage.why,
        group=group,
        assumed=classes.assumed(values, group, answers),
    )
    if not planned.name:
        planned.blocked = f"{planned.place}没有项目名称，请在表中补上或删去这一行"
    return planned


def _values(row: Mapping, units: Mapping[str, list[Unit]], as_of: date) -> Row:
    """The columns of Project that the row fills. What finds no place in them stays in `other`, in its own words."""
    values = columns.values(row)
    for source, column in (("place", "place_id"), ("dept", "dept_id")):
        found = units.get(row.get(source) or "", [])
        if len(found) == 1:
            values[column] = found[0].pk
    if row.get("dept") and "dept_id" not in values:
        _leave(values, columns.LABELS["dept_id"], row["dept"])
    if kind := classes.named(row):
        values["project_type"] = kind
    elif row.get("project_type"):
        _leave(values, columns.LABELS["project_type"], row["project_type"])
    if row.get("stage") and not stages.told_stage(row):
        _leave(values, columns.LABELS["stage"], row["stage"])
    if row.get("begun"):
        _leave(values, columns.FIELDS["begun"], row["begun"])
    if "plan_yuan" in values:
        values["plan_year"] = as_of.year
    return values


def _leave(values: Row, label: str, text: str) -> None:
    values["other"] = {**values.get("other", {}), label: text}


def _cell(row: Mapping, cell: Refused) -> dict:
    label = columns.LABELS.get(cell.field, cell.field)
    return {"sheet": row["sheet"], "row": row["row"], "column": label, "value": cell.value, "why": cell.why}


def _refuse_doubles(planned: list[PlannedRow], state: State) -> None:
    """A county has each name once: neither two rows nor a new project beside a known one may bear the same."""
    known = {project["name"] for project in state.projects.values()}
    seen: dict[str, PlannedRow] = {}
    for row in planned:
        first = seen.setdefault(matching.normal(row.name), row)
        if first is not row and row.name and not row.blocked:
            row.blocked = f"{row.place}与{first.place}是同名项目“{row.name}”，请合并或改名"
        elif row.is_new and row.name in known and not row.blocked:
            row.blocked = f"{row.place}“{row.name}”选了新建，但库里已有同名项目，请在台账里改名后再传"


def keep_what_is_newer(row: PlannedRow, pk: int, state: State, as_of: date) -> Iterable[str]:
    """Takes from the row what has been reported, proven or settled since the ledger's day; a sentence for each."""
    known = state.projects[pk]
    if "plan_yuan" in row.values and known["plan_year"] and known["plan_year"] > as_of.year:
        del row.values["plan_yuan"], row.values["plan_year"]
        yield f"年度计划投资（库里是{known['plan_year']}年的，台账是{as_of.year}年的）"
    reported = known["progress_on"]
    if "progress" in row.values and reported and (reported > as_of or pk in state.by_hand):
        if row.values["progress"] != known["progress"]:
            when = "比台账新" if reported > as_of else "与台账同一天"
            yield f"形象进度（{reported.month}月{reported.day}日有人报过，{when}）"
        del row.values["progress"]
    for kind in [
        k for k, word in row.permits.items() if (pk, k) in state.proven and word != PermitState.DONE
    ]:
        del row.permits[kind]
        yield f"{columns.LABELS[kind]}（已办结并有证号或日期）"
    if row.problem and (day := state.settled.get((pk, row.problem))):
        row.problem = None
        yield f"存在问题（已于{day.month}月{day.day}日销号）"


def _other_stage(row: Mapping, stage: str) -> Iterable[str]:
    """A stage moves by a step with its day and proof, never by a ledger: a sentence where the ledger says another."""
    told = stages.told_stage(row)
    if told is None and stages.begins(row.get("begun")) is False and stages.has_begun(stage):
        told = Stage.PRELIMINARY
    if told and told != stage:
        yield f"阶段（台账写的是“{told.label}”，库里是“{Stage(stage).label}”，要改请在项目页办理）"


def differences(row: PlannedRow, state: State, as_of: date) -> Iterable[Difference]:
    """What the row would change on the project it was matched to."""
    pk = row.match.project_id
    assert pk is not None
    old = state.projects[pk]
    newer = _newer("库里的数", old["money_known_on"], as_of)
    for column, label in columns.LABELS.items():
        if column in row.values and column in old and _differs(old[column], row.values[column]):
            warning = newer if column in ("total_yuan", "plan_yuan") else ""
            yield Difference(column, label, plain(old[column]), plain(row.values[column]), warning)
    yield from _other_columns(row, old["other"])
    yield from _figures(row, state.figures.get(pk, {}), as_of)
    yield from _people_and_papers(row, state, pk)


def _newer(what: str, day: date | None, as_of: date) -> str:
    return f"{what}是{day.month}月{day.day}日的，比台账新" if day and day > as_of else ""


def _other_columns(row: PlannedRow, old: Row) -> Iterable[Difference]:
    """Columns that the platform has no place for; those of an earlier ledger stay beside this one's."""
    told = row.values.get("other")
    if not told:
        return
    row.values["other"] = {**old, **told}
    for label, text in told.items():
        if old.get(label) != text:
            yield Difference("other", label, old.get(label), text)


def _figures(row: PlannedRow, figure: Row, as_of: date) -> Iterable[Difference]:
    newer = _newer("库里的数", figure.get("known_on"), as_of)
    for column, value in row.figure.items():
        if value is not None and _differs(figure.get(column), value):
            yield Difference(column, columns.LABELS[column], plain(figure.get(column)), value, newer)


def _people_and_papers(row: PlannedRow, state: State, pk: int) -> Iterable[Difference]:
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


def _units(rows: list[Mapping], county: Unit, answers: Mapping[str, str]) -> dict[str, list[Unit]]:
    names = {row[f] for row in rows for f in ("place", "dept") if row.get(f)}
    found = org.resolve_units(sorted(names), county)
    chosen = {
        k.removeprefix("unit:"): int(v) for k, v in answers.items() if k.startswith("unit:") and v.isdecimal()
    }
    by_id = Unit.objects.in_bulk(chosen.values()) if chosen else {}
    return found | {name: [by_id[pk]] for name, pk in chosen.items() if pk in by_id}


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
