"""The node plans that ship with the platform, and the days that they give a project."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from wutong.engines.calendar import Calendar


@dataclass(frozen=True)
class PlannedNode:
    """A node so many working days before the start or the finish."""

    key: str
    title: str
    before: str
    workdays: int


@dataclass(frozen=True)
class NodePlan:
    """The nodes of a type of project, and how many working days lie between its start and finish as a rule."""

    build_workdays: int
    nodes: tuple[PlannedNode, ...]


@cache
def plan_for(project_type: str) -> NodePlan:
    """The plan of a type of project; agriculture and services build like industry, the rest like infrastructure."""
    plans = tomllib.loads((files("wutong.projects") / "nodes.toml").read_text(encoding="utf-8"))
    like = "industry" if project_type in ("industry", "agriculture", "service") else "infrastructure"
    chosen = plans.get(project_type) or plans[like]
    return NodePlan(chosen["build_workdays"], tuple(PlannedNode(**row) for row in chosen["nodes"]))


def dated(
    plan: NodePlan, start: date | None, finish: date, calendar: Calendar
) -> Iterable[tuple[PlannedNode, date]]:
    """Each node with its day. A project that builds in less time than usual has its nodes drawn together."""
    begin = start or calendar.add(finish, -plan.build_workdays)
    share = min(1.0, max(calendar.count(begin, finish), 0) / plan.build_workdays)
    for node in plan.nodes:
        back = node.workdays if node.before == "start" else round(node.workdays * share)
        yield node, calendar.add(begin if node.before == "start" else finish, -back)
