"""Counts of assignments: what the brief tells in words, each opening to the assignments counted."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from wutong.dispatch.rules import Figure
from wutong.duties.models import Duty
from wutong.duties.queries import overdue as late
from wutong.kit import sockets
from wutong.kit.scope import within
from wutong.kit.sockets import Indicator

MEANING = "交办事项"
Chosen = Callable[[str, date, date], QuerySet[Duty]]


def settled(scope_path: str, first: date, last: date) -> QuerySet[Duty]:
    found = _assignments(scope_path)
    return found.filter(state="struck_off", settled_on__gte=first, settled_on__lte=last)


def unsettled(scope_path: str, first: date, last: date) -> QuerySet[Duty]:
    return _assignments(scope_path).filter(state__in=["open", "reported"])


def overdue(scope_path: str, first: date, last: date) -> QuerySet[Duty]:
    return _assignments(scope_path).filter(late(last))


def _assignments(scope_path: str) -> QuerySet[Duty]:
    return Duty.objects.filter(within(scope_path), kind="assignment")


def figure(key: str, count: int) -> Figure:
    indicator = sockets.indicators[key]
    return Figure(
        key, indicator.label, str(count), "项", indicator.meaning, indicator.definition, exact=str(count)
    )


def _count(chosen: Chosen, scope_path: str, first: date, last: date) -> int:
    return chosen(scope_path, first, last).count()


def _rows(chosen: Chosen, scope_path: str, first: date, last: date) -> list[dict[str, Any]]:
    found = chosen(scope_path, first, last).order_by("due_on", "id").values_list("id", "number", "title")
    return [
        {"label": f"{number} {title}".strip(), "value": 1, "url": reverse("duties:detail", args=[pk])}
        for pk, number, title in found
    ]


COUNTED: Mapping[str, Chosen] = {
    "assignments.settled": settled,
    "assignments.open": unsettled,
    "assignments.overdue": overdue,
}
_TOLD = {
    "assignments.settled": ("交办销号", "时期内销号的交办事项数"),
    "assignments.open": ("在办交办事项", "现在还没有销号的交办事项数"),
    "assignments.overdue": ("超期交办事项", "没有销号，且到期日（已反馈的看反馈日）已过的交办事项数"),
}
ALL = tuple(
    Indicator(
        key, _TOLD[key][0], MEANING, _TOLD[key][1], "count", partial(_count, chosen), partial(_rows, chosen)
    )
    for key, chosen in COUNTED.items()
)
