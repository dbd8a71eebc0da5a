from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines import calendar_oracle as oracle

from wutong.engines.calendar import Calendar, CalendarError, OutOfRange, shipped_calendar, shipped_table
from wutong.engines.calendar.working import FIRST_DAY, LAST_DAY

CALENDAR = shipped_calendar()
EPOCH = date(1970, 1, 1)
days = st.dates(date(2003, 1, 1), date(2028, 12, 31))
steps = st.integers(-400, 400)


def numbers(*values):
    return np.array([(value - EPOCH).days for value in values], dtype=np.int32)


def test_2026_has_248_working_days_and_its_make_up_days():
    year = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert sum(map(CALENDAR.is_workday, year)) == 248
    made_up = [f"{day:%m-%d}" for day in year if CALENDAR.is_workday(day) and day.weekday() > 4]
    assert made_up == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_spring_festival_is_walked_over():
    assert CALENDAR.add(date(2026, 2, 13), 3) == date(2026, 2, 25)
    assert not CALENDAR.is_workday(date(2026, 2, 16))


def test_a_day_of_rest_leads_to_the_next_working_day():
    assert CALENDAR.add(date(2026, 3, 7), 1) == date(2026, 3, 9)
    assert CALENDAR.add(date(2026, 3, 7), 0) == date(2026, 3, 9)
    assert CALENDAR.add(date(2026, 3, 9), 0) == date(2026, 3, 9)
    assert CALENDAR.add(date(2026, 3, 7), -1) == date(2026, 3, 6)


def test_new_years_rest_that_a_later_notice_put_into_december():
    assert CALENDAR.is_workday(date(2018, 12, 29)) and not CALENDAR.is_workday(date(2018, 12, 31))


@given(days, steps)
def test_add_agrees_with_walking_day_by_day(day, n):
    result = CALENDAR.add(day, n)
    assert result == oracle.add(day, n)
    assert CALENDAR.answer(day, n).provisional == oracle.provisional(day, result)


@given(days, days)
def test_count_agrees_with_walking_day_by_day(first, last):
    assert CALENDAR.count(first, last) == oracle.count(first, last)
    assert CALENDAR.provisional(first, last) == oracle.provisional(first, last)


@given(days, st.integers(1, 400))
def test_count_undoes_add(day, n):
    assert CALENDAR.count(day, CALENDAR.add(day, n)) == n


def test_an_oracle_without_make_up_days_disagrees():
    year = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    twin = oracle.works_without_make_up_days
    wrong = [day for day in year if CALENDAR.add(day, 5) != oracle.add(day, 5, twin)]
    assert len(wrong) > 20


@given(st.lists(st.tuples(days, steps), min_size=1, max_size=30))
def test_vectors_agree_with_scalars(pairs):
    starts = numbers(*(day for day, _ in pairs))
    n = np.array([n for _, n in pairs], dtype=np.int32)
    ends = CALENDAR.add_many(starts, n)
    assert ends.dtype == np.int32
    assert ends.tolist() == numbers(*(CALENDAR.add(*pair) for pair in pairs)).tolist()
    results = [CALENDAR.answer(*pair) for pair in pairs]
    assert CALENDAR.provisional_many(starts, ends).tolist() == [result.provisional for result in results]
    counts = [CALENDAR.count(day, result.day) for (day, _), result in zip(pairs, results, strict=True)]
    assert CALENDAR.count_many(starts, ends).tolist() == counts


def test_one_number_serves_a_whole_vector():
    starts = numbers(date(2026, 2, 13), date(2026, 3, 7))
    assert CALENDAR.add_many(starts, 1).tolist() == numbers(date(2026, 2, 14), date(2026, 3, 9)).tolist()
    assert CALENDAR.add_many(numbers(), 1).tolist() == []


