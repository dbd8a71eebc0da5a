"""The four rates (四率): landing, readiness of preliminary work, investment done, entered in statistics.

Each compares two sums over the same projects, so that any part of a region has its own rate and opens to its rows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from wutong.counting import rules
from wutong.counting.enums import EnrolmentState
from wutong.kit.scope import within
from wutong.kit.sockets import Indicator
from wutong.org.enums import UnitKind
from wutong.org.models import Unit
from wutong.projects import queries as projects
from wutong.projects.enums import Condition, Nature, PermitState
from wutong.projects.models import Permit, Project

LEDGER = "项目台账"
_READ = (
    "id", "name", "nature", "stage", "county_id", "place_id", "dept_id", "dept__short_name", "dept__name",
    "plan_yuan", "plan_year", "ytd_yuan", "enrolment__state",
)  # fmt: skip
Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Facts:
    """What the rates read of one project."""

    row: Any
    permits_done: int
    permits_needed: int
    year: int

    @property
    def part(self) -> str:
        return projects.part_of_dept(self.row.dept__short_name, self.row.dept__name)


def facts_of(scope_path: str, on: date) -> list[Facts]:
    """The region's projects but the cancelled; two statements."""
    counted = Project.objects.filter(within(scope_path)).exclude(condition=Condition.CANCELLED)
    permits = _permits(scope_path)
    found = projects.with_figures(counted, on).order_by("id").values_list(*_READ, named=True)
    return [Facts(row, *permits.get(row.id, (0, rules.PERMITS)), on.year) for row in found]


def _permits(scope_path: str) -> dict[int, tuple[int, int]]:
    """Project id to how many of its permits are done, and how many it needs."""
    states = Permit.objects.filter(within(scope_path, "project__scope_path")).order_by().values("project")
    told = states.annotate(
        done=Count("id", filter=Q(state=PermitState.DONE)),
        spared=Count("id", filter=Q(state=PermitState.NOT_APPLICABLE)),
    )
    return {row["project"]: (row["done"], rules.PERMITS - row["spared"]) for row in told}


# Each rate's pair of one project: its part of the sum above the line, and below; None where it does not belong.


def landing(facts: Facts) -> Pair | None:
    stage = facts.row.stage
    return (int(stage in rules.LANDED), 1) if stage in rules.SIGNED else None


def readiness(facts: Facts) -> Pair | None:
    asked = facts.row.stage in rules.IN_PREPARATION and facts.permits_needed
    return (facts.permits_done, facts.permits_needed) if asked else None


def investment(facts: Facts) -> Pair | None:
    row = facts.row
    plan = row.plan_yuan if row.plan_year in (None, facts.year) else None
    return None if plan is None and row.ytd_yuan is None else (row.ytd_yuan, plan)


def entered(facts: Facts) -> Pair | None:
    counted = facts.row.enrolment__state == EnrolmentState.ENTERED
    return (int(counted), 1) if facts.row.stage in rules.BEGUN else None


@dataclass(frozen=True)
class Rate:
    """A rate: the indicator under which its rows open, and what one project gives to it."""

    indicator: str
    label: str
    definition: str
    pair: Callable[[Facts], Pair | None]
    of_money: bool = False


RATES = (
    Rate(
        "counting.landing_rate",
        "落地率",
        "到了“落地”及以后阶段的项目数 ÷ 到了“签约”及以后阶段的项目数，取消的不计",
        landing,
    ),
    Rate(
        "counting.readiness_rate",
        "前期手续完备率",
        "已办结手续 ÷ 应办手续：落地以后、竣工以前的项目，每个五项（立项、环评、用地、规划、施工），不涉及的不计，没填的按未办计",
        readiness,
    ),
    Rate(
        "projects.plan_rate",
        "投资完成率",
        "年初以来完成投资 ÷ 年度计划投资（项目自报）",
        investment,
        of_money=True,
    ),
    Rate(
        "counting.entered_rate",
        "入统率",
        "已入统计库的项目数 ÷ 开工及以后阶段的项目数，取消的不计",
        entered,
    ),
)


@dataclass(frozen=True)
class Cell:
    """A rate of a part of the region; `percent` None where there is no base."""

    label: str
    part: Decimal | int | None
    base: Decimal | int | None
    of_money: bool
    url: str

    @property
    def percent(self) -> Decimal | None:
        return rules.share(self.part, self.base)


