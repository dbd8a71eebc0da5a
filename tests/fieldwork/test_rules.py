"""Periods, due days, the month that is asked for, and what a report may not be."""

from datetime import date
from decimal import Decimal

import pytest

from wutong.engines.calendar import period_of, shipped_calendar
from wutong.fieldwork import rules
from wutong.fieldwork.rules import Told

WEEK_47 = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("kind", "day", "due"),
    [
        ("week", date(2026, 11, 18), date(2026, 11, 20)),
        ("week", date(2026, 5, 6), date(2026, 5, 9)),  # the Saturday after the May holiday is worked
        ("week", date(2026, 10, 1), date(2026, 9, 30)),  # the National Day holiday begins on a Thursday
        ("tenday", date(2026, 11, 12), date(2026, 11, 20)),
        ("tenday", date(2026, 2, 28), date(2026, 2, 28)),  # a Saturday that is worked
    ],
)
def test_a_report_is_due_on_the_last_working_day(kind, day, due):
    assert rules.due_of(period_of(kind, day), shipped_calendar()) == due


def test_a_period_that_is_all_rest_is_due_on_its_last_day():
    period = period_of("day", date(2026, 10, 3))
    assert rules.due_of(period, shipped_calendar()) == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("today", "told", "asked"),
    [
        (date(2026, 11, 3), [], date(2026, 10, 1)),
        (date(2026, 11, 3), [date(2026, 10, 1)], date(2026, 11, 1)),
        (date(2026, 11, 18), [], date(2026, 11, 1)),
        (date(2026, 11, 18), [date(2026, 11, 1)], None),
        (date(2027, 1, 4), [], date(2026, 12, 1)),
    ],
)
def test_the_month_that_is_asked_for(today, told, asked):
    assert rules.month_asked(today, told) == asked


def test_the_sum_of_the_year_is_told_only_where_it_is_known():
    october = {date(2026, 10, 1): Decimal(50)}
    assert rules.ytd_of(date(2026, 11, 1), Decimal(7), october) == 57
    assert rules.ytd_of(date(2026, 11, 1), Decimal(7), {date(2026, 9, 1): Decimal(40)}) is None
    assert rules.ytd_of(date(2026, 1, 1), Decimal(7), {date(2025, 12, 1): Decimal(90)}) == 7


def wrong(**more) -> set[str]:
    told = {"client_key": "a1b2c3d4e5", "first": WEEK_47, "text": "二层浇筑"}
    return set(rules.check(Told(**{**told, **more}), date(2026, 11, 18), "week"))


def test_what_a_report_may_not_be():
    assert wrong() == set()
    assert wrong(text=" ") == {"text"}
    assert wrong(text="", reason="winter") == set()
    assert wrong(percent=101) == {"percent"}
    assert wrong(client_key="x") == wrong(client_key="编号" * 9) == {"client_key"}
    assert wrong(first=date(2026, 11, 9)) == set()  # kept on the phone over the weekend
    assert wrong(first=date(2026, 11, 2)) == wrong(first=date(2026, 11, 17)) == {"first"}


def test_the_words_of_a_period():
    assert rules.period_words(period_of("week", WEEK_47)) == "第47周"
    assert rules.period_words(period_of("tenday", WEEK_47)) == "11月中旬"
    assert rules.title_of("云杉光伏", period_of("week", WEEK_47)) == "云杉光伏2026年第47周进展"
