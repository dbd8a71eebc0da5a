"""The pages of the log: who reads what, never beyond the region; filters; what one act changed."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wutong.audit.models import Entry
from wutong.kit.actor import SYSTEM
from wutong.org import access, services

LIST = "/audit/"


@pytest.fixture
def acts(place) -> dict[str, Entry]:
    """One act in each county and one of the system."""
    services.add_alias(by=place.actor("admin"), unit=place.units["dep"], name="凤栖密语")
    services.add_alias(
        by=place.actor("neighbour_admin"), unit=place.units["neighbour_office"], name="望云密语"
    )
    services.add_alias(by=SYSTEM, unit=place.units["dep"], name="系统密语")
    own, neighbour, system = Entry.objects.order_by("-seq")[:3][::-1]
    return {"own": own, "neighbour": neighbour, "system": system}


READS = {
    "city_admin": {"own", "neighbour", "system"},
    "city_office": {"own", "neighbour"},
    "admin": {"own"},
    "office": {"own"},
    "inspector": {"own"},
    "neighbour_admin": {"neighbour"},
    "neighbour_office": {"neighbour"},
}


@pytest.mark.parametrize("who", READS)
def test_each_reads_what_was_done_in_the_own_region(enter, acts, who):
    html = enter(who).get(LIST).content.decode()
    words = {"own": "凤栖密语", "neighbour": "望云密语", "system": "系统密语"}
    assert {key for key, word in words.items() if word in html} == READS[who]
    for key, entry in acts.items():
        answer = enter(who).get(reverse("audit:entry", args=[entry.seq]))
        assert answer.status_code == (200 if key in READS[who] else 404)


def test_without_the_scope_the_neighbour_would_be_read(enter, acts, monkeypatch):
    """The control: the same page with the region taken out of the reading."""
    monkeypatch.setattr(access, "entries_visible_to", lambda actor: Entry.objects.all())
    assert "望云密语" in enter("admin").get(LIST).content.decode()


def test_who_is_not_named_reads_nothing(enter, client, acts):
    assert enter("clerk").get(LIST).status_code == 403
    assert enter("clerk").get(reverse("audit:entry", args=[acts["own"].seq])).status_code == 403
    client.logout()
    assert client.get(LIST).status_code == 302


def test_the_verdict_denies_what_is_odd(place, acts):
    admin = place.actor("admin")
    assert not access.entries_visible_to(replace(admin, reach="unit")).exists()
    assert not access.entries_visible_to(replace(admin, scope_path="")).exists()
    assert not access.entries_visible_to(place.actor("clerk")).exists()


def test_with_a_second_root_nobody_reads_the_system_s_acts(place, acts):
    services.add_unit(by=SYSTEM, name="别市", kind="city")
    assert acts["system"] not in access.entries_visible_to(place.actor("city_admin"))


def test_the_menu_has_the_room_for_some(enter, place):
    assert 'href="/audit/"' in enter("inspector").get(LIST).content.decode()
    assert 'href="/audit/"' not in enter("clerk").get("/org/password/").content.decode()


def test_filters(enter, place, acts):
    def rows(**asked) -> int:
        return len(enter("city_admin").get(LIST, asked).context["rows"])

    assert rows(person="安有序") == 1
    assert rows(room="org") == Entry.objects.count()
    assert rows(room="projects") == 0
    assert rows(day="2026-11-23") == Entry.objects.count()
    assert rows(day="2026-11-22") == 0
    assert rows(room="no such", day="2026-13-45", page="x") == Entry.objects.count()


def test_an_entry_shows_old_and_new(enter, place):
    person = place.people["clerk"]
    services.edit_person(by=place.actor("admin"), person=person, phone="0000", name="范知止")
    seq = Entry.objects.order_by("-seq").first().seq
    html = enter("inspector").get(reverse("audit:entry", args=[seq])).content.decode()
    for words in ("姓名", "范知行", "范知止", "安有序", "修改"):
        assert words in html


def test_what_was_typed_stays_text(enter, place):
    services.add_alias(by=place.actor("admin"), unit=place.units["dep"], name="<script>alert(1)</script>")
    html = enter("admin").get(LIST).content.decode()
    assert "<script>alert(1)" not in html


def test_a_number_that_cannot_be_is_not_there(enter):
    assert enter("city_admin").get("/audit/99999999999999999999999/").status_code == 404


def test_queries_do_not_grow_with_the_log(enter, place, acts):
    def cost(url: str) -> int:
        client = enter("city_admin")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    before = cost(LIST)
    wanted = [(f"人{n}", "", place.units["dep"].pk, "secretary") for n in range(150)]
    services.ensure_people(by=SYSTEM, wanted=wanted)
    entry = reverse("audit:entry", args=[Entry.objects.order_by("-seq").first().seq])
    for n in range(120):
        services.add_alias(by=SYSTEM, unit=place.units["dep"], name=f"别名{n}")
    assert cost(LIST) <= before + 1 <= 12
    assert cost(entry) <= 8