@dataclass(frozen=True)
class Line:
    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """The rates by one kind of part: county, department, park."""

    title: str
    lines: list[Line]


def tables(region: Unit, on: date) -> list[Table]:
    """The region's rates by county, by department, by park; four statements."""
    facts = facts_of(region.path, on)
    units = Unit.objects.filter(within(region.path, "path")).order_by("path")
    known = {unit.pk: unit for unit in units}
    counties = _grouped(facts, lambda f: f.row.county_id)
    places = _grouped(facts, lambda f: f.row.place_id)
    parks = [unit for unit in known.values() if unit.kind == UnitKind.PARK]
    return [
        Table(
            "按县（市、区）",
            [_line(u.name, counties[u.pk], u, on) for u in known.values() if u.pk in counties],
        ),
        Table("按行业主管部门", _by_department(facts, known, on)),
        Table("按园区", [_line(park.name, places.get(park.pk, []), park, on) for park in parks]),
    ]


def summary(region: Unit, on: date) -> tuple[Line, Table]:
    """The rates of the whole region, and by its counties, else by department; three statements."""
    facts = facts_of(region.path, on)
    known = {unit.pk: unit for unit in Unit.objects.filter(within(region.path, "path")).order_by("path")}
    counties = _grouped(facts, lambda f: f.row.county_id)
    if len(counties) > 1:
        lines = [_line(u.name, counties[u.pk], u, on) for u in known.values() if u.pk in counties]
        return _line(region.name, facts, region, on), Table("按县（市、区）", lines)
    return _line(region.name, facts, region, on), Table("按行业主管部门", _by_department(facts, known, on))


def _grouped(facts: Iterable[Facts], key: Callable[[Facts], Any]) -> dict[Any, list[Facts]]:
    groups: dict[Any, list[Facts]] = defaultdict(list)
    for one in facts:
        groups[key(one)].append(one)
    return groups


def _by_department(facts: list[Facts], known: dict[int, Unit], on: date) -> list[Line]:
    """A department of each county; the county is named where there are several."""
    groups = _grouped(facts, lambda f: (f.row.county_id, f.part))
    several = len({county for county, _ in groups}) > 1
    lines = []
    for (county, part), group in sorted(groups.items()):
        unit = known[county]
        name = f"{unit.name} {part}" if several else part
        lines.append(_line(name, group, unit, on, part))
    return lines


def _line(name: str, facts: list[Facts], region: Unit, on: date, part: str = "") -> Line:
    asked = {"on": on, "scope": region.path} | ({"part": part} if part else {})
    return Line(name, [_cell(rate, facts, urlencode(asked)) for rate in RATES])


def _cell(rate: Rate, facts: Iterable[Facts], asked: str) -> Cell:
    pairs = [pair for one in facts if (pair := rate.pair(one))]
    url = reverse("indicators:detail", args=[rate.indicator])
    part, base = (_sum(column) for column in (zip(*pairs, strict=True) if pairs else ((), ())))
    return Cell(rate.label, part, base, rate.of_money, f"{url}?{asked}")


def _sum(values: Iterable[Any]) -> Any:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def indicator(rate: Rate) -> Indicator:
    """The rate of a whole region, opening to its projects."""

    def rows(scope_path: str, first: date, last: date) -> list[dict]:
        told = ((one, rate.pair(one)) for one in facts_of(scope_path, last))
        return [_row(one, *pair) for one, pair in told if pair]

    def compute(scope_path: str, first: date, last: date) -> Decimal | None:
        pairs = [pair for one in facts_of(scope_path, last) if (pair := rate.pair(one))]
        return rules.share(_sum(part for part, _ in pairs), _sum(base for _, base in pairs))

    above, below = rate.definition.split("：")[0].split("，")[0].split(" ÷ ")
    return Indicator(
        rate.indicator,
        rate.label,
        LEDGER,
        rate.definition,
        "percent",
        compute,
        rows,
        heads=(above, below),
        of_sums=rules.share,
        of_counts=True,
    )


def _row(facts: Facts, value: Any, base: Any) -> dict[str, Any]:
    row = facts.row
    url = reverse("projects:detail", args=[row.id])
    parts = (Nature(row.nature).label, facts.part)
    return {"label": row.name, "url": url, "value": value, "base": base, "parts": parts}


# What the projects tell of money is an indicator of theirs already.
INDICATORS = tuple(indicator(rate) for rate in RATES if not rate.of_money)
