"""The projects' indicators: each with definition, meaning, unit and the rows it opens to."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from wutong.kit.sockets import Coverage, Indicator
from wutong.projects import figures
from wutong.projects.enums import Meaning, Nature
from wutong.projects.queries import part_of_dept

OWN = Meaning.OWN.label
LEDGER = "项目台账"
# What a row's parts are read from.
PARTED = ("nature", "dept__short_name", "dept__name")


def _rows(column: str) -> Callable[..., list[dict]]:
    """The counted projects with one of their columns."""

    def rows(scope_path: str, first: date, last: date) -> list[dict]:
        found = figures.counted(scope_path).order_by("id").values_list("id", "name", *PARTED, column)
        return [_row(*row) for row in found]

    return rows


def _plan_rows(scope_path: str, first: date, last: date) -> list[dict]:
    """The counted projects with their plan of the year, unknown where it is of another."""
    columns = ("id", "name", *PARTED, "plan_yuan", "plan_year")
    found = figures.counted(scope_path).order_by("id").values_list(*columns)
    return [_row(*row, plan if year in (None, last.year) else None) for *row, plan, year in found]


def _counted_rows(**chosen: str) -> Callable[..., list[dict]]:
    """The counted projects, each as one."""

    def rows(scope_path: str, first: date, last: date) -> list[dict]:
        found = figures.counted(scope_path).filter(**chosen).order_by("id")
        return [_row(*row, 1) for row in found.values_list("id", "name", *PARTED)]

    return rows


def _row(pk: int, name: str, nature: str, short_name: str | None, full_name: str | None, value: Any) -> dict:
    parts = (Nature(nature).label, part_of_dept(short_name, full_name))
    return {"label": name, "value": value, "url": reverse("projects:detail", args=[pk]), "parts": parts}


def _compared(rows: list[dict], bases: list[dict]) -> list[dict]:
    """Rows of a percentage: each project with its part and its base, either of which may be unknown."""
    by_url = {row["url"]: {**row, "base": None} for row in rows}
    for base in bases:
        by_url.setdefault(base["url"], {**base, "value": None})["base"] = base["value"]
    return list(by_url.values())


def _figure_rows(rows: QuerySet, column: str) -> list[dict]:
    parted = (f"project__{name}" for name in PARTED)
    found = rows.order_by("project_id").values_list("project_id", "project__name", *parted, column)
    return [_row(*row) for row in found]


def _stock(key: str) -> Callable[..., Any]:
    return lambda scope_path, first, last: figures.stock(scope_path, last.year)[0][key]


def _carried_over(scope_path: str, first: date, last: date) -> int:
    counts = figures.stock(scope_path, last.year)[0]
    return counts["projects"] - counts["new"]


def _ytd(scope_path: str, first: date, last: date) -> Decimal | None:
    return figures.year_to_date(scope_path, last)[None]


def _ytd_rows(scope_path: str, first: date, last: date) -> list[dict]:
    return _figure_rows(figures.latest_of_year(scope_path, last), "ytd_yuan")


def _month(scope_path: str, first: date, last: date) -> Decimal | None:
    return figures.month_sum(scope_path, figures.told_month(scope_path, last))[0]


def _month_rows(scope_path: str, first: date, last: date) -> list[dict]:
    return _rows_of_month(scope_path, figures.told_month(scope_path, last))


def _rows_of_month(scope_path: str, month: date | None) -> list[dict]:
    return _figure_rows(figures.month_figures(scope_path).filter(month=month), "month_yuan")


def _year_reaches(scope_path: str, first: date, last: date) -> Coverage:
    until, told = figures.reached_of_year(scope_path, last)
    return Coverage(until, told, figures.counted(scope_path).count())


def _month_reaches(scope_path: str, first: date, last: date) -> Coverage:
    month = figures.told_month(scope_path, last)
    _, told = figures.month_sum(scope_path, month)
    return Coverage(month, told, figures.counted(scope_path).count())


def _plan_rate(scope_path: str, first: date, last: date) -> Decimal | None:
    return figures.rate(_ytd(scope_path, first, last), _stock("plan")(scope_path, first, last))


def _plan_rate_rows(scope_path: str, first: date, last: date) -> list[dict]:
    done = _ytd_rows(scope_path, first, last)
    return _compared(done, _plan_rows(scope_path, first, last))


def _growth(scope_path: str, first: date, last: date) -> Decimal | None:
    """Month against the same month of last year, within the projects' own figures only."""
    month = figures.told_month(scope_path, last)
    return _change(*(figures.month_sum(scope_path, m)[0] for m in (month, _year_before(month))))


