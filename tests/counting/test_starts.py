"""Gathered starts: the list, and what became of it; the ceremony itself starts nothing."""

from datetime import date

import pytest

from tests.counting.conftest import TODAY
from wutong.counting import queries, services
from wutong.counting.models import StartEntry
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.services import Proof
from wutong.kit import clock
from wutong.kit.verdict import Invalid, Refused
from wutong.projects import services as project_services
from wutong.projects.models import Project

DAY = date(2026, 11, 20)
NOVEMBER = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}


@pytest.fixture
def batch(place, projects):
    return services.set_up(
        by=place.office, county=place.units["county"], name="四季度集中开工", held_on=DAY, place="天石园区"
    )


def ready(place, name: str, *, permit: str = "done", start_on: date = DAY) -> Project:
    made = project_services.create_project(
        by=place.office, county=place.units["county"], place=place.units["park"], dept=place.units["dep"],
        name=name, owner="公司", uscc="91220299MA0000000A", content="建设", code="26", total_yuan=1, plan_yuan=1,
        start_on=start_on, start_precision="day", finish_on=date(2027, 9, 1), finish_precision="month",
    )  # fmt: skip
    project_services.set_permit(
        by=place.office, project=made, kind="permit_construction", state=permit, number="1"
    )
    return made


def test_the_rule_takes_what_promises_to_start_and_may(place, batch):
    ready(place, "可以开工的")
    ready(place, "没有许可的", permit="in_progress")
    ready(place, "明年才开工的", start_on=date(2027, 3, 1))
    assert services.add_by_rule(by=place.office, batch=batch, **NOVEMBER) == 1
    assert services.add_by_rule(by=place.office, batch=batch, **NOVEMBER) == 0
    entry = batch.entries.get()
    assert (entry.project.name, entry.by_rule) == ("可以开工的", True)
    with pytest.raises(Invalid, match="不能早于起日"):
        services.add_by_rule(by=place.office, batch=batch, first=NOVEMBER["last"], last=NOVEMBER["first"])


def test_the_ceremony_starts_nothing(place, batch):
    services.add(by=place.office, batch=batch, projects=[ready(place, "一"), ready(place, "二")])
    rows = queries.followed(batch, TODAY)
    assert [(r.began, r.proven, r.days) for r in rows] == [(False, False, 3)] * 2
    assert queries.started_counts([batch])[batch.pk] | {"batch": 0} == {
        "batch": 0, "listed": 2, "began": 0, "proven": 0,
    }  # fmt: skip


def test_what_really_began_is_told_with_its_proof_and_its_days(place, batch):
    proven, claimed = ready(place, "一"), ready(place, "二")
    services.add(by=place.office, batch=batch, projects=[proven, claimed])
    project_services.take_step(by=place.office, project=proven, step="started", proof_text="凤建施许1号")
    with clock.standing_on(date(2026, 12, 1)):
        project_services.take_step(by=place.office, project=claimed, step="started")
        rows = {r.project.name: r for r in queries.followed(batch, clock.today())}
    assert (rows["一"].began, rows["一"].proven, rows["一"].days) == (True, True, 3)
    assert (rows["二"].began, rows["二"].proven, rows["二"].days) == (True, False, 11)
    count = queries.started_counts([batch])[batch.pk]
    assert (count["listed"], count["began"], count["proven"]) == (2, 2, 1)


def test_a_start_node_that_was_struck_off_is_proof_too(place, batch):
    made = ready(place, "一")
    services.add(by=place.office, batch=batch, projects=[made])
    node = Duty.objects.get(subject_id=made.pk, key="start")
    duties.report(by=place.section_head, duty=node, text="已进场", evidence=[Proof("number", "凤建施许1号")])
    duties.strike_off(by=place.office, duty=node)
    assert queries.started_counts([batch])[batch.pk]["proven"] == 0
    project_services.take_step(by=place.office, project=made, step="started")
    assert [(r.proven, r.proof) for r in queries.followed(batch, TODAY)] == [(True, "开工节点已销号")]
    assert queries.started_counts([batch])[batch.pk]["proven"] == 1


def test_the_list_is_of_the_county_and_each_project_once(place, batch, project):
    assert services.add(by=place.office, batch=batch, projects=[project]) == 1
    assert services.add(by=place.office, batch=batch, projects=[project]) == 0
    foreign = project_services.create_project(
        by=place.neighbour_office, county=place.units["neighbour"], name="望云的项目"
    )
    with pytest.raises(Invalid, match="只能列入凤栖县"):
        services.add(by=place.office, batch=batch, projects=[foreign])
    services.strike(by=place.office, entry=StartEntry.objects.get())
    assert not batch.entries.exists()


def test_a_name_and_day_are_announced_once(place, batch):
    with pytest.raises(Invalid, match="已有"):
        services.set_up(by=place.office, county=place.units["county"], name="四季度集中开工", held_on=DAY)
    with pytest.raises(Invalid, match="请填写名称"):
        services.set_up(by=place.office, county=place.units["county"], name=" ", held_on=DAY)


@pytest.mark.parametrize("who", ["clerk", "statistics", "neighbour_office"])
def test_others_gather_nothing(place, batch, project, who):
    actor = place.actors[who]
    with pytest.raises(Refused):
        services.set_up(by=actor, county=place.units["county"], name="另一次", held_on=DAY)
    with pytest.raises(Refused):
        services.add(by=actor, batch=batch, projects=[project])
    assert not batch.entries.exists()


def test_following_is_few_statements_for_any_number(place, batch, django_assert_num_queries):
    services.add(by=place.office, batch=batch, projects=Project.objects.all())
    with django_assert_num_queries(3):
        queries.followed(batch, TODAY)
