"""The wall: what stands on it, who sees it, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.rosters.conftest import TODAY, made
from wutong.audit.models import Entry
from wutong.kit import clock
from wutong.kit.verdict import Invalid, Refused
from wutong.projects import services as project_services
from wutong.rosters import services as rosters
from wutong.wall import access, queries, services
from wutong.wall.models import Screen

MOST_QUERIES = 12


def url(name: str, *args) -> str:
    return reverse(f"wall:{name}", args=args)


@pytest.fixture
def hung(place) -> tuple[Screen, str]:
    return services.hang(
        by=place.office, unit=place.units["county"], name="门厅北墙", expires_on=TODAY + timedelta(days=90)
    )


def named(region) -> dict[str, list[str]]:
    """List to the names that stand on the wall, over all of its pages."""
    told: dict[str, list[str]] = {}
    for page in queries.reading(region).pages:
        for column in page:
            told.setdefault(column.title, []).extend(row.name for row in column.rows)
    return told


def test_the_wall_shows_what_the_lists_and_the_pages_say(enter, place, lists, projects):
    rosters.add(by=place.office, roster=lists["三早项目"], project=projects["云杉光伏组件项目"], reason="早")
    project = projects["望岳物流园项目"]
    project_services.take_step(
        by=place.office, project=project, step="stall", reason="资金断了", proof_text="纪要"
    )
    told = named(place.units["county"])
    assert list(told) == list(lists), "every list in its order, the empty ones too"
    assert told["三早项目"] == ["云杉光伏组件项目"] and told["停滞项目"] == ["望岳物流园项目"]
    wall = queries.reading(place.units["county"])
    numbers = {n.label: n.value for n in wall.numbers}
    assert len(numbers) == 7 and (numbers["项目"], numbers["停滞"]) == (4, 1)
    assert [cell.label for cell in wall.whole.cells] == ["落地率", "前期手续完备率", "投资完成率", "入统率"]
    page = enter("principal").get(url("wall")).content.decode()
    assert "数据截至 11月23日" in page and "望岳物流园项目" in page and "75.0%" in page


def test_each_number_is_the_count_of_the_list_that_it_opens(enter, place, lists, projects):
    office = enter("office")
    for number in queries.reading(place.units["county"]).numbers:
        listed = office.get(number.url).context["listed"]
        assert listed.count == number.value, number.label


def test_one_county_does_not_see_the_wall_of_another(enter, place, lists, hung):
    page = enter("neighbour_office").get(url("wall")).content.decode()
    assert "望云县" in page and "云杉光伏组件项目" not in page and "凤栖" not in page
    assert enter("neighbour_office").post(url("revoke", hung[0].pk), {"reason": "我的"}).status_code == 404
    assert "门厅北墙" not in enter("neighbour_office").get(url("screens")).content.decode()


@pytest.mark.parametrize("who", ["clerk", "secretary"])
def test_who_has_not_the_whole_region_has_no_wall(enter, place, lists, who):
    assert enter(who).get(url("wall")).status_code == enter(who).get(url("data")).status_code == 403


# Screens.


def test_a_screen_shows_its_region_and_nothing_else(place, lists, hung):
    screen, key = hung
    client = Client()
    client.force_login(place.people["office"].account, "django.contrib.auth.backends.ModelBackend")
    assert "<a " not in client.get(url("screen", key)).content.decode(), "whoever is logged in beside it"
    client = Client()
    page = client.get(url("screen", key))
    assert page.status_code == 200 and "云杉光伏组件项目" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "<a " not in client.get(url("screen_data", key)).content.decode(), (
        "no way from the wall into the house"
    )
    assert client.get(reverse("projects:list")).status_code == 302, "the link is no login"
    assert key not in str(Screen.objects.values()) and key not in str(Entry.objects.values())


def shows(key: str) -> list[int]:
    return [Client().get(url(name, key)).status_code for name in ("screen", "screen_data")]


def test_a_link_that_is_wrong_revoked_or_expired_is_as_one_that_never_was(place, lists, hung):
    screen, key = hung
    assert shows(key) == [200, 200]
    assert shows(key[:-1]) == shows(screen.key_sha256) == shows("x") == [404, 404]
    with clock.standing_on(screen.expires_on):
        assert shows(key) == [200, 200]
    with clock.standing_on(screen.expires_on + timedelta(days=1)):
        assert shows(key) == [404, 404]
    services.revoke(by=place.office, screen=screen, reason="换了大厅")
    assert shows(key) == [404, 404]
    assert Entry.objects.latest("seq").verb == "wall.screen.revoke"
    with pytest.raises(Invalid, match="已经收回"):
        services.revoke(by=place.office, screen=screen, reason="再收")


def test_a_look_up_that_forgets_the_revocation_would_show(place, hung, monkeypatch):
    """The broken twin: what the tests above hold is the look-up, nothing else."""
    screen, key = hung
    services.revoke(by=place.office, screen=screen, reason="换了大厅")
    monkeypatch.setattr(access, "screen_of", lambda key, today: Screen.objects.select_related("unit").first())
    assert shows(key) == [200, 200]


@pytest.mark.parametrize("who", ["principal", "inspector", "clerk", "neighbour_office"])
def test_others_hang_no_screens(place, hung, who):
    given = {"unit": place.units["county"], "name": "甲", "expires_on": TODAY}
    with pytest.raises(Refused):
        services.hang(by=place.actors[who], **given)
    with pytest.raises(Refused):
        services.revoke(by=place.actors[who], screen=hung[0], reason="不要")


def test_screens_on_their_page(enter, place, lists):
    office = enter("office")
    assert "还没有大屏链接" in office.get(url("screens")).content.decode()
    assert office.post(url("screens"), {"name": "大厅", "expires_on": "2030-01-01"}).status_code == 422
    made_one = office.post(url("screens"), {"name": "大厅", "expires_on": "2027-01-01"})
    link = made_one.context["link"]
    assert Client().get(link).status_code == 200
    assert link not in office.get(url("screens")).content.decode(), "shown once"
    pk = Screen.objects.get().pk
    assert office.post(url("revoke", pk), {}).status_code == 422
    assert office.post(url("revoke", pk), {"reason": "搬走"}).status_code == 302
    assert "搬走" in office.get(url("screens")).content.decode()
    assert enter("principal").get(url("screens")).status_code == 403


# What it costs.


def statements(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_wall_costs_the_same_however_many_projects_there_are(enter, place, lists, hung):
    viewer, screen = enter("principal"), Client()
    asked = [
        (viewer, url("wall")), (viewer, url("data")), (screen, url("screen", hung[1])),
        (screen, url("screen_data", hung[1])),
    ]  # fmt: skip
    few = [statements(*one) for one in asked]
    for n in range(40):
        made(place, f"添建{n}号项目", "building", "new", TODAY, 9000)
    rosters.keep(by=place.office, today=TODAY)
    group = lists["重点项目"].group
    for n in range(6):
        values = {"name": f"清单{n}", "kind": "rule", "note": "", "rule": {"total_from": "1"}}
        rosters.make_roster(by=place.office, group=group, values=values)
    assert [statements(*one) for one in asked] == few
    assert max(few) <= MOST_QUERIES
    assert len(named(place.units["county"])["重点项目"]) == 36
