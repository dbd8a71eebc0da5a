"""What turning a year over would do, computed without writing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery

from wutong.kit import clock
from wutong.org.models import Unit
from wutong.projects import rules
from wutong.projects.enums import Condition, Meaning, Nature
from wutong.projects.models import ClosedYear, MonthFigure, Project

_KEPT = ("nature", "stage", "condition", "plan_yuan", "plan_year")


@dataclass(frozen=True)
class Standing:
    """A project on 31 December, with what it did of the year's plan as far as that has been told since."""

    id: int
    name: str
    nature: str
    stage: str
    condition: str
    plan_yuan: Decimal | None
    done_yuan: Decimal | None
    told_december: bool

    @property
    def goes_on(self) -> bool:
        """Begun and not finished: in the new year it is carried over."""
        begun = rules.has_begun(self.stage) and self.stage not in rules.FINISHED
        return begun and self.condition != Condition.CANCELLED


@dataclass(frozen=True)
class Turn:
    """Projects of the year; of those, `carried` are new ones that go on, `undated` have a plan without its year,
    `unplanned` go on without a plan of the new year, `silent` go on and have not told their December.
    """

    county: Unit
    year: int
    standings: list[Standing]
    carried: list[Standing]
    undated: list[Standing]
    unplanned: list[Standing]
    silent: list[Standing]


def closed_years(county: Unit) -> QuerySet[ClosedYear]:
    return ClosedYear.objects.filter(county=county).select_related("county").order_by("-year")


def year_to_turn(county: Unit, today: date) -> int | None:
    """Last year, while it is not turned over."""
    last = today.year - 1
    return None if ClosedYear.objects.filter(county=county, year=last).exists() else last


def turn_of(county: Unit, year: int) -> Turn:
    """What turning the year over does to the projects as they stand now; three statements."""
    now = {row["id"]: row for row in Project.objects.filter(county=county).values("id", *_KEPT)}
    standings = [s for s in _standings(county, year) if s.id in now]
    going = [s for s in standings if s.goes_on]
    return Turn(
        county,
        year,
        standings,
        carried=[s for s in going if now[s.id]["nature"] == Nature.NEW],
        undated=[s for s in standings if now[s.id]["plan_yuan"] is not None and not now[s.id]["plan_year"]],
        unplanned=[s for s in going if not _planned(now[s.id], year + 1)],
        silent=[s for s in going if not s.told_december],
    )


def _planned(row: dict, year: int) -> bool:
    return row["plan_yuan"] is not None and row["plan_year"] == year


def _standings(county: Unit, year: int) -> list[Standing]:
    last = date(year, 12, 31)
    done = done_of(county, year)
    return [_standing(row, done.get(row["id"]), year) for row in _on(county, last)]


def _on(county: Unit, day: date) -> list[dict]:
    """The county's projects at the end of a day; one that was entered later with a date before it counts as it is."""
    columns = ("id", "name", *_KEPT)
    history = Project.history.model.objects.filter(county_id=county.pk, history_date__lte=clock.end_of(day))
    latest = history.filter(id=OuterRef("id")).order_by("-history_date", "-history_id")
    then = history.filter(history_id=Subquery(latest.values("history_id")[:1])).exclude(history_type="-")
    known = {row["id"]: row for row in then.values(*columns)}
    late = Project.objects.filter(county=county, created_at__gt=clock.end_of(day), stage_since__lte=day)
    return [*known.values(), *(row for row in late.values(*columns) if row["id"] not in known)]


def _standing(row: dict, done: tuple[date, Decimal] | None, year: int) -> Standing:
    plan = row["plan_yuan"] if row["plan_year"] in (None, year) else None
    month, yuan = done or (None, None)
    names = ("id", "name", "nature", "stage", "condition")
    return Standing(
        **{name: row[name] for name in names},
        plan_yuan=plan,
        done_yuan=yuan,
        told_december=month == date(year, 12, 1),
    )


def done_of(county: Unit, year: int) -> dict[int, tuple[date, Decimal]]:
    """Project id to the last month of the year that it told itself, and its sum since New Year."""
    told = MonthFigure.objects.filter(
        project__county=county,
        meaning=Meaning.OWN,
        current=True,
        month__range=(date(year, 1, 1), date(year, 12, 31)),
        ytd_yuan__isnull=False,
    )
    rows = told.order_by("month").values_list("project_id", "month", "ytd_yuan")
    return {pk: (month, yuan) for pk, month, yuan in rows}
