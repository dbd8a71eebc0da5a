"""Who stands before the wall, and who hangs screens."""

from datetime import date

from django.db.models import QuerySet

from wutong.kit.actor import Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Role
from wutong.org.models import Unit
from wutong.projects.access import OFFICES
from wutong.wall import rules
from wutong.wall.models import Screen

VIEWERS = (
    Role.PRINCIPAL_LEADER,
    Role.PORTFOLIO_LEADER,
    Role.INSPECTORATE,
    Role.PROJECT_OFFICE,
    Role.CITY_OFFICE,
)
KEEPERS = tuple(OFFICES)


def can_watch(actor: Actor) -> Verdict:
    if actor.role in VIEWERS and actor.sees_region and actor.scope_path:
        return YES
    return no("大屏是全地区的数据，给能看到本地区全部项目的领导、项目中心和督查室")


def screens_visible_to(actor: Actor) -> QuerySet[Screen]:
    """Screens of the region, for who keeps them."""
    if actor.role not in KEEPERS or not actor.scope_path:
        return Screen.objects.none()
    return Screen.objects.filter(within(actor.scope_path, "unit__path")).select_related("unit")


def can_hang(actor: Actor, unit: Unit) -> Verdict:
    if actor.role in KEEPERS and actor.scope_path and is_within(unit.path, actor.scope_path):
        return YES
    return no("大屏链接由本地区项目中心生成和收回")


def screen_of(key: str, today: date) -> Screen | None:
    """The screen that a link names, if it still may show anything."""
    found = Screen.objects.filter(key_sha256=rules.digest(key), revoked_on=None, expires_on__gte=today)
    return found.select_related("unit").first()
