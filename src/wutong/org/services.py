"""Units, people and posts: made, named, appointed, vacated."""

from collections.abc import Iterable, Mapping
from datetime import date

from wutong.kit import batch, clock, search
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org import access
from wutong.org.enums import REGIONS, Reach, Role
from wutong.org.models import Holding, Label, Person, Post, Unit, UnitAlias

TITLES = {Role.SPONSOR: "包保领导", Role.SECRETARY: "项目秘书"}


def add_unit(
    *, by: Actor, name: str, kind: str, parent: Unit | None = None, short_name: str = "", code: str = ""
) -> Unit:
    """Add a region or unit under `parent` (None: a new root)."""
    require(access.can_administer(by, parent.path if parent else ""))
    unit = Unit(name=name, kind=kind, short_name=short_name, code=code, scope_path="")
    with writing(by, "org.unit.add") as sheet:
        sheet.create(unit, save=lambda: _plant(unit, parent))
    return unit


def _plant(unit: Unit, parent: Unit | None) -> None:
    """Tree first, then the region that rows of the unit belong to."""
    if parent is None:
        Unit.objects.add_root(instance=unit)
    else:
        Unit.objects.add_child(Unit.objects.get(pk=parent.pk), instance=unit)
    unit.scope_path = unit.path if unit.kind in REGIONS or parent is None else parent.scope_path
    unit.save(update_fields=["scope_path"])


def add_alias(*, by: Actor, unit: Unit, name: str) -> None:
    require(access.can_administer(by, unit.path))
    if unit.aliases.filter(name=name).exists():
        return
    with writing(by, "org.alias.add") as sheet:
        sheet.create(UnitAlias(unit=unit, name=name))


def set_word(*, by: Actor, unit: Unit, key: str, text: str) -> None:
    """A place's own word for a term."""
    require(access.can_administer(by, unit.path))
    with writing(by, "org.word.set") as sheet:
        label = Label.objects.filter(unit=unit, key=key).first()
        if label:
            sheet.update(label, text=text)
        else:
            sheet.create(Label(unit=unit, key=key, text=text))


def add_person(*, by: Actor, name: str, unit: Unit, phone: str = "", account=None) -> Person:
    require(access.can_administer(by, unit.path))
    if not name.strip():
        raise Invalid({"name": "请填写姓名"})
    person = Person(
        name=name.strip(), unit=unit, phone=phone, account=account, initials=search.initials(name)
    )
    with writing(by, "org.person.add") as sheet:
        sheet.create(person)
    return person


def edit_person(*, by: Actor, person: Person, expected: int | None = None, **values) -> None:
    """Change name, phone, unit or whether still in office; projects and duties hold the person, so nothing else moves."""
    require(access.can_administer(by, person.unit.path))
    if "name" in values:
        values["initials"] = search.initials(values["name"])
    with writing(by, "org.person.edit") as sheet:
        sheet.update(person, expected=expected, **values)


def add_post(*, by: Actor, unit: Unit, title: str, role: str, reach: str = Reach.OWN, tier: int = 1) -> Post:
    require(access.can_administer(by, unit.path))
    post = Post(unit=unit, title=title, role=role, reach=reach, tier=tier)
    with writing(by, "org.post.add") as sheet:
        sheet.create(post)
    return post


def appoint(*, by: Actor, post: Post, person: Person, since: date | None = None) -> Holding:
    """Give the post to the person; whoever held it leaves it on the same day, and its duties stay with the post."""
    require(access.can_administer(by, post.unit.path))
    day = since or clock.today()
    with writing(by, "org.appoint") as sheet:
        for earlier in post.holdings.filter(until=None):
            sheet.update(earlier, until=day)
        holding = Holding(post=post, person=person, since=day)
        sheet.create(holding)
    return holding


def vacate(*, by: Actor, post: Post, until: date | None = None) -> None:
    """The post falls vacant and stands on the list of vacancies."""
    require(access.can_administer(by, post.unit.path))
    with writing(by, "org.vacate") as sheet:
        for holding in post.holdings.filter(until=None):
            sheet.update(holding, until=until or clock.today())


Wanted = tuple[str, str, int, str]


def ensure_people(
    *, by: Actor, wanted: Iterable[Wanted], known: Mapping[tuple[str, str], Person] | None = None
) -> dict[Wanted, Holding]:
    """Make people of a ledger's names: (name, phone, unit id, role) to the holding in which they serve.

    The known are found, the unknown become people without a login in that unit; each serves in a post of that role,
    made where there is none. A few statements however many names.
    """
    wanted, known = list(wanted), known or {}
    units = Unit.objects.in_bulk({unit for _, _, unit, _ in wanted})
    for unit in units.values():
        require(access.can_take_in(by, unit.path))
    with writing(by, "org.people.ensure") as sheet:
        people = {w: known[w[:2]].pk for w in wanted if w[:2] in known}
        unknown = [w for w in wanted if w[:2] not in known]
        rows = [
            {
                "name": name,
                "phone": phone,
                "unit_id": unit,
                "initials": search.initials(name),
                "is_active": True,
            }
            for name, phone, unit, _ in unknown
        ]
        people |= dict(zip(unknown, batch.insert(sheet, Person, rows, label="name"), strict=True))
        held = _held(wanted, people)
        missing = [w for w in wanted if w not in held]
        posts = batch.insert(sheet, Post, [_post_row(w) for w in missing], label="title")
        seats = [
            {"post_id": post, "person_id": people[w], "since": clock.today()}
            for w, post in zip(missing, posts, strict=True)
        ]
        ids = batch.insert(sheet, Holding, seats)
        made = Holding.objects.select_related("post", "person").in_bulk(ids)
    return held | {w: made[pk] for w, pk in zip(missing, ids, strict=True)}


def _held(wanted: list[Wanted], people: Mapping[Wanted, int]) -> dict[Wanted, Holding]:
    """Who already serves in a post of the role."""
    serving = {}
    ids = set(people.values())
    for holding in Holding.objects.filter(person__in=ids, until=None).select_related("post", "person"):
        serving[holding.person_id, holding.post.role] = holding
    return {w: serving[people[w], w[3]] for w in wanted if (people[w], w[3]) in serving}


def _post_row(w: Wanted) -> dict:
    return {
        "unit_id": w[2],
        "title": TITLES.get(Role(w[3]), Role(w[3]).label),
        "role": w[3],
        "reach": Reach.OWN,
        "tier": 1,
    }
