"""The rules of a duty: pure, on rows and values, without a query.

A duty's clock is the engine's, read from the row (when it started, its term) and from what happened to it. The
owner's time is judged by the day of the report: while a report waits for verification the days do not run against
the owner; a report that is sent back never stopped them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wutong.duties.enums import EventKind, EvidenceKind
from wutong.engines import calendar as engine
from wutong.kit.sockets import DutyKind, duty_kinds
from wutong.kit.verdict import Invalid

STALE_AFTER_DAYS = 30
UNVERIFIED_AFTER_DAYS = 5
OPEN_STATES = ("open", "reported")

LIGHT_KEYS = {
    engine.Light.NORMAL: "ok",
    engine.Light.WARNING: "warn",
    engine.Light.OVERDUE: "over",
    engine.Light.PAUSED: "paused",
}


def kind_of(key: str) -> DutyKind:
    """The registered kind, or the plain one called 任务 where no app has plugged the key."""
    return duty_kinds.get(key) or DutyKind(key, "任务")


# The clock.


@dataclass(frozen=True)
class StoredClock:
    """What the row keeps of a reading, so that a light is a comparison with today."""

    due_on: date | None = None
    warn_on: date | None = None
    statutory_due_on: date | None = None
    provisional: bool = False
    paused: bool = False

    def columns(self) -> dict[str, Any]:
        return dict(self.__dict__)


def promised_due(promised_on: date, precision: str) -> date:
    """The last day of the period that was promised. Raises Invalid for a precision that names no period."""
    try:
        kind = engine.PeriodKind(precision)
    except ValueError:
        raise Invalid({"precision": f"“{precision}”不是一个期间，不能作为到期日"}) from None
    return engine.PromisedDate(promised_on, kind).due


def start_day(started_on: date | None, promised_on: date | None, precision: str, today: date) -> date:
    """The day on which the clock starts: as given, today by default, never after the day promised."""
    day = started_on or today
    return min(day, promised_due(promised_on, precision)) if promised_on else day


def started(duty: Any, baseline: date | None) -> engine.Started | None:
    """The start of the clock as the engine wants it; None for a duty without any term.

    A date that was promised starts as its baseline: later moves stand among the events.
    """
    promised = duty.limit if duty.limit is not None else baseline
    if promised is None and duty.statutory_limit is None:
        return None
    unit = engine.Unit(duty.unit)
    return engine.Started(duty.started_on, promised, duty.statutory_limit, unit, duty.owner_unit_name)


def clock_events(start: engine.Started, happened: Iterable[Any]) -> list[engine.Event]:
    """The engine's events from the duty's own, in their order.

    What happens between a report and its return is not the owner's time; a duty that is struck off was done on the
    day of the report that was accepted.
    """
    events: list[engine.Event] = [start]
    reported_on: date | None = None
    for event in happened:
        if event.kind == EventKind.REPORTED:
            reported_on = event.day
        elif event.kind == EventKind.RETURNED:
            reported_on = None
        elif event.kind in (EventKind.SETTLED, EventKind.CANCELLED):
            events.append(engine.Settled(reported_on or event.day))
        elif reported_on is None and (told := _TOLD.get(event.kind)):
            events.append(told(event))
    return events


_TOLD: dict[str, Callable[[Any], engine.Event]] = {
    EventKind.STOPPED: lambda e: engine.Stopped(
        e.day, engine.StopKind(e.stop_type), e.text, e.basis, e.stop_limit
    ),
    EventKind.RESUMED: lambda e: engine.Resumed(e.day, engine.StopKind(e.stop_type)),
    EventKind.EXTENDED: lambda e: engine.Extended(
        e.day, engine.Which.PROMISED, e.to_date, e.text or "改期", e.person_name
    ),
    EventKind.HANDED_OVER: lambda e: engine.HandedOver(e.day, e.to_text),
}


def warn_days(kind: str) -> Callable[[int], int]:
    """Limit to the days left at which a duty of the kind turns yellow."""
    most = kind_of(kind).warn_at_most
    usual = engine.default_warn_days
    return usual if most is None else lambda limit: min(usual(limit), most)


def stored_clock(
    events: list[engine.Event], today: date, calendar: engine.Calendar, kind: str
) -> StoredClock:
    """What the row keeps of the clock as it stands on `today`."""
    reading = engine.read_clock(events, today, calendar, warn_days(kind))
    paused = any(stop.resumed is None for stop in reading.stops) and reading.settled is None
    provisional = reading.provisional or reading.statutory_provisional
    return StoredClock(reading.due, reading.warn, reading.statutory_due, provisional, paused)


# The light, from the stored days.


def as_of(duty: Any, today: date) -> date:
    """The day on which the owner's time is read: the day of the report while it waits, else today."""
    return min(duty.reported_on, today) if duty.reported_on else today


