"""Who sees a duty and who may do what; four eyes for due dates and striking off, with the broken twin."""

from dataclasses import replace
from datetime import date

import pytest

from wutong.duties import access, queries, services
from wutong.duties.flows import FLOW
from wutong.duties.models import Duty
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import YES, Refused

SEES = {
    "clerk": True,
    "colleague": False,
    "secretary": True,
    "neighbour_department": False,
    "office": True,
    "inspector": True,
    "principal": True,
    "city_leader": True,
    "neighbour_office": False,
}


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_visibility(place, who, sees):
    duty = place.open(owner_post=place.posts["secretary"])
    assert access.visible_to(getattr(place, who)).filter(pk=duty.pk).exists() is sees


def test_nobody_sees_nothing(place):
    place.open()
    assert not access.visible_to(None).exists()


def test_the_system_sees_all_and_an_actor_without_a_scope_nothing(place):
    place.open()
    assert access.visible_to(SYSTEM).count() == 1
    assert not access.visible_to(replace(place.principal, scope_path="")).exists()


def test_scoping_is_what_hides_a_neighbour_s_duty(place, monkeypatch):
    """The control: without the scope the neighbour county does see it."""
    place.open()
    assert not access.visible_to(place.neighbour_office).exists()
    monkeypatch.setattr(access, "within", lambda path, field="scope_path": access.Q(pk__isnull=False))
    assert access.visible_to(place.neighbour_office).exists()


def test_co_owners_creditors_and_the_ladder_see_it(place):
    shared = place.open(co_owners=[place.units["other_dep"]])
    assert list(access.visible_to(place.neighbour_department)) == [shared]
    owed = place.open(owner_unit=place.units["other_dep"], creditor_unit=place.units["dep"])
    assert owed in access.visible_to(place.clerk)
    assert owed not in access.visible_to(place.colleague)
    named = place.open(co_owners=[place.posts["colleague"]])
    assert list(access.visible_to(place.colleague)) == [named]


def test_the_unit_reach_of_a_government_is_itself_alone(place):
    """Somebody seated in the county's own node does not see every department's duties by that."""
    duty = place.open()
    seated = replace(place.portfolio, reach="unit")
    assert not access.visible_to(seated).filter(pk=duty.pk).exists()


def test_mine_my_units_and_owed(place):
    personal = place.open(owner_post=place.posts["secretary"])
    whole_unit = place.open()
    assert list(queries.mine(place.secretary)) == [personal]
    assert list(queries.mine(place.clerk)) == [whole_unit]
    assert set(queries.of_unit(place.units["dep"])) == {personal, whole_unit}
    assert set(queries.owed_to(place.units["office"])) == {personal, whole_unit}
    services.cancel(by=place.inspector, duty=personal, reason="不再需要")
    assert list(queries.mine(place.secretary)) == []


def test_a_foreign_region_cannot_open_here(place):
    with pytest.raises(Refused):
        place.open(by=place.neighbour_office)
    with pytest.raises(Refused):
        services.open_many(by=place.neighbour_office, duties=[place.spec("x")])


REPORTERS = {
    "clerk": True,
    "secretary": True,
    "colleague": False,
    "office": False,
    "neighbour_department": False,
}


@pytest.mark.parametrize(("who", "may"), REPORTERS.items())
def test_only_the_owner_reports(place, who, may):
    duty = place.open(owner_post=place.posts["secretary"])
    assert bool(access.can_report(getattr(place, who), duty)) is may


def test_nobody_verifies_their_own_report(place):
    """The project office owns a vacant duty: who reported it there may not strike it off, a colleague may."""
    duty = place.open(owner_unit=place.units["office"], vacant=True)
    services.report(by=place.office, duty=duty, text="办结")
    with pytest.raises(Refused, match="不能核验自己的反馈"):
        services.strike_off(by=place.office, duty=duty)
    with pytest.raises(Refused):
        services.send_back(by=place.office, duty=duty, reason="x")
    services.strike_off(by=place.office_second, duty=duty)
    assert duty.state == "struck_off"


def test_the_owner_does_not_verify(place):
    duty = place.open()
    services.report(by=place.clerk, duty=duty, text="办结")
    with pytest.raises(Refused, match="核验"):
        services.strike_off(by=place.section_head, duty=duty)


def test_without_the_four_eyes_the_reporter_would_pass(place, monkeypatch):
    """The control of the two tests above: the same story against a flow that asks nobody."""
    broken = replace(FLOW.steps["strike_off"], may=lambda actor, duty: YES)
    monkeypatch.setitem(FLOW.steps, "strike_off", broken)
    duty = place.open(owner_unit=place.units["office"])
    services.report(by=place.office, duty=duty, text="办结")
    services.strike_off(by=place.office, duty=duty)
    assert duty.state == "struck_off"


def _request(place, who: str):
    duty = place.open()
    return services.request_due(
        by=getattr(place, who), duty=duty, to_date=date(2099, 1, 1), reason="等上级批复"
    )


@pytest.mark.parametrize(
    "who", ["clerk", "section_head", "neighbour_office", "neighbour_department", "portfolio"]
)
def test_the_owner_side_and_strangers_do_not_decide(place, who):
    request = _request(place, "clerk")
    with pytest.raises(Refused):
        services.decide_due(by=getattr(place, who), request=request, approve=True)
    assert Duty.objects.get().slips == 0


def test_who_asks_does_not_decide_and_somebody_else_does(place):
    request = _request(place, "office")
    with pytest.raises(Refused, match="自己的改期申请"):
        services.decide_due(by=place.office, request=request, approve=True)
    services.decide_due(by=place.office_second, request=request, approve=True)
    assert Duty.objects.get().due_on == date(2099, 1, 1)


def test_without_the_rule_the_asker_would_decide(place, monkeypatch):
    """The control: the same story with the rule out of the way."""
    request = _request(place, "clerk")
    monkeypatch.setattr(access, "can_decide_due", lambda actor, asked: YES)
    services.decide_due(by=place.clerk, request=request, approve=True)
    assert Duty.objects.get().due_on == date(2099, 1, 1)


def test_the_owner_may_not_stop_or_cancel_but_may_resume(place):
    duty = place.open()
    for refused in (access.can_stop, access.can_cancel):
        assert not refused(place.clerk, duty)
    assert access.can_resume(place.clerk, duty)


def test_the_owner_hands_over_within_the_unit_only(place):
    duty = place.open()
    with pytest.raises(Refused, match="其他单位"):
        services.hand_over(by=place.clerk, duty=duty, to_unit=place.units["other_dep"], reason="不归我管")
    services.hand_over(
        by=place.clerk,
        duty=duty,
        to_unit=place.units["dep"],
        to_post=place.posts["colleague"],
        reason="分工调整",
    )
    assert duty.owner_post == place.posts["colleague"]


def test_nobody_hands_over_to_another_region(place):
    duty = place.open()
    for who in (place.office, place.city_leader):
        with pytest.raises(Refused, match="其他地区"):
            services.hand_over(by=who, duty=duty, to_unit=place.units["neighbour_dep"], reason="推给邻县")
