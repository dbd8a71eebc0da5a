"""Units, people and posts: made, named, appointed, vacated."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from wutong.accounts import services as accounts
from wutong.accounts.models import Account
from wutong.kit import batch, clock, search
from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.scope import within
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org import access, queries, rules
from wutong.org.enums import REGIONS, Reach, Role, UnitKind
from wutong.org.models import Holding, Label, Person, Post, Unit, UnitAlias

EARLIEST = date(1950, 1, 1)
TITLES = {Role.SPONSOR: "包保领导", Role.SECRETARY: "项目秘书"}


def add_unit(
    *, by: Actor, name: str, kind: str, parent: Unit | None = None, short_name: str = "", code: str = ""
) -> Unit:
    """Add a region or unit under `parent` (None: a new root)."""
    require(access.can_administer(by, parent.path if parent else ""))
    if not name.strip():
        raise Invalid({"name": "请填写名称"})
    unit = Unit(name=name.strip(), kind=kind, short_name=short_name, code=code, scope_path="")
    with writing(by, "org.unit.add") as sheet:
        if parent is not None:
            _check_place(parent, name, kind)
        sheet.create(unit, save=lambda: _plant(unit, parent))
    return unit


def _check_place(parent: Unit, name: str, kind: str) -> None:
    if kind not in rules.kinds_under(parent.kind):
        under, what = UnitKind(parent.kind).label, UnitKind(kind).label
        raise Invalid({"kind": f"“{under}”之下不能设“{what}”"})
    siblings = Unit.objects.filter(queries.beneath(parent), depth=parent.depth + 1, name=name.strip())
    if siblings.exists():
        raise Invalid({"name": f"“{parent.name}”之下已有“{name.strip()}”"})


def _plant(unit: Unit, parent: Unit | None) -> None:
    """Tree first, then the region that rows of the unit belong to."""
    if parent is None:
        Unit.objects.add_root(instance=unit)
    else:
        Unit.objects.add_child(Unit.objects.get(pk=parent.pk), instance=unit)
    unit.scope_path = unit.path if unit.kind in REGIONS or parent is None else parent.scope_path
    unit.save(update_fields=["scope_path"])


def edit_unit(
    *, by: Actor, unit: Unit, name: str, short_name: str = "", code: str = "", is_active: bool
) -> None:
    """Rename a unit, or close it once nothing hangs on it any more; ledgers still find it by its old name."""
    require(access.can_administer(by, unit.path))
    if not (name := name.strip()):
        raise Invalid({"name": "请填写名称"})
    with writing(by, "org.unit.edit") as sheet:
        if _siblings(unit, name).exists():
            raise Invalid({"name": f"同级已有“{name}”"})
        if unit.is_active and not is_active:
            _check_free(queries.ties_of_unit(unit))
        if name != unit.name:
            add_alias(by=by, unit=unit, name=unit.name)
        sheet.about(unit)
        sheet.update(unit, name=name, short_name=short_name.strip(), code=code.strip(), is_active=is_active)


def _siblings(unit: Unit, name: str) -> QuerySet[Unit]:
    above = unit.path[: -Unit.steplen]
    return Unit.objects.filter(within(above, "path"), depth=unit.depth, name=name).exclude(pk=unit.pk)


def _check_free(ties: list[str]) -> None:
    if ties:
        raise Invalid({"is_active": f"还不能停用：{'；'.join(ties)}，请先移交或办结"})


def add_alias(*, by: Actor, unit: Unit, name: str) -> None:
    require(access.can_administer(by, unit.path))
    if not (name := name.strip()):
        raise Invalid({"name": "请填写别名"})
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
    if "unit" in values:
        require(access.can_administer(by, values["unit"].path))
    if "name" in values:
        if not values["name"].strip():
            raise Invalid({"name": "请填写姓名"})
        values["initials"] = search.initials(values["name"])
    with writing(by, "org.person.edit") as sheet:
        sheet.update(person, expected=expected, **values)


def add_post(*, by: Actor, unit: Unit, title: str, role: str, reach: str = Reach.OWN, tier: int = 1) -> Post:
    require(access.can_add_post(by, unit, role))
    post = Post(unit=unit, title=title, role=role, reach=reach, tier=tier)
    with writing(by, "org.post.add") as sheet:
        sheet.create(post)
    return post


def edit_post(*, by: Actor, post: Post, title: str, is_active: bool) -> None:
    """Rename a post, or close it once nobody holds it and no duty waits for it."""
    require(access.can_add_post(by, post.unit, post.role))
    if not (title := title.strip()):
        raise Invalid({"name": "请填写岗位名称"})
    with writing(by, "org.post.edit") as sheet:
        if post.is_active and not is_active:
            _check_free(queries.ties_of_post(post))
        sheet.update(post, title=title, is_active=is_active)


def appoint(*, by: Actor, post: Post, person: Person, since: date | None = None) -> Holding:
    """Give the post to the person; whoever held it leaves it on the same day, and its duties stay with the post."""
    require(access.can_appoint(by, post, person))
    if not post.is_active:
        raise Invalid(f"岗位“{post.title}”已停用，请先启用")
    day = since or clock.today()
    if not EARLIEST <= day <= clock.today():
        raise Invalid({"since": f"任职日期应在{EARLIEST.year}年以后，不能晚于今天"})
    with writing(by, "org.appoint") as sheet:
        for earlier in post.holdings.filter(until=None):
            sheet.update(earlier, until=day)
        holding = Holding(post=post, person=person, since=day)
        sheet.create(holding)
    return holding


def vacate(*, by: Actor, post: Post, until: date | None = None) -> None:
    """The post falls vacant and stands on the list of vacancies."""
    require(access.can_vacate(by, post))
    day = until or clock.today()
    if day > clock.today():
        raise Invalid({"until": "免职日期不能晚于今天"})
    with writing(by, "org.vacate") as sheet:
        for holding in post.holdings.filter(until=None):
            if day < holding.since:
                raise Invalid({"until": f"免职日期不能早于任职日期{holding.since}"})
            sheet.update(holding, until=day)


# Logins.


def give_login(*, by: Actor, person: Person, username: str, password: str, is_admin: bool = False) -> Account:
    """A login with a first password for a person who has none."""
    require(access.can_give_login(by, person))
    if person.account_id is not None:
        raise Invalid({"username": f"{person.name}已有账号“{person.account}”"})
    with writing(by, "org.login.give") as sheet:
        account = _checked(
            accounts.open_account,
            username=username,
            password=password,
            at=sheet.at,
            is_admin=is_admin,
            # The machine's operator has typed a password of their own.
            must_change=by != SYSTEM,
        )
        sheet.about(person)
        sheet.note(account, {"id": [None, account.pk], "username": [None, username]})
        sheet.update(person, account=account)
    return account


def reset_password(*, by: Actor, person: Person, password: str) -> None:
    """A new first password for somebody who has lost theirs."""
    require(access.can_give_login(by, person))
    if person.account is None:
        raise Invalid({"password": f"{person.name}还没有账号"})
    _new_password(
        by, "org.login.reset", person.account, password, must_change=by.account_id != person.account_id
    )


def change_password(*, by: Actor, account: Account, old: str, new: str) -> None:
    """One's own, by who knows the old one."""
    require(access.can_change_password(by, account))
    if not account.check_password(old):
        raise Invalid({"old": "原密码不对"})
    if old == new:
        raise Invalid({"password": "新密码不能与原密码相同"})
    _new_password(by, "org.login.password", account, new)


