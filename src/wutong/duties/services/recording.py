"""What every verb of a duty does: note the event, restate the clock, tell the listeners."""

from datetime import date
from typing import Any

from wutong.duties import events, rules
from wutong.duties.enums import EventKind
from wutong.duties.models import Duty, DutyEvent
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid
from wutong.kit.writing import Sheet
from wutong.workdays.queries import calendar_for


def record(
    sheet: Sheet, duty: Duty, kind: EventKind, text: str = "", day: date | None = None, **columns: Any
) -> DutyEvent:
    """Add what happened to the duty's own events."""
    event = DutyEvent(
        duty=duty,
        kind=kind,
        day=day or clock.today(),
        at=sheet.at,
        text=text,
        person_id=sheet.by.person_id,
        person_name=sheet.by.person_name,
        unit_name=sheet.by.unit_name,
        **columns,
    )
    sheet.create(event)
    return event


def clock_columns(duty: Duty, baseline: date | None = None) -> dict[str, Any]:
    """The stored days of the duty as its events now have them. Raises Invalid where the events contradict.

    `baseline` is the first date promised, where it is only about to be stored.
    """
    start = rules.started(duty, baseline or duty.baseline_due_on)
    if start is None:
        return rules.StoredClock().columns()
    happened = rules.clock_events(start, DutyEvent.objects.filter(duty=duty).order_by("id"))
    return read_columns(happened, rules.as_of(duty, clock.today()), duty.scope_path, duty.kind)


def arrived(duty: Duty) -> dict[str, Any]:
    """Who answers has received it: the receipt that was asked for and not confirmed."""
    waits = duty.accept_by is not None and duty.accepted_on is None
    return {"accepted_on": clock.today()} if waits else {}


def read_columns(happened: list, today: date, scope_path: str, kind: str) -> dict[str, Any]:
    try:
        return rules.stored_clock(happened, today, calendar_for(scope_path), kind).columns()
    except ValueError as error:
        raise Invalid({"clock": str(error)}) from error


def tell(sheet: Sheet, event_type: type, duty: Duty, **more: Any) -> None:
    sheet.emit(event_type(duty.pk, duty.kind, duty.subject_type, duty.subject_id, **more))


def moved(sheet: Sheet, duty: Duty) -> None:
    tell(sheet, events.DutyMoved, duty, due_on=duty.due_on)


def about(sheet: Sheet, duty: Duty) -> None:
    """List the entry under the duty, unless an outer service has already named its own object."""
    if sheet.subject is None:
        sheet.about(duty)


def who(by: Actor) -> str:
    return by.person_name or by.post_title
