"""Who sees what is counted, and who may do what with it. Whatever is not named here is denied."""

from django.db.models import QuerySet

from wutong.counting.models import CheckItem, Enrolment, Sheet, StartBatch
from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.models import Unit
from wutong.projects import access as projects
from wutong.projects.models import Project


def projects_visible_to(actor: Actor) -> QuerySet[Project]:
    """What the actor sees of the projects anyway; the statistics bureau: all that it counts."""
    if projects.is_statistics(actor, actor.scope_path):
        return Project.objects.filter(within(actor.scope_path))
    return projects.visible_to(actor)


def reconciles(actor: Actor) -> bool:
    """Whether the actor reads the books of a whole region side by side."""
    return actor.sees_region or projects.is_statistics(actor, actor.scope_path)


def can_reconcile(actor: Actor) -> Verdict:
    if reconciles(actor):
        return YES
    return no("对账台看的是全地区的账，由项目中心、统计局和能看到本地区全部项目的岗位使用")


def counties_visible_to(actor: Actor) -> QuerySet[Unit]:
    """The counties whose books the actor reads."""
    if not reconciles(actor):
        return Unit.objects.none()
    return Unit.objects.filter(within(actor.scope_path, "path"), kind="county").order_by("path")


def sheets_visible_to(actor: Actor) -> QuerySet[Sheet]:
    return Sheet.objects.filter(county__in=counties_visible_to(actor)).select_related("county", "file")


def batches_visible_to(actor: Actor) -> QuerySet[StartBatch]:
    """Gathered starts of the region; a unit's or person's: those with a project that they see."""
    batches = StartBatch.objects.select_related("county")
    if reconciles(actor):
        return batches.filter(within(actor.scope_path, "county__path"))
    return batches.filter(entries__project__in=projects_visible_to(actor)).distinct()


def _keeps(actor: Actor, path: str) -> bool:
    office = actor.role in projects.OFFICES and is_within(path, actor.scope_path)
    return actor.role == SYSTEM.role or office


def can_prepare(actor: Actor, enrolment: Enrolment) -> Verdict:
    """Papers are gathered by the project office and the department in charge."""
    project = enrolment.project
    if _keeps(actor, project.scope_path) or (actor.unit_id and actor.unit_id == project.dept_id):
        return YES
    return no("入统资料由项目中心或行业主管部门组织")


def can_decide(actor: Actor, enrolment: Enrolment) -> Verdict:
    """Whether a project is in the library is for the bureau to say; the office may write down what it said."""
    path = enrolment.project.scope_path
    if _keeps(actor, path) or projects.is_statistics(actor, path):
        return YES
    return no("入库和退回由统计局或项目中心登记")


def can_settle(actor: Actor, item: CheckItem) -> Verdict:
    """A paper is handed in by who must bring it, or by who gathers the papers."""
    if actor.unit_id and actor.unit_id == item.unit_id:
        return YES
    return can_prepare(actor, item.enrolment)


def can_import(actor: Actor, county: Unit, meaning: str) -> Verdict:
    return projects.can_record(actor, county, meaning)


def can_mend(actor: Actor, project: Project) -> Verdict:
    """Reasons of gaps are written by those who keep one of the books."""
    if _keeps(actor, project.scope_path) or projects.is_statistics(actor, project.scope_path):
        return YES
    return no("差额原因由项目中心或统计局填写")


def can_gather(actor: Actor, county: Unit) -> Verdict:
    return YES if _keeps(actor, county.path) else no("集中开工由项目中心组织")
