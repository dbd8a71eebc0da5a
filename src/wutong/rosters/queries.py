"""Readings of lists: who stands on them now and on a day, since when, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When

from wutong.counting.queries import STATES
from wutong.kit.scope import within
from wutong.projects.enums import Condition
from wutong.projects.models import Project, StageChange
from wutong.projects.queries import at_node, light_of, with_figures
from wutong.rosters import rules
from wutong.rosters.models import Entry, Roster, Standing

CHANGED_WITHIN_DAYS = 30


def _since(days: int, today: date) -> date:
    return today - timedelta(days=days)


def _any_tag(words: list[str]) -> Q:
    found = Q()
    for word in words:
        found |= Q(tags__icontains=word)
    return found


def _begun(**bounds: date) -> Q:
    """Begun within bounds (`gte`, `lte`): by the real day, else by the planned one."""
    real = Q(**{f"started_on__{name}": day for name, day in bounds.items()})
    planned = Q(**{f"start_on__{name}": day for name, day in bounds.items()})
    return real | Q(planned, started_on=None)


def _by_month(month: int, today: date) -> Q:
    following = date(today.year + month // 12, month % 12 + 1, 1)
    return _begun(gte=date(today.year, 1, 1), lte=following - timedelta(days=1))


def _revived(days: int, today: date) -> Q:
    resumed = StageChange.objects.filter(project=OuterRef("pk"), step="resume", day__gte=_since(days, today))
    return Q(Exists(resumed), condition=Condition.NORMAL)


_ASKED: dict[str, Callable[[Any, date], Q]] = {
    "stages": lambda v, today: Q(stage__in=v),
    "conditions": lambda v, today: Q(condition__in=v),
    "natures": lambda v, today: Q(nature__in=v),
    "levels": lambda v, today: Q(level__in=v),
    "types": lambda v, today: Q(project_type__in=v),
    "tags": lambda v, today: _any_tag(v),
    "total_from": lambda v, today: Q(total_yuan__gte=Decimal(v)),
    "plan_from": lambda v, today: (
        Q(plan_yuan__gte=Decimal(v)) & Q(Q(plan_year=None) | Q(plan_year=today.year))
    ),
    "start_from": lambda v, today: _begun(gte=date.fromisoformat(v)),
    "start_until": lambda v, today: _begun(lte=date.fromisoformat(v)),
    "start_by_month": _by_month,
    "node": at_node,
    "revived_days": _revived,
    "stage_days": lambda v, today: Q(stage_since__lte=_since(v, today)),
    "condition_days": lambda v, today: Q(condition_since__lte=_since(v, today)),
    "counted": lambda v, today: STATES[v][1],
}


def fulfilling(rule: rules.Rule, today: date) -> Q:
    """Projects of which every condition of the rule holds; the cancelled only where it asks for them."""
    found = Q()
    for key, value in rule.items():
        found &= _ASKED[key](value, today)
    if Condition.CANCELLED not in rule.get("conditions", ()):
        found &= ~Q(condition=Condition.CANCELLED)
    return found


def members(roster: Roster, today: date) -> Q:
    """Projects that stand on the list now."""
    here = within(roster.unit.path)
    if roster.by_rule:
        return here & fulfilling(roster.rule, today)
    entered = Entry.objects.filter(roster=roster, until=None, project=OuterRef("pk"))
    return here & Q(Exists(entered))


def candidates(roster: Roster, today: date) -> Q:
    """Projects that fulfil the rule and were not promoted yet."""
    return within(roster.unit.path) & fulfilling(roster.rule, today) & ~members(roster, today)


def urgent_first(projects: QuerySet[Project]) -> QuerySet[Project]:
    return projects.order_by(F("next_due_on").asc(nulls_last=True), "id")


def counts(rosters: Iterable[Roster], projects: QuerySet[Project], today: date) -> dict[int, dict[str, int]]:
    """Roster id to `members` and `candidates`; one statement for all of them."""
    asked = {f"members_{r.pk}": members(r, today) for r in rosters}
    asked |= {f"candidates_{r.pk}": candidates(r, today) for r in rosters if r.promotes}
    if not asked:
        return {}
    told = projects.order_by().aggregate(**{name: Count("pk", filter=q) for name, q in asked.items()})
    return {
        r.pk: {kind: told.get(f"{kind}_{r.pk}", 0) for kind in ("members", "candidates")} for r in rosters
    }


def flagged(projects: QuerySet[Project], asked: Mapping[str, Q]) -> dict[str, list[int]]:
    """Name to the ids of the projects of which its question holds, the most urgent first; one statement for all."""
    found: dict[str, list[int]] = {name: [] for name in asked}
    flags = {
        name: Case(When(q, then=Value(True)), default=Value(False), output_field=BooleanField())
        for name, q in asked.items()
    }
    for pk, *answers in urgent_first(projects.annotate(**flags)).values_list("pk", *flags).iterator(5000):
        for name, holds in zip(asked, answers, strict=True):
            if holds:
                found[name].append(pk)
    return found


def lists_of(project: Project, rosters: Iterable[Roster], today: date) -> dict[int, str]:
    """Roster id to "member" or "candidate" for the lists that concern the project; one statement."""
    counted = counts(rosters, Project.objects.filter(pk=project.pk), today)
    return {
        pk: "member" if told["members"] else "candidate"
        for pk, told in counted.items()
        if told["members"] or told["candidates"]
    }


# Since when, and who was on it then.


@dataclass(frozen=True)
class Came:
    """Since when a project stands on a list; by hand also who put it there and why, and the entry to take it off."""

    since: date
    reason: str = ""
    person_name: str = ""
    entry_id: int | None = None


def came(rosters: Iterable[Roster], project_ids: Iterable[int], on: date) -> dict[tuple[int, int], Came]:
    """(roster id, project id) to since when it stood there at the end of the day; two statements."""
    asked = {"roster__in": [r.pk for r in rosters], "project_id__in": list(project_ids)}
    stood = Standing.objects.filter(at(on), **asked).values_list("roster_id", "project_id", "since")
    entries = Entry.objects.filter(at(on), **asked)
    return {(r, p): Came(since) for r, p, since in stood} | {
        (e.roster_id, e.project_id): Came(e.since, e.reason, e.person_name, e.pk) for e in entries
    }


def since(rosters: Iterable[Roster], project_ids: Iterable[int], on: date) -> dict[tuple[int, int], date]:
    """(roster id, project id) to since when it stood there; one statement."""
    asked = {"roster__in": [r.pk for r in rosters], "project_id__in": list(project_ids)}
    stood, entered = (
        book.objects.filter(at(on), **asked).order_by().values_list("roster_id", "project_id", "since")
        for book in (Standing, Entry)
    )
    return {(roster, project): day for roster, project, day in stood.union(entered)}


def at(on: date) -> Q:
    """What stood at the end of the day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def _book(roster: Roster) -> QuerySet:
    """Where a list keeps who came and went."""
    return roster.standings.all() if roster.by_rule else roster.entries.all()


