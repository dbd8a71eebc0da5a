"""What the site puts on the page of a project: its pictures as time went by, and the way to report and visit."""

from django.urls import reverse

from wutong.fieldwork import access, queries
from wutong.kit.verdict import Verdict
from wutong.projects.models import Project

SHOWN = 12


def site(request, project: Project) -> dict | None:
    """The latest pictures, the oldest of them first, so that the strip reads as the life line above it."""
    found = list(queries.strip(project).filter(thumbnail__isnull=False).order_by("-day", "-id")[: SHOWN + 1])
    visits = project.visits.order_by("-visited_on", "-id")[:3]
    return {
        "project": project,
        "pictures": found[:SHOWN][::-1],
        "more": len(found) > SHOWN,
        "visits": visits,
        "may_report": bool(access.can_report(request.actor, project)),
    }


def visit_url(project: Project) -> str:
    return reverse("fieldwork:visit", args=[project.pk])


def may_visit(actor, project: Project) -> Verdict:
    return access.can_visit(actor, project)
