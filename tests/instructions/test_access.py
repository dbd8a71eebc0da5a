"""Who sees an instruction and its page, and who may do what; each rule beside its broken twin."""

import pytest

from tests.instructions.conftest import picture
from wutong.instructions import access, services
from wutong.instructions.models import Instruction
from wutong.kit.verdict import Refused


def _seen(actor) -> bool:
    return access.visible_to(actor).exists()


def test_only_its_region_and_who_has_to_do_it_see_it(place, register, assign):
    written = register()
    before = {who: _seen(getattr(place, who)) for who in ("inspector", "principal", "city_leader", "clerk")}
    assert before == {"inspector": True, "principal": True, "city_leader": True, "clerk": False}
    assign(written, "dep")
    seen = ("clerk", "section_head", "neighbour_department", "neighbour_office", "secretary")
    assert [who for who in seen if _seen(getattr(place, who))] == ["clerk", "section_head"]


def test_the_twin_without_scope_shows_everything(place, register):
    register()
    assert not _seen(place.neighbour_office)
    assert Instruction.objects.exists()


def test_who_has_to_do_it_gets_the_words_and_not_the_picture(place, register, assign):
    written = register(photo=picture())
    assign(written, "dep")
    assert access.can_see_whole(place.inspector, written)
    assert access.can_see_whole(place.principal, written)
    assert not access.can_see_whole(place.clerk, written)


@pytest.mark.parametrize(
    ("who", "leader", "may"),
    [
        ("inspector", "principal", True),
        ("inspector", "portfolio", True),
        ("principal", "principal", True),
        ("principal", "portfolio", False),
        ("inspector", "city_leader", False),
        ("inspector", "clerk", False),
        ("neighbour_office", "principal", False),
        ("clerk", "clerk", False),
    ],
)
def test_who_may_enter_whose_words(place, who, leader, may):
    assert bool(access.can_register_for(getattr(place, who), place.posts[leader])) is may


@pytest.mark.parametrize("who", ["principal", "clerk", "neighbour_office"])
def test_only_the_inspectorate_assigns_and_reports(place, register, who):
    written = register()
    units = [place.units["dep"]]
    with pytest.raises(Refused):
        services.assign(
            by=getattr(place, who), instruction=written, text="办", units=units, due_on=written.given_on
        )
    with pytest.raises(Refused):
        services.report_back(by=getattr(place, who), instruction=written, outcome="办了")
