"""Figures that others published: entered once, corrected with a reason, never mixed with our own."""

from datetime import date
from decimal import Decimal

import pytest

from wutong.audit.models import Entry
from wutong.indicators import queries
from wutong.indicators.models import Observation
from wutong.indicators.services import record_observation
from wutong.kit.verdict import Invalid, Refused

FIRST, LAST = date(2026, 1, 1), date(2026, 9, 30)


@pytest.fixture
def figure(place):
    """An unsaved figure of the county; keywords change it."""

    def making(**changed) -> Observation:
        values = {
            "unit": place.units["county"],
            "indicator": "固定资产投资",
            "meaning": "统计口径",
            "period_first": FIRST,
            "period_last": LAST,
            "value": Decimal(620_000_000),
            "growth_percent": Decimal("8.2"),
            "source": "县统计局月报",
            "known_on": date(2026, 10, 15),
        }
        return Observation(**{**values, **changed})

    return making


def test_a_figure_is_entered_with_its_source_and_an_audit_entry(place, figure):
    made = record_observation(by=place.office, observation=figure())
    assert (made.revision, made.person_name) == (0, place.office.person_name)
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.object_id) == ("indicators.observation.record", made.pk)


def test_a_second_figure_of_the_period_is_a_correction_with_a_reason(place, figure):
    first = record_observation(by=place.office, observation=figure())
    with pytest.raises(Invalid) as refused:
        record_observation(by=place.office, observation=figure(value=Decimal(600_000_000)))
    assert set(refused.value.errors) == {"reason"}
    corrected = figure(value=Decimal(600_000_000), reason="统计局核减", known_on=date(2026, 10, 18))
    made = record_observation(by=place.office, observation=corrected)
    assert made.revision == 1
    assert list(queries.revisions_of(first)) == [made, first]
    assert Entry.objects.latest("seq").reason == "统计局核减"


def test_a_correction_that_changes_nothing_or_goes_back_is_refused(place, figure):
    record_observation(by=place.office, observation=figure())
    with pytest.raises(Invalid) as refused:
        record_observation(by=place.office, observation=figure(reason="再录", known_on=date(2026, 10, 1)))
    assert set(refused.value.errors) == {"value", "known_on"}


def test_the_figure_of_a_day_is_what_was_known_on_it(place, figure):
    record_observation(by=place.office, observation=figure())
    again = figure(value=Decimal(1), reason="核减", known_on=date(2026, 10, 18))
    record_observation(by=place.office, observation=again)

    def known(day: int) -> list[Decimal]:
        on = date(2026, 10, day)
        both = queries.published(place.scope, on), queries.published_periods(place.scope, on)
        assert [f.pk for f in both[0]] == [f.pk for f in both[1]]
        return [f.value for f in both[0]]

    assert known(14) == []
    assert known(15) == [Decimal(620_000_000)]
    assert known(18) == [Decimal(1)]


def test_meanings_and_regions_stay_apart(place, figure):
    record_observation(by=place.office, observation=figure())
    record_observation(by=place.office, observation=figure(meaning="到位资金", value=Decimal(5)))
    record_observation(by=place.neighbour_office, observation=figure(unit=place.units["neighbour"]))
    found = queries.published(place.scope, date(2026, 10, 20))
    assert {f.meaning for f in found} == {"统计口径", "到位资金"}
    assert queries.published(place.units["city"].path, date(2026, 10, 20)) == []


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("indicator", {"indicator": "  "}),
        ("source", {"source": ""}),
        ("period_last", {"period_last": date(2025, 12, 31)}),
        ("period_last", {"period_first": date(1026, 1, 1)}),
        ("period_first", {"period_first": date(2026, 12, 1), "period_last": date(2026, 12, 31)}),
        ("known_on", {"known_on": date(2090, 1, 1)}),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(place, figure, field, changed):
    with pytest.raises(Invalid) as refused:
        record_observation(by=place.office, observation=figure(**changed))
    assert set(refused.value.errors) == {field}
    assert not Observation.objects.exists()


def test_a_department_is_no_region(place, figure):
    with pytest.raises(Invalid) as refused:
        record_observation(by=place.office, observation=figure(unit=place.units["dep"]))
    assert set(refused.value.errors) == {"unit"}


@pytest.mark.parametrize("who", ["clerk", "inspector", "neighbour_office"])
def test_only_the_project_office_of_the_region_enters(place, figure, who):
    with pytest.raises(Refused):
        record_observation(by=place.actors[who], observation=figure())
