"""The node plans that ship with the platform, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class PlannedNode:
    """A node so many working days before the promised finish."""

    key: str
    title: str
    workdays_before: int


@cache
def plan_for(project_type: str) -> tuple[PlannedNode, ...]:
    """The plan of a type of project; agriculture and services build like industry, the rest like infrastructure."""
    plans = tomllib.loads((files("wutong.projects") / "nodes.toml").read_text(encoding="utf-8"))
    like = "industry" if project_type in ("industry", "agriculture", "service") else "infrastructure"
    return tuple(PlannedNode(**row) for row in plans.get(project_type) or plans[like])
