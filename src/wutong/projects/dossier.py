"""All that the page of one project shows; each part one statement."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from wutong.duties.models import DueRequest, Duty
from wutong.duties.queries import light_of, waiting_for
from wutong.kit.actor import Actor
from wutong.kit.flow import Offer
from wutong.projects import access, lifeline, rules
from wutong.projects.enums import Meaning, PermitKind, Stage
from wutong.projects.flows import CONDITION, STAGE
from wutong.projects.models import MonthFigure, Problem, Project
from wutong.projects.queries import facts_of, nodes_of


@dataclass(frozen=True)
class DutyRow:
    """A node or the duty of a problem, with its light."""

    duty: Duty
    text: str
    light: str
    days: int | None
    url: str
    asked: DueRequest | None = None


@dataclass(frozen=True)
class MonthRow:
    figure: MonthFigure
    growth: Decimal | None


@dataclass(frozen=True)
class Account:
    """Money in one meaning: its latest figure of the year, and its months, newest first."""

    label: str
    latest: MonthFigure | None
    growth: Decimal | None
    months: list[MonthRow]


class Dossier:
    def __init__(self, project: Project, actor: Actor, today: date):
        self.project, self.actor, self.today = project, actor, today

    @cached_property
    def own(self) -> Account:
        return self._account(Meaning.OWN)

    @cached_property
    def statistics(self) -> Account:
        return self._account(Meaning.STATISTICS)

    @cached_property
    def accounts(self) -> list[Account]:
        """Every meaning, side by side."""
        return [self._account(meaning) for meaning in Meaning]

    @cached_property
    def _figures(self) -> list[MonthFigure]:
        return list(self.project.figures.filter(current=True).order_by("-month"))

    def _account(self, meaning: Meaning) -> Account:
        known = {f.month: f for f in self._figures if f.meaning == meaning}
        months = [MonthRow(f, self._growth(known, f)) for f in known.values()]
        latest = next((f for f in known.values() if f.month.year == self.today.year), None)
        return Account(meaning.label, latest, latest and self._growth(known, latest), months[:24])

    @staticmethod
    def _growth(known: dict[date, MonthFigure], figure: MonthFigure) -> Decimal | None:
        """Against the same months of last year, within this meaning only."""
        before = known.get(figure.month.replace(year=figure.month.year - 1))
        return rules.growth(figure.ytd_yuan, before.ytd_yuan) if before else None

    @property
    def share(self) -> Decimal | None:
        return rules.share(self.ytd_yuan, self.plan_yuan)

    @property
    def plan_yuan(self) -> Decimal | None:
        return self.project.plan_of(self.today.year)

    @property
    def ytd_yuan(self) -> Decimal | None:
        """As in lists and briefs: the last sum of the year that the project told."""
        told = (
            f.ytd_yuan for f in self._figures if f.meaning == Meaning.OWN and f.month.year == self.today.year
        )
        return next((yuan for yuan in told if yuan is not None), None)

    @cached_property
    def lights(self) -> dict[str, str]:
        self.project.ytd_yuan = self.ytd_yuan
        light, reason = rules.computed_light(facts_of(self.project, self.today), self.today)
        declared = self.project.declared_light
        return {
            "declared": declared,
            "computed": light,
            "reason": reason,
            "disagreement": rules.disagreement(declared, light, reason),
        }

    @cached_property
    def nodes(self) -> list[DutyRow]:
        nodes = list(nodes_of(self.project))
        asked = {request.duty_id: request for request in waiting_for(nodes)}
        return [
            replace(self._duty_row(d, d.title.removeprefix(self.project.name)), asked=asked.get(d.pk))
            for d in nodes
        ]

    def _duty_row(self, duty: Duty, text: str) -> DutyRow:
        light, days = light_of(duty, self.today)
        return DutyRow(duty, text, light, days, reverse("duties:detail", args=[duty.pk]))

    @cached_property
    def _problems(self) -> list[Problem]:
        found = self.project.problems.select_related("duty__owner_unit", "duty__owner_post")
        return list(found.order_by("-raised_on", "-id"))

    @cached_property
    def problems(self) -> list[tuple[Problem, DutyRow]]:
        return [(p, self._duty_row(p.duty, p.text)) for p in self._problems]

    @cached_property
    def team(self) -> list[Any]:
        return list(self.project.team.select_related("person", "unit", "post").order_by("role", "since"))

    @property
    def serving(self) -> list[Any]:
        return [member for member in self.team if member.until is None]

    @cached_property
    def permits(self) -> dict[str, Any]:
        """Every kind of permit in its order; None where nothing is known."""
        known = {p.kind: p for p in self.project.permits.all()}
        return {PermitKind(k).label: known.get(k) for k in PermitKind.values}

    @cached_property
    def changes(self) -> list[Any]:
        return list(self.project.stage_changes.order_by("day", "id"))

    @cached_property
    def reports(self) -> list[Any]:
        return list(self.project.progress_reports.order_by("-day", "-id")[:12])

    @cached_property
    def line(self) -> lifeline.LifeLine:
        statistics = self.statistics.latest
        material = lifeline.Material(
            project=self.project,
            changes=self.changes,
            nodes=[row.duty for row in self.nodes],
            team=self.team,
            permits=self.permits,
            problems=self._problems,
            plan_yuan=self.plan_yuan,
            ytd_yuan=self.ytd_yuan,
            statistics_yuan=statistics.ytd_yuan if statistics else None,
        )
        return lifeline.draw(material, self.today)

    @cached_property
    def offers(self) -> list[Offer]:
        return [*STAGE.offers(self.actor, self.project), *CONDITION.offers(self.actor, self.project)]

    @cached_property
    def may_edit(self) -> bool:
        return bool(access.can_edit(self.actor, self.project))

    @cached_property
    def may_report(self) -> bool:
        return bool(access.can_report(self.actor, self.project))

    @cached_property
    def may_set_permit(self) -> bool:
        return bool(access.can_set_permit(self.actor, self.project))

    @property
    def before_next(self) -> tuple[str, list[str]]:
        """The next stage and what is missing before it; ("", []) at the end of the line."""
        following = rules.next_stage(self.project.stage)
        if following is None:
            return "", []
        return Stage(following).label, rules.missing(self.project, following)

    @property
    def other(self) -> list[tuple[str, Any]]:
        """Columns of the ledger that have no field of their own."""
        return [(k, v) for k, v in self.project.other.items() if v not in (None, "")]

    @property
    def sentence(self) -> str:
        """Where it stands, in one sentence."""
        project = self.project
        owner = project.owner or "项目单位未填"
        where = project.place.name if project.place else project.place_text or "属地未填"
        following = f"下一节点{project.next_title.removeprefix(project.name)}" if project.next_title else ""
        return "，".join(t for t in (owner, where, project.get_stage_display(), following) if t) + "。"
