"""Who sees and runs meetings."""

from django.db.models import Q, QuerySet

from wutong.dispatch.models import Meeting, Series
from wutong.kit.actor import Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Role

_RUNNERS = {Role.PROJECT_OFFICE, Role.CITY_OFFICE, Role.INSPECTORATE}


def visible_to(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of the actor's region; for others those their unit takes part in."""
    meetings = Meeting.objects.select_related("series", "series__scope_unit", "series__host_post")
    if actor.sees_region:
        return meetings.filter(within(actor.scope_path))
    invited = Series.participants.through.objects.filter(unit_id=actor.unit_id).values("series_id")
    return meetings.filter(Q(series__in=invited) | Q(series__organiser=actor.unit_id))


def series_visible_to(actor: Actor) -> QuerySet[Series]:
    series = Series.objects.select_related("scope_unit", "host_post", "organiser")
    if actor.sees_region:
        return series.filter(within(actor.scope_path, "scope_unit__path"))
    return series.filter(Q(participants=actor.unit_id) | Q(organiser=actor.unit_id)).distinct()


def can_run(actor: Actor, meeting: Meeting) -> Verdict:
    """The organiser's office prepares, opens, writes decisions and closes."""
    return _runs(actor, meeting.scope_path)


def can_amend(actor: Actor, meeting: Meeting) -> Verdict:
    """Place, attendance and summary of a meeting that is over; its frozen brief is nobody's to change."""
    if meeting.state != "closed":
        return no("散会以后才有纪要可以更正")
    return can_run(actor, meeting)


def can_set_up(actor: Actor, series: Series) -> Verdict:
    return _runs(actor, series.scope_unit.path)


def _runs(actor: Actor, scope_path: str) -> Verdict:
    if actor.role == "system" or (actor.role in _RUNNERS and is_within(scope_path, actor.scope_path)):
        return YES
    return no("会议由承办单位（项目中心、督查室）办理")
