"""The book of assignments: decisions, instructions, findings and problems in one, by owner, by source, by age.

Every count leads to exactly the rows that it counts: the filters of the list below it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Min, Q, Value, When

from wutong.duties.lists import Filters
from wutong.duties.querysets import DutyQuerySet, overdue, unaccepted
from wutong.kit import sockets

STATES = {"unaccepted": "未签收", "reported": "已反馈待核验", "open": "办理中"}
AGES = (("7 天以内", 0, 7), ("8 至 30 天", 8, 30), ("31 至 90 天", 31, 90), ("90 天以上", 91, 36500))


def origins() -> list[tuple[str, str]]:
    """Where they come from: (key, word) of each plugged source; what has none goes under the word of its kind."""
    plugged = sorted(sockets.duty_sources.values(), key=lambda source: source.order)
    kinds = (kind for kind in sockets.duty_kinds.values() if kind.in_book)
    return [
        *((source.model, source.label) for source in plugged),
        *((kind.key, kind.label) for kind in kinds),
    ]


def _origin() -> Case:
    """The key of where a duty comes from, as SQL."""
    known = When(source_type__in=sockets.duty_sources, then=F("source_type"))
    return Case(known, default=F("kind"), output_field=CharField())


def _of_age(index: int, today: date) -> Q:
    _, youngest, oldest = AGES[index]
    first, last = today - timedelta(days=oldest), today - timedelta(days=youngest)
    return Q(started_on__gte=first, started_on__lte=last)


def _of_state(key: str, today: date) -> Q:
    return unaccepted(today) if key == "unaccepted" else Q(state=key)


class BookFilters(Filters):
    """The filters of every list, and those that the counts of the book lead to."""

    def __init__(self, given: Any, duties: DutyQuerySet, today: date):
        super().__init__(given, duties, today)
        self.origin, self.state, self.age = (given.get(name, "") for name in ("origin", "state", "age"))

    def _chosen(self) -> dict[str, str]:
        more = {"origin": self.origin, "state": self.state, "age": self.age}
        return {**super()._chosen(), **{name: value for name, value in more.items() if value}}

    def origins(self) -> list[tuple[str, str]]:
        return origins()

    def states(self) -> list[tuple[str, str]]:
        return list(STATES.items())

    def ages(self) -> list[tuple[str, str]]:
        return [(str(index), age[0]) for index, age in enumerate(AGES)]

    def apply(self, duties: DutyQuerySet) -> DutyQuerySet:
        duties = super().apply(duties)
        if self.origin:
            duties = duties.annotate(origin=_origin()).filter(origin=self.origin)
        if self.state:
            known = self.state in STATES
            duties = duties.filter(_of_state(self.state, self.today)) if known else duties.none()
        if self.age:
            known = self.age in {key for key, _ in self.ages()}
            duties = duties.filter(_of_age(int(self.age), self.today)) if known else duties.none()
        return duties


@dataclass(frozen=True)
class Line:
    """Counts of a part of the book; `query` is the filter that shows it."""

    label: str
    query: str
    total: int
    over: int
    waiting: int
    unaccepted: int
    oldest: date | None


class Book:
    """The unfinished part of the book, counted: three statements."""

    def __init__(self, duties: DutyQuerySet, today: date):
        self._open, self.today = duties.unfinished(), today
        self._counts = {
            "total": Count("id"),
            "over": Count("id", filter=overdue(today)),
            "waiting": Count("id", filter=Q(state="reported")),
            "unaccepted": Count("id", filter=unaccepted(today)),
            "oldest": Min("started_on"),
        }

    def by_owner(self) -> list[Line]:
        rows = self._open.order_by().values(part=F("owner_unit_id"), name=F("owner_unit__name"))
        counted = rows.annotate(**self._counts).order_by("-over", "-total", "name")
        return [_line(row["name"], f"owner={row['part']}", row) for row in counted]

    def by_origin(self) -> list[Line]:
        rows = self._open.order_by().annotate(part=_origin()).values("part").annotate(**self._counts)
        found = {row["part"]: row for row in rows}
        return [_line(label, f"origin={key}", found[key]) for key, label in origins() if key in found]

    def by_age(self) -> list[Line]:
        aged = Case(
            *(When(_of_age(index, self.today), then=Value(index)) for index in range(len(AGES))),
            default=Value(0),
        )
        rows = self._open.order_by().annotate(part=aged).values("part").annotate(**self._counts)
        return [_line(AGES[row["part"]][0], f"age={row['part']}", row) for row in rows.order_by("part")]


def _line(label: str, query: str, row: dict[str, Any]) -> Line:
    counts = (row[name] for name in ("total", "over", "waiting", "unaccepted", "oldest"))
    return Line(label, query, *counts)
