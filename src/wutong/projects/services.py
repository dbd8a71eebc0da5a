"""The verbs of a project: the only file of the app, with the intake's, that writes."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from wutong.duties import services as duties
from wutong.duties.models import DueRequest, Duty
from wutong.duties.queries import of_subject
from wutong.files import services as files
from wutong.kit import batch, clock, search
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import Sheet, writing
from wutong.org import queries as org
from wutong.org.enums import Role
from wutong.org.models import Person, Post, Unit
from wutong.org.services import ensure_people
from wutong.projects import access, queries, rules
from wutong.projects.enums import Condition, Meaning, PermitState, Stage, TeamRole
from wutong.projects.events import StageTaken
from wutong.projects.flows import CONDITION, STAGE
from wutong.projects.models import MonthFigure, Permit, Problem, Progress, Project, StageChange, TeamMember

SUBJECT = "projects.project"


def create_project(*, by: Actor, county: Unit, name: str, **values: Any) -> Project:
    """Enter a project by hand. Raises Invalid with a sentence per column."""
    require(access.can_create(by, county))
    values |= {"name": name.strip()} | _year_of_plan(values, None)
    place = values.get("place")
    project = Project(
        county=county,
        scope_path=place.path if place else county.path,
        initials=search.initials(name),
        stage_since=values.pop("stage_since", None) or clock.today(),
        **values,
    )
    with writing(by, "project.create") as sheet:
        _check(county, None, {**values, "name": project.name})
        sheet.create(project)
        open_promised(by=by, project=project)
    return project


def edit_project(
    *, by: Actor, project: Project, expected: int | None = None, reason: str = "", **values: Any
) -> list[DueRequest]:
    """Change the record; `expected` is the version the editor saw. What is known of its money changes with a reason.

    A promised date moves only by request: those that were asked for here are returned.
    """
    require(access.can_edit(by, project))
    with writing(by, "project.edit", reason) as sheet:
        sheet.about(project)
        values = sheet.own_changes(project, expected, values)
        _check_reason(project, values, reason)
        values |= _derived(project, values)
        current = {f.attname: getattr(project, f.attname) for f in project._meta.concrete_fields}
        _check(project.county, project, {**current, **values})
        sheet.update(project, **values)
        return _ask_to_move(by, project, values, reason)


def _check_reason(project: Project, values: dict[str, Any], reason: str) -> None:
    known = {name: getattr(project, name) for name in ("total_yuan", "plan_yuan")}
    changed = [name for name, yuan in known.items() if yuan is not None and values.get(name, yuan) != yuan]
    if changed and not reason.strip():
        words = "、".join(str(Project._meta.get_field(name).verbose_name) for name in changed)
        raise Invalid({"reason": f"改了{words}，请写明理由"})


def _derived(project: Project, values: dict[str, Any]) -> dict[str, Any]:
    """What follows from the values that were changed by hand."""
    derived = _year_of_plan(values, project.plan_yuan)
    if "name" in values:
        derived["initials"] = search.initials(values["name"])
    if "place" in values:
        derived["scope_path"] = values["place"].path if values["place"] else project.county.path
    if {"total_yuan", "plan_yuan"} & set(values):
        source = values.get("money_source") or "项目中心填报"
        derived |= {"money_source": source, "money_known_on": clock.today()}
    return derived


def _year_of_plan(values: dict[str, Any], before: Decimal | None) -> dict[str, Any]:
    """A plan entered by hand is of the year in which it is entered; one left as it was stays of its year."""
    plan = values.get("plan_yuan")
    entered = plan is not None and plan != before and "plan_year" not in values
    return {"plan_year": clock.today().year} if entered else {}


def _check(county: Unit, project: Project | None, values: dict[str, Any]) -> None:
    errors = rules.check(values)
    same = Project.objects.filter(county=county, name=str(values.get("name", "")).strip())
    if same.exclude(pk=project.pk if project else None).exists():
        errors["name"] = f"{county.name}已有同名项目，请改名或打开已有的项目"
    if errors:
        raise Invalid(errors)


def _ask_to_move(by: Actor, project: Project, values: dict[str, Any], reason: str) -> list[DueRequest]:
    changed = [key for key in ("start", "finish") if {f"{key}_on", f"{key}_precision"} & set(values)]
    nodes = Duty.objects.filter(subject_type=SUBJECT, subject_id=project.pk, key__in=changed, state="open")
    asked = (
        duties.promise_changed(
            by=by,
            duty=duty,
            to_date=wanted.first,
            precision=wanted.precision.value,
            reason=reason.strip() or "项目计划日期改变",
        )
        for duty in nodes
        if (wanted := rules.promised(project, duty.key))
    )
    return [request for request in asked if request]


# The life line.


def take_step(
    *,
    by: Actor,
    project: Project,
    step: str,
    reason: str = "",
    proof_text: str = "",
    proof: UploadedFile | None = None,
) -> None:
    """A step forward on the life line, or a change of condition with reason and proof, kept only if it is taken."""
    flow = STAGE if step in STAGE.steps else CONDITION
    before = flow.label(getattr(project, flow.field))
    today = clock.today()
    with writing(by, f"project.{step}", reason) as sheet:
        sheet.about(project)
        sheet.renew(project)
        values = _dates_of(project, step, today) if flow is STAGE else _condition(reason, today)
        flow.take(sheet, project, step, reason=reason, proof=bool(proof or proof_text.strip()), **values)
        change = StageChange(
            project=project,
            day=today,
            at=sheet.at,
            step=step,
            from_text=before,
            to_text=flow.label(getattr(project, flow.field)),
            reason=reason,
            proof=files.store(by=by, name=proof.name, content=proof.read()) if proof else None,
            proof_text=proof_text,
            person_name=by.person_name,
        )
        sheet.create(change)
        if project.condition == Condition.CANCELLED:
            duties.cancel_of_subject(by=by, subject=project, reason=f"项目取消：{reason}")
        sheet.emit(StageTaken(project.pk, step))


def _dates_of(project: Project, step: str, today: date) -> dict[str, Any]:
    values: dict[str, Any] = {"stage_since": today}
    if step == Stage.STARTED and project.started_on is None:
        values["started_on"] = today
    if step == Stage.COMPLETED and project.finished_on is None:
        values["finished_on"] = today
    return values


def _condition(reason: str, today: date) -> dict[str, Any]:
    return {"condition_since": today, "condition_reason": reason}


# Progress and money.


def report_progress(
    *,
    by: Actor,
    project: Project,
    text: str,
    percent: int | None = None,
    declared_light: str = "",
    next_step: str = "",
    source: str = "",
) -> Progress:
    """How far the works are, the light that the reporter declares, and what comes next."""
    require(access.can_report(by, project))
    errors = {} if text.strip() else {"text": "请填写形象进度"}
    if percent is not None and not 0 <= percent <= 100:
        errors["percent"] = "完成比例应在0到100之间"
    if errors:
        raise Invalid(errors)
    today = clock.today()
    told = {"percent": percent, "declared_light": declared_light, "next_step": next_step}
    with writing(by, "project.progress") as sheet:
        sheet.about(project)
        sheet.renew(project)
        report = Progress(
            project=project,
            day=today,
            text=text.strip(),
            source=source or "填报",
            person_name=by.person_name,
            at=sheet.at,
            **told,
        )
        sheet.create(report)
        known = {k: v for k, v in told.items() if v not in (None, "")}
        sheet.update(project, progress=text.strip(), progress_on=today, **known)
    return report


def report_month(
    *,
    by: Actor,
    project: Project,
    month: date,
    month_yuan: Decimal | None,
    ytd_yuan: Decimal | None,
    meaning: str = Meaning.OWN,
    source: str = "填报",
    proven: bool = False,
) -> MonthFigure:
    """The figure of a month, once: what has been reported is changed by `correct_month` only."""
    require(access.can_report(by, project))
    month = month.replace(day=1)
    _check_figure(month, month_yuan, ytd_yuan)
    with writing(by, "project.month") as sheet:
        _check_open(project.county_id, month)
        if project.figures.filter(meaning=meaning, month=month).exists():
            raise Invalid({"month": f"{month.year}年{month.month}月已经报过，要改请用“更正”并写明理由"})
        sheet.about(project)
        return _figure(sheet, project, month, meaning, month_yuan, ytd_yuan, source=source, proven=proven)


def correct_month(
    *, by: Actor, figure: MonthFigure, month_yuan: Decimal | None, ytd_yuan: Decimal | None, reason: str
) -> MonthFigure:
    """A correction entry: the earlier figure stays, no longer current."""
    require(access.can_report(by, figure.project))
    _check_figure(figure.month, month_yuan, ytd_yuan)
    if not reason.strip():
        raise Invalid({"reason": "更正要写明理由"})
    with writing(by, "project.month.correct", reason) as sheet:
        _check_open(figure.project.county_id, figure.month)
        figure.refresh_from_db(fields=["current"])
        if not figure.current:
            raise Invalid("这个数已经被更正过，请更正最新的一条")
        sheet.about(figure.project)
        sheet.update(figure, current=False)
        return _figure(
            sheet,
            figure.project,
            figure.month,
            figure.meaning,
            month_yuan,
            ytd_yuan,
            source=figure.source,
            revision=figure.revision + 1,
            reason=reason,
        )


def record_months(
    *,
    by: Actor,
    county: Unit,
    month: date,
    meaning: str,
    told: Mapping[int, Mapping[str, Decimal | None]],
    source: str,
    known_on: date,
) -> int:
    """The figures of many projects (by id) for one month in one meaning, in few statements; returns how many were new.

    Nothing is overwritten: where the month is known already a correction follows, and what a figure leaves open stays.
    """
    require(access.can_record(by, county, meaning))
    month = month.replace(day=1)
    with writing(by, "project.months") as sheet:
        same = MonthFigure.objects.filter(project__county=county, meaning=meaning, month=month, current=True)
        columns = ("project__name", "month_yuan", "ytd_yuan", "revision")
        known = {f.project_id: f for f in same.select_related("project").only(*columns)}
        news = {pk: given for pk, figure in told.items() if (given := _news(figure, known.get(pk)))}
        if not news:
            return 0
        _check_open(county.pk, month)
        gone = [known[pk] for pk in news if pk in known]
        batch.update(
            sheet,
            MonthFigure,
            [(f.pk, str(f.project), {"current": True}, {"current": False}) for f in gone],
        )
        shared = {"meaning": meaning, "month": month, "source": source, "known_on": known_on}
        rows = [_successor(pk, given, known.get(pk), sheet) | shared for pk, given in news.items()]
        for row in rows:
            row["reason"] = f"{source}更正" if row["revision"] else ""
        batch.insert(sheet, MonthFigure, rows)
    return len(news)


def _news(figure: Mapping[str, Decimal | None], known: MonthFigure | None) -> dict[str, Decimal]:
    """What a figure tells, where any of it is not known yet."""
    given = {name: yuan for name, yuan in figure.items() if yuan is not None}
    return given if known is None or any(getattr(known, k) != v for k, v in given.items()) else {}


def _successor(pk: int, given: dict[str, Any], before: MonthFigure | None, sheet: Sheet) -> dict[str, Any]:
    kept = {"month_yuan": before.month_yuan, "ytd_yuan": before.ytd_yuan} if before else {}
    revision = before.revision + 1 if before else 0
    return {**kept, **given, "project_id": pk, "revision": revision, "entry_seq": sheet.seq}


def _check_open(county_id: int, month: date) -> None:
    """Told where nothing can be turned over meanwhile: within the sheet."""
    if queries.is_closed(county_id, month.year):
        raise Invalid(
            {"month": f"{month.year}年已经结转封存，要补报或更正，请项目中心写明理由重新打开这一年"}
        )


def _check_figure(month: date, month_yuan: Decimal | None, ytd_yuan: Decimal | None) -> None:
    errors = {}
    if month > clock.today():
        errors["month"] = "不能报以后的月份"
    elif month.year < rules.FIRST_YEAR:
        errors["month"] = f"{month.year}年不像真的，请核对"
    for name, value in (("month_yuan", month_yuan), ("ytd_yuan", ytd_yuan)):
        if value is not None and value < 0:
            errors[name] = "投资不能小于0，冲减请在理由里写明并用更正"
        elif value is not None and value >= rules.MOST_YUAN:
            errors[name] = "数太大，请核对数字和单位"
    if month_yuan is None and ytd_yuan is None:
        errors["month_yuan"] = "当月和累计至少填一个"
    if month_yuan is not None and ytd_yuan is not None and ytd_yuan < month_yuan:
        errors["ytd_yuan"] = "年初以来累计不能小于当月"
    if errors:
        raise Invalid(errors)


def _figure(
    sheet: Sheet, project: Project, month: date, meaning: str, month_yuan, ytd_yuan, **more: Any
) -> MonthFigure:
    figure = MonthFigure(
        project=project,
        meaning=meaning,
        month=month,
        month_yuan=month_yuan,
        ytd_yuan=ytd_yuan,
        known_on=clock.today(),
        entry_seq=sheet.seq,
        **more,
    )
    sheet.create(figure)
    return figure


# Permits, problems, people.


def set_permit(
    *, by: Actor, project: Project, kind: str, state: str, number: str = "", done_on: date | None = None
) -> None:
    """The state of a permit; done wants its number or day."""
    require(access.can_set_permit(by, project))
    if state == PermitState.DONE and not (number.strip() or done_on):
        raise Invalid({"number": "已办结的请填证号、文号或办结日期"})
    if done_on and not rules.FIRST_YEAR <= done_on.year <= clock.today().year:
        raise Invalid({"done_on": f"{done_on.year}年不像真的，请核对办结日期"})
    if done_on and done_on > clock.today():
        raise Invalid({"done_on": "办结日期不能晚于今天"})
    with writing(by, "project.permit") as sheet:
        sheet.about(project)
        permit = project.permits.filter(kind=kind).first()
        if permit:
            sheet.update(permit, state=state, number=number, done_on=done_on)
        else:
            sheet.create(Permit(project=project, kind=kind, state=state, number=number, done_on=done_on))


def raise_problem(
    *,
    by: Actor,
    project: Project,
    text: str,
    owner_unit: Unit,
    due_on: date,
    measure: str = "",
    owner_post: Post | None = None,
) -> Problem:
    """Put a problem on the ledger of problems; it is a duty until it is struck off."""
    require(access.can_report(by, project))
    errors = {} if text.strip() else {"text": "请写明问题"}
    if due_on < clock.today():
        errors["due_on"] = "解决时限不能早于今天"
    if errors:
        raise Invalid(errors)
    with writing(by, "project.problem") as sheet:
        sheet.about(project)
        duty = duties.open_duty(
            by=by,
            kind="problem",
            title=f"解决问题：{text.strip()}"[:200],
            detail=measure,
            subject=project,
            source=project,
            scope_path=project.county.path,
            owner_unit=owner_unit,
            owner_post=owner_post,
            creditor_unit=_office_unit(by, project),
            promised_on=due_on,
        )
        problem = Problem(
            project=project, text=text.strip(), measure=measure, raised_on=clock.today(), duty=duty
        )
        sheet.create(problem)
    return problem


def _office_unit(by: Actor, project: Project) -> Unit | None:
    return Unit.objects.filter(pk=by.unit_id).first()


def assign(
    *,
    by: Actor,
    project: Project,
    role: str,
    unit: Unit,
    person: Person | None = None,
    post: Post | None = None,
) -> None:
    """Give a role of the project's team to somebody; who had it before stays written with their dates."""
    require(access.can_edit(by, project))
    today = clock.today()
    with writing(by, "project.assign") as sheet:
        sheet.about(project)
        for earlier in project.team.filter(role=role, until=None):
            sheet.update(earlier, until=today)
        sheet.create(TeamMember(project=project, role=role, unit=unit, person=person, post=post, since=today))
        if role in (TeamRole.SECRETARY, TeamRole.DEPARTMENT):
            _take_up(by, project, unit, post)
        if role == TeamRole.DEPARTMENT:
            sheet.renew(project)
            sheet.update(project, dept=unit)


