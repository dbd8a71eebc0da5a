"""Readings of projects."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from wutong.duties.models import Duty
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.org.models import Unit
from wutong.projects import access, figures, rules
from wutong.projects.enums import Condition, Meaning, Stage, TeamRole
from wutong.projects.models import ClosedYear, MonthFigure, Problem, Project, TeamMember
from wutong.projects.node_plans import dated, plan_for
from wutong.workdays.queries import calendar_for

SUBJECT = "projects.project"


def with_figures(projects: QuerySet[Project], on: date) -> QuerySet[Project]:
    """Adds `ytd_yuan`: the last sum of the year that the project itself told up to the day, as in the brief."""
    return projects.annotate(ytd_yuan=Subquery(_own_sums(on).values("ytd_yuan")[:1]))


def with_month_told(projects: QuerySet[Project], on: date) -> QuerySet[Project]:
    """Adds `told_month`: up to which month `ytd_yuan` tells."""
    return projects.annotate(told_month=Subquery(_own_sums(on).values("month")[:1]))


def _own_sums(on: date) -> QuerySet[MonthFigure]:
    """The sums that a project told of the year itself up to the day, the last first."""
    window = {"month__gte": date(on.year, 1, 1), "month__lte": on, "ytd_yuan__isnull": False}
    own = MonthFigure.objects.filter(project=OuterRef("pk"), meaning=Meaning.OWN, current=True, **window)
    return own.order_by("-month")


def facts_of(project: Any, today: date) -> rules.Facts:
    """What the computed light is made of, from a row with `ytd_yuan`."""
    return rules.Facts(
        project.next_title,
        project.next_due_on,
        project.next_warn_on,
        project.plan_of(today.year),
        project.ytd_yuan,
        project.progress_on,
        project.condition,
        project.stage,
    )


def light_of(project: Any, today: date) -> tuple[str, str]:
    """The computed light with its reason in words, from a row with `ytd_yuan`."""
    return rules.computed_light(facts_of(project, today), today)


def silent(today: date) -> Q:
    """Projects being built that have told nothing for too long. The same rule as `rules.computed_light`."""
    since = today - timedelta(days=rules.SILENT_DAYS)
    told = Q(progress_on__gte=since)
    return ~Q(stage__in=rules.FINISHED) & ~Q(condition=Condition.CANCELLED) & ~told


@dataclass(frozen=True)
class NodeToCome:
    """A node that the plan of the project's type would lay; `passed`: its day lies behind, nobody promises it."""

    key: str
    title: str
    due_on: date
    passed: bool


def nodes_to_come(project: Project, today: date) -> list[NodeToCome]:
    """The plan of the project's type, counted backward from what it promises, in the order of its days.

    Nodes of stages that lie behind it are left out, and those that stand already. Empty without a promised finish.
    """
    finish, start = rules.promised(project, "finish"), rules.promised(project, "start")
    if finish is None:
        return []
    plan = plan_for(project.project_type)
    standing = set(
        Duty.objects.filter(subject_type=SUBJECT, subject_id=project.pk).values_list("key", flat=True)
    )
    calendar = calendar_for(project.county.path)
    nodes = [
        NodeToCome(node.key, node.title, day, day <= today)
        for node, day in dated(plan, start and start.due, finish.due, calendar)
        if node.key not in standing and not rules.lies_behind(node.before, project.stage)
    ]
    return sorted(nodes, key=lambda node: node.due_on)


def unreported(today: date) -> Q:
    """Projects being built that have not told the investment of the last whole month."""
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    told = MonthFigure.objects.filter(project=OuterRef("pk"), meaning=Meaning.OWN, month=last, current=True)
    building = Q(stage__in=(Stage.STARTED, Stage.BUILDING)) & ~Q(condition=Condition.CANCELLED)
    return building & ~Exists(told)


def unreported_by_dept(projects: QuerySet[Project], today: date) -> list[tuple[int | None, str, int]]:
    """Which department's projects have not told the last whole month: its id, name and how many, the most first."""
    rows = projects.filter(unreported(today)).order_by().values_list("dept", "dept__short_name", "dept__name")
    counted = rows.annotate(n=Count("id")).order_by("-n", "dept")
    return [(pk, part_of_dept(short, full), n) for pk, short, full, n in counted]


