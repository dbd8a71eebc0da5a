"""Readings of the tree of units, people and posts."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from wutong.kit import sockets
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.org.enums import Role, UnitKind
from wutong.org.models import Holding, Label, Person, Post, Unit, UnitAlias

_LEVEL_PREFIX = re.compile(r"^(县|区|市|旗|自治县)")
OFFICE_ROLES = (Role.PROJECT_OFFICE, Role.CITY_OFFICE)


def holdings_of(account) -> QuerySet[Holding]:
    """The posts that the account's person holds now, the longest held first."""
    held = Holding.objects.filter(person__account=account, person__is_active=True, until=None)
    return held.select_related("post__unit", "person").order_by("since", "id")


def actor_for(account, post_id: int | None = None) -> Actor | None:
    """The Actor of an account acting in one of its posts (`post_id`, or the first held); None without a post."""
    held = list(holdings_of(account))
    chosen = next((h for h in held if h.post_id == post_id), held[0] if held else None)
    return _actor(chosen.post, chosen.person, account.pk) if chosen else None


def actor_of(post: Post, person: Person | None = None) -> Actor:
    """The Actor of a post, held by `person` or by whoever holds it now."""
    person = person or holders([post]).get(post.pk)
    return _actor(post, person, person.account_id if person else None)


def _actor(post: Post, person: Person | None, account_id: int | None) -> Actor:
    unit = post.unit
    return Actor(
        account_id=account_id,
        person_id=person.pk if person else None,
        person_name=person.name if person else "",
        post_id=post.pk,
        post_title=post.title,
        role=post.role,
        unit_id=unit.pk,
        unit_name=unit.short_name or unit.name,
        unit_path=unit.path,
        scope_path=unit.scope_path,
        reach=post.reach,
    )


def posts_of(account) -> list[Post]:
    return [holding.post for holding in holdings_of(account)]


def holders(posts: Iterable[Post | int]) -> dict[int, Person]:
    """Post id to who holds it now; one query."""
    ids = [p.pk if isinstance(p, Post) else p for p in posts]
    held = Holding.objects.filter(post__in=ids, until=None).select_related("person").order_by("since", "id")
    return {h.post_id: h.person for h in held}


def region_of(scope_path: str) -> Unit:
    """The region whose path it is. DoesNotExist where there is none."""
    return Unit.objects.get(path=scope_path)


def county_of(unit: Unit) -> Unit:
    """The nearest county, else city, at or above the unit; the topmost unit where there is neither."""
    paths = [unit.path[:end] for end in range(len(unit.path), 0, -Unit.steplen)]
    found = {u.path: u for u in Unit.objects.filter(path__in=paths)}
    regions = [u for path in paths if (u := found[path]).kind in (UnitKind.COUNTY, UnitKind.CITY)]
    return regions[0] if regions else found[paths[-1]]


def beneath(unit: Unit) -> Q:
    """The units of the part of the tree that begins with this one."""
    return within(unit.path, "path")


def counties_in(scope_path: str) -> QuerySet[Unit]:
    return Unit.objects.filter(within(scope_path, "path"), kind=UnitKind.COUNTY).order_by("path")


def departments_of(county: Unit) -> QuerySet[Unit]:
    found = Unit.objects.filter(within(county.path, "path"), kind=UnitKind.DEPARTMENT, is_active=True)
    return found.order_by("path")


# Names.


def bare_name(name: str, county: Unit) -> str:
    """A unit's name without the county's own: 凤栖县发改局, 县发改局 and 发改局 are one."""
    for prefix in (county.name, county.short_name):
        if prefix and name.startswith(prefix):
            return name[len(prefix) :]
    return _LEVEL_PREFIX.sub("", name)


def resolve_units(names: Iterable[str], county: Unit) -> dict[str, list[Unit]]:
    """Each name to the county's units that bear it, by name, short name or alias; two queries for all names."""
    units = list(Unit.objects.filter(within(county.path, "path"), is_active=True))
    by_name: dict[str, dict[int, Unit]] = defaultdict(dict)
    for unit in units:
        for name in {unit.name, unit.short_name} - {""}:
            by_name[bare_name(name, county)][unit.pk] = unit
    known = {unit.pk: unit for unit in units}
    for alias in UnitAlias.objects.filter(unit__in=known):
        by_name[bare_name(alias.name, county)][alias.unit_id] = known[alias.unit_id]
    return {name: list(by_name.get(bare_name(name.strip(), county), {}).values()) for name in names}


def resolve_people(pairs: Iterable[tuple[str, str]], county: Unit) -> dict[tuple[str, str], list[Person]]:
    """(name, phone) to the county's people: by both where a phone is given and known, else by name."""
    pairs = list(pairs)
    by_name: dict[str, list[Person]] = defaultdict(list)
    people = Person.objects.filter(within(county.path, "unit__path"), is_active=True).select_related("unit")
    for person in people:
        by_name[person.name].append(person)
    return {pair: _matching(by_name.get(pair[0], []), pair[1]) for pair in pairs}


