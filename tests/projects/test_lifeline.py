"""The life line: nothing on it prints over anything else, however many served at once."""

from datetime import date, timedelta

import pytest

from wutong.duties.models import Duty
from wutong.org.models import Person
from wutong.projects import lifeline
from wutong.projects.enums import TeamRole
from wutong.projects.models import Project, StageChange, TeamMember

TODAY = date(2026, 12, 20)
START = date(2026, 3, 1)


def member(role: str, name: str, since: date, until: date | None = None) -> TeamMember:
    return TeamMember(role=role, person=Person(name=name), since=since, until=until)


@pytest.fixture
def line() -> lifeline.LifeLine:
    """Two sponsors at the same time, three secretaries close upon another, nodes and stages within a few days."""
    sponsor, secretary = TeamRole.COUNTY_SPONSOR.value, TeamRole.SECRETARY.value
    team = [
        member(sponsor, "范知行", START),
        member(sponsor, "卢明远", START + timedelta(days=1)),
        member(secretary, "甲", START, START + timedelta(days=2)),
        member(secretary, "乙", START + timedelta(days=2), START + timedelta(days=4)),
        member(secretary, "丙", START + timedelta(days=4)),
    ]
    nodes = [
        Duty(
            pk=n,
            title=f"项目第{n}个节点",
            subject_label="项目",
            due_on=TODAY + timedelta(days=n),
            state="open",
        )
        for n in range(5)
    ]
    changes = [
        StageChange(day=START + timedelta(days=n), to_text=word, reason="")
        for n, word in enumerate(("签约", "落地", "开工"))
    ]
    material = lifeline.Material(
        Project(name="项目", stage="building", stage_since=START),
        changes,
        nodes,
        team,
        {},
        [],
        None,
        None,
        None,
    )
    return lifeline.draw(material, TODAY)


def spans(texts) -> list[tuple[float, float, float]]:
    """(y, left, right) of each text."""
    return [(y, x, x + len(text) * 11) for text, x, y in texts if text]


def overprinted(found: list[tuple[float, float, float]]) -> list[tuple]:
    return [
        (one, other)
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if abs(one[0] - other[0]) < 10 and one[1] < other[2] and other[1] < one[2]
    ]


def test_names_nodes_and_stages_do_not_print_over_each_other(line):
    people = spans((bar.text, bar.text_x, bar.label_y) for bar in line.people)
    assert len(people) == 5 and overprinted(people) == []
    for marks, y in ((line.nodes, None), (line.stages, line.stage_y)):
        texts = ((m.text, m.x - len(m.text) * 5.5, y or m.y) for m in marks)
        assert overprinted(spans(texts)) == []


def test_the_control_sees_two_sponsors_in_one_lane(line):
    assert overprinted(spans((bar.text, bar.text_x, 0) for bar in line.people))


def test_today_stands_apart_from_the_years_and_the_people(line):
    assert min(bar.label_y for bar in line.people) - 11 > 11
    assert line.foot_y > line.ground_y > line.bars_y + 46
