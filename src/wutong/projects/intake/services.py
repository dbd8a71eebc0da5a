"""Upload, understand, apply all or nothing, undo: the only writer of the intake."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Any

from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.files import services as files
from wutong.kit import batch, clock, search, undo
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import Sheet, writing
from wutong.org import queries as org_queries
from wutong.org import services as org
from wutong.org.models import Post, Unit, UnitAlias
from wutong.projects import access, rules
from wutong.projects import services as projects
from wutong.projects.enums import BatchState, Condition, Meaning, Stage, TeamRole
from wutong.projects.events import LedgerApplied
from wutong.projects.intake import changes, columns, reading, stages
from wutong.projects.intake.plan import Plan
from wutong.projects.intake.planned import LEDGER, PEOPLE, PlannedRow, Row
from wutong.projects.models import (
    ImportBatch,
    MappingProfile,
    Permit,
    Problem,
    Progress,
    Project,
    StageChange,
    TeamMember,
)

# Precisions that promise a day; "years" and "started" promise none.
PRECISIONS = {"day", "tenday", "month", "quarter", "halfyear", "year"}
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEM_DAYS = 30
OPENED_AT_ONCE = 5000


def upload(*, by: Actor, county: Unit, name: str, content: bytes) -> ImportBatch:
    """Keep an uploaded ledger as a batch to preview. `LedgerError` if it cannot be read at all."""
    require(access.can_import(by, county))
    understood = reading.understand(content, name)
    told, today = understood.as_of, clock.today()
    ahead = told is not None and told > today
    profile = MappingProfile.objects.filter(unit=county, signature=reading.signature(understood)).first()
    with writing(by, "project.ledger.upload") as sheet:
        stored = files.store(by=by, name=name, content=content, media_type=SHEET_TYPE)
        made = ImportBatch(
            county=county,
            file=stored,
            name=stored.name,
            as_of=today if told is None or rules.check_as_of(told, today) else told,
            mapping=profile.mapping if profile else {},
            summary={"told_as_of": told.isoformat()} if told and ahead else {},
            person_name=by.person_name,
        )
        sheet.create(made)
    return made


def correct(*, by: Actor, made: ImportBatch, mapping: dict, as_of: date | None, keep: bool) -> None:
    """Correct how columns were understood; `keep` makes it the profile for the next ledger with the same heads."""
    require(access.can_import(by, made.county))
    _still_open(made)
    if as_of and (sentence := rules.check_as_of(as_of, clock.today())):
        raise Invalid({"as_of": sentence})
    _one_column_a_field(made, mapping, as_of)
    with writing(by, "project.ledger.mapping") as sheet:
        sheet.update(made, mapping=mapping, as_of=as_of or made.as_of)
        if keep:
            _keep_profile(sheet, made, mapping)


def _one_column_a_field(made: ImportBatch, mapping: dict, as_of: date | None) -> None:
    """Two columns for one thing would leave it to chance which of them is taken."""
    read = reading.understand(reading.content_of(made), made.name, mapping, as_of or made.as_of)
    for sheet in read.sheets:
        first: dict[str, str] = {}
        for column in sheet.columns:
            if column.field in first:
                names = f"“{first[column.field]}”和“{column.heading}”"
                label = columns.FIELDS.get(column.field, column.field)
                raise Invalid(
                    f"“{sheet.name}”的{names}两列都对应到“{label}”，请只留一列，另一列选“存入其他列”"
                )
            if column.field:
                first[column.field] = column.heading


def _keep_profile(sheet: Sheet, made: ImportBatch, mapping: dict) -> None:
    signature = reading.signature(reading.reading_of(made))
    profile = MappingProfile.objects.filter(unit=made.county, signature=signature).first()
    if profile:
        sheet.update(profile, mapping=mapping, name=made.name[:120])
    else:
        name = made.name[:120]
        sheet.create(MappingProfile(unit=made.county, signature=signature, mapping=mapping, name=name))


def answer(*, by: Actor, made: ImportBatch, answers: Mapping[str, str]) -> None:
    """Keep the clerk's answers to what only a person can decide; each one of those that were offered."""
    require(access.can_import(by, made.county))
    _still_open(made)
    given = {key: value for key, value in answers.items() if value}
    asked = {q.key: {value for value, _ in q.options} for q in reading.plan_for(made).questions}
    if any(value not in asked.get(key, ()) for key, value in given.items()):
        raise Invalid("答案不在所列的选项里，请刷新预览再选")
    with writing(by, "project.ledger.answer") as sheet:
        sheet.update(made, answers={**made.answers, **given})


