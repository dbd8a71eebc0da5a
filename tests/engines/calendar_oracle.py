"""The calendar and the clock once more, day by day and without any array: what the engines are tested against."""

from collections.abc import Callable
from datetime import date, timedelta

from wutong.engines.calendar import Extended, HandedOver, Resumed, Settled, Stopped, Unit, shipped_table

ONE = timedelta(days=1)
LISTED = {day: listed.works for day, listed in shipped_table().days.items()}
Works = Callable[[date], bool]


def works(day: date) -> bool:
    return LISTED.get(day, day.weekday() < 5)


def works_without_make_up_days(day: date) -> bool:
    """The control: the twin that forgets that some weekends work."""
    return day.weekday() < 5 and works(day)


def provisional(first: date, last: date) -> bool:
    low, high = min(first, last), max(first, last)
    return any(not 2004 <= year <= 2026 for year in range(low.year, high.year + 1))


def add(day: date, n: int, works: Works = works) -> date:
    if n == 0:
        while not works(day):
            day += ONE
    step = ONE if n > 0 else -ONE
    left = abs(n)
    while left:
        day += step
        left -= works(day)
    return day


def count(first: date, last: date, works: Works = works) -> int:
    if last < first:
        return -count(last, first, works)
    return sum(works(first + ONE * offset) for offset in range(1, (last - first).days + 1))


class ClockOracle:
    """Walks a duty's days one by one; every event is applied after the day on which it stands."""

    def __init__(self, events, horizon: int = 900, works: Works = works) -> None:
        self.start = events[0]
        self.works = works
        self.counted: list[date] = []
        self.stopped: set[date] = set()
        self.holders: dict[date, str] = {}
        self.settled = next((event.on for event in events if isinstance(event, Settled)), None)
        self._events = events[1:]
        self._open: list[Stopped] = []
        self._holder = self.start.holder
        self._apply(self.start.on)
        for offset in range(1, horizon):
            self._walk(self.start.on + ONE * offset)

    def _walk(self, day: date) -> None:
        holders = [stop.holder for stop in self._open if stop.holder]
        self.holders[day] = holders[-1] if holders else self._holder
        if self._open:
            self.stopped.add(day)
        elif self.is_unit_day(day):
            self.counted.append(day)
        self._apply(day)

    def _apply(self, day: date) -> None:
        for event in self._events:
            if event.on != day:
                continue
            if isinstance(event, Stopped):
                self._open.append(event)
            elif isinstance(event, Resumed):
                self._open = [stop for stop in self._open if stop.kind != event.kind]
            if isinstance(event, Resumed | HandedOver) and event.holder:
                self._holder = event.holder

    def is_unit_day(self, day: date) -> bool:
        return self.start.unit is Unit.DAY or self.works(day)

    def due(self, which: str) -> date | None:
        term, anchor = getattr(self.start, which), self.start.on
        for event in self._events:
            if not isinstance(event, Extended) or event.which != which:
                continue
            if isinstance(event.by, date):
                term, anchor = event.by, event.on
            elif isinstance(term, date):
                term = self._moved(term, event.by)
            else:
                term += event.by
        if isinstance(term, date):
            return self._due_by_date(anchor, term)
        if term == 0 and self.is_unit_day(self.start.on):
            return self.start.on
        return self._nth(self.counted, max(term, 1))

    def _moved(self, day: date, n: int) -> date:
        return day + ONE * n if self.start.unit is Unit.DAY else add(day, n, self.works)

    def _due_by_date(self, anchor: date, promised: date) -> date | None:
        debt = sum(self.is_unit_day(day) for day in self.stopped if anchor < day <= promised)
        if not debt and promised not in self.stopped:
            return promised
        return self._nth([day for day in self.counted if day > promised], max(debt, 1))

    @staticmethod
    def _nth(days: list[date], n: int) -> date | None:
        return days[n - 1] if n <= len(days) else None

    def used(self, until: date) -> int:
        return sum(day <= until for day in self.counted)

    def overdue(self, due: date | None, until: date) -> int:
        return sum(due < day <= until for day in self.counted) if due else 0

    def held(self, until: date) -> dict[str, int]:
        days = [day for day in self.holders if day <= until and self.is_unit_day(day)]
        held = {holder: sum(self.holders[day] == holder for day in days) for holder in self.holders.values()}
        present = {self.holders[day] for day in self.holders if day <= until}
        return {holder: total for holder, total in held.items() if holder and holder in present}