def _take_up(by: Actor, project: Project, unit: Unit, post: Post | None) -> None:
    """What nobody answered for goes to who answers from now on."""
    vacant = of_subject(project).unfinished().filter(vacant=True).select_related("owner_unit", "owner_post")
    for duty in vacant:
        if (duty.owner_unit_id, duty.owner_post_id) != (unit.pk, post and post.pk):
            duties.hand_over(by=by, duty=duty, to_unit=unit, to_post=post, reason="已明确责任人")


_SERVES_AS = {
    TeamRole.SECRETARY: Role.SECRETARY,
    TeamRole.COUNTY_SPONSOR: Role.SPONSOR,
    TeamRole.CITY_SPONSOR: Role.SPONSOR,
    TeamRole.LOCAL_UNIT: Role.LOCAL_UNIT,
    TeamRole.OFFICE: Role.PROJECT_OFFICE,
}


def assign_named(
    *, by: Actor, project: Project, role: str, unit: Unit, name: str = "", phone: str = ""
) -> None:
    """Give a role to somebody by name: a known person, or a new one without login in that unit."""
    require(access.can_edit(by, project))
    if not name.strip():
        return assign(by=by, project=project, role=role, unit=unit)
    pair = (name.strip(), phone.strip())
    known = org.resolve_people([pair], project.county)[pair]
    if len(known) > 1:
        raise Invalid({"phone": f"有{len(known)}位“{pair[0]}”，请填手机号"})
    wanted = (*pair, unit.pk, _SERVES_AS.get(TeamRole(role), Role.DEPARTMENT))
    with writing(by, "project.assign") as sheet:
        sheet.about(project)
        people = dict(zip([pair] * len(known), known, strict=True))
        holding = ensure_people(by=by, wanted=[wanted], known=people)[wanted]
        assign(by=by, project=project, role=role, unit=unit, person=holding.person, post=holding.post)