def _still_open(made: ImportBatch) -> None:
    if made.state != BatchState.PREVIEW:
        raise Invalid("这份台账已经导入，不能再改；要改请先撤销导入")


def apply(*, by: Actor, made: ImportBatch) -> Plan:
    """Write the whole ledger or nothing. Read, matched and compared before the transaction; written inside it."""
    require(access.can_import(by, made.county))
    _still_open(made)
    plan = reading.plan_for(made)
    if plan.blocks:
        raise Invalid({"": "还不能导入：" + "；".join(plan.blocks[:5])})
    with writing(by, "project.ledger.apply", f"导入台账《{made.name}》") as sheet:
        sheet.about(made)
        _unchanged_since(made, plan)
        writer = _Writer(sheet, made, plan)
        writer.write()
        told = changes.kept(plan, writer.ids)
        summary = {**plan.counts(), "refused": len(plan.refused), **told}
        sheet.update(
            made, state=BatchState.APPLIED, summary=summary, entry_seq=sheet.seq, applied_at=clock.now()
        )
        sheet.emit(LedgerApplied(made.pk, made.county_id))
    return plan


def _unchanged_since(made: ImportBatch, plan: Plan) -> None:
    """The lock is ours now: a ledger applied or corrected, a project made or saved since makes the comparison a lie."""
    seen = made.version
    made.refresh_from_db()
    _still_open(made)
    if made.version != seen:
        raise Invalid("这份台账刚被他人更正过，请刷新预览再导入")
    if set(Project.objects.filter(county=made.county).values_list("pk", flat=True)) != set(plan.known):
        raise Invalid("预览之后有项目新增或撤销，请刷新预览再导入")
    ids = [row.match.project_id for row in plan.rows if row.match.project_id and row.changes]
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        now = dict(Project.objects.filter(pk__in=part).values_list("pk", "version"))
        if any(now.get(pk) != plan.known[pk]["version"] for pk in part):
            raise Invalid("预览之后有项目被他人修改，请刷新预览再导入")


def revert(*, by: Actor, made: ImportBatch, reason: str) -> dict[str, int]:
    """Undo an applied ledger as a whole; refused with the names if something it touched was changed since."""
    require(access.can_import(by, made.county))
    with writing(by, "project.ledger.undo", reason or "撤销导入") as sheet:
        made.refresh_from_db()
        if made.state != BatchState.APPLIED:
            raise Invalid("这份台账没有导入，不用撤销")
        sheet.about(made)
        result = undo.undo(sheet, made.entry_seq)
        made.refresh_from_db()
        sheet.update(made, state=BatchState.UNDONE)
    return result


