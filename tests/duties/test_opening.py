"""Opening one duty and many."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.duties.place import counted
from wutong.audit.models import Change, Entry
from wutong.duties import queries, rules, services
from wutong.duties.models import CoOwner, Duty
from wutong.kit.verdict import Invalid


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"limit": -1}, "limit"),
        ({"limit": 3, "promised_on": date(2026, 4, 1)}, "limit"),
        ({"statutory_limit": -2}, "statutory_limit"),
    ],
)
def test_what_cannot_be_right_is_refused(place, wrong, field):
    with pytest.raises(Invalid) as refused:
        place.open(**wrong)
    assert field in refused.value.errors
    assert not Duty.objects.exists()


def test_a_batch_equals_single_openings(place, on):
    terms = [
        {"limit": 5, "unit": "workday"},
        {"limit": None, "promised_on": date(2026, 4, 11), "precision": "tenday"},
        {"limit": None},
        {"limit": 8, "unit": "workday", "statutory_limit": 20},
    ]
    columns = ("started_on", "due_on", "warn_on", "statutory_due_on", "baseline_due_on", "provisional")
    with on(2026, 3, 2):
        singles = [place.open(kind="node", creditor_unit=None, **term) for term in terms]
        ids = services.open_many(by=place.office, duties=[place.spec("批", **term) for term in terms])
    for single, pk in zip(singles, ids, strict=True):
        many = Duty.objects.get(pk=pk)
        single.refresh_from_db()
        assert [getattr(many, c) for c in columns] == [getattr(single, c) for c in columns]
        assert many.history.count() == 1
        assert Change.objects.filter(object_type="duties.duty", object_id=pk).count() == 1


def test_a_batch_is_one_entry_and_no_query_per_row(place):
    def statements(count: int) -> int:
        specs = [
            place.spec(
                f"节点{i}",
                promised_on=date(2026, 1 + i % 12, 1),
                co_owners=((place.units["office"].pk, None),),
            )
            for i in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            services.open_many(by=place.office, duties=specs)
        return counted(captured)

    statements(1)  # the very first entry also makes the log
    assert statements(400) == statements(40)
    assert Entry.objects.count() == 3
    assert CoOwner.objects.count() == 441


def test_a_wrong_one_fails_the_whole_batch(place):
    with pytest.raises(Invalid, match="时限"):
        services.open_many(by=place.office, duties=[place.spec("好"), place.spec("坏", limit=-1)])
    assert not Duty.objects.exists()


def test_an_empty_batch_is_no_trouble(place):
    assert services.open_many(by=place.office, duties=[]) == []


def test_numbers_run_within_a_place_and_year(place):
    assert queries.next_number("plain", place.scope, 2026) == "2026-001"
    place.open(number="2026-009")
    assert queries.next_number("plain", place.scope, 2026) == "2026-010"
    assert rules.next_number(2027, ["2026-009"]) == "2027-001"


def test_an_unknown_kind_is_a_plain_task():
    assert rules.kind_of("nobody plugged this").label == "任务"