def at_node(which: str, today: date) -> Q:
    """Projects whose next node is over, near or missing; or that have been silent while they are being built."""
    return {
        "over": Q(next_due_on__lt=today),
        "warn": Q(next_due_on__gte=today, next_warn_on__lte=today),
        "silent": silent(today),
        "unreported": unreported(today),
    }.get(which, Q(next_due_on__isnull=True))


def by_county(projects: QuerySet[Project], on: date) -> dict[int, dict[str, Any]]:
    """County id to `projects`, `plan` of the year and `ytd` (own meaning, yuan), `share` in percent, how many projects
    have told of the year, how many are red at their node and how many silent.

    The cancelled do not count, as in the brief.
    """
    planned = Sum("plan_yuan", filter=figures.planned_for(on.year))
    sums = {
        "projects": Count("id"),
        "plan": planned,
        "ytd": Sum("ytd_yuan"),
        "told": Count("id", filter=Q(ytd_yuan__isnull=False)),
        "red": Count("id", filter=at_node("over", on)),
        "silent": Count("id", filter=silent(on)),
    }
    counted = projects.exclude(condition=Condition.CANCELLED)
    rows = with_figures(counted, on).order_by().values("county").annotate(**sums)
    return {row["county"]: {**row, "share": rules.share(row["ytd"], row["plan"])} for row in rows}


def secretaries(project_ids: list[int]) -> dict[int, str]:
    """Project id to its secretary's name; one query."""
    seats = TeamMember.objects.filter(project__in=project_ids, role=TeamRole.SECRETARY, until=None)
    return dict(seats.values_list("project_id", "person__name"))


def find(projects: QuerySet[Project], text: str) -> QuerySet[Project]:
    """By words of name or owner, pinyin initials, project code or credit code."""
    words = (
        Q(name__icontains=text) | Q(owner__icontains=text) | Q(code__istartswith=text) | Q(uscc=text.upper())
    )
    if text.isascii():
        words |= Q(initials__contains=text.lower())
    return projects.filter(words)


def tie_of_unit(unit: Unit) -> str:
    """Projects that the unit leads or hosts, as what stands in the way of closing it."""
    count = (
        Project.objects.filter(Q(dept=unit) | Q(place=unit)).exclude(condition=Condition.CANCELLED).count()
    )
    return f"主管或属地的项目{count}个" if count else ""


def is_closed(county_id: int, year: int) -> bool:
    """Whether the year was turned over, and not opened again."""
    return ClosedYear.objects.filter(county=county_id, year=year, reopened_on=None).exists()


def part_of_dept(short_name: str | None, full_name: str | None) -> str:
    """The department as briefs name it; projects without one are a part of their own."""
    return short_name or full_name or "未明确"


def nodes_of(project: Project) -> QuerySet[Duty]:
    return (
        Duty.objects.filter(subject_type=SUBJECT, subject_id=project.pk, kind="node")
        .select_related("owner_unit", "owner_post")
        .order_by("due_on", "id")
    )


def problems_visible_to(actor: Actor) -> QuerySet[Problem]:
    visible = access.visible_to(actor)
    return Problem.objects.filter(project__in=visible).select_related("project", "duty__owner_unit")


@dataclass(frozen=True)
class PastRow:
    """What the ledger said of one project on a past day."""

    id: int
    name: str
    stage: str
    total_yuan: Any
    plan_yuan: Any
    ytd_yuan: Any
    progress: str

    @property
    def stage_label(self) -> str:
        return Stage(self.stage).label


def as_of(actor: Actor, day: date, limit: int = 2000) -> list[PastRow]:
    """The actor's projects as they stood at the end of a day, with the month figures known by then."""
    ids = access.visible_to(actor).values("pk")
    end = clock.end_of(day)
    history = Project.history.model.objects.filter(id__in=ids, history_date__lte=end)
    latest = (
        history.filter(id=OuterRef("id")).order_by("-history_date", "-history_id").values("history_id")[:1]
    )
    rows = history.filter(history_id=Subquery(latest)).exclude(history_type="-").order_by("id")[:limit]
    told = MonthFigure.objects.filter(
        project__in=ids, meaning=Meaning.OWN, known_on__lte=day, month__gte=date(day.year, 1, 1)
    )
    known: dict[int, Any] = {}
    for pk, ytd in told.order_by("month", "revision").values_list("project_id", "ytd_yuan"):
        known[pk] = ytd
    return [
        PastRow(r.id, r.name, r.stage, r.total_yuan, r.plan_yuan, known.get(r.id), r.progress) for r in rows
    ]
