"""The four rates: what each counts, and that every part opens to rows that add up."""

from decimal import Decimal

import pytest

from tests.counting.conftest import TODAY
from wutong.counting import rates, services
from wutong.indicators.queries import opened, value
from wutong.projects import services as project_services
from wutong.projects.models import Project

JANUARY = TODAY.replace(month=1, day=1)


@pytest.fixture
def county(place, projects):
    """One of two begun projects is entered; one permit done, one not needed."""
    project = projects["云杉光伏组件项目"]
    for kind, state in (("permit_eia", "done"), ("permit_land", "not_applicable")):
        project_services.set_permit(by=place.office, project=project, kind=kind, state=state, number="1")
    made = services.prepare(by=place.office, project=project)
    for item in made.items.all():
        services.settle_item(by=place.office, item=item, state="there", proof_text="有")
    services.take_step(by=place.office, enrolment=made, step="declare")
    services.take_step(by=place.office, enrolment=made, step="enter", library_code="TJ001")
    project_services.create_project(
        by=place.office, county=place.units["county"], name="刚签约的项目", stage="signed", owner="某公司"
    )
    return place.units["county"]


def line(county, table: int, name: str) -> dict[str, tuple]:
    found = next(one for one in rates.tables(county, TODAY)[table].lines if one.name == name)
    return {cell.label: (cell.part, cell.base, cell.percent) for cell in found.cells}


def test_each_rate_states_its_base(county):
    assert line(county, 0, "凤栖县") == {
        "落地率": (3, 4, 75),
        "前期手续完备率": (1, 14, Decimal(100) / 14),
        "投资完成率": (40_000_000, 150_000_000, Decimal(4000) / 150),
        "入统率": (1, 2, 50),
    }


def test_departments_and_parks_have_their_own(county):
    assert line(county, 1, "县发改局")["入统率"] == (1, 2, 50)
    assert line(county, 1, "未明确")["落地率"] == (0, 1, 0)
    assert line(county, 2, "天石园区")["入统率"] == (0, 1, 0)


def test_a_rate_without_base_is_unknown(county):
    assert line(county, 1, "未明确")["入统率"] == (None, None, None)
    Project.objects.update(condition="cancelled")
    told = rates.tables(county, TODAY)
    assert [table.lines for table in told[:2]] == [[], []]
    assert {cell.percent for one in told[2].lines for cell in one.cells} == {None}


@pytest.mark.parametrize("rate", rates.RATES, ids=lambda rate: rate.label)
def test_every_cell_is_the_indicator_and_its_rows_add_up(county, rate):
    told = line(county, 0, "凤栖县")[rate.label]
    rows = opened(rate.indicator, county.path, JANUARY, TODAY)
    assert (rows.total, rows.base_total, rows.value) == told
    assert value(rate.indicator, county.path, JANUARY, TODAY) == told[2]
    part = opened(rate.indicator, county.path, JANUARY, TODAY, "县发改局")
    assert (part.total, part.base_total) == line(county, 1, "县发改局")[rate.label][:2]


def test_the_page_is_few_statements_for_any_number(county, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        rates.tables(county, TODAY)
