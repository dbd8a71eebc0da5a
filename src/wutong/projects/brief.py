"""The projects' sections of the dispatch brief, computed from rows in constantly many statements."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from wutong.dispatch.rules import BriefScope, Figure, Head, Line, Section, Table, tell
from wutong.duties.models import Duty
from wutong.engines import units
from wutong.indicators.queries import known_sum, published
from wutong.kit import sockets
from wutong.kit.sockets import Coverage
from wutong.projects import figures, queries, tallies
from wutong.projects.enums import Condition, Nature
from wutong.projects.indicators import told
from wutong.projects.models import Project
from wutong.projects.queries import part_of_dept

LISTED = 40
_UNITS = {"count": "个", "percent": "%", "yuan": "万元"}
TOTAL = "合计"
_DEPT = ("dept__short_name", "dept__name")


def overview(scope: BriefScope) -> Section:
    """How many, how much, how far; the county's statistics beside, in their own meaning."""
    values = told(scope.scope_path, scope.on)
    shown = tuple(
        replace(figure(key, value), **_reach(coverage)) for key, (value, coverage) in values.items()
    )
    return Section("overview", "总体情况", figures=(*shown, *_published(scope)), table=_by_nature(scope))


def _reach(coverage: Coverage | None) -> dict[str, str]:
    """Up to which month a figure tells, and how many projects have told it."""
    if coverage is None or coverage.until is None:
        return {}
    return {"data_until": _month(coverage.until), "reported": coverage.words}


def _month(month: date) -> str:
    return f"{month.year}年{month.month}月"


def period(scope: BriefScope) -> tuple[date, date]:
    """First and last day of what the brief tells: the day after the last meeting to the day of this one."""
    return scope.since + timedelta(days=1), scope.on


def figure(key: str, value: Any, part: str = "") -> Figure:
    """A computed value of an indicator, or of one part of it, as printed."""
    indicator = sockets.indicators[key]
    unit = "" if value is None else _UNITS[indicator.unit]
    return Figure(
        key, indicator.label, amount(value, indicator.unit), unit, indicator.meaning, indicator.definition,
        exact=exact(value), part=part,
    )  # fmt: skip


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
        yield Figure(
            "",
            row.indicator,
            amount(row.value, "yuan"),
            "万元",
            row.meaning,
            f"{row.source}{growth}",
            _span(row.period_first, row.period_last),
            exact(row.value),
            url=reverse("indicators:published", args=[row.pk]),
        )


def _span(first: date, last: date) -> str:
    return f"{first.year}年{first.month}至{last.month}月" if first.year == last.year else f"{first}至{last}"


def _by_nature(scope: BriefScope) -> Table | None:
    done = figures.year_to_date(scope.scope_path, scope.on, "nature")
    stock = {row["nature"]: row for row in figures.stock(scope.scope_path, scope.on.year, "nature")}
    rows = [
        (nature.label, row["projects"], row["total"], row["plan"], done.get(nature))
        for nature in Nature
        if (row := stock.get(nature))
    ]
    return _money_table("类别", rows) if rows else None


def _total(rows: list[tuple]) -> tuple:
    return (TOTAL, *(known_sum(row[i] for row in rows) for i in range(1, 5)))


def _money_table(first: str, rows: list[tuple]) -> Table:
    """Rows of (part, projects, total, plan, done) with their sum at the foot."""
    head = (
        Head(first),
        Head("项目数", "个", True, "projects.count"),
        Head("计划总投资", "万元", True, "projects.total"),
        Head("年度计划", "万元", True, "projects.plan"),
        Head("年初以来完成", "万元", True, "projects.ytd"),
        Head("完成年度计划", "%", True, "projects.plan_rate"),
    )
    cells = tuple(
        (
            part,
            str(count),
            *(amount(v, "yuan") for v in (total, plan, ytd)),
            amount(figures.rate(ytd, plan), "percent"),
        )
        for part, count, total, plan, ytd in [*rows, _total(rows)]
    )
    return Table(head, cells, (*(row[0] for row in rows), ""))


def money(scope: BriefScope) -> Section:
    """Money against plan by department in charge, the furthest behind first."""
    done = figures.year_to_date(scope.scope_path, scope.on, *_DEPT)
    rows = [
        (part_of_dept(*dept), row["projects"], row["total"], row["plan"], done.get(dept))
        for row in figures.stock(scope.scope_path, scope.on.year, *_DEPT)
        if (dept := tuple(row[name] for name in _DEPT))
    ]
    rows.sort(key=_behind)
    return Section(
        "money",
        "投资完成情况（按行业主管部门，项目自报口径）",
        sentences=_told_by(scope) if rows else (),
        table=_money_table("主管部门", rows) if rows else None,
    )


def _told_by(scope: BriefScope) -> tuple[str, ...]:
    """How far what the projects told reaches: a few that are quick must not speak for all."""
    coverage = sockets.indicators["projects.ytd"].coverage(scope.scope_path, *period(scope))
    if coverage.until is None:
        return ("本年还没有项目自报完成投资。",)
    return (
        f"年初以来完成投资截至{_month(coverage.until)}，{coverage.words}，未报到的按其最近一次自报计入。",
    )


