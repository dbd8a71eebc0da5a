"""Who sees and changes units, people and posts."""

from django.db.models import Q, QuerySet

from wutong.accounts.models import Account
from wutong.audit.models import Entry
from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.scope import is_within, within
from wutong.kit.verdict import YES, Verdict, no
from wutong.org.enums import Role
from wutong.org.models import Holding, Person, Post, Unit

# Who opens the pages of units and people; writing there is for whom the verdicts below say so.
VIEWERS = (Role.ADMINISTRATOR, Role.PROJECT_OFFICE, Role.CITY_OFFICE)
# Who reads the log of their region.
LOG_READERS = (Role.ADMINISTRATOR, Role.INSPECTORATE, Role.PROJECT_OFFICE, Role.CITY_OFFICE)
_OFFICES = {Role.PROJECT_OFFICE, Role.CITY_OFFICE}


def _region(actor: Actor, field: str) -> Q:
    """Rows of the actor's region; nothing for who has none, everything for the system."""
    if actor.scope_path or actor.role == SYSTEM.role:
        return within(actor.scope_path, field)
    return Q(pk__in=[])


def _lies_in_region(actor: Actor, path: str) -> bool:
    if actor.role == SYSTEM.role:
        return True
    return bool(actor.scope_path) and is_within(path, actor.scope_path)


def visible_to(actor: Actor) -> QuerySet[Unit]:
    """The units of the actor's region."""
    return Unit.objects.filter(_region(actor, "path"))


def posts_visible_to(actor: Actor) -> QuerySet[Post]:
    return Post.objects.filter(_region(actor, "unit__path"))


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    return Person.objects.filter(_region(actor, "unit__path"))


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """What was done in posts of the actor's region. What the system did touches rows of any region: only the
    administrator of the one root sees it.
    """
    entries = Entry.objects.all()
    if actor.role not in LOG_READERS or not actor.sees_region or not actor.scope_path:
        return entries.none()
    if actor.role == Role.ADMINISTRATOR and _is_the_root(actor.scope_path):
        return entries
    return entries.filter(within(actor.scope_path))


def _is_the_root(path: str) -> bool:
    return list(Unit.objects.filter(depth=1).values_list("path", flat=True)[:2]) == [path]


def can_administer(actor: Actor, path: str) -> Verdict:
    """Administrators and the project office keep the units, people and posts of their region."""
    if actor.role in {SYSTEM.role, Role.ADMINISTRATOR, *_OFFICES} and _lies_in_region(actor, path):
        return YES
    return no("机构和人员由系统管理员或项目中心维护")


def can_take_in(actor: Actor, path: str) -> Verdict:
    """An office that imports a ledger may make people of its names."""
    return can_administer(actor, path)


def keeps_logins(actor: Actor) -> bool:
    """Logins and administrators' posts are an administrator's business, not the project office's."""
    return actor.role in (SYSTEM.role, Role.ADMINISTRATOR)


def can_add_post(actor: Actor, unit: Unit, role: str) -> Verdict:
    """Who keeps units may add posts, but only an administrator makes another administrator."""
    if role == Role.ADMINISTRATOR and not keeps_logins(actor):
        return no("系统管理员岗位只能由系统管理员设置")
    return can_administer(actor, unit.path)


def can_appoint(actor: Actor, post: Post, person: Person) -> Verdict:
    """Post and person of one's own region, and never oneself: a second post of one's own would undo the four eyes."""
    if not (allowed := can_add_post(actor, post.unit, post.role)):
        return allowed
    if actor.person_id is not None and actor.person_id == person.pk:
        return no("不能给自己任职，请由他人办理")
    return can_administer(actor, person.unit.path)


def can_vacate(actor: Actor, post: Post) -> Verdict:
    """Not the post one acts in: nobody could undo it."""
    if actor.post_id is not None and actor.post_id == post.pk:
        return no("不能免去自己正在行使的岗位，请由他人办理")
    return can_add_post(actor, post.unit, post.role)


def can_give_login(actor: Actor, person: Person) -> Verdict:
    """The administrator of a region in which the person and every post they hold lie: a login opens all of them."""
    if not keeps_logins(actor):
        return no("账号由本地区系统管理员开设和重置")
    paths = Holding.objects.filter(person=person, until=None).values_list("post__unit__path", flat=True)
    if all(_lies_in_region(actor, path) for path in (person.unit.path, *paths)):
        return YES
    return no("此人在其他地区任职，账号由上级系统管理员办理")


def can_change_password(actor: Actor, account: Account) -> Verdict:
    return YES if actor.account_id == account.pk else no("只能修改自己的密码")
