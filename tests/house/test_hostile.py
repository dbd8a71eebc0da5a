"""What no browser of ours sends: one Chinese answer each, nothing written, and never an error."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.house import county as counties
from tests.house.county import TODAY, County
from tests.house.test_urls import ANSWERS, addresses, client_of, url_of
from wutong.audit.models import Entry
from wutong.files.models import StoredFile
from wutong.kit import clock
from wutong.kit.texts import readable, readable_within
from wutong.projects.models import Project

CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = (
    "text",
    "reason",
    "name",
    "username",
    "password",
    "next",
    "month",
    "held_on",
    "due_on",
    "to_date",
    "since",
    "until",
    "day",
    "as_of",
    "value_wan",
    "owner_unit",
    "unit",
    "dept",
    "place",
    "person",
    "post",
    "to_unit",
    "to_post",
    "reminder",
    "version",
    "decision",
    "jobs",
    "land_mu",
    "total_yuan",
    "limit",
    "title",
)
HOSTILE = ("甲\x00\x0b\x1f" * 500, "9" * 40, "9999-12-31")


@pytest.fixture
def county(db) -> County:
    with clock.standing_on(TODAY):
        yield counties.build()


def test_hostile_values_in_every_field_are_no_error(county):
    client, wrong = client_of(county, "office"), []
    for address in addresses():
        if "POST" not in address.access.methods or address.name in ("desk:logout", "desk:login"):
            continue
        for value in HOSTILE:
            status = client.post(url_of(address, county), dict.fromkeys(NAMES, value)).status_code
            if status not in ANSWERS:
                wrong.append((address.name, value[:12], status))
    assert wrong == []


VALID = {
    "name": "甲项目",
    "nature": "new",
    "project_type": "industry",
    "level": "county",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("jobs", "9" * 40),
        ("jobs", "3000000000"),
        ("jobs", "-1"),
        ("land_mu", "1e20"),
        ("floor_area_sqm", "1e20"),
        ("total_yuan", "-1"),
        ("total_yuan", "NaN"),
        ("start_on", "2026-13-01"),
        ("finish_on", "2090-01-01"),
        ("name", "凤栖冷链物流"),
    ],
)
def test_a_value_that_cannot_be_right_is_said_at_its_field(county, field, value):
    answer = client_of(county, "office").post(reverse("projects:create"), {**VALID, field: value})
    assert answer.status_code == 422 and Project.objects.count() == 1
    assert CHINESE.search(str(answer.context["form"].errors[field]))


@pytest.mark.parametrize("name", ["owner_unit", "dept", "place"])
def test_the_unit_of_another_county_cannot_be_sent(county, name):
    """Forged ids of another county's units, at every form that takes one."""
    stranger = str(county.units["foreign_office"].pk)
    office, pk = client_of(county, "office"), county.project.pk
    sent = {**VALID, "text": "问题", "due_on": "2026-12-01", name: stranger}
    url = reverse("projects:problem", args=[pk]) if name == "owner_unit" else reverse("projects:create")
    answer = office.post(url, sent)
    assert (answer.status_code, name in answer.context["form"].errors) == (422, True)


def test_what_was_typed_arrives_without_what_cannot_be_kept(county):
    client_of(county, "office").post(
        reverse("projects:create"), {**VALID, "name": "甲\x0b\x01项\x00目\ufffe"}
    )
    assert Project.objects.filter(name="甲项目").exists()
    assert readable("一\t二\n𠀀😀") == "一\t二\n𠀀😀"
    assert readable_within({"a\x00": ["\x01b", 3]}) == {"a": ["b", 3]}


def test_a_proof_is_kept_only_with_its_step(county):
    """A step that is refused leaves no file behind it, and no entry."""
    before = StoredFile.objects.count(), Entry.objects.count()
    url = reverse("projects:step", args=[county.project.pk, "stop"])
    proof = SimpleUploadedFile("../../etc/停建函.png", counties.PICTURE)
    answer = client_of(county, "office").post(url, {"reason": " ", "proof": proof})
    assert answer.status_code == 422
    assert (StoredFile.objects.count(), Entry.objects.count()) == before
    proof.seek(0)
    client_of(county, "office").post(url, {"reason": "资金断了", "proof": proof})
    assert StoredFile.objects.latest("id").name == "停建函.png"


def test_days_that_no_office_has(county):
    office = client_of(county, "office")
    for day in ("0001-01-01", "1900-01-01", "2090-01-01", "9999-12-31"):
        plan = office.post(reverse("dispatch:plan", args=[county.meeting.series_id]), {"held_on": day})
        permit = {"kind": "permit_eia", "state": "done", "done_on": day}
        told = office.post(reverse("projects:permit", args=[county.project.pk]), permit)
        assert (plan.status_code, told.status_code) == (422, 422), day
        assert client_of(county, "admin").get(reverse("audit:list"), {"day": day}).status_code == 200


def test_refusals_before_the_view_are_chinese(county, settings):
    bare = Client(enforce_csrf_checks=True)
    forged = bare.post(reverse("desk:login"), {"username": "x"})
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    crowded = client_of(county, "office").post(reverse("desk:posts"), dict.fromkeys("abcdef", "1"))
    wrong = client_of(county, "office").delete(reverse("projects:list"))
    broken = client_of(county, "office").post(
        reverse("projects:intake"), data=b"x", content_type="multipart/form-data"
    )
    for answer, status in ((forged, 403), (crowded, 400), (wrong, 405), (broken, 400)):
        assert answer.status_code == status
        assert CHINESE.search(answer.content.decode())
    assert wrong["Allow"] == "GET"


def test_too_many_wrong_passwords_are_told_in_chinese(db):
    answers = [
        Client().post(reverse("desk:login"), {"username": "clerk" + "x" * 300, "password": "\x00"})
        for _ in range(6)
    ]
    assert answers[-1].status_code == 429
    assert "一刻钟" in answers[-1].content.decode()
