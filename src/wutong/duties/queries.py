"""Readings of duties."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wutong.duties import rules
from wutong.duties.access import VERIFIERS, posts_held, visible_to
from wutong.duties.enums import EventKind, RequestState
from wutong.duties.models import CoOwner, DueRequest, Duty, Reminder
from wutong.duties.querysets import DutyQuerySet, in_sight, light_case, overdue, unaccepted, vacant
from wutong.engines import calendar as engine
from wutong.kit import clock, sockets
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.kit.writing import object_type
from wutong.org.enums import Reach
from wutong.org.models import Post, Unit
from wutong.workdays.queries import calendar_for

__all__ = [
    "in_sight",
    "light_case",
    "light_of",
    "mine",
    "of_subject",
    "of_unit",
    "overdue",
    "owed_to",
    "receipt_overdue",
    "reading",
    "unaccepted",
    "vacant",
]


def mine(actor: Actor) -> DutyQuerySet:
    """Unfinished duties of the posts that the person holds; for who answers for a unit, its unassigned ones too."""
    posts = posts_held(actor)
    owned = Duty.objects.filter(owner_post__in=posts)
    shared = CoOwner.objects.filter(post__in=posts).values("duty_id")
    ids = owned.values("pk").union(shared)
    if actor.reach != Reach.OWN and actor.unit_id is not None:
        ids = ids.union(Duty.objects.filter(owner_unit=actor.unit_id, owner_post=None).values("pk"))
    return Duty.objects.unfinished().filter(pk__in=ids)


def of_unit(unit: Unit | int) -> DutyQuerySet:
    """Unfinished duties that the unit owns or co-owns."""
    shared = CoOwner.objects.filter(unit=unit).values("duty_id")
    ids = Duty.objects.filter(owner_unit=unit).values("pk").union(shared)
    return Duty.objects.unfinished().filter(pk__in=ids)


def tie_of_unit(unit: Unit) -> str:
    """What the unit still owes or is owed, in words."""
    owed, owing = of_unit(unit).count(), owed_to(unit).count()
    told = ((owed, "未销号的任务{}项"), (owing, "欠它的任务{}项"))
    return "、".join(words.format(count) for count, words in told if count)


def tie_of_post(post: Post) -> str:
    count = Duty.objects.unfinished().filter(owner_post=post).count()
    return f"未销号的任务{count}项" if count else ""


def owed_to(unit: Unit | int) -> DutyQuerySet:
    """Unfinished duties that are owed to the unit."""
    return Duty.objects.unfinished().filter(creditor_unit=unit)


def in_book() -> Q:
    """What stands in the book of assignments: decisions, instructions, findings and problems in one."""
    return Q(kind__in=[kind.key for kind in sockets.duty_kinds.values() if kind.in_book])


def of_subject(obj: models.Model) -> DutyQuerySet:
    """All duties of an object, finished or not."""
    return Duty.objects.filter(subject_type=object_type(obj), subject_id=obj.pk)


def of_subjects(model: type[models.Model], ids: list[int]) -> DutyQuerySet:
    return Duty.objects.filter(subject_type=object_type(model), subject_id__in=ids)


def light_of(duty: Duty, today: date | None = None) -> tuple[str, int | None]:
    """(light, days): days overdue where over, days left where warn or ok, in the duty's own unit; None unknown."""
    today = today or clock.today()
    key = rules.light(duty, today)
    if duty.due_on is None or key in ("paused", "done"):
        return key, None
    calendar = calendar_for(duty.scope_path)
    days = rules.days_between(duty.unit, rules.as_of(duty, today), duty.due_on, calendar)
    return key, abs(days)


def receipt_overdue(duty: Duty, today: date) -> bool:
    """Whether the owner has not confirmed in time that it has arrived (未签收)."""
    return rules.unaccepted(duty, today)


def events_of(duty: Duty) -> list[engine.Event] | None:
    """The duty's clock as the engine reads it; None for a duty without a term."""
    start = rules.started(duty, duty.baseline_due_on)
    happened = sorted(duty.events.all(), key=lambda event: event.pk)
    return None if start is None else rules.clock_events(start, happened)


def reading(duty: Duty, today: date | None = None) -> engine.Reading | None:
    """The engine's reading of the clock, by the day of the report where one waits; None for a duty without a term."""
    events = events_of(duty)
    if events is None:
        return None
    day = rules.as_of(duty, today or clock.today())
    return engine.read_clock(events, day, calendar_for(duty.scope_path), rules.warn_days(duty.kind))


def explained(duty: Duty, today: date | None = None) -> list[engine.ClockDay]:
    """Each day of the clock with the rule that counts it or not, to the later of its due days; empty without a term."""
    events = events_of(duty)
    if events is None:
        return []
    calendar, day = calendar_for(duty.scope_path), rules.as_of(duty, today or clock.today())
    lines = engine.explain_clock(events, day, calendar)
    if duty.statutory_limit is None:
        return lines
    return max(lines, engine.explain_clock(events, day, calendar, engine.Which.STATUTORY), key=len)


def open_stops(duty: Duty) -> list[str]:
    """Types of the stops that have not been resumed."""
    types: list[str] = []
    for event in sorted(duty.events.all(), key=lambda event: event.pk):
        if event.kind == EventKind.STOPPED:
            types.append(event.stop_type)
        elif event.kind == EventKind.RESUMED:
            types.remove(event.stop_type)
    return types


