"""A city with two counties, one person with a login in each post, built through the services."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from wutong.accounts.models import Account
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.org import queries, services
from wutong.org.models import Person, Post, Unit

TODAY = date(2026, 11, 23)
PASSWORD = "梧桐一叶知秋2026"
# key: unit, name, role, reach
SEATS = {
    "city_admin": ("city", "阮维新", "administrator", "region"),
    "city_office": ("city_office", "温如玉", "city_office", "region"),
    "admin": ("county", "安有序", "administrator", "region"),
    "office": ("office", "苏敏", "project_office", "region"),
    "inspector": ("office", "程守信", "inspectorate", "region"),
    "clerk": ("dep", "范知行", "department", "unit"),
    "neighbour_admin": ("neighbour", "骆宁", "administrator", "region"),
    "neighbour_office": ("neighbour_office", "柏立群", "project_office", "region"),
}


@dataclass
class Place:
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def unit(self, key: str, name: str, kind: str, parent: str | None) -> None:
        under = self.units[parent] if parent else None
        self.units[key] = services.add_unit(by=SYSTEM, name=name, kind=kind, parent=under)

    def seat(self, key: str) -> None:
        unit, name, role, reach = SEATS[key]
        person = services.add_person(by=SYSTEM, name=name, unit=self.units[unit])
        post = services.add_post(by=SYSTEM, unit=self.units[unit], title=key, role=role, reach=reach)
        services.appoint(by=SYSTEM, post=post, person=person)
        person.account = Account.objects.create(username=key, created_at=clock.now())
        person.save()
        self.people[key], self.posts[key] = person, post

    def actor(self, key: str) -> Actor:
        return queries.actor_of(self.posts[key], self.people[key])


@pytest.fixture
def place(db):
    with clock.standing_on(TODAY):
        place = Place()
        place.unit("city", "青桐市", "city", None)
        place.unit("county", "凤栖县", "county", "city")
        place.unit("neighbour", "望云县", "county", "city")
        place.unit("city_office", "市项目中心", "department", "city")
        place.unit("office", "县项目中心", "department", "county")
        place.unit("dep", "县发改局", "department", "county")
        place.unit("neighbour_office", "望云县项目中心", "department", "neighbour")
        for key in SEATS:
            place.seat(key)
        yield place


@pytest.fixture
def enter(place, client):
    """Log in as one of the place's people."""

    def entering(key: str):
        client.force_login(place.people[key].account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entering
