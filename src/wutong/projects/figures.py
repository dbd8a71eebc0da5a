"""Sums of the projects' money and counts, each one statement (private to the app: indicators and brief read it)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from wutong.kit.scope import within
from wutong.projects.enums import Condition, Meaning, Nature
from wutong.projects.models import MonthFigure, Project


def counted(scope_path: str) -> QuerySet[Project]:
    """Projects that count: all of the region but the cancelled."""
    return Project.objects.filter(within(scope_path)).exclude(condition=Condition.CANCELLED)


def planned_for(year: int) -> Q:
    """Whose plan is of the year; a plan entered without its year is taken as asked for."""
    return Q(plan_year=year) | Q(plan_year=None)


def stock(scope_path: str, year: int, *by: str) -> list[dict[str, Any]]:
    """Count, planned total and plan of the year, by the columns named (one row where none is)."""
    sums = {
        "projects": Count("id"),
        "new": Count("id", filter=Q(nature=Nature.NEW)),
        "total": Sum("total_yuan"),
        "plan": Sum("plan_yuan", filter=planned_for(year)),
    }
    if not by:
        return [counted(scope_path).aggregate(**sums)]
    return list(counted(scope_path).values(*by).annotate(**sums).order_by(*by))


def month_figures(scope_path: str) -> QuerySet[MonthFigure]:
    """What the counted projects told themselves."""
    return MonthFigure.objects.filter(
        within(scope_path, "project__scope_path"), meaning=Meaning.OWN, current=True
    ).exclude(project__condition=Condition.CANCELLED)


def reached(scope_path: str, told: Q) -> tuple[date | None, int]:
    """The month that most of the projects which tell anything have told or gone beyond, and how many have.

    `told` chooses the figures asked for: of some months, with a value. A few early reports of the new month change
    nothing before more than half have followed; (None, 0) where nobody has told.
    """
    lasts = list(_latest(scope_path, told).order_by("-month").values_list("month").annotate(n=Count("id")))
    whole, so_far = sum(n for _, n in lasts), 0
    for month, n in lasts:
        so_far += n
        if so_far * 2 > whole:
            return month, so_far
    return None, 0


def reached_of_year(scope_path: str, on: date) -> tuple[date | None, int]:
    """How far the sums since New Year reach."""
    return reached(scope_path, _sums_of_year(on))


def told_month(scope_path: str, on: date) -> date | None:
    """The month that is told: the one that the projects' figures of the last twelve months reach."""
    first = on.replace(year=on.year - 1, day=1)
    return reached(scope_path, Q(month__gt=first, month__lte=on, month_yuan__isnull=False))[0]


def _sums_of_year(on: date) -> Q:
    return Q(month__gte=date(on.year, 1, 1), month__lte=on, ytd_yuan__isnull=False)


def _latest(scope_path: str, told: Q) -> QuerySet[MonthFigure]:
    later = MonthFigure.objects.filter(
        told, project=OuterRef("project"), meaning=Meaning.OWN, current=True, month__gt=OuterRef("month")
    )
    return month_figures(scope_path).filter(told, ~Exists(later))


def latest_of_year(scope_path: str, on: date) -> QuerySet[MonthFigure]:
    """Each project's last sum of the year up to `on`: who skipped a month still counts with what was told before."""
    return _latest(scope_path, _sums_of_year(on))


def year_to_date(scope_path: str, on: date, *by: str) -> dict[Any, Decimal]:
    """Investment since New Year by the column named (key None: altogether)."""
    rows = latest_of_year(scope_path, on)
    if not by:
        return {None: rows.aggregate(s=Sum("ytd_yuan"))["s"]}
    columns = [f"project__{name}" for name in by]
    sums = rows.values_list(*columns).annotate(s=Sum("ytd_yuan"))
    return {row[:-1] if len(by) > 1 else row[0]: row[-1] for row in sums}


def month_sum(scope_path: str, month: date | None) -> tuple[Decimal | None, int]:
    """The sum of the month, and how many projects told it."""
    if month is None:
        return None, 0
    sums = month_figures(scope_path).filter(month=month).aggregate(s=Sum("month_yuan"), n=Count("month_yuan"))
    return sums["s"], sums["n"]


def rate(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Percent, computed and never stored; None where the base cannot give one."""
    if part is None or not whole:
        return None
    return part * 100 / whole
