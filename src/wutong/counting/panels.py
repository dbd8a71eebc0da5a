"""What being counted shows on a project's page."""

from typing import Any

from wutong.counting import queries
from wutong.counting.models import Enrolment
from wutong.kit import clock


def enrolment(request: Any, project: Any) -> dict[str, Any]:
    """The project's way into the library, and its last month in every book."""
    known = Enrolment.objects.filter(project=project).first()
    months = queries.months_of(project, clock.today().year)
    return {
        "project": project,
        "enrolment": known,
        "papers": queries.papers([project.pk]).get(project.pk),
        "month": months[0] if months else None,
    }