def _year_before(month: date | None) -> date | None:
    return month and month.replace(year=month.year - 1)


def _change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    rate = figures.rate(now, before)
    return None if rate is None else rate - 100


def _growth_rows(scope_path: str, first: date, last: date) -> list[dict]:
    month = figures.told_month(scope_path, last)
    if month is None:
        return []
    return _compared(_rows_of_month(scope_path, month), _rows_of_month(scope_path, _year_before(month)))


def told(scope_path: str, on: date) -> dict[str, tuple[Any, Coverage | None]]:
    """The values of all of them together, each with how far it reaches, in six statements."""
    stock, done = figures.stock(scope_path, on.year)[0], figures.year_to_date(scope_path, on)[None]
    year = Coverage(*figures.reached_of_year(scope_path, on), stock["projects"])
    until = figures.told_month(scope_path, on)
    (now, reported), (earlier, _) = (figures.month_sum(scope_path, m) for m in (until, _year_before(until)))
    month = Coverage(until, reported, stock["projects"])
    reach = {"projects.ytd": year, "projects.plan_rate": year}
    reach |= {"projects.month": month, "projects.month_growth": month}
    values = {
        "projects.count": stock["projects"],
        "projects.new": stock["new"],
        "projects.carried_over": stock["projects"] - stock["new"],
        "projects.total": stock["total"],
        "projects.plan": stock["plan"],
        "projects.ytd": done,
        "projects.plan_rate": figures.rate(done, stock["plan"]),
        "projects.month": now,
        "projects.month_growth": _change(now, earlier),
    }
    return {key: (value, reach.get(key)) for key, value in values.items()}


ALL = (
    Indicator(
        "projects.count",
        "项目数",
        LEDGER,
        "本地区台账中的项目，不含已取消的",
        "count",
        _stock("projects"),
        _counted_rows(),
    ),
    Indicator(
        "projects.new",
        "新建",
        LEDGER,
        "建设性质为新建的项目数",
        "count",
        _stock("new"),
        _counted_rows(nature=Nature.NEW),
    ),
    Indicator(
        "projects.carried_over",
        "续建",
        LEDGER,
        "建设性质为续建的项目数",
        "count",
        _carried_over,
        _counted_rows(nature=Nature.CARRIED_OVER),
    ),
    Indicator(
        "projects.total",
        "计划总投资",
        LEDGER,
        "各项目计划总投资之和，未填的不计",
        "yuan",
        _stock("total"),
        _rows("total_yuan"),
    ),
    Indicator(
        "projects.plan",
        "年度计划投资",
        LEDGER,
        "各项目本年度计划投资之和，未填的和注明属于其他年度的不计",
        "yuan",
        _stock("plan"),
        _plan_rows,
    ),
    Indicator(
        "projects.ytd",
        "年初以来完成投资",
        OWN,
        "各项目本年最近一次自报的年初以来完成投资之和；“截至”是自报过的项目过半数已报到的月份，"
        "“已报”是报到这个月或更晚的项目数，没有报到的按其最近一次计入",
        "yuan",
        _ytd,
        _ytd_rows,
        _year_reaches,
    ),
    Indicator(
        "projects.month",
        "当月完成投资",
        OWN,
        "各项目自报的一个月完成投资之和；取最近十二个月内自报过的项目过半数已报到的月份，"
        "“已报”是报了这个月的项目数，新的一月没有过半数报到以前不取",
        "yuan",
        _month,
        _month_rows,
        _month_reaches,
    ),
    Indicator(
        "projects.plan_rate",
        "完成年度计划",
        OWN,
        "年初以来完成投资 ÷ 年度计划投资",
        "percent",
        _plan_rate,
        _plan_rate_rows,
        _year_reaches,
        ("年初以来完成投资", "年度计划投资"),
        figures.rate,
    ),
    Indicator(
        "projects.month_growth",
        "当月同比",
        OWN,
        "当月完成投资与上年同月相比，只在自报口径内比较",
        "percent",
        _growth,
        _growth_rows,
        _month_reaches,
        ("当月完成投资", "上年同月"),
        _change,
    ),
)
