"""Measuring a duty's timeline with a calendar: counted days, terms, and the days on which they are due.

- A term of n units is due on the n-th day of its unit after the start that is not stopped; n = 0 on the day of the start
  itself, or on the next working day where that is a day of rest.
- A fixed date is due on that day, a day of rest or not; the days of the duty's unit that are stopped before it move it
  by as many. A date that falls into a stop is never due before the stop has ended.
- While a stop is open there is no due day, unless the term was used up before the stop took effect: then the day is past
  and stays, so that stopping cannot hide delay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from wutong.engines.calendar.duty_events import Event, Extended, Stretch, Timeline, Unit, Which, timeline_of
from wutong.engines.calendar.working import Calendar

WarnDays = Callable[[int], int]


@dataclass(frozen=True)
class Term:
    """`needed` counted days after `anchor`; `fixed` is the date it was given as, if it was."""

    anchor: date
    needed: int
    fixed: date | None = None


@dataclass(frozen=True)
class UnitDays:
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
class DutyClock:
    """A timeline measured with a calendar."""

    timeline: Timeline
    days: UnitDays
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

    def term(self, which: Which) -> Term | None:
        given = self.timeline.start.promised if which is Which.PROMISED else self.timeline.start.statutory
        if given is None:
            return None
        term = self._dated(self.start, given) if isinstance(given, date) else Term(self.start, given)
        for extension in self.timeline.extensions:
            if extension.which is which:
                term = self._extended(term, extension)
        return term

    def _extended(self, term: Term, extension: Extended) -> Term:
        if isinstance(extension.by, date):
            return self._dated(extension.on, extension.by)
        if term.fixed is not None:
            return self._dated(term.anchor, self.days.add(term.fixed, extension.by))
        return Term(term.anchor, term.needed + extension.by)

    def _dated(self, anchor: date, fixed: date) -> Term:
        return Term(anchor, self.days.count(anchor, fixed), fixed)

    def due(self, term: Term) -> date | None:
        day = self.nth(term.anchor, term.needed) if term.needed else term.anchor
        if term.fixed is None:
            rest_day_start = not term.needed and not self.days.counts(self.start)
            return self.nth(self.start, 1) if rest_day_start else day
        if day is None or day > term.fixed:
            return day
        # Nothing moved it, so it stands as promised, a day of rest or not; unless it is itself a stopped day.
        stretch = self.timeline.stretch_of(term.fixed)
        return self.nth(term.anchor, term.needed + 1) if stretch and stretch.stops else term.fixed

    def limit(self, term: Term) -> int:
        """The whole of the term in counted days since the start, extensions included."""
        return self.counted(self.start, term.anchor) + term.needed

    def warn(self, term: Term, warn_days: WarnDays) -> date | None:
        limit = self.limit(term)
        free = limit - warn_days(limit)
        return self.nth(self.start, free) if free > 0 else self.start


def clock_of(events: Sequence[Event], calendar: Calendar) -> DutyClock:
    timeline = timeline_of(events)
    running = [stretch for stretch in timeline.stretches if not stretch.stops]
    return DutyClock(timeline, UnitDays(timeline.start.unit, calendar), running)


def leading_term(clock: DutyClock) -> Term:
    term = clock.term(Which.PROMISED) or clock.term(Which.STATUTORY)
    assert term is not None, "a timeline has at least one term"
    return term
