"""Who sees an instruction, and who may do what with it."""

from django.db.models import Q, QuerySet

from wutong.duties import access as duties
from wutong.instructions.models import Instruction
from wutong.kit.actor import Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Reach, Role
from wutong.org.models import Post

LEADERS = (Role.PRINCIPAL_LEADER, Role.PORTFOLIO_LEADER, Role.SPONSOR)
# The inspectorate, and the offices that do its work where a place has none.
KEEPERS = (Role.INSPECTORATE, Role.PROJECT_OFFICE, Role.CITY_OFFICE)
SUBJECT = "instructions.instruction"


def visible_to(actor: Actor) -> QuerySet[Instruction]:
    """The region's; for others their own, and those of which they owe or are owed an assignment."""
    found = Instruction.objects.select_related("leader_post__unit")
    if actor.reach == Reach.REGION and actor.scope_path:
        return found.filter(within(actor.scope_path))
    theirs = duties.visible_to(actor).filter(subject_type=SUBJECT).values("subject_id")
    return found.filter(Q(pk__in=theirs) | Q(pk__in=written_by(actor).values("pk")))


def written_by(actor: Actor) -> QuerySet[Instruction]:
    """What the person wrote in a post held now."""
    return Instruction.objects.filter(leader_post__in=duties.posts_held(actor))


def can_see_whole(actor: Actor, instruction: Instruction) -> Verdict:
    """The picture, the others' assignments, the report. Who has to do a part of it gets the words and that part."""
    if actor.reach == Reach.REGION or is_leader_of(actor, instruction):
        return YES
    return no("原件只供批示领导和督查部门查看")


def is_leader_of(actor: Actor, instruction: Instruction) -> bool:
    return actor.post_id is not None and actor.post_id == instruction.leader_post_id


def can_register(actor: Actor) -> Verdict:
    if actor.role in LEADERS or (actor.role in KEEPERS and actor.scope_path):
        return YES
    return no("批示由领导本人或督查室登记")


def can_register_for(actor: Actor, leader: Post) -> Verdict:
    """A leader writes in his own post; the inspectorate enters what a leader of its region wrote."""
    if actor.post_id == leader.pk and actor.role in LEADERS:
        return YES
    if leader.role in LEADERS and _keeps(actor, leader.unit.scope_path):
        return YES
    return no("只能登记本人的批示，或由督查室登记本地区领导的批示")


def can_keep(actor: Actor, instruction: Instruction) -> Verdict:
    """Assigning, reporting back, filing."""
    return YES if _keeps(actor, instruction.scope_path) else no("由本地区督查室办理")


def can_amend(actor: Actor, instruction: Instruction) -> Verdict:
    """Who may enter it may mend it; so may the leader who wrote it, and note what he says."""
    if is_leader_of(actor, instruction):
        return YES
    return YES if _keeps(actor, instruction.scope_path) else no("由批示领导本人或督查室办理")


def can_follow(actor: Actor, instruction: Instruction) -> Verdict:
    """What follows from the assignments, the system may note by itself."""
    return YES if actor.role == "system" else can_keep(actor, instruction)


def _keeps(actor: Actor, scope_path: str) -> bool:
    return actor.role in KEEPERS and bool(actor.scope_path) and is_within(scope_path, actor.scope_path)
