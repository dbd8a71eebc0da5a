"""An invented city with two counties, their offices, and one person in each post."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test.utils import CaptureQueriesContext

from wutong.accounts.models import Account
from wutong.duties import services
from wutong.duties.models import Duty
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.org.models import Holding, Person, Post, Unit

LONG_AGO = date(2020, 1, 1)

# name: (unit, role, reach, tier)
POSTS = {
    "clerk": ("dep", "department", "unit", 1),
    "colleague": ("dep", "department", "own", 1),
    "section_head": ("dep", "department", "unit", 2),
    "secretary": ("dep", "secretary", "own", 1),
    "neighbour_department": ("other_dep", "department", "unit", 1),
    "office": ("office", "project_office", "region", 1),
    "office_second": ("office", "project_office", "region", 1),
    "inspector": ("government_office", "inspectorate", "region", 2),
    "portfolio": ("county", "portfolio_leader", "region", 3),
    "principal": ("county", "principal_leader", "region", 4),
    "city_leader": ("city", "principal_leader", "region", 5),
    "neighbour_office": ("neighbour_dep", "project_office", "region", 1),
}


def counted(captured: CaptureQueriesContext) -> int:
    """Statements of a captured block, without those of transactions, the audit's own lines and the calendar's state.

    The lines of an entry are written by the audit log in batches of its own; the calendar is asked once a second
    whether its tables have changed, whoever needs it.
    """
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    own = ('INSERT INTO "audit_change"', 'FROM "workdays_')
    told = (q["sql"] for q in captured.captured_queries)
    return sum(not sql.startswith(control) and not any(part in sql for part in own) for sql in told)


def _unit(parent: Unit | None, name: str, kind: str) -> Unit:
    unit = Unit(name=name, kind=kind, scope_path="")
    if parent is None:
        Unit.objects.add_root(instance=unit)
    else:
        Unit.objects.add_child(parent, instance=unit)
        parent.refresh_from_db()
    region = kind in ("city", "county", "town")
    unit.scope_path = unit.path if region else parent.scope_path
    unit.save()
    return unit


@dataclass
class Place:
    units: dict[str, Unit]
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def build(cls) -> "Place":
        city = _unit(None, "青桐市", "city")
        county = _unit(city, "凤栖县", "county")
        neighbour = _unit(city, "望云县", "county")
        place = cls({"city": city, "county": county, "neighbour": neighbour})
        for key, parent, name in (
            ("dep", county, "县发改局"),
            ("other_dep", county, "县住建局"),
            ("office", county, "县项目中心"),
            ("government_office", county, "县政府办"),
            ("neighbour_dep", neighbour, "望云县项目中心"),
        ):
            place.units[key] = _unit(parent, name, "department")
        for key in POSTS:
            place._seat(key)
        return place

    def _seat(self, key: str) -> None:
        unit_key, role, reach, tier = POSTS[key]
        unit, now = self.units[unit_key], clock.now()
        account = Account.objects.create(username=key, created_at=now)
        person = Person.objects.create(
            name=f"人员{len(self.people) + 1}", unit=unit, account=account, created_at=now, updated_at=now
        )
        post = Post.objects.create(
            unit=unit, title=key, role=role, reach=reach, tier=tier, created_at=now, updated_at=now
        )
        Holding.objects.create(post=post, person=person, since=LONG_AGO)
        self.people[key], self.posts[key] = person, post
        self.actors[key] = Actor(
            account_id=account.pk,
            person_id=person.pk,
            person_name=person.name,
            post_id=post.pk,
            post_title=post.title,
            role=role,
            unit_id=unit.pk,
            unit_name=unit.name,
            unit_path=unit.path,
            scope_path=unit.scope_path,
            reach=reach,
        )

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def scope(self) -> str:
        return self.units["county"].path

    def open(self, **more: Any) -> Duty:
        """A duty of the department, owed to the project office, opened by it."""
        wanted: dict[str, Any] = {
            "by": self.office,
            "kind": "plain",
            "title": "办理用地手续",
            "owner_unit": self.units["dep"],
            "creditor_unit": self.units["office"],
            "scope_path": self.scope,
            "limit": 10,
        }
        return services.open_duty(**{**wanted, **more})

    def spec(self, title: str, **more: Any) -> services.DutySpec:
        wanted: dict[str, Any] = {
            "kind": "node",
            "title": title,
            "owner_unit_id": self.units["dep"].pk,
            "scope_path": self.scope,
        }
        return services.DutySpec(**{**wanted, **more})
