"""Who sees a duty, and who may do what with it. Whatever is not named here is denied."""

from django.db.models import Q, QuerySet

from wutong.duties.models import CoOwner, DueRequest, Duty, Reminder
from wutong.duties.querysets import DutyQuerySet
from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Reach, Role
from wutong.org.models import Holding, Unit

VERIFIERS = (Role.PROJECT_OFFICE, Role.INSPECTORATE)
LEADERS = (Role.PRINCIPAL_LEADER, Role.PORTFOLIO_LEADER)


def visible_to(actor: Actor | None) -> DutyQuerySet:
    """The region's duties; or those in which the actor's unit, or the posts that the person holds, take part.

    Taking part is owning, co-owning, being owed, or having been called upon by the ladder.
    """
    duties = Duty.objects.all()
    if actor == SYSTEM:
        return duties
    if actor is None or not actor.scope_path:
        return duties.none()
    if actor.reach == Reach.REGION:
        return duties.filter(within(actor.scope_path) | Q(owner_unit_id=actor.unit_id))
    if actor.reach == Reach.UNIT:
        return duties.filter(pk__in=_of_units(actor).union(_of_posts(actor)))
    return duties.filter(pk__in=_of_posts(actor))


def posts_held(actor: Actor) -> QuerySet:
    """Ids of the posts that the person holds now; the acting post alone where no person is known."""
    if actor.person_id is None:
        return Holding.objects.none().values("post_id")
    return Holding.objects.filter(person_id=actor.person_id, until__isnull=True).values("post_id")


def _of_posts(actor: Actor) -> QuerySet:
    posts = posts_held(actor)
    owned = Duty.objects.filter(owner_post__in=posts).values("pk")
    shared = CoOwner.objects.filter(post__in=posts).values("duty_id")
    called = Reminder.objects.filter(post__in=posts).values("duty_id")
    return owned.union(shared, called)


def _of_units(actor: Actor) -> QuerySet:
    units = _units(actor)
    owned = Duty.objects.filter(owner_unit__in=units).values("pk")
    owed = Duty.objects.filter(creditor_unit__in=units).values("pk")
    shared = CoOwner.objects.filter(unit__in=units).values("duty_id")
    return owned.union(owed, shared)


def _units(actor: Actor) -> QuerySet:
    """The actor's unit with the offices under it; a region's government stands for itself alone."""
    if not actor.unit_path or actor.unit_path == actor.scope_path:
        return Unit.objects.filter(pk=actor.unit_id).values("pk")
    return Unit.objects.filter(within(actor.unit_path, "path")).values("pk")


# Sides.


def is_owner(actor: Actor, duty: Duty) -> bool:
    """Holds the owning or a co-owning post; or speaks for such a unit: where it named no post, any of its people."""
    if actor.person_id is None:
        return False
    sides = [(duty.owner_unit_id, duty.owner_post_id)]
    sides += [(c.unit_id, c.post_id) for c in duty.co_owners.all()]
    return any(_carries(actor, unit_id, post_id) for unit_id, post_id in sides)


def _carries(actor: Actor, unit_id: int, post_id: int | None) -> bool:
    if post_id is not None and post_id == actor.post_id:
        return True
    return unit_id == actor.unit_id and (post_id is None or actor.reach != Reach.OWN)


def owns_alone(actor: Actor, duty: Duty) -> bool:
    """The very post that carries the duty."""
    return duty.owner_post_id is not None and duty.owner_post_id == actor.post_id


def is_creditor(actor: Actor, duty: Duty) -> bool:
    """The unit that is owed, or the project office or inspectorate of the region in which the duty lies."""
    if actor.person_id is None:
        return False
    if duty.creditor_unit_id is not None and duty.creditor_unit_id == actor.unit_id:
        return True
    if not actor.scope_path:
        return False
    return actor.role in VERIFIERS and is_within(duty.scope_path, actor.scope_path)


_NOT_OWNER = no("只有责任单位或配合单位可以反馈")
_NOT_CREDITOR = no("只有交办单位、本地区项目中心或督查室可以办理")


