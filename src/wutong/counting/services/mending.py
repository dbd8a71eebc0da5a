"""Why books differ, and who mends it until when."""

from datetime import date

from wutong.counting import access
from wutong.counting.models import Gap
from wutong.counting.services.enrolling import office_of
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.models import Unit
from wutong.projects.enums import Meaning
from wutong.projects.models import Project

KIND = "gap"


def explain(
    *,
    by: Actor,
    project: Project,
    month: date,
    meaning: str,
    reason: str,
    text: str = "",
    unit: Unit | None = None,
    due_on: date | None = None,
) -> Gap:
    """The reason of a gap in one month; with a unit and a day its mending is a duty."""
    require(access.can_mend(by, project))
    _check(text, reason, unit, due_on)
    month = month.replace(day=1)
    with writing(by, "counting.gap") as sheet:
        sheet.about(project)
        same = Gap.objects.filter(project=project, month=month, meaning=meaning)
        known = same.select_related("duty").first() or Gap(project=project, month=month, meaning=meaning)
        if known.duty and known.duty.state in ("open", "reported") and (unit or due_on):
            raise Invalid({"unit": "这笔差额已经交办，换单位请移交，改时限请申请改期，都在任务里办"})
        values = {"reason": reason, "text": text.strip(), "unit": unit or known.unit}
        if unit and due_on:
            values["duty"] = _owe(by, known, unit, due_on, text)
        if known.pk:
            sheet.update(known, **values)
        else:
            for name, value in values.items():
                setattr(known, name, value)
            sheet.create(known)
    return known


def _check(text: str, reason: str, unit: Unit | None, due_on: date | None) -> None:
    errors = {}
    if reason == "other" and not text.strip():
        errors["text"] = "选“其他”要写明是什么原因"
    if due_on and not unit:
        errors["unit"] = "定了时限，还要定由哪个单位对平"
    if unit and not due_on:
        errors["due_on"] = "定了单位，还要定对平的时限"
    if due_on and due_on < clock.today():
        errors["due_on"] = "时限不能早于今天"
    if errors:
        raise Invalid(errors)


def _owe(by: Actor, gap: Gap, unit: Unit, due_on: date, text: str) -> Duty:
    project = gap.project
    words = f"{gap.month.year}年{gap.month.month}月{Meaning(gap.meaning).label}"
    return duties.open_duty(
        by=by,
        kind=KIND,
        title=f"对平{project.name}{words}差额"[:200],
        detail=text,
        owner_unit=unit,
        scope_path=project.county.path,
        subject=project,
        creditor_unit=office_of(project.county),
        promised_on=due_on,
    )
