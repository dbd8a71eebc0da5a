"""Who keeps units, people, posts and logins: each rule, and the same story with the rule out of the way."""

from dataclasses import replace

import pytest
from django.db.models import Q

from tests.org.conftest import PASSWORD
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import YES, Refused
from wutong.org import access, services
from wutong.org.models import Holding, Person, Post


def broken(monkeypatch, rule: str) -> None:
    monkeypatch.setattr(access, rule, lambda *asked: YES)


# Reading.

SEES = {
    "city_admin": {"county", "neighbour", "dep", "neighbour_office"},
    "city_office": {"county", "neighbour", "dep", "neighbour_office"},
    "admin": {"county", "dep"},
    "clerk": {"county", "dep"},
    "neighbour_admin": {"neighbour", "neighbour_office"},
}


@pytest.mark.parametrize("who", SEES)
def test_units_posts_and_people_of_the_own_region(place, who):
    actor, wanted = place.actor(who), SEES[who]
    for key in ("county", "neighbour", "dep", "neighbour_office"):
        unit = place.units[key]
        assert access.visible_to(actor).filter(pk=unit.pk).exists() is (key in wanted)
        posts = access.posts_visible_to(actor).filter(unit=unit).count()
        people = access.people_visible_to(actor).filter(unit=unit).count()
        everybody = Post.objects.filter(unit=unit).count()
        assert (posts, people) == ((everybody, everybody) if key in wanted else (0, 0))


def test_without_the_scope_the_neighbour_is_seen(place, monkeypatch):
    monkeypatch.setattr(access, "within", lambda path, field="scope_path": Q())
    assert access.visible_to(place.actor("admin")).filter(pk=place.units["neighbour"].pk).exists()


# Writing.


@pytest.mark.parametrize(
    ("who", "unit", "may"),
    [
        ("admin", "dep", True),
        ("office", "dep", True),
        ("city_office", "dep", True),
        ("city_admin", "neighbour_office", True),
        ("inspector", "dep", False),
        ("clerk", "dep", False),
        ("neighbour_admin", "dep", False),
        ("office", "city", False),
    ],
)
def test_administrators_and_offices_keep_their_own_region(place, who, unit, may):
    assert bool(access.can_administer(place.actor(who), place.units[unit].path)) is may


