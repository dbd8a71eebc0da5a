"""A county with its weekly meeting, one project with a late node, and people acting in their posts."""

from datetime import date

import pytest

from tests.duties.place import Place
from wutong.dispatch import services
from wutong.dispatch.models import Meeting
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.projects import services as projects

MONDAY = date(2026, 11, 23)


@pytest.fixture
def place(db) -> Place:
    with clock.standing_on(MONDAY):
        yield Place.build()


@pytest.fixture
def series(place):
    made = services.ship_series(
        by=SYSTEM,
        county=place.units["county"],
        organiser=place.units["office"],
        hosts={"office": place.posts["office"], "principal": place.posts["principal"]},
        participants=[place.units["dep"]],
    )
    return {one.key: one for one in made}


@pytest.fixture
def project(place):
    return projects.create_project(
        by=place.office,
        county=place.units["county"],
        name="云杉光伏组件项目",
        dept=place.units["dep"],
        owner="云杉光伏组件有限公司",
        stage="building",
        total_yuan=120_000_000,
        plan_yuan=50_000_000,
        finish_on=date(2026, 11, 18),
        finish_precision="day",
    )


@pytest.fixture
def meeting(series, project) -> Meeting:
    services.prepare(by=SYSTEM, today=MONDAY)
    return Meeting.objects.get(series=series["weekly"])


@pytest.fixture
def enter(place, client):
    """Log in as one of the place's people."""

    def entering(who: str):
        client.force_login(place.people[who].account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entering
