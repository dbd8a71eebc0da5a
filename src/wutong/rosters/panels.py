"""What the lists show on a project's page."""

from typing import Any

from wutong.kit import clock
from wutong.rosters import access, queries
from wutong.rosters.enums import Kind


def of_project(request: Any, project: Any) -> dict[str, Any] | None:
    """The lists on which the project stands or might stand; for who keeps them, those it can be put on."""
    rosters = list(access.visible_to(request.actor))
    if not rosters:
        return None
    today = clock.today()
    known = queries.lists_of(project, rosters, today)
    since = queries.came(rosters, [project.pk], today)
    keeps = bool(access.can_keep(request.actor, project.county))
    open_to = [r for r in rosters if keeps and r.kind != Kind.RULE and known.get(r.pk) != "member"]
    return {
        "project": project,
        "on": [(r, since.get((r.pk, project.pk))) for r in rosters if known.get(r.pk) == "member"],
        "candidate": [r for r in rosters if known.get(r.pk) == "candidate"],
        "open_to": [r for r in open_to if access.can_keep(request.actor, r.unit)],
    }
