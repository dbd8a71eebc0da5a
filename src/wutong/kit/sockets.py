"""The few counted places where a later app plugs into an earlier one. Plugged in `apps.py`, read by the kit's pages.

Each socket is a list of frozen plugs; `wutong sockets` prints them all.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class MenuEntry:
    """A room in the left column. `roles` empty: everybody's."""

    key: str
    label: str
    url_name: str
    order: int
    icon: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Panel:
    """A panel on somebody else's page. `context(request, obj)` is what `template` shows; None: nothing to show."""

    page: str
    key: str
    order: int
    template: str
    context: Callable[[Any, Any], dict | None]


@dataclass(frozen=True)
class Action:
    """A button on somebody else's page: `url(obj)` is where it leads, `offered(actor, obj)` a `Verdict`."""

    page: str
    key: str
    order: int
    label: str
    url: Callable[[Any], str]
    offered: Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Chore:
    """What time brings to an app: `run(today)` does what is due and returns how many; a second run does nothing.

    `label` tells the count in words: 提醒{}条. `often`: somebody waits for it; the worker looks at every round.
    """

    key: str
    order: int
    label: str
    run: Callable[[date], int]
    often: bool = False


@dataclass(frozen=True)
class BriefSection:
    """A numbered section of the dispatch brief, computed by a business app.

    `compute(scope)` takes a `dispatch.rules.BriefScope` and returns a JSON-able `dispatch.rules.Section`.
    """

    key: str
    order: int
    compute: Callable[[Any], Any]


@dataclass(frozen=True)
class DutyKind:
    """A kind of duty with its own word on screen.

    `evidence` lists the kinds of evidence of which one is needed before it can be struck off (empty: none needed).
    `ladder` gives, tier by tier from 1, after how many units overdue the duty climbs there. A term turns yellow with a fifth of it left, but with no more
    than `warn_at_most` units. `subject_url` leads to the object that the duty belongs to. `in_book`: it stands in the
    book of assignments. `receipt`: who owes it confirms that it has arrived (签收). `routine`: it comes in a rhythm, and
    stands in others' lists only where it is late. `arrives`: it is settled by the app that plugs it, when what was
    promised arrives there; nobody needs to verify what lies before them.
    """

    key: str
    label: str
    evidence: tuple[str, ...] = ()
    ladder: tuple[int, ...] = (0, 3, 7, 15, 30)
    remind_before: int = 3
    warn_at_most: int | None = None
    subject_url: Callable[[int], str] | None = None
    in_book: bool = False
    receipt: bool = False
    routine: bool = False
    arrives: bool = False


@dataclass(frozen=True)
class DutySource:
    """Where duties come from, in the words of the book of assignments: 会议议定, 领导批示.

    `model` is the source as duties keep it (`app.model`); `url` leads to one, where those who owe its duties see it.
    """

    model: str
    label: str
    order: int
    url: Callable[[int], str] | None = None


@dataclass(frozen=True)
class Coverage:
    """How far a figure that is told by the month reaches: up to the month `until`, told by `told` of `of` rows.

    `until` is the month shown with the figure, None where nobody has told any.
    """

    until: date | None
    told: int
    of: int

    @property
    def words(self) -> str:
        return f"{self.told}/{self.of}个项目已报" if self.until else ""


@dataclass(frozen=True)
class Indicator:
    """A figure with its definition. `compute(scope_path, first, last)` returns its value or None when unknown.

    `unit`: yuan, count, percent. `rows(scope_path, first, last)` returns the rows it opens to, dicts with `label`,
    `url` and `value`; the values add up to the figure. A percentage compares two sums of yuan (or counts: `of_counts`): its rows carry a
    `base` too, `heads` names both columns, and `of_sums(value, base)` gives the percentage of their sums.
    `coverage(scope_path, first, last)` says how far what is told by the month reaches. A row may name the `parts` that it belongs to
    (a nature, a department): the figure of a part is that of its rows.
    """

    key: str
    label: str
    meaning: str
    definition: str
    unit: str
    compute: Callable[..., Any]
    rows: Callable[..., list[dict]]
    coverage: Callable[..., Coverage] | None = None
    heads: tuple[str, ...] = ()
    of_sums: Callable[[Any, Any], Any] | None = None
    of_counts: bool = False

    @property
    def rows_unit(self) -> str:
        return "count" if self.unit == "count" or self.of_counts else "yuan"


@dataclass(frozen=True)
class Tie:
    """What of a later app hangs on a unit or a post and stands in the way of closing it, in words; "" for nothing."""

    of_unit: Callable[[Any], str]
    of_post: Callable[[Any], str]


menu: dict[str, MenuEntry] = {}
panels: dict[str, list[Panel]] = defaultdict(list)
actions: dict[str, list[Action]] = defaultdict(list)
chores: dict[str, Chore] = {}
brief_sections: dict[str, BriefSection] = {}
duty_kinds: dict[str, DutyKind] = {}
duty_sources: dict[str, DutySource] = {}
indicators: dict[str, Indicator] = {}
ties: list[Tie] = []
_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


Plug = MenuEntry | Panel | Action | Chore | BriefSection | DutyKind | DutySource | Indicator | Tie


def plug(item: Plug) -> None:
    match item:
        case MenuEntry():
            menu[item.key] = item
        case Panel():
            panels[item.page] = sorted([*panels[item.page], item], key=lambda p: p.order)
        case Action():
            actions[item.page] = sorted([*actions[item.page], item], key=lambda a: a.order)
        case Chore():
            chores[item.key] = item
        case BriefSection():
            brief_sections[item.key] = item
        case DutyKind():
            duty_kinds[item.key] = item
        case DutySource():
            duty_sources[item.model] = item
        case Tie():
            ties.append(item)
        case Indicator():
            indicators[item.key] = item


def listen(event_type: type, listener: Callable[[Any], None]) -> None:
    """Call `listener(event)` after each commit that emitted an event of this type."""
    _listeners[event_type].append(listener)


def publish(event: object) -> None:
    for listener in _listeners[type(event)]:
        listener(event)
