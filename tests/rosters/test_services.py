"""Lists by rule and by hand, and what they remember."""

from datetime import timedelta

import pytest

from tests.rosters.conftest import TODAY, made
from wutong.audit.models import Entry as AuditEntry
from wutong.kit import clock, undo
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid, Refused
from wutong.kit.writing import writing
from wutong.org.models import Unit
from wutong.projects import services as project_services
from wutong.projects.models import Project
from wutong.rosters import access, queries, services
from wutong.rosters.models import Entry, Roster, RosterSet, Standing


def on(roster: Roster, day=TODAY) -> set[str]:
    found = Project.objects.filter(queries.members(roster, day))
    return set(found.values_list("name", flat=True))


def stood(roster: Roster, day) -> set[str]:
    return set(queries.as_of(roster, Project.objects.all(), day).values_list("name", flat=True))


def stop(place, project, key="stall", **more):
    project.refresh_from_db()
    project_services.take_step(
        by=place.office, project=project, step=key, reason="资金断了", proof_text="会议纪要", **more
    )


def test_what_ships_is_there_once(place, lists):
    assert set(lists) == {"重点项目", "三早项目", "签约未开工", "停滞项目", "复工项目", "冬季不停工"}
    assert services.ship(by=place.office, unit=place.units["county"]) == []
    assert RosterSet.objects.filter(name="五张清单").count() == 1


def test_the_rules_that_ship_find_their_projects(place, lists, projects):
    assert on(lists["重点项目"]) == {"云杉光伏组件项目", "凤鸣供水改造项目"}
    assert on(lists["签约未开工"]) == set()
    assert on(lists["签约未开工"], TODAY + timedelta(days=30)) == {"凤鸣供水改造项目"}
    candidates = Project.objects.filter(queries.candidates(lists["三早项目"], TODAY))
    assert [p.name for p in candidates] == ["云杉光伏组件项目"]
    stop(place, projects["望岳物流园项目"])
    assert on(lists["停滞项目"]) == {"望岳物流园项目"}
    stop(place, projects["望岳物流园项目"], "resume")
    assert (on(lists["停滞项目"]), on(lists["复工项目"])) == (set(), {"望岳物流园项目"})
    assert on(lists["复工项目"], TODAY + timedelta(days=91)) == set()


EVERY = {
    "stages": ["building"], "conditions": ["normal"], "natures": ["new"], "levels": ["county"], "types": ["industry"],
    "total_from": "1", "start_from": "2026-01-01", "start_until": "2026-12-31", "start_by_month": 3, "node": "none",
    "counted": "ought",
}  # fmt: skip


def test_all_conditions_hold_together(place, lists, projects):
    rule = dict(EVERY)
    roster = Roster(unit=place.units["county"], kind="rule", rule=rule)
    assert on(roster) == {"云杉光伏组件项目"}
    for key, other in (("stages", ["signed"]), ("tags", ["冬"]), ("plan_from", "1"), ("condition_days", 1)):
        roster.rule = {**rule, key: other}
        assert on(roster) == set(), key


def test_the_cancelled_stand_on_no_list_by_rule(place, lists, projects):
    stop(place, projects["云杉光伏组件项目"], "cancel")
    assert on(lists["重点项目"]) == {"凤鸣供水改造项目"}
    lists["重点项目"].rule["conditions"] = ["cancelled"]
    assert on(lists["重点项目"]) == {"云杉光伏组件项目"}


# By hand.


def test_a_candidate_is_promoted_and_taken_off(place, lists, projects):
    roster, project = lists["三早项目"], projects["云杉光伏组件项目"]
    entry = services.add(by=place.office, roster=roster, project=project, reason="三月已进场")
    assert on(roster) == {project.name}
    assert not Project.objects.filter(queries.candidates(roster, TODAY)).exists()
    with pytest.raises(Invalid, match="已经在清单上"):
        services.add(by=place.office, roster=roster, project=project, reason="再来")
    later = TODAY + timedelta(days=3)
    with clock.standing_on(later):
        services.remove(by=place.office, entry=entry, reason="达产推迟")
        with pytest.raises(Invalid, match="已经移出"):
            services.remove(by=place.office, entry=entry, reason="再移")
    assert on(roster, later) == set()
    assert stood(roster, TODAY) == {project.name} and stood(roster, later) == set()


def test_back_on_the_same_day_is_one_line(place, lists, projects):
    roster, project = lists["冬季不停工"], projects["云杉光伏组件项目"]
    entry = services.add(by=place.office, roster=roster, project=project, reason="室内")
    services.remove(by=place.office, entry=entry, reason="错了")
    assert stood(roster, TODAY) == set()
    services.add(by=place.office, roster=roster, project=project, reason="没错")
    assert (Entry.objects.count(), on(roster)) == (1, {project.name})


@pytest.mark.parametrize(
    ("name", "reason", "words"), [("重点项目", "应列", "按条件列入"), ("三早项目", " ", "理由")]
)
def test_what_cannot_be_put_on(place, lists, projects, name, reason, words):
    with pytest.raises(Invalid, match=words):
        services.add(by=place.office, roster=lists[name], project=projects["望岳物流园项目"], reason=reason)
    assert not Entry.objects.exists()