# Nodes: each a duty.


def open_promised(*, by: Actor, project: Project) -> None:
    """The start and finish that a new project promises, each a duty; a finish is struck off with its proof."""
    specs = [
        _node(project, key, f"{project.name}{word}", promised.first, promised.precision.value)
        for key, word in (("start", "开工"), ("finish", "竣工"))
        if not (key == "start" and rules.has_begun(project.stage))
        and (promised := rules.promised(project, key))
    ]
    duties.open_many(by=by, duties=specs)


def plan_nodes(*, by: Actor, project: Project) -> tuple[int, int]:
    """Lay the node plan of the project's type, counted backward from what it promises.

    Nodes of stages that lie behind it are not laid, nor those whose day has passed: nobody promises yesterday.
    Returns how many were laid and how many had passed.
    """
    require(access.can_edit(by, project))
    if rules.promised(project, "finish") is None:
        raise Invalid("先填写计划竣工的年月日，才能倒排节点")
    with writing(by, "project.plan_nodes") as sheet:
        wanted = queries.nodes_to_come(project, clock.today())
        specs = [
            _node(project, node.key, f"{project.name}{node.title}", node.due_on, "day")
            for node in wanted
            if not node.passed
        ]
        sheet.about(project)
        duties.open_many(by=by, duties=specs)
        sheet.note(project, {})
    return len(specs), len(wanted) - len(specs)


