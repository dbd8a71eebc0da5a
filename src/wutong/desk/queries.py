"""What a search finds: everything the actor may see."""

from django.db.models import Q
from django.urls import reverse

from wutong.duties import access as duty_access
from wutong.kit.actor import Actor
from wutong.org import access as org_access
from wutong.projects import access as project_access


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