def tier_of(duty: Duty, today: date | None = None) -> int:
    """How far up the ladder the duty stands: 0 in time, 1 handling person … 5 city."""
    days = rules.days_overdue(duty, today or clock.today(), calendar_for(duty.scope_path))
    return rules.ladder_tier(days, rules.kind_of(duty.kind).ladder) if duty.state == "open" else 0


def ladder_posts() -> dict[tuple[str, int], tuple[int, int]]:
    """(unit path, tier) to (post id, unit id), for the tiers above the handling person; the oldest post of several."""
    posts = Post.objects.filter(tier__gte=2, is_active=True, unit__is_active=True).order_by("-id")
    found = posts.values_list("unit__path", "tier", "id", "unit_id")
    return {(path, tier): (post, unit) for path, tier, post, unit in found}


def next_number(kind: str, scope_path: str, year: int) -> str:
    """The next free number of a kind within a place and year: 2026-007."""
    used = Duty.objects.filter(kind=kind, scope_path=scope_path, number__startswith=f"{year}-")
    return rules.next_number(year, used.values_list("number", flat=True))


def waiting_for(duties: Iterable[Duty]) -> QuerySet[DueRequest]:
    """Requests to move one of these duties that nobody has decided."""
    ids = [duty.pk for duty in duties]
    return DueRequest.objects.filter(duty__in=ids, state=RequestState.OPEN).order_by("id")


def undecided(actor: Actor, limit: int) -> list[tuple[DueRequest, str]]:
    """Requests of the actor's region that nobody has decided, the oldest first, and whom each waits for."""
    asked = DueRequest.objects.filter(state=RequestState.OPEN, duty__in=visible_to(actor), duty__state="open")
    found = asked.select_related("duty__owner_unit", "duty__creditor_unit").order_by("id")[:limit]
    return [(request, _decides(request.duty)) for request in found]


def _decides(duty: Duty) -> str:
    """Who may decide, in words; the same as `access.can_decide_due`."""
    owed = duty.creditor_unit.name if duty.creditor_unit else ""
    return "、".join(part for part in (owed, "本地区项目中心或督查室") if part)


def to_verify(actor: Actor) -> DutyQuerySet:
    """Reported duties that wait for the actor: those owed to the unit, and the region's for its verifiers."""
    reported = Duty.objects.filter(_owed_side(actor), state="reported")
    return reported.exclude(reported_by_person_id=actor.person_id)


def to_decide(actor: Actor) -> QuerySet[DueRequest]:
    """Requests to move a due date that wait for the actor, whose own they are not."""
    duties = Duty.objects.filter(_owed_side(actor), state="open")
    waiting = DueRequest.objects.filter(state=RequestState.OPEN, duty__in=duties)
    waiting = waiting.exclude(asked_by_person_id=actor.person_id).exclude(duty__owner_post=actor.post_id)
    return waiting.select_related("duty__owner_unit").order_by("id")


def _owed_side(actor: Actor) -> Q:
    """The same side as `access.is_creditor`."""
    side = Q(creditor_unit=actor.unit_id) if actor.unit_id is not None else Q(pk__in=[])
    return side | within(actor.scope_path) if actor.role in VERIFIERS and actor.scope_path else side


def inbox(actor: Actor) -> QuerySet[Reminder]:
    """Unread reminders of the posts that the person holds, and of the unit where no post was named."""
    target = Q(post__in=posts_held(actor))
    if actor.reach != Reach.OWN and actor.unit_id is not None:
        target |= Q(post=None, unit=actor.unit_id)
    return Reminder.objects.filter(target, read_at=None).select_related("duty").order_by("-id")


# The rule of a reminder that somebody gave by hand; it is no pass.
CHASE = "chase"

# What a reminder pass reads of a duty, one row for each reminder already given.
REMINDED = (
    "id",
    "kind",
    "title",
    "state",
    "scope_path",
    "unit",
    "started_on",
    "due_on",
    "fed_back_on",
    "reported_on",
    "owner_unit_id",
    "owner_post_id",
    "creditor_unit_id",
    "owner_path",
    "last_pass",
    "rule",
    "period",
)


def reminder_candidates(today: date) -> QuerySet:
    """Rows of `REMINDED` for the unfinished duties that may need a warning; `last_pass` is when one was given last."""
    ahead = max([3, *(kind.remind_before for kind in sockets.duty_kinds.values())])
    near = Q(state="open", due_on__lte=today + timedelta(days=3 * ahead + 15))
    silent = Q(state="open", heard__lte=today - timedelta(days=rules.STALE_AFTER_DAYS))
    waiting = Q(state="reported", reported_on__lte=today - timedelta(days=rules.UNVERIFIED_AFTER_DAYS))
    last = Reminder.objects.exclude(rule=CHASE).order_by("-id").values("at__date")[:1]
    return (
        Duty.objects.unfinished()
        .annotate(heard=Coalesce("fed_back_on", "started_on"), last_pass=Subquery(last))
        .filter(near | silent | waiting, paused=False)
        .annotate(owner_path=F("owner_unit__path"), rule=F("reminders__rule"), period=F("reminders__period"))
        .order_by("id")
        .values_list(*REMINDED)
    )
