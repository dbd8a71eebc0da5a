"""The clock explained: every day as counted or not, with the rule that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wutong.engines.calendar.duty_events import (
    Event,
    Extended,
    HandedOver,
    Resumed,
    Settled,
    Stopped,
    Unit,
    Which,
    up_to,
)
from wutong.engines.calendar.measuring import DutyClock, clock_of, leading_term
from wutong.engines.calendar.working import WEEKDAYS, Calendar


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


def explain_clock(
    events: Sequence[Event], today: date, calendar: Calendar, which: Which | None = None
) -> list[ClockDay]:
    """Each day from the start to the due day of the term (None: the one the lights follow), or to today without one.

    Raises as `read_clock`.
    """
    known = up_to(events, today)
    clock = clock_of(known, calendar)
    term = (clock.term(which) if which else None) or leading_term(clock)
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


def _day_rule(clock: DutyClock, day: date) -> tuple[bool, str]:
    stretch = clock.timeline.stretch_of(day)
    if stretch is None:
        return False, "当日到期" if clock.due(leading_term(clock)) == day else "开始当日不计"
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
