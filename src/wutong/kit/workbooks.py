"""Lists as Excel files: streamed row by row, printing on one page width with a repeated head."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

# Text that begins with a sign stays text.
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """`width` in characters; `number` columns are right-aligned and stay numbers."""

    label: str
    width: int = 14
    number: bool = False


def write(title: str, note: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """A workbook of one sheet as an open temporary file, read from its beginning."""
    stream = tempfile.TemporaryFile()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    sheet = book.add_worksheet(title[:31])
    _lay_out(sheet)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#EEF2F8", "align": "center"})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    sheet.write_string(1, 0, note)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(2, place, column.label, head)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows, start=3):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, day)
    book.close()
    stream.seek(0)
    return stream


def _lay_out(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 1)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, str(value))
