"""The sheet, one instruction, its steps, its papers; what they cost."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from tests.duties.place import counted
from tests.instructions.conftest import FRIDAY, WORDS, picture
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.services import Proof
from wutong.instructions.models import Instruction
from wutong.kit import clock, typeset


def _url(name: str, *args) -> str:
    return reverse(f"instructions:{name}", args=args)


def _page(client, name: str, *args) -> str:
    return client.get(_url(name, *args)).content.decode()


@pytest.mark.parametrize("who", ["inspector", "principal", "clerk"])
def test_an_empty_sheet_says_what_to_do(enter, who):
    html = _page(enter(who), "list")
    assert 'class="empty"' in html and "<table" not in html


def test_a_leader_photographs_his_own_page(enter, place):
    client = enter("principal")
    assert 'capture="environment"' in _page(client, "new")
    sent = {"leader": place.posts["principal"].pk, "given_on": "2026-11-23", "photo": picture()}
    assert client.post(_url("new"), sent).status_code == 302
    written = Instruction.objects.get()
    assert "（照片，内容待录入）" in _page(client, "list")
    picture_answer = client.get(_url("photo", written.pk))
    assert picture_answer["Content-Type"] == "image/jpeg"
    assert picture_answer["Content-Disposition"].startswith("attachment")


def test_from_registering_to_the_leaders_word_on_the_pages(enter, place, register, commits):
    written = register()
    client = enter("inspector")
    sent = {"text": "查清停工原因", "lead": place.units["dep"].pk, "due_on": "2026-11-27"}
    sent["joining"] = [place.units["other_dep"].pk]
    assert client.post(_url("step", written.pk, "assign"), sent).status_code == 302
    duty = Duty.objects.get()
    assert duty.co_owners.get().unit == place.units["other_dep"]
    with clock.standing_on(FRIDAY):
        assert "未签收" in _page(client, "list")
        duties.accept(by=place.clerk, duty=duty)
        assert "未签收" not in _page(client, "list")
        duties.report(by=place.clerk, duty=duty, text="已查清", evidence=[Proof("number", "1号")])
        assert "待核验" in _page(client, "detail", written.pk)
        with commits():
            duties.strike_off(by=place.inspector, duty=duty)
        assert client.post(_url("step", written.pk, "report"), {"outcome": "约谈"}).status_code == 302
        assert client.post(_url("step", written.pk, "answer"), {"answer": "go_on"}).status_code == 422
        assert client.post(_url("step", written.pk, "answer"), {"answer": "satisfied"}).status_code == 302
        html = _page(client, "detail", written.pk)
    assert "满意" in html and "约谈" in html


def test_a_refusal_keeps_what_was_typed(enter, place, register):
    written = register()
    sent = {"text": "查清停工原因", "lead": place.units["dep"].pk, "due_on": "2026-01-01"}
    answer = enter("inspector").post(_url("step", written.pk, "assign"), sent)
    assert answer.status_code == 422
    assert "办理时限不能早于今天" in answer.content.decode() and "查清停工原因" in answer.content.decode()


@pytest.mark.parametrize(("who", "expected"), [("neighbour_office", 404), ("neighbour_department", 404)])
@pytest.mark.parametrize("name", ["detail", "photo", "step", "report_paper", "slip_paper"])
def test_a_foreign_instruction_is_not_there(enter, register, assign, who, expected, name):
    written = register(photo=picture())
    (duty,) = assign(written, "dep")
    more = {"step": ["assign"], "report_paper": ["pdf"], "slip_paper": [duty.pk]}.get(name, [])
    assert enter(who).get(_url(name, written.pk, *more)).status_code == expected


def test_who_has_to_do_it_reads_the_words_and_takes_the_slip_only(enter, register, assign):
    written = register(photo=picture())
    (duty,) = assign(written, "dep")
    client = enter("clerk")
    html = _page(client, "detail", written.pk)
    assert WORDS.splitlines()[0] in html and "page-photo" not in html
    assert client.get(_url("photo", written.pk)).status_code == 403
    assert client.get(_url("report_paper", written.pk, "docx")).status_code == 403
    assert client.get(_url("slip_paper", written.pk, duty.pk)).status_code == 200


def test_who_has_to_do_a_part_sees_that_part_only(enter, place, register, assign):
    written = register()
    assign(written, "dep", text="甲事")
    assign(written, "other_dep", text="乙事")
    for who, told, hidden in (("clerk", "甲事", "乙事"), ("neighbour_department", "乙事", "甲事")):
        client = enter(who)
        html = _page(client, "detail", written.pk)
        assert told in html and hidden not in html and "修改记录" not in html
        assert _page(client, "list").count('<ul class="parties"><li>') == 1
        assert place.units["dep" if who != "clerk" else "other_dep"].name not in _page(client, "list")
    html = _page(enter("principal"), "detail", written.pk)
    assert "甲事" in html and "乙事" in html


def test_the_slip_says_who_what_until_when(enter, register, assign):
    written = register(contact="程守信 5550107")
    (duty,) = assign(written, "dep", "other_dep")
    answer = enter("inspector").get(_url("slip_paper", written.pk, duty.pk))
    document = Document(BytesIO(answer.content))
    page = document.sections[0]
    assert [round(m.mm) for m in (page.top_margin, page.bottom_margin, page.left_margin)] == [37, 35, 28]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for words in (
        "县发改局",
        "县住建局",
        "查清停工原因",
        "2026年11月27日前",
        "程守信 5550107",
        WORDS,
        "签收人",
    ):
        assert words in cells


def test_the_report_is_one_page_however_much_is_said(enter, register, assign):
    written = register(words="查" * 400)
    for number in range(14):
        assign(written, "dep", text=f"第{number}件")
    answer = enter("inspector").get(_url("report_paper", written.pk, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page\n") <= 1
    assert b"/Count 1" in answer.content
    docx = enter("inspector").get(_url("report_paper", written.pk, "docx"))
    assert "另有 4 件" in "".join(p.text for p in Document(BytesIO(docx.content)).paragraphs)
    assert enter("inspector").get(_url("report_paper", written.pk, "exe")).status_code == 404


def test_without_a_chinese_font_the_pdf_says_so(enter, register, monkeypatch):
    monkeypatch.setattr(typeset, "installed", lambda: ())
    written = register()
    answer = enter("inspector").get(_url("report_paper", written.pk, "pdf"), follow=True)
    assert "没有中文字体" in answer.content.decode()


@pytest.mark.parametrize("query", ["whose=mine", "state=open", "state=registered", "leader=9", "state=no"])
def test_filters_narrow_the_sheet(enter, register, query):
    written = register()
    shown = written.number in enter("principal").get(f"{_url('list')}?whose=all&{query}").content.decode()
    assert shown is (query in ("whose=mine", "state=open", "state=registered"))


def test_the_sheet_costs_the_same_for_many(enter, place, register, assign):
    client, costs = enter("inspector"), []
    for more in (2, 12):
        for _ in range(more):
            assign(register(), "dep", "other_dep", separately=True)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(_url("list")).status_code == 200
        costs.append(counted(captured))
    assert costs[0] == costs[1] <= 12, costs


def test_one_instruction_costs_the_same_for_many_assignments(enter, register, assign):
    written, client, costs = register(), enter("inspector"), []
    for more in (1, 8):
        for _ in range(more):
            assign(written, "dep")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(_url("detail", written.pk)).status_code == 200
        costs.append(counted(captured))
    assert costs[0] == costs[1] <= 16, costs
