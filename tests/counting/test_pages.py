"""The pages of being counted."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.counting.conftest import OCTOBER, TODAY
from tests.counting.workbooks import sheet
from wutong.counting import services
from wutong.counting.models import Enrolment, Gap, Sheet, StartBatch
from wutong.kit import clock
from wutong.projects.models import ClosedYear, MonthFigure, Project

ASKED = "?month=2026-10"


def url(name: str, *args) -> str:
    return reverse(f"counting:{name}", args=args)


def html(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def laid(place) -> Sheet:
    made = services.upload(
        by=place.office, county=place.units["county"], meaning="statistics", month=None, name="表.xlsx",
        content=sheet(),
    )  # fmt: skip
    services.apply(by=place.office, made=made)
    return made


def test_from_nothing_to_the_library(enter, place, project):
    office = enter("office")
    assert "还没有开始准备" in html(office.get(url("enrolment", project.pk)))
    assert office.post(url("enrolment_step", project.pk, "prepare")).status_code == 302
    made = Enrolment.objects.get()
    assert "施工合同" in html(office.get(url("enrolment", project.pk)))
    assert office.get(url("enrolment_step", project.pk, "declare")).status_code == 403
    for item in made.items.all():
        sent = {"state": "there", "proof_text": "文件1号"}
        assert office.post(url("item_settle", item.pk), sent).status_code == 302
    assert office.post(url("enrolment_step", project.pk, "declare"), {"on": "2026-11-20"}).status_code == 302
    bureau = enter("statistics")
    step = url("enrolment_step", project.pk, "enter")
    assert bureau.post(step, {"on": "2027-01-01", "library_code": "TJ1"}).status_code == 422
    assert bureau.post(step, {"on": "2026-11-21", "library_code": "TJ1"}).status_code == 302
    assert "TJ1" in html(bureau.get(url("list") + "?state=entered"))


def test_papers_are_asked_for_on_the_page(enter, place, project):
    made = services.prepare(by=place.office, project=project)
    office = enter("office")
    late = office.post(url("enrolment_assign", project.pk), {"due_on": "2026-01-01"})
    assert (late.status_code, "不能早于今天" in late.content.decode()) == (422, True)
    item = made.items.get(key="contract")
    sent = {"unit": place.units["dep"].pk, "due_on": "2026-12-01"}
    assert office.post(url("item_assign", item.pk), sent).status_code == 302
    assert office.post(url("enrolment_assign", project.pk), {"due_on": "2026-12-02"}).status_code == 302
    shown = html(office.get(url("enrolment", project.pk)))
    assert "2026-12-01" in shown and "2026-12-02" in shown and "看任务" in shown


def test_a_month_is_reconciled_on_the_pages(enter, place, projects, project):
    office = enter("office")
    assert "还没有导入" in html(office.get(url("desk") + ASKED))
    sent = {"meaning": "statistics", "file": SimpleUploadedFile("统计局10月.xlsx", sheet())}
    answer = office.post(url("sheets"), sent)
    made = Sheet.objects.get()
    assert (answer.status_code, answer.url) == (302, url("sheet", made.pk))
    assert "对应到我方项目 2 行" in html(office.get(answer.url))
    office.post(url("sheet_apply", made.pk))
    shown = html(office.get(url("desk") + ASKED))
    assert "有差额 1 个" in shown and "-600" in shown and "-20.0%" in shown
    assert "外县飞地项目" in html(office.get(url("desk") + ASKED + "&which=theirs"))
    explain = url("gap", project.pk) + "?month=2026-10&against=statistics"
    bad = {"reason": "vouchers", "unit": place.units["dep"].pk}
    assert office.post(explain, bad).status_code == 422
    assert office.post(explain, {**bad, "due_on": "2026-12-01"}).status_code == 302
    assert Gap.objects.get().month == OCTOBER
    assert "凭证不全" in html(office.get(url("desk") + ASKED))
    office.post(url("sheet_undo", made.pk), {"reason": "传错"})
    assert not MonthFigure.objects.filter(meaning="statistics").exists()


def test_doubt_is_answered_on_the_page(enter, place, projects):
    renamed = [("望岳物流园项目", "", "另一家公司", "", 1, 900)]
    made = services.upload(
        by=place.office, county=place.units["county"], meaning="statistics", month=None, name="表.xlsx",
        content=sheet(renamed),
    )  # fmt: skip
    office, row = enter("office"), made.rows.get()
    assert "拿不准" in html(office.get(url("sheet", made.pk)))
    office.post(url("sheet_answer", made.pk), {f"row-{row.pk}": str(projects["望岳物流园项目"].pk)})
    office.post(url("sheet_apply", made.pk))
    assert MonthFigure.objects.get(meaning="statistics").ytd_yuan == 9_000_000


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"x" * 10, "读"), (sheet(title="完成情况"), "请选月份"), (b"", "空")],
)
def test_a_wrong_file_is_refused_in_words(enter, place, projects, content, words):
    sent = {"meaning": "statistics", "file": SimpleUploadedFile("表.xlsx", content)}
    answer = enter("office").post(url("sheets"), sent)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Sheet.objects.exists()


def test_the_desk_as_an_excel_file(enter, place, projects):
    laid(place)
    answer = enter("office").get(url("desk_export") + ASKED + "&which=all")
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    told = {row[0]: row[3:8] for row in rows[3:]}
    assert told["云杉光伏组件项目"][:2] == (3000, 2400)
    assert told["外县飞地项目"][:2] == (None, 700)


def test_the_four_rates_and_their_rows(enter, place, projects):
    office = enter("office")
    shown = html(office.get(url("rates")))
    assert "入统率" in shown and "0/2" in shown
    rows = html(office.get("/indicators/counting.entered_rate/"))
    assert "已入统计库的项目数（个）" in rows and "望岳物流园项目" in rows


def test_gathered_starts_on_the_pages(enter, place, projects, project):
    office = enter("office")
    assert "还没有集中开工" in html(office.get(url("starts")))
    sent = {"name": "四季度集中开工", "held_on": "2026-11-20", "place": "园区", "host": "梁副县长"}
    assert office.post(url("start_create"), sent).status_code == 302
    batch = StartBatch.objects.get()
    assert "清单还是空的" in html(office.get(url("start", batch.pk)))
    waiting = projects["凤鸣供水改造项目"]
    assert office.post(url("start_add", batch.pk), {"project": waiting.pk}).status_code == 302
    rule = {"first": "2026-11-01", "last": "2026-11-30"}
    assert office.post(url("start_rule", batch.pk), rule).status_code == 302
    assert "未开工 3天" in html(office.get(url("start", batch.pk)))
    book = load_workbook(BytesIO(b"".join(office.get(url("start_sheet", batch.pk)).streaming_content)))
    assert "凤鸣供水改造项目" in [cell.value for row in book.active.iter_rows() for cell in row]
    assert office.post(url("start_strike", batch.pk, batch.entries.get().pk)).status_code == 302
    assert not batch.entries.exists()


def test_new_years_day_on_the_pages(enter, place, projects):
    with clock.standing_on(TODAY.replace(year=2027, month=1, day=4)):
        office = enter("office")
        shown = html(office.get(url("years")))
        assert "2026年还没有结转" in shown and "新建转为续建的（2）" in shown
        turn = {"county": place.units["county"].pk}
        office.post(url("years"), turn)
        taken_back = url("year_change", ClosedYear.objects.get().pk, "undo")
        assert office.post(taken_back, {"reason": "等12月报齐"}).status_code == 302
        assert Project.objects.filter(nature="carried_over").count() == 0
        office.post(url("years"), turn)
        closed = ClosedYear.objects.get()
        assert "已封存" in html(office.get(url("years")))
        assert office.post(url("year_change", closed.pk, "reopen"), {"reason": ""}).status_code == 422
        assert office.post(url("year_change", closed.pk, "reopen"), {"reason": "补报"}).status_code == 302
        assert office.post(url("year_change", closed.pk, "close")).status_code == 302
        assert Project.objects.filter(nature="carried_over").count() == 2


@pytest.mark.parametrize(
    ("who", "name", "expected"),
    [
        ("clerk", "desk", 403), ("clerk", "rates", 403), ("clerk", "years", 403), ("clerk", "list", 200),
        ("statistics", "desk", 200), ("statistics", "rates", 403), ("statistics", "list", 200),
        ("principal", "desk", 200), ("principal", "years", 403), ("secretary", "sheets", 403),
    ],
)  # fmt: skip
def test_rooms_are_for_those_whose_they_are(enter, place, projects, who, name, expected):
    assert enter(who).get(url(name)).status_code == expected


@pytest.mark.parametrize("who", ["neighbour_office", "neighbour_department"])
def test_what_is_foreign_is_not_there(enter, place, project, who):
    made, client = laid(place), enter(who)
    batch = services.set_up(by=place.office, county=place.units["county"], name="集中开工", held_on=TODAY)
    item = services.prepare(by=place.office, project=project).items.first()
    for name, pk in (
        ("enrolment", project.pk),
        ("gap", project.pk),
        ("item_settle", item.pk),
        ("sheet", made.pk),
        ("start", batch.pk),
    ):
        assert client.get(url(name, pk)).status_code == 404
    assert enter("office").get(url("enrolment", project.pk)).status_code == 200


def _statements(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_are_as_many_statements_for_many_rows(enter, place, projects):
    laid(place)
    office = enter("office")
    pages = [
        url("list") + "?state=not_declared",
        url("desk") + ASKED + "&which=all",
        url("rates"),
        url("years"),
    ]
    few = [_statements(office, page) for page in pages]
    seen = Project.objects.get(name="云杉光伏组件项目")
    for number in range(12):
        seen.pk, seen.name, seen._state.adding = None, f"又一个项目{number}", True
        seen.save()
    assert [_statements(office, page) for page in pages] == few
    assert max(few) <= 15


def test_the_panel_on_the_projects_page(enter, place, projects, project):
    laid(place)
    shown = html(enter("office").get(reverse("projects:detail", args=[project.pk])))
    assert "入统和各口径" in shown and "统计与自报之差" in shown and "-600" in shown
