"""Readings of instructions."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from wutong.duties import access as duty_access
from wutong.duties.models import Duty
from wutong.instructions import access, rules
from wutong.instructions.models import Instruction
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.org.enums import Reach
from wutong.org.models import Post

OPEN_STATES = ("registered", "assigned", "settled")
SHOWN_AFTER = timedelta(days=30)


def duties_of(instructions: Iterable[Instruction]) -> dict[int, list[Duty]]:
    """Instruction id to its assignments, the first opened first, with all who join in them and all that happened."""
    found = Duty.objects.filter(subject_type=access.SUBJECT, subject_id__in=[i.pk for i in instructions])
    grouped: dict[int, list[Duty]] = defaultdict(list)
    for duty in found.for_rows().prefetch_related("events", "co_owners__unit").order_by("id"):
        grouped[duty.subject_id].append(duty)
    return grouped


def open_to(actor: Actor, duties: Iterable[Duty]) -> set[int]:
    """Which of them have a page for the actor; one statement, none for who sees the region."""
    ids = {duty.pk for duty in duties}
    if actor.reach == Reach.REGION:
        return ids
    return set(duty_access.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))


def assignments(instruction: Instruction) -> QuerySet[Duty]:
    return Duty.objects.filter(subject_type=access.SUBJECT, subject_id=instruction.pk)


def standing(instruction: Instruction) -> tuple[int, int]:
    """How many of its assignments are unfinished, and how many are struck off."""
    states = list(assignments(instruction).values_list("state", flat=True))
    return sum(s in ("open", "reported") for s in states), states.count("struck_off")


def on_the_sheet(found: QuerySet[Instruction], state: str, today: date) -> QuerySet[Instruction]:
    """Those of a state; "open": not reported yet; else what is open and what was reported lately."""
    if state == "open":
        return found.filter(state__in=OPEN_STATES)
    if state:
        return found.filter(state=state)
    lately = Q(state="reported", reported_on__gte=today - SHOWN_AFTER)
    return found.filter(Q(state__in=OPEN_STATES) | lately)


def counts(actor: Actor) -> dict[str, int]:
    """For the first page: what waits to be assigned, to be reported, and what the leader himself has under way."""
    seen = list(access.visible_to(actor).filter(state__in=OPEN_STATES).values_list("state", flat=True))
    mine = access.written_by(actor).filter(state__in=OPEN_STATES).count()
    return {"to_assign": seen.count("registered"), "to_report": seen.count("settled"), "instructed": mine}


def leaders(actor: Actor) -> QuerySet[Post]:
    """Whose instructions the actor may enter."""
    if actor.role in access.LEADERS:
        return Post.objects.filter(pk=actor.post_id).select_related("unit")
    posts = Post.objects.filter(within(actor.scope_path, "unit__scope_path"), role__in=access.LEADERS)
    return posts.select_related("unit").order_by("unit__path", "-tier", "id")


def next_number(sign: str, scope_path: str, year: int) -> str:
    used = Instruction.objects.filter(scope_path=scope_path, number__startswith=f"{sign}〔{year}〕")
    return rules.next_number(sign, year, used.values_list("number", flat=True))
