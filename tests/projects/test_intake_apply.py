"""A ledger into the county and out of it again: applied all or nothing, repeated without effect, undone exactly."""

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.apps import apps

from wutong import demo
from wutong.audit.models import Entry
from wutong.duties.models import DueRequest, Duty
from wutong.kit.verdict import Invalid, Refused
from wutong.org.models import Person
from wutong.projects import services as projects
from wutong.projects.enums import BatchState
from wutong.projects.intake import plan as plans
from wutong.projects.intake import reading, services, workbooks
from wutong.projects.models import ImportBatch, MonthFigure, Problem, Project, TeamMember

LEDGER = Path(demo.__file__).parent / "data" / "凤栖县2026年重点项目推进台账.xlsx"
HEADS = ("序号", "项目名称", "建设单位", "责任单位", "总投资（万元）", "计划竣工时间", "形象进度", "存在问题")
FIRST = (
    1,
    "云杉光伏组件项目",
    "云杉光伏组件有限公司",
    "县工信局",
    12000,
    "2027年6月",
    "主体施工",
    "资金未到位",
)


def book(*rows, heads=HEADS) -> bytes:
    """A small ledger; texts are written as texts whatever they begin with."""
    stream = BytesIO()
    made = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    page = made.add_worksheet("台账")
    page.write(0, 0, "凤栖县2026年重点项目台账（截至2026年10月31日）")
    for number, row in enumerate((heads, *rows), start=1):
        page.write_row(number, 0, row)
    made.close()
    return stream.getvalue()


def uploaded(county, content: bytes, name="台账.xlsx") -> ImportBatch:
    return services.upload(by=county.actors["clerk"], county=county.unit, name=name, content=content)


def applied(county, content: bytes, name="台账.xlsx"):
    made = uploaded(county, content, name)
    return services.apply(by=county.actors["clerk"], made=made), made


def everything() -> dict:
    """Every row of what an import may touch, by table; without the counters that an undo moves on."""
    out = {}
    for app in ("projects", "duties", "org"):
        for model in apps.get_app_config(app).get_models():
            if "historical" not in model._meta.model_name and model not in (ImportBatch,):
                rows = model._base_manager.order_by("pk").values()
                out[model._meta.label] = [
                    {k: v for k, v in row.items() if k not in ("version", "updated_at")} for row in rows
                ]
    return out


def test_the_sample_ledger_becomes_projects_people_and_duties(county):
    before = Entry.objects.count()
    plan, made = applied(county, LEDGER.read_bytes(), LEDGER.name)
    assert plan.counts() == {"rows": 60, "new": 60, "changed": 0, "same": 0, "asked": 0}
    assert (made.state, made.as_of) == (BatchState.APPLIED, date(2026, 10, 31))
    assert Project.objects.filter(nature="new").count() == 28
    assert Project.objects.filter(nature="carried_over").count() == 32
    assert MonthFigure.objects.filter(current=True).count() == 60
    assert TeamMember.objects.filter(role="secretary").count() > 50
    assert Problem.objects.count() == Duty.objects.filter(kind="problem").count() > 0
    assert Duty.objects.filter(kind="node", owner_unit=None).count() == 0
    assert Entry.objects.count() == before + 2  # one for the file, one for everything it wrote
    assert Entry.objects.latest("seq").change_count > 300
    assert Project.history.count() == 60


def test_the_same_ledger_again_changes_nothing(county):
    applied(county, LEDGER.read_bytes(), LEDGER.name)
    before = everything()
    plan, _ = applied(county, LEDGER.read_bytes(), LEDGER.name)
    assert plan.counts() == {"rows": 60, "new": 0, "changed": 0, "same": 60, "asked": 0}
    assert everything() == before


def test_undoing_the_first_import_leaves_nothing(county):
    before = everything()
    _, made = applied(county, LEDGER.read_bytes(), LEDGER.name)
    services.revert(by=county.actors["clerk"], made=made, reason="传错了")
    assert everything() == before
    made.refresh_from_db()
    assert made.state == BatchState.UNDONE


def test_undoing_a_later_import_restores_what_it_changed(county):
    september = LEDGER.with_name(LEDGER.name.replace(".xlsx", "（9月）.xlsx"))
    applied(county, september.read_bytes(), september.name)
    before = everything()
    plan, made = applied(county, LEDGER.read_bytes(), LEDGER.name)
    assert plan.counts()["changed"] > 10
    assert everything() != before
    services.revert(by=county.actors["clerk"], made=made, reason="传错了")
    assert everything() == before


def test_an_undo_does_not_swallow_later_work(county):
    _, made = applied(county, book(FIRST))
    project = Project.objects.get()
    projects.report_progress(by=county.actors["clerk"], project=project, text="封顶")
    with pytest.raises(Invalid, match="云杉光伏组件项目"):
        services.revert(by=county.actors["clerk"], made=made, reason="传错了")
    assert Project.objects.get().progress == "封顶"


def test_a_changed_promise_only_asks(county):
    applied(county, book(FIRST))
    duty = Duty.objects.get(kind="node", key="finish")
    later = (*FIRST[:5], "2027年9月", *FIRST[6:])
    plan, _ = applied(county, book(later))
    assert [d.label for d in plan.rows[0].changes] == ["计划竣工"]
    request = DueRequest.objects.get()
    assert (request.duty, request.to_date, request.state) == (duty, date(2027, 9, 1), "open")
    assert Duty.objects.get(pk=duty.pk).due_on == date(2027, 6, 30)
    applied(county, book(later))
    assert DueRequest.objects.count() == 1