def _matching(people: list[Person], phone: str) -> list[Person]:
    if not phone:
        return people
    exact = [p for p in people if p.phone == phone]
    return exact or [p for p in people if not p.phone]


# Posts.


def post_of_role(unit: Unit, role: str) -> Post | None:
    """The unit's first post of a role."""
    own = Post.objects.filter(unit=unit, role=role, is_active=True)
    return own.select_related("unit").order_by("tier", "id").first()


def project_office_post(county: Unit) -> Post:
    """The post that a duty without a resolvable owner goes to. DoesNotExist where the county has no project office."""
    own = Post.objects.filter(role__in=OFFICE_ROLES, unit__scope_path=county.path, is_active=True)
    return own.select_related("unit").order_by("tier", "id")[:1].get()


_LADDER = (
    (3, (Role.PORTFOLIO_LEADER,)),
    (4, (Role.PRINCIPAL_LEADER,)),
)


def ladder_posts(unit_ids: Iterable[int]) -> dict[int, list[Post | None]]:
    """Unit id to its five tiers: handling person, section head, portfolio leader, county, city; few queries."""
    units = list(Unit.objects.filter(pk__in=set(unit_ids)))
    scopes = {u.scope_path for u in units} | {u.scope_path[: -Unit.steplen] for u in units}
    leaders: dict[tuple[str, str], Post] = {}
    wanted = Post.objects.filter(
        role__in=[r for _, roles in _LADDER for r in roles], unit__scope_path__in=scopes
    )
    for post in wanted.select_related("unit").order_by("-id"):
        leaders[post.unit.scope_path, post.role] = post
    own: dict[int, dict[int, Post]] = defaultdict(dict)
    for post in Post.objects.filter(unit__in=units, tier__lte=2).order_by("-id"):
        own[post.unit_id][post.tier] = post
    return {
        u.pk: [
            own[u.pk].get(1),
            own[u.pk].get(2),
            leaders.get((u.scope_path, Role.PORTFOLIO_LEADER)),
            leaders.get((u.scope_path, Role.PRINCIPAL_LEADER)),
            leaders.get((u.scope_path[: -Unit.steplen], Role.PRINCIPAL_LEADER)),
        ]
        for u in units
    }


def superiors(post: Post) -> list[Post | None]:
    """The five tiers above (and with) one post."""
    return ladder_posts([post.unit_id])[post.unit_id]


def vacancies(scope_path: str) -> QuerySet[Post]:
    """Posts of the region that nobody holds."""
    held = Holding.objects.filter(until=None).values("post_id")
    posts = Post.objects.filter(within(scope_path, "unit__path"), is_active=True, unit__is_active=True)
    return posts.exclude(pk__in=held).select_related("unit")


# What stands in the way of closing.


def ties_of_unit(unit: Unit) -> list[str]:
    """What still hangs on a unit, in words: people, posts held, units beneath, and what later apps say."""
    people = Person.objects.filter(unit=unit, is_active=True).count()
    held = Holding.objects.filter(post__unit=unit, until=None).count()
    beneath_it = Unit.objects.filter(beneath(unit), is_active=True).exclude(pk=unit.pk).count()
    counted = ((people, "在职人员{}人"), (held, "在岗{}个"), (beneath_it, "在用的下级单位{}个"))
    own = [words.format(count) for count, words in counted if count]
    return [*own, *(told for tie in sockets.ties if (told := tie.of_unit(unit)))]


def ties_of_post(post: Post) -> list[str]:
    """What still hangs on a post: who holds it, and what later apps say."""
    holder = holders([post]).get(post.pk)
    own = [f"{holder.name}在岗"] if holder else []
    return [*own, *(told for tie in sockets.ties if (told := tie.of_post(post)))]


# A place's own words.

WORDS = {
    "county_sponsor": "包保领导",
    "secretary": "项目秘书",
    "dept": "行业主管部门",
    "local_unit": "属地",
    "office": "项目中心",
}


def word(scope_path: str, key: str, default: str = "") -> str:
    """The place's word for a term: its own, else that of the region above, else the usual one."""
    paths = [scope_path[:end] for end in range(len(scope_path), 0, -Unit.steplen)]
    found = dict(Label.objects.filter(key=key, unit__path__in=paths).values_list("unit__path", "text"))
    return next((found[p] for p in paths if p in found), default or WORDS.get(key, key))


def search(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """People of the actor's region by name or initials."""
    found = Person.objects.filter(within(actor.scope_path, "unit__path"), is_active=True)
    return list(found.filter(Q(name__icontains=text) | Q(initials__startswith=text.lower()))[:limit])
