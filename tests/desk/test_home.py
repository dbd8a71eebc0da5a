"""The first page of every post: each number opens to exactly the rows that it counts."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.house import county as counties
from tests.house.county import PERSONAS, TODAY
from wutong.desk import home
from wutong.duties.models import Duty
from wutong.kit import clock
from wutong.projects.models import Project


@pytest.fixture
def county(db):
    with clock.standing_on(TODAY):
        built = counties.build()
        _spread()
        yield built


def _spread() -> None:
    """Duties of every light, some of them vacant; projects that were silent and some that are built."""
    for index, pk in enumerate(Duty.objects.values_list("pk", flat=True)[:12]):
        Duty.objects.filter(pk=pk).update(due_on=TODAY.replace(day=14 + index), vacant=index % 5 == 0)
    pattern = Project.objects.get()
    for index, stage in enumerate(("building", "building", "building", "completed")):
        pattern.pk, pattern.name, pattern.stage = None, f"{index}号项目", stage
        pattern.progress_on = TODAY.replace(month=TODAY.month - index)
        pattern.next_due_on = TODAY.replace(day=TODAY.day - 2 + index)
        pattern.save(force_insert=True)


def rows_at(client: Client, url: str) -> int:
    """How many rows the list says it has."""
    context = client.get(url).context
    return len(context["asked"]) if urlsplit(url).fragment == "asked" else context["listed"].count


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_number_opens_to_its_rows(county, persona):
    client = Client()
    client.force_login(county.people[persona].account)
    shown = client.get("/").context["numbers"]
    assert 0 < len(shown) <= 7
    for number in shown:
        assert number.value == rows_at(client, number.url), number


def test_the_numbers_are_not_all_nothing(county):
    shown = home.numbers(county.actors["office"], TODAY)
    assert {n.label for n in shown if n.value} >= {"超期任务", "责任人空缺", "超过35天没更新的项目", "项目"}


def test_two_tasks_of_ones_own_do_not_hide_the_red_ones(county):
    """Twenty-seven are red in the county, two of them the office's own: both stand there, a dozen rows together."""
    office = county.actors["office"]
    pattern = Duty.objects.filter(state="open").first()
    for index in range(27):
        pattern.pk, pattern.title, pattern.due_on = None, f"红{index}", TODAY.replace(day=1)
        mine = index < 2
        pattern.owner_unit_id = office.unit_id if mine else county.units["department"].pk
        pattern.owner_post_id = office.post_id if mine else None
        pattern.save(force_insert=True)
    parts = home.nearest(office, TODAY)
    assert [part.label for part in parts] == ["我的", "全县红的"]
    own, red = ([duty.title for duty, *_ in part.rows] for part in parts)
    assert own[:2] == ["红0", "红1"]
    assert len(red) >= 6 and len(own) + len(red) <= home.LISTED
    assert all(light == "over" for _, light, _ in parts[1].rows)


def test_the_office_sees_which_departments_have_not_told_the_last_month(county):
    client = Client()
    client.force_login(county.people["office"].account)
    shown = client.get("/").context["unreported"]
    assert sum(unit.value for unit in shown) == 3, "three are being built and have told no October"
    for unit in shown:
        assert unit.value == rows_at(client, unit.url)


def test_the_city_sees_its_counties_side_by_side_and_whose_unit_it_is(county):
    client = Client()
    client.force_login(county.people["city"].account)
    html = client.get("/").content.decode()
    for head in ("红灯项目（个）", "久未更新（个）", "已报（个）", "全市红的"):
        assert head in html


def test_the_leader_sees_whom_a_moved_date_waits_for(county):
    client = Client()
    client.force_login(county.people["principal"].account)
    html = client.get("/").content.decode()
    assert "等着批的改期" in html and county.asked.asked_by_name in html
    assert "本地区项目中心或督查室" in html
