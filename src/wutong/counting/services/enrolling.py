"""Papers gathered, a project declared, entered, sent back."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from wutong.counting import access
from wutong.counting.checklists import checklist_for
from wutong.counting.enums import ItemState
from wutong.counting.flows import ENROLMENT
from wutong.counting.models import CheckItem, Enrolment
from wutong.duties import services as duties
from wutong.files import services as files
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import Sheet, object_type, writing
from wutong.org import queries as org
from wutong.org.models import Unit
from wutong.projects.models import Project

KIND = "enrolment"


def prepare(*, by: Actor, project: Project) -> Enrolment:
    """Begin the way into the library: the checklist of the project's type, each paper with who must bring it."""
    enrolment = Enrolment(project=project)
    require(access.can_prepare(by, enrolment))
    with writing(by, "counting.prepare") as sheet:
        sheet.about(project)
        if Enrolment.objects.filter(project=project).exists():
            raise Invalid(f"“{project.name}”的入统资料已经在准备了")
        sheet.create(enrolment)
        ENROLMENT.take(sheet, enrolment, "prepare", state_since=clock.today())
        _lay(sheet, enrolment)
    return enrolment


def _lay(sheet: Sheet, enrolment: Enrolment) -> None:
    project = enrolment.project
    wanted = checklist_for(project.project_type)
    office = office_of(project.county)
    named = org.resolve_units(sorted({w.who for w in wanted}), project.county)
    own = {"dept": project.dept, "place": project.place, "office": office}
    for one in wanted:
        known = named.get(one.who, [])
        unit = own[one.who] if one.who in own else known[0] if len(known) == 1 else None
        item = CheckItem(
            enrolment=enrolment, key=one.key, label=one.label, unit=unit or project.dept or office
        )
        sheet.create(item)


def office_of(county: Unit) -> Unit:
    """The county's project office, to which papers and mended gaps are owed; the county itself where it has none."""
    found = Unit.objects.filter(scope_path=county.path, posts__role__in=org.OFFICE_ROLES)
    return found.order_by("path").first() or county


def take_step(
    *,
    by: Actor,
    enrolment: Enrolment,
    step: str,
    reason: str = "",
    library_code: str = "",
    on: date | None = None,
) -> None:
    """Declare, enter, send back or take out; `on` is the day on which it happened, `library_code` the bureau's number."""
    on = on or clock.today()
    if on > clock.today():
        raise Invalid({"on": "日期不能晚于今天"})
    if step == "enter" and not library_code.strip():
        raise Invalid({"library_code": "登记入库要填统计库编码"})
    values: dict[str, Any] = {
        "declare": {"declared_on": on, "returned_why": ""},
        "enter": {"entered_on": on, "library_code": library_code.strip()},
        "send_back": {"returned_why": reason.strip()},
        "take_out": {"returned_why": reason.strip(), "entered_on": None},
    }[step]
    with writing(by, f"counting.{step}", reason) as sheet:
        enrolment.refresh_from_db()
        sheet.about(enrolment.project)
        ENROLMENT.take(sheet, enrolment, step, reason=reason, state_since=on, **values)


# Papers.


def assign_item(*, by: Actor, item: CheckItem, unit: Unit, due_on: date) -> None:
    """Ask a unit for a paper by a day: from then on it is a duty."""
    require(access.can_prepare(by, item.enrolment))
    _check_day(due_on)
    with writing(by, "counting.assign") as sheet:
        item.refresh_from_db()
        if item.stands != ItemState.MISSING or item.owed:
            raise Invalid(f"“{item.label}”{item.stands_label}或已经交办，不用再交办")
        sheet.about(item.enrolment.project)
        sheet.update(item, unit=unit)
        _owe(sheet, [item], due_on)


def assign_all(*, by: Actor, enrolment: Enrolment, due_on: date) -> int:
    """Ask for every paper that is missing and not asked for yet, by one day; returns how many."""
    require(access.can_prepare(by, enrolment))
    _check_day(due_on)
    with writing(by, "counting.assign") as sheet:
        sheet.about(enrolment.project)
        items = enrolment.items.select_related("duty", "unit").order_by("id")
        missing = [i for i in items if i.stands == ItemState.MISSING and not i.owed]
        _owe(sheet, missing, due_on)
        sheet.note(enrolment.project, {})
    return len(missing)


def _check_day(due_on: date) -> None:
    if due_on < clock.today():
        raise Invalid({"due_on": "时限不能早于今天"})


def _owe(sheet: Sheet, items: list[CheckItem], due_on: date) -> None:
    if not items:
        return
    project = items[0].enrolment.project
    office = office_of(project.county)
    specs = [
        duties.DutySpec(
            kind=KIND,
            key=item.key,
            title=f"{project.name}入统：{item.label}"[:200],
            owner_unit_id=item.unit_id,
            scope_path=project.county.path,
            subject_type=object_type(project),
            subject_id=project.pk,
            subject_label=project.name,
            creditor_unit_id=office.pk,
            promised_on=due_on,
        )
        for item in items
    ]
    for item, pk in zip(items, duties.open_many(by=sheet.by, duties=specs), strict=True):
        sheet.update(item, duty_id=pk)


def settle_item(
    *, by: Actor, item: CheckItem, state: str, proof_text: str = "", proof: UploadedFile | None = None
) -> None:
    """Hand in a paper, or say that the project needs none; what is owed as a duty is handed in there."""
    require(access.can_settle(by, item))
    if state == ItemState.NOT_NEEDED and not proof_text.strip():
        raise Invalid({"proof_text": "不涉及要写明理由"})
    with writing(by, "counting.item") as sheet:
        item.refresh_from_db()
        if item.duty is not None and item.duty.state != "cancelled":
            raise Invalid(f"“{item.label}”已经交办，请在任务里反馈，由项目中心核验")
        kept = files.store(by=by, name=proof.name, content=proof.read()) if proof else None
        sheet.about(item.enrolment.project)
        done_on = None if state == ItemState.MISSING else clock.today()
        sheet.update(item, state=state, proof_text=proof_text.strip(), proof=kept, done_on=done_on)
