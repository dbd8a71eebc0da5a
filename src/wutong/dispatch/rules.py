"""What a brief is made of, and when meetings fall (pure). Everything here is JSON-able: an open meeting freezes it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from wutong.engines.calendar import period_of


@dataclass(frozen=True)
class BriefScope:
    """What a brief speaks of: rows under `scope_path`, what happened after `since` up to and including `on`."""

    scope_path: str
    unit_name: str
    since: date
    on: date


@dataclass(frozen=True)
class Line:
    """One sentence of a list. `mark`: new, worse, better, settled or "" (since last time); `light`: ok, warn, over,
    pause or "". `owner` groups lines; `url` leads to the object, within this installation. `subject` (`app.model:id`) is
    what a decision on the line is about, `unit` the id of the unit that answers for it.
    """

    text: str
    mark: str = ""
    light: str = ""
    owner: str = ""
    url: str = ""
    subject: str = ""
    unit: int | None = None


@dataclass(frozen=True)
class Head:
    """`key` names the indicator of a column of figures."""

    label: str
    unit: str = ""
    number: bool = False
    key: str = ""


@dataclass(frozen=True)
class Table:
    """At most eight columns; cells are texts as printed. `parts` says, row by row, of which part its figures tell
    ("" = of the whole).
    """

    head: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A computed figure: what it means stands with it; `key` opens its definition and rows.

    `value` is as printed in `unit`; `exact` is the plain decimal in yuan, pieces or percent, "" where unknown.
    `part` narrows it to the rows of that part; `data_until` is the month or period up to which it tells, `reported` how
    many have told it. A figure that others published has no `key` but the `url` of its own page.
    """

    key: str
    label: str
    value: str
    unit: str
    meaning: str
    definition: str
    data_until: str = ""
    exact: str = ""
    part: str = ""
    url: str = ""
    reported: str = ""

    @property
    def reach(self) -> str:
        """Up to which month our own figures tell, and told by how many; the period of one that others published."""
        until = f"截至{self.data_until}" if self.key and self.data_until else self.data_until
        return "，".join(part for part in (until, self.reported) if part)


@dataclass(frozen=True)
class Said:
    """A figure that a sentence tells: its value stands at `at` in the sentence of that number."""

    sentence: int
    at: int
    figure: Figure


@dataclass(frozen=True)
class Section:
    """A numbered section; `said` are the figures within its sentences, `more` how many lines the list leaves out."""

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    more: int = 0
    empty: str = "无。"
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Brief:
    """The dispatch material of one meeting (调度材料)."""

    title: str
    unit: str
    since: str
    on: str
    sections: tuple[Section, ...] = field(default_factory=tuple)
    notes: tuple[str, ...] = ()

    @property
    def period(self) -> str:
        """In words: after the last meeting, up to and including this one."""
        since, on = date.fromisoformat(self.since), date.fromisoformat(self.on)
        year = f"{on.year}年" if on.year != since.year else ""
        return f"{since.year}年{since.month}月{since.day}日上次会议以来，截至{year}{on.month}月{on.day}日"

    def to_json(self) -> dict[str, Any]:
        return json.loads(json.dumps(asdict(self), ensure_ascii=False))


def from_json(data: dict[str, Any]) -> Brief:
    """A frozen brief as it was."""
    sections = tuple(_section(s) for s in data["sections"])
    return Brief(
        data["title"], data["unit"], data["since"], data["on"], sections, tuple(data.get("notes", ()))
    )


def _section(data: dict[str, Any]) -> Section:
    table = data["table"] and Table(
        tuple(Head(**h) for h in data["table"]["head"]),
        tuple(tuple(r) for r in data["table"]["rows"]),
        tuple(data["table"].get("parts", ())),
    )
    return Section(
        key=data["key"],
        title=data["title"],
        sentences=tuple(data["sentences"]),
        figures=tuple(Figure(**f) for f in data["figures"]),
        lines=tuple(Line(**line) for line in data["lines"]),
        table=table or None,
        more=data["more"],
        empty=data["empty"],
        said=tuple(Said(s["sentence"], s["at"], Figure(**s["figure"])) for s in data.get("said", ())),
    )


def line_of(brief: Brief, item: str) -> Line | None:
    """The line that `lights:3` names: the fourth of the section `lights`."""
    key, _, place = item.partition(":")
    lines = next((section.lines for section in brief.sections if section.key == key), ())
    return lines[int(place)] if place.isdecimal() and int(place) < len(lines) else None


def tell(*pieces: str | Figure) -> tuple[str, tuple[Said, ...]]:
    """A section's first sentence out of words and figures, and where the figures stand in it."""
    text, said = "", []
    for piece in pieces:
        if isinstance(piece, Figure):
            said.append(Said(0, len(text), piece))
            text += piece.value
        else:
            text += piece
    return text, tuple(said)


def seal(brief: dict[str, Any]) -> str:
    """SHA-256 over a frozen brief, printed on its papers."""
    return hashlib.sha256(json.dumps(brief, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Workdays(Protocol):
    def is_workday(self, day: date) -> bool: ...


def meeting_day(rhythm: str, offset: int, day: date, calendar: Workdays) -> date:
    """The meeting's day in the period that holds `day`: its `offset`-th day, or the next working day after it."""
    period = period_of(rhythm, day)
    held = min(period.first + timedelta(days=offset - 1), period.last)
    while not calendar.is_workday(held):
        held += timedelta(days=1)
    return held


def rhythm_words(rhythm: str, offset: int) -> str:
    """On which day the meeting falls, as people say it: 每两周的星期三, 每月25日."""
    if rhythm == "month":
        return f"每月{offset}日"
    week, day = divmod(offset - 1, 7)
    weekday = f"星期{'一二三四五六日'[day]}"
    if rhythm == "week":
        return f"每周的{weekday}"
    return f"每两周的{weekday}" if week == 0 else f"每两周的第二个{weekday}"


def next_meeting_day(rhythm: str, offset: int, after: date, calendar: Workdays) -> date:
    """The first meeting day of the rhythm later than `after`."""
    period = period_of(rhythm, after)
    while (held := meeting_day(rhythm, offset, period.first, calendar)) <= after:
        period = period.next()
    return held


def previous_meeting_day(rhythm: str, offset: int, before: date, calendar: Workdays) -> date:
    """The last meeting day of the rhythm earlier than `before`."""
    period = period_of(rhythm, before)
    while (held := meeting_day(rhythm, offset, period.first, calendar)) >= before:
        period = period.previous()
    return held


def assignment_number(prefix: str, year: int, number: int) -> str:
    """As an assignment paper is numbered: 凤调〔2026〕12号."""
    return f"{prefix}〔{year}〕{number}号"
