"""The pages of meetings, and the papers that they hand out."""

from datetime import date
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from tests.duties.place import counted
from wutong.audit.models import Entry
from wutong.dispatch import services
from wutong.dispatch.models import Decision, Meeting
from wutong.projects import services as projects


def _url(name: str, *args) -> str:
    return reverse(f"dispatch:{name}", args=args)


def test_from_brief_to_minutes_on_the_pages(enter, place, meeting):
    client = enter("office")
    assert "实时汇总" in client.get(_url("meeting", meeting.pk)).content.decode()
    assert client.post(_url("step", meeting.pk, "open")).status_code == 302
    html = client.get(_url("meeting", meeting.pk)).content.decode()
    assert "写议定事项" in html and "定稿" in html
    sent = {
        "text": "落实资金",
        "owner_unit": place.units["dep"].pk,
        "due_on": "2026-11-27",
        "section": "money",
    }
    assert client.post(_url("decide", meeting.pk), sent).status_code == 302
    assert client.post(_url("step", meeting.pk, "close"), {"summary": "按期反馈"}).status_code == 302
    html = client.get(_url("meeting", meeting.pk)).content.decode()
    assert "落实资金" in html and "按期反馈" in html and "写议定事项" not in html


def test_a_refused_decision_keeps_what_was_typed(enter, place, meeting):
    services.open_meeting(by=place.office, meeting=meeting)
    sent = {
        "text": "落实资金",
        "owner_unit": place.units["dep"].pk,
        "due_on": "2026-01-01",
        "section": "money",
    }
    answer = enter("office").post(_url("decide", meeting.pk), sent)
    html = answer.content.decode()
    assert (answer.status_code, "不能早于会议当天" in html, "落实资金" in html) == (422, True, True)
    assert not Decision.objects.exists()


def test_a_decision_on_a_line_knows_its_project_and_unit_and_comes_back_to_its_place(
    enter, place, meeting, project
):
    services.open_meeting(by=place.office, meeting=meeting)
    client = enter("office")
    page = _url("meeting", meeting.pk)
    assert 'href="?item=lights%3A0#lights"' in client.get(page).content.decode()
    html = client.get(page, {"item": "lights:0"}).content.decode()
    opened = html.split('<section id="lights">')[1].split("</section>")[0]
    assert '<details class="decide" open>' in opened and "就“云杉光伏组件项目竣工" in opened
    assert f'<option value="{place.units["dep"].pk}" selected>' in opened
    assert f'action="{_url("decide", meeting.pk)}#lights"' in opened
    sent = {
        "text": "本周验收",
        "owner_unit": place.units["dep"].pk,
        "due_on": "2026-01-01",
        "section": "lights:0",
    }
    refused = client.post(_url("decide", meeting.pk), sent)
    html = refused.content.decode()
    assert refused.status_code == 422 and "议定事项没有记下" in html and 'href="#lights"' in html
    assert "就“云杉光伏组件项目竣工" in html
    saved = client.post(_url("decide", meeting.pk), {**sent, "due_on": "2026-11-27"})
    assert saved["Location"] == f"{page}#lights"
    duty = Decision.objects.get().duty
    assert (duty.subject_type, duty.subject_id) == ("projects.project", project.pk)
    assert duty.subject_label == project.name


@pytest.mark.parametrize("item", ["lights:99", "nothing:0", "lights:x", "lights", ":", "lights:-1"])
def test_a_line_that_is_none_is_the_meeting_s_own(place, meeting, item):
    services.open_meeting(by=place.office, meeting=meeting)
    made = services.decide(
        by=place.office, meeting=meeting, text="落实", owner_unit=place.units["dep"], due_on=date(2026, 11, 27),
        section=item,
    )  # fmt: skip
    assert made.duty.subject_type == "dispatch.meeting"


def test_the_minutes_leave_out_what_is_not_known_and_name_who_hosts(enter, place, meeting):
    services.open_meeting(by=place.office, meeting=meeting)
    services.close_meeting(by=place.office, meeting=meeting)
    client = enter("office")
    text = client.get(_url("paper", meeting.pk, "minutes", "text")).content.decode()
    assert "未填" not in text and "地点" not in text and "出席" not in text
    assert f"主持：{place.posts['office']} {place.people['office'].name}" in text


def test_minutes_are_amended_with_a_reason_and_a_record_the_brief_is_not(enter, place, meeting):
    client = enter("office")
    amend = _url("amend", meeting.pk)
    services.open_meeting(by=place.office, meeting=meeting)
    assert client.get(amend).status_code == 403, "only what is over can be amended"
    services.close_meeting(by=place.office, meeting=meeting, place="一楼")
    sealed = Meeting.objects.get(pk=meeting.pk).brief_sha256
    told = {"place": "三楼会议室", "attendance": "各部门", "summary": "按期办理"}
    assert client.post(amend, told).status_code == 422
    assert client.post(amend, {**told, "reason": "补记"}).status_code == 302
    html = client.get(_url("meeting", meeting.pk)).content.decode()
    assert "<del>一楼</del> → <ins>三楼会议室</ins>" in html and "补记" in html
    assert Meeting.objects.get(pk=meeting.pk).brief_sha256 == sealed
    assert enter("clerk").post(amend, {**told, "reason": "x"}).status_code == 403


