"""What stands on the first page of each post, and what a search finds. Readings of the rooms below."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from wutong.dispatch import queries as dispatch
from wutong.duties import access as duty_access
from wutong.duties import queries as duties
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.org import access as org_access
from wutong.org import queries as org
from wutong.org.enums import Role
from wutong.projects import access as project_access

LISTED = 12


@dataclass(frozen=True)
class Number:
    label: str
    value: int
    url: str


QUESTIONS = {
    Role.PRINCIPAL_LEADER: "要定的、交办的、红了的",
    Role.PORTFOLIO_LEADER: "要定的、交办的、红了的",
    Role.PROJECT_OFFICE: "离下次调度会还缺什么",
    Role.SECRETARY: "今天要报什么",
    Role.DEPARTMENT: "手上有什么，还剩几天",
    Role.INSPECTORATE: "谁还没有回话",
    Role.CITY_OFFICE: "各县并排看",
    Role.ADMINISTRATOR: "系统是否正常",
}


def home(actor: Actor) -> dict[str, Any]:
    """Numbers, the nearest duties and the next meetings of the acting post."""
    today = clock.today()
    seen = duty_access.visible_to(actor)
    counts = seen.aggregate(
        over=Count("id", filter=Q(state="open", due_on__lt=today)),
        warn=Count("id", filter=Q(state="open", due_on__gte=today, warn_on__lte=today)),
        reported=Count("id", filter=Q(state="reported")),
        assigned=Count("id", filter=Q(kind="assignment", state__in=["open", "reported"])),
    )
    mine = duties.mine(actor)
    lists = reverse("duties:list")
    numbers = [
        Number("我的任务", mine.count(), lists),
        Number("超期", counts["over"], f"{lists}?tab=unit&light=over"),
        Number("预警", counts["warn"], f"{lists}?tab=unit&light=warn"),
        Number("待核验", counts["reported"], f"{lists}?tab=verify"),
        Number("在办交办", counts["assigned"], reverse("duties:assignments")),
        Number("项目", project_access.visible_to(actor).count(), reverse("projects:list")),
    ]
    nearest = (mine if mine.exists() else seen.filter(state="open")).order_by("due_on", "id")[:LISTED]
    return {
        "question": QUESTIONS.get(Role(actor.role), "手上有什么，还剩几天"),
        "numbers": numbers,
        "rows": [(duty, *duties.light_of(duty, today)) for duty in nearest.select_related("owner_unit")],
        "meetings": dispatch.upcoming(actor, today),
        "counties": _side_by_side(actor) if actor.role == Role.CITY_OFFICE else (),
    }


def _side_by_side(actor: Actor) -> list[dict[str, Any]]:
    """Each county of the city with its projects, money and reds: one statement each kind, not one a county."""
    counties = list(org.counties_in(actor.scope_path))
    projects = project_access.visible_to(actor).values_list("county_id").annotate(n=Count("id"))
    number = dict(projects)
    over = duty_access.visible_to(actor).filter(state="open", due_on__lt=clock.today())
    red = {c.path: over.filter(within(c.path)).count() for c in counties}
    return [{"name": c.name, "projects": number.get(c.pk, 0), "over": red[c.path]} for c in counties]


def find(actor: Actor, text: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Groups of (label, note, url), the projects first."""
    if not text:
        return []
    return [
        (
            "项目",
            [(p.name, p.owner, reverse("projects:detail", args=[p.pk])) for p in _projects(actor, text)],
        ),
        (
            "任务",
            [(d.title, d.subject_label, reverse("duties:detail", args=[d.pk])) for d in _duties(actor, text)],
        ),
        ("单位", [(u.name, u.get_kind_display(), "") for u in _units(actor, text)]),
    ]


def _projects(actor: Actor, text: str):
    words = (
        Q(name__icontains=text) | Q(code__startswith=text) | Q(uscc=text.upper()) | Q(owner__icontains=text)
    )
    if text.isascii():
        words |= Q(initials__contains=text.lower())
    return project_access.visible_to(actor).filter(words).order_by("name")[:20]


def _duties(actor: Actor, text: str):
    words = Q(title__icontains=text) | Q(number=text)
    return duty_access.visible_to(actor).filter(words).order_by("due_on")[:20]


def _units(actor: Actor, text: str):
    return org_access.visible_to(actor).filter(Q(name__icontains=text) | Q(short_name__icontains=text))[:20]