def test_the_same_first_day_promised_more_exactly_asks_too(county):
    applied(county, book(FIRST))
    plan, _ = applied(county, book((*FIRST[:5], "2027年6月1日", *FIRST[6:])))
    assert [d.label for d in plan.rows[0].changes] == ["计划竣工精确到"]
    assert DueRequest.objects.get().precision == "day"


def test_blank_cells_never_erase(county):
    applied(county, book(FIRST))
    before = everything()
    plan, _ = applied(county, book((1, FIRST[1], FIRST[2], *[""] * 5)))
    assert plan.counts()["same"] == 1
    assert everything() == before


@pytest.mark.parametrize("sign", "=+-@")
def test_what_begins_with_a_sign_stays_text(county, sign):
    text = f"{sign}SUM(A1:A9)进度"
    _, made = applied(county, book((*FIRST[:6], text, "")))
    assert Project.objects.get().progress == text
    cell = openpyxl.load_workbook(BytesIO(workbooks.same_layout(made)))["台账"]["G3"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_all_or_nothing(county, monkeypatch):
    made = uploaded(county, LEDGER.read_bytes(), LEDGER.name)
    before = everything()

    def broken(self):
        raise RuntimeError("the cable was pulled")

    monkeypatch.setattr(services._Writer, "_nodes", broken)
    with pytest.raises(RuntimeError):
        services.apply(by=county.actors["clerk"], made=made)
    assert everything() == before
    assert ImportBatch.objects.get().state == BatchState.PREVIEW


def test_two_rows_of_one_name_are_refused_with_their_places(county):
    made = uploaded(county, book(FIRST, FIRST))
    with pytest.raises(Invalid, match="第4行与“台账”第3行是同名项目"):
        services.apply(by=county.actors["clerk"], made=made)
    assert not Project.objects.exists()


def test_what_is_ambiguous_is_asked_and_the_answer_kept(county):
    made = uploaded(county, book((*FIRST[:3], "梧桐局", *FIRST[4:])))
    with pytest.raises(Invalid, match="梧桐局"):
        services.apply(by=county.actors["clerk"], made=made)
    office = county.departments["发改局"]
    services.answer(by=county.actors["clerk"], made=made, answers={"unit:梧桐局": str(office.pk)})
    services.apply(by=county.actors["clerk"], made=made)
    assert Project.objects.get().dept == office
    again = uploaded(county, book((*FIRST[:3], "梧桐局", *FIRST[4:])))
    assert reading.plan_for(again).blocks == []


def test_an_edit_while_somebody_imports_makes_the_preview_stale(county, monkeypatch):
    applied(county, book(FIRST))
    made = uploaded(county, book((*FIRST[:6], "封顶", "")))
    build = plans.build

    def slow(**given):
        plan = build(**given)
        projects.edit_project(by=county.actors["clerk"], project=Project.objects.get(), capacity="5GW")
        return plan

    monkeypatch.setattr(plans, "build", slow)
    with pytest.raises(Invalid, match="被他人修改"):
        services.apply(by=county.actors["clerk"], made=made)
    assert Project.objects.get().progress == "主体施工"


def test_a_corrected_column_is_kept_for_the_next_ledger(county):
    heads = (*HEADS[:4], "盘子", *HEADS[5:])
    made = uploaded(county, book(FIRST, heads=heads))
    mapping = {"台账": {"E": {"field": "total_yuan", "unit": "万元"}}}
    services.correct(by=county.actors["clerk"], made=made, mapping=mapping, as_of=None, keep=True)
    services.apply(by=county.actors["clerk"], made=made)
    assert Project.objects.get().total_yuan == 120_000_000
    assert uploaded(county, book(FIRST, heads=heads)).mapping == mapping


def test_people_of_the_ledger_are_made_once(county):
    before = Person.objects.count()
    applied(county, LEDGER.read_bytes(), LEDGER.name)
    made = Person.objects.count() - before
    assert made == 117  # 57 leaders and 60 secretaries
    applied(county, LEDGER.read_bytes(), LEDGER.name)
    assert Person.objects.count() == before + made


def test_only_the_county_s_own_office_imports(county):
    stranger = county.actors["发改局"]
    with pytest.raises(Refused):
        services.upload(by=stranger, county=county.unit, name="台账.xlsx", content=book(FIRST))


def test_an_older_ledger_leaves_what_was_learned_since(county):
    """Progress reported, a permit proven and a problem struck off after the ledger's day stay as they are."""
    _, made = applied(county, book(FIRST))
    project, clerk = Project.objects.get(), county.actors["clerk"]
    projects.report_progress(by=clerk, project=project, text="主体封顶")
    projects.set_permit(
        by=clerk, project=project, kind="permit_filing", state="done", number="2611-220299-04-01-1"
    )
    Duty.objects.filter(problem__project=project).update(state="struck_off", settled_on=date(2026, 11, 2))
    heads = (*HEADS, "立项备案")
    again = uploaded(county, book((*FIRST, "×"), heads=heads), "旧台账.xlsx")
    row = reading.plan_for(again).rows[0]
    assert (row.changes, len(row.kept)) == ([], 3)
    services.apply(by=clerk, made=again)
    project.refresh_from_db()
    assert project.progress == "主体封顶"
    assert project.permits.get().state == "done"
    assert project.problems.count() == 1


def test_a_newer_ledger_brings_its_progress(county):
    applied(county, book(FIRST))
    row = reading.plan_for(uploaded(county, book((*FIRST[:6], "主体封顶", FIRST[7])), "新.xlsx")).rows[0]
    assert ([d.column for d in row.changes], row.kept) == (["progress"], [])
