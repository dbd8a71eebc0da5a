"""The invented place set up: units, posts, people, and the logins of those whom a visitor can be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from wutong.accounts.models import Account
from wutong.demo.place import CITY, COUNTIES, DEPARTMENTS
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.writing import writing
from wutong.org import services as org
from wutong.org.enums import Reach, Role, UnitKind
from wutong.org.models import Person, Post, Unit
from wutong.org.queries import actor_of


@dataclass
class County:
    """A county with those who act in it, by the words of `place`."""

    unit: Unit
    office: Unit
    departments: dict[str, Unit] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)


@dataclass
class Place:
    city: Unit
    city_office: Actor
    counties: dict[str, County] = field(default_factory=dict)


Chapter = tuple[date, str, Callable[[Place], None]]


def found() -> Place:
    """The whole place in one act."""
    with writing(SYSTEM, "demo.found"):
        city = org.add_unit(by=SYSTEM, name=CITY[0], kind=UnitKind.CITY, code=CITY[1])
        hall = _under(city, "青桐市重点项目中心", UnitKind.OFFICE, "市项目中心")
        _seat(city, "市长", Role.PRINCIPAL_LEADER, Reach.REGION, 5, "闻致远")
        clerk = _seat(hall, "主任", Role.CITY_OFFICE, Reach.REGION, 2, "宋承平")
        admin = _seat(hall, "系统管理员", Role.ADMINISTRATOR, Reach.REGION, 1, "祝明理")
        place = Place(city, clerk)
        open_login("city", clerk.person_id)
        open_login("admin", admin.person_id, is_admin=True)
        for number, name in enumerate(COUNTIES):
            place.counties[name] = _county(city, name, number)
    return place


def _county(city: Unit, name: str, number: int) -> County:
    facts = COUNTIES[name]
    unit = _under(city, name, UnitKind.COUNTY, name[:-1], facts["code"])
    for town in facts["towns"]:
        _under(unit, town, UnitKind.TOWN)
    for park in facts["parks"]:
        _under(unit, park, UnitKind.PARK)
    office = _under(unit, f"{name}项目中心", UnitKind.OFFICE, "项目中心")
    inspectors = _under(unit, f"{name}政府督查室", UnitKind.OFFICE, "督查室")
    county = County(unit, office)
    people = facts["people"]
    for key, where, role, tier in (
        ("principal", unit, Role.PRINCIPAL_LEADER, 4),
        ("portfolio", unit, Role.PORTFOLIO_LEADER, 3),
        ("office", office, Role.PROJECT_OFFICE, 2),
        ("clerk", office, Role.PROJECT_OFFICE, 1),
        ("inspector", inspectors, Role.INSPECTORATE, 2),
    ):
        title, person = people[key]
        county.actors[key] = _seat(where, title, role, Reach.REGION, tier, person)
        county.posts[key] = Post.objects.get(pk=county.actors[key].post_id)
    for short, (full, *heads) in DEPARTMENTS.items():
        department = _under(unit, f"{name}{full}", UnitKind.DEPARTMENT, short)
        county.departments[short] = department
        county.actors[short] = _seat(department, "项目科科长", Role.DEPARTMENT, Reach.UNIT, 2, heads[number])
    return county


def _under(parent: Unit, name: str, kind: str, short_name: str = "", code: str = "") -> Unit:
    return org.add_unit(by=SYSTEM, name=name, kind=kind, parent=parent, short_name=short_name, code=code)


def _seat(unit: Unit, title: str, role: str, reach: str, tier: int, name: str) -> Actor:
    """A post with its holder, who can act in it."""
    post = org.add_post(by=SYSTEM, unit=unit, title=title, role=role, reach=reach, tier=tier)
    person = org.add_person(by=SYSTEM, name=name, unit=unit)
    org.appoint(by=SYSTEM, post=post, person=person)
    return actor_of(post, person)


def open_login(key: str, person_id: int | None, is_admin: bool = False) -> None:
    """A login without a password: only the demo's door opens it."""
    account = Account(username=f"demo-{key}", is_admin=is_admin, created_at=clock.now())
    account.set_unusable_password()
    account.save()
    with writing(SYSTEM, "demo.login") as sheet:
        sheet.update(Person.objects.get(pk=person_id), account=account)
