"""The ledger on its way back: marked where it was not understood, or filled with today's data in its own layout."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from wutong.engines import ledger, units
from wutong.kit import clock
from wutong.kit.texts import readable
from wutong.projects.enums import Meaning, Nature, PermitState, ProjectType, Stage, TeamRole
from wutong.projects.intake import classes, columns, reading, stages, totals
from wutong.projects.intake.results import with_results
from wutong.projects.models import ImportBatch, MonthFigure, Permit, Problem, Project, TeamMember

_log = logging.getLogger(__name__)

OWN_COPY_ROWS = 5000
OWN_COPY_CELLS = 300_000
TEXT_LIMIT = 32_767  # of a cell
# Text that begins with a sign stays text, a day looks like a day.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
    "nan_inf_to_errors": True,
}
_RED, _AMBER = PatternFill("solid", fgColor="F8CBAD"), PatternFill("solid", fgColor="FFE699")


def marked_copy(made: ImportBatch) -> bytes:
    """The clerk's own workbook with a comment on each cell in question; a list of those cells where it is too long."""
    read = reading.reading_of(made)
    cells = [(e, _RED) for e in [*read.not_understood, *reading.plan_for(made, read).refused]]
    cells += [(e, _AMBER) for e in [*read.doubtful, *totals.wrong(read)]]
    book = _own_copy(made, read)
    if book is None:
        return _cell_list(entry for entry, _ in cells)
    letters = {(s.name, c.heading): c.number + 1 for s in read.sheets for c in s.columns}
    for entry, fill in cells:
        column = letters.get((entry["sheet"], entry["column"])) or _named(entry, read)
        cell = book[entry["sheet"]].cell(entry["row"], column)
        if not isinstance(cell, openpyxl.cell.cell.MergedCell):
            cell.comment, cell.fill = Comment(entry["why"], "梧桐"), fill
    return _saved(book)


def _named(entry: dict, read: ledger.Reading) -> int:
    """A cell that our own rules refused is named by its label: mark it at the project's name."""
    sheet = next(s for s in read.sheets if s.name == entry["sheet"])
    fields = {
        columns.LABELS.get(_COLUMN_OF.get(c.field or "", c.field or "")): c.number for c in sheet.columns
    }
    name = next(c.number for c in sheet.columns if c.field == "name")
    return fields.get(entry["column"], name) + 1


_COLUMN_OF = {"start": "start_on", "finish": "finish_on", "place": "place_text"}


def _own_copy(made: ImportBatch, read: ledger.Reading) -> Any | None:
    """The clerk's own workbook to write in; None where it is too large, or more than the writing library can read."""
    rows = sum(len(s.grid) for s in read.sheets)
    width = max((len(s.grid[0]) for s in read.sheets if s.grid), default=0)
    fits = rows <= OWN_COPY_ROWS and rows * width <= OWN_COPY_CELLS
    if not fits or not made.name.lower().endswith((".xlsx", ".xlsm")):
        return None
    try:
        book = openpyxl.load_workbook(BytesIO(reading.content_of(made)))
        for sheet in read.sheets:
            book[sheet.name].sheet_state = "visible"  # what was read is there to be seen
    except Exception:  # it refuses files that Excel, and the reader, still open
        _log.warning("no copy of “%s” can be written", made.name, exc_info=True)
        return None
    return book


def _saved(book: Any) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell_list(entries: Iterable[dict]) -> bytes:
    heads = ("工作表", "行", "列", "内容", "说明")
    rows = [(e["sheet"], e["row"], e["column"], e["value"], e["why"]) for e in entries]
    return _plain_book([("要核对的格子", heads, rows)])


def _plain_book(sheets: Iterable[tuple[str, tuple[str, ...], list[tuple]]]) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    bold = book.add_format({"bold": True, "border": 1})
    for name, heads, rows in sheets:
        page = book.add_worksheet(_sheet_name(name, [p.name for p in book.worksheets()]))
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        _write_row(page, 0, heads, bold)
        for number, row in enumerate(rows, start=1):
            _write_row(page, number, row)
    book.close()
    return stream.getvalue()


