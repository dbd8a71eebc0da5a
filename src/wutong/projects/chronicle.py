"""Who changed what of a project and when: its record, months, people, permits, progress and problems in one list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from wutong.audit import queries as audit
from wutong.audit.models import Entry
from wutong.audit.queries import FieldChange, Past, Touched
from wutong.engines import units
from wutong.projects.models import MonthFigure, Project

_FIGURE = MonthFigure._meta.label_lower
_SUMS = {"当月完成投资": "month_yuan", "年初以来完成投资": "ytd_yuan"}


@dataclass(frozen=True)
class Revision:
    """One telling of a month: what it said before and then, by whom; `entry` None where the log does not know it."""

    figure: MonthFigure
    before: MonthFigure | None
    entry: Entry | None


def chronicle(project: Project) -> list[Past]:
    """The project's history with what belongs to it, the latest first; a correction as from what to what."""
    parts = (project.figures, project.team, project.permits, project.progress_reports, project.problems)
    pasts = audit.history_of(project, [part.all() for part in parts])
    figures = {f.pk: f for f in project.figures.all()}
    places = {(f.meaning, f.month, f.revision): f for f in figures.values()}
    return [
        replace(past, touched=told)
        for past in pasts
        if (told := tuple(_told(past.touched, figures, places, project)))
    ]


def _told(touched: tuple[Touched, ...], figures: dict, places: dict, project: Project) -> Iterator[Touched]:
    for one in touched:
        figure = figures.get(one.object_id) if one.object_type == _FIGURE else None
        if figure is None:
            yield one
        elif one.created:
            before = places.get((figure.meaning, figure.month, figure.revision - 1))
            yield replace(_figure(one, figure, before), url=_url(project, figure))


def _figure(one: Touched, figure: MonthFigure, before: MonthFigure | None) -> Touched:
    """A month as it was told; a correction says what was told before it."""
    name = f"{figure.month.year}年{figure.month.month}月 {figure.get_meaning_display()}"
    if before is None:
        return replace(one, label=name)
    told = tuple(
        FieldChange(label, _words(getattr(before, column)), _words(getattr(figure, column)))
        for label, column in _SUMS.items()
        if getattr(before, column) != getattr(figure, column)
    )
    return replace(one, label=f"{name} 更正", fields=told, created=False)


def _words(yuan: Decimal | None) -> str:
    return "—" if yuan is None else f"{units.display(yuan, '万元', 6)}万元"


def _url(project: Project, figure: MonthFigure) -> str:
    return reverse("projects:figure", args=[project.pk, figure.pk])


def revisions_of(figure: MonthFigure) -> list[Revision]:
    """All that was told of the month in this meaning, the latest first; two queries."""
    same = MonthFigure.objects.filter(
        project=figure.project_id, meaning=figure.meaning, month=figure.month
    ).order_by("revision")
    told = list(same)
    entries = audit.entries(f.entry_seq for f in told if f.entry_seq is not None)
    pairs = zip(told, [None, *told], strict=False)
    return [Revision(f, before, entries.get(f.entry_seq)) for f, before in pairs][::-1]