def can_open(actor: Actor, scope_path: str) -> Verdict:
    """Opening is the business of the app that opens: it has checked its own access. Only the region is checked."""
    if is_within(scope_path, actor.scope_path) or actor.unit_path.startswith(scope_path):
        return YES
    return no("不能在其他地区立项交办")


def can_report(actor: Actor, duty: Duty) -> Verdict:
    return YES if is_owner(actor, duty) else _NOT_OWNER


def can_note(actor: Actor, duty: Duty) -> Verdict:
    """Progress may be told by who owns it or is owed it."""
    return YES if is_creditor(actor, duty) or is_owner(actor, duty) else _NOT_OWNER


def can_accept(actor: Actor, duty: Duty) -> Verdict:
    return YES if is_owner(actor, duty) else no("只有责任单位或配合单位可以签收")


def can_chase(actor: Actor, duty: Duty) -> Verdict:
    """The side that is owed, and the leaders of the region."""
    leads = actor.role in LEADERS and bool(actor.scope_path) and is_within(duty.scope_path, actor.scope_path)
    return YES if leads or is_creditor(actor, duty) else no("只有交办单位、督查室或本地区领导可以催办")


def can_send_back(actor: Actor, duty: Duty) -> Verdict:
    return can_strike_off(actor, duty)


def can_strike_off(actor: Actor, duty: Duty) -> Verdict:
    """The side that is owed verifies; nobody verifies their own report."""
    if not is_creditor(actor, duty):
        return no("只有交办单位、本地区项目中心或督查室可以核验")
    if duty.reported_by_person_id is not None and duty.reported_by_person_id == actor.person_id:
        return no("反馈人不能核验自己的反馈，请由他人核验")
    return YES


def can_cancel(actor: Actor, duty: Duty) -> Verdict:
    """The side that is owed, never who has to do it."""
    if not is_creditor(actor, duty):
        return _NOT_CREDITOR
    return no("责任人不能取消自己的事项") if owns_alone(actor, duty) else YES


def can_lapse(actor: Actor, duty: Duty) -> Verdict:
    """Falls away with the object it belongs to: the app that ends the object has checked who may. No page offers it."""
    return can_open(actor, duty.scope_path)


def can_settle(actor: Actor, duty: Duty) -> Verdict:
    """What was promised has arrived with the app that owns the kind, which has checked who may bring it. No page offers it."""
    return can_open(actor, duty.scope_path)


def can_stop(actor: Actor, duty: Duty) -> Verdict:
    """Stopping the clock favours the owner, so the owner may not."""
    if not is_creditor(actor, duty):
        return _NOT_CREDITOR
    return no("责任人不能暂停自己的时限") if owns_alone(actor, duty) else YES


def can_resume(actor: Actor, duty: Duty) -> Verdict:
    return YES if is_creditor(actor, duty) or is_owner(actor, duty) else _NOT_CREDITOR


def can_hand_over(actor: Actor, duty: Duty) -> Verdict:
    return YES if is_creditor(actor, duty) or is_owner(actor, duty) else _NOT_CREDITOR


def can_hand_over_to(actor: Actor, duty: Duty, unit: Unit) -> Verdict:
    """The owner may pass it on within the unit; out of the unit only the side that is owed may; never out of the region."""
    if unit.pk == duty.owner_unit_id:
        return can_hand_over(actor, duty)
    if not is_within(unit.scope_path, duty.scope_path):
        return no("不能移交到其他地区的单位")
    return YES if is_creditor(actor, duty) else no("移交到其他单位须由交办单位或项目中心办理")


def can_request_due(actor: Actor, duty: Duty) -> Verdict:
    if is_creditor(actor, duty) or is_owner(actor, duty):
        return YES
    return no("只有责任单位、配合单位或交办单位可以申请改期")


def can_decide_due(actor: Actor, request: DueRequest) -> Verdict:
    """Somebody else than who asked, on the side that is owed and not on the owner's."""
    if actor.person_id is None or actor.person_id == request.asked_by_person_id:
        return no("申请人不能审批自己的改期申请")
    if not is_creditor(actor, request.duty):
        return no("只有交办单位、本地区项目中心或督查室可以审批改期")
    if is_owner(actor, request.duty):
        return no("责任单位不能审批自己的改期申请")
    return YES
