"""The clock of a duty as a strip of days: the geometry of the picture on its page, without a query.

Short clocks are drawn day by day; long ones by week, very long ones by month, so that the strip stays readable.
Lengths are pixels of the picture's own coordinates; the page scales it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from wutong.duties.wording import day_words
from wutong.engines.calendar import Calendar, ClockDay, PeriodKind, period_of

LEFT, TOP, HEIGHT = 12, 34, 22
DAYS_DRAWN, WEEKS_DRAWN = 70, 110
_ORDER = ("stop", "over", "done", "todo", "rest")
_WORDS = {"done": "已计", "todo": "未到", "stop": "暂停", "over": "超期", "rest": "不计", "start": "起算"}


@dataclass(frozen=True)
class Cell:
    """One day, week or month. `kind`: done, todo, rest, stop, over, start."""

    x: float
    width: float
    kind: str
    title: str


@dataclass(frozen=True)
class Mark:
    """A vertical line with its word: today above the strip, the due days below it."""

    key: str
    x: float
    label: str
    y: int
    anchor: str


@dataclass(frozen=True)
class Strip:
    grain: str
    width: int
    cells: list[Cell]
    marks: list[Mark]
    months: list[tuple[float, str]] = field(default_factory=list)
    left: int = LEFT
    top: int = TOP
    height: int = HEIGHT


@dataclass(frozen=True)
class _Day:
    day: date
    kind: str
    rule: str


def lay_out(
    explained: Sequence[ClockDay],
    *,
    today: date,
    due: date | None,
    statutory: date | None,
    calendar: Calendar,
    workdays: bool,
) -> Strip | None:
    """The strip from the first day of the clock to the last of due day, statutory day and today; None without days.

    `today` is the day by which the clock is read; `workdays` tells whether the duty counts working days only.
    """
    if not explained:
        return None
    days = [_Day(line.day, _kind(line, today, explained[0].day, due), line.rule) for line in explained]
    days += _overdue(explained[-1].day, today, calendar, workdays)
    grain, key = _grain(days)
    groups = [list(group) for _, group in groupby(days, key=lambda d: key(d.day))]
    pitch = max(9.0, min(20.0, 960 / len(groups)))
    cells = [_cell(group, LEFT + i * pitch, pitch - 2) for i, group in enumerate(groups)]
    width = int(LEFT * 2 + pitch * len(groups))
    places = {key(group[0].day): LEFT + i * pitch + (pitch - 2) / 2 for i, group in enumerate(groups)}
    named = [("today", today, "今天", TOP - 20), ("due", due, "到期", TOP + HEIGHT + 16)]
    named.append(("statutory", statutory, "法定", TOP + HEIGHT + 31))
    marks = [
        Mark(name, x, f"{word} {day_words(day, today)}", y, _anchor(x, width))
        for name, day, word, y in named
        if day is not None and (x := places.get(key(day))) is not None
    ]
    return Strip(grain, max(width, 240), cells, marks, _months(groups, pitch))


def _kind(line: ClockDay, today: date, first: date, due: date | None) -> str:
    if line.day == first:
        return "start"
    if line.rule.startswith("暂停"):
        return "stop"
    if not line.counted:
        return "rest"
    if due is not None and due < line.day <= today:
        return "over"
    return "done" if line.day <= today else "todo"


def _overdue(last: date, today: date, calendar: Calendar, workdays: bool) -> Iterable[_Day]:
    for offset in range(1, (today - last).days + 1):
        day = last + timedelta(days=offset)
        counts = calendar.is_workday(day) or not workdays
        yield _Day(day, "over" if counts else "rest", "超期" if counts else calendar.rule(day))


def _grain(days: list[_Day]) -> tuple[str, Callable[[date], date]]:
    if len(days) <= DAYS_DRAWN:
        return "日", lambda day: day
    if len(days) <= WEEKS_DRAWN * 7:
        return "周", lambda day: day - timedelta(days=day.weekday())
    return "月", lambda day: day.replace(day=1)


def _cell(days: list[_Day], x: float, width: float) -> Cell:
    """A cell shows the strongest thing that happens within it."""
    first, kinds = days[0], [d.kind for d in days]
    if len(days) == 1:
        return Cell(x, width, first.kind, f"{first.day.month}月{first.day.day}日 {first.rule}")
    kind = next((k for k in _ORDER if k in kinds), first.kind)
    counts = "，".join(f"{_WORDS[k]} {kinds.count(k)} 天" for k in _ORDER if k in kinds)
    last = days[-1].day
    return Cell(x, width, kind, f"{first.day.month}月{first.day.day}日至{last.month}月{last.day}日：{counts}")


def _anchor(x: float, width: int) -> str:
    if x < 60:
        return "start"
    return "end" if x > width - 60 else "middle"


def _months(groups: list[list[_Day]], pitch: float) -> list[tuple[float, str]]:
    """The name of each month over its first cell, as many as there is room for."""
    found: list[tuple[float, str]] = []
    for index, group in enumerate(groups):
        month = period_of(PeriodKind.MONTH, group[0].day)
        new = index == 0 or month != period_of(PeriodKind.MONTH, groups[index - 1][0].day)
        x = LEFT + index * pitch
        if new and (not found or x - found[-1][0] >= 34):
            year = not found or month.number == 1
            found.append((x, f"{month.year % 100}年{month.number}月" if year else f"{month.number}月"))
    return found
