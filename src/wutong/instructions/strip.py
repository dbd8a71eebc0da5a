"""The way of an instruction along the days, as shapes for SVG: waiting, under way, waiting to be reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wutong.duties.models import Duty
from wutong.instructions.models import Instruction

WIDTH, WORD = 380, 32
LONGEST, BEHIND, AHEAD = 90, 21, 7


@dataclass(frozen=True)
class Window:
    """The days that all rows of a sheet share, so that they can be compared."""

    first: date
    last: date
    today: date

    def x(self, day: date) -> float:
        """Where a day ends; what lies outside stands at the edge."""
        inside = min(max(day, self.first), self.last)
        return round((inside - self.first).days * WIDTH / ((self.last - self.first).days or 1), 1)

    @property
    def weeks(self) -> list[tuple[float, str]]:
        """Mondays with their words where there is room; every other one where they would touch."""
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        step = 7 if (self.last - self.first).days <= 56 else 14
        days = range(0, (self.last - monday).days + 1, step)
        found = [(self.x(day), day) for day in (monday + timedelta(days=n) for n in days)]
        return [(x, f"{day.month}.{day.day}" if x <= WIDTH - WORD else "") for x, day in found]

    @property
    def today_x(self) -> float:
        return self.x(self.today)


@dataclass(frozen=True)
class Bar:
    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A due day (`due`, `over`) or a day on which an assignment was struck off (`done`)."""

    kind: str
    x: float
    title: str


@dataclass(frozen=True)
class Strip:
    bars: list[Bar]
    marks: list[Mark]
    window: Window


def window_of(instructions: Sequence[Instruction], duties: Iterable[Duty], today: date) -> Window:
    """From the oldest instruction to the latest due day, within a season."""
    first = min((i.given_on for i in instructions), default=today)
    dues = [d.due_on for d in duties if d.due_on and d.state == "open"]
    first = min(max(first, today - timedelta(days=LONGEST)), today - timedelta(days=BEHIND))
    last = min(max([*dues, today + timedelta(days=AHEAD)]), today + timedelta(days=LONGEST // 2))
    return Window(first, last, today)


def lay_out(instruction: Instruction, duties: Sequence[Duty], window: Window) -> Strip:
    return Strip(_bars(instruction, window), [m for d in duties for m in _marks(d, window)], window)


def _bars(instruction: Instruction, window: Window) -> list[Bar]:
    """Each stretch ends where the next begins; the last one today, or on the day of the report."""
    end = window.today
    if instruction.state == "reported":
        end = instruction.reported_on or end
    turns = [("waiting", instruction.given_on)]
    turns += [("working", instruction.assigned_on)] if instruction.assigned_on else []
    turns += [("telling", instruction.settled_on)] if instruction.settled_on else []
    ends = [*(day for _, day in turns[1:]), end]
    bars = []
    for (kind, first), last in zip(turns, ends, strict=True):
        x = window.x(first)
        bars.append(Bar(kind, x, max(round(window.x(last) - x, 1), 2)))
    return bars


def _marks(duty: Duty, window: Window) -> list[Mark]:
    who = duty.owner_unit.short_name or duty.owner_unit.name
    if duty.settled_on and duty.state == "struck_off":
        return [Mark("done", window.x(duty.settled_on), f"{who} {duty.settled_on:%m-%d} 销号")]
    if duty.due_on is None or duty.state not in ("open", "reported"):
        return []
    kind = "over" if duty.due_on < window.today else "due"
    return [Mark(kind, window.x(duty.due_on), f"{who} {duty.due_on:%m-%d} 到期")]
