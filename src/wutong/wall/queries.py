"""What the wall shows, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from wutong.counting import queries as counting
from wutong.duties import queries as duties
from wutong.duties.models import Duty
from wutong.kit import clock
from wutong.kit.scope import within
from wutong.org.models import Unit
from wutong.projects import queries as projects
from wutong.projects.enums import Condition
from wutong.projects.models import Project
from wutong.rosters import queries as rosters
from wutong.rosters.models import Roster
from wutong.wall import rules

_PARTS_SHOWN = 8


@dataclass(frozen=True)
class Number:
    """A count of the strip, and the address of the list that shows the counted rows."""

    label: str
    value: int
    url: str
    light: str = ""


@dataclass(frozen=True)
class Named:
    """A line of a list on the wall."""

    name: str
    light: str
    days: str
    url: str


@dataclass(frozen=True)
class Wall:
    """One reading. `pages` are columns of lists, three a page; `whole` and `parts` the four rates."""

    region: Unit
    at: datetime
    numbers: list[Number]
    pages: list[Sequence[rules.Column]]
    whole: Any
    parts: list[Any]
    parts_title: str
    parts_more: int


def reading(region: Unit) -> Wall:
    """The wall of a region as it stands: eight statements, however many lists and projects there are."""
    today, at = clock.today(), clock.now()
    whole, table = counting.four_rates(region, today)
    lists = Roster.objects.filter(unit=region, is_active=True).select_related("unit", "group")
    lists = list(lists.order_by("group__position", "group_id", "position", "id"))
    asked = {key: q(today) for key, _, _, _, _, q in _STRIP if q}
    asked |= {f"on_{roster.pk}": rosters.members(roster, today) for roster in lists}
    found = rosters.flagged(Project.objects.filter(within(region.path)), asked)
    shown = {roster: found[f"on_{roster.pk}"] for roster in lists}
    return Wall(
        region, at, _numbers(region, found), rules.pages(_columns(shown, today)),
        whole, table.lines[:_PARTS_SHOWN], table.title, max(len(table.lines) - _PARTS_SHOWN, 0),
    )  # fmt: skip


def _columns(shown: dict[Roster, list[int]], today: date) -> list[rules.Column]:
    """Every list in its order, cut into columns; two statements."""
    ids = {pk for found in shown.values() for pk in found[: rules.SHOWN]}
    known = projects.with_figures(Project.objects.filter(pk__in=ids), today).in_bulk()
    since = rosters.since(shown, ids, today)
    laid: list[rules.Column] = []
    for roster, found in shown.items():
        named = [
            _named(known[pk], since.get((roster.pk, pk)), today) for pk in found[: rules.SHOWN] if pk in known
        ]
        laid += rules.columns(roster.name, len(found), named, reverse("rosters:detail", args=[roster.pk]))
    return laid


def _named(project: Project, since: date | None, today: date) -> Named:
    light, _ = projects.light_of(project, today)
    due = project.next_due_on
    days = rules.days_words((today - due).days if due else None, (today - since).days + 1 if since else None)
    return Named(project.name, light, days, reverse("projects:detail", args=[project.pk]))


# Key, label, and the address of the list that shows the counted rows; a light; which projects count.
_STRIP = (
    ("projects", "项目", "projects:list", "", "", lambda today: Q(pk__isnull=False)),
    ("over", "节点超期", "projects:list", "?node=over", "over", partial(projects.at_node, "over")),
    ("warn", "节点临近", "projects:list", "?node=warn", "warn", partial(projects.at_node, "warn")),
    ("stalled", "停滞", "projects:list", "?condition=stalled", "over", lambda today: Q(condition=Condition.STALLED)),
    ("silent", "久未更新", "projects:list", "?node=silent", "warn", projects.silent),
    ("problems", "未销号问题", "projects:problems", "", "", None),
    ("assigned", "在办交办", "duties:assignments", "", "", None),
)  # fmt: skip


def _numbers(region: Unit, found: dict[str, list[int]]) -> list[Number]:
    """The strip: seven counts, each the count of the list that it opens; one statement."""
    counts = {key: len(ids) for key, ids in found.items()}
    counts |= (
        Duty.objects.unfinished()
        .filter(within(region.path))
        .aggregate(
            problems=Count("id", filter=Q(kind="problem")), assigned=Count("id", filter=duties.in_book())
        )
    )
    return [
        Number(label, counts[key], reverse(name) + asked, light)
        for key, label, name, asked, light, _ in _STRIP
    ]
