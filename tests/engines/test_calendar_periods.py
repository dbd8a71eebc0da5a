from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.engines.calendar import PeriodKind, PromisedDate, period_of

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
kinds = st.sampled_from(list(PeriodKind))

NAMED = [
    ("week", date(2026, 11, 24), "2026年第48周", date(2026, 11, 23), date(2026, 11, 29)),
    ("week", date(2027, 1, 1), "2026年第53周", date(2026, 12, 28), date(2027, 1, 3)),
    ("tenday", date(2026, 2, 28), "2026年2月下旬", date(2026, 2, 21), date(2026, 2, 28)),
    ("tenday", date(2026, 11, 11), "2026年11月中旬", date(2026, 11, 11), date(2026, 11, 20)),
    ("fortnight", date(2026, 1, 18), "2026年第1个双周", date(2026, 1, 5), date(2026, 1, 18)),
    ("fortnight", date(2026, 1, 4), "2025年第26个双周", date(2025, 12, 22), date(2026, 1, 4)),
    ("halfmonth", date(2026, 11, 16), "2026年11月下半月", date(2026, 11, 16), date(2026, 11, 30)),
    ("month", date(2024, 2, 1), "2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
    ("quarter", date(2026, 12, 31), "2026年第四季度", date(2026, 10, 1), date(2026, 12, 31)),
    ("halfyear", date(2026, 6, 30), "2026年上半年", date(2026, 1, 1), date(2026, 6, 30)),
    ("year", date(2026, 6, 30), "2026年", date(2026, 1, 1), date(2026, 12, 31)),
]


@pytest.mark.parametrize(("kind", "day", "name", "first", "last"), NAMED)
def test_periods_have_the_names_an_office_uses(kind, day, name, first, last):
    period = period_of(kind, day)
    assert (period.name, period.first, period.last) == (name, first, last)


@given(kinds, days)
def test_periods_tile_the_days(kind, day):
    period = period_of(kind, day)
    assert day in period
    assert period_of(kind, period.first) == period == period_of(kind, period.last)
    assert period.previous().last == period.first - timedelta(days=1)
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period


@given(kinds, days)
def test_last_year_has_the_same_number_where_it_can(kind, day):
    period = period_of(kind, day)
    before = period.same_period_last_year()
    assert (before.kind, before.year) == (period.kind, period.year - 1)
    assert before.number == period.number or before.next().year == period.year
    assert period_of(kind, before.first) == before


def test_week_53_compares_with_week_52_of_a_year_without_it():
    assert period_of("week", date(2026, 12, 31)).same_period_last_year().name == "2025年第52周"


def test_the_27th_fortnight_compares_with_the_26th():
    last = period_of("fortnight", date(2029, 12, 31))
    assert last.first == date(2029, 12, 31) and last.number == 27
    assert last.same_period_last_year().number == 26


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="century"):
        period_of("century", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("precision", "due"),
    [
        ("day", date(2026, 4, 1)),
        ("tenday", date(2026, 4, 10)),
        ("month", date(2026, 4, 30)),
        ("quarter", date(2026, 6, 30)),
        ("halfyear", date(2026, 6, 30)),
        ("year", date(2026, 12, 31)),
    ],
)
def test_an_imprecise_promise_is_due_on_the_last_day_of_its_period(precision, due):
    assert PromisedDate(date(2026, 4, 1), PeriodKind(precision)).due == due


def test_two_dates_contradict_each_other_only_if_their_periods_do():
    month = PromisedDate(date(2026, 4, 1), PeriodKind.MONTH)
    assert not month.contradicts(PromisedDate(date(2026, 4, 20)))
    assert not month.contradicts(PromisedDate(date(2026, 1, 1), PeriodKind.YEAR))
    assert month.contradicts(PromisedDate(date(2026, 5, 1)))
