"""Sheets of cells, and three ways in which programs write them into a workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

from tests.ledgers.wording import Cell

Area = tuple[int, int, int, int]


@dataclass
class Sheet:
    """Cells by (row, column), both counted from 1; merges as (top, left, bottom, right)."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    styled_tail: int = 0

    def put(self, row: int, column: int, value: Any) -> None:
        """Write a value, or a cell that is more than its value."""
        self.cells[row, column] = value if isinstance(value, Cell) else Cell(value)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge an area unless it is a single cell."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    @property
    def last_row(self) -> int:
        """The lowest row with a cell."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The column of the rightmost cell."""
        return max((column for _, column in self.cells), default=0)


def write_workbook(path: Path, sheets: list[Sheet], writer: str) -> None:
    """Write the sheets by xlsxwriter, constant_memory (strings inline, cell by cell) or openpyxl."""
    if writer == "openpyxl":
        _by_openpyxl(path, sheets)
    else:
        _by_xlsxwriter(path, sheets, constant=writer == "constant_memory")


def _by_xlsxwriter(path: Path, sheets: list[Sheet], constant: bool) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": constant})
    formats: dict[str | None, Any] = {}

    def format_of(code: str | None) -> Any:
        if code not in formats:
            formats[code] = book.add_format({"border": 1, **({"num_format": code} if code else {})})
        return formats[code]

    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        # Recorded, not drawn cell by cell: merge_range goes back to rows that constant memory has already left.
        page.merge.extend(
            [top - 1, left - 1, bottom - 1, right - 1] for top, left, bottom, right in sheet.merges
        )
        width, last = sheet.last_column, sheet.last_row
        for row in range(1, last + 1 + sheet.styled_tail):
            if row in sheet.hidden:
                page.set_row(row - 1, None, None, {"hidden": True})
            for column in range(1, width + 1):
                cell = sheet.cells.get((row, column))
                if cell is not None:
                    _write_cell(page, row - 1, column - 1, cell, format_of)
                elif row > last:
                    page.write_blank(row - 1, column - 1, None, format_of(None))
    book.close()


def _write_cell(page: Any, row: int, column: int, cell: Cell, format_of: Callable[[str | None], Any]) -> None:
    value, style = cell.value, format_of(cell.fmt)
    if cell.formula:
        page.write_formula(row, column, cell.formula, style, value)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, style)
    elif isinstance(value, str):
        if cell.rich and len(value) > 3:
            page.write_rich_string(row, column, value[:2], format_of(None), value[2:], style)
        else:
            page.write_string(row, column, value, style)
    elif value is None:
        page.write_blank(row, column, None, style)
    else:
        page.write_number(row, column, value, style)


def _by_openpyxl(path: Path, sheets: list[Sheet]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    thin = Side(style="thin")
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for (row, column), cell in sheet.cells.items():
            target = page.cell(row, column, cell.formula or cell.value)
            if cell.fmt:
                target.number_format = cell.fmt
        for row in range(sheet.last_row + 1, sheet.last_row + 1 + sheet.styled_tail):
            for column in range(1, sheet.last_column + 1):
                page.cell(row, column).border = Border(top=thin, bottom=thin)
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
        for row in sheet.hidden:
            page.row_dimensions[row].hidden = True
    book.save(path)
