"""Readings of the plugged indicators, with the rows they open to; and of what others published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from wutong.indicators.models import Observation
from wutong.kit import sockets
from wutong.kit.sockets import Coverage, Indicator

Value = Decimal | int | None


@dataclass(frozen=True)
class Reading:
    """An indicator's value for a region and period; `coverage` says how far it reaches and how many have told it.

    What is not told by the month is a stock of the present ledger: it has none.
    """

    indicator: Indicator
    value: Value
    coverage: Coverage | None


@dataclass(frozen=True)
class Row:
    """A row that an indicator opens to; `base` is its share of what a percentage is taken of."""

    label: str
    url: str
    value: Value
    base: Value = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """The rows under a value and their sums: what stands at the foot must be the value again.

    `value` is the indicator of these rows alone, so that a part of them can be told too.
    """

    rows: list[Row]
    total: Value
    base_total: Value
    value: Value


def definition(key: str) -> Indicator:
    """KeyError for an unknown key."""
    return sockets.indicators[key]


def value(key: str, scope_path: str, first: date, last: date) -> Value:
    """The indicator's value for the region `scope_path` and the days `first` to `last`; None when unknown.

    Yuan, a count or percent, as the definition's `unit` says.
    """
    return definition(key).compute(scope_path, first, last)


def reading(key: str, scope_path: str, first: date, last: date) -> Reading:
    indicator = definition(key)
    coverage = indicator.coverage(scope_path, first, last) if indicator.coverage else None
    return Reading(indicator, indicator.compute(scope_path, first, last), coverage)


def readings(scope_path: str, first: date, last: date) -> list[Reading]:
    """All plugged indicators in the order in which they were plugged."""
    return [reading(key, scope_path, first, last) for key in sockets.indicators]


def opened(key: str, scope_path: str, first: date, last: date, part: str = "") -> Opened:
    """The rows of an indicator, or of one part of it, with their sums over all of them, unknown values left out."""
    indicator = definition(key)
    rows = [Row(**row) for row in indicator.rows(scope_path, first, last)]
    if part:
        rows = [row for row in rows if part in row.parts]
    total, base = known_sum(r.value for r in rows), known_sum(r.base for r in rows)
    return Opened(rows, total, base, indicator.of_sums(total, base) if indicator.of_sums else total)


def known_sum(values: Iterable[Any]) -> Value:
    """The sum of what is known; None where nothing is."""
    known = [v for v in values if v is not None]
    return sum(known) if known else None


# What others published.


def revisions_of(figure: Observation) -> QuerySet[Observation]:
    """All that was ever entered of this figure, the latest first."""
    same = Observation.objects.filter(
        unit=figure.unit,
        indicator=figure.indicator,
        meaning=figure.meaning,
        period_first=figure.period_first,
        period_last=figure.period_last,
    )
    return same.order_by("-revision")


def published(scope_path: str, on: date) -> list[Observation]:
    """What was published of this very region and known on the day: of each name and meaning the latest period."""
    known = Observation.objects.filter(unit__path=scope_path, known_on__lte=on, period_last__lte=on)
    latest: dict[tuple[str, str], Observation] = {}
    for figure in known.order_by("period_last", "period_first", "revision").select_related("unit"):
        latest[figure.indicator, figure.meaning] = figure
    return sorted(latest.values(), key=lambda f: (f.indicator, f.meaning))


def published_periods(scope_path: str, on: date, limit: int = 200) -> list[Observation]:
    """Every period published of the region and known on the day, in its latest revision, the newest first."""
    known = Observation.objects.filter(unit__path=scope_path, known_on__lte=on).select_related("unit")
    latest: dict[tuple, Observation] = {}
    for figure in known.order_by("-period_last", "indicator", "meaning", "-period_first", "-revision")[
        :limit
    ]:
        latest.setdefault((figure.indicator, figure.meaning, figure.period_first, figure.period_last), figure)
    return list(latest.values())
