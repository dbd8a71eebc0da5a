"""Readings of what the site says and looks like."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet
from PIL import Image

from wutong.engines import pictures
from wutong.engines.calendar import Period, period_of
from wutong.fieldwork import access, rules
from wutong.fieldwork.enums import Cadence
from wutong.fieldwork.models import AskedReport, FieldReport, Picture, Rhythm
from wutong.files.queries import open_file
from wutong.kit.actor import Actor
from wutong.org.enums import Role
from wutong.org.models import Holding, Post
from wutong.projects.enums import Meaning, TeamRole
from wutong.projects.models import MonthFigure, Project, TeamMember
from wutong.workdays.queries import calendar_for


def cadence_of(county_id: int) -> str:
    """How often the county's secretaries report: every week, unless it has said otherwise."""
    own = Rhythm.objects.filter(county=county_id).values_list("cadence", flat=True).first()
    return own or Cadence.WEEK


def cadences() -> dict[int, str]:
    return dict(Rhythm.objects.values_list("county_id", "cadence"))


# Who is asked.


class Wanted(NamedTuple):
    """A report to be asked for: of which project, from whom, for which period, until when."""

    project: Project
    unit_id: int
    post_id: int | None
    period: Period
    due_on: date


def wanted(today: date) -> list[Wanted]:
    """The reports of the running periods that nobody has asked for or handed in yet."""
    members = _secretaries()
    own = cadences()
    periods = {
        m.project_id: period_of(own.get(m.project.county_id, Cadence.WEEK), today) for m in members.values()
    }
    known = _known(AskedReport, periods) | _known(FieldReport, periods)
    found = []
    for project_id, member in members.items():
        period = periods[project_id]
        due = rules.due_of(period, calendar_for(member.project.county.path))
        if (project_id, period.first) not in known and due >= today:
            found.append(Wanted(member.project, member.unit_id, member.post_id, period, due))
    return found


def _secretaries() -> dict[int, TeamMember]:
    """Project id to its secretary, for what is under way; a member entered without a post gets the one they hold."""
    serving = TeamMember.objects.filter(
        role=TeamRole.SECRETARY,
        until=None,
        person__isnull=False,
        project__stage__in=rules.ASKED_STAGES,
        project__condition__in=rules.ASKED_CONDITIONS,
    )
    members = {m.project_id: m for m in serving.select_related("project__county").order_by("-id")}
    bare = [m.person_id for m in members.values() if m.post_id is None]
    held = Holding.objects.filter(person__in=bare, until=None, post__role=Role.SECRETARY)
    posts = dict(held.values_list("person_id", "post_id")) if bare else {}
    for member in members.values():
        member.post_id = member.post_id or posts.get(member.person_id)
    return members


def _known(model, periods: dict[int, Period]) -> set[tuple[int, date]]:
    firsts = {period.first for period in periods.values()}
    return set(model.objects.filter(first__in=firsts).values_list("project_id", "first"))


def offices(counties: Iterable[str]) -> dict[str, int]:
    """A county's path to the unit of its project office, to which the reports are owed."""
    posts = Post.objects.filter(role__in=access.OFFICES, unit__scope_path__in=list(counties))
    return dict(posts.order_by("-tier", "-id").values_list("unit__scope_path", "unit_id"))


def under_way(actor: Actor) -> QuerySet[Project]:
    """The projects that the actor sees and of which reports are asked."""
    return access.projects_visible_to(actor).filter(
        stage__in=rules.ASKED_STAGES, condition__in=rules.ASKED_CONDITIONS
    )


def owing(actor: Actor) -> QuerySet[Project]:
    """Those of them that still owe a report."""
    owed = AskedReport.objects.filter(duty__state="open").values("project_id")
    return under_way(actor).filter(pk__in=owed)


# What is already known when a report is begun.


@dataclass(frozen=True)
class Known:
    """What the page fills in: the period, the last values, and the month whose figure is asked for."""

    period: Period
    asked: AskedReport | None
    last: FieldReport | None
    month: date | None
    figures: dict[date, Decimal | None]
    this_period: FieldReport | None

    @property
    def words(self) -> str:
        return rules.period_words(self.period)


def known(project: Project, today: date) -> Known:
    period = period_of(cadence_of(project.county_id), today)
    reports = FieldReport.objects.filter(project=project).order_by("-at", "-id")
    last = reports.first()
    asked = AskedReport.objects.filter(project=project, first=period.first).select_related("duty").first()
    figures = year_figures(project, today.year)
    month = rules.month_asked(today, figures)
    now = last if last and last.first == period.first else None
    return Known(period, asked, last, month, figures, now)


def year_figures(project: Project, year: int) -> dict[date, Decimal | None]:
    """Month to the sum of its year up to it, as the project itself has told."""
    own = MonthFigure.objects.filter(project=project, meaning=Meaning.OWN, current=True)
    first = date(year - 1, 12, 1)
    return dict(own.filter(month__gte=first).values_list("month", "ytd_yuan"))


# Pictures.


def strip(project: Project) -> QuerySet[Picture]:
    """All pictures of a project as time went by."""
    return project.pictures.order_by("day", "id")


def undeveloped() -> QuerySet[Picture]:
    """What has arrived and waits to be drawn anew."""
    waiting = Picture.objects.filter(file=None, broken=False)
    return waiting.select_related("report", "visit").order_by("id")


def uncompared() -> QuerySet[Picture]:
    new = Picture.objects.filter(compared_at=None, file__isnull=False)
    return new.select_related("thumbnail").order_by("id")


def image_of(picture: Picture) -> Image.Image:
    """The thumbnail, opened."""
    with open_file(picture.thumbnail) as stream:
        return Image.open(BytesIO(stream.read()), formats=("JPEG",))


class Library:
    """The fingerprints of all pictures kept, to be searched; read once for many searches."""

    def __init__(self, pictures_kept: QuerySet[Picture]):
        rows = list(pictures_kept.order_by("id").values_list("id", "hashes"))
        self._ids = np.array([pk for pk, _ in rows], dtype=np.int64)
        self._table = pictures.table_of([bytes(hashes) for _, hashes in rows])

    def alike(self, picture: Picture) -> list[int]:
        """Ids of earlier pictures that may show the same, the latest first."""
        wanted_hashes = pictures.table_of([bytes(picture.hashes)])[0]
        found = self._ids[pictures.alike(wanted_hashes, self._table)]
        return [int(pk) for pk in found[found < picture.pk][::-1]]


def same_as(picture: Picture, library: Library) -> Picture | None:
    """The latest earlier picture, of another report or visit, that shows the same; looked at before it is named."""
    candidates = Picture.objects.filter(pk__in=library.alike(picture)[:_LOOKED_AT])
    if picture.report_id:
        candidates = candidates.exclude(report=picture.report_id)
    if picture.visit_id:
        candidates = candidates.exclude(visit=picture.visit_id)
    found = list(candidates.select_related("thumbnail").order_by("-id"))
    if not found:
        return None
    own = image_of(picture)
    return next((other for other in found if pictures.agree(own, image_of(other))), None)


_LOOKED_AT = 200


def repeated(actor: Actor) -> QuerySet[Picture]:
    """Pictures that show what an earlier one showed."""
    found = access.pictures_visible_to(actor).filter(
        same_as__thumbnail__isnull=False, thumbnail__isnull=False
    )
    return found.select_related("project", "same_as__project").order_by("-id")
