"""What the pages show to whom, how a phone is answered, and what they cost."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.fieldwork import photos
from tests.fieldwork.conftest import WEDNESDAY, shot
from wutong.duties.models import Duty
from wutong.fieldwork import access, services
from wutong.fieldwork.models import FieldReport, Picture, Visit
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.projects import access as project_access
from wutong.projects.models import Project

PEOPLE = (
    "secretary",
    "office",
    "clerk",
    "inspector",
    "principal",
    "neighbour_office",
    "neighbour_department",
)


def asked_of(captured: CaptureQueriesContext) -> int:
    """Statements of a captured block; the calendar looks at its own tables when a second has passed."""
    return sum("workdays_" not in query["sql"] for query in captured.captured_queries)


def filled(**more) -> dict:
    wanted = {"client_key": "phone-key-0001", "first": "2026-11-16", "text": "三层封顶", "percent": "60"}
    return {**wanted, **more}


def photo(name: str = "现场.jpg", seed: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photos.photo(seed), "image/jpeg")


def test_the_secretary_sees_what_is_due_and_reports_it(site, enter):
    services.ask_reports(by=SYSTEM, today=WEDNESDAY)
    client = enter("secretary")
    page = client.get("/field/")
    assert "还有 2 个项目没报" in page.text and "报第47周进展" in page.text and "11月20日前报" in page.text
    where = f"/field/{site.project.pk}/report/"
    assert "提交第47周进展" in client.get(where).text
    answer = client.post(where, filled(photos=[photo(), photo("b.jpg", 2)]), follow=True)
    assert "第47周进展已收到" in answer.text and "✓ 第47周已报" in answer.text
    assert Picture.objects.filter(report__client_key="phone-key-0001").count() == 2
    assert Duty.objects.filter(kind="report", state="struck_off").count() == 1


def test_what_is_known_is_filled_in_and_two_taps_are_enough(site, enter):
    site.send(text="基础完成", percent=20)
    client, where = enter("secretary"), f"/field/{site.project.pk}/report/"
    page = client.get(where).text
    assert "基础完成</textarea>" in page and 'value="20"' in page and "已报过一次" in page
    client.post(where, filled(reason="money", text="", percent=""))
    assert FieldReport.objects.latest("id").get_reason_display() == "资金未到位"
    assert site.project.progress == "基础完成"


def test_a_phone_is_answered_in_its_own_words(site, enter):
    client, where = enter("secretary"), f"/field/{site.project.pk}/report/"
    asked = {"headers": {"Accept": "application/json"}}
    for _ in range(2):
        assert json.loads(client.post(where, filled(photos=[photo()]), **asked).content) == {"url": "/field/"}
    assert FieldReport.objects.count() == 1
    wrong = client.post(where, filled(client_key="phone-key-0002", text="", percent="200"), **asked)
    assert wrong.status_code == 422 and len(json.loads(wrong.content)["errors"]) >= 1
    assert FieldReport.objects.count() == 1


def test_a_draft_is_sent_by_who_wrote_it(site, enter):
    where = f"/field/{site.project.pk}/report/"
    page = enter("office").post(where, filled(person=site.secretary.person_id))
    assert page.status_code == 422 and "本人登录后再发送" in page.text
    assert not FieldReport.objects.exists()


def test_a_wrong_file_is_refused_at_its_field_and_nothing_is_kept(site, enter):
    where = f"/field/{site.project.pk}/report/"
    bad = SimpleUploadedFile("照片.jpg", b"<svg/>", "image/jpeg")
    page = enter("secretary").post(where, filled(photos=[photo(), bad]))
    assert page.status_code == 422 and "“照片.jpg”不是能打开的照片" in page.text
    half = enter("secretary").post(where, filled(problem_text="没有路"))
    assert half.status_code == 422 and "请选责任单位" in half.text
    assert not FieldReport.objects.exists() and not Picture.objects.exists()


def test_pictures_are_seen_by_who_sees_the_project(site, enter):
    picture = site.kept(1)
    urls = [f"/field/pictures/{picture.pk}/", f"/field/pictures/{picture.pk}/thumbnail/"]
    urls.append(f"/field/{site.project.pk}/pictures/")
    seen = {name: {enter(name).get(url).status_code for url in urls} for name in PEOPLE}
    allowed = {"secretary", "office", "clerk", "inspector", "principal"}
    assert seen == {name: {200 if name in allowed else 404} for name in PEOPLE}
    answer = enter("office").get(urls[0])
    assert answer["Content-Type"] == "image/jpeg" and "private" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff" and answer.content[:2] == b"\xff\xd8"


def test_a_picture_that_waits_is_said_to_wait_and_served_to_nobody(site, enter):
    picture, client = site.send([shot()]).pictures.get(), enter("office")
    assert client.get(f"/field/pictures/{picture.pk}/").status_code == 404
    assert "照片已收到，正在处理" in client.get(f"/field/{site.project.pk}/pictures/").text


def test_pictures_without_scope_are_a_leak(site, enter, monkeypatch):
    """The control: the same pictures through a query that has lost its scope."""
    picture = site.kept(1)
    monkeypatch.setattr(access, "pictures_visible_to", lambda actor: Picture.objects.all())
    assert enter("neighbour_office").get(f"/field/pictures/{picture.pk}/").status_code == 200


def test_the_right_to_report_is_the_same_for_one_and_for_many(site):
    for name in PEOPLE:
        actor = getattr(site.place, name)
        seen = list(project_access.visible_to(actor))
        one_by_one = {p.pk for p in seen if access.can_report(actor, p)}
        assert access.reportable(actor, seen) == one_by_one, name


def test_before_and_after_stand_side_by_side(site, enter):
    for day, seed in ((date(2026, 11, 16), 1), (date(2026, 11, 18), 2)):
        with clock.standing_on(day):
            site.kept(seed)
    first, last = Picture.objects.order_by("id")
    client, where = enter("office"), f"/field/{site.project.pk}/pictures/"
    page = client.get(where)
    assert (page.context["before"], page.context["after"]) == (first, last)
    turned = client.get(where, {"before": last.pk, "after": first.pk})
    assert (turned.context["before"], turned.context["after"]) == (last, first)
    assert client.get(where, {"before": "x", "after": 10**30}).status_code == 200
    assert "影像推进" in client.get(f"/projects/{site.project.pk}/").text


def test_a_visit_is_written_down_with_its_findings(site, enter):
    client, where = enter("inspector"), f"/field/{site.project.pk}/visit/"
    assert "登记走访" in client.get(where).text
    wanted = {
        "client_key": "visit-key-0001",
        "kind": "joint",
        "visited_on": "2026-11-18",
        "people": "督查室",
        "text": "基坑支护正常",
        "finding_0": "裸土没有覆盖",
        "owner_0": site.place.units["other_dep"].pk,
        "due_on_0": "2026-11-25",
        "photos": [photo()],
    }
    assert client.post(where, {**wanted, "owner_0": "", "photos": []}).status_code == 422
    assert client.post(where, wanted).status_code == 302
    visit = Visit.objects.get()
    page = client.get(f"/field/visits/{visit.pk}/").text
    assert "裸土没有覆盖" in page and "联合检查" in page
    assert "整改：裸土没有覆盖" in enter("office").get("/duties/assignments/").text
    assert enter("neighbour_office").get(f"/field/visits/{visit.pk}/").status_code == 404


def test_repeated_pictures_show_the_other_only_to_who_sees_it(site, enter):
    site.send([shot(3)])
    second = services.send_report(
        by=site.secretary, project=site.projects["road"], told=site.told(), photographs=[shot(3)]
    )
    services.attend_pictures(by=SYSTEM)
    page = enter("office").get("/field/repeated/").text
    assert site.project.name in page and "疑点" in page
    Project.objects.filter(pk=site.project.pk).update(scope_path=site.place.units["neighbour"].path)
    page = enter("office").get("/field/repeated/").text
    assert "当前岗位看不到" in page and second.project.name in page and site.project.name not in page


@pytest.mark.parametrize("url", ["/field/", "/field/repeated/"])
def test_a_list_costs_no_query_per_row(site, enter, url):
    services.ask_reports(by=SYSTEM, today=WEDNESDAY)
    site.kept(1)

    def statements() -> int:
        client = enter("secretary")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return asked_of(captured)

    statements()
    few = statements()
    pattern, member = site.project, site.project.team.get()
    report, picture = FieldReport.objects.get(), Picture.objects.get()
    for number in range(12):
        pattern.pk, pattern.name = None, f"{number}号项目"
        pattern.save(force_insert=True)
        member.pk, member.project = None, pattern
        member.save(force_insert=True)
        report.pk, report.project, report.client_key = None, pattern, f"key-{number:05d}"
        report.save(force_insert=True)
        picture.pk, picture.project, picture.same_as_id = None, pattern, Picture.objects.first().pk
        picture.save(force_insert=True)
    assert statements() <= few


def test_the_strip_and_the_panel_cost_no_query_per_picture(site, enter):
    site.kept(1)
    client = enter("office")

    def statements(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return asked_of(captured)

    urls = [f"/field/{site.project.pk}/pictures/", f"/projects/{site.project.pk}/"]
    first = [statements(url) for url in urls]
    few = [statements(url) for url in urls]
    picture = Picture.objects.get()
    for _ in range(20):
        picture.pk = None
        picture.save(force_insert=True)
    assert [statements(url) for url in urls] <= few and first


def test_the_worker_is_plain_script_without_anybodys_data(client):
    answer = client.get("/field/sw.js")
    assert answer["Content-Type"].startswith("text/javascript") and answer.status_code == 200
    assert "/static/fieldwork/drafts.js" in answer.text and "addAll" in answer.text
    assert "script-src 'self'" in answer["Content-Security-Policy"]
