"""The events of a duty's clock and the timeline that they make.

Every event takes effect at the end of its day; that day still belongs to the state before it. So the day of acceptance
does not count, the day of a stop counts, the day of a resume does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from wutong.engines.calendar.working import CalendarError


class ClockError(CalendarError):
    """Events that cannot have happened in this order; the message is Chinese."""


class Unit(StrEnum):
    WORKDAY = "workday"
    DAY = "day"

    @property
    def label(self) -> str:
        return "个工作日" if self is Unit.WORKDAY else "天"


class StopKind(StrEnum):
    SUPPLEMENT = "supplement"
    PUBLICATION = "publication"
    HEARING = "hearing"
    EXPERT_REVIEW = "expert_review"
    INSPECTION = "inspection"
    TENDER = "tender"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _STOP_LABELS[self]


_STOP_LABELS = {
    StopKind.SUPPLEMENT: "补正",
    StopKind.PUBLICATION: "公示",
    StopKind.HEARING: "听证",
    StopKind.EXPERT_REVIEW: "专家评审",
    StopKind.INSPECTION: "检验检测",
    StopKind.TENDER: "招标",
    StopKind.OTHER: "其他事由",
}


class Which(StrEnum):
    """The two dates that are always apart."""

    PROMISED = "promised"
    STATUTORY = "statutory"

    @property
    def label(self) -> str:
        return "承诺期限" if self is Which.PROMISED else "法定期限"


@dataclass(frozen=True)
class Started:
    """The clock starts. A term is a number of units (0: on the day itself) or a fixed date; at least one is given."""

    on: date
    promised: int | date | None = None
    statutory: int | date | None = None
    unit: Unit = Unit.WORKDAY
    holder: str = ""


@dataclass(frozen=True)
class Stopped:
    """The clock is paused. `limit` is how long the stop itself may last, in `limit_unit` (None: the duty's own).

    `holder` is who has the duty in hand while it is stopped (empty: unchanged), for instance the applicant.
    """

    on: date
    kind: StopKind
    reason: str
    basis: str = ""
    limit: int | None = None
    limit_unit: Unit | None = None
    holder: str = ""


@dataclass(frozen=True)
class Resumed:
    """The stop of that kind ends. `holder`: who has the duty in hand from then on (empty: who had it before)."""

    on: date
    kind: StopKind
    holder: str = ""


@dataclass(frozen=True)
class Extended:
    """One of the two terms moves by a number of units or to a date; a date already takes earlier stops into account."""

    on: date
    which: Which
    by: int | date
    reason: str
    approved_by: str = ""


@dataclass(frozen=True)
class HandedOver:
    """Somebody else has the duty in hand; the clock runs on."""

    on: date
    holder: str


@dataclass(frozen=True)
class Settled:
    """The duty is done, or ended otherwise; the clock stands still."""

    on: date


Event = Started | Stopped | Resumed | Extended | HandedOver | Settled


@dataclass(frozen=True)
class Stretch:
    """Days after `after` up to and including `until` (None: open end) in one state."""

    after: date
    until: date | None
    stops: tuple[StopKind, ...]
    holder: str

    def __contains__(self, day: date) -> bool:
        return self.after < day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Stop:
    """A stop with the day on which it ended (None: still open)."""

    event: Stopped
    resumed: date | None = None


@dataclass
class Timeline:
    """What the events say, in order: stretches of days in one state, stops, extensions, the end."""

    start: Started
    stretches: list[Stretch] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    extensions: list[Extended] = field(default_factory=list)
    settled: date | None = None

    @property
    def open_stops(self) -> list[Stop]:
        return [stop for stop in self.stops if stop.resumed is None]

    def stretch_of(self, day: date) -> Stretch | None:
        """The stretch in which the day lies; None up to the day of the start."""
        return next((stretch for stretch in self.stretches if day in stretch), None)


def timeline_of(events: Iterable[Event]) -> Timeline:
    """Check the order of the events and lay them out. Raises ClockError."""
    events = list(events)
    if not events or not isinstance(events[0], Started):
        raise ClockError("计时的第一个事件应为开始")
    timeline = Timeline(_checked_start(events[0]))
    base_holder, since = events[0].holder, events[0].on
    for event in events[1:]:
        _check_order(timeline, event, since)
        _close_stretch(timeline, since, event.on, base_holder)
        base_holder = _take(timeline, event) or base_holder
        since = event.on
    _close_stretch(timeline, since, None, base_holder)
    return timeline


def _checked_start(start: Started) -> Started:
    if start.promised is None and start.statutory is None:
        raise ClockError("计时须有承诺期限或法定期限")
    for which in Which:
        term = getattr(start, which.value)
        if isinstance(term, date):
            if term < start.on:
                raise ClockError(f"{which.label}不能早于开始日期 {start.on}")
        elif term is not None and term < 0:
            raise ClockError(f"{which.label}不能为负数")
    return start


def _check_order(timeline: Timeline, event: Event, since: date) -> None:
    if isinstance(event, Started):
        raise ClockError("计时已经开始，不能重复开始")
    if timeline.settled is not None:
        raise ClockError(f"事项已于 {timeline.settled} 办结，不能再登记其他事件")
    if event.on < since:
        raise ClockError(f"事件日期 {event.on} 早于前一事件的日期 {since}")


def _close_stretch(timeline: Timeline, after: date, until: date | None, base_holder: str) -> None:
    if after == until:
        return
    stops = timeline.open_stops
    holders = [stop.event.holder for stop in stops if stop.event.holder]
    holder = holders[-1] if holders else base_holder
    timeline.stretches.append(Stretch(after, until, tuple(stop.event.kind for stop in stops), holder))


def _take(timeline: Timeline, event: Event) -> str:
    """Enter the event and return the new holder, or an empty text where it does not change."""
    match event:
        case Stopped():
            _stop(timeline, event)
        case Resumed():
            _resume(timeline, event)
            return event.holder
        case Extended():
            _extend(timeline, event)
        case HandedOver():
            return event.holder
        case Settled():
            timeline.settled = event.on
    return ""


def _stop(timeline: Timeline, event: Stopped) -> None:
    if not event.reason.strip():
        raise ClockError("暂停计时须写明事由")
    if event.limit is not None and event.limit < 0:
        raise ClockError("暂停的时限不能为负数")
    if any(stop.event.kind is event.kind for stop in timeline.open_stops):
        raise ClockError(f"{event.kind.label}已在进行中，不能重复暂停")
    timeline.stops.append(Stop(event))


def _resume(timeline: Timeline, event: Resumed) -> None:
    for index, stop in enumerate(timeline.stops):
        if stop.resumed is None and stop.event.kind is event.kind:
            timeline.stops[index] = replace(stop, resumed=event.on)
            return
    raise ClockError(f"没有进行中的{event.kind.label}，不能恢复计时")


def _extend(timeline: Timeline, event: Extended) -> None:
    if not event.reason.strip():
        raise ClockError("延期须写明理由")
    if getattr(timeline.start, event.which.value) is None:
        raise ClockError(f"没有{event.which.label}，不能延期")
    if isinstance(event.by, date):
        if event.by < event.on:
            raise ClockError(f"延期后的日期不能早于批准延期的日期 {event.on}")
    elif event.by <= 0:
        raise ClockError("延期的天数应大于 0")
    timeline.extensions.append(event)


def up_to(events: Sequence[Event], today: date) -> list[Event]:
    """The start and the events dated up to today: later ones have not taken effect."""
    return [event for event in events if isinstance(event, Started) or event.on <= today]
