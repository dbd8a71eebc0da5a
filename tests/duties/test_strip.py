"""The strip of days and the sentences under it, on bare engine values."""

from datetime import date, timedelta

import pytest

from wutong.duties import strip, wording
from wutong.engines.calendar import (
    Resumed,
    Started,
    StopKind,
    Stopped,
    Unit,
    explain_clock,
    read_clock,
    shipped_calendar,
)

CALENDAR = shipped_calendar()


def _strip(events, today: date):
    reading = read_clock(events, today, CALENDAR)
    drawn = strip.lay_out(
        explain_clock(events, today, CALENDAR),
        today=today,
        due=reading.due,
        statutory=reading.statutory_due,
        calendar=CALENDAR,
        workdays=events[0].unit is Unit.WORKDAY,
    )
    assert drawn is not None
    return drawn


def _kinds(drawn: strip.Strip) -> str:
    letters = {"start": "s", "done": "D", "todo": "t", "rest": ".", "stop": "/", "over": "!"}
    return "".join(letters[cell.kind] for cell in drawn.cells)


def test_day_by_day_with_a_stop():
    start = date(2026, 3, 2)
    events = [
        Started(start, 5),
        Stopped(date(2026, 3, 4), StopKind.SUPPLEMENT, "缺图纸"),
        Resumed(date(2026, 3, 9), StopKind.SUPPLEMENT),
    ]
    # 2 Mon start, 3 and 4 count, 5-9 stopped, 10 counted, 11 and 12 to come
    assert _kinds(_strip(events, date(2026, 3, 10))) == "sDD/////Dtt"


def test_spring_festival_is_hollow_and_the_make_up_saturday_solid():
    events = [Started(date(2026, 2, 13), 3)]
    assert _kinds(_strip(events, date(2026, 2, 25))) == "sD.........DD"


def test_overdue_days_run_on_in_the_duty_s_own_unit():
    events = [Started(date(2026, 3, 2), 2)]
    assert _kinds(_strip(events, date(2026, 3, 9))) == "sDD!!..!"
    natural = [Started(date(2026, 3, 2), 2, unit=Unit.DAY)]
    assert _kinds(_strip(natural, date(2026, 3, 9))) == "sDD!!!!!"


@pytest.mark.parametrize(("days", "grain"), [(60, "日"), (300, "周"), (1500, "月")])
def test_long_clocks_are_shortened(days, grain):
    start = date(2026, 1, 5)
    drawn = _strip([Started(start, start + timedelta(days=days), unit=Unit.DAY)], date(2026, 2, 5))
    assert drawn.grain == grain
    assert len(drawn.cells) <= strip.WEEKS_DRAWN + 1
    assert {mark.key for mark in drawn.marks} == {"today", "due"}
    for mark in drawn.marks:
        assert 0 <= mark.x <= drawn.width


def test_the_statutory_day_has_its_own_mark():
    events = [Started(date(2026, 3, 2), 3, 8)]
    reading = read_clock(events, date(2026, 3, 3), CALENDAR)
    from wutong.engines.calendar import Which

    drawn = strip.lay_out(
        explain_clock(events, date(2026, 3, 3), CALENDAR, Which.STATUTORY),
        today=date(2026, 3, 3),
        due=reading.due,
        statutory=reading.statutory_due,
        calendar=CALENDAR,
        workdays=True,
    )
    assert [(m.key, m.label) for m in drawn.marks] == [
        ("today", "今天 3月3日"),
        ("due", "到期 3月5日"),
        ("statutory", "法定 3月12日"),
    ]


def test_nothing_to_draw_without_a_term():
    assert (
        strip.lay_out([], today=date(2026, 3, 2), due=None, statutory=None, calendar=CALENDAR, workdays=True)
        is None
    )


@pytest.mark.parametrize(
    ("events", "today", "words"),
    [
        (
            [Started(date(2026, 2, 9), 10)],
            date(2026, 2, 25),
            "第 7 个工作日，还剩 3 个；2月14日、2月28日补班计入；2月15日至2月23日春节放假不计。",
        ),
        ([Started(date(2026, 3, 2), 5, unit=Unit.DAY)], date(2026, 3, 4), "第 2 天，还剩 3 天。"),
        (
            [Started(date(2026, 3, 2), 2)],
            date(2026, 3, 9),
            "时限 2 个工作日已用满，超期 3 个工作日。",
        ),
        (
            [Started(date(2026, 3, 2), 5), Stopped(date(2026, 3, 3), StopKind.HEARING, "听证")],
            date(2026, 3, 5),
            "第 1 个工作日，还剩 4 个；暂停 2 个工作日不计。",
        ),
        (
            [Started(date(2026, 12, 28), 5)],
            date(2026, 12, 29),
            "第 1 个工作日，还剩 4 个；到期日暂定，当年放假安排尚未公布。",
        ),
    ],
)
def test_the_clock_in_one_sentence(events, today, words):
    reading = read_clock(events, today, CALENDAR)
    assert wording.clock_sentence(reading, explain_clock(events, today, CALENDAR), today) == words


def test_a_day_of_another_year_says_so():
    assert wording.day_words(date(2027, 1, 4), date(2026, 3, 2)) == "2027年1月4日"
    assert wording.clock_sentence(None, [], date(2026, 3, 2)) == "没有时限，不计时。"
