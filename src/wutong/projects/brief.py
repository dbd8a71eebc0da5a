"""The projects' sections of the dispatch brief, computed from rows in constantly many statements."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from wutong.dispatch.rules import BriefScope, Figure, Head, Line, Section, Table
from wutong.duties.models import Duty
from wutong.engines import units
from wutong.indicators.queries import published
from wutong.kit import sockets
from wutong.kit.scope import within
from wutong.projects import figures
from wutong.projects.enums import Nature
from wutong.projects.models import Problem, StageChange

LISTED = 40
OVERVIEW = (
    "projects.count",
    "projects.new",
    "projects.carried_over",
    "projects.total",
    "projects.plan",
    "projects.ytd",
    "projects.plan_rate",
    "projects.month",
    "projects.month_growth",
)
_UNITS = {"count": "个", "percent": "%", "yuan": "万元"}
_OPEN = ("open", "reported")


def overview(scope: BriefScope) -> Section:
    """How many, how much, how far; the county's statistics beside, in their own meaning."""
    month = figures.latest_month(scope.scope_path, scope.on)
    until = f"{month.year}年{month.month}月" if month else ""
    shown = tuple(_figure(sockets.indicators[key], scope, until) for key in OVERVIEW)
    return Section("overview", "总体情况", figures=(*shown, *_published(scope)), table=_by_nature(scope))


def _figure(indicator: sockets.Indicator, scope: BriefScope, until: str) -> Figure:
    value = indicator.compute(scope.scope_path, scope.since, scope.on)
    return Figure(
        indicator.key,
        indicator.label,
        amount(value, indicator.unit),
        "" if value is None else _UNITS[indicator.unit],
        indicator.meaning,
        indicator.definition,
        until if indicator.unit != "count" else "",
        exact=exact(value),
    )


def exact(value: Any) -> str:
    """A value as a plain decimal, for who reckons with it."""
    return "" if value is None else format(Decimal(value).normalize(), "f")


def amount(value: Any, unit: str) -> str:
    """A value as printed; what is not known is a dash, never 0."""
    if value is None:
        return "—"
    if unit == "yuan":
        return units.display(value, "万元", 0)
    return f"{value:.1f}" if unit == "percent" else f"{value:,}"


def _published(scope: BriefScope) -> Iterable[Figure]:
    """Figures that others published of this very region: the latest of each, not summed with ours."""
    for row in published(scope.scope_path, scope.on):
        growth = f"，同比{row.growth_percent:+.1f}%" if row.growth_percent is not None else ""
        until = f"{row.period_first:%Y年%-m月}至{row.period_last:%-m月}"
        note = f"{row.source}，{until}{growth}"
        yield Figure(
            "", row.indicator, amount(row.value, "yuan"), "万元", row.meaning, note, until, exact(row.value)
        )


def _by_nature(scope: BriefScope) -> Table:
    done = figures.year_to_date(scope.scope_path, scope.on, "nature")
    rows = [
        (Nature(row["nature"]).label, row["projects"], row["total"], row["plan"], done.get(row["nature"]))
        for row in figures.stock(scope.scope_path, scope.on.year, "nature")
    ]
    return _money_table("类别", [*rows, _total(rows)])


def _total(rows: list[tuple]) -> tuple:
    sums = [sum(row[i] or 0 for row in rows) for i in range(1, 5)]
    return ("合计", *sums)


def _money_table(first: str, rows: list[tuple]) -> Table:
    head = (
        Head(first),
        Head("项目数", "个", True),
        Head("计划总投资", "万元", True),
        Head("年度计划", "万元", True),
        Head("年初以来完成", "万元", True),
        Head("完成年度计划", "%", True),
    )
    cells = tuple(
        (
            name or "未明确",
            str(count),
            *(amount(v, "yuan") for v in (total, plan, ytd)),
            amount(figures.rate(ytd, plan), "percent"),
        )
        for name, count, total, plan, ytd in rows
    )
    return Table(head, cells)