def test_a_neighbours_project_cannot_be_put_on(place, lists):
    neighbour = project_services.create_project(
        by=place.actors["neighbour_office"], county=place.units["neighbour"], name="望云水库"
    )
    with pytest.raises(Invalid, match="只能列入凤栖县"):
        services.add(by=place.office, roster=lists["三早项目"], project=neighbour, reason="同城")


# The day's pass.


def test_who_came_and_went_is_written_down_once(place, lists, projects):
    assert services.keep(by=SYSTEM, today=TODAY) == 0, "making a list writes its first day"
    with clock.standing_on(TODAY + timedelta(days=1)):
        stop(place, projects["云杉光伏组件项目"])
        before = AuditEntry.objects.count()
        assert services.keep(by=SYSTEM, today=clock.today()) == 1
        assert services.keep(by=SYSTEM, today=clock.today()) == 0
        assert AuditEntry.objects.count() == before + 1
    with clock.standing_on(TODAY + timedelta(days=5)):
        stop(place, projects["云杉光伏组件项目"], "resume")
        assert services.keep(by=SYSTEM, today=clock.today()) == 2, "off the stalled, on the revived"
    stalled = lists["停滞项目"]
    days = [stood(stalled, TODAY + timedelta(days=n)) for n in range(6)]
    name = {"云杉光伏组件项目"}
    assert days == [set(), name, name, name, name, set()]


def test_there_and_back_on_one_day_is_one_line(place, lists, projects):
    stop(place, projects["云杉光伏组件项目"])
    services.keep(by=SYSTEM, today=TODAY)
    stop(place, projects["云杉光伏组件项目"], "resume")
    services.keep(by=SYSTEM, today=TODAY)
    assert stood(lists["停滞项目"], TODAY) == set()
    stop(place, projects["云杉光伏组件项目"])
    services.keep(by=SYSTEM, today=TODAY)
    assert Standing.objects.filter(roster=lists["停滞项目"]).count() == 1
    assert stood(lists["停滞项目"], TODAY) == {"云杉光伏组件项目"}


def test_another_rule_counts_at_once(place, lists):
    roster = lists["重点项目"]
    values = {
        "group": roster.group,
        "name": "亿元项目",
        "kind": "rule",
        "note": "",
        "rule": {"total_from": "100000000"},
    }
    services.change_roster(by=place.office, roster=roster, values=values)
    assert stood(roster, TODAY) == on(roster) == {"云杉光伏组件项目"}
    with pytest.raises(Invalid, match="另建一份"):
        services.change_roster(by=place.office, roster=roster, values={**values, "kind": "hand"})


def test_what_the_pass_wrote_does_not_stand_in_the_way_of_an_undo(place, lists):
    with writing(place.office, "test.made") as sheet:
        made(place, "临时项目", "building", "new", TODAY, 9000)
        seq = sheet.seq
    assert services.keep(by=SYSTEM, today=TODAY) == 1
    with writing(place.office, "test.undo") as sheet:
        undo.undo(sheet, seq)
    assert services.keep(by=SYSTEM, today=TODAY) == 1 and "临时项目" not in stood(lists["重点项目"], TODAY)


# Who.


@pytest.mark.parametrize("who", ["clerk", "principal", "inspector", "neighbour_office", "secretary"])
def test_others_do_not_keep_lists(place, lists, projects, who):
    by, roster = place.actors[who], lists["三早项目"]
    project = projects["云杉光伏组件项目"]
    for act in (
        lambda: services.add(by=by, roster=roster, project=project, reason="好"),
        lambda: services.name_set(by=by, unit=place.units["county"], name="十张清单"),
        lambda: services.close_roster(by=by, roster=roster, reason="不用"),
        lambda: services.ship(by=by, unit=place.units["county"]),
    ):
        with pytest.raises(Refused):
            act()
    assert not Entry.objects.exists()


def test_a_list_is_seen_in_its_region_and_beneath(place, lists):
    city = Unit.objects.get(pk=place.units["city"].pk)
    group = services.name_set(by=SYSTEM, unit=city, name="市级清单")
    rule = {"name": "市级重点", "kind": "rule", "note": "", "rule": {"total_from": "1"}}
    services.make_roster(by=SYSTEM, group=group, values=rule)

    def seen(who: str) -> set[str]:
        return set(access.visible_to(place.actors[who]).values_list("name", flat=True))

    assert seen("neighbour_office") == {"市级重点"}
    assert seen("office") == seen("city_leader") == {"市级重点", *lists}


def test_a_closed_list_is_gone_from_the_pages_and_kept_in_the_log(place, lists):
    services.close_roster(by=place.office, roster=lists["复工项目"], reason="并入停滞清单")
    assert "复工项目" not in access.visible_to(place.office).values_list("name", flat=True)
    assert AuditEntry.objects.latest("seq").reason == "并入停滞清单"
