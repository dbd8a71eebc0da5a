"""Who sees a list, and who keeps it."""

from django.db.models import Q, QuerySet

from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.models import Unit
from wutong.projects.access import OFFICES
from wutong.rosters.models import Roster, RosterSet


def visible_to(actor: Actor) -> QuerySet[Roster]:
    """Lists of the own region, and of the regions above it: the city's list shows a county its own projects on it."""
    found = Roster.objects.filter(_near(actor), is_active=True).select_related("unit", "group")
    return found.order_by("group__position", "group_id", "position", "id")


def sets_visible_to(actor: Actor) -> QuerySet[RosterSet]:
    return RosterSet.objects.filter(_near(actor)).select_related("unit").order_by("position", "id")


def _near(actor: Actor) -> Q:
    if not actor.scope_path:
        return Q(pk__in=())
    above = [actor.scope_path[:end] for end in range(Unit.steplen, len(actor.scope_path), Unit.steplen)]
    return within(actor.scope_path, "unit__path") | Q(unit__path__in=above)


def can_keep(actor: Actor, unit: Unit) -> Verdict:
    """The project office of the region keeps its lists."""
    if actor == SYSTEM or (actor.role in OFFICES and is_within(unit.path, actor.scope_path)):
        return YES
    return no("清单由本地区项目中心维护")