def money(scope: BriefScope) -> Section:
    """Money against plan by department in charge, the furthest behind first."""
    done = figures.year_to_date(scope.scope_path, scope.on, "dept__short_name", "dept__name")
    rows = [
        (r["dept__short_name"] or r["dept__name"], r["projects"], r["total"], r["plan"], done.get(_dept(r)))
        for r in figures.stock(scope.scope_path, scope.on.year, "dept__short_name", "dept__name")
    ]
    rows.sort(key=lambda r: figures.rate(r[4] or 0, r[3]) or 0)
    return Section(
        "money",
        "投资完成情况（按行业主管部门，自报口径）",
        table=_money_table("主管部门", rows) if rows else None,
    )


def _dept(row: dict) -> tuple:
    return row["dept__short_name"], row["dept__name"]


def since_last(scope: BriefScope) -> Section:
    """What started, moved, stalled and fell behind since the last meeting."""
    changes = StageChange.objects.filter(
        within(scope.scope_path, "project__scope_path"), day__gt=scope.since, day__lte=scope.on
    ).exclude(step="import")
    counts = dict(changes.values_list("step").annotate(n=Count("project", distinct=True)).order_by())
    fell = _nodes(scope).filter(due_on__gte=scope.since, due_on__lt=scope.on, state__in=_OPEN)
    shown = changes.order_by("day", "id").values(
        "project_id", "project__name", "step", "from_text", "to_text", "reason", "day"
    )
    lines = [*(_moved(row) for row in shown[:LISTED]), *(_fallen(row, scope.on) for row in _duty_rows(fell))]
    total = sum(counts.values())
    sentence = (
        f"上次会议（{scope.since.month}月{scope.since.day}日）以来，阶段或状态有变化{total}项次，"
        f"新超期节点{fell.count()}个。"
    )
    return Section(
        "since_last",
        "上次会议以来的变化",
        sentences=(sentence,),
        lines=tuple(lines),
        more=max(0, total - LISTED),
    )


_WORSE = {"slow", "stall", "stop", "cancel"}


def _moved(row: dict) -> Line:
    mark = "worse" if row["step"] in _WORSE else "better"
    why = f"（{row['reason']}）" if row["reason"] else ""
    text = f"{row['project__name']}：{row['from_text']}→{row['to_text']}，{row['day'].month}月{row['day'].day}日{why}"
    return Line(text, mark, "", "", _url(row["project_id"]))


def _fallen(row: dict, on: date) -> Line:
    text = f"{row['title']}：应于{row['due_on'].month}月{row['due_on'].day}日完成，超期{(on - row['due_on']).days}天"
    return Line(text, "worse", "over", "", reverse("duties:detail", args=[row["id"]]))


def red_and_yellow(scope: BriefScope) -> Section:
    """Overdue and nearly due nodes, by the unit that owes them; the longest overdue first."""
    over = _nodes(scope).filter(state__in=_OPEN, due_on__lt=scope.on)
    near = _nodes(scope).filter(state__in=_OPEN, due_on__gte=scope.on, warn_on__lte=scope.on)
    red, yellow = (
        q.aggregate(duties=Count("id"), projects=Count("subject_id", distinct=True)) for q in (over, near)
    )
    lines = [
        *(_light_line(row, scope) for row in _duty_rows(over)),
        *(_light_line(row, scope) for row in _duty_rows(near)),
    ]
    lines.sort(key=lambda line: (line.owner, line.light != "over"))
    sentence = (
        f"红灯（超期）项目{red['projects']}个、节点{red['duties']}个；"
        f"黄灯（预警）项目{yellow['projects']}个、节点{yellow['duties']}个。"
    )
    left_out = max(0, red["duties"] - LISTED) + max(0, yellow["duties"] - LISTED)
    return Section("lights", "红黄灯项目", sentences=(sentence,), lines=tuple(lines), more=left_out)


def _nodes(scope: BriefScope) -> QuerySet[Duty]:
    return Duty.objects.filter(within(scope.scope_path), kind="node")


