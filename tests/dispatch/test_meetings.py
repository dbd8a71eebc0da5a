"""From the brief to the minutes to next week's follow-up."""

from datetime import date, timedelta

import pytest

from wutong.dispatch import access, queries, rules, services
from wutong.dispatch.models import Decision, Meeting
from wutong.dispatch.papers.text import render
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.services import Proof
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid, Refused
from wutong.projects import services as projects

MONDAY = date(2026, 11, 23)
NEXT_MONDAY = date(2026, 11, 30)


def _section(meeting: Meeting, key: str):
    return next(s for s in queries.brief_of(meeting).sections if s.key == key)


def _decided(place, meeting, text="落实资金", due=date(2026, 11, 27)) -> Decision:
    return services.decide(
        by=place.office, meeting=meeting, text=text, owner_unit=place.units["dep"], due_on=due
    )


# Rhythms.


def test_meetings_appear_by_themselves_and_once(series):
    assert len(services.prepare(by=SYSTEM, today=MONDAY)) == 3
    assert services.prepare(by=SYSTEM, today=MONDAY) == []
    days = dict(Meeting.objects.values_list("series__key", "held_on"))
    assert days["weekly"] == MONDAY
    assert days["monthly"] == date(2026, 11, 25)


def test_a_week_without_a_pass_is_caught_up(series):
    services.prepare(by=SYSTEM, today=MONDAY + timedelta(days=11))
    assert Meeting.objects.get(series=series["weekly"], held_on__gt=MONDAY).held_on == date(2026, 12, 7)


def test_a_holiday_moves_the_meeting_to_the_next_working_day(series):
    """1 October is a Thursday of the holiday week; Monday the 5th is still a rest day."""
    services.prepare(by=SYSTEM, today=date(2026, 10, 5))
    assert Meeting.objects.get(series=series["weekly"]).held_on == date(2026, 10, 8)


def test_shipping_twice_makes_none_twice(place, series):
    again = services.ship_series(
        by=SYSTEM, county=place.units["county"], organiser=place.units["office"], hosts={}, participants=[]
    )
    assert (len(series), again) == (3, [])


# The brief.


def test_the_brief_is_computed_from_rows(place, project, meeting):
    projects.report_month(
        by=place.office, project=project, month=date(2026, 10, 1), month_yuan=1_000_000, ytd_yuan=20_000_000
    )
    figures = {f.key: f for f in _section(meeting, "overview").figures}
    assert (figures["projects.total"].value, figures["projects.total"].exact) == ("12,000", "120000000")
    assert figures["projects.plan_rate"].value == "40.0"
    assert "云杉光伏组件项目竣工" in _section(meeting, "lights").lines[0].text
    assert _section(meeting, "since_last").lines[0].mark == "worse"


def test_opening_freezes_the_brief(place, project, meeting):
    services.open_meeting(by=place.office, meeting=meeting)
    frozen = render(queries.brief_of(meeting))
    projects.edit_project(by=place.office, project=project, total_yuan=990_000_000, reason="核增")
    meeting.refresh_from_db()
    assert render(queries.brief_of(meeting)) == frozen
    assert len(meeting.brief_sha256) == 64
    other = Meeting(series=meeting.series, held_on=NEXT_MONDAY, since=MONDAY, scope_path=meeting.scope_path)
    assert "99,000" in render(queries.brief_of(other))


# Decisions.


def test_a_decision_stands_in_every_brief_until_it_is_struck_off(place, meeting):
    services.open_meeting(by=place.office, meeting=meeting)
    decision = _decided(place, meeting)
    services.close_meeting(by=place.office, meeting=meeting, summary="按期反馈")
    assert decision.duty.number == "凤调〔2026〕1号"
    with clock.standing_on(NEXT_MONDAY):
        services.prepare(by=SYSTEM, today=NEXT_MONDAY)
        following = Meeting.objects.get(series=meeting.series, held_on=NEXT_MONDAY)
        line = _section(following, "assignments").lines[0]
        assert ("超期3天" in line.text, line.light, line.mark) == (True, "over", "worse")
        owed = Duty.objects.get(pk=decision.duty_id)
        duties.report(by=place.clerk, duty=owed, text="已落实", evidence=[Proof("number", "凤财函1号")])
        duties.strike_off(by=place.inspector, duty=owed)
        section = _section(following, "assignments")
        assert [x.mark for x in section.lines] == ["settled"]
        services.open_meeting(by=place.office, meeting=following)
        services.close_meeting(by=place.office, meeting=following)
    week_after = Meeting(
        series=meeting.series,
        held_on=NEXT_MONDAY + timedelta(days=7),
        since=NEXT_MONDAY,
        scope_path=meeting.scope_path,
    )
    assert _section(week_after, "assignments").lines == ()


def test_numbers_run_on_through_the_year(place, meeting):
    services.open_meeting(by=place.office, meeting=meeting)
    numbers = [_decided(place, meeting, f"第{n}件事").duty.number for n in (1, 2, 3)]
    assert numbers == ["凤调〔2026〕1号", "凤调〔2026〕2号", "凤调〔2026〕3号"]


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_only_an_open_meeting_decides(place, meeting, state):
    if state == "closed":
        services.open_meeting(by=place.office, meeting=meeting)
        services.close_meeting(by=place.office, meeting=meeting)
    with pytest.raises(Invalid, match="只有开会中"):
        _decided(place, meeting)
    assert not Decision.objects.exists()


def test_a_decision_wants_words_and_a_day_to_come(place, meeting):
    services.open_meeting(by=place.office, meeting=meeting)
    with pytest.raises(Invalid) as refusal:
        _decided(place, meeting, " ", date(2026, 11, 1))
    assert set(refusal.value.errors) == {"text", "due_on"}


def test_a_meeting_that_is_not_held_says_why(place, meeting):
    with pytest.raises(Invalid):
        services.cancel_meeting(by=place.office, meeting=meeting, reason=" ")
    services.cancel_meeting(by=place.office, meeting=meeting, reason="并入月度会")
    assert Meeting.objects.get(pk=meeting.pk).state == "cancelled"


# Who.


@pytest.mark.parametrize("who", ["clerk", "secretary", "principal", "neighbour_office"])
def test_others_do_not_run_the_meeting(place, meeting, who):
    with pytest.raises(Refused):
        services.open_meeting(by=place.actors[who], meeting=meeting)
    assert Meeting.objects.get(pk=meeting.pk).state == "planned"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("office", True),
        ("principal", True),
        ("city_leader", True),
        ("clerk", True),
        ("neighbour_department", False),
        ("neighbour_office", False),
    ],
)
def test_who_sees_a_meeting(place, meeting, who, sees):
    assert access.visible_to(place.actors[who]).filter(pk=meeting.pk).exists() == sees


@pytest.mark.parametrize(
    ("rhythm", "offset", "words"),
    [
        ("week", 1, "每周的星期一"),
        ("fortnight", 3, "每两周的星期三"),
        ("fortnight", 10, "每两周的第二个星期三"),
        ("month", 25, "每月25日"),
    ],
)
def test_a_rhythm_is_told_as_people_say_it(rhythm, offset, words):
    assert rules.rhythm_words(rhythm, offset) == words
