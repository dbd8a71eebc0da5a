"""Meetings prepared, opened, decided and closed."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files

from django.db.models import Max

from wutong.dispatch import access, queries, rules
from wutong.dispatch.events import MeetingClosed, MeetingOpened
from wutong.dispatch.flows import MEETING
from wutong.dispatch.models import Decision, Meeting, Series
from wutong.duties import services as duties
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.models import Post, Unit
from wutong.workdays import queries as workdays

ASSIGNMENT = "assignment"
PLANNED_WITHIN_DAYS = 366


def set_up_series(*, by: Actor, series: Series, participants: list[Unit]) -> Series:
    """Declare a meeting of a rhythm; its meetings appear by themselves."""
    require(access.can_set_up(by, series))
    if Series.objects.filter(scope_unit=series.scope_unit, key=series.key).exists():
        raise Invalid({"key": f"“{series.scope_unit}”已有代号为“{series.key}”的会议"})
    with writing(by, "dispatch.series.create") as sheet:
        sheet.create(series)
        series.participants.set(participants)
    return series


def ship_series(
    *, by: Actor, county: Unit, organiser: Unit, hosts: Mapping[str, Post], participants: list[Unit]
) -> list[Series]:
    """Set up the meetings that ship as data; `hosts` names the posts for office, portfolio and principal.

    What the county has already is left as it is.
    """
    known = set(Series.objects.filter(scope_unit=county).values_list("key", flat=True))
    shipped = tomllib.loads((files("wutong.dispatch") / "series.toml").read_text(encoding="utf-8"))["series"]
    made = []
    with writing(by, "dispatch.series.ship") as sheet:
        sheet.about(county)
        for row in shipped:
            host = hosts.get(row.pop("host"))
            if row["key"] not in known:
                series = Series(scope_unit=county, organiser=organiser, host_post=host, **row)
                made.append(set_up_series(by=by, series=series, participants=participants))
    return made


def prepare(*, by: Actor, today: date) -> list[Meeting]:
    """Make the meetings that fall within their series' preparation time; the second run makes none."""
    made = []
    for series in Series.objects.filter(is_active=True).select_related("scope_unit"):
        calendar = workdays.calendar_for(series.scope_unit.scope_path)
        day = rules.next_meeting_day(series.rhythm, series.day_offset, today - timedelta(days=1), calendar)
        known = series.meetings.filter(held_on__gte=today).exists()
        if day - today <= timedelta(days=series.prepare_days) and not known:
            made.append(plan_meeting(by=by, series=series, held_on=day))
    return made


def plan_meeting(*, by: Actor, series: Series, held_on: date) -> Meeting:
    """Put a meeting of the series on a day, in its rhythm or out of it."""
    require(access.can_set_up(by, series))
    if abs((held_on - clock.today()).days) > PLANNED_WITHIN_DAYS:
        raise Invalid({"held_on": f"{held_on}离今天太远，会议日期应在前后一年之内"})
    with writing(by, "dispatch.meeting.plan") as sheet:
        if series.meetings.filter(held_on=held_on).exists():
            raise Invalid({"held_on": f"{held_on}已有这个会议"})
        meeting = Meeting(
            series=series,
            held_on=held_on,
            since=queries.since_of(series, held_on),
            scope_path=series.scope_unit.path,
        )
        sheet.create(meeting)
    return meeting


def open_meeting(*, by: Actor, meeting: Meeting) -> Meeting:
    """Freeze the brief as it stands and open the meeting."""
    with writing(by, "dispatch.meeting.open") as sheet:
        brief = queries.brief_of(meeting).to_json()
        MEETING.take(
            sheet, meeting, "open", opened_at=clock.now(), brief=brief, brief_sha256=rules.seal(brief)
        )
        sheet.emit(MeetingOpened(meeting.pk))
    return meeting


def decide(
    *,
    by: Actor,
    meeting: Meeting,
    text: str,
    owner_unit: Unit,
    due_on: date,
    owner_post: Post | None = None,
    section: str = "",
    co_owners: tuple[Unit, ...] = (),
) -> Decision:
    """Write down a decision of the open meeting; it becomes an assignment that stands until it is struck off.

    `section` is a section of the brief or one line of it (`lights:3`): the assignment belongs to what the line tells of.
    """
    require(access.can_run(by, meeting))
    with writing(by, "dispatch.decide") as sheet:
        meeting.refresh_from_db(fields=["state", "version"])
        _check_decision(meeting, text, due_on)
        sheet.about(meeting)
        duty = duties.open_duty(
            by=by,
            kind=ASSIGNMENT,
            title=text[:200],
            detail=text,
            number=_next_number(meeting),
            subject=queries.spoken_of(meeting, section) or meeting,
            source=meeting,
            scope_path=meeting.scope_path,
            owner_unit=owner_unit,
            owner_post=owner_post,
            co_owners=co_owners,
            creditor_unit=meeting.series.organiser,
            started_on=meeting.held_on,
            promised_on=due_on,
        )
        number = (meeting.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
        decision = Decision(meeting=meeting, number=number, section=section, text=text, duty=duty)
        sheet.create(decision)
    return decision


def _check_decision(meeting: Meeting, text: str, due_on: date) -> None:
    if meeting.state != "open":
        raise Invalid("只有开会中的会议能写议定事项，请先“开会”")
    errors = {}
    if not text.strip():
        errors["text"] = "请写明议定事项"
    if due_on < meeting.held_on:
        errors["due_on"] = "完成时限不能早于会议当天"
    if errors:
        raise Invalid(errors)


def _next_number(meeting: Meeting) -> str:
    """Assignments are numbered by region and year."""
    year = meeting.held_on.year
    taken = Decision.objects.filter(
        meeting__scope_path=meeting.scope_path, meeting__held_on__year=year
    ).count()
    return rules.assignment_number(f"{meeting.series.scope_unit.name[0]}调", year, taken + 1)


def close_meeting(
    *, by: Actor, meeting: Meeting, attendance: str = "", place: str = "", summary: str = ""
) -> Meeting:
    """Close the meeting; its minutes are its frozen brief and its decisions."""
    with writing(by, "dispatch.meeting.close") as sheet:
        MEETING.take(
            sheet,
            meeting,
            "close",
            closed_at=clock.now(),
            attendance=attendance,
            place=place,
            summary=summary,
        )
        sheet.emit(MeetingClosed(meeting.pk))
    return meeting


def amend_minutes(*, by: Actor, meeting: Meeting, reason: str, **told: str) -> None:
    """Say anew where it was held, who attended (`place`, `attendance`) or its `summary`; what was said stays in the log."""
    require(access.can_amend(by, meeting))
    if not reason.strip():
        raise Invalid({"reason": "更正纪要要写明理由"})
    with writing(by, "dispatch.meeting.amend", reason) as sheet:
        sheet.about(meeting)
        sheet.update(meeting, **told)


def cancel_meeting(*, by: Actor, meeting: Meeting, reason: str) -> None:
    with writing(by, "dispatch.meeting.cancel", reason) as sheet:
        MEETING.take(sheet, meeting, "cancel", reason=reason)
