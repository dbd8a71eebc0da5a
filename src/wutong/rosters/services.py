"""Lists set up, changed, filled by hand, and kept day by day."""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from wutong.kit import batch, clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import Sheet, writing
from wutong.org.models import Unit
from wutong.projects.models import Project
from wutong.rosters import access, queries, rules
from wutong.rosters.enums import Kind
from wutong.rosters.models import Entry, Roster, RosterSet, Standing


def name_set(*, by: Actor, unit: Unit, name: str, group: RosterSet | None = None) -> RosterSet:
    """Make a set of lists, or give one another name."""
    require(access.can_keep(by, unit))
    name = _named(name)
    with writing(by, "rosters.set") as sheet:
        if RosterSet.objects.filter(unit=unit, name=name).exclude(pk=group and group.pk).exists():
            raise Invalid({"name": f"{unit.name}已有“{name}”"})
        if group:
            sheet.update(group, name=name)
            return group
        position = RosterSet.objects.filter(unit=unit).count()
        return sheet.create(RosterSet(unit=unit, name=name, position=position))


def make_roster(*, by: Actor, group: RosterSet, values: Mapping[str, Any]) -> Roster:
    """A new list in a set; `values`: name, kind, rule, note."""
    require(access.can_keep(by, group.unit))
    roster = Roster(unit=group.unit, group=group, position=group.rosters.count())
    with writing(by, "rosters.create") as sheet:
        for column, value in _checked(roster, values).items():
            setattr(roster, column, value)
        sheet.create(roster)
        _keep(sheet, roster, clock.today())
    return roster


def change_roster(
    *, by: Actor, roster: Roster, values: Mapping[str, Any], expected: int | None = None
) -> bool:
    """Change a list's name, set, rule or note; who stands on it by rule is written down at once."""
    require(access.can_keep(by, roster.unit))
    with writing(by, "rosters.change") as sheet:
        changed = sheet.update(roster, expected, **_checked(roster, values))
        _keep(sheet, roster, clock.today())
    return changed


def close_roster(*, by: Actor, roster: Roster, reason: str) -> None:
    """A list that is needed no more is shown no more; what it said stays in the log."""
    require(access.can_keep(by, roster.unit))
    if not reason.strip():
        raise Invalid({"reason": "请写明停用的理由"})
    with writing(by, "rosters.close", reason) as sheet:
        sheet.update(roster, is_active=False)


def _checked(roster: Roster, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns to write. A list that hands fill has no rule; another kind is another list, for its book differs."""
    kind = values["kind"]
    columns = {**values, "name": _named(values["name"]), "rule": {} if kind == Kind.HAND else values["rule"]}
    if roster.pk and Kind.RULE in (kind, roster.kind) and kind != roster.kind:
        raise Invalid({"kind": "按条件的清单和人工的清单记法不同，请另建一份清单"})
    if kind != Kind.HAND and (errors := rules.check(columns["rule"])):
        raise Invalid(errors)
    if Roster.objects.filter(unit=roster.unit, name=columns["name"]).exclude(pk=roster.pk).exists():
        raise Invalid({"name": f"{roster.unit.name}已有“{columns['name']}”"})
    return columns


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid({"name": "请填写名称"})
    return name.strip()


def ship(*, by: Actor, unit: Unit) -> list[Roster]:
    """Set up the lists that ship as data; what the place has already is left as it is."""
    require(access.can_keep(by, unit))
    shipped = tomllib.loads((files("wutong.rosters") / "lists.toml").read_text(encoding="utf-8"))["set"]
    known = set(Roster.objects.filter(unit=unit).values_list("name", flat=True))
    made = []
    with writing(by, "rosters.ship") as sheet:
        sheet.about(unit)
        for told in shipped:
            group = RosterSet.objects.filter(unit=unit, name=told["name"]).first()
            group = group or name_set(by=by, unit=unit, name=told["name"])
            fresh = [values for values in told["list"] if values["name"] not in known]
            made += [make_roster(by=by, group=group, values=values) for values in fresh]
    return made


# By hand.


def add(*, by: Actor, roster: Roster, project: Project, reason: str) -> Entry:
    """Put a project on a list, or promote a candidate, with the reason."""
    require(access.can_keep(by, roster.unit))
    today = clock.today()
    with writing(by, "rosters.add", reason) as sheet:
        _check_entry(roster, project, reason)
        sheet.about(project)
        same_day = Entry.objects.filter(roster=roster, project=project, since=today).first()
        told = {"reason": reason.strip(), "person_name": by.person_name}
        if same_day:
            sheet.update(same_day, until=None, left_reason="", **told)
            return same_day
        return sheet.create(Entry(roster=roster, project=project, since=today, **told))


def _check_entry(roster: Roster, project: Project, reason: str) -> None:
    if roster.by_rule:
        raise Invalid({"project": f"“{roster.name}”按条件列入，不能人工加；要改请改条件"})
    if not project.scope_path.startswith(roster.unit.path):
        raise Invalid({"project": f"只能列入{roster.unit.name}的项目"})
    if not reason.strip():
        raise Invalid({"reason": "请写明列入的理由"})
    if Entry.objects.filter(roster=roster, project=project, until=None).exists():
        raise Invalid({"project": f"“{project}”已经在清单上"})


def remove(*, by: Actor, entry: Entry, reason: str) -> None:
    """Take a project off a list, with the reason; that it stood there stays."""
    require(access.can_keep(by, entry.roster.unit))
    if not reason.strip():
        raise Invalid({"reason": "请写明移出的理由"})
    with writing(by, "rosters.remove", reason) as sheet:
        entry.refresh_from_db()
        if entry.until:
            raise Invalid("已经移出，不用再移")
        sheet.about(entry.project)
        sheet.update(entry, until=clock.today(), left_reason=reason.strip())


# The day's pass.


def keep(*, by: Actor, today: date) -> int:
    """Write down who came on lists by rule and who went; a second run of the day writes nothing."""
    count = 0
    for roster in Roster.objects.filter(kind=Kind.RULE, is_active=True).select_related("unit"):
        if any(_difference(roster, today)):
            with writing(by, "rosters.keep") as sheet:
                sheet.about(roster)
                count += _keep(sheet, roster, today)
    return count


def keep_day(today: date) -> int:
    """What `wutong tick` calls."""
    return keep(by=SYSTEM, today=today)


def _difference(roster: Roster, today: date) -> tuple[list[int], list[Standing]]:
    """Projects that came, and standings that ended."""
    found = set(Project.objects.filter(queries.members(roster, today)).values_list("pk", flat=True))
    open_ones = {s.project_id: s for s in roster.standings.filter(until=None)}
    return sorted(found - set(open_ones)), [s for pk, s in open_ones.items() if pk not in found]


def _keep(sheet: Sheet, roster: Roster, today: date) -> int:
    """Within the sheet's lock: the same is never written twice."""
    if not roster.by_rule:
        return 0
    fresh, gone = _difference(roster, today)
    back = {s.project_id: s for s in roster.standings.filter(since=today, project_id__in=fresh)}
    batch.insert(
        sheet, Standing,
        ({"roster_id": roster.pk, "project_id": pk, "since": today} for pk in fresh if pk not in back),
    )  # fmt: skip
    changed = [(s, None) for s in back.values()] + [(s, today) for s in gone]
    batch.update(
        sheet, Standing, ((s.pk, roster.name, {"until": s.until}, {"until": until}) for s, until in changed)
    )
    return len(fresh) + len(gone)
