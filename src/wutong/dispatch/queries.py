"""Briefs and meetings, read."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q

from wutong.dispatch import access, rules
from wutong.dispatch.models import Meeting, Series
from wutong.kit import sockets
from wutong.kit.actor import Actor
from wutong.org.models import Unit
from wutong.workdays import queries as workdays

BESIDE = "统计口径由统计部门公布，项目自报由项目单位填报，两者口径不同，并列列示，不相加。"


def compute(scope: rules.BriefScope, title: str) -> rules.Brief:
    """The brief of a scope as its rows stand: every plugged section in its order."""
    plugs = sorted(sockets.brief_sections.values(), key=lambda plug: plug.order)
    sections = tuple(section for plug in plugs if (section := plug.compute(scope)))
    beside = any(not figure.key for section in sections for figure in section.figures)
    notes = (BESIDE,) if beside else ()
    since, on = scope.since.isoformat(), scope.on.isoformat()
    return rules.Brief(title, scope.unit_name, since, on, sections, notes)


def scope_of(meeting: Meeting) -> rules.BriefScope:
    return rules.BriefScope(
        meeting.scope_path, meeting.series.scope_unit.name, meeting.since, meeting.held_on
    )


def brief_of(meeting: Meeting) -> rules.Brief:
    """The frozen brief of a meeting that has opened, else the brief as of now."""
    if meeting.brief:
        return rules.from_json(meeting.brief)
    return compute(scope_of(meeting), title_of(meeting.series, meeting.held_on))


def spoken_of(meeting: Meeting, item: str) -> models.Model | None:
    """The object that a line of the meeting's brief speaks of, where it is still there."""
    line = rules.line_of(brief_of(meeting), item)
    if line is None or not line.subject:
        return None
    kind, _, pk = line.subject.partition(":")
    return apps.get_model(kind)._base_manager.filter(pk=pk).first()


def title_of(series: Series, held_on: date) -> str:
    return f"{series.name}调度材料（{held_on.year}年{held_on.month}月{held_on.day}日）"


def meeting_on(series: Series, held_on: date) -> Meeting:
    """The meeting of that day; an unsaved one where none stands, so that a brief can be had for any day."""
    found = (
        Meeting.objects.filter(series=series, held_on=held_on).select_related("series__scope_unit").first()
    )
    return found or Meeting(
        series=series, held_on=held_on, since=since_of(series, held_on), scope_path=series.scope_unit.path
    )


def since_of(series: Series, held_on: date) -> date:
    """The day of the meeting before: the one that was held, else the one that the rhythm says."""
    last = (
        series.meetings.filter(held_on__lt=held_on).filter(~Q(state="cancelled")).order_by("-held_on").first()
    )
    if last:
        return last.held_on
    calendar = workdays.calendar_for(series.scope_unit.scope_path)
    return rules.previous_meeting_day(series.rhythm, series.day_offset, held_on, calendar)


def find_series(key: str, unit: Unit) -> Series | None:
    return Series.objects.filter(key=key, scope_unit=unit).select_related("scope_unit").first()


def upcoming(actor: Actor, today: date, limit: int = 5) -> list[Meeting]:
    """The actor's next meetings, soonest first."""
    return list(access.visible_to(actor).filter(held_on__gte=today).order_by("held_on")[:limit])
