"""A county on a Wednesday: two projects under way, each with its secretary, and one that is finished."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client

from tests.duties.place import Place
from tests.fieldwork import photos
from wutong.fieldwork import services
from wutong.fieldwork.models import Picture
from wutong.fieldwork.photographs import Photograph, receive
from wutong.fieldwork.rules import Told
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.projects import services as projects
from wutong.projects.models import Project

WEDNESDAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 16)


@dataclass
class Site:
    place: Place
    projects: dict[str, Project] = field(default_factory=dict)

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.projects["plant"].pk)

    @property
    def secretary(self) -> Actor:
        return self.place.secretary

    def told(self, **more) -> Told:
        """A report of this week under a key of its own."""
        wanted = {"client_key": str(uuid4()), "first": MONDAY, "text": "主体二层浇筑完成", "percent": 45}
        return Told(**{**wanted, **more})

    def send(self, photographs=(), **more):
        return services.send_report(
            by=self.secretary, project=self.project, told=self.told(**more), photographs=photographs
        )

    def kept(self, seed: int) -> Picture:
        """A picture that has been reported and developed."""
        picture = self.send([shot(seed)]).pictures.get()
        services.attend_pictures(by=SYSTEM)
        return Picture.objects.get(pk=picture.pk)


def shot(seed: int = 1) -> Photograph:
    return receive(f"{seed}.jpg", BytesIO(photos.photo(seed)))


@pytest.fixture
def site(db) -> Site:
    with clock.standing_on(WEDNESDAY):
        yield build()


def build() -> Site:
    """Call it with the clock standing on WEDNESDAY."""
    place = Place.build()
    site = Site(place)
    for key, name, stage in (
        ("plant", "云杉光伏组件项目", "building"),
        ("road", "青石岗道路改造项目", "started"),
        ("done", "栖霞厂房项目", "completed"),
    ):
        project = projects.create_project(
            by=place.office,
            county=place.units["county"],
            name=name,
            stage=stage,
            dept=place.units["dep"],
            total_yuan=Decimal(120_000_000),
        )
        person, post = place.people["secretary"], place.posts["secretary"]
        projects.assign(
            by=place.office, project=project, role="secretary", unit=person.unit, person=person, post=post
        )
        site.projects[key] = project
    return site


@pytest.fixture
def enter(site):
    """Log in as one of the place's people."""

    def entering(name: str) -> Client:
        client = Client()
        account = site.place.people[name].account
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entering
