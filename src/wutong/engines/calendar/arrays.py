"""Vectorised working-day arithmetic: the scalar calendar's own arrays seen through NumPy."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import date

import numpy as np

from wutong.engines.calendar.working import EPOCH_ORDINAL, FIRST_DAY, LAST_DAY, CalendarError, OutOfRange

_BASE = FIRST_DAY.toordinal() - EPOCH_ORDINAL
_END = LAST_DAY.toordinal() - EPOCH_ORDINAL
# What is worked out on the way for so many days stays in the processor's cache: twice as fast as all at once.
_AT_A_TIME = 65_536


class DayArrays:
    """Look-up tables over 1900-2199, indexed by day number less that of 1900-01-01; all int32.

    `_places` holds two numbers a day, side by side so that one look-up serves both signs: to the first add n <= 0, to
    the second n > 0, and the sum is the place of the answer in `_select`, which turns a place into a day number.
    """

    def __init__(self, works: bytes, rank: array, select: array, gazetted_years: Iterable[int]) -> None:
        self._rank = np.frombuffer(rank, dtype=np.int32)
        before = self._rank - np.frombuffer(works, dtype=np.int8)
        self._places = np.stack([before, self._rank - 1], axis=1).ravel()
        self._select = np.frombuffer(select, dtype=np.int32) + np.int32(_BASE)
        self._next_provisional = _next_provisional(frozenset(gazetted_years))

    def add(self, days: np.ndarray, n: np.ndarray | int) -> np.ndarray:
        days, n = np.broadcast_arrays(_whole(days), _whole(n))
        days, n, found = days.ravel(), n.ravel(), np.empty(days.shape, dtype=np.int32)
        for start in range(0, days.size, _AT_A_TIME):
            part = slice(start, start + _AT_A_TIME)
            found.reshape(-1)[part] = self._add(days[part], n[part])
        return found

    def _add(self, days: np.ndarray, n: np.ndarray) -> np.ndarray:
        index = _indices(days)
        place = self._places.take(2 * index + (n > 0)) + n
        if place.size and not (place.min() >= 0 and place.max() < len(self._select)):
            raise OutOfRange
        return self._select.take(place)

    def count(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        return self._rank.take(_indices(last)) - self._rank.take(_indices(first))

    def provisional(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        first, last = _indices(first), _indices(last)
        return self._next_provisional.take(np.minimum(first, last)) <= np.maximum(first, last)


def _indices(days: np.ndarray) -> np.ndarray:
    days = _whole(days)
    if days.size and not (days.min() >= _BASE and days.max() <= _END):
        raise OutOfRange
    return days - np.int32(_BASE)


def _whole(values: np.ndarray | int) -> np.ndarray:
    """As int32; numbers too large for it are out of range, anything but whole numbers is refused."""
    values = np.asarray(values)
    if values.dtype == np.int32:
        return values
    if values.dtype.kind not in "iu":
        raise CalendarError("日期序号和天数应为整数")
    if values.size and not (values.min() > -(2**30) and values.max() < 2**30):
        raise OutOfRange
    return values.astype(np.int32)


def _next_provisional(gazetted_years: frozenset[int]) -> np.ndarray:
    """For each day the index of the first day at or after it in a year without a notice (past the end: none)."""
    following = np.empty(_END - _BASE + 1, dtype=np.int32)
    upcoming = following.size
    for year in range(LAST_DAY.year, FIRST_DAY.year - 1, -1):
        first = date(year, 1, 1).toordinal() - FIRST_DAY.toordinal()
        last = date(year, 12, 31).toordinal() - FIRST_DAY.toordinal()
        if year in gazetted_years:
            following[first : last + 1] = upcoming
        else:
            following[first : last + 1] = np.arange(first, last + 1)
            upcoming = first
    return following
