"""Each warning once: keyed by (rule, duty, period), computed over the days since the last pass."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.duties.place import counted
from wutong.duties import queries, rules, services
from wutong.duties.models import Duty, Reminder
from wutong.kit import clock
from wutong.kit.actor import SYSTEM


def _pass(day: date) -> int:
    with clock.standing_on(day):
        return services.remind(by=SYSTEM)


def _keys() -> set[tuple[str, int, str]]:
    return set(Reminder.objects.values_list("rule", "duty__key", "period"))


def _some_duties(place) -> None:
    with clock.standing_on(date(2026, 3, 2)):
        for limit in (2, 3, 4, 6, 8, 10, 12):
            place.open(limit=limit, key=f"day{limit}")
            place.open(limit=limit, unit="workday", key=f"workday{limit}")


def test_three_days_without_a_pass_lose_no_warning_and_repeat_none(place):
    _some_duties(place)
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(40)]
    skipped = set(days[6:9]) | set(days[20:23])
    for day in days:
        if day not in skipped:
            _pass(day)
    with_gaps = _keys()
    Reminder.objects.all().delete()
    for day in days:
        _pass(day)
    assert with_gaps == _keys()
    assert Reminder.objects.count() == len(with_gaps)


def test_a_second_pass_gives_none(place):
    _some_duties(place)
    assert _pass(date(2026, 3, 9)) > 0
    assert _pass(date(2026, 3, 9)) == 0
    assert _pass(date(2026, 3, 9)) == 0


def test_it_climbs_the_ladder_to_who_stands_above(place):
    with clock.standing_on(date(2026, 3, 2)):
        duty = place.open(limit=5, owner_post=place.posts["clerk"])
    _pass(date(2026, 3, 6))
    assert list(Reminder.objects.values_list("rule", "post__title")) == [("due_soon", "clerk")]
    _pass(date(2026, 4, 10))
    climbed = Reminder.objects.filter(duty=duty).exclude(rule__in=["due_soon", "stale"]).order_by("tier")
    assert list(climbed.values_list("tier", "post__title")) == [
        (1, "clerk"),
        (2, "section_head"),
        (3, "portfolio"),
        (4, "principal"),
        (5, "city_leader"),
    ]
    assert queries.tier_of(duty, date(2026, 4, 10)) == 5


def test_tiers_by_days_overdue():
    ladder = (0, 3, 7, 15, 30)
    assert [rules.ladder_tier(n, ladder) for n in (-1, 0, 1, 2, 3, 6, 7, 15, 30, 99)] == [
        0, 0, 1, 1, 2, 2, 3, 4, 5, 5,
    ]  # fmt: skip


def test_a_thing_never_told_of_is_late_too(place):
    with clock.standing_on(date(2026, 3, 2)):
        duty = place.open(limit=None)
    assert _pass(date(2026, 3, 31)) == 0
    assert _pass(date(2026, 4, 1)) == 1
    assert "从未反馈" in Reminder.objects.get().text
    with clock.standing_on(date(2026, 4, 2)):
        services.note(by=place.clerk, duty=duty, text="正在办")
    assert _pass(date(2026, 5, 1)) == 0
    assert _pass(date(2026, 5, 2)) == 1


def test_a_long_term_is_asked_about_less_often(place):
    with clock.standing_on(date(2026, 3, 2)):
        place.open(limit=400)
    assert _pass(date(2026, 6, 9)) == 0
    assert _pass(date(2026, 6, 10)) == 1
    assert "100 天没有反馈" in Reminder.objects.get().text


def test_nothing_is_warned_of_while_stopped_or_ended(place):
    with clock.standing_on(date(2026, 3, 2)):
        stopped, ended = place.open(limit=5), place.open(limit=5)
        services.stop(by=place.office, duty=stopped, stop_type="other", reason="等批复")
        services.cancel(by=place.office, duty=ended, reason="不再需要")
    assert _pass(date(2026, 4, 20)) == 0


def test_a_report_waiting_for_verification_reminds_the_creditor_not_the_owner(place):
    with clock.standing_on(date(2026, 3, 2)):
        duty = place.open(limit=5)
        services.report(by=place.clerk, duty=duty, text="办结")
    assert _pass(date(2026, 3, 6)) == 0
    assert _pass(date(2026, 3, 20)) == 1
    reminder = Reminder.objects.get()
    assert (reminder.rule, reminder.unit) == ("unverified", place.units["office"])


def test_a_moved_date_warns_again(place):
    with clock.standing_on(date(2026, 3, 2)):
        duty = place.open(limit=5)
    _pass(date(2026, 3, 9))
    with clock.standing_on(date(2026, 3, 9)):
        request = services.request_due(by=place.clerk, duty=duty, to_date=date(2026, 3, 20), reason="等批复")
        services.decide_due(by=place.inspector, request=request, approve=True)
    assert _pass(date(2026, 3, 10)) == 0
    assert _pass(date(2026, 3, 21)) == 2  # due soon, missed while no pass was made, and overdue
    overdue = Reminder.objects.filter(rule="overdue").order_by("id")
    assert list(overdue.values_list("period", flat=True)) == ["2026-03-07", "2026-03-20"]


def _statements(place, count: int) -> int:
    with clock.standing_on(date(2026, 3, 2)):
        for days in (6, 8, 40):
            specs = [place.spec(f"节点{days}-{i}", limit=days, subject_id=i) for i in range(count)]
            services.open_many(by=place.office, duties=specs)
    with clock.standing_on(date(2026, 4, 9)), CaptureQueriesContext(connection) as captured:
        services.remind(by=SYSTEM)
    return counted(captured)


def test_a_pass_over_200_subjects_stays_within_ten_queries_and_flat(place):
    few = _statements(place, 10)
    many = _statements(place, 200)
    assert Reminder.objects.filter(duty__in=Duty.objects.all()).count() > 600
    assert (few, many <= 10) == (many, True), (few, many)


@pytest.mark.parametrize(("who", "count"), [("clerk", 1), ("colleague", 0), ("neighbour_office", 0)])
def test_the_inbox_holds_one_s_own_and_is_read_away_by_oneself(place, who, count):
    with clock.standing_on(date(2026, 3, 2)):
        place.open(limit=3, owner_post=place.posts["clerk"])
    _pass(date(2026, 3, 3))
    actor = getattr(place, who)
    assert queries.inbox(actor).count() == count
    ids = list(Reminder.objects.values_list("id", flat=True))
    assert services.mark_read(by=actor, ids=ids) == count
    assert queries.inbox(place.clerk).count() == 1 - count


def test_clocks_are_read_again_when_a_calendar_changes(place, on, monkeypatch):
    from wutong.duties.services import recording
    from wutong.engines.calendar import Calendar, shipped_calendar

    with on(2026, 12, 28):
        duty = place.open(unit="workday", limit=10)
        assert duty.provisional
        before = duty.due_on
        shipped = shipped_calendar()
        days = {date(2027, 1, 1): False, date(2027, 1, 4): False, date(2027, 1, 5): False}
        gazetted = Calendar(days, [*shipped.gazetted_years, 2027])
        monkeypatch.setattr(recording, "calendar_for", lambda scope_path="": gazetted)
        assert services.recompute_clocks(by=SYSTEM) == 1
        assert services.recompute_clocks(by=SYSTEM) == 0
    duty.refresh_from_db()
    assert duty.due_on > before
    assert not duty.provisional
    assert duty.baseline_due_on == before
    assert "按新的工作日历" in Reminder.objects.get(rule="recomputed").text