def _sheet_name(name: str, taken: list[str]) -> str:
    """As Excel takes it: none of its signs, 31 letters, no two alike. A CSV's sheet is called as its file is."""
    plain = re.sub(r"[\[\]:*?/\\']", "_", name)[:28] or "台账"
    alike = sum(t.lower().startswith(plain.lower()) for t in taken)
    return f"{plain}_{alike}" if alike else plain


def _write_row(page: Any, number: int, values: Iterable[Any], style: Any = None) -> None:
    """Texts as texts, whatever they begin with and however long they are; the rest by its type."""
    for place, value in enumerate(values):
        if isinstance(value, str):
            page.write_string(number, place, value[:TEXT_LIMIT], style)
        else:
            page.write(number, place, value, style)


def same_layout(made: ImportBatch) -> bytes:
    """The ledger as it was sent, every understood cell with today's value; printed on one page width, heads repeated."""
    read = reading.reading_of(made)
    now = _Now(made, [row.get("name") for row in read.projects])
    book = _own_copy(made, read)
    if book is None:
        return _plain_book(_flat(sheet, read, now) for sheet in read.sheets)
    formulas: dict[tuple[str, int, int], float] = {}
    for sheet in read.sheets:
        page = book[sheet.name]
        _print_set_up(page, sheet)
        for row in read.projects:
            if sheet.holds(row) and row.get("name") in now.projects:
                _fill(page, sheet, row, now)
        formulas |= {(sheet.name, *cell): number for cell, number in _sum_up(page, read, sheet)}
    return with_results(_saved(book), formulas)


def _sum_up(
    page: Any, read: ledger.Reading, sheet: ledger.ReadSheet
) -> Iterator[tuple[tuple[int, int], float]]:
    """Writes the sums of what now stands in the rows; those that are formulas stay so and are returned with theirs."""
    for total in totals.find(read, sheet):
        for column, _ in total.cells:
            cell = page.cell(total.row, column.number + 1)
            told = (totals.number_in(_number_at(page, sheet, row, column)) for row in total.rows)
            number = float(round(sum((n for n in told if n is not None), Decimal()), 6))
            if cell.data_type == "f":
                yield (total.row, column.number + 1), number
            elif not isinstance(cell, openpyxl.cell.cell.MergedCell):
                behind = totals.unit_behind(cell.value)
                cell.value = f"{number:,.6f}".rstrip("0").rstrip(".") + behind if behind else number


def _number_at(page: Any, sheet: ledger.ReadSheet, row: int, column: ledger.Column) -> Any:
    """What stands in a cell now; of a formula that was left alone, the result it came with."""
    cell = page.cell(row, column.number + 1)
    return sheet.grid[row - 1][column.number] if cell.data_type == "f" else cell.value


def _print_set_up(page: Any, sheet: ledger.ReadSheet) -> None:
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    page.page_setup.orientation = "landscape"
    page.print_title_rows = f"{sheet.header_rows[0]}:{sheet.header_rows[-1]}"


def _fill(page: Any, sheet: ledger.ReadSheet, row: dict, now: "_Now") -> None:
    for column in sheet.columns:
        cell = page.cell(row["row"], column.number + 1)
        value = now.value(row, column)
        if value is KEEP or isinstance(cell, openpyxl.cell.cell.MergedCell):
            continue
        cell.value = readable(value)[:TEXT_LIMIT] if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # text that begins with "=" stays text


def _flat(
    sheet: ledger.ReadSheet, read: ledger.Reading, now: "_Now"
) -> tuple[str, tuple[str, ...], list[tuple]]:
    heads = tuple(c.heading for c in sheet.columns)
    rows = []
    for row in read.projects:
        if sheet.holds(row):
            cells = (now.value(row, c) for c in sheet.columns)
            old = sheet.grid[row["row"] - 1]
            rows.append(
                tuple(old[c.number] if v is KEEP else v for c, v in zip(sheet.columns, cells, strict=True))
            )
    return sheet.name, heads, rows