def as_of(roster: Roster, projects: QuerySet[Project], on: date) -> QuerySet[Project]:
    """Who stood on the list at the end of a past day."""
    return projects.filter(pk__in=_book(roster).filter(at(on)).values("project_id"))


def kept_since(roster: Roster) -> date | None:
    """The first day of which the list knows who stood on it."""
    return _book(roster).order_by("since").values_list("since", flat=True).first()


@dataclass(frozen=True)
class Change:
    """A project that came on a list or went off it."""

    day: date
    name: str
    project_id: int
    came: bool
    reason: str


def changes(roster: Roster, projects: QuerySet[Project], today: date, limit: int = 40) -> list[Change]:
    """Who came and went lately, the latest first; three statements."""
    first = _since(CHANGED_WITHIN_DAYS, today)
    seen = _book(roster).filter(project_id__in=projects.order_by().values("pk")).exclude(since=F("until"))
    arrived = seen.filter(since__gte=first).order_by("-since", "-id")[:limit]
    gone = seen.filter(until__gte=first).order_by("-until", "-id")[:limit]
    told = [(row.since, row.project_id, True, getattr(row, "reason", "")) for row in arrived]
    told += [(row.until, row.project_id, False, getattr(row, "left_reason", "")) for row in gone]
    names = dict(Project.objects.filter(pk__in={pk for _, pk, _, _ in told}).values_list("pk", "name"))
    found = [Change(day, names[pk], pk, came, why) for day, pk, came, why in told if pk in names]
    return sorted(found, key=lambda c: (c.day, c.came, c.name), reverse=True)[:limit]


# The rows of a page.


@dataclass(frozen=True)
class Row:
    """One project on a list: its light with the reason, since when and for how many days it stands there, and why.

    `node_days`: days past its next node where positive, days left where negative.
    """

    project: Any
    light: str
    light_reason: str
    came: Came | None
    days: int | None
    why: str
    node_days: int | None


def rows(roster: Roster, ids: list[int], today: date, on: date | None = None) -> list[Row]:
    """Lines for projects in their order, on a list as of `on`; four statements at most."""
    found = with_figures(Project.objects.filter(pk__in=ids), today)
    found = found.select_related("place", "dept", "county").in_bulk()
    known = came([roster], ids, on or today)
    resumed = _resumed(ids) if "revived_days" in roster.rule else {}
    return [
        _row(roster, found[pk], known.get((roster.pk, pk)), resumed.get(pk), today)
        for pk in ids
        if pk in found
    ]


def _resumed(ids: Iterable[int]) -> dict[int, date]:
    found = StageChange.objects.filter(project__in=list(ids), step="resume").order_by()
    return dict(found.values_list("project").annotate(day=Max("day")))


def _row(roster: Roster, project: Any, stood: Came | None, resumed: date | None, today: date) -> Row:
    light, reason = light_of(project, today)
    why = stood.reason if stood and stood.reason else ""
    facts = rules.Facts(
        project.stage, project.stage_since, project.condition, project.condition_since,
        project.condition_reason, project.total_yuan, resumed, reason,
    )  # fmt: skip
    due = project.next_due_on
    return Row(
        project, light, reason, stood, rules.lasted(stood.since, today) if stood else None,
        why or rules.why(roster.rule, facts, today), (today - due).days if due else None,
    )  # fmt: skip