def _duty_rows(duties: QuerySet[Duty]) -> list[dict]:
    columns = ("id", "title", "due_on", "subject_id", "owner_unit__name", "owner_unit__short_name")
    return list(duties.order_by("due_on", "id").values(*columns)[:LISTED])


def _light_line(row: dict, scope: BriefScope) -> Line:
    due, days = row["due_on"], (scope.on - row["due_on"]).days
    light = "over" if days > 0 else "warn"
    left = f"超期{days}天" if days > 0 else f"还剩{-days}天"
    mark = "new" if light == "over" and due >= scope.since else ""
    owner = row["owner_unit__short_name"] or row["owner_unit__name"]
    text = f"{row['title']}（{due.month}月{due.day}日到期，{left}）"
    return Line(text, mark, light, owner, reverse("duties:detail", args=[row["id"]]))


def problems(scope: BriefScope) -> Section:
    """The ledger of problems: opened and struck off since the last meeting, and what is overdue."""
    ours = Problem.objects.filter(within(scope.scope_path, "project__scope_path"))
    window = {"opened": Q(raised_on__gt=scope.since, raised_on__lte=scope.on)}
    window["settled"] = Q(
        duty__state="struck_off", duty__settled_on__gt=scope.since, duty__settled_on__lte=scope.on
    )
    window["open"] = Q(duty__state__in=_OPEN)
    window["overdue"] = Q(duty__state__in=_OPEN, duty__due_on__lt=scope.on)
    counts = ours.aggregate(**{name: Count("id", filter=q) for name, q in window.items()})
    sentence = (
        f"新增问题{counts['opened']}个，销号{counts['settled']}个；"
        f"未销号{counts['open']}个，其中超期{counts['overdue']}个。"
    )
    columns = (
        "text", "project__name", "project_id", "raised_on", "duty__due_on", "duty__owner_unit__name",
        "duty__owner_unit__short_name",
    )  # fmt: skip
    listed = ours.filter(window["open"]).order_by("duty__due_on", "id").values(*columns)[:LISTED]
    lines = tuple(sorted((_problem(row, scope) for row in listed), key=lambda line: line.owner))
    return Section(
        "problems", "问题台账", sentences=(sentence,), lines=lines, more=max(0, counts["open"] - LISTED)
    )


def _problem(row: dict, scope: BriefScope) -> Line:
    due = row["duty__due_on"]
    light = "pause" if due is None else "over" if due < scope.on else "ok"
    words = _until(due, scope.on)
    mark = "new" if row["raised_on"] > scope.since else ""
    text = f"{row['project__name']}：{row['text']}{words}"
    owner = row["duty__owner_unit__short_name"] or row["duty__owner_unit__name"]
    return Line(text, mark, light, owner, _url(row["project_id"]))


def _until(due: date | None, on: date) -> str:
    if due is None:
        return "，暂停计时"
    if due < on:
        return f"，应于{due.month}月{due.day}日解决，超期{(on - due).days}天"
    return f"，{due.month}月{due.day}日前解决"


def coming(scope: BriefScope) -> Section:
    """Nodes due in the two weeks to come."""
    until = scope.on + timedelta(days=14)
    rows = _nodes(scope).filter(state__in=_OPEN, due_on__gte=scope.on, due_on__lte=until)
    lines = tuple(_light_line(row, scope) for row in _duty_rows(rows))
    sentence = f"今后两周到期的节点{rows.count()}个。"
    return Section(
        "coming", "下步重点节点", sentences=(sentence,), lines=lines, more=max(0, rows.count() - LISTED)
    )


def _url(project_id: int) -> str:
    return reverse("projects:detail", args=[project_id])


ALL = (
    sockets.BriefSection("overview", 10, overview),
    sockets.BriefSection("money", 20, money),
    sockets.BriefSection("since_last", 30, since_last),
    sockets.BriefSection("lights", 40, red_and_yellow),
    sockets.BriefSection("problems", 45, problems),
    sockets.BriefSection("coming", 60, coming),
)
