"""The verbs of a project: what they refuse, what they leave behind."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from wutong.audit.models import Entry
from wutong.duties import services as duties
from wutong.duties.models import DueRequest, Duty
from wutong.duties.queries import vacant
from wutong.duties.services import Proof
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.kit.fields import MonthField
from wutong.kit.verdict import Invalid, Refused, Stale
from wutong.org import services as org
from wutong.projects import queries, rules, services
from wutong.projects.enums import ComputedLight, Light, Meaning, PermitKind, PermitState, TeamRole
from wutong.projects.models import MonthFigure, Project

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """Within the block, what follows a commit follows."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_new_project_promises_its_finish_as_a_duty(project):
    node = Duty.objects.get(subject_id=project.pk, kind="node")
    assert (node.key, node.due_on, node.state) == ("finish", date(2027, 6, 30), "open")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": " "}, "name", "请填写项目名称"),
        ({"name": "云杉光伏组件项目"}, "name", "已有同名项目"),
        ({"total_yuan": -1}, "total_yuan", "不能小于0"),
        ({"finish_on": date(2090, 1, 1)}, "finish_on", "2090年不像真的"),
        (
            {"start_on": date(2027, 3, 1), "start_precision": "month", "finish_on": date(2026, 3, 1)},
            "finish_on",
            "早于计划开工",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(place, project, values, field, words):
    entries = Entry.objects.count()
    with pytest.raises(Invalid) as refusal:
        services.create_project(
            by=place.office, county=place.units["county"], **{"name": "另一个项目", **values}
        )
    assert words in refusal.value.errors[field]
    assert (Project.objects.count(), Entry.objects.count()) == (1, entries)


@pytest.mark.parametrize("who", ["clerk", "secretary", "inspector", "neighbour_office", "principal"])
def test_only_the_regions_project_office_keeps_the_record(place, project, who):
    actor = place.actors[who]
    with pytest.raises(Refused):
        services.create_project(by=actor, county=place.units["county"], name="不该有的项目")
    with pytest.raises(Refused):
        services.edit_project(by=actor, project=project, name="改名")
    with pytest.raises(Refused):
        services.take_step(by=actor, project=project, step="stop", reason="停", proof_text="函")


def test_the_office_of_the_region_may(place, project):
    """The broken twin of the refusals above: the same verbs, by who may."""
    services.edit_project(by=place.office, project=project, name="改了名的项目")
    services.take_step(by=place.office, project=project, step="stop", reason="资金断了", proof_text="凤函1号")
    project.refresh_from_db()
    assert (project.name, project.condition) == ("改了名的项目", "stopped")


def test_a_save_on_stale_data_is_refused(place, project):
    seen = project.version
    services.edit_project(by=place.office, project=Project.objects.get(), plan_yuan=60_000_000, reason="调整")
    with pytest.raises(Stale):
        services.edit_project(
            by=place.office_second, project=Project.objects.get(), expected=seen, plan_yuan=70_000_000
        )
    assert Project.objects.get().plan_yuan == 60_000_000


def test_what_two_people_change_beside_each_other_is_both_kept(place, project):
    """Whoever saves what they saw before a ledger came in keeps it, and what the ledger brought stays too."""
    seen = Project.objects.get()
    services.edit_project(by=place.office, project=Project.objects.get(), capacity="5GW")
    was = {"capacity": seen.capacity, "owner": "乙公司", "name": seen.name}
    services.edit_project(by=place.office_second, project=seen, expected=seen.version, **was)
    kept = Project.objects.get()
    assert (kept.capacity, kept.owner) == ("5GW", "乙公司")


def test_what_was_read_before_somebody_saved_is_read_anew(place, project):
    early = Project.objects.get()
    services.edit_project(by=place.office, project=Project.objects.get(), capacity="5GW")
    services.report_progress(by=place.office, project=early, text="主体封顶")
    assert (Project.objects.get().progress, Project.objects.get().capacity) == ("主体封顶", "5GW")


@pytest.mark.parametrize("column", ["total_yuan", "plan_yuan"])
def test_known_money_changes_with_a_reason(place, project, column):
    before = getattr(project, column)
    with pytest.raises(Invalid) as refused:
        services.edit_project(by=place.office, project=project, **{column: before + 10_000})
    assert set(refused.value.errors) == {"reason"}
    services.edit_project(by=place.office, project=Project.objects.get(), **{column: before})
    services.edit_project(
        by=place.office, project=Project.objects.get(), **{column: before + 10_000}, reason="核增"
    )
    assert getattr(Project.objects.get(), column) == before + 10_000


def test_a_changed_finish_only_asks(place, project):
    services.edit_project(by=place.office, project=project, finish_on=date(2027, 9, 1))
    node = Duty.objects.get(subject_id=project.pk, key="finish")
    asked = DueRequest.objects.get(duty=node)
    assert (node.due_on, asked.to_date, asked.state) == (date(2027, 6, 30), date(2027, 9, 1), "open")


# The life line.


def test_a_step_wants_its_fields_first(place, project):
    with pytest.raises(Refused, match="还缺：.*项目代码"):
        services.take_step(by=place.office, project=project, step="completed")
    assert rules.missing(project, "completed")


def test_a_step_forward_is_dated_and_written(place, project):
    services.edit_project(
        by=place.office,
        project=project,
        uscc="91220299MA0000000X",
        place=place.units["county"],
        content="两条产线",
        code="2601-220299-04-01-000001",
    )
    services.report_progress(by=place.secretary, project=project, text="设备安装完成", percent=98)
    services.take_step(by=place.office, project=project, step="completed")
    project.refresh_from_db()
    assert (project.stage, project.stage_since, project.finished_on) == ("completed", TODAY, TODAY)
    change = project.stage_changes.get()
    assert (change.from_text, change.to_text) == ("在建", "竣工")


@pytest.mark.parametrize("step", ["slow", "stall", "stop", "cancel"])
def test_standing_still_wants_reason_and_proof(place, project, step):
    with pytest.raises(Invalid) as refusal:
        services.take_step(by=place.office, project=project, step=step, proof_text="函")
    assert "reason" in refusal.value.errors
    with pytest.raises(Invalid) as refusal:
        services.take_step(by=place.office, project=project, step=step, reason="资金断了")
    assert "proof" in refusal.value.errors
    assert Project.objects.get().condition == "normal"


def test_a_cancelled_project_owes_nothing_more(place, project):
    services.take_step(
        by=place.office, project=project, step="cancel", reason="业主退出", proof_text="退出函"
    )
    assert set(Duty.objects.filter(subject_id=project.pk).values_list("state", flat=True)) == {"cancelled"}


# Money.


def test_a_month_is_reported_once_and_then_corrected(place, project):
    first = services.report_month(
        by=place.secretary, project=project, month=date(2026, 10, 9), month_yuan=1_000_000, ytd_yuan=9_000_000
    )
    with pytest.raises(Invalid) as refusal:
        services.report_month(
            by=place.office, project=project, month=OCTOBER, month_yuan=2_000_000, ytd_yuan=10_000_000
        )
    assert "2026年10月已经报过" in refusal.value.errors["month"]
    with pytest.raises(Invalid):
        services.correct_month(by=place.office, figure=first, month_yuan=2_000_000, ytd_yuan=None, reason="")
    second = services.correct_month(
        by=place.office, figure=first, month_yuan=2_000_000, ytd_yuan=10_000_000, reason="漏计设备款"
    )
    first.refresh_from_db()
    assert (first.current, second.current, second.revision) == (False, True, 1)


def test_a_corrected_figure_is_not_corrected_again(place, project):
    figure = services.report_month(by=place.office, project=project, month=OCTOBER, month_yuan=1, ytd_yuan=9)
    services.correct_month(by=place.office, figure=figure, month_yuan=2, ytd_yuan=9, reason="错")
    figure.refresh_from_db()
    with pytest.raises(Invalid, match="最新的一条"):
        services.correct_month(by=place.office, figure=figure, month_yuan=3, ytd_yuan=9, reason="又错")


def test_the_meanings_stand_apart(place, project):
    for meaning, amount in ((Meaning.OWN, 9_000_000), (Meaning.STATISTICS, 4_000_000)):
        services.report_month(
            by=place.office, project=project, month=OCTOBER, month_yuan=None, ytd_yuan=amount, meaning=meaning
        )
    row = queries.with_figures(Project.objects.all(), TODAY).get()
    assert row.ytd_yuan == 9_000_000


def test_a_month_without_its_sum_keeps_the_one_told_before(place, project):
    for month, ytd in ((date(2026, 9, 1), 9_000_000), (OCTOBER, None)):
        services.report_month(
            by=place.office, project=project, month=month, month_yuan=1_000_000, ytd_yuan=ytd
        )
    assert queries.with_figures(Project.objects.all(), TODAY).get().ytd_yuan == 9_000_000
    county = queries.by_county(Project.objects.all(), TODAY)[project.county_id]
    assert (county["projects"], county["ytd"]) == (1, 9_000_000)


def test_a_plan_counts_in_its_own_year_only(place, project):
    services.edit_project(by=place.office, project=project, plan_yuan=70_000_000, reason="调整")
    assert (project.plan_year, project.plan_of(2026), project.plan_of(2027)) == (2026, 70_000_000, None)
    with clock.standing_on(date(2027, 1, 4)):
        services.edit_project(
            by=place.office, project=project, plan_yuan=70_000_000, reason="调整", funding="自筹"
        )
    assert project.plan_year == 2026
    for year, plan in ((2026, 70_000_000), (2027, None)):
        county = queries.by_county(Project.objects.all(), date(year, 3, 1))[project.county_id]
        assert county["plan"] == plan


@pytest.mark.parametrize(
    ("month", "month_yuan", "ytd_yuan", "field"),
    [
        (date(2026, 12, 1), 1, 1, "month"),
        (OCTOBER, -1, 1, "month_yuan"),
        (OCTOBER, None, None, "month_yuan"),
        (OCTOBER, 5, 3, "ytd_yuan"),
    ],
)
def test_an_impossible_figure_is_refused(place, project, month, month_yuan, ytd_yuan, field):
    with pytest.raises(Invalid) as refusal:
        services.report_month(
            by=place.office, project=project, month=month, month_yuan=month_yuan, ytd_yuan=ytd_yuan
        )
    assert field in refusal.value.errors
    assert not MonthFigure.objects.exists()


# Two lights.


def test_the_two_lights_disagree_aloud(place, project):
    services.report_progress(
        by=place.secretary, project=project, text="正常施工", declared_light=Light.ON_TRACK
    )
    with clock.standing_on(TODAY + timedelta(days=60)):
        row = queries.with_figures(Project.objects.all(), clock.today()).get()
        light, reason = rules.computed_light(queries.facts_of(row, clock.today()), clock.today())
    assert light == Light.AT_RISK
    assert "60天没有更新" in reason
    assert rules.disagreement(row.declared_light, light, reason).endswith("请核实")


def test_lights_that_agree_say_nothing():
    assert rules.disagreement(Light.AT_RISK, Light.AT_RISK, "因为") == ""


def test_a_late_node_turns_the_project_red(place, project, commits):
    with commits():
        services.plan_nodes(by=place.office, project=project)
    row = queries.with_figures(Project.objects.all(), TODAY).get()
    assert row.next_title.startswith("云杉光伏组件项目")
    with clock.standing_on(row.next_due_on + timedelta(days=1)):
        light, reason = rules.computed_light(queries.facts_of(row, clock.today()), clock.today())
    assert (light, "超期1天" in reason) == (Light.DELAYED, True)


def _days(project) -> dict:
    nodes = Duty.objects.filter(subject_id=project.pk, kind="node").order_by("due_on")
    return {node.key: node.due_on for node in nodes}


def test_nodes_are_counted_backward_in_working_days_and_once(place, project):
    laid, _ = services.plan_nodes(by=place.office, project=project)
    days = _days(project)
    assert laid == len(days) - 1 > 2
    assert max(days.values()) == days["finish"] == date(2027, 6, 30)
    assert list(days) == [
        k
        for k in ("filing", "land", "construction_permit", "foundation", "frame", "equipment", "finish")
        if k in days
    ]
    assert services.plan_nodes(by=place.office, project=project)[0] == 0


def test_permits_come_before_the_promised_start_and_works_after_it(place, project):
    project.stage, project.start_on, project.start_precision = "preliminary", date(2027, 4, 1), "day"
    services.plan_nodes(by=place.office, project=project)
    days = _days(project)
    assert days["filing"] < days["land"] < days["construction_permit"] < project.start_on
    assert project.start_on < days["foundation"] < days["frame"] < days["equipment"] < days["finish"]


def test_a_project_being_built_gets_no_permits_to_do(place, project):
    project.stage = "building"
    services.plan_nodes(by=place.office, project=project)
    assert not {"filing", "land", "construction_permit"} & set(_days(project))


def test_nobody_promises_yesterday(place, project):
    project.stage, project.start_on, project.start_precision = "preliminary", TODAY, "day"
    laid, passed = services.plan_nodes(by=place.office, project=project)
    assert passed == 3
    assert laid == 3
    assert min(_days(project).values()) > TODAY


# Problems, permits, people.


def test_a_problem_is_struck_off_with_proof_only(place, project):
    problem = services.raise_problem(
        by=place.secretary,
        project=project,
        text="资金未到位",
        owner_unit=place.units["other_dep"],
        due_on=date(2026, 12, 1),
    )
    owner = place.neighbour_department
    with pytest.raises((Invalid, Refused)):
        duties.strike_off(by=place.inspector, duty=problem.duty)
    duties.report(by=owner, duty=problem.duty, text="已放款", evidence=[Proof("number", "凤财函3号")])
    duties.strike_off(by=place.inspector, duty=problem.duty)
    problem.duty.refresh_from_db()
    assert (problem.duty.state, problem.duty.proven) == ("struck_off", True)


def test_a_permit_changes_and_keeps_its_history(place, project):
    services.set_permit(by=place.clerk, project=project, kind=PermitKind.EIA, state=PermitState.IN_PROGRESS)
    services.set_permit(
        by=place.clerk, project=project, kind=PermitKind.EIA, state=PermitState.DONE, number="凤环审2号"
    )
    permit = project.permits.get()
    assert (permit.state, permit.number) == (PermitState.DONE, "凤环审2号")
    with pytest.raises(Refused):
        services.set_permit(by=place.principal, project=project, kind=PermitKind.EIA, state=PermitState.DONE)


def test_a_new_secretary_follows_the_old(place, project):
    services.assign_named(
        by=place.office,
        project=project,
        role=TeamRole.SECRETARY,
        unit=place.units["dep"],
        name="新来的人",
        phone="13900000001",
    )
    seats = list(project.team.filter(role=TeamRole.SECRETARY).order_by("id"))
    assert [bool(s.until) for s in seats] == [True, False]
    assert seats[1].person.name == "新来的人"


def test_what_the_ledger_said_on_a_past_day(place, project):
    with clock.standing_on(TODAY + timedelta(days=30)):
        services.edit_project(
            by=place.office, project=Project.objects.get(), plan_yuan=70_000_000, reason="调整"
        )
        then = queries.as_of(place.office, TODAY)
        now = queries.as_of(place.office, clock.today())
    assert [r.plan_yuan for r in then] == [50_000_000]
    assert [r.plan_yuan for r in now] == [70_000_000]
    assert queries.as_of(place.office, TODAY - timedelta(days=1)) == []


def test_who_is_named_takes_up_what_nobody_answered_for(place):
    """Opened without department or secretary the nodes are vacant; the secretary named later has them."""
    made = services.create_project(
        by=place.office,
        county=place.units["county"],
        name="无主项目",
        finish_on=date(2027, 6, 1),
        finish_precision="day",
    )
    node = Duty.objects.get(subject_id=made.pk, key="finish")
    assert node.vacant and list(Duty.objects.filter(vacant())) == [node]
    services.assign(
        by=place.office, project=made, role=TeamRole.SECRETARY, unit=place.units["dep"],
        person=place.people["secretary"], post=place.posts["secretary"],
    )  # fmt: skip
    node.refresh_from_db()
    assert (node.vacant, node.owner_post) == (False, place.posts["secretary"])
    assert not Duty.objects.filter(vacant()).exists()
    org.vacate(by=SYSTEM, post=place.posts["secretary"])
    assert list(Duty.objects.filter(vacant())) == [node], "who was named has left the post empty"


# What nobody can judge; a month as it is typed.


def test_a_project_of_which_nothing_is_known_is_no_green_one():
    facts = rules.Facts("", None, None, None, None, TODAY, stage="building")
    light, reason = rules.computed_light(facts, TODAY)
    assert light == ComputedLight.UNKNOWN and "无法判断" in reason
    assert "系统无法判断" in rules.disagreement("on_track", light, reason)
    judged = replace(facts, plan_yuan=Decimal(100), ytd_yuan=Decimal(95))
    assert rules.computed_light(judged, TODAY)[0] == Light.ON_TRACK
    assert rules.computed_light(replace(facts, next_due_on=date(2027, 6, 1)), TODAY)[0] == Light.ON_TRACK


@pytest.mark.parametrize("typed", ["2026-10", "2026-10-05", "2026年10月", "2026.10", "2026/10"])
def test_a_month_is_picked_or_typed(typed):
    assert MonthField().clean(typed) == date(2026, 10, 1)


@pytest.mark.parametrize("typed", ["10月", "2026-13", "去年", "0001-01", ""])
def test_what_is_no_month_is_told(typed):
    with pytest.raises(ValidationError):
        MonthField().clean(typed)