def _new_password(by: Actor, verb: str, account: Account, password: str, must_change: bool = False) -> None:
    with writing(by, verb) as sheet:
        _checked(accounts.set_password, account=account, password=password, must_change=must_change)
        sheet.note(account, {"password": ["已改", "已改"]})


def open_or_close_login(*, by: Actor, person: Person, is_active: bool) -> None:
    """Let an account in, or keep it out; what it did stays."""
    require(access.can_give_login(by, person))
    if person.account is None:
        raise Invalid(f"{person.name}还没有账号")
    if person.account_id == by.account_id and not is_active:
        raise Invalid("不能停用自己正在用的账号")
    with writing(by, "org.login.open" if is_active else "org.login.close") as sheet:
        person.account.is_active = is_active
        accounts.save_activity(account=person.account)
        sheet.note(person.account, {"is_active": [not is_active, is_active]})


def _checked(verb: Callable, **values: Any) -> Any:
    """Call a verb of `accounts`, which lies beneath the kit, and answer in the kit's words."""
    try:
        return verb(**values)
    except ValidationError as error:
        raise Invalid({name: "；".join(told) for name, told in error.message_dict.items()}) from error


def first_administrator(*, username: str, password: str, person: str, unit: Unit) -> Account:
    """Somebody who may open every other door: login, person and post at the root. By the machine's own operator."""
    with writing(SYSTEM, "org.administrator") as sheet:
        made = add_person(by=SYSTEM, name=person, unit=unit)
        role = Role.ADMINISTRATOR
        post = add_post(by=SYSTEM, unit=unit, title=str(role.label), role=role, reach=Reach.REGION)
        appoint(by=SYSTEM, post=post, person=made)
        account = give_login(by=SYSTEM, person=made, username=username, password=password, is_admin=True)
        sheet.about(made)
    return account


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
