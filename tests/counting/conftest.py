"""A small county with a statistics bureau, a park, and three projects under way."""

from datetime import date
from decimal import Decimal

import pytest

from tests.duties.place import Place
from wutong.accounts.models import Account
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.org import services as org
from wutong.org.models import Unit
from wutong.org.queries import actor_of
from wutong.projects import services
from wutong.projects.models import Project

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 1)
# name: (stage, own sum of October in 万元, code)
PROJECTS = {
    "云杉光伏组件项目": ("building", 3000, "2604-220299-04-01-123456"),
    "望岳物流园项目": ("started", 1000, ""),
    "凤鸣供水改造项目": ("preliminary", None, ""),
}


@pytest.fixture
def place(db) -> Place:
    with clock.standing_on(TODAY):
        built = Place.build()
        county = Unit.objects.get(pk=built.units["county"].pk)
        for key, name, kind in (("bureau", "县统计局", "department"), ("park", "天石园区", "park")):
            built.units[key] = org.add_unit(by=SYSTEM, name=name, kind=kind, parent=county)
        built.actors["statistics"] = _seat(built, "statistics", built.units["bureau"])
        yield built


def _seat(place: Place, key: str, unit: Unit) -> Actor:
    person = org.add_person(
        by=SYSTEM,
        name="计从实",
        unit=unit,
        account=Account.objects.create(username=key, created_at=clock.now()),
    )
    post = org.add_post(by=SYSTEM, unit=unit, title="投资股股长", role="department", reach="unit", tier=2)
    org.appoint(by=SYSTEM, post=post, person=person)
    place.people[key], place.posts[key] = person, post
    return actor_of(post, person)


@pytest.fixture
def projects(place) -> dict[str, Project]:
    return {name: _project(place, name, *facts) for name, facts in PROJECTS.items()}


def _project(place: Place, name: str, stage: str, own: int | None, code: str) -> Project:
    project = services.create_project(
        by=place.office,
        county=place.units["county"],
        place=place.units["park"] if stage == "started" else None,
        name=name,
        code=code,
        owner=f"{name[:2]}实业有限公司",
        dept=place.units["dep"],
        stage=stage,
        total_yuan=Decimal(120_000_000),
        plan_yuan=Decimal(50_000_000),
    )
    if own is not None:
        services.report_month(
            by=place.office, project=project, month=OCTOBER, month_yuan=None, ytd_yuan=Decimal(own * 10_000)
        )
    return project


@pytest.fixture
def project(projects) -> Project:
    return projects["云杉光伏组件项目"]


@pytest.fixture
def enter(place, client):
    """Log in as one of the place's people."""

    def entering(who: str):
        client.force_login(place.people[who].account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entering
