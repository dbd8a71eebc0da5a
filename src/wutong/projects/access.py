"""Who sees a project, and who may do what with it. Whatever is not named here is denied."""

from django.db.models import Q, QuerySet

from wutong.kit.actor import Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Reach, Role, UnitKind
from wutong.org.models import Unit
from wutong.projects.enums import Meaning
from wutong.projects.models import ImportBatch, Project, TeamMember

OFFICES = {Role.PROJECT_OFFICE, Role.CITY_OFFICE}


def visible_to(actor: Actor | None) -> QuerySet[Project]:
    """The region's projects; a unit's: those it leads, hosts or serves on; a person's: those of their team."""
    if actor is None:
        return Project.objects.none()
    if actor.reach == Reach.REGION:
        return Project.objects.filter(within(actor.scope_path))
    serving = TeamMember.objects.filter(until=None)
    if actor.reach == Reach.UNIT:
        taking_part = serving.filter(unit=actor.unit_id).values("project_id")
        return Project.objects.filter(Q(dept=actor.unit_id) | Q(place=actor.unit_id) | Q(pk__in=taking_part))
    return Project.objects.filter(pk__in=serving.filter(person=actor.person_id).values("project_id"))


def listed_for(actor: Actor | None) -> QuerySet[Project]:
    """What `visible_to` gives. A region that is a county is also named as one: the index of the county holds its
    projects in the order of the ledger, so that a page of them needs no sorting of all.
    """
    found = visible_to(actor)
    if actor is None or actor.reach != Reach.REGION:
        return found
    county = Unit.objects.filter(path=actor.scope_path, kind=UnitKind.COUNTY).first()
    return found.filter(county=county) if county else found


def can_create(actor: Actor, county: Unit) -> Verdict:
    return _office_of(actor, county.path)


def can_edit(actor: Actor, project: Project) -> Verdict:
    """The record is kept by the project office of the region."""
    return _office_of(actor, project.scope_path)


def can_take_step(actor: Actor, project: Project) -> Verdict:
    return _office_of(actor, project.scope_path)


def can_report(actor: Actor, project: Project) -> Verdict:
    """Progress and the month's figure: the project office, the project's secretary, the department in charge."""
    if _office_of(actor, project.scope_path) or actor.unit_id == project.dept_id:
        return YES
    mine = TeamMember.objects.filter(project=project, person=actor.person_id, until=None)
    if actor.person_id and actor.role == Role.SECRETARY and mine.exists():
        return YES
    return no("进度由项目秘书、行业主管部门或项目中心填报")


def is_statistics(actor: Actor, path: str) -> bool:
    """Whether the actor speaks for the statistics bureau of the region."""
    here = bool(actor.scope_path) and is_within(path, actor.scope_path)
    return here and actor.role == Role.DEPARTMENT and actor.unit_name.endswith("统计局")


def can_record(actor: Actor, county: Unit, meaning: str) -> Verdict:
    """Figures of a whole county in one go: the project office; those of statistics the bureau itself too."""
    if meaning == Meaning.STATISTICS and is_statistics(actor, county.path):
        return YES
    return _office_of(actor, county.path)


def can_turn_over(actor: Actor, county: Unit) -> Verdict:
    """The year is turned by who keeps the ledger, or by who keeps the installation."""
    if actor.role == Role.ADMINISTRATOR and actor.scope_path and is_within(county.path, actor.scope_path):
        return YES
    return _office_of(actor, county.path)


def can_set_permit(actor: Actor, project: Project) -> Verdict:
    if _office_of(actor, project.scope_path) or actor.unit_id == project.dept_id:
        return YES
    return no("手续情况由行业主管部门或项目中心填写")


def imports_visible_to(actor: Actor) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(within(actor.scope_path, "county__path"))


def can_import(actor: Actor, county: Unit) -> Verdict:
    return _office_of(actor, county.path)


def _office_of(actor: Actor, path: str) -> Verdict:
    if actor.role == "system" or (actor.role in OFFICES and is_within(path, actor.scope_path)):
        return YES
    return no("项目台账由本地区项目中心维护")