class _Writer:
    """Carries out a plan on a sheet, table by table, each in constantly many statements."""

    def __init__(self, sheet: Sheet, made: ImportBatch, plan: Plan):
        self.sheet, self.made, self.plan = sheet, made, plan
        self.county, self.by = made.county, sheet.by
        self.source = f"{LEDGER}{made.name}》"[:120]
        self.office = org_queries.project_office_post(made.county)
        self.paths = {u.pk: u.path for u in plan.units.values() if u}
        self.ids: dict[str, int] = {}

    def write(self) -> None:
        self._learn_units()
        self._create()
        self._update()
        self._figures()
        self._permits()
        self._progress()
        self.posts = self._team()
        self._problems()
        self._nodes()

    def _learn_units(self) -> None:
        """A unit the clerk chose for a name is its alias from now on."""
        chosen = {k.removeprefix("unit:"): v for k, v in self.made.answers.items() if k.startswith("unit:")}
        for name, pk in chosen.items():
            if pk.isdecimal() and not UnitAlias.objects.filter(unit_id=int(pk), name=name).exists():
                self.sheet.create(UnitAlias(unit_id=int(pk), name=name))

    def _create(self) -> None:
        fresh = [row for row in self.plan.rows if row.is_new]
        ids = batch.insert(self.sheet, Project, map(self._new_project, fresh), label="name")
        self.ids = {row.key: pk for row, pk in zip(fresh, ids, strict=True)}
        self.ids |= {row.key: row.match.project_id for row in self.plan.rows if row.match.project_id}

    def _scope(self, row: PlannedRow) -> str:
        """The place's path where the row names one, else the county's."""
        return self.paths.get(row.values.get("place_id"), self.county.path)

    def _new_project(self, row: PlannedRow) -> Row:
        return {
            **row.assumed,
            **row.values,
            "county_id": self.county.pk,
            "scope_path": self._scope(row),
            "initials": search.initials(row.name),
            "stage": row.stage,
            "stage_since": self.plan.as_of,
            "condition": Condition.NORMAL,
            **self._dated(row.values),
        }

    def _dated(self, values: Row) -> Row:
        """Source and date of what has them."""
        out: Row = {}
        if "total_yuan" in values or "plan_yuan" in values:
            out |= {"money_source": self.source, "money_known_on": self.plan.as_of}
        if "progress" in values:
            out["progress_on"] = self.plan.as_of
        return out

    def _update(self) -> None:
        batch.update(self.sheet, Project, (c for row in self.plan.rows if (c := self._changed(row))))

    def _changed(self, row: PlannedRow) -> tuple[int, str, Row, Row] | None:
        pk = row.match.project_id
        if not pk or not row.changes:
            return None
        old = self.plan.known[pk]
        new = {d.column: row.values[d.column] for d in row.changes if d.column in row.values}
        if not new:
            return None
        if "name" in new:
            new["initials"] = search.initials(row.name)
        if "place_id" in new:
            new["scope_path"] = self._scope(row)
        new |= self._dated(new)
        return pk, row.name, {k: old[k] for k in new}, new

    def _figures(self) -> None:
        projects.record_months(
            by=self.by,
            county=self.county,
            month=self.plan.as_of,
            meaning=Meaning.OWN,
            told={self.ids[row.key]: row.figure for row in self.plan.rows},
            source=self.source,
            known_on=self.plan.as_of,
        )

    def _permits(self) -> None:
        wanted = {(self.ids[r.key], kind): state for r in self.plan.rows for kind, state in r.permits.items()}
        now = {(p.project_id, p.kind): p for p in Permit.objects.filter(project__county=self.county)}
        changed = [
            (p.pk, str(p), {"state": p.state}, {"state": wanted[key]})
            for key, p in now.items()
            if key in wanted and p.state != wanted[key]
        ]
        batch.update(self.sheet, Permit, changed)
        fresh = [
            {"project_id": pk, "kind": kind, "state": state}
            for (pk, kind), state in wanted.items()
            if (pk, kind) not in now
        ]
        batch.insert(self.sheet, Permit, fresh, label="kind")

    def _progress(self) -> None:
        told = [r for r in self.plan.rows if r.is_new or any(d.column == "progress" for d in r.changes)]
        rows = (
            {
                "project_id": self.ids[r.key],
                "day": self.plan.as_of,
                "text": r.values["progress"],
                "source": self.source,
                "person_name": self.by.person_name,
                "at": self.sheet.at,
            }
            for r in told
            if r.values.get("progress")
        )
        batch.insert(self.sheet, Progress, rows)
        # The life line of a project begins with how it first became known.
        first = (
            {
                "project_id": self.ids[r.key],
                "day": self.plan.as_of,
                "at": self.sheet.at,
                "step": "import",
                "from_text": "",
                "to_text": Stage(r.stage).label,
                "reason": self.source,
                "person_name": self.by.person_name,
            }
            for r in self.plan.rows
            if r.is_new
        )
        batch.insert(self.sheet, StageChange, first)

    def _team(self) -> dict[int, Post]:
        """People of the ledger become people of the county; returns each project's secretary post."""
        moved = [(r, r.newcomers) for r in self.plan.rows if r.people]
        wanted = {self._wanted(who, pair) for _, people in moved for who, pair in people.items()}
        known = {pair: p for pair, p in self.plan.people.items() if p}
        holdings = org.ensure_people(by=self.by, wanted=sorted(wanted, key=str), known=known)
        self._end_roles((r, people) for r, people in moved if not r.is_new)
        rows = []
        for row, people in moved:
            for who, pair in people.items():
                holding = holdings[self._wanted(who, pair)]
                rows.append(
                    {
                        "project_id": self.ids[row.key],
                        "role": PEOPLE[who],
                        "unit_id": holding.post.unit_id,
                        "post_id": holding.post_id,
                        "person_id": holding.person_id,
                        "since": self.plan.as_of,
                    }
                )
        batch.insert(self.sheet, TeamMember, rows)
        return self._secretary_posts()

    def _wanted(self, who: str, pair: tuple[str, str]) -> tuple[str, str, int, str]:
        """(name, phone, unit, role): sponsors sit with the county, secretaries with the project office."""
        if who == "leader":
            return (*pair, self.county.pk, "sponsor")
        return (*pair, self.office.unit_id, "secretary")

    def _end_roles(self, moved: Iterable[tuple[PlannedRow, dict]]) -> None:
        gone = {(self.ids[row.key], PEOPLE[who]) for row, people in moved for who in people}
        serving = TeamMember.objects.filter(project__county=self.county, role__in=PEOPLE.values(), until=None)
        changes = [
            (m.pk, str(m), {"until": None}, {"until": self.plan.as_of})
            for m in (serving.select_related("person", "unit") if gone else ())
            if (m.project_id, m.role) in gone
        ]
        batch.update(self.sheet, TeamMember, changes)

    def _secretary_posts(self) -> dict[int, Post]:
        seats = TeamMember.objects.filter(
            project__county=self.county, role=TeamRole.SECRETARY, until=None, post__isnull=False
        )
        return {m.project_id: m.post for m in seats.select_related("post")}

    def _owner(self, row: PlannedRow) -> dict[str, Any]:
        """Who owes the row's duties: its secretary, else its department, else the project office as a vacancy."""
        post = self.posts.get(self.ids[row.key])
        if post:
            return {"owner_unit_id": post.unit_id, "owner_post_id": post.pk}
        dept = row.values.get("dept_id")
        if dept:
            return {"owner_unit_id": dept, "owner_post_id": None}
        return {"owner_unit_id": self.office.unit_id, "owner_post_id": self.office.pk, "vacant": True}

    def _spec(self, row: PlannedRow, **more: Any) -> duties.DutySpec:
        return duties.DutySpec(
            subject_type="projects.project",
            subject_id=self.ids[row.key],
            subject_label=row.name,
            scope_path=self.county.path,
            creditor_unit_id=self.office.unit_id,
            source_type="projects.importbatch",
            source_id=self.made.pk,
            source_label=self.source,
            started_on=self.plan.as_of,
            **{**self._owner(row), **more},
        )

    def _problems(self) -> None:
        told = [r for r in self.plan.rows if r.problem and (r.is_new or _has(r, "problem"))]
        due = clock.date_after(self.plan.as_of, PROBLEM_DAYS)
        specs = [
            self._spec(
                r,
                kind="problem",
                title=f"解决问题：{r.problem}"[:200],
                promised_on=due,
                **self._department(r),
            )
            for r in told
        ]
        opened = duties.open_many(by=self.by, duties=specs)
        rows = [
            {
                "project_id": self.ids[r.key],
                "text": r.problem,
                "raised_on": self.plan.as_of,
                "duty_id": duty_id,
                "source": self.source,
            }
            for r, duty_id in zip(told, opened, strict=True)
        ]
        batch.insert(self.sheet, Problem, rows, label="text")

    def _department(self, row: PlannedRow) -> dict[str, Any]:
        """A problem is solved by the department in charge where the ledger names one."""
        dept = row.values.get("dept_id")
        return {"owner_unit_id": dept, "owner_post_id": None, "vacant": False} if dept else {}

    def _nodes(self) -> None:
        """The two dates that a ledger promises, start and finish, each a duty; a later ledger only asks to move it."""
        specs = (spec for row in self.plan.rows if row.is_new for spec in self._dates_promised(row))
        while part := list(islice(specs, OPENED_AT_ONCE)):
            duties.open_many(by=self.by, duties=part)
        changed = {
            (self.ids[row.key], key): row
            for row in self.plan.rows
            for key in ("start", "finish")
            if (_has(row, f"{key}_on") or _has(row, f"{key}_precision"))
            and row.values[f"{key}_precision"] in PRECISIONS
        }
        standing = Duty.objects.filter(
            subject_type="projects.project", scope_path=self.county.path, kind="node", state="open"
        )
        for duty in standing.filter(key__in=["start", "finish"]) if changed else ():
            if row := changed.get((duty.subject_id, duty.key)):
                duties.promise_changed(
                    by=self.by,
                    duty=duty,
                    to_date=row.values[f"{duty.key}_on"],
                    precision=row.values[f"{duty.key}_precision"],
                    reason=f"{self.source}写的日期变了",
                )

    def _dates_promised(self, row: PlannedRow) -> Iterable[duties.DutySpec]:
        past = {"start": stages.has_begun(row.stage), "finish": row.stage in stages.FINISHED}
        for key, word in (("start", "开工"), ("finish", "竣工")):
            first, precision = row.values.get(f"{key}_on"), row.values.get(f"{key}_precision")
            if first and precision in PRECISIONS and not past[key]:
                title = f"{row.name}{word}"[:200]
                yield self._spec(
                    row, kind="node", key=key, title=title, promised_on=first, precision=precision
                )


def _has(row: PlannedRow, column: str) -> bool:
    return any(d.column == column for d in row.changes)
