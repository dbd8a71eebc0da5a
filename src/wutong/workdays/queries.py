"""The calendar of a place, built once per state of the tables."""

from functools import lru_cache

from django.db.models import Count, Max, Q

from wutong.engines.calendar import Calendar
from wutong.workdays.models import Day, Notice


def calendar_for(scope_path: str = "") -> Calendar:
    """The working days of a region: the national table with the additions of every region it lies in."""
    days = Day.objects.aggregate(n=Count("id"), last=Max("id"))
    notices = Notice.objects.aggregate(n=Count("id"), last=Max("id"))
    return _calendar(scope_path, days["n"], days["last"], notices["n"], notices["last"])


@lru_cache(maxsize=64)
def _calendar(scope_path: str, *state: int | None) -> Calendar:
    above = Q(scope_path="")
    for end in range(4, len(scope_path) + 1, 4):
        above |= Q(scope_path=scope_path[:end])
    rows = list(Day.objects.filter(above).order_by("scope_path").values_list("date", "works", "name"))
    years = Notice.objects.values_list("year", flat=True)
    return Calendar({d: w for d, w, _ in rows}, years, {d: n for d, _, n in rows if n})