def light(duty: Any, today: date) -> str:
    """ok, warn, over, paused or done. The same rule stands as SQL in `querysets`."""
    day = as_of(duty, today)
    if duty.state not in OPEN_STATES:
        return "done"
    if duty.due_on and duty.due_on < day:
        return "over"
    if duty.paused:
        return "paused"
    return "warn" if duty.warn_on and duty.warn_on <= day else "ok"


def days_between(unit: str, first: date, last: date, calendar: engine.Calendar) -> int:
    """Days of the duty's own unit after `first` up to and including `last`; negative where `last` is earlier."""
    return calendar.count(first, last) if unit == engine.Unit.WORKDAY else (last - first).days


def days_overdue(duty: Any, today: date, calendar: engine.Calendar) -> int:
    """Days past due in the duty's own unit, 0 where it is not.

    An overdue clock cannot be stopped, so no stop lies between the due day and today.
    """
    if duty.due_on is None:
        return 0
    return max(days_between(duty.unit, duty.due_on, as_of(duty, today), calendar), 0)


# Receipt.


def accept_by(kind: str, day: date, calendar: engine.Calendar) -> date | None:
    """The day by which what was given on `day` is to be confirmed as received: one working day; None where nobody asks."""
    return calendar.add(day, 1) if kind_of(kind).receipt else None


def unaccepted(duty: Any, today: date) -> bool:
    """Open and not confirmed as received in time. The same rule stands as SQL in `querysets`."""
    due = duty.accept_by
    return duty.state == "open" and duty.accepted_on is None and due is not None and due < today


# Ladder, staleness, evidence, numbers.

TIERS = ("", "经办人", "科室负责人", "分管领导", "县级", "市级")


def ladder_tier(days: int, thresholds: tuple[int, ...]) -> int:
    """The tier a duty has climbed to when `days` overdue: 0 in time, 1 the handling person, at most 5."""
    return sum(days >= threshold for threshold in thresholds) if days > 0 else 0


def rung_days(duty: Any, thresholds: tuple[int, ...], calendar: engine.Calendar) -> list[date]:
    """The day on which each tier is reached if nothing is done; empty without a due day."""
    if duty.due_on is None:
        return []
    if duty.unit == engine.Unit.WORKDAY:
        return [calendar.add(duty.due_on, max(n, 1)) for n in thresholds]
    return [duty.due_on + timedelta(days=max(n, 1)) for n in thresholds]


def silence_days(duty: Any) -> int:
    """How long a duty may go without feedback: a quarter of its whole term, at least 30 days.

    A node due in two years is not asked about every month; what has no due day is.
    """
    term = (duty.due_on - duty.started_on).days if duty.due_on else 0
    return max(STALE_AFTER_DAYS, term // 4)


def stale_periods(duty: Any, today: date) -> int:
    """How many whole periods of silence have passed since the last feedback, or since the start if there was none."""
    return max((today - (duty.fed_back_on or duty.started_on)).days, 0) // silence_days(duty)


def evidence_words(needed: tuple[str, ...]) -> str:
    return "、".join(str(EvidenceKind(key).label) for key in needed)


def proves(kind: DutyKind, evidence: Iterable[str]) -> bool:
    """Whether one of the evidence kinds counts for this kind of duty; any does where none is prescribed."""
    return any(not kind.evidence or key in kind.evidence for key in evidence)


def next_number(year: int, used: Iterable[str]) -> str:
    """The number after the highest of `used` within the year: 2026-007."""
    prefix = f"{year}-"
    taken = [n.removeprefix(prefix) for n in used if n.startswith(prefix)]
    highest = max((int(n) for n in taken if n.isdigit()), default=0)
    return f"{prefix}{highest + 1:03d}"
