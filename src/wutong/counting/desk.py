"""The desk of many meanings (一数多口径对账台): one page of rows, its totals, and the same as an Excel file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any
from urllib.parse import urlencode

from django.db.models.functions import Abs

from wutong.counting import queries, rules
from wutong.counting.enums import EnrolmentState
from wutong.counting.models import Gap
from wutong.duties.queries import light_of
from wutong.kit import clock, workbooks
from wutong.kit.workbooks import Column
from wutong.org.models import Unit
from wutong.projects.enums import Meaning

FIGURES = tuple(f"{book}_yuan" for book in queries.BOOKS)
SHOWN = ("id", "name", "dept__name", "enrolment__state", *FIGURES)


@dataclass(frozen=True)
class Row:
    """A project with what each book says, in the order of `queries.BOOKS`."""

    project: Any
    figures: list[Decimal | None]
    gap: rules.Gap | None
    explained: Gap | None
    light: str
    days: int | None

    @property
    def named(self) -> list[tuple[str, Decimal | None]]:
        return [(Meaning(b).label, yuan) for b, yuan in zip(queries.BOOKS, self.figures, strict=True)]

    @property
    def state(self) -> str:
        return EnrolmentState(self.project.enrolment__state or EnrolmentState.NOT_DECLARED).label

    @property
    def uncounted(self) -> bool:
        """The other book knows it although nobody wrote down that it was entered."""
        project = self.project
        return project.statistics_yuan is not None and project.enrolment__state != EnrolmentState.ENTERED


@dataclass(frozen=True)
class Question:
    """What is laid side by side: a county's month against one of the other books."""

    county: Unit
    month: date
    against: str
    which: str

    @property
    def against_label(self) -> str:
        return Meaning(self.against).label

    def query(self, **other: Any) -> str:
        asked = {"county": self.county.pk, "month": self.month.strftime("%Y-%m"), "against": self.against}
        return urlencode({**asked, "which": self.which, **other})

    @property
    def base(self) -> str:
        return self.query()


def books(question: Question, projects: Any) -> Any:
    """All projects of the county with every book's figure."""
    ours = projects.filter(county=question.county)
    return queries.side_by_side(ours, question.month, question.against)


def chosen(question: Question, all_books: Any) -> Any:
    """The rows of a tab; gaps, the widest first."""
    found = all_books.filter(queries.where(question.which, question.against))
    order = (Abs("gap_yuan").desc(), "id") if question.which == "gap" else ("id",)
    return found.order_by(*order).values_list(*SHOWN, named=True)


def rows(question: Question, found: list[Any]) -> list[Row]:
    """Lines of a page; one statement for the explained gaps."""
    explained = queries.gaps(question.county, question.month, question.against)
    other = f"{question.against}_yuan"
    return [_row(project, other, explained.get(project.id)) for project in found]


def _row(project: Any, other: str, explained: Gap | None) -> Row:
    figures = [getattr(project, name) for name in FIGURES]
    gap = rules.gap(project.own_yuan, getattr(project, other))
    light = light_of(explained.duty, clock.today()) if explained and explained.duty else ("", None)
    return Row(project, figures, gap, explained, *light)


COLUMNS = (
    Column("项目名称", 40),
    Column("行业主管部门", 18),
    Column("入统状态", 10),
    *(Column(f"{Meaning(book).label}（万元，年初以来）", 22, True) for book in queries.BOOKS),
    Column("差额（万元）", 14, True),
    Column("差额（%）", 10, True),
    Column("原因", 24),
    Column("说明", 30),
    Column("由谁对平", 18),
    Column("时限", 12),
)


def workbook(question: Question, projects: Any) -> IO[bytes]:
    """The tab as shown, without a limit of rows; below it what only the other book has."""
    month = question.month
    note = (
        f"{question.county.name}{month.year}年{month.month}月，对照{question.against_label}；各口径互不相加"
    )
    return workbooks.write("对账台", note, COLUMNS, _cells(question, books(question, projects)))


def _cells(question: Question, all_books: Any) -> Iterator[tuple]:
    found = list(chosen(question, all_books))
    for row in rows(question, found):
        project, explained = row.project, row.explained
        yield (
            project.name,
            project.dept__name or "",
            row.state,
            *map(_wan, row.figures),
            _wan(row.gap.yuan) if row.gap else None,
            round(row.gap.percent, 1) if row.gap and row.gap.percent is not None else None,
            explained.get_reason_display() if explained else "",
            explained.text if explained else "",
            explained.unit.name if explained and explained.unit else "",
            explained.duty.due_on if explained and explained.duty else None,
        )
    if question.which in ("theirs", "all"):
        yield from _only_there(question)


def _only_there(question: Question) -> Iterator[tuple]:
    sheet = queries.latest_sheet(question.county, question.month, question.against)
    place = queries.BOOKS.index(question.against)
    for row in queries.only_there(sheet):
        figures = [None] * len(queries.BOOKS)
        figures[place] = _wan(row.ytd_yuan)
        yield row.name, "", "我方没有这个项目", *figures, None, None, "", row.place, "", None


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else yuan / 10_000