def test_vectors_agree_with_numpys_own_offsets_made_exact():
    span = np.arange(*numbers(date(2004, 1, 1), date(2026, 1, 1)), dtype=np.int32)
    rest = [day for day in span if not CALENDAR.is_workday(EPOCH + timedelta(days=int(day)))]
    exact = np.busdaycalendar(weekmask="1111111", holidays=np.array(rest).astype("datetime64[D]"))
    starts = span[:-60]
    answers = np.busday_offset(starts.astype("datetime64[D]"), 7, roll="backward", busdaycal=exact)
    assert (answers.astype(np.int32) == CALENDAR.add_many(starts, 7)).all()


@pytest.mark.parametrize(
    "day", [FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1), date.min, date.max]
)
def test_days_out_of_range_are_refused_in_chinese(day):
    for ask in (CALENDAR.is_workday, lambda d: CALENDAR.add(d, 0), lambda d: CALENDAR.count(d, EPOCH)):
        with pytest.raises(OutOfRange, match="超出可计算的范围"):
            ask(day)
    with pytest.raises(OutOfRange):
        CALENDAR.add_many(numbers(day), 0)


@pytest.mark.parametrize("n", [10_000_000, -10_000_000, 2**31 - 1, -(2**31), 2**62, -(2**63)])
def test_answers_out_of_range_are_refused(n):
    with pytest.raises(OutOfRange):
        CALENDAR.add(EPOCH, n)
    with pytest.raises(OutOfRange):
        CALENDAR.add_many(numbers(EPOCH, EPOCH), n)


def test_fractions_are_no_day_numbers():
    with pytest.raises(CalendarError, match="整数"):
        CALENDAR.add_many(np.array([1.5]), 1)


def test_ends_of_the_range_still_answer():
    assert CALENDAR.is_workday(FIRST_DAY) and CALENDAR.is_provisional(FIRST_DAY)
    assert CALENDAR.add(LAST_DAY, 0) == LAST_DAY and CALENDAR.add(FIRST_DAY, 0) == FIRST_DAY
    with pytest.raises(OutOfRange):
        CALENDAR.add(LAST_DAY, 1)
    with pytest.raises(OutOfRange):
        CALENDAR.add(FIRST_DAY, -1)


def test_a_year_without_notice_follows_the_weekday_rule_and_is_provisional():
    answer = CALENDAR.answer(date(2026, 12, 30), 2)
    assert (answer.day, answer.provisional) == (date(2027, 1, 1), True)
    assert CALENDAR.answer(date(2003, 12, 30), 5).provisional
    assert CALENDAR.answer(date(2004, 1, 2), -1).provisional
    assert not CALENDAR.answer(date(2026, 12, 29), 2).provisional


def test_local_additions_make_another_calendar():
    table = shipped_table()
    listed = {day: entry.works for day, entry in table.days.items()}
    local = Calendar.from_days(listed | {date(2026, 8, 20): False}, table.notices)
    assert local.add(date(2026, 8, 19), 1) == date(2026, 8, 21)
    assert local != CALENDAR and Calendar.from_days(listed, table.notices) == Calendar(listed, table.notices)
    assert len({Calendar.from_days(listed, [2026]), Calendar.from_days(listed, [2026])}) == 1


def test_explain_names_the_rule_of_every_day():
    told = CALENDAR.explain(date(2026, 2, 13), 3)
    assert [rule.day.day for rule in told] == list(range(14, 26))
    assert (told[0].rule, told[0].weekday, told[0].number) == ("调休上班", "周六", 1)
    assert told[1].rule == "春节放假" and not told[1].works
    assert [rule.number for rule in told if rule.works] == [1, 2, 3]
    assert [rule.rule for rule in CALENDAR.explain(date(2026, 3, 6), 1)] == ["周末", "周末", "工作日"]
    assert CALENDAR.explain(date(2027, 1, 1), 0)[0].rule == "工作日，暂定"


@settings(max_examples=50)
@given(days, st.integers(-30, 30))
def test_explain_walks_to_the_same_answer(day, n):
    told = CALENDAR.explain(day, n)
    assert told[-1].day == CALENDAR.add(day, n)
    assert sum(rule.works for rule in told) == max(abs(n), 1)
    assert all(rule.works == oracle.works(rule.day) for rule in told)
