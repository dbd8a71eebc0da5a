"""Readings of enrolments, of books side by side, and of gathered starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Sum

from wutong.counting import rates, rules
from wutong.counting.enums import EnrolmentState
from wutong.counting.models import CheckItem, Gap, Sheet, SheetRow, StartBatch, StartEntry
from wutong.duties.models import Duty
from wutong.org.models import Unit
from wutong.projects.enums import BatchState, Condition, Meaning, PermitState, Stage
from wutong.projects.models import MonthFigure, Permit, Project, StageChange
from wutong.projects.queries import SUBJECT

# Being counted.

ENTERED = Q(enrolment__state=EnrolmentState.ENTERED)
# What ought to be counted: begun, and not given up.
OUGHT = Q(stage__in=rules.BEGUN) & ~Q(condition=Condition.CANCELLED)
UNCOUNTED = OUGHT & ~ENTERED
STATES = {
    "ought": ("应统未统", UNCOUNTED),
    "not_declared": ("未申报", Q(enrolment=None) | Q(enrolment__state=EnrolmentState.NOT_DECLARED)),
    "preparing": ("资料准备", Q(enrolment__state=EnrolmentState.PREPARING)),
    "declared": ("已申报", Q(enrolment__state=EnrolmentState.DECLARED)),
    "entered": ("已入库", ENTERED),
    "returned": ("退回", Q(enrolment__state=EnrolmentState.RETURNED)),
}


def in_state(projects: QuerySet[Project], state: str) -> QuerySet[Project]:
    """Projects of a state; those that ought to be counted and are not, where it is unknown."""
    chosen = STATES.get(state, STATES["ought"])[1]
    return projects.filter(chosen, ~Q(condition=Condition.CANCELLED))


def counts(projects: QuerySet[Project]) -> dict[str, int]:
    """How many projects are in each state; one statement."""
    live = projects.exclude(condition=Condition.CANCELLED).order_by()
    return live.aggregate(**{key: Count("id", filter=q) for key, (_, q) in STATES.items()})


def papers(project_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Project id to how many papers are there and how many are wanted; one statement."""
    there = Q(duty__state="struck_off") | Q(state="there")
    rows = (
        CheckItem.objects.filter(enrolment__project__in=list(project_ids))
        .exclude(state="not_needed")
        .order_by()
        .values_list("enrolment__project")
        .annotate(there=Count("id", filter=there), wanted=Count("id"))
    )
    return {pk: (done, wanted) for pk, done, wanted in rows}


# Books side by side.

BOOKS = tuple(Meaning.values)
OTHERS = tuple(m for m in Meaning if m != Meaning.OWN)
WHICH = {
    "gap": "有差额",
    "ours": "只在我方台账",
    "theirs": "只在对方账上",
    "even": "已对平",
    "all": "全部",
}


def side_by_side(projects: QuerySet[Project], month: date, against: str) -> QuerySet[Project]:
    """Adds each book's sum since New Year as told in that very month, and `gap_yuan`: what `against` says beyond ours."""
    joins, figures = {}, {}
    for book in BOOKS:
        told = Q(figures__meaning=book, figures__month=month, figures__current=True)
        joins[f"book_{book}"] = FilteredRelation("figures", condition=told)
        figures[f"{book}_yuan"] = F(f"book_{book}__ytd_yuan")
    found = projects.exclude(condition=Condition.CANCELLED).annotate(**joins).annotate(**figures)
    return found.annotate(gap_yuan=F(f"{against}_yuan") - F("own_yuan"))


def where(which: str, against: str) -> Q:
    """The rows that a tab of the desk shows."""
    other, own = f"{against}_yuan", "own_yuan"
    return {
        "gap": Q(gap_yuan__isnull=False) & ~Q(gap_yuan=0),
        "ours": Q(**{f"{other}__isnull": True, f"{own}__isnull": False}),
        "theirs": Q(**{f"{other}__isnull": False, f"{own}__isnull": True}),
        "even": Q(gap_yuan=0),
    }.get(which, Q())


def totals(books: QuerySet[Project], against: str) -> dict[str, Any]:
    """Each book's own sum, never together; how many rows each tab has, and the gap of those told in both."""
    sums: dict[str, Any] = {f"{book}_sum": Sum(f"{book}_yuan") for book in BOOKS}
    sums |= {which: Count("id", filter=where(which, against)) for which in WHICH if which != "all"}
    return books.order_by().aggregate(**sums, all=Count("id"), gap_sum=Sum("gap_yuan"))


def latest_sheet(county: Unit, month: date, meaning: str) -> Sheet | None:
    found = Sheet.objects.filter(county=county, month=month, meaning=meaning, state=BatchState.APPLIED)
    return found.order_by("-applied_at", "-id").first()


def only_there(sheet: Sheet | None) -> QuerySet[SheetRow]:
    """Rows of a sheet of which we have no project."""
    return SheetRow.objects.filter(sheet=sheet, project=None).order_by("id")


def gaps(county: Unit, month: date, against: str) -> dict[int, Gap]:
    """Project id to what was written of its gap in the month."""
    found = Gap.objects.filter(project__county=county, month=month, meaning=against)
    return {g.project_id: g for g in found.select_related("unit", "duty__owner_unit")}


