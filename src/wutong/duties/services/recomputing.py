"""The clocks read again when the calendar of a place has changed."""

from typing import Any

from wutong.duties import rules
from wutong.duties.models import Duty, DutyEvent, Reminder
from wutong.duties.services.recording import read_columns
from wutong.engines import calendar as engine
from wutong.kit import batch, clock
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.kit.writing import writing


def recompute_clocks(*, by: Actor, scope_path: str = "", reason: str = "工作日历更新") -> int:
    """Read the unfinished clocks in working days again; the owners are told what moved.

    Baselines stay: what was promised was promised. Returns how many duties have other days now.
    """
    duties = Duty.objects.unfinished().filter(within(scope_path), unit=engine.Unit.WORKDAY)
    with writing(by, "duties.recompute", reason) as sheet:
        happened: dict[int, list[DutyEvent]] = {}
        for event in DutyEvent.objects.filter(duty__in=duties).order_by("id"):
            happened.setdefault(event.duty_id, []).append(event)
        found = duties.select_related("owner_unit")
        changes = [c for duty in found if (c := _changed(duty, happened.get(duty.pk, [])))]
        batch.update(sheet, Duty, [(duty.pk, duty.title, old, new) for duty, old, new in changes])
        told = [_told(duty, new, sheet.at) for duty, _, new in changes if "due_on" in new]
        batch.insert(sheet, Reminder, told, label="text")
    return len(changes)


Change = tuple[Duty, dict[str, Any], dict[str, Any]]


def _changed(duty: Duty, happened: list[DutyEvent]) -> Change | None:
    start = rules.started(duty, duty.baseline_due_on)
    if start is None:
        return None
    day = rules.as_of(duty, clock.today())
    columns = read_columns(rules.clock_events(start, happened), day, duty.scope_path, duty.kind)
    new = {name: value for name, value in columns.items() if value != getattr(duty, name)}
    return (duty, {name: getattr(duty, name) for name in new}, new) if new else None


def _told(duty: Duty, new: dict[str, Any], at) -> dict[str, Any]:
    return {
        "rule": "recomputed",
        "duty_id": duty.pk,
        "period": f"{at:%Y%m%d%H%M%S%f}",
        "at": at,
        "text": f"“{duty.title}”按新的工作日历，到期日由 {duty.due_on} 改为 {new['due_on']}"[:300],
        "tier": 1,
        "unit_id": duty.owner_unit_id,
        "post_id": duty.owner_post_id,
    }
