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


def month_figures(scope_path: str, meaning: str = Meaning.OWN) -> QuerySet[MonthFigure]:
    return MonthFigure.objects.filter(
        within(scope_path, "project__scope_path"), meaning=meaning, current=True
    ).exclude(project__condition=Condition.CANCELLED)


def latest_month(scope_path: str, on: date, meaning: str = Meaning.OWN) -> date | None:
    """The last month, up to `on`, for which any project of the region has reported."""
    rows = month_figures(scope_path, meaning).filter(month__lte=on)
    return rows.order_by("-month").values_list("month", flat=True).first()


def latest_of_year(scope_path: str, on: date, meaning: str = Meaning.OWN) -> QuerySet[MonthFigure]:
    """Each project's last sum of the year up to `on`: who skipped a month still counts with what was told before."""
    window = Q(month__gte=date(on.year, 1, 1), month__lte=on, ytd_yuan__isnull=False)
    later = MonthFigure.objects.filter(
        window, project=OuterRef("project"), meaning=meaning, current=True, month__gt=OuterRef("month")
    )
    return month_figures(scope_path, meaning).filter(window, ~Exists(later))


def year_to_date(scope_path: str, on: date, *by: str) -> dict[Any, Decimal]:
    """Investment since New Year by the column named (key None: altogether)."""
    rows = latest_of_year(scope_path, on)
    if not by:
        return {None: rows.aggregate(s=Sum("ytd_yuan"))["s"]}
    columns = [f"project__{name}" for name in by]
    sums = rows.values_list(*columns).annotate(s=Sum("ytd_yuan"))
    return {row[:-1] if len(by) > 1 else row[0]: row[-1] for row in sums}


def month_sum(scope_path: str, month: date | None, meaning: str = Meaning.OWN) -> Decimal | None:
    if month is None:
        return None
    return month_figures(scope_path, meaning).filter(month=month).aggregate(s=Sum("month_yuan"))["s"]


def rate(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Percent, computed and never stored; None where the base cannot give one."""
    if part is None or not whole:
        return None
    return part * 100 / whole
