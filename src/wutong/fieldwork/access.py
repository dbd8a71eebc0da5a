"""Who reports from the site, who visits it, and who sees its pictures. Whatever is not named here is denied."""

from django.db.models import QuerySet

from wutong.fieldwork.models import FieldReport, Picture, Visit
from wutong.kit.actor import Actor
from wutong.kit.scope import is_within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Role
from wutong.org.models import Unit
from wutong.projects import access as projects
from wutong.projects.models import Project, TeamMember

VISITORS = frozenset(
    {
        Role.PRINCIPAL_LEADER,
        Role.PORTFOLIO_LEADER,
        Role.SPONSOR,
        Role.INSPECTORATE,
        Role.PROJECT_OFFICE,
        Role.CITY_OFFICE,
        Role.SECRETARY,
        Role.DEPARTMENT,
        Role.LOCAL_UNIT,
    }
)
OFFICES = frozenset({Role.PROJECT_OFFICE, Role.CITY_OFFICE})


def projects_visible_to(actor: Actor | None) -> QuerySet[Project]:
    return projects.visible_to(actor)


def reports_visible_to(actor: Actor | None) -> QuerySet[FieldReport]:
    return FieldReport.objects.filter(project__in=projects.visible_to(actor))


def visits_visible_to(actor: Actor | None) -> QuerySet[Visit]:
    return Visit.objects.filter(project__in=projects.visible_to(actor))


def pictures_visible_to(actor: Actor | None) -> QuerySet[Picture]:
    """The pictures of the projects that the actor sees: a picture shows no more than its project's page."""
    return Picture.objects.filter(project__in=projects.visible_to(actor))


def can_report(actor: Actor, project: Project) -> Verdict:
    return projects.can_report(actor, project)


def can_visit(actor: Actor, project: Project) -> Verdict:
    """Whoever serves a project or answers for the region may go there and say what they found."""
    if actor.role not in VISITORS:
        return no("走访督导由领导、督查室、项目中心、部门、属地和项目秘书登记")
    seen = projects.visible_to(actor).filter(pk=project.pk).exists()
    return YES if seen else no("不是本人参与的项目，不能登记走访")


def can_set_rhythm(actor: Actor, county: Unit) -> Verdict:
    if actor.role in OFFICES and is_within(county.path, actor.scope_path):
        return YES
    return no("上报周期由本地区项目中心设定")


def reportable(actor: Actor, seen: list[Project]) -> set[int]:
    """Ids of those among the projects that the actor sees on which they may report: `can_report` for many at once."""
    if actor.role in OFFICES:
        return {p.pk for p in seen if is_within(p.scope_path, actor.scope_path)}
    led = {p.pk for p in seen if actor.unit_id == p.dept_id}
    if actor.role != Role.SECRETARY or actor.person_id is None:
        return led
    mine = TeamMember.objects.filter(person=actor.person_id, until=None, project__in=[p.pk for p in seen])
    return led | set(mine.values_list("project_id", flat=True))