def _behind(row: tuple) -> tuple[bool, Decimal]:
    """The lowest share of the plan first; who has no plan comes last."""
    share = figures.rate(row[4] or Decimal(0), row[3])
    return share is None, share or Decimal(0)


def since_last(scope: BriefScope) -> Section:
    """What started, moved, stalled and fell behind since the last meeting."""
    changes = tallies.changes(scope.scope_path, *period(scope))
    counts = changes.values_list("step").annotate(n=Count("id")).order_by("-n", "step")
    steps = [(tallies.step_label(step), n) for step, n in counts]
    fell = tallies.nodes(scope.scope_path).filter(tallies.newly_over(*period(scope)))
    fallen, moved = fell.count(), sum(n for _, n in steps)
    sentence, said = tell(
        f"上次会议（{_day(scope.since)}）以来，阶段或状态变化",
        figure("changes.count", moved),
        "项次",
        *_by_step(steps),
        "；新超期节点",
        figure("nodes.newly_over", fallen),
        "个。",
    )
    shown = changes.order_by("day", "id").values(
        "project_id", "project__name", "step", "from_text", "to_text", "reason", "day"
    )
    lines = [*(_moved(row) for row in shown[:LISTED]), *(_fallen(row, scope.on) for row in _duty_rows(fell))]
    return Section(
        "since_last",
        "上次会议以来的变化",
        sentences=(sentence,),
        lines=tuple(lines),
        more=max(0, moved - LISTED) + max(0, fallen - LISTED),
        said=said,
    )


def _by_step(steps: list[tuple[str, int]]) -> Iterable[str | Figure]:
    """（进入开工2项、复工1项）"""
    for number, (label, count) in enumerate(steps):
        yield f"{'、' if number else '（'}{label}"
        yield figure("changes.count", count, part=label)
        yield "项"
    if steps:
        yield "）"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


_WORSE = {"slow", "stall", "stop", "cancel"}


def _moved(row: dict) -> Line:
    mark = "worse" if row["step"] in _WORSE else "better"
    why = f"（{row['reason']}）" if row["reason"] else ""
    text = f"{row['project__name']}：{row['from_text']}→{row['to_text']}，{_day(row['day'])}{why}"
    return Line(text, mark, "", "", _url(row["project_id"]), _subject(row["project_id"]))


def _fallen(row: dict, on: date) -> Line:
    text = f"{row['title']}：应于{_day(row['due_on'])}完成，超期{(on - row['due_on']).days}天"
    url = reverse("duties:detail", args=[row["id"]])
    return Line(text, "worse", "over", "", url, _subject(row["subject_id"]), row["owner_unit"])


def red_and_yellow(scope: BriefScope) -> Section:
    """Overdue and nearly due nodes, by the department in charge; the longest overdue first."""
    nodes = tallies.nodes(scope.scope_path)
    over, near = (nodes.filter(wanted(*period(scope))) for wanted in (tallies.over, tallies.near))
    red, yellow = (
        q.aggregate(duties=Count("id"), projects=Count("subject_id", distinct=True)) for q in (over, near)
    )
    held = list(
        tallies.in_condition((*tallies.STUCK, *tallies.SLOW), scope.scope_path)
        .order_by("condition_since", "id")
        .values("id", "name", "condition", "condition_since", "condition_reason", "dept", *_DEPT)
    )
    sentence, said = tell(
        "红灯（超期）项目",
        figure("nodes.over_projects", red["projects"]),
        "个、节点",
        figure("nodes.over", red["duties"]),
        "个；黄灯（预警）项目",
        figure("nodes.near_projects", yellow["projects"]),
        "个、节点",
        figure("nodes.near", yellow["duties"]),
        "个；停滞、停建项目",
        figure("conditions.stuck", sum(row["condition"] in tallies.STUCK for row in held)),
        "个，缓建项目",
        figure("conditions.slow", sum(row["condition"] in tallies.SLOW for row in held)),
        "个。",
    )
    left_out = max(0, red["duties"] - LISTED) + max(0, yellow["duties"] - LISTED)
    lines = [*_node_lines([*_duty_rows(over), *_duty_rows(near)], scope), *map(_held_line, held)]
    lines.sort(key=lambda line: (line.owner, line.light != "over"))
    return Section(
        "lights", "红黄灯项目", sentences=(sentence,), lines=tuple(lines), more=left_out, said=said
    )


def _node_lines(rows: list[dict], scope: BriefScope) -> tuple[Line, ...]:
    """Nodes with their project's department and secretary, by department, those overdue first; two statements."""
    ids = [row["subject_id"] for row in rows]
    names = Project.objects.filter(pk__in=ids).values_list("id", "dept__short_name", "dept__name")
    depts = {pk: short or full for pk, short, full in names}
    secretaries = queries.secretaries(ids)
    lines = [
        _light_line(row, scope, depts.get(row["subject_id"]), secretaries.get(row["subject_id"], ""))
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.owner, line.light != "over")))


