"""Each indicator against an independent sum over random counties, and its rows against its value."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.indicators import county
from tests.infra.samples import sampled
from wutong.indicators import queries
from wutong.kit import sockets

FIRST = date(2026, 1, 1)
PERCENT = Decimal("0.000001")


def same(one, other, step=Decimal("0.01")) -> bool:
    if one is None or other is None:
        return one is other
    return abs(Decimal(one) - Decimal(other)) < step


@pytest.mark.parametrize("seed", sampled(range(20), 4))
def test_every_indicator_is_the_sum_of_its_rows(place, seed):
    samples = county.make(seed)
    county.save(samples, place.units["county"])
    county.save(county.make(seed + 100), place.units["neighbour"])
    for on in (county.ON, date(2026, 1, 15), date(2025, 6, 30)):
        wanted = county.figures(samples, on)
        assert set(wanted) == {key for key in sockets.indicators if key.startswith("projects.")}
        for key, expected in wanted.items():
            found = queries.value(key, place.scope, on.replace(month=1, day=1), on)
            step = PERCENT if queries.definition(key).unit == "percent" else Decimal("0.01")
            assert same(found, expected, step), (key, on)
            assert_adds_up(key, place.scope, on, found)
        for key, expected in county.reach(samples, on).items():
            coverage = queries.reading(key, place.scope, on.replace(month=1, day=1), on).coverage
            assert (coverage.until, coverage.told, coverage.of) == (*expected, wanted["projects.count"])


def assert_adds_up(key: str, scope: str, on: date, value) -> None:
    unit = queries.definition(key).unit
    opened = queries.opened(key, scope, on.replace(month=1, day=1), on)
    if unit == "count":
        assert (opened.total or 0) == value
    elif unit == "yuan":
        assert same(opened.total, value), key
    elif value is not None:
        rate = opened.total * 100 / opened.base_total
        assert min(abs(rate - value), abs(rate - 100 - value)) < PERCENT, key


def test_an_unknown_value_is_none_and_no_zero(place):
    values = {r.indicator.key: r.value for r in queries.readings(place.scope, FIRST, county.ON)}
    assert values["projects.count"] == 0
    assert values["projects.total"] is None
    assert values["projects.ytd"] is None
    assert values["projects.month_growth"] is None


def test_a_month_without_a_sum_of_the_year_keeps_the_last_one_told(place):
    sample = county.Sample("项目", "new", "normal", None, None)
    sample.told = [
        county.Told(date(2026, 8, 1), Decimal(5), Decimal(50)),
        county.Told(date(2026, 9, 1), Decimal(7), None),
    ]
    county.save([sample], place.units["county"])
    assert queries.value("projects.ytd", place.scope, FIRST, county.ON) == 50
    assert queries.value("projects.month", place.scope, FIRST, county.ON) == 7


def test_a_few_early_reports_do_not_speak_for_all(place):
    """Sixty-five projects told October; six have told November already: October stands until most have followed."""
    samples = [county.Sample(f"项目{n}", "new", "normal", None, None) for n in range(65)]
    for number, sample in enumerate(samples):
        sample.told = [county.Told(date(2026, 10, 1), Decimal(10), Decimal(100))]
        if number < 6:
            sample.told.append(county.Told(date(2026, 11, 1), Decimal(1), Decimal(101)))
    county.save(samples, place.units["county"])
    month, year = (
        queries.reading(key, place.scope, FIRST, date(2026, 11, 23))
        for key in ("projects.month", "projects.ytd")
    )
    assert (month.value, month.coverage.until) == (650, date(2026, 10, 1))
    assert (year.value, year.coverage.until) == (6506, date(2026, 10, 1))
    assert month.coverage.words == year.coverage.words == "65/65个项目已报"


@pytest.mark.parametrize("seed", range(3))
def test_the_parts_add_up_to_the_whole(place, seed):
    """By nature: every figure of yuan or count is the sum of both parts, and each part's rate is of its own sums."""
    samples = county.make(seed)
    county.save(samples, place.units["county"])
    for key in ("projects.count", "projects.total", "projects.plan", "projects.ytd"):
        whole = queries.opened(key, place.scope, FIRST, county.ON).value
        parts = [queries.opened(key, place.scope, FIRST, county.ON, part).value for part in ("新建", "续建")]
        assert same(queries.known_sum(parts), whole)
    new = [s for s in samples if s.nature == "new"]
    rate = queries.opened("projects.plan_rate", place.scope, FIRST, county.ON, "新建").value
    assert same(rate, county.figures(new, county.ON)["projects.plan_rate"], PERCENT)


def test_a_key_that_nobody_plugged_is_refused():
    with pytest.raises(KeyError):
        queries.definition("projects.luck")


def test_the_number_of_statements_does_not_grow_with_the_rows(place):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.readings(place.scope, FIRST, county.ON)
            queries.opened("projects.month_growth", place.scope, FIRST, county.ON)
        return len(captured)

    county.save(county.make(3)[:2], place.units["county"])
    few = statements()
    county.save(county.make(4), place.units["neighbour"])
    county.save(county.make(5)[3:], place.units["county"])
    assert statements() == few <= 48
