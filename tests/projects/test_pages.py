"""The pages of projects: what they show, who is let in, what they cost, and that reading writes nothing."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.duties.place import counted
from wutong.audit.models import Entry
from wutong.duties.models import Duty
from wutong.projects import services
from wutong.projects.models import MonthFigure, Project

READING = ("list", "problems", "past", "export")
OF_ONE = ("detail", "history")
FORMS = ("edit", "progress", "month", "permit", "problem", "team", "plan")


def _url(name: str, project=None, *more) -> str:
    return reverse(f"projects:{name}", args=[project.pk, *more] if project else [])


def _many(place, count: int) -> None:
    for number in range(count):
        services.create_project(
            by=place.office,
            county=place.units["county"],
            name=f"第{number}号项目",
            dept=place.units["dep"],
            stage="building",
            plan_yuan=10_000_000,
            finish_on=date(2027, 6, 1),
            finish_precision="month",
        )


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize(
    "who", ["office", "principal", "secretary", "clerk", "city_leader", "neighbour_office"]
)
def test_lists_open_for_everybody_with_what_they_may_see(enter, project, name, who):
    answer = enter(who).get(_url(name))
    assert answer.status_code == 200
    if name == "list":
        seen = project.name in answer.content.decode()
        assert seen == (who != "neighbour_office")


@pytest.mark.parametrize("name", [*OF_ONE, *FORMS])
def test_a_neighbours_project_is_not_there(enter, project, name):
    assert enter("neighbour_office").get(_url(name, project)).status_code == 404
    assert enter("office").get(_url(name, project)).status_code == 200


@pytest.mark.parametrize("name", ["edit", "team", "plan"])
@pytest.mark.parametrize("who", ["secretary", "clerk", "principal"])
def test_the_record_is_the_offices(enter, project, name, who):
    assert enter(who).get(_url(name, project)).status_code == 403


def test_an_empty_county_says_what_to_do(enter, place):
    assert "把现在用的台账传上来" in enter("office").get(_url("list")).content.decode()
    assert "没有未销号的问题" in enter("office").get(_url("problems")).content.decode()


def test_the_page_shows_line_lights_money_and_what_is_missing(enter, place, project):
    services.report_month(
        by=place.office, project=project, month=date(2026, 10, 1), month_yuan=1_000_000, ytd_yuan=9_000_000
    )
    services.report_progress(by=place.secretary, project=project, text="主体施工", declared_light="on_track")
    html = enter("office").get(_url("detail", project)).content.decode()
    for words in ("<svg", "项目自报", "统计口径", "填报为“正常”，系统研判为“有风险”", "之前还缺", "18.0%"):
        assert words in html


def test_filters_narrow_and_sort(enter, place, project):
    _many(place, 3)
    client = enter("office")
    assert "第1号项目" not in client.get(_url("list"), {"q": "云杉"}).content.decode()
    assert "云杉" in client.get(_url("list"), {"q": "ysgf"}).content.decode()
    assert "没有符合条件" in client.get(_url("list"), {"stage": "planned"}).content.decode()
    for nonsense in (
        {"place": "x"},
        {"dept": "9" * 30},
        {"page": "0"},
        {"page": "-1"},
        {"sort": "'"},
        {"node": "?"},
    ):
        assert client.get(_url("list"), nonsense).status_code == 200


def test_the_export_holds_the_filtered_rows_as_numbers_and_texts(enter, place, project, tmp_path):
    services.edit_project(by=place.office, project=project, name="=1+1项目")
    answer = enter("office").get(_url("export"))
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    sheet = load_workbook(path).active
    assert (sheet["A4"].value, sheet["A4"].data_type, sheet["G4"].value) == ("=1+1项目", "s", 12000)
    assert sheet.page_setup.fitToHeight == 0 and sheet.print_title_rows == "$3:$3"


# Filling in.


def test_progress_is_reported_from_the_page(enter, project):
    answer = enter("secretary").post(_url("progress", project), {"text": "封顶", "percent": "60"})
    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.progress, project.percent) == ("封顶", 60)


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(enter, project):
    sent = {"meaning": "own", "month": "2026-12-05", "month_yuan": "100", "ytd_yuan": "900"}
    answer = enter("office").post(_url("month", project), sent)
    html = answer.content.decode()
    assert (answer.status_code, "不能报以后的月份" in html, 'value="900"' in html) == (422, True, True)
    assert not MonthFigure.objects.exists()


def test_money_is_typed_in_wan(enter, project):
    sent = {"meaning": "own", "month": "2026-10-05", "month_yuan": "100.5", "ytd_yuan": "900"}
    enter("office").post(_url("month", project), sent)
    assert MonthFigure.objects.get().month_yuan == 1_005_000


def _form_of(client, project) -> dict:
    return _values(client.get(_url("edit", project)).context["form"])


def _values(form) -> dict:
    """What a browser would send of a form as it stands."""
    found = {f.name: f.value() for f in form}
    return {k: ("" if v is None else v) for k, v in found.items()}


def test_two_people_editing_one_project(enter, place, project):
    client = enter("office")
    start = _form_of(client, project)
    other = Project.objects.get()
    services.edit_project(by=place.office_second, project=other, plan_yuan=60_000_000, reason="调整")
    assert client.post(_url("edit", project), {**start, "owner": "甲公司"}).status_code == 302
    kept = Project.objects.get()
    assert (kept.owner, kept.plan_yuan) == ("甲公司", 60_000_000), "what each changed stays"
    answer = client.post(_url("edit", project), {**start, "plan_yuan": "7000", "reason": "另调"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "修改了：" in html and "7000" in html
    again = _values(answer.context["form"])
    assert client.post(_url("edit", project), again).status_code == 302
    assert Project.objects.get().plan_yuan == 70_000_000


def test_another_finish_is_asked_for_and_waits_at_its_node(enter, place, project):
    client = enter("office")
    sent = {**_form_of(client, project), "finish_on": "2027-09-01"}
    saved = client.post(_url("edit", project), sent, follow=True).content.decode()
    assert "已提交“竣工”改期申请，待审批" in saved
    assert "待批：改至2027年9月" in saved
    assert Duty.objects.get(subject_id=project.pk, key="finish").due_on == date(2027, 6, 30)


def test_a_project_is_made_by_hand(enter, place):
    sent = {
        "name": "手工建的项目",
        "nature": "new",
        "project_type": "industry",
        "level": "county",
        "total_yuan": "100",
    }
    answer = enter("office").post(_url("create"), sent)
    made = Project.objects.get()
    assert (answer.url, made.total_yuan) == (_url("detail", made), 1_000_000)


def test_stopping_wants_a_reason_on_the_page_too(enter, project):
    client = enter("office")
    refused = client.post(_url("step", project, "stop"), {"proof_text": "函"})
    assert (refused.status_code, "要写明理由" in refused.content.decode()) == (422, True)
    assert (
        client.post(_url("step", project, "stop"), {"reason": "断供", "proof_text": "凤函3号"}).status_code
        == 302
    )
    assert client.get(_url("step", project, "nonsense")).status_code == 404


# Costs.


@pytest.mark.parametrize(("name", "most"), [("list", 12), ("problems", 12)])
def test_a_list_is_flat_in_its_rows(enter, place, project, name, most):
    client = enter("office")
    counts = []
    for more in (1, 30):
        for number in range(more):
            other = services.create_project(
                by=place.office, county=place.units["county"], name=f"{more}-{number}号项目", stage="building"
            )
            services.raise_problem(
                by=place.office,
                project=other,
                text="问题",
                owner_unit=place.units["dep"],
                due_on=date(2026, 12, 1),
            )
        with CaptureQueriesContext(connection) as captured:
            client.get(_url(name))
        counts.append(counted(captured))
    assert counts[0] == counts[1] <= most


@pytest.mark.parametrize(("name", "most"), [("detail", 20), ("edit", 15), ("history", 9)])
def test_the_pages_of_one_stay_within_their_budget(enter, place, project, name, most):
    services.plan_nodes(by=place.office, project=project)
    client = enter("office")
    with CaptureQueriesContext(connection) as captured:
        client.get(_url(name, project))
    assert counted(captured) <= most


def test_saving_stays_within_its_budget(enter, project):
    client = enter("office")
    sent = {**_form_of(client, project), "owner": "甲公司"}
    with CaptureQueriesContext(connection) as captured:
        assert client.post(_url("edit", project), sent).status_code == 302
    assert counted(captured) <= 15


def test_reading_writes_nothing(enter, place, project):
    client = enter("office")
    before = (Entry.objects.count(), Duty.objects.count(), Project.objects.get().version)
    for name in READING:
        client.get(_url(name))
    for name in (*OF_ONE, *FORMS):
        client.get(_url(name, project))
    assert (Entry.objects.count(), Duty.objects.count(), Project.objects.get().version) == before


# Who changed this, when, from what, why.


def test_a_correction_opens_to_who_changed_what_from_what_and_why(enter, place, project):
    told = {"month": date(2026, 10, 1), "month_yuan": 10_000_000, "ytd_yuan": 90_000_000}
    figure = services.report_month(by=place.secretary, project=project, **told)
    corrected = services.correct_month(
        by=place.office, figure=figure, month_yuan=12_000_000, ytd_yuan=90_000_000, reason="漏报一笔设备款"
    )
    client = enter("office")
    opened = _url("figure", project, corrected.pk)
    assert opened in client.get(_url("detail", project)).content.decode()
    html = client.get(opened).content.decode()
    assert "<del>1,000</del> → <ins>1,200</ins>" in html
    assert place.office.person_name in html and place.secretary.person_name in html
    assert "漏报一笔设备款" in html and "2026-11-23" in html
    assert enter("neighbour_office").get(opened).status_code == 404


def test_the_history_tells_months_people_progress_and_permits_in_words(enter, place, project):
    told = {"month": date(2026, 10, 1), "month_yuan": 10_000_000, "ytd_yuan": 90_000_000}
    figure = services.report_month(by=place.office, project=project, **told)
    services.correct_month(
        by=place.office, figure=figure, month_yuan=12_000_000, ytd_yuan=90_000_000, reason="漏报"
    )
    services.report_progress(by=place.office, project=project, text="主体封顶")
    services.set_permit(by=place.office, project=project, kind="permit_eia", state="done", number="凤环审5号")
    services.edit_project(
        by=place.office,
        project=Project.objects.get(),
        total_yuan=125_000_000,
        finish_precision="quarter",
        reason="x",
    )
    html = enter("office").get(_url("history", project)).content.decode().split("<tbody>")[1]
    for words in (
        "2026年10月 项目自报 更正",
        "<del>1,000万元</del> → <ins>1,200万元</ins>",
        "<del>12,000万元</del> → <ins>12,500万元</ins>",
        "<del>月</del> → <ins>季</ins>",
        "主体封顶",
        "凤环审5号",
        "项目秘书",
        "漏报",
    ):
        assert words in html, words
    for machine in ("拼音首字母", "entry_seq", "project_id", "month_yuan", "120000000", "scope_path", "ysgf"):
        assert machine not in html, machine


def test_the_nodes_are_seen_before_they_are_laid(enter, place, project):
    client = enter("office")
    shown = client.get(_url("plan", project)).context["form"].nodes
    assert shown and not Duty.objects.filter(subject_id=project.pk).exclude(key="finish").exists()
    html = client.get(_url("plan", project)).content.decode()
    assert all(node.title in html for node in shown)
    client.post(_url("plan", project))
    laid = Duty.objects.filter(subject_id=project.pk).exclude(key="finish")
    assert set(laid.values_list("key", "due_on")) == {(n.key, n.due_on) for n in shown if not n.passed}


def test_what_is_missing_is_named_and_a_date_has_its_precision_beside_it(enter, project):
    client = enter("office")
    html = client.post(_url("month", project), {"meaning": "own"}).content.decode()
    assert "请填写月份" in html and "这个字段是必填项" not in html
    assert 'type="month"' in html
    edit = client.get(_url("edit", project)).content.decode()
    beside = edit.split('class="side-by-side"')[2].split("</div>")[0]
    assert 'name="finish_on"' in beside and 'name="finish_precision"' in beside
