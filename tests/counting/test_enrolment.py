"""The way into the statistics library."""

from datetime import date

import pytest

from wutong.counting import access, queries, services
from wutong.counting.models import CheckItem, Enrolment
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.services import Proof
from wutong.kit.verdict import Invalid, Refused

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def enrolment(place, project) -> Enrolment:
    return services.prepare(by=place.office, project=project)


def settle_all(place, enrolment) -> None:
    for item in enrolment.items.all():
        services.settle_item(by=place.office, item=item, state="there", proof_text="文件1号")


def test_the_checklist_is_of_the_type_and_names_who_must_do_it(place, enrolment):
    items = {item.key: item.unit_id for item in enrolment.items.all()}
    assert "equipment" in items and "funds" not in items
    assert items["filing"] == place.units["dep"].pk  # 县发改局
    assert items["start"] == place.units["other_dep"].pk  # 县住建局
    assert items["form"] == place.units["office"].pk
    assert items["photos"] == place.units["dep"].pk  # no place: the department in charge


def test_nothing_is_declared_with_a_paper_missing(place, enrolment):
    with pytest.raises(Refused, match="还缺：.*施工合同"):
        services.take_step(by=place.office, enrolment=enrolment, step="declare")
    settle_all(place, enrolment)
    services.take_step(by=place.office, enrolment=enrolment, step="declare")
    assert (enrolment.state, enrolment.declared_on) == ("declared", date(2026, 11, 23))


def test_from_declared_to_the_library_and_out_again(place, enrolment):
    settle_all(place, enrolment)
    services.take_step(by=place.office, enrolment=enrolment, step="declare")
    bureau = place.actors["statistics"]
    with pytest.raises(Invalid, match="统计库编码"):
        services.take_step(by=bureau, enrolment=enrolment, step="enter")
    with pytest.raises(Invalid, match="写明理由"):
        services.take_step(by=bureau, enrolment=enrolment, step="send_back")
    services.take_step(by=bureau, enrolment=enrolment, step="send_back", reason="缺开工照片")
    assert (enrolment.state, enrolment.returned_why) == ("returned", "缺开工照片")
    services.take_step(by=place.office, enrolment=enrolment, step="declare")
    services.take_step(by=bureau, enrolment=enrolment, step="enter", library_code="TJ001")
    assert (enrolment.state, enrolment.library_code, enrolment.returned_why) == ("entered", "TJ001", "")
    services.take_step(by=bureau, enrolment=enrolment, step="take_out", reason="项目停建")
    assert (enrolment.state, enrolment.entered_on) == ("returned", None)


def test_an_asked_paper_is_a_duty_and_its_end_is_the_items(place, enrolment):
    assert services.assign_all(by=place.office, enrolment=enrolment, due_on=FRIDAY) == 9
    assert services.assign_all(by=place.office, enrolment=enrolment, due_on=FRIDAY) == 0
    item = enrolment.items.get(key="filing")
    with pytest.raises(Invalid, match="请在任务里反馈"):
        services.settle_item(by=place.office, item=item, state="there", proof_text="发改备1号")
    duty = Duty.objects.get(kind="enrolment", key="filing")
    assert (duty.owner_unit, duty.creditor_unit, duty.due_on) == (
        place.units["dep"], place.units["office"], FRIDAY,
    )  # fmt: skip
    duties.report(by=place.clerk, duty=duty, text="已备案", evidence=[Proof("number", "发改备1号")])
    assert CheckItem.objects.get(pk=item.pk).stands == "missing"
    duties.strike_off(by=place.office, duty=duty)
    item = CheckItem.objects.select_related("duty").get(pk=item.pk)
    assert (item.stands, item.proven, item.owed) == ("there", True, False)
    assert queries.papers([enrolment.project_id]) == {enrolment.project_id: (1, 9)}


def test_one_paper_is_asked_of_a_unit(place, enrolment):
    item = enrolment.items.get(key="contract")
    services.assign_item(by=place.office, item=item, unit=place.units["other_dep"], due_on=FRIDAY)
    assert Duty.objects.get(key="contract", kind="enrolment").owner_unit == place.units["other_dep"]
    with pytest.raises(Invalid, match="不用再交办"):
        services.assign_item(by=place.office, item=item, unit=place.units["dep"], due_on=FRIDAY)
    with pytest.raises(Invalid, match="早于今天"):
        services.assign_all(by=place.office, enrolment=enrolment, due_on=date(2026, 1, 1))


def test_what_is_not_needed_says_why_and_does_not_count(place, enrolment):
    item = enrolment.items.get(key="land")
    with pytest.raises(Invalid, match="写明理由"):
        services.settle_item(by=place.office, item=item, state="not_needed")
    services.settle_item(by=place.office, item=item, state="not_needed", proof_text="租用标准厂房")
    assert queries.papers([enrolment.project_id]) == {enrolment.project_id: (0, 8)}


def test_it_begins_once(place, project, enrolment):
    with pytest.raises(Invalid, match="已经在准备"):
        services.prepare(by=place.office, project=project)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("who", ["principal", "inspector", "neighbour_office", "neighbour_department"])
def test_others_neither_prepare_nor_decide(place, project, who):
    actor = place.actors[who]
    with pytest.raises(Refused):
        services.prepare(by=actor, project=project)
    assert not access.can_decide(actor, Enrolment(project=project))


def test_who_may_does(place, project):
    """The broken twin of the refusals above: the same verbs, by the department in charge and by the bureau."""
    made = services.prepare(by=place.clerk, project=project)
    assert made.state == "preparing"
    assert access.can_decide(place.actors["statistics"], made)
    assert not access.can_decide(place.clerk, made)


def test_the_bureau_sees_what_it_counts_and_a_department_does_not(place, projects):
    seen = access.projects_visible_to
    assert seen(place.actors["statistics"]).count() == 3
    assert seen(place.actors["neighbour_department"]).count() == 0
    assert not access.reconciles(place.clerk)


def test_the_states_count_every_project_once_and_what_ought_to_be_counted(place, projects, enrolment):
    told = queries.counts(access.projects_visible_to(place.office))
    assert told == {
        "ought": 2, "not_declared": 2, "preparing": 1, "declared": 0, "entered": 0, "returned": 0,
    }  # fmt: skip