def row_counts(sheet: Sheet) -> dict[str, int]:
    """Rows of a sheet, and of these how many speak of a project of ours."""
    return sheet.rows.aggregate(rows=Count("id"), matched=Count("project"))


@dataclass(frozen=True)
class MonthOfBooks:
    """A month of one project: each book's word and its figure."""

    month: date
    figures: list[tuple[str, MonthFigure | None]]
    gap: rules.Gap | None


def months_of(project: Project, year: int) -> list[MonthOfBooks]:
    """The months of a year of which any book tells, the newest first; one statement."""
    told = project.figures.filter(current=True, month__year=year)
    known = {(f.month, f.meaning): f for f in told}
    months = sorted({month for month, _ in known}, reverse=True)
    return [_month_of(known, month) for month in months]


def _month_of(known: dict[tuple[date, str], MonthFigure], month: date) -> MonthOfBooks:
    figures = [(Meaning(book).label, known.get((month, book))) for book in BOOKS]
    own, statistics = (f and f.ytd_yuan for f in (known.get((month, m)) for m in BOOKS[:2]))
    return MonthOfBooks(month, figures, rules.gap(own, statistics))


def four_rates(region: Unit, on: date) -> tuple[rates.Line, rates.Table]:
    """The four rates of a region and of its parts; three statements."""
    return rates.summary(region, on)


def last_month(county: Unit) -> date | None:
    """The last month for which another house's sheet was applied."""
    found = Sheet.objects.filter(county=county, state=BatchState.APPLIED)
    return found.order_by("-month").values_list("month", flat=True).first()


# Gathered starts.


def ready_to_start(county: Unit, first: date, last: date) -> QuerySet[Project]:
    """What promises to start within the days, has not begun, and has every permit that it needs."""
    waiting = tuple(s for s in (Stage.LANDED, Stage.PRELIMINARY, Stage.SIGNED))
    settled = (PermitState.DONE, PermitState.NOT_APPLICABLE)
    done = Permit.objects.filter(project=OuterRef("pk"), kind="permit_construction", state__in=settled)
    open_ones = Permit.objects.filter(project=OuterRef("pk")).exclude(state__in=settled)
    found = Project.objects.filter(county=county, stage__in=waiting, start_on__range=(first, last))
    found = found.exclude(condition__in=[Condition.CANCELLED, Condition.STOPPED])
    return found.filter(Exists(done), ~Exists(open_ones)).order_by("start_on", "id")


@dataclass(frozen=True)
class Followed:
    """A project of a gathered start: whether it really began, and since when; the ceremony itself proves nothing."""

    entry: StartEntry
    project: Project
    began: bool
    began_on: date | None
    proof: str
    proven: bool
    days: int


def _nodes_reached(project: Any) -> QuerySet[Duty]:
    """Duties of starting that were struck off with proof: the same thing told by its node."""
    return Duty.objects.filter(
        subject_type=SUBJECT,
        subject_id__in=project,
        kind="node",
        key="start",
        state="struck_off",
        proven=True,
    )


def followed(batch: StartBatch, today: date) -> list[Followed]:
    """The list with what became of each project; three statements."""
    entries = list(
        batch.entries.select_related("project__place", "project__dept").order_by("project__start_on", "id")
    )
    ids = [e.project_id for e in entries]
    steps = StageChange.objects.filter(project__in=ids, step=Stage.STARTED).order_by("day", "id")
    started = {change.project_id: change for change in steps}
    reached = set(_nodes_reached(ids).values_list("subject_id", flat=True))
    return [
        _followed(e, started.get(e.project_id), e.project_id in reached, batch.held_on, today)
        for e in entries
    ]


def _followed(
    entry: StartEntry, step: StageChange | None, reached: bool, held_on: date, today: date
) -> Followed:
    project = entry.project
    began = project.stage in rules.BEGUN
    day = step.day if step else project.started_on
    words = step.proof_text or ("附件" if step.proof_id else "") if step else ""
    words = words or ("开工节点已销号" if reached else "")
    until = day if began and day else today
    return Followed(
        entry, project, began, day, words, began and bool(words), rules.days_since(held_on, until)
    )


def started_counts(batches: Iterable[StartBatch]) -> dict[int, dict[str, int]]:
    """Batch id to how many are on its list, how many have begun, and how many of these with proof; one statement."""
    proof = StageChange.objects.filter(project=OuterRef("project"), step=Stage.STARTED)
    proof = proof.filter(Q(proof__isnull=False) | ~Q(proof_text=""))
    reached = _nodes_reached([OuterRef("project")])
    begun = Q(project__stage__in=rules.BEGUN)
    rows = (
        StartEntry.objects.filter(batch__in=list(batches))
        .annotate(proof=Exists(proof) | Exists(reached))
        .order_by()
    )
    told = rows.values("batch").annotate(
        listed=Count("id"),
        began=Count("id", filter=begun),
        proven=Count("id", filter=begun & Q(proof=True)),
    )
    return {row["batch"]: row for row in told}
