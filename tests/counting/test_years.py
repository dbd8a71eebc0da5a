"""The turn of the year: kept, carried over, sealed, taken back; and a New Year's day on which nobody has turned."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from wutong.audit.models import Entry
from wutong.duties.models import Duty
from wutong.indicators.queries import value
from wutong.kit import clock
from wutong.kit.verdict import Invalid, Refused
from wutong.projects import queries as project_queries
from wutong.projects import services as project_services
from wutong.projects.models import ClosedYear, Project, YearRecord
from wutong.projects.turnover import queries, services

NEW_YEAR = date(2027, 1, 1)
MID_JANUARY = date(2027, 1, 15)


@pytest.fixture
def january(place, projects):
    """December was told for one project; on 8 January another starts."""
    with clock.standing_on(date(2027, 1, 8)):
        project_services.report_month(
            by=place.office,
            project=projects["云杉光伏组件项目"],
            month=date(2026, 12, 1),
            month_yuan=None,
            ytd_yuan=Decimal(48_000_000),
        )
        late = Project.objects.get(name="凤鸣供水改造项目")
        project_services.edit_project(
            by=place.office, project=late, uscc="91220299MA0000000A", place=place.units["park"],
            content="改造管网", code="2601", finish_on=date(2027, 9, 1), finish_precision="month",
        )  # fmt: skip
        project_services.take_step(by=place.office, project=late, step="started", proof_text="许可")
    with clock.standing_on(MID_JANUARY):
        yield


def turn(place):
    return services.turn_over(by=place.office, county=place.units["county"], year=2026)


def natures() -> dict[str, str]:
    return dict(Project.objects.values_list("name", "nature"))


def test_without_a_turn_the_new_year_is_empty_and_not_last_years(place, projects, project):
    scope = place.units["county"].path
    with clock.standing_on(NEW_YEAR):
        assert value("projects.ytd", scope, NEW_YEAR, NEW_YEAR) is None
        assert (
            project_queries.with_figures(Project.objects.all(), NEW_YEAR).filter(ytd_yuan=None).count() == 3
        )
        assert value("projects.plan", scope, NEW_YEAR, NEW_YEAR) is None
        assert value("projects.plan_rate", scope, NEW_YEAR, NEW_YEAR) is None
        assert Project.objects.get(pk=project.pk).plan_of(2027) is None


def test_what_was_new_and_begun_is_carried_over(place, january):
    told = turn(place)
    assert {s.name for s in told.carried} == {"云杉光伏组件项目", "望岳物流园项目"}
    assert {s.name for s in told.silent} == {"望岳物流园项目"}
    assert {s.name for s in told.unplanned} == {"云杉光伏组件项目", "望岳物流园项目"}
    # It began after New Year: in the new year it is new.
    assert natures() == {
        "云杉光伏组件项目": "carried_over",
        "望岳物流园项目": "carried_over",
        "凤鸣供水改造项目": "new",
    }


def test_the_year_is_kept_as_it_stood_on_its_last_day(place, january):
    turn(place)
    kept = {
        r.project.name: (r.nature, r.stage, r.plan_yuan, r.done_yuan)
        for r in YearRecord.objects.select_related("project")
    }
    plan = Decimal(50_000_000)
    assert kept == {
        "云杉光伏组件项目": ("new", "building", plan, Decimal(48_000_000)),
        "望岳物流园项目": ("new", "started", plan, Decimal(10_000_000)),
        "凤鸣供水改造项目": ("new", "preliminary", plan, None),
    }


def test_plans_and_baselines_stay(place, january, project):
    before = list(Duty.objects.order_by("id").values_list("baseline_due_on", "due_on"))
    turn(place)
    assert list(Duty.objects.order_by("id").values_list("baseline_due_on", "due_on")) == before
    kept = Project.objects.get(pk=project.pk)
    assert (kept.plan_yuan, kept.plan_year) == (50_000_000, 2026)


def test_a_plan_without_its_year_is_of_the_year_that_ends(place, january, project):
    project_services.edit_project(by=place.office, project=Project.objects.get(pk=project.pk), plan_year=None)
    assert [s.name for s in turn(place).undated] == ["云杉光伏组件项目"]
    assert Project.objects.get(pk=project.pk).plan_year == 2026


def report(place, project, month: date, ytd: int = 60_000_000):
    return project_services.report_month(
        by=place.office, project=project, month=month, month_yuan=None, ytd_yuan=Decimal(ytd)
    )


def test_a_sealed_year_is_told_no_more(place, january, projects, project):
    figure = project.figures.get(month=date(2026, 12, 1))
    turn(place)
    other = projects["望岳物流园项目"]
    with pytest.raises(Invalid, match="2026年已经结转封存"):
        report(place, other, date(2026, 12, 1))
    with pytest.raises(Invalid, match="2026年已经结转封存"):
        project_services.correct_month(
            by=place.office, figure=figure, month_yuan=None, ytd_yuan=Decimal(1), reason="改"
        )
    with pytest.raises(Invalid, match="2026年已经结转封存"):
        project_services.record_months(
            by=place.office, county=place.units["county"], month=date(2026, 12, 1), meaning="statistics",
            told={other.pk: {"ytd_yuan": Decimal(1)}}, source="表", known_on=MID_JANUARY,
        )  # fmt: skip
    assert other.figures.count() == 1


def test_the_new_year_is_open(place, january, project):
    """The broken twin of the refusals above: the same verb, for a month that is not sealed."""
    turn(place)
    assert report(place, project, date(2027, 1, 1), 1_000_000).pk


def test_opened_with_a_reason_and_sealed_anew(place, january, projects):
    turn(place)
    closed, other = ClosedYear.objects.get(), projects["望岳物流园项目"]
    with pytest.raises(Invalid, match="写明理由"):
        services.reopen(by=place.office, closed=closed, reason=" ")
    services.reopen(by=place.office, closed=closed, reason="统计局核减后补报")
    report(place, other, date(2026, 12, 1))
    services.close_again(by=place.office, closed=closed)
    assert YearRecord.objects.get(project=other).done_yuan == 60_000_000
    with pytest.raises(Invalid, match="已经结转封存"):
        report(place, other, date(2026, 11, 1))
    with pytest.raises(Invalid, match="不用再封存"):
        services.close_again(by=place.office, closed=closed)


def test_it_is_one_entry_and_can_be_taken_back(place, january):
    before, entries = natures(), Entry.objects.count()
    turn(place)
    assert Entry.objects.count() == entries + 1
    services.take_back(by=place.office, closed=ClosedYear.objects.get(), reason="等12月报齐再结转")
    assert (natures(), YearRecord.objects.count(), ClosedYear.objects.count()) == (before, 0, 0)
    assert len(turn(place).carried) == 2


def test_it_is_not_taken_back_over_later_work(place, january, project):
    turn(place)
    project_services.edit_project(by=place.office, project=Project.objects.get(pk=project.pk), tags="重点")
    with pytest.raises(Invalid, match="不能整体撤销：“云杉"):
        services.take_back(by=place.office, closed=ClosedYear.objects.get(), reason="试")
    assert ClosedYear.objects.exists()


def test_a_year_is_turned_once_and_not_before_its_end(place, january):
    with pytest.raises(Invalid, match="还没有过完"):
        services.turn_over(by=place.office, county=place.units["county"], year=2027)
    turn(place)
    with pytest.raises(Invalid, match="不用再结转"):
        turn(place)


@pytest.mark.parametrize("who", ["clerk", "inspector", "neighbour_office", "statistics"])
def test_others_do_not_turn_a_year(place, january, who):
    with pytest.raises(Refused):
        services.turn_over(by=place.actors[who], county=place.units["county"], year=2026)
    assert not ClosedYear.objects.exists()


def test_looking_is_two_handfuls_of_statements_for_any_number(place, january, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        told = queries.turn_of(place.units["county"], 2026)
    assert len(told.standings) == 3


def test_from_the_command_line(place, january, capsys):
    call_command("turnover", "2026", "--dry-run")
    assert "凤栖县2026年将留存3个项目，转为续建2个，缺2027年计划2个" in capsys.readouterr().out
    assert not ClosedYear.objects.exists()
    call_command("turnover", "2026", "--county", "凤栖县")
    assert "已留存3个项目" in capsys.readouterr().out
    for wrong in (["2026", "--county", "凤栖县"], ["2027"], ["2026", "--county", "没有的县"]):
        with pytest.raises(CommandError):
            call_command("turnover", *wrong)
