"""The only source of "now": tests and the demo can stand on any day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

_offset: ContextVar[timedelta | None] = ContextVar("offset", default=None)
_started = timezone.now()


def _base_offset() -> timedelta:
    """How far the installation's clock stands from the machine's: zero unless `WUTONG_CLOCK` names a moment."""
    if not settings.CLOCK:
        return timedelta()
    wanted = timezone.make_aware(datetime.fromisoformat(settings.CLOCK))
    return wanted - _started


def now() -> datetime:
    """The present moment, aware, in UTC."""
    offset = _offset.get()
    return timezone.now() + (_base_offset() if offset is None else offset)


def today() -> date:
    """The present day in the place's time zone."""
    return timezone.localdate(now())


def end_of(day: date) -> datetime:
    """The last moment of a day in the place's time zone."""
    return timezone.make_aware(datetime.combine(day, time.max))


def date_after(day: date, days: int) -> date:
    """The calendar day `days` after `day`."""
    return day + timedelta(days=days)


@contextmanager
def standing_on(moment: date | datetime) -> Iterator[None]:
    """Within the block the clock stands on `moment` (a bare date: at nine in the morning) and runs on from there."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9))
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _offset.set(moment - timezone.now())
    try:
        yield
    finally:
        _offset.reset(token)


def local(moment: datetime) -> datetime:
    """The moment in the place's time zone."""
    return timezone.localtime(moment)
