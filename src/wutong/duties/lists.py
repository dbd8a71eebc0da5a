"""What the lists of duties show: tabs, filters, rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from wutong.duties import access, queries, rules
from wutong.duties.flows import FLOW
from wutong.duties.models import Duty
from wutong.duties.querysets import DutyQuerySet, in_sight, vacant
from wutong.kit import sockets
from wutong.kit.actor import Actor
from wutong.kit.listing import chosen_id

LIGHTS = {"over": "超期", "warn": "预警", "ok": "正常", "paused": "暂停"}
_CHOICES_SHOWN = 60


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    empty: str
    duties: Callable[[Actor], DutyQuerySet]
    of_others: bool = False


def _of_unit(actor: Actor) -> DutyQuerySet:
    return queries.of_unit(actor.unit_id) if actor.unit_id else Duty.objects.none()


def _owed(actor: Actor) -> DutyQuerySet:
    return queries.owed_to(actor.unit_id) if actor.unit_id else Duty.objects.none()


def _all(actor: Actor) -> DutyQuerySet:
    return access.visible_to(actor).unfinished()


TABS = {
    tab.key: tab
    for tab in (
        Tab("mine", "我的任务", "目前没有需要你办理的任务。", queries.mine),
        Tab("unit", "本单位任务", "本单位目前没有在办的任务。", _of_unit, of_others=True),
        Tab("owed", "我方交办", "目前没有别的单位欠着本单位的事项。", _owed, of_others=True),
        Tab("verify", "待我核验", "目前没有等你核验的反馈。", queries.to_verify),
        Tab("all", "全部任务", "你看得到的范围内没有未销号的任务。", _all, of_others=True),
    )
}


def tab_of(key: str) -> Tab:
    return TABS.get(key, TABS["mine"])


class Filters:
    """What was chosen in the bar above a list, and what can be chosen there."""

    def __init__(self, given: Any, duties: DutyQuerySet, today: date):
        self.today = today
        self.kind, self.light = given.get("kind", ""), given.get("light", "")
        self.source, self.owner = given.get("source", "").strip(), given.get("owner", "")
        self.vacant = given.get("vacant") == "1"
        self._duties = duties

    @property
    def any(self) -> bool:
        return bool(self._chosen())

    def _chosen(self) -> dict[str, str]:
        chosen = {"kind": self.kind, "light": self.light, "source": self.source, "owner": self.owner}
        chosen["vacant"] = "1" if self.vacant else ""
        return {name: value for name, value in chosen.items() if value}

    @property
    def query(self) -> str:
        """The chosen filters as a query string, for the links between pages."""
        return urlencode(self._chosen())

    def kinds(self) -> list[tuple[str, str]]:
        return [(k.key, k.label) for k in sockets.duty_kinds.values()]

    def lights(self) -> list[tuple[str, str]]:
        return list(LIGHTS.items())

    def owners(self) -> list[tuple[str, str]]:
        units = self._duties.order_by("owner_unit__name").values_list("owner_unit_id", "owner_unit__name")
        return [(str(pk), name) for pk, name in units.distinct()[:_CHOICES_SHOWN]]

    def sources(self) -> list[str]:
        labels = self._duties.exclude(source_label="").order_by("source_label")
        return list(labels.values_list("source_label", flat=True).distinct()[:_CHOICES_SHOWN])

    def apply(self, duties: DutyQuerySet) -> DutyQuerySet:
        if self.kind:
            duties = duties.filter(kind=self.kind)
        if self.source:
            duties = duties.filter(source_label=self.source)
        if self.owner:
            duties = duties.filter(owner_unit=chosen_id(self.owner))
        if self.vacant:
            duties = duties.filter(vacant())
        if self.light:
            duties = duties.with_light(self.today).filter(light=self.light)
        return duties


def found(tab: Tab, filters: Filters, duties: DutyQuerySet) -> DutyQuerySet:
    """What the list shows; among others' duties what comes in a rhythm only where it is late or asked for."""
    chosen = filters.apply(duties)
    return chosen.filter(in_sight(filters.today)) if tab.of_others and not filters.kind else chosen


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    duty: Duty
    kind: str
    state: str
    light: str
    days: int | None
    tier: str
    subject_url: str | None
    unaccepted: bool


def rows(duties: Iterable[Duty], today: date) -> list[Row]:
    """Lines for duties that came with their units; no query."""
    return [_row(duty, today) for duty in duties]


def _row(duty: Duty, today: date) -> Row:
    kind = rules.kind_of(duty.kind)
    light, days = queries.light_of(duty, today)
    tier = queries.tier_of(duty, today)
    climbed = rules.TIERS[tier] if tier > 1 else ""
    unaccepted = rules.unaccepted(duty, today)
    return Row(duty, kind.label, FLOW.label(duty.state), light, days, climbed, subject_url(duty), unaccepted)


def subject_url(duty: Duty) -> str | None:
    """Where the object that the duty belongs to is shown, if its kind knows."""
    lead = rules.kind_of(duty.kind).subject_url
    return lead(duty.subject_id) if lead and duty.subject_id is not None else None


def source_url(duty: Duty) -> str | None:
    """Where the object that the duty came from is shown, if its app says so."""
    source = sockets.duty_sources.get(duty.source_type)
    return source.url(duty.source_id) if source and source.url and duty.source_id is not None else None