def test_the_list_and_its_empty_state(enter, place, meeting):
    assert "项目中心周调度会" in enter("office").get(_url("list")).content.decode()
    assert "还没有设定会议" in enter("neighbour_office").get(_url("list")).content.decode()


@pytest.mark.parametrize(
    ("who", "expected"), [("clerk", 200), ("neighbour_office", 404), ("neighbour_department", 404)]
)
def test_a_foreign_meeting_is_not_there(enter, meeting, who, expected):
    client = enter(who)
    assert client.get(_url("meeting", meeting.pk)).status_code == expected
    assert client.get(_url("paper", meeting.pk, "brief", "docx")).status_code == expected


def test_a_guest_does_not_open_the_meeting(enter, meeting):
    assert enter("clerk").post(_url("step", meeting.pk, "open")).status_code == 403
    assert Meeting.objects.get(pk=meeting.pk).state == "planned"


def test_an_extra_meeting_is_planned_once(enter, place, series):
    client = enter("office")
    where = _url("plan", series["weekly"].pk)
    assert client.post(where, {"held_on": "2026-11-26"}).status_code == 302
    assert client.post(where, {"held_on": "2026-11-26"}).status_code == 422


@pytest.mark.parametrize("form", ["text", "docx", "xlsx"])
@pytest.mark.parametrize("paper", ["brief", "minutes"])
def test_every_paper_is_handed_out(enter, place, meeting, paper, form):
    services.open_meeting(by=place.office, meeting=meeting)
    services.decide(
        by=place.office, meeting=meeting, text="=SUM(A1) 落实资金", owner_unit=place.units["dep"],
        due_on=date(2026, 11, 27),
    )  # fmt: skip
    answer = enter("office").get(_url("paper", meeting.pk, paper, form))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    if form == "docx":
        page = Document(BytesIO(answer.content)).sections[0]
        margins = (page.top_margin.mm, page.bottom_margin.mm, page.left_margin.mm, page.right_margin.mm)
        assert [round(m) for m in margins] == [37, 35, 28, 26]
        assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    if form == "xlsx":
        cells = [c for s in load_workbook(BytesIO(answer.content)) for row in s.iter_rows() for c in row]
        assert not [c for c in cells if c.data_type == "f"]
        assert (paper == "brief") or any(str(c.value).startswith("=SUM") for c in cells)


def test_how_many_have_told_stands_beside_the_figure_on_page_and_papers(enter, place, meeting):
    """One of two projects has told its October: the page, the chat text, Word and Excel all say so."""
    county = place.units["county"]
    quick = projects.create_project(by=place.office, county=county, name="先报的项目", plan_yuan=1_000_000)
    told = {"month": date(2026, 10, 1), "month_yuan": 100_000, "ytd_yuan": 900_000}
    projects.report_month(by=place.office, project=quick, **told)
    client, words = enter("office"), "截至2026年10月，1/2个项目已报"
    assert client.get(_url("meeting", meeting.pk)).content.decode().count(words) >= 4
    papers = {
        form: client.get(_url("paper", meeting.pk, "brief", form)).content
        for form in ("text", "docx", "xlsx")
    }
    assert words in papers["text"].decode()
    document = Document(BytesIO(papers["docx"]))
    assert any(words in cell.text for table in document.tables for row in table.rows for cell in row.cells)
    book = load_workbook(BytesIO(papers["xlsx"]))
    assert any(words in str(c.value) for s in book for row in s.iter_rows() for c in row)


@pytest.mark.parametrize(("paper", "form"), [("brief", "exe"), ("x", "docx")])
def test_other_papers_do_not_exist(enter, meeting, paper, form):
    assert enter("office").get(_url("paper", meeting.pk, paper, form)).status_code == 404


def test_the_brief_from_the_command_line(place, meeting, tmp_path):
    target = tmp_path / "brief.docx"
    call_command("brief", meeting="weekly", on="2026-11-23", format="docx", output=str(target))
    assert Document(target).paragraphs[0].text == "项目中心周调度会调度材料（2026年11月23日）"
    for wrong in (
        {"meeting": "nope"},
        {"meeting": "weekly", "on": "2026-13-01"},
        {"meeting": "weekly", "unit": "9"},
    ):
        with pytest.raises(CommandError):
            call_command("brief", **wrong)


def test_a_second_tick_changes_nothing(place, series, capsys):
    call_command("tick")
    before = (Meeting.objects.count(), Entry.objects.count())
    call_command("tick")
    assert "排出会议0次" in capsys.readouterr().out.splitlines()[-1]
    assert Meeting.objects.count() == before[0]


def test_the_meeting_costs_the_same_for_many_projects(enter, place, meeting):
    client = enter("office")
    counts = []
    for more in (1, 30):
        for number in range(more):
            projects.create_project(
                by=place.office, county=place.units["county"], name=f"{more}-{number}号", stage="building",
                finish_on=date(2026, 11, 20),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            client.get(_url("meeting", meeting.pk))
        counts.append(counted(captured))
    assert counts[0] == counts[1] <= 40
