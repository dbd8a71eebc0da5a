"""A small county with one project, and people acting in their posts."""

from datetime import date

import pytest
from django.test import Client

from tests.duties.place import Place
from wutong.accounts.models import Account
from wutong.demo import services as demo
from wutong.kit import clock
from wutong.org.models import Person
from wutong.projects import services
from wutong.projects.enums import TeamRole
from wutong.projects.models import Project

TODAY = date(2026, 11, 23)


@pytest.fixture
def place(db) -> Place:
    with clock.standing_on(TODAY):
        yield Place.build()


@pytest.fixture
def project(place) -> Project:
    """Building since March, promised for June of next year, with department and secretary."""
    made = services.create_project(
        by=place.office,
        county=place.units["county"],
        name="云杉光伏组件项目",
        dept=place.units["dep"],
        owner="云杉光伏组件有限公司",
        stage="building",
        total_yuan=120_000_000,
        plan_yuan=50_000_000,
        finish_on=date(2027, 6, 1),
        finish_precision="month",
    )
    services.assign(
        by=place.office,
        project=made,
        role=TeamRole.SECRETARY,
        unit=place.units["dep"],
        person=place.people["secretary"],
        post=place.posts["secretary"],
    )
    return made


@pytest.fixture
def enter(place, client):
    """Log in as one of the place's people."""

    def entering(who: str):
        client.force_login(place.people[who].account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entering


@pytest.fixture
def county(db):
    """A county of the demo's place, empty, whose office imports."""
    with clock.standing_on(date(2026, 11, 2)):
        yield demo.found().counties["凤栖县"]


@pytest.fixture
def clerk(county) -> Client:
    person = Person.objects.get(pk=county.actors["clerk"].person_id)
    person.account = Account.objects.create(username="clerk-of-ledgers", created_at=clock.now())
    person.save()
    client = Client(raise_request_exception=False)
    client.force_login(person.account, backend="django.contrib.auth.backends.ModelBackend")
    return client
