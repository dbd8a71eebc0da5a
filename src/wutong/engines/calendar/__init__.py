"""Calendars and clocks: working days, periods, and the clock of a duty. No Django, no wall clock, no database."""

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
    "DayRule",
    "ListedDay",
    "Notice",
    "OutOfRange",
    "Period",
    "PeriodKind",
    "PromisedDate",
    "Table",
    "TableError",
    "parse_table",
    "period_of",
    "read_table",
    "shipped_calendar",
    "shipped_table",
]
