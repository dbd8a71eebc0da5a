"""The clock of a duty: from its events to what is used, left, due, overdue, and why.

Pure: the same events, day and calendar give the same reading, always. Read "as of" an earlier day by giving that day;
events dated after it have not taken effect.

- When a term is due, and what a stop does to it: see `measuring`. Stopped days never count as overdue.
- Overlapping stops count once.
- Days left on a day are the limit less the days used up to and including it: none are left on the due day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from wutong.engines.calendar.duty_events import Event, Stop, Timeline, Unit, Which, up_to
from wutong.engines.calendar.measuring import DutyClock, UnitDays, WarnDays, clock_of, leading_term
from wutong.engines.calendar.working import Calendar


def default_warn_days(limit: int) -> int:
    """Yellow from the first day on which at most this many days are left: a fifth of the limit, at least one."""
    return max(1, -(-limit // 5))


class Light(StrEnum):
    NORMAL = "normal"
    WARNING = "warning"
    OVERDUE = "overdue"
    PAUSED = "paused"

    @property
    def symbol(self) -> str:
        return {"normal": "●", "warning": "▲", "overdue": "■", "paused": "Ⅱ"}[self]

    @property
    def label(self) -> str:
        return {"normal": "正常", "warning": "预警", "overdue": "超期", "paused": "暂停"}[self]


@dataclass(frozen=True)
class StopReading:
    """One stop: how long it has lasted in its own unit, and its own light against its own limit."""

    kind: str
    reason: str
    basis: str
    on: date
    resumed: date | None
    unit: Unit
    days: int
    limit: int | None
    due: date | None
    overdue_days: int
    light: Light
    light_reason: str


@dataclass(frozen=True)
class Reading:
    """The clock on one day. Counts are in `unit`.

    `used` days counted from the start until today (or the settling); `remaining` of the promised limit, never negative;
    `due`, `warn` None while a stop is open; `statutory_due` likewise, and None without a statutory term; lights follow
    the promised date, or the statutory one where nothing was promised. `stopped_days` counts overlaps once; `held_days`
    says how long each holder had the duty in hand, stopped or not.
    """

    unit: Unit
    limit: int
    used: int
    remaining: int
    due: date | None
    warn: date | None
    statutory_due: date | None
    overdue_days: int
    provisional: bool
    statutory_provisional: bool
    light: Light
    light_reason: str
    stops: tuple[StopReading, ...]
    stopped_days: int
    held_days: dict[str, int]
    settled: date | None


def read_clock(
    events: Sequence[Event], today: date, calendar: Calendar, warn_days: WarnDays = default_warn_days
) -> Reading:
    """The reading on `today`. Raises ClockError for events that cannot have happened, OutOfRange beyond 1900-2199."""
    clock = clock_of(up_to(events, today), calendar)
    timeline, days = clock.timeline, clock.days
    end = max(timeline.settled or today, clock.start)
    used = clock.counted(clock.start, end)
    statutory = clock.term(Which.STATUTORY)
    statutory_due = clock.due(statutory) if statutory else None
    return Reading(
        **_leading(clock, end, used, warn_days),
        unit=days.unit,
        used=used,
        statutory_due=statutory_due,
        statutory_provisional=bool(statutory) and days.provisional(clock.start, statutory_due or end),
        stops=tuple(_stop_reading(stop, end, days, warn_days) for stop in timeline.stops),
        stopped_days=days.count(clock.start, end) - used,
        held_days=_held_days(timeline, days, end),
        settled=timeline.settled,
    )


def _leading(clock: DutyClock, end: date, used: int, warn_days: WarnDays) -> dict[str, Any]:
    """The part of the reading that follows the leading term: the promised one, or else the statutory one."""
    term = leading_term(clock)
    due, limit = clock.due(term), clock.limit(term)
    warn = clock.warn(term, warn_days) if due else None
    overdue_days = clock.counted(due, end) if due and due < end else 0
    remaining = max(limit - used, 0)
    provisional = clock.days.provisional(clock.start, due or end)
    unit = clock.days.unit.label
    light, words = _light(clock.timeline, end, due, warn)
    reason = words.format(
        due=f"{due}{'（暂定）' if provisional else ''}",
        left=f"{remaining} {unit}",
        over=f"超期 {overdue_days} {unit}" if overdue_days else "已过期限",
    )
    return {
        "limit": limit,
        "remaining": remaining,
        "due": due,
        "warn": warn,
        "overdue_days": overdue_days,
        "provisional": provisional,
        "light": light,
        "light_reason": reason,
    }


def _light(timeline: Timeline, end: date, due: date | None, warn: date | None) -> tuple[Light, str]:
    """The light and its reason, with {due}, {left} and {over} to be filled in."""
    stops = "、".join(stop.event.kind.label for stop in timeline.open_stops)
    if due is not None and end > due:
        if timeline.settled:
            return Light.OVERDUE, "{due} 到期，{over}办结"
        return Light.OVERDUE, "{due} 到期，{over}" + (f"，现因{stops}暂停计时" if stops else "")
    if timeline.settled:
        return Light.NORMAL, "按期办结" if due else f"在{stops}暂停期间办结"
    if due is None or warn is None:
        return Light.PAUSED, f"因{stops}暂停计时，剩余 {{left}}"
    if end == due:
        return Light.WARNING, "今天到期（{due}）"
    return (Light.WARNING if end >= warn else Light.NORMAL), "剩余 {left}，{due} 到期"


def _stop_reading(stop: Stop, today: date, days: UnitDays, warn_days: WarnDays) -> StopReading:
    event = stop.event
    own = UnitDays(event.limit_unit or days.unit, days.calendar)
    end = stop.resumed or today
    due = own.add(event.on, event.limit) if event.limit is not None else None
    light, reason = _stop_light(stop, end, own, due, warn_days)
    return StopReading(
        kind=event.kind,
        reason=event.reason,
        basis=event.basis,
        on=event.on,
        resumed=stop.resumed,
        unit=own.unit,
        days=own.count(event.on, end),
        limit=event.limit,
        due=due,
        overdue_days=own.count(due, end) if due and end > due else 0,
        light=light,
        light_reason=reason,
    )


def _stop_light(
    stop: Stop, end: date, own: UnitDays, due: date | None, warn_days: WarnDays
) -> tuple[Light, str]:
    label, limit = stop.event.kind.label, stop.event.limit
    if due is None or limit is None:
        return Light.NORMAL, f"{label}未定时限"
    if end > due:
        return Light.OVERDUE, f"{label}应于 {due} 结束，超出 {own.count(due, end)} {own.unit.label}"
    if stop.resumed:
        return Light.NORMAL, f"{label}按期结束"
    left = own.count(end, due)
    light = Light.WARNING if left <= warn_days(limit) else Light.NORMAL
    return light, f"{label}剩余 {left} {own.unit.label}，{due} 到期"


def _held_days(timeline: Timeline, days: UnitDays, end: date) -> dict[str, int]:
    held: dict[str, int] = {}
    for stretch in timeline.stretches:
        last = end if stretch.until is None else min(stretch.until, end)
        if stretch.holder and stretch.after < last:
            held[stretch.holder] = held.get(stretch.holder, 0) + days.count(stretch.after, last)
    return held
