"""Who reads a region's figures, and who enters what others published."""

from django.db.models import QuerySet

from wutong.indicators.models import Observation
from wutong.kit.actor import Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import REGIONS, Role
from wutong.org.models import Unit

OFFICES = {Role.PROJECT_OFFICE, Role.CITY_OFFICE}


def can_read(actor: Actor) -> Verdict:
    """A sum over the region opens to every row of it, so it is for posts that see the region."""
    if actor.sees_region:
        return YES
    return no("指标是全地区的合计，由能看到本地区全部项目的岗位查看")


def regions_visible_to(actor: Actor) -> QuerySet[Unit]:
    """The regions that a figure can be asked for: the actor's own and those beneath."""
    if not actor.sees_region:
        return Unit.objects.none()
    return Unit.objects.filter(within(actor.scope_path, "path"), kind__in=REGIONS).order_by("path")


def visible_to(actor: Actor) -> QuerySet[Observation]:
    return Observation.objects.filter(unit__in=regions_visible_to(actor))


def can_record(actor: Actor, region: Unit) -> Verdict:
    if actor.role == "system" or (actor.role in OFFICES and is_within(region.path, actor.scope_path)):
        return YES
    return no("公布的统计数由本地区项目中心录入")
