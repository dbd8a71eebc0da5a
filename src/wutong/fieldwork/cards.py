"""The cards of "what is reported today": a project each, with what is due and what was told last."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from wutong.duties.queries import light_of
from wutong.engines.calendar import period_of
from wutong.fieldwork import access, queries, rules
from wutong.fieldwork.models import AskedReport, FieldReport, Picture
from wutong.kit.actor import Actor
from wutong.projects.models import Project


@dataclass(frozen=True)
class Card:
    """`asked` is the oldest report that is still owed; `light` and `days` are its duty's."""

    project: Project
    words: str
    asked: AskedReport | None
    light: str
    days: int | None
    last: FieldReport | None
    picture_id: int | None
    done: bool
    may_report: bool


def projects_of(actor: Actor) -> QuerySet[Project]:
    """The projects under way, those that owe a report first, the longest owed before the others."""
    owed = AskedReport.objects.filter(project=OuterRef("pk"), duty__state="open").order_by("first")
    reports = FieldReport.objects.filter(project=OuterRef("pk")).order_by("-at", "-id")
    pictures = Picture.objects.filter(project=OuterRef("pk"), thumbnail__isnull=False).order_by("-day", "-id")
    found = queries.under_way(actor).annotate(
        owes=Exists(owed),
        asked_id=Subquery(owed.values("id")[:1]),
        last_id=Subquery(reports.values("id")[:1]),
        picture_id=Subquery(pictures.values("id")[:1]),
    )
    return found.order_by("-owes", "asked_id", "name")


def cards(actor: Actor, projects: list[Project], today: date) -> list[Card]:
    """Cards for rows of `projects_of`; two queries and those of the actor's right to report."""
    asked = AskedReport.objects.select_related("duty").in_bulk([p.asked_id for p in projects if p.asked_id])
    reports = FieldReport.objects.in_bulk([p.last_id for p in projects if p.last_id])
    may = access.reportable(actor, projects)
    own = queries.cadences()
    return [_card(p, asked, reports, may, period_of(own.get(p.county_id, "week"), today)) for p in projects]


def _card(project: Project, asked: dict, reports: dict, may: set[int], period) -> Card:
    owed, last = asked.get(project.asked_id), reports.get(project.last_id)
    light, days = light_of(owed.duty) if owed else ("", None)
    done = last is not None and last.first == period.first
    return Card(
        project=project,
        words=rules.period_words(period),
        asked=owed,
        light=light,
        days=days,
        last=last,
        picture_id=project.picture_id,
        done=done and owed is None,
        may_report=project.pk in may,
    )
