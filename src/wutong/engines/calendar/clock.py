"""The clock of a duty: from its events to what is used, left, due, overdue, and why.

Pure: the same events, day and calendar give the same reading, always. Read "as of" an earlier day by giving that day;
events dated after it have not taken effect.

- A term of n units is due on the n-th day of its unit after the start that is not stopped; n = 0 on the day of the start
  itself, or on the next working day where that is a day of rest.
- A fixed date is due on that day, a day of rest or not; the days of the duty's unit that are stopped before it move it
  by as many. A date that falls into a stop is never due before the stop has ended.
- While a stop is open there is no due day, unless the term was used up before the stop took effect: then the day is past
  and stays, so that stopping cannot hide delay. Stopped days never count as overdue.
- Overlapping stops count once.
- Days left on a day are the limit less the days used up to and including it: none are left on the due day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from wutong.engines.calendar.duty_events import (
    Event,
    Extended,
    HandedOver,
    Resumed,
    Settled,
    Stop,
    Stopped,
    Stretch,
    Timeline,
    Unit,
    Which,
    timeline_of,
    up_to,
)
from wutong.engines.calendar.working import WEEKDAYS, Calendar

WarnDays = Callable[[int], int]


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


@dataclass(frozen=True)
class ClockDay:
    """One day of the explanation; `number` counts from 1 and is 0 where the day does not count."""

    day: date
    counted: bool
    number: int
    rule: str
    provisional: bool

    @property
    def weekday(self) -> str:
        return "周" + WEEKDAYS[self.day.weekday()]


@dataclass(frozen=True)
class _Term:
    """`needed` counted days after `anchor`; `fixed` is the date it was given as, if it was."""

    anchor: date
    needed: int
    fixed: date | None = None


@dataclass(frozen=True)
class _Days:
    """Arithmetic in one unit."""

    unit: Unit
    calendar: Calendar

    def count(self, after: date, until: date) -> int:
        if self.unit is Unit.WORKDAY:
            return self.calendar.count(after, until)
        return (until - after).days

    def add(self, day: date, n: int) -> date:
        if self.unit is Unit.WORKDAY:
            return self.calendar.add(day, n)
        return date.fromordinal(self.calendar.checked_ordinal(day.toordinal() + n))

    def counts(self, day: date) -> bool:
        return self.unit is Unit.DAY or self.calendar.is_workday(day)

    def provisional(self, first: date, last: date) -> bool:
        return self.unit is Unit.WORKDAY and self.calendar.provisional(first, last)


@dataclass(frozen=True)
class _Clock:
    """A timeline measured with a calendar."""

    timeline: Timeline
    days: _Days
    running: list[Stretch] = field(default_factory=list)

    @property
    def start(self) -> date:
        return self.timeline.start.on

    def counted(self, after: date, until: date) -> int:
        """Days of the unit after `after` up to and including `until` that no stop covers."""
        return sum(self._part(stretch, after, until) for stretch in self.running)

    def _part(self, stretch: Stretch, after: date, until: date) -> int:
        first = max(stretch.after, after)
        last = until if stretch.until is None else min(stretch.until, until)
        return self.days.count(first, last) if first < last else 0

    def nth(self, after: date, n: int) -> date | None:
        """The n-th counted day (n >= 1) after `after`; None where an open stop keeps it from coming."""
        for stretch in self.running:
            first = max(stretch.after, after)
            if stretch.until is None:
                return self.days.add(first, n)
            available = self._part(stretch, after, stretch.until)
            if n <= available:
                return self.days.add(first, n)
            n -= available
        return None

    def term(self, which: Which) -> _Term | None:
        given = self.timeline.start.promised if which is Which.PROMISED else self.timeline.start.statutory
        if given is None:
            return None
        term = self._dated(self.start, given) if isinstance(given, date) else _Term(self.start, given)
        for extension in self.timeline.extensions:
            if extension.which is which:
                term = self._extended(term, extension)
        return term

    def _extended(self, term: _Term, extension: Extended) -> _Term:
        if isinstance(extension.by, date):
            return self._dated(extension.on, extension.by)
        if term.fixed is not None:
            return self._dated(term.anchor, self.days.add(term.fixed, extension.by))
        return _Term(term.anchor, term.needed + extension.by)

    def _dated(self, anchor: date, fixed: date) -> _Term:
        return _Term(anchor, self.days.count(anchor, fixed), fixed)

    def due(self, term: _Term) -> date | None:
        day = self.nth(term.anchor, term.needed) if term.needed else term.anchor
        if term.fixed is None:
            rest_day_start = not term.needed and not self.days.counts(self.start)
            return self.nth(self.start, 1) if rest_day_start else day
        if day is None or day > term.fixed:
            return day
        # Nothing moved it, so it stands as promised, a day of rest or not; unless it is itself a stopped day.
        stretch = self.timeline.stretch_of(term.fixed)
        return self.nth(term.anchor, term.needed + 1) if stretch and stretch.stops else term.fixed

    def limit(self, term: _Term) -> int:
        """The whole of the term in counted days since the start, extensions included."""
        return self.counted(self.start, term.anchor) + term.needed

    def warn(self, term: _Term, warn_days: WarnDays) -> date | None:
        limit = self.limit(term)
        free = limit - warn_days(limit)
        return self.nth(self.start, free) if free > 0 else self.start


def read_clock(
    events: Sequence[Event], today: date, calendar: Calendar, warn_days: WarnDays = default_warn_days
) -> Reading:
    """The reading on `today`. Raises ClockError for events that cannot have happened, OutOfRange beyond 1900-2199."""
    clock = _clock(up_to(events, today), calendar)
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


def _leading(clock: _Clock, end: date, used: int, warn_days: WarnDays) -> dict[str, Any]:
    """The part of the reading that follows the leading term: the promised one, or else the statutory one."""
    term = _leading_term(clock)
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


def _clock(events: Sequence[Event], calendar: Calendar) -> _Clock:
    timeline = timeline_of(events)
    running = [stretch for stretch in timeline.stretches if not stretch.stops]
    return _Clock(timeline, _Days(timeline.start.unit, calendar), running)


def _leading_term(clock: _Clock) -> _Term:
    term = clock.term(Which.PROMISED) or clock.term(Which.STATUTORY)
    assert term is not None, "a timeline has at least one term"
    return term


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


def _stop_reading(stop: Stop, today: date, days: _Days, warn_days: WarnDays) -> StopReading:
    event = stop.event
    own = _Days(event.limit_unit or days.unit, days.calendar)
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
    stop: Stop, end: date, own: _Days, due: date | None, warn_days: WarnDays
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


def _held_days(timeline: Timeline, days: _Days, end: date) -> dict[str, int]:
    held: dict[str, int] = {}
    for stretch in timeline.stretches:
        last = end if stretch.until is None else min(stretch.until, end)
        if stretch.holder and stretch.after < last:
            held[stretch.holder] = held.get(stretch.holder, 0) + days.count(stretch.after, last)
    return held


def explain_clock(
    events: Sequence[Event], today: date, calendar: Calendar, which: Which | None = None
) -> list[ClockDay]:
    """Each day from the start to the due day of the term (None: the one the lights follow), or to today without one.

    Raises as `read_clock`.
    """
    known = up_to(events, today)
    clock = _clock(known, calendar)
    term = (clock.term(which) if which else None) or _leading_term(clock)
    last = clock.due(term) or max(today, clock.start)
    notes = _notes(known, clock.days.unit)
    lines, number = [], 0
    for offset in range((last - clock.start).days + 1):
        day = clock.start + timedelta(days=offset)
        counted, rule = _day_rule(clock, day)
        number += counted
        text = "；".join([rule, *notes.get(day, [])])
        lines.append(ClockDay(day, counted, number if counted else 0, text, clock.days.provisional(day, day)))
    return lines


def _day_rule(clock: _Clock, day: date) -> tuple[bool, str]:
    stretch = clock.timeline.stretch_of(day)
    if stretch is None:
        return False, "当日到期" if clock.due(_leading_term(clock)) == day else "开始当日不计"
    if stretch.stops:
        return False, "暂停：" + "、".join(kind.label for kind in stretch.stops)
    if clock.days.unit is Unit.DAY:
        return True, "自然日"
    return clock.days.counts(day), clock.days.calendar.rule(day)


def _notes(events: Sequence[Event], unit: Unit) -> dict[date, list[str]]:
    """What happened on a day, in words, for the days on which something did."""
    notes: dict[date, list[str]] = {}
    for event in events:
        note = _note(event, unit)
        if note:
            notes.setdefault(event.on, []).append(note)
    return notes


def _note(event: Event, unit: Unit) -> str:
    match event:
        case Stopped(kind=kind):
            return f"当日提出{kind.label}，次日起暂停"
        case Resumed(kind=kind):
            return f"{kind.label}当日结束，次日起恢复"
        case Extended(which=which, by=date() as day):
            return f"批准延长{which.label}至 {day}"
        case Extended(which=which, by=by):
            return f"批准延长{which.label} {by} {unit.label}"
        case HandedOver(holder=holder):
            return f"转由{holder}办理"
        case Settled():
            return "办结"
    return ""