def _node(project: Project, key: str, title: str, day: date, precision: str) -> duties.DutySpec:
    seat = project.team.filter(role=TeamRole.SECRETARY, until=None).select_related("post").first()
    owner_unit = seat.unit_id if seat else project.dept_id or project.place_id or project.county_id
    return duties.DutySpec(
        kind="node",
        key=key,
        title=title[:200],
        subject_type=SUBJECT,
        subject_id=project.pk,
        subject_label=project.name,
        scope_path=project.county.path,
        owner_unit_id=owner_unit,
        owner_post_id=seat.post_id if seat else None,
        vacant=not (seat or project.dept_id),
        promised_on=day,
        precision=precision,
    )


def refresh_next(project_ids: Iterable[int]) -> None:
    """Keep each project's earliest open node on its row: derived, so without an entry of its own."""
    ids = sorted(set(project_ids))
    nodes = Duty.objects.filter(subject_type=SUBJECT, subject_id=OuterRef("pk"), kind="node", state="open")
    first = nodes.filter(due_on__isnull=False).order_by("due_on", "id")
    for start in range(0, len(ids), 500):
        Project.objects.filter(pk__in=ids[start : start + 500]).update(
            next_title=Coalesce(Subquery(first.values("title")[:1]), Value("")),
            next_due_on=Subquery(first.values("due_on")[:1]),
            next_warn_on=Subquery(first.values("warn_on")[:1]),
        )
