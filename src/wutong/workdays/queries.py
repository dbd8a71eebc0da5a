"""The calendar of a place, built once per state of the tables."""

import time
from functools import lru_cache

from django.db.models import Count, Max, Q

from wutong.engines.calendar import Calendar, shipped_calendar
from wutong.workdays.models import Day, Notice

# How long another process's change of the tables may go unseen here.
FRESH_SECONDS = 1.0
_seen: tuple[float, tuple] | None = None


def calendar_for(scope_path: str = "") -> Calendar:
    """The working days of a region: the national table with the additions of every region it lies in."""
    return _calendar(scope_path, _state())


def forget() -> None:
    """Look at the tables anew: after they were written, and between tests."""
    global _seen
    _seen = None


def _state() -> tuple:
    """What tells one state of the tables from another."""
    global _seen
    now = time.monotonic()
    if _seen is None or now - _seen[0] > FRESH_SECONDS:
        days = Day.objects.aggregate(n=Count("id"), last=Max("id"))
        notices = Notice.objects.aggregate(n=Count("id"), last=Max("id"))
        _seen = now, (days["n"], days["last"], notices["n"], notices["last"])
    return _seen[1]


@lru_cache(maxsize=64)
def _calendar(scope_path: str, state: tuple) -> Calendar:
    above = Q(scope_path="")
    for end in range(4, len(scope_path) + 1, 4):
        above |= Q(scope_path=scope_path[:end])
    rows = list(Day.objects.filter(above).order_by("scope_path").values_list("date", "works", "name"))
    years = list(Notice.objects.values_list("year", flat=True))
    if not years and not rows:
        return shipped_calendar()  # before `wutong setup` has filled the tables
    return Calendar({d: w for d, w, _ in rows}, years, {d: n for d, _, n in rows if n})
