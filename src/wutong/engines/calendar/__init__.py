"""Calendars and clocks: working days, periods, and the clock of a duty. No Django, no wall clock, no database."""

from wutong.engines.calendar.clock import (
    Light,
    Reading,
    StopReading,
    default_warn_days,
    read_clock,
)
from wutong.engines.calendar.clock_days import ClockDay, explain_clock
from wutong.engines.calendar.duty_events import (
    ClockError,
    Event,
    Extended,
    HandedOver,
    Resumed,
    Settled,
    Started,
    StopKind,
    Stopped,
    Unit,
    Which,
)
from wutong.engines.calendar.periods import Period, PeriodKind, PromisedDate, period_of
from wutong.engines.calendar.table import (
    ListedDay,
    Notice,
    Table,
    TableError,
    parse_table,
    read_table,
    shipped_calendar,
    shipped_table,
)
from wutong.engines.calendar.working import Answer, Calendar, CalendarError, DayRule, OutOfRange

__all__ = [
    "Answer",
    "Calendar",
    "CalendarError",
    "ClockDay",
    "ClockError",
    "DayRule",
    "Event",
    "Extended",
    "HandedOver",
    "Light",
    "ListedDay",
    "Notice",
    "OutOfRange",
    "Period",
    "PeriodKind",
    "PromisedDate",
    "Reading",
    "Resumed",
    "Settled",
    "Started",
    "StopKind",
    "StopReading",
    "Stopped",
    "Table",
    "TableError",
    "Unit",
    "Which",
    "default_warn_days",
    "explain_clock",
    "parse_table",
    "period_of",
    "read_clock",
    "read_table",
    "shipped_calendar",
    "shipped_table",
]
