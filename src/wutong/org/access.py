"""Who sees and changes units, people and posts."""

from django.db.models import QuerySet

from wutong.kit.actor import Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Role
from wutong.org.models import Unit

_OFFICES = {Role.PROJECT_OFFICE, Role.CITY_OFFICE}


def visible_to(actor: Actor) -> QuerySet[Unit]:
    """The units of the actor's region."""
    return Unit.objects.filter(within(actor.scope_path, "path"))


def can_administer(actor: Actor, path: str) -> Verdict:
    """Administrators and the project office keep the units, people and posts of their region."""
    if actor.role == "system":
        return YES
    if actor.role in {Role.ADMINISTRATOR, *_OFFICES} and is_within(path, actor.scope_path):
        return YES
    return no("机构和人员由系统管理员或项目中心维护")


def can_take_in(actor: Actor, path: str) -> Verdict:
    """An office that imports a ledger may make people of its names."""
    return can_administer(actor, path)
