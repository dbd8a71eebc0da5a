"""The list of projects: its filters, its rows with both lights, and the same as an Excel file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery

from wutong.kit import workbooks
from wutong.kit.listing import chosen_id
from wutong.kit.workbooks import Column
from wutong.org.models import Unit
from wutong.projects import queries, rules
from wutong.projects.enums import ComputedLight, Condition, Nature, Stage
from wutong.projects.models import Project

NODES = {
    "over": "节点超期",
    "warn": "节点临近",
    "none": "没有节点",
    "silent": "久未更新",
    "unreported": "上月未报投资",
}
SORTS = {
    "": ("台账顺序", ("id",)),
    "due": ("节点先后", ("next_due_on", "id")),
    "total": ("总投资由大到小", ("-total_yuan", "id")),
    "silent": ("最久没更新", ("progress_on", "id")),
}
SHOWN = (
    "id", "name", "stage", "condition", "nature", "place__name", "county__name", "dept__short_name", "dept__name",
    "total_yuan", "plan_yuan", "plan_year", "next_title", "next_due_on", "next_warn_on", "progress_on",
    "declared_light",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line: the columns of the project, what it has done of the year's plan, and the two lights."""

    project: Any
    place: str
    dept: str
    plan_yuan: Decimal | None
    share: Decimal | None
    light: str
    reason: str
    disagreement: str
    secretary: str


class Filters:
    """What was chosen above the list, and what can be chosen there."""

    NAMES = ("q", "stage", "condition", "nature", "node", "place", "dept", "sort")

    def __init__(self, given: Any, visible: QuerySet[Project], today: date):
        self.chosen = {n: given.get(n, "").strip()[:60] for n in self.NAMES if given.get(n, "").strip()}
        self.visible, self.today = visible, today

    def __getattr__(self, name: str) -> str:
        if name in self.NAMES:
            return self.chosen.get(name, "")
        raise AttributeError(name)

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @property
    def any(self) -> bool:
        return bool(set(self.chosen) - {"sort"})

    stages = Stage.choices
    conditions = Condition.choices
    natures = Nature.choices
    nodes = tuple(NODES.items())
    sorts = tuple((key, label) for key, (label, _) in SORTS.items())

    def units(self) -> dict[str, list[Unit]]:
        """Places and departments that can be chosen; one statement, which looks for one project of each unit.

        By its order and its limit no database takes the way through all projects.
        """
        one = {
            name: Subquery(
                self.visible.filter(**{name: OuterRef("pk")}).order_by("scope_path").values("pk")[:1]
            )
            for name in ("place", "dept")
        }
        units = Unit.objects.alias(**one).filter(Q(place__isnull=False) | Q(dept__isnull=False))
        found = list(units.order_by("path").only("id", "name", "kind"))
        return {
            "places": [u for u in found if u.kind != "department"],
            "departments": [u for u in found if u.kind == "department"],
        }

    def apply(self) -> QuerySet[Project]:
        found = self.visible
        for name in ("stage", "condition", "nature"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        for name in ("place", "dept"):
            if value := getattr(self, name):
                found = found.filter(**{name: chosen_id(value)})
        if self.node:
            found = found.filter(queries.at_node(self.node, self.today))
        if self.q:
            found = queries.find(found, self.q)
        return found.order_by(*SORTS.get(self.sort, SORTS[""])[1])


def listed(found: QuerySet[Project], today: date) -> QuerySet[Project]:
    """The statement of the list: the columns shown and the year's own figure."""
    return queries.with_figures(found, today).select_related("place", "dept", "county").only(*SHOWN)


def rows(ids: list[int], today: date) -> list[Row]:
    """Lines of a page, in its order; one statement for what they show, one for the secretaries.

    The page is found by ids first: a database that must sort would work the figures out for every row that it sorts.
    """
    found = listed(Project.objects.filter(pk__in=ids), today).in_bulk()
    names = queries.secretaries(ids)
    return [_row(found[pk], today, names.get(pk, "")) for pk in ids if pk in found]


def _row(project: Any, today: date, secretary: str) -> Row:
    light, reason = rules.computed_light(queries.facts_of(project, today), today)
    says = rules.disagreement(project.declared_light, light, reason)
    place = (project.place or project.county).name
    dept = project.dept.short_name or project.dept.name if project.dept else ""
    plan = project.plan_of(today.year)
    share = rules.share(project.ytd_yuan, plan)
    return Row(project, place, dept, plan, share, light, reason, says, secretary)


COLUMNS = (
    Column("项目名称", 40),
    Column("建设性质", 10),
    Column("阶段", 10),
    Column("状态", 10),
    Column("属地", 14),
    Column("行业主管部门", 18),
    Column("计划总投资（万元）", 16, True),
    Column("年度计划投资（万元）", 18, True),
    Column("年初以来完成投资（万元，项目自报）", 24, True),
    Column("自报截至", 12),
    Column("完成率（%）", 12, True),
    Column("下一节点", 28),
    Column("节点到期日", 12),
    Column("系统研判", 10),
    Column("填报研判", 10),
    Column("进度日期", 12),
)


def workbook(found: QuerySet[Project], today: date, note: str) -> IO[bytes]:
    """The list as an Excel file, read and written row by row."""
    return workbooks.write(
        "项目清单", note, COLUMNS, _cells(queries.with_month_told(listed(found, today), today), today)
    )


def _cells(found: QuerySet[Project], today: date) -> Iterator[tuple]:
    for project in found.iterator(chunk_size=2000):
        row = _row(project, today, "")
        yield (
            project.name,
            project.get_nature_display(),
            project.get_stage_display(),
            project.get_condition_display(),
            row.place,
            row.dept,
            _wan(project.total_yuan),
            _wan(row.plan_yuan),
            _wan(project.ytd_yuan),
            f"{project.told_month:%Y-%m}" if project.told_month else "",
            None if row.share is None else round(row.share, 1),
            project.next_title.removeprefix(project.name),
            project.next_due_on,
            ComputedLight(row.light).label,
            project.get_declared_light_display(),
            project.progress_on,
        )


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else yuan / 10_000
