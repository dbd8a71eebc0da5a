"""The county of being counted, with its lists."""

from datetime import date
from decimal import Decimal

import pytest

from tests.counting.conftest import TODAY, enter, place
from wutong.projects import services
from wutong.projects.models import Project
from wutong.rosters import services as rosters
from wutong.rosters.models import Roster

__all__ = ["TODAY", "enter", "place"]

# name: (stage, nature, planned start, 万元)
PROJECTS = {
    "云杉光伏组件项目": ("building", "new", date(2026, 3, 1), 12000),
    "望岳物流园项目": ("started", "new", date(2026, 6, 1), 4000),
    "凤鸣供水改造项目": ("signed", "new", date(2027, 4, 1), 6000),
    "栖霞粮库扩建项目": ("building", "carried_over", date(2025, 3, 1), 900),
}


@pytest.fixture
def projects(place) -> dict[str, Project]:
    return {name: made(place, name, *facts) for name, facts in PROJECTS.items()}


def made(place, name: str, stage: str, nature: str, start: date, wan: int) -> Project:
    return services.create_project(
        by=place.office,
        county=place.units["county"],
        name=name,
        stage=stage,
        nature=nature,
        start_on=start,
        start_precision="month",
        owner=f"{name[:2]}实业有限公司",
        dept=place.units["dep"],
        total_yuan=Decimal(wan * 10_000),
    )


@pytest.fixture
def lists(place, projects) -> dict[str, Roster]:
    """The lists that ship, by name."""
    return {r.name: r for r in rosters.ship(by=place.office, unit=place.units["county"])}
