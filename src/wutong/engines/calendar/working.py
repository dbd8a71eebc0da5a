"""Working days by the State Council's yearly notices: scalar and vectorised arithmetic on precomputed arrays.

The year is laid out once as two arrays over 1900-2199: how many working days there are up to each day (rank), and
which day the k-th working day is (select). Adding n working days is then two look-ups. A year without a notice
follows the weekday rule, and every answer that touches it is provisional; nothing raises for such a year.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate, compress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from wutong.engines.calendar.arrays import DayArrays

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2199, 12, 31)
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_FIRST = FIRST_DAY.toordinal()
_SPAN = LAST_DAY.toordinal() - _FIRST + 1
_MONDAY_FIRST = bytes((1, 1, 1, 1, 1, 0, 0))
WEEKDAYS = "一二三四五六日"


class CalendarError(ValueError):
    """Input that the calendar cannot use; the message is Chinese and meant for the person who typed it."""


class OutOfRange(CalendarError):
    """A day, or the answer, lies outside 1900-2199."""

    def __init__(self) -> None:
        super().__init__(f"日期超出可计算的范围（{FIRST_DAY} 至 {LAST_DAY}）")


@dataclass(frozen=True)
class DayRule:
    """Whether a day works and the rule that says so; `number` counts working days from 1, 0 on days of rest."""

    day: date
    works: bool
    rule: str
    number: int
    provisional: bool

    @property
    def weekday(self) -> str:
        return "周" + WEEKDAYS[self.day.weekday()]


@dataclass(frozen=True)
class Answer:
    """A day and whether it is provisional (暂定)."""

    day: date
    provisional: bool


class Calendar:
    """Working days of one place. Immutable, comparable and hashable by its content; safe to share and cache.

    `days` says of single days whether they work (days that agree with the weekday rule do no harm), `gazetted_years`
    names the years that have a notice, `names` gives the holiday a day belongs to (shown by `explain`).
    Scalars are `datetime.date`; arrays are int32 day numbers since 1970-01-01. Days outside 1900-2199 raise OutOfRange.
    """

    def __init__(
        self,
        days: Mapping[date, bool],
        gazetted_years: Iterable[int],
        names: Mapping[date, str] | None = None,
    ) -> None:
        self._days = {day: bool(works) for day, works in sorted(days.items())}
        self._names = dict(names or {})
        self.gazetted_years = frozenset(gazetted_years)
        works = bytearray((_MONDAY_FIRST * (_SPAN // 7 + 2))[FIRST_DAY.weekday() :][:_SPAN])
        for day, works_today in self._days.items():
            works[_index(day)] = works_today
        self._works = bytes(works)
        self._rank = array("i", accumulate(works))
        self._select = array("i", compress(range(_SPAN), works))
        self._identity = (frozenset(self._days.items()), self.gazetted_years, frozenset(self._names.items()))

    @classmethod
    def from_days(
        cls, days: Mapping[date, bool], gazetted_years: Iterable[int], names: Mapping[date, str] | None = None
    ) -> Calendar:
        """The same as the constructor; the name that the application uses for rows of its own table."""
        return cls(days, gazetted_years, names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @staticmethod
    def checked_ordinal(ordinal: int) -> int:
        """The proleptic ordinal of a day, refused with OutOfRange outside 1900-2199."""
        if not 0 <= ordinal - _FIRST < _SPAN:
            raise OutOfRange
        return ordinal

    def is_workday(self, day: date) -> bool:
        return bool(self._works[_index(day)])

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies in a year without a notice."""
        return day.year not in self.gazetted_years

    def provisional(self, first: date, last: date) -> bool:
        """Whether any day between the two, both included and in either order, lies in a year without a notice."""
        low, high = sorted((first.year, last.year))
        return any(year not in self.gazetted_years for year in range(low, high + 1))

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (n > 0) or before it (n < 0); n = 0: `day` if it works, else the next."""
        index = _index(day)
        place = self._rank[index] + n - 1
        if n <= 0:
            place += 1 - self._works[index]
        if not 0 <= place < len(self._select):
            raise OutOfRange
        return date.fromordinal(_FIRST + self._select[place])

    def answer(self, day: date, n: int) -> Answer:
        """`add` together with whether any day from `day` to the result is provisional."""
        result = self.add(day, n)
        return Answer(result, self.provisional(day, result))

    def count(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative where `last` is the earlier one.

        So count(a, add(a, n)) = n for n >= 1, and count(a, c) = count(a, b) + count(b, c) always.
        """
        return self._rank[_index(last)] - self._rank[_index(first)]

    def rule(self, day: date) -> str:
        """The rule by which the day works or rests, in Chinese."""
        works, named = self.is_workday(day), self._names.get(day, "")
        if day in self._days and works != (day.weekday() < 5):
            text = "调休上班" if works else (f"{named}放假" if named else "放假")
        elif works:
            text = "工作日"
        else:
            text = f"{named}放假" if named else "周末"
        return text + ("，暂定" if self.is_provisional(day) else "")

    def explain(self, day: date, n: int) -> list[DayRule]:
        """Every day that `add(day, n)` walks over, in the order walked, `day` itself only where n = 0."""
        result = self.add(day, n)
        step = -1 if n < 0 else 1
        first = day if n == 0 else day + timedelta(days=step)
        return list(self._walk(first, result, step))

    def _walk(self, first: date, last: date, step: int) -> Iterator[DayRule]:
        number = 0
        for offset in range(abs((last - first).days) + 1):
            day = first + timedelta(days=step * offset)
            works = self.is_workday(day)
            number += works
            yield DayRule(day, works, self.rule(day), number if works else 0, self.is_provisional(day))

    def add_many(self, days: np.ndarray, n: np.ndarray | int) -> np.ndarray:
        """`add` for int32 day numbers; `n` is one number or an array of the same shape. Returns int32 day numbers."""
        return self._arrays.add(days, n)

    def count_many(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """`count` for int32 day numbers. Returns int32."""
        return self._arrays.count(first, last)

    def provisional_many(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """`provisional` for int32 day numbers. Returns booleans."""
        return self._arrays.provisional(first, last)

    @cached_property
    def _arrays(self) -> DayArrays:
        # NumPy is loaded by the first vectorised call, so that the command line starts without it.
        from wutong.engines.calendar.arrays import DayArrays

        return DayArrays(self._works, self._rank, self._select, self.gazetted_years)


def _index(day: date) -> int:
    index = day.toordinal() - _FIRST
    if not 0 <= index < _SPAN:
        raise OutOfRange
    return index