WRITES = {
    "unit": lambda by, p: services.add_unit(by=by, name="新局", kind="department", parent=p.units["county"]),
    "alias": lambda by, p: services.add_alias(by=by, unit=p.units["dep"], name="发改"),
    "word": lambda by, p: services.set_word(by=by, unit=p.units["county"], key="dept", text="主管"),
    "person": lambda by, p: services.add_person(by=by, unit=p.units["dep"], name="甲"),
    "edit": lambda by, p: services.edit_person(by=by, person=p.people["clerk"], phone="1"),
    "post": lambda by, p: services.add_post(by=by, unit=p.units["dep"], title="员", role="department"),
    "appoint": lambda by, p: services.appoint(by=by, post=p.posts["clerk"], person=p.people["admin"]),
    "vacate": lambda by, p: services.vacate(by=by, post=p.posts["office"]),
    "people": lambda by, p: services.ensure_people(
        by=by, wanted=[("甲", "", p.units["dep"].pk, "secretary")]
    ),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("who", ["clerk", "inspector", "neighbour_admin", "neighbour_office"])
def test_nobody_else_writes(place, who, write, monkeypatch):
    act = WRITES[write]
    with pytest.raises(Refused):
        act(place.actor(who), place)
    broken(monkeypatch, "can_administer")
    act(place.actor(who), place)


def test_only_an_administrator_makes_an_administrator(place, monkeypatch):
    """The project office may not climb over its own head."""
    wanted = {"unit": place.units["office"], "title": "管理员", "role": "administrator"}
    with pytest.raises(Refused, match="系统管理员"):
        services.add_post(by=place.actor("office"), **wanted)
    with pytest.raises(Refused, match="系统管理员"):
        services.appoint(by=place.actor("office"), post=place.posts["admin"], person=place.people["clerk"])
    with pytest.raises(Refused, match="系统管理员"):
        services.vacate(by=place.actor("office"), post=place.posts["admin"])
    assert services.add_post(by=place.actor("admin"), **wanted).pk
    broken(monkeypatch, "keeps_logins")
    assert services.add_post(by=place.actor("office"), **wanted).pk


def test_nobody_appoints_themselves(place, monkeypatch):
    """Who could would approve their own requests in another post."""
    story = {"post": place.posts["inspector"], "person": place.people["office"]}
    with pytest.raises(Refused, match="自己"):
        services.appoint(by=place.actor("office"), **story)
    assert services.appoint(by=place.actor("admin"), **story).pk
    broken(monkeypatch, "can_appoint")
    assert services.appoint(by=place.actor("office"), **story).pk


def test_nobody_is_appointed_from_another_region(place):
    with pytest.raises(Refused):
        services.appoint(
            by=place.actor("admin"), post=place.posts["clerk"], person=place.people["neighbour_office"]
        )


def test_nobody_is_moved_to_another_region(place):
    with pytest.raises(Refused):
        services.edit_person(
            by=place.actor("admin"), person=place.people["clerk"], unit=place.units["neighbour"]
        )


def test_one_s_own_post_is_not_vacated(place, monkeypatch):
    with pytest.raises(Refused, match="正在行使"):
        services.vacate(by=place.actor("admin"), post=place.posts["admin"])
    broken(monkeypatch, "can_vacate")
    services.vacate(by=place.actor("admin"), post=place.posts["admin"])
    assert not Holding.objects.filter(post=place.posts["admin"], until=None).exists()


# Logins.


@pytest.fixture
def newcomer(place) -> Person:
    return services.add_person(by=SYSTEM, name="新人", unit=place.units["dep"])


@pytest.mark.parametrize("who", ["office", "city_office", "clerk", "inspector", "neighbour_admin"])
def test_logins_are_the_administrator_s(place, newcomer, who, monkeypatch):
    story = {"person": newcomer, "username": "newcomer", "password": PASSWORD}
    with pytest.raises(Refused):
        services.give_login(by=place.actor(who), **story)
    broken(monkeypatch, "can_give_login")
    assert services.give_login(by=place.actor(who), **story).pk


def test_a_county_s_administrator_does_not_reset_who_serves_above(place, monkeypatch):
    """Their password would open the city's door."""
    person = place.people["clerk"]
    post = services.add_post(by=SYSTEM, unit=place.units["city_office"], title="挂职", role="city_office")
    services.appoint(by=SYSTEM, post=post, person=person)
    with pytest.raises(Refused, match="上级"):
        services.reset_password(by=place.actor("admin"), person=person, password=PASSWORD)
    services.reset_password(by=place.actor("city_admin"), person=person, password=PASSWORD)
    broken(monkeypatch, "can_give_login")
    services.reset_password(by=place.actor("admin"), person=person, password=PASSWORD)
    assert person.account.check_password(PASSWORD)


def test_one_changes_one_s_own_password_only(place, monkeypatch):
    other = place.people["clerk"].account
    other.set_password("旧的密码也够长的")
    story = {"account": other, "old": "旧的密码也够长的", "new": PASSWORD}
    with pytest.raises(Refused, match="自己"):
        services.change_password(by=place.actor("admin"), **story)
    broken(monkeypatch, "can_change_password")
    services.change_password(by=place.actor("admin"), **story)
    assert other.check_password(PASSWORD)


def test_an_actor_without_a_region_keeps_nothing(place):
    lost = replace(place.actor("admin"), scope_path="")
    assert not access.can_administer(lost, place.units["dep"].path)
    assert not access.visible_to(lost).exists()
    assert not access.people_visible_to(lost).exists()
    assert not access.can_give_login(lost, place.people["clerk"])
