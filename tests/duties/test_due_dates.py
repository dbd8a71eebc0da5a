"""A due date moves only by request, reason and approval; the baseline stays and slips are counted."""

from datetime import date

import pytest

from wutong.duties import services
from wutong.duties.models import DueRequest, Duty
from wutong.kit.verdict import Invalid, Refused


@pytest.fixture
def duty(place, on) -> Duty:
    with on(2026, 3, 2):
        return place.open(limit=None, promised_on=date(2026, 4, 1), precision="month", kind="node")


def _ask(place, duty, to_date, precision="day", by="clerk"):
    return services.request_due(
        by=getattr(place, by), duty=duty, to_date=to_date, precision=precision, reason="等上级批复"
    )


def test_asking_moves_nothing(place, on, duty):
    with on(2026, 3, 10):
        _ask(place, duty, date(2026, 5, 1))
    duty.refresh_from_db()
    assert (duty.due_on, duty.slips) == (date(2026, 4, 30), 0)


def test_approval_moves_it_and_counts_a_slip(place, on, duty):
    with on(2026, 3, 10):
        request = _ask(place, duty, date(2026, 5, 1), "month")
        services.decide_due(by=place.inspector, request=request, approve=True, note="同意")
    duty.refresh_from_db()
    assert (duty.due_on, duty.baseline_due_on) == (date(2026, 5, 31), date(2026, 4, 30))
    assert (duty.promised_on, duty.precision, duty.slips) == (date(2026, 5, 1), "month", 1)
    assert request.decided_by_name == place.inspector.person_name


def test_an_earlier_date_is_no_slip(place, on, duty):
    with on(2026, 3, 10):
        request = _ask(place, duty, date(2026, 4, 10))
        services.decide_due(by=place.inspector, request=request, approve=True)
    duty.refresh_from_db()
    assert (duty.due_on, duty.slips) == (date(2026, 4, 10), 0)


def test_a_refusal_needs_its_words_and_moves_nothing(place, on, duty):
    with on(2026, 3, 10):
        request = _ask(place, duty, date(2026, 5, 1))
        with pytest.raises(Invalid):
            services.decide_due(by=place.inspector, request=request, approve=False)
        services.decide_due(by=place.inspector, request=request, approve=False, note="理由不充分")
        with pytest.raises(Invalid, match="已经处理过"):
            services.decide_due(by=place.inspector, request=request, approve=True)
    duty.refresh_from_db()
    assert (duty.due_on, duty.slips) == (date(2026, 4, 30), 0)


@pytest.mark.parametrize("to_date", [date(2026, 3, 9), date(2026, 4, 30)])
def test_yesterday_and_the_same_day_are_refused(place, on, duty, to_date):
    with on(2026, 3, 10), pytest.raises(Invalid):
        _ask(place, duty, to_date)


def test_one_request_at_a_time_and_never_without_a_reason(place, on, duty):
    with on(2026, 3, 10):
        with pytest.raises(Invalid):
            services.request_due(by=place.clerk, duty=duty, to_date=date(2026, 5, 1), reason=" ")
        _ask(place, duty, date(2026, 5, 1))
        with pytest.raises(Invalid, match="待审批"):
            _ask(place, duty, date(2026, 6, 1))


def test_strangers_do_not_ask(place, on, duty):
    with on(2026, 3, 10), pytest.raises(Refused):
        _ask(place, duty, date(2026, 5, 1), by="neighbour_office")


def test_a_first_date_becomes_the_baseline(place, on):
    with on(2026, 3, 2):
        duty = place.open(limit=None)
    with on(2026, 3, 10):
        request = _ask(place, duty, date(2026, 5, 1))
        services.decide_due(by=place.inspector, request=request, approve=True)
    duty.refresh_from_db()
    assert (duty.due_on, duty.baseline_due_on, duty.slips) == (date(2026, 5, 1), date(2026, 5, 1), 0)


def test_a_ledger_with_another_date_asks_and_moves_nothing(place, on, duty):
    def promise(to_date, precision="month"):
        return services.promise_changed(
            by=place.office, duty=duty, to_date=to_date, precision=precision, reason="台账写的日期变了"
        )

    with on(2026, 3, 10):
        assert promise(date(2026, 4, 1)) is None
        first = promise(date(2026, 6, 1))
        assert promise(date(2026, 6, 1)) is None
        second = promise(date(2026, 7, 1))
        mine = DueRequest.objects.get(pk=first.pk)
        assert (mine.state, second.state) == ("refused", "open")
        with pytest.raises(Refused):
            services.decide_due(by=place.office, request=second, approve=True)
        duty.refresh_from_db()
        assert (duty.due_on, duty.slips) == (date(2026, 4, 30), 0)
        services.decide_due(by=place.inspector, request=second, approve=True)
    duty.refresh_from_db()
    assert (duty.due_on, duty.slips) == (date(2026, 7, 31), 1)


def test_a_wrong_promise_may_be_corrected_to_a_day_already_past(place, on, duty):
    with on(2026, 4, 10):
        request = services.promise_changed(
            by=place.office, duty=duty, to_date=date(2026, 3, 20), precision="day", reason="台账更正"
        )
        services.decide_due(by=place.inspector, request=request, approve=True)
    duty.refresh_from_db()
    assert (duty.due_on, duty.slips) == (date(2026, 3, 20), 0)
