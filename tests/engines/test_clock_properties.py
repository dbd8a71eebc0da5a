"""The clock against an oracle that walks day by day, on event histories of every shape."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.calendar_oracle import ClockOracle, works_without_make_up_days

from wutong.engines.calendar import (
    Extended,
    HandedOver,
    Light,
    Resumed,
    Settled,
    Started,
    StopKind,
    Stopped,
    Unit,
    Which,
    default_warn_days,
    explain_clock,
    read_clock,
    shipped_calendar,
)

CALENDAR = shipped_calendar()
KINDS = [StopKind.SUPPLEMENT, StopKind.PUBLICATION, StopKind.HEARING]
holders = st.sampled_from(["", "审批科", "申请人"])


@st.composite
def terms(draw, day):
    if draw(st.booleans()):
        return draw(st.integers(0, 30))
    return day + timedelta(days=draw(st.integers(0, 45)))


@st.composite
def steps(draw, day, running):
    """One legal next event, or None; `running` are the open stops and is kept up to date."""
    choice = draw(st.sampled_from(["stop", "resume", "extend", "hand over"]))
    free = [kind for kind in KINDS if kind not in running]
    if choice == "stop" and free:
        kind = draw(st.sampled_from(free))
        running.append(kind)
        return Stopped(day, kind, "事由", limit=draw(st.integers(0, 9)), holder=draw(holders))
    if choice == "resume" and running:
        kind = running.pop(draw(st.integers(0, len(running) - 1)))
        return Resumed(day, kind, draw(holders))
    if choice == "extend":
        by = draw(st.integers(1, 9) | st.integers(0, 20).map(lambda n: day + timedelta(days=n)))
        return Extended(day, draw(st.sampled_from(list(Which))), by, "理由")
    return HandedOver(day, draw(st.sampled_from(["审批科", "窗口"])))


@st.composite
def histories(draw):
    """A legal history and a day on which to read it."""
    day = draw(st.dates(date(2025, 9, 1), date(2026, 12, 31)))
    unit = draw(st.sampled_from(list(Unit)))
    events = [Started(day, draw(terms(day)), draw(terms(day)), unit, draw(holders))]
    running = []
    for _ in range(draw(st.integers(0, 7))):
        day += timedelta(days=draw(st.integers(0, 10)))
        events.append(draw(steps(day, running)))
    for kind in list(running) if draw(st.booleans()) else []:
        day += timedelta(days=draw(st.integers(0, 5)))
        events.append(Resumed(day, kind))
    if draw(st.booleans()):
        day += timedelta(days=draw(st.integers(0, 20)))
        events.append(Settled(day))
    return events, day + timedelta(days=draw(st.integers(0, 30)))


@settings(max_examples=400, deadline=None)
@given(histories())
def test_the_clock_agrees_with_walking_day_by_day(history):
    events, today = history
    reading, oracle = read_clock(events, today, CALENDAR), ClockOracle(events)
    end = oracle.settled or today
    assert reading.due == oracle.due("promised")
    assert reading.statutory_due == oracle.due("statutory")
    assert reading.used == oracle.used(end)
    assert reading.overdue_days == oracle.overdue(reading.due, end)
    assert reading.held_days == oracle.held(end)
    assert reading.stopped_days == sum(oracle.is_unit_day(day) for day in oracle.stopped if day <= end)


@settings(max_examples=200, deadline=None)
@given(histories())
def test_the_warning_begins_on_the_first_day_with_few_days_left(history):
    events, today = history
    reading, oracle = read_clock(events, today, CALENDAR), ClockOracle(events)
    if reading.due is None:
        assert reading.warn is None
        return
    few = default_warn_days(reading.limit)
    assert reading.limit - oracle.used(reading.warn) <= few
    if reading.warn > events[0].on:
        assert reading.limit - oracle.used(reading.warn - timedelta(days=1)) > few


@settings(max_examples=200, deadline=None)
@given(histories())
def test_the_light_is_a_comparison_of_days(history):
    events, today = history
    reading = read_clock(events, today, CALENDAR)
    end = reading.settled or today
    if reading.due and end > reading.due:
        expected = Light.OVERDUE
    elif reading.settled:
        expected = Light.NORMAL
    elif reading.due is None:
        expected = Light.PAUSED
    else:
        expected = Light.WARNING if end >= reading.warn else Light.NORMAL
    assert reading.light is expected
    assert reading.light_reason and "{" not in reading.light_reason


@settings(max_examples=200, deadline=None)
@given(histories())
def test_the_explanation_counts_the_same_days(history):
    events, today = history
    told, oracle = explain_clock(events, today, CALENDAR), ClockOracle(events)
    last = told[-1].day
    assert [line.day for line in told if line.counted] == [day for day in oracle.counted if day <= last]
    assert last == (read_clock(events, today, CALENDAR).due or today)


@given(histories())
def test_replaying_the_same_events_gives_the_same_answer(history):
    events, today = history
    assert read_clock(events, today, CALENDAR) == read_clock(list(events), today, CALENDAR)


def test_an_oracle_without_make_up_days_disagrees():
    starts = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(300)]
    wrong = [
        day
        for day in starts
        if read_clock([Started(day, 5)], day, CALENDAR).due
        != ClockOracle([Started(day, 5)], 60, works_without_make_up_days).due("promised")
    ]
    assert len(wrong) > 20