def _held_line(row: dict) -> Line:
    """A project that is stalled, stopped or slow, with since when and why."""
    since = f"{_day(row['condition_since'])}起" if row["condition_since"] else ""
    why = "，".join(part for part in (since, row["condition_reason"]) if part)
    text = f"{row['name']}{Condition(row['condition']).label}" + (f"（{why}）" if why else "")
    light = "over" if row["condition"] in tallies.STUCK else "warn"
    owner = part_of_dept(*(row[name] for name in _DEPT))
    return Line(text, "", light, owner, _url(row["id"]), _subject(row["id"]), row["dept"])


def _duty_rows(duties: QuerySet[Duty]) -> list[dict]:
    columns = (
        "id", "title", "due_on", "warn_on", "subject_id", "owner_unit", "owner_unit__name", "owner_unit__short_name",
    )  # fmt: skip
    return list(duties.order_by("due_on", "id").values(*columns)[:LISTED])


def _light_line(row: dict, scope: BriefScope, dept: str | None, secretary: str) -> Line:
    due, days = row["due_on"], (scope.on - row["due_on"]).days
    light = _light(due, row["warn_on"], scope.on)
    left = f"超期{days}天" if days > 0 else f"还剩{-days}天" if days else "当天到期"
    mark = "new" if light == "over" and due >= scope.since else ""
    who = f"，项目秘书{secretary}" if secretary else ""
    owner = dept or row["owner_unit__short_name"] or row["owner_unit__name"]
    text = f"{row['title']}（{_day(due)}到期，{left}{who}）"
    url = reverse("duties:detail", args=[row["id"]])
    return Line(text, mark, light, owner, url, _subject(row["subject_id"]), row["owner_unit"])


_PROBLEMS = {
    "problems.opened": tallies.opened,
    "problems.settled": tallies.settled,
    "problems.open": tallies.unsettled,
    "problems.overdue": tallies.unsettled_over,
}


def problems(scope: BriefScope) -> Section:
    """The ledger of problems: opened and struck off since the last meeting, and what is overdue."""
    ours = tallies.problems(scope.scope_path)
    filters = {key.split(".")[1]: wanted(*period(scope)) for key, wanted in _PROBLEMS.items()}
    counts = ours.aggregate(**{name: Count("id", filter=q) for name, q in filters.items()})
    added, settled, left, overdue = (figure(key, counts[key.split(".")[1]]) for key in _PROBLEMS)
    sentence, said = tell(
        "新增问题", added, "个，销号", settled, "个；未销号", left, "个，其中超期", overdue, "个。"
    )
    columns = (
        "text", "project__name", "project_id", "raised_on", "duty__due_on", "duty__warn_on", "duty__reported_on",
        "duty__owner_unit", "duty__owner_unit__name", "duty__owner_unit__short_name",
    )  # fmt: skip
    listed = ours.filter(filters["open"]).order_by("duty__due_on", "id").values(*columns)[:LISTED]
    lines = tuple(sorted((_problem(row, scope) for row in listed), key=lambda line: line.owner))
    more = max(0, counts["open"] - LISTED)
    return Section("problems", "问题台账", sentences=(sentence,), lines=lines, more=more, said=said)


def _problem(row: dict, scope: BriefScope) -> Line:
    due = row["duty__due_on"]
    day = row["duty__reported_on"] or scope.on
    light, words = _light(due, row["duty__warn_on"], day), _until(due, day)
    words += "，已反馈待核验" if row["duty__reported_on"] else ""
    mark = "new" if row["raised_on"] > scope.since else ""
    text = f"{row['project__name']}：{row['text']}{words}"
    owner = row["duty__owner_unit__short_name"] or row["duty__owner_unit__name"]
    about, unit = _subject(row["project_id"]), row["duty__owner_unit"]
    return Line(text, mark, light, owner, _url(row["project_id"]), about, unit)


def _light(due: date | None, warn: date | None, on: date) -> str:
    if due is None:
        return "pause"
    if due < on:
        return "over"
    return "warn" if warn and warn <= on else "ok"


def _until(due: date | None, on: date) -> str:
    if due is None:
        return "，暂停计时"
    if due < on:
        return f"，应于{_day(due)}解决，超期{(on - due).days}天"
    return f"，{_day(due)}前解决"


def coming(scope: BriefScope) -> Section:
    """Nodes due in the two weeks to come."""
    due = tallies.nodes(scope.scope_path).filter(tallies.coming(*period(scope)))
    count = due.count()
    sentence, said = tell("今后两周到期的节点", figure("nodes.coming", count), "个。")
    lines, more = _node_lines(_duty_rows(due), scope), max(0, count - LISTED)
    return Section("coming", "下步重点节点", sentences=(sentence,), lines=lines, more=more, said=said)


def _subject(project_id: int) -> str:
    return f"{queries.SUBJECT}:{project_id}"


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
