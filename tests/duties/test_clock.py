"""The answers of the design's clocks, asked through the services; and the stored days against the engine's replay."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wutong.duties import queries, services
from wutong.duties.models import Duty
from wutong.engines import calendar as engine
from wutong.kit import clock
from wutong.kit.verdict import Invalid, Refused
from wutong.workdays.queries import calendar_for


def test_make_up_saturday_counts_and_spring_festival_does_not(place, on):
    with on(2026, 2, 13):
        duty = place.open(unit="workday", limit=3)
    assert duty.due_on == date(2026, 2, 25)


def test_a_stop_moves_the_due_day(place, on):
    with on(2026, 3, 2):
        duty = place.open(unit="workday", limit=5)
    with on(2026, 3, 4):
        services.stop(by=place.office, duty=duty, stop_type="supplement", reason="缺图纸")
        assert (duty.due_on, duty.paused) == (None, True)
    with on(2026, 3, 9):
        services.resume(by=place.office, duty=duty)
    assert (duty.due_on, duty.paused) == (date(2026, 3, 12), False)
    assert duty.baseline_due_on == date(2026, 3, 9)


def test_accepted_on_a_rest_day_with_one_day(place, on):
    with on(2026, 3, 7):
        assert place.open(unit="workday", limit=1).due_on == date(2026, 3, 9)


def test_overlapping_stops_pause_once(place, on):
    with on(2026, 3, 2):
        duty = place.open(unit="workday", limit=5)
    with on(2026, 3, 3):
        services.stop(by=place.office, duty=duty, stop_type="supplement", reason="缺图纸")
    with on(2026, 3, 4):
        services.stop(by=place.office, duty=duty, stop_type="publication", reason="公示")
    with on(2026, 3, 6):
        services.resume(by=place.office, duty=duty, stop_type="supplement")
        assert duty.paused
    with on(2026, 3, 10):
        services.resume(by=place.office, duty=duty)
    # counted 03-03, then 03-11, 12, 13, 16; stopped 03-04 … 03-10, the two common days once
    assert duty.due_on == date(2026, 3, 16)
    assert queries.reading(duty, date(2026, 3, 16)).stopped_days == 5


def test_two_stops_open_must_be_told_apart(place, on):
    with on(2026, 3, 2):
        duty = place.open(unit="workday", limit=5)
        services.stop(by=place.office, duty=duty, stop_type="supplement", reason="缺图纸")
        services.stop(by=place.office, duty=duty, stop_type="publication", reason="公示")
        with pytest.raises(Invalid, match="多项暂停"):
            services.resume(by=place.office, duty=duty)


def test_a_due_day_in_a_year_without_a_notice_is_provisional(place, on):
    with on(2026, 12, 28):
        duty = place.open(unit="workday", limit=10)
    assert duty.provisional and duty.due_on.year == 2027


@pytest.mark.parametrize(
    ("first", "precision", "due"),
    [
        (date(2026, 4, 11), "tenday", date(2026, 4, 20)),
        (date(2026, 4, 1), "month", date(2026, 4, 30)),
        (date(2026, 1, 1), "year", date(2026, 12, 31)),
        (date(2026, 4, 11), "day", date(2026, 4, 11)),
    ],
)
def test_an_imprecise_promise_is_due_on_the_last_day(place, on, first, precision, due):
    with on(2026, 3, 2):
        duty = place.open(limit=None, promised_on=first, precision=precision)
    assert duty.due_on == due


def test_a_span_of_years_is_no_promise(place, on):
    with on(2026, 3, 2), pytest.raises(Invalid):
        place.open(limit=None, promised_on=date(2026, 1, 1), precision="years")


def test_a_promise_already_past_starts_on_its_own_day(place, on):
    with on(2026, 11, 23):
        duty = place.open(limit=None, promised_on=date(2026, 6, 1), precision="month")
        assert (duty.started_on, duty.due_on) == (date(2026, 6, 30), date(2026, 6, 30))
        assert queries.light_of(duty) == ("over", 146)


def test_without_a_term_there_is_no_clock(place, on):
    with on(2026, 3, 2):
        duty = place.open(limit=None)
        assert (duty.due_on, queries.reading(duty), queries.light_of(duty)) == (None, None, ("ok", None))


def test_a_stop_moves_the_statutory_day_and_an_approved_request_only_the_promised(place, on):
    with on(2026, 3, 2):
        duty = place.open(unit="workday", limit=5, statutory_limit=10)
        statutory = duty.statutory_due_on
        services.stop(by=place.office, duty=duty, stop_type="hearing", reason="听证")
    with on(2026, 3, 3):
        services.resume(by=place.office, duty=duty)
        assert duty.statutory_due_on > statutory
        statutory = duty.statutory_due_on
        request = services.request_due(by=place.clerk, duty=duty, to_date=date(2026, 3, 20), reason="待批复")
        services.decide_due(by=place.inspector, request=request, approve=True)
    duty.refresh_from_db()
    assert (duty.due_on, duty.statutory_due_on) == (date(2026, 3, 20), statutory)


def test_reported_on_the_due_day_is_in_time_however_late_it_is_verified(place, on):
    with on(2026, 3, 2):
        duty = place.open(limit=5)
    with on(2026, 3, 7):
        services.report(by=place.clerk, duty=duty, text="已办结")
    with on(2026, 3, 20):
        assert queries.light_of(duty)[0] == "warn"
        services.strike_off(by=place.office, duty=duty)
        assert queries.reading(duty).overdue_days == 0
    assert (duty.state, duty.settled_on) == ("struck_off", date(2026, 3, 20))


def test_days_since_a_report_that_is_sent_back_count_after_all(place, on):
    with on(2026, 3, 2):
        duty = place.open(limit=5)
    with on(2026, 3, 7):
        services.report(by=place.clerk, duty=duty, text="已办结")
    with on(2026, 3, 10):
        services.send_back(by=place.office, duty=duty, reason="材料不全")
        assert queries.light_of(duty) == ("over", 3)


def test_a_clock_that_has_run_out_cannot_be_stopped(place, on):
    with on(2026, 3, 2):
        duty = place.open(limit=5)
    with on(2026, 3, 7), pytest.raises(Refused, match="已到期"):
        services.stop(by=place.office, duty=duty, stop_type="other", reason="想停")


def test_the_sql_light_is_the_light(place, on):
    with on(2026, 3, 2):
        for limit in range(0, 12):
            duty = place.open(limit=limit)
            if limit > 8:
                services.stop(by=place.office, duty=duty, stop_type="other", reason="等批复")
    for offset in range(14):
        today = date(2026, 3, 2) + timedelta(days=offset)
        for duty in Duty.objects.with_light(today):
            assert duty.light == queries.light_of(duty, today)[0]


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["stop", "resume", "extend", "report", "send_back", "hand_over"]),
        st.integers(0, 6),
        st.sampled_from(["supplement", "publication"]),
        st.integers(0, 30),
    ),
    max_size=9,
)
TERMS = st.one_of(
    st.fixed_dictionaries({"limit": st.integers(0, 25), "unit": st.sampled_from(["day", "workday"])}),
    st.fixed_dictionaries(
        {
            "limit": st.none(),
            "promised_on": st.dates(date(2026, 1, 5), date(2026, 6, 30)),
            "precision": st.sampled_from(["day", "tenday", "month"]),
            "unit": st.sampled_from(["day", "workday"]),
        }
    ),
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(term=TERMS, actions=ACTIONS)
def test_stored_days_equal_the_engine_s_replay(place, term, actions):
    """The events are written down here a second time, as the engine wants them, while the services run."""
    today = date(2026, 1, 5)
    with clock.standing_on(today):
        duty = place.open(**term)
    due = (
        engine.PromisedDate(term["promised_on"], engine.PeriodKind(term["precision"])).due
        if "promised_on" in term
        else None
    )
    replay = [
        engine.Started(duty.started_on, term["limit"] if due is None else due, None, engine.Unit(duty.unit))
    ]
    waiting: list[engine.Event] = []
    for action, days, stop_type, ahead in actions:
        today += timedelta(days=days)
        with clock.standing_on(today):
            event = _act(place, duty, action, stop_type, today + timedelta(days=ahead))
        if event is None:
            continue
        if action == "send_back":
            waiting.clear()
        elif action != "report":
            replay.append(event)
    duty.refresh_from_db()
    read = engine.read_clock(replay, duty.reported_on or today, calendar_for(place.scope))
    assert (duty.due_on, duty.warn_on) == (read.due, read.warn)
    assert duty.paused == any(stop.resumed is None for stop in read.stops)


def _act(place, duty: Duty, action: str, stop_type: str, to_date: date) -> object | None:
    today, kind = clock.today(), engine.StopKind(stop_type)
    try:
        match action:
            case "stop":
                services.stop(by=place.office, duty=duty, stop_type=stop_type, reason="等")
                return engine.Stopped(today, kind, "等")
            case "resume":
                services.resume(by=place.office, duty=duty, stop_type=stop_type)
                return engine.Resumed(today, kind)
            case "extend":
                request = services.request_due(by=place.clerk, duty=duty, to_date=to_date, reason="等")
                services.decide_due(by=place.inspector, request=request, approve=True)
                duty.refresh_from_db()
                return engine.Extended(today, engine.Which.PROMISED, to_date, "等")
            case "report":
                services.report(by=place.clerk, duty=duty, text="好了")
                return "reported"
            case "send_back":
                services.send_back(by=place.office, duty=duty, reason="没好")
                return "returned"
    except (Invalid, Refused):
        duty.refresh_from_db()
    return None
