"""The rhythms of an office: week, ten-day, two weeks, half-month, month, quarter, half-year, year.

Numbers run within a year: ISO weeks within the ISO year; ten-days 1-36, half-months 1-24, months, quarters and
half-years within the calendar year; two-week periods, anchored at Monday 2026-01-05, within the year in which their
first day lies. "Same period last year" is the one of the same number; where last year has no such number (week 53, the
27th two weeks) it is its last one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FORTNIGHT_ANCHOR = date(2026, 1, 5)
_NUMERALS = "一二三四"


class PeriodKind(StrEnum):
    DAY = "day"
    WEEK = "week"
    TENDAY = "tenday"
    FORTNIGHT = "fortnight"
    HALFMONTH = "halfmonth"
    MONTH = "month"
    QUARTER = "quarter"
    HALFYEAR = "halfyear"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of days, both ends included, with its number within its year."""

    first: date
    last: date
    kind: PeriodKind
    year: int
    number: int

    @property
    def name(self) -> str:
        """As an office writes it: 2026年第47周, 2026年11月中旬, 2026年第四季度."""
        return _NAMES[self.kind](self)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last

    def previous(self) -> Period:
        return period_of(self.kind, self.first - timedelta(days=1))

    def next(self) -> Period:
        return period_of(self.kind, self.last + timedelta(days=1))

    def same_period_last_year(self) -> Period:
        return _numbered(self.kind, self.year - 1, self.number)


def period_of(kind: PeriodKind | str, day: date) -> Period:
    """The period of that kind in which the day lies. Raises ValueError for an unknown kind."""
    kind = PeriodKind(kind)
    if kind is PeriodKind.WEEK:
        return _week(day)
    if kind is PeriodKind.FORTNIGHT:
        return _fortnight(day)
    if kind is PeriodKind.DAY:
        return Period(day, day, kind, day.year, day.timetuple().tm_yday)
    if kind in _PER_MONTH:
        starts = _PER_MONTH[kind]
        part = sum(day.day >= start for start in starts) - 1
        return _part_of_month(kind, day.year, (day.month - 1) * len(starts) + part + 1)
    months = _MONTHS[kind]
    return _months(kind, day.year, (day.month - 1) // months + 1)


def _week(day: date) -> Period:
    year, number, weekday = day.isocalendar()
    first = day - timedelta(days=weekday - 1)
    return Period(first, first + timedelta(days=6), PeriodKind.WEEK, year, number)


def _fortnight(day: date) -> Period:
    first = day - timedelta(days=(day - FORTNIGHT_ANCHOR).days % 14)
    number = (first.timetuple().tm_yday - 1) // 14 + 1
    return Period(first, first + timedelta(days=13), PeriodKind.FORTNIGHT, first.year, number)


_PER_MONTH = {PeriodKind.TENDAY: (1, 11, 21), PeriodKind.HALFMONTH: (1, 16)}
_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALFYEAR: 6, PeriodKind.YEAR: 12}


def _part_of_month(kind: PeriodKind, year: int, number: int) -> Period:
    starts = _PER_MONTH[kind]
    month, part = divmod(number - 1, len(starts))
    if part + 1 < len(starts):
        last = date(year, month + 1, starts[part + 1] - 1)
    else:
        last = _end_of_month(year, month + 1)
    return Period(date(year, month + 1, starts[part]), last, kind, year, number)


def _months(kind: PeriodKind, year: int, number: int) -> Period:
    months = _MONTHS[kind]
    first = date(year, (number - 1) * months + 1, 1)
    return Period(first, _end_of_month(year, number * months), kind, year, number)


def _end_of_month(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _numbered(kind: PeriodKind, year: int, number: int) -> Period:
    """The period of that number, or the last one of a year that has fewer."""
    if kind in _PER_MONTH:
        return _part_of_month(kind, year, number)
    if kind in _MONTHS:
        return _months(kind, year, number)
    if kind is PeriodKind.DAY:
        return period_of(kind, min(date(year, 1, 1) + timedelta(days=number - 1), date(year, 12, 31)))
    if kind is PeriodKind.WEEK:
        last = date(year, 12, 28).isocalendar().week
        return _week(date.fromisocalendar(year, min(number, last), 1))
    last_of_year = _fortnight(date(year, 12, 31))
    step = timedelta(days=14 * max(last_of_year.number - number, 0))
    return _fortnight(last_of_year.first - step)


_NAMES: dict[PeriodKind, Callable[[Period], str]] = {
    PeriodKind.DAY: lambda p: f"{p.year}年{p.first.month}月{p.first.day}日",
    PeriodKind.WEEK: lambda p: f"{p.year}年第{p.number}周",
    PeriodKind.TENDAY: lambda p: f"{p.year}年{p.first.month}月{'上中下'[(p.number - 1) % 3]}旬",
    PeriodKind.FORTNIGHT: lambda p: f"{p.year}年第{p.number}个双周",
    PeriodKind.HALFMONTH: lambda p: f"{p.year}年{p.first.month}月{'上下'[(p.number - 1) % 2]}半月",
    PeriodKind.MONTH: lambda p: f"{p.year}年{p.number}月",
    PeriodKind.QUARTER: lambda p: f"{p.year}年第{_NUMERALS[p.number - 1]}季度",
    PeriodKind.HALFYEAR: lambda p: f"{p.year}年{'上下'[p.number - 1]}半年",
    PeriodKind.YEAR: lambda p: f"{p.year}年",
}


@dataclass(frozen=True)
class PromisedDate:
    """A date that came with a precision (day, tenday, month, quarter, halfyear, year): due on its period's last day."""

    first: date
    precision: PeriodKind = PeriodKind.DAY

    @property
    def period(self) -> Period:
        return period_of(self.precision, self.first)

    @property
    def due(self) -> date:
        return self.period.last

    def contradicts(self, other: PromisedDate) -> bool:
        """Two dates contradict each other only if their periods do."""
        return not self.period.overlaps(other.period)