KEEP = object()
_TEXT_COLUMNS = {
    "owner": "owner",
    "uscc": "uscc",
    "project_code": "code",
    "place": "place_text",
    "content": "content",
    "progress": "progress",
}
_FIGURES = {"done_month_yuan": "month_yuan", "done_ytd_yuan": "ytd_yuan"}
_PEOPLE = {"leader": TeamRole.COUNTY_SPONSOR, "secretary": TeamRole.SECRETARY}
# Columns of classes: what the clerk's own words mean, and what they are called here.
_CLASSES: dict[str, Callable[[Mapping[str, Any]], str | None]] = {
    "nature": lambda row: row.get("nature"),
    "stage": stages.told_stage,
    "project_type": lambda row: classes.type_of(row.get("project_type")),
}
_BEGUN = {True: "已开工", False: "未开工"}
_READ = (
    "id",
    "name",
    "nature",
    "stage",
    "project_type",
    "other",
    "start_on",
    "start_precision",
    "finish_on",
    "finish_precision",
    "dept__short_name",
    "dept__name",
    *_TEXT_COLUMNS.values(),
    *columns.AMOUNTS.values(),
    *columns.NUMBERS.values(),
)


class _Now:
    """Today's values of the ledger's projects, each table read once, as plain rows: they are many."""

    def __init__(self, made: ImportBatch, names: list[str | None]):
        ours = {"project__county": made.county}
        wanted = set(names)
        found = Project.objects.filter(county=made.county).values_list(*_READ, named=True)
        self.projects = {p.name: p for p in found if p.name in wanted}
        month = (made.as_of or clock.today()).replace(day=1)
        figures = MonthFigure.objects.filter(**ours, meaning=Meaning.OWN, month=month, current=True)
        told = figures.values_list("project_id", *_FIGURES.values(), named=True)
        self.figures = {f.project_id: f for f in told}
        permits = Permit.objects.filter(**ours).values_list("project_id", "kind", "state")
        self.permits = {(project, kind): state for project, kind, state in permits}
        team = TeamMember.objects.filter(**ours, until=None, role__in=_PEOPLE.values())
        seats = team.values_list("project_id", "role", "person__name")
        self.team = {(project, role): name for project, role, name in seats}
        problems = Problem.objects.filter(**ours, duty__state__in=["open", "reported"]).order_by("id")
        self.problems = dict(problems.values_list("project_id", "text"))

    def value(self, row: Mapping[str, Any], column: ledger.Column) -> Any:
        """Today's value in the column's unit and words; KEEP for what the platform does not hold or holds alike."""
        project = self.projects.get(row["name"])
        field = column.field or ""
        if project is None:
            return KEEP
        if not field:
            told = project.other.get(column.heading)
            return KEEP if told in (None, (row["other"] or {}).get(column.heading)) else told
        if field in _CLASSES:
            return _class_words(field, row, project)
        if field == "begun":
            begun = stages.has_begun(project.stage)
            return KEEP if stages.begins(row.get("begun")) is begun else _BEGUN[begun]
        if field in _TEXT_COLUMNS:
            return getattr(project, _TEXT_COLUMNS[field]) or KEEP
        if field in columns.AMOUNTS:
            return _in_unit(getattr(project, columns.AMOUNTS[field]), column.unit)
        if field in _FIGURES:
            return _in_unit(getattr(self.figures.get(project.id), _FIGURES[field], None), column.unit)
        if field in columns.NUMBERS:
            told = getattr(project, columns.NUMBERS[field])
            return KEEP if told is None else float(told)
        return self._words(project, field)

    def _words(self, project: Any, field: str) -> Any:
        if field == "dept":
            return project.dept__short_name or project.dept__name or KEEP
        if field in columns.PERMITS:
            state = self.permits.get((project.id, field))
            return PermitState(state).label if state else KEEP
        if field in _PEOPLE:
            return self.team.get((project.id, _PEOPLE[field])) or KEEP
        if field == "problem":
            return self.problems.get(project.id, "无")
        if field in ("start", "finish"):
            return (
                columns.date_words(getattr(project, f"{field}_on"), getattr(project, f"{field}_precision"))
                or KEEP
            )
        return KEEP


def _class_words(field: str, row: Mapping[str, Any], project: Any) -> Any:
    """The clerk's own words stay where they still mean what is known."""
    now = getattr(project, field)
    if _CLASSES[field](row) == now:
        return KEEP
    return {"nature": Nature, "stage": Stage, "project_type": ProjectType}[field](now).label


def _in_unit(yuan: Decimal | None, unit: str | None) -> Any:
    return KEEP if yuan is None else float(yuan / units.YUAN[unit or "万元"])
