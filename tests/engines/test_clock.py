from datetime import date

import pytest

from wutong.engines.calendar import (
    ClockError,
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
SUPPLEMENT, PUBLICATION = StopKind.SUPPLEMENT, StopKind.PUBLICATION


def march(day):
    return date(2026, 3, day)


def read(*events, today=date(2026, 3, 31)):
    return read_clock(events, today, CALENDAR)


def stop(day, kind=SUPPLEMENT, **extra):
    return Stopped(day, kind, "材料不全", **extra)


def test_spring_festival():
    assert read(Started(date(2026, 2, 13), 3)).due == date(2026, 2, 25)


def test_a_stop_from_wednesday_to_monday():
    events = [Started(march(2), 5), stop(march(4)), Resumed(march(9), SUPPLEMENT)]
    assert read(*events).due == march(12)
    counted = [line.day.day for line in explain_clock(events, march(9), CALENDAR) if line.counted]
    assert counted == [3, 4, 10, 11, 12]


def test_accepted_on_a_saturday_with_one_day_is_due_on_monday():
    assert read(Started(march(7), 1)).due == march(9)
    assert read(Started(date(2026, 2, 15), 1)).due == date(2026, 2, 24)


def test_overlapping_stops_count_once():
    both = [
        stop(march(3)),
        stop(march(4), PUBLICATION),
        Resumed(march(5), SUPPLEMENT),
        Resumed(march(6), PUBLICATION),
    ]
    one = [stop(march(3)), Resumed(march(6), SUPPLEMENT)]
    overlapping, single = read(Started(march(2), 5), *both), read(Started(march(2), 5), *one)
    assert overlapping.due == single.due == march(12)
    assert overlapping.stopped_days == single.stopped_days == 3
    assert [reading.days for reading in overlapping.stops] == [2, 2]


def test_a_due_day_in_an_ungazetted_year_is_provisional():
    reading = read(Started(date(2026, 12, 30), 3), today=date(2026, 12, 30))
    assert reading.due == date(2027, 1, 4) and reading.provisional
    assert "暂定" in reading.light_reason
    assert not read(Started(date(2026, 12, 30), 3, unit=Unit.DAY)).provisional


def test_a_stop_and_resume_on_one_day_stop_nothing():
    assert read(Started(march(2), 5), stop(march(4)), Resumed(march(4), SUPPLEMENT)).due == march(9)


def test_settled_on_the_due_day_is_in_time():
    reading = read(Started(march(2), 5), Settled(march(9)))
    assert (reading.light, reading.light_reason, reading.overdue_days) == (Light.NORMAL, "按期办结", 0)
    late = read(Started(march(2), 5), Settled(march(11)))
    assert (late.light, late.overdue_days, late.used) == (Light.OVERDUE, 2, 7)


def test_while_a_stop_is_open_there_is_no_due_day():
    reading = read(Started(march(2), 5, 10), stop(march(4)), today=march(20))
    assert (reading.due, reading.warn, reading.statutory_due) == (None, None, None)
    assert (reading.light, reading.remaining) == (Light.PAUSED, 3)
    assert reading.light_reason == "因补正暂停计时，剩余 3 个工作日"


def test_a_stop_after_the_due_day_does_not_hide_the_delay():
    events = [Started(march(2), 5), stop(march(11))]
    reading = read(*events, today=march(20))
    assert (reading.due, reading.light, reading.overdue_days) == (march(9), Light.OVERDUE, 2)
    assert reading.light_reason.endswith("现因补正暂停计时")
    assert read(*events, Resumed(march(20), SUPPLEMENT), today=march(23)).overdue_days == 3


def test_statutory_and_promised_move_apart():
    start = Started(march(2), 5, 10)
    extended = Extended(march(4), Which.PROMISED, 2, "情况复杂")
    assert (read(start).due, read(start).statutory_due) == (march(9), march(16))
    assert (read(start, extended).due, read(start, extended).statutory_due) == (march(11), march(16))
    both = read(start, stop(march(4)), Resumed(march(6), SUPPLEMENT))
    assert (both.due, both.statutory_due) == (march(11), march(18))
    lawful = Extended(march(4), Which.STATUTORY, date(2026, 4, 1), "依法延期")
    assert (read(start, lawful).due, read(start, lawful).statutory_due) == (march(9), date(2026, 4, 1))


def test_lights_follow_the_statutory_date_where_nothing_was_promised():
    assert read(Started(march(2), None, 5)).due == march(9)


def test_a_fixed_date_stands_and_moves_by_the_stopped_days_of_its_unit():
    sunday = Started(march(2), march(15))
    assert read(sunday).due == march(15)
    assert read(sunday, stop(march(4)), Resumed(march(6), SUPPLEMENT)).due == march(17)
    days = Started(march(2), march(15), unit=Unit.DAY)
    assert read(days, stop(march(4)), Resumed(march(10), SUPPLEMENT)).due == march(21)


def test_a_fixed_date_inside_a_stop_is_not_due_before_the_stop_has_ended():
    sunday = Started(march(2), march(15))
    assert read(sunday, stop(march(13)), today=march(16)).due is None
    assert read(sunday, stop(march(13)), Resumed(march(18), SUPPLEMENT)).due == march(19)


def test_an_extension_to_a_date_takes_earlier_stops_into_account():
    before = [Started(march(2), 5), stop(march(4)), Resumed(march(6), SUPPLEMENT)]
    extended = Extended(march(9), Which.PROMISED, march(20), "领导批准")
    assert read(*before, extended).due == march(20)
    assert read(*before, extended, stop(march(10)), Resumed(march(12), SUPPLEMENT)).due == march(24)


def test_same_day_duties():
    assert read(Started(march(2), 0)).due == march(2)
    assert read(Started(march(7), 0)).due == march(9)
    assert explain_clock([Started(march(2), 0)], march(2), CALENDAR)[0].rule == "当日到期"


@pytest.mark.parametrize(("limit", "warn"), [(1, 1), (5, 1), (6, 2), (10, 2), (11, 3), (20, 4), (0, 1)])
def test_default_warning_is_a_fifth_at_least_one_day(limit, warn):
    assert default_warn_days(limit) == warn


def test_yellow_begins_when_at_most_a_fifth_is_left():
    start = Started(march(2), 10)
    assert read(start).warn == march(12)
    lights = [read(start, today=march(day)).light for day in (2, 11, 12, 15, 16, 17)]
    assert lights == [Light.NORMAL, Light.NORMAL, Light.WARNING, Light.WARNING, Light.WARNING, Light.OVERDUE]
    assert read(start, today=march(16)).light_reason == "今天到期（2026-03-16）"
    assert read(start, today=march(12)).light_reason == "剩余 2 个工作日，2026-03-16 到期"


def test_a_kind_may_warn_by_its_own_rule():
    assert read_clock([Started(march(2), 10)], march(2), CALENDAR, lambda limit: limit // 2).warn == march(9)


def test_overdue_is_counted_in_the_dutys_own_unit():
    saturday = read(Started(march(2), 4), today=march(7))
    assert (saturday.due, saturday.overdue_days) == (march(6), 0)
    assert (saturday.light, saturday.light_reason) == (Light.OVERDUE, "2026-03-06 到期，已过期限")
    assert read(Started(march(2), 4, unit=Unit.DAY), today=march(9)).overdue_days == 3


def test_each_stop_has_its_own_limit_and_light():
    stopped = stop(march(3), limit=5, basis="《行政许可法》")
    told = [read(Started(march(2), 5), stopped, today=march(day)).stops[0] for day in (4, 9, 10, 12)]
    assert [one.light for one in told] == [Light.NORMAL, Light.WARNING, Light.WARNING, Light.OVERDUE]
    assert (told[-1].due, told[-1].overdue_days, told[-1].basis) == (march(10), 2, "《行政许可法》")
    assert read(Started(march(2), 5), stop(march(3)), today=march(12)).stops[0].light is Light.NORMAL


def test_a_publication_in_calendar_days_within_a_duty_in_working_days():
    public = stop(march(5), PUBLICATION, limit=7, limit_unit=Unit.DAY)
    reading = read(Started(march(2), 5), public, Resumed(march(12), PUBLICATION))
    assert (reading.stops[0].due, reading.stops[0].days, reading.stops[0].light) == (
        march(12),
        7,
        Light.NORMAL,
    )


def test_days_are_charged_to_whoever_held_the_duty():
    reading = read(
        Started(march(2), 10, holder="受理窗口"),
        HandedOver(march(4), "审批科"),
        stop(march(6), holder="申请人"),
        Resumed(march(11), SUPPLEMENT),
        Settled(march(13)),
    )
    assert reading.held_days == {"受理窗口": 2, "审批科": 4, "申请人": 3}
    assert sum(reading.held_days.values()) == reading.used + reading.stopped_days


def test_events_after_the_day_have_not_taken_effect():
    events = [Started(march(2), 5), stop(march(4)), Resumed(march(9), SUPPLEMENT), Settled(march(12))]
    assert read(*events, today=march(3)).due == march(9)
    assert read(*events, today=march(5)).due is None
    assert read(*events, today=march(10)).settled is None


def test_before_its_start_nothing_is_used():
    reading = read(Started(march(9), 5), today=march(2))
    assert (reading.used, reading.remaining, reading.light) == (0, 5, Light.NORMAL)


def test_explanation_tells_each_day_and_why():
    events = [Started(date(2026, 2, 13), 3), stop(date(2026, 2, 14)), Resumed(date(2026, 2, 16), SUPPLEMENT)]
    told = [(line.day.day, line.rule) for line in explain_clock(events, date(2026, 2, 25), CALENDAR)]
    assert told[:5] == [
        (13, "开始当日不计"),
        (14, "调休上班；当日提出补正，次日起暂停"),
        (15, "暂停：补正"),
        (16, "暂停：补正；补正当日结束，次日起恢复"),
        (17, "春节放假"),
    ]
    assert told[-1] == (25, "工作日")


def test_explanation_runs_to_today_while_stopped_and_to_the_statutory_day_on_request():
    events = [
        Started(march(2), 5, 10),
        HandedOver(march(3), "审批科"),
        Extended(march(3), Which.PROMISED, 1, "复杂"),
    ]
    assert explain_clock([*events, stop(march(4))], march(20), CALENDAR)[-1].day == march(20)
    told = explain_clock(events, march(3), CALENDAR, Which.STATUTORY)
    assert (told[-1].day, told[-1].number, told[1].weekday) == (march(16), 10, "周二")
    assert told[1].rule == "工作日；转由审批科办理；批准延长承诺期限 1 个工作日"


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([], "第一个事件应为开始"),
        ([Settled(march(2))], "第一个事件应为开始"),
        ([Started(march(2))], "须有承诺期限或法定期限"),
        ([Started(march(2), -1)], "承诺期限不能为负数"),
        ([Started(march(2), 5, march(1))], "法定期限不能早于开始日期"),
        ([Started(march(2), 5), Started(march(3), 5)], "不能重复开始"),
        ([Started(march(2), 5), Settled(march(1))], "早于前一事件"),
        ([Started(march(2), 5), Settled(march(3)), stop(march(4))], "已于 2026-03-03 办结"),
        ([Started(march(2), 5), stop(march(3)), stop(march(4))], "补正已在进行中"),
        ([Started(march(2), 5), stop(march(3)), Resumed(march(4), PUBLICATION)], "没有进行中的公示"),
        ([Started(march(2), 5), Resumed(march(4), SUPPLEMENT)], "没有进行中的补正"),
        ([Started(march(2), 5), Stopped(march(3), SUPPLEMENT, " ")], "须写明事由"),
        ([Started(march(2), 5), stop(march(3), limit=-1)], "时限不能为负数"),
        ([Started(march(2), 5), Extended(march(3), Which.PROMISED, 2, "")], "须写明理由"),
        ([Started(march(2), 5), Extended(march(3), Which.PROMISED, 0, "复杂")], "应大于 0"),
        ([Started(march(2), 5), Extended(march(3), Which.PROMISED, march(2), "复杂")], "不能早于批准延期"),
        ([Started(march(2), 5), Extended(march(3), Which.STATUTORY, 2, "复杂")], "没有法定期限"),
    ],
)
def test_events_that_cannot_have_happened_are_refused_in_chinese(events, told):
    with pytest.raises(ClockError, match=told):
        read(*events)


def test_settling_while_stopped_ends_the_clock():
    reading = read(Started(march(2), 5), stop(march(3)), Settled(march(5)))
    assert (reading.light, reading.light_reason, reading.due) == (Light.NORMAL, "在补正暂停期间办结", None)


def test_lights_have_shape_and_word():
    assert [f"{light.symbol} {light.label}" for light in Light] == ["● 正常", "▲ 预警", "■ 超期", "Ⅱ 暂停"]
