"""Both exports of 34,470 rows against XlsxWriter alone writing the very same cells."""

import tempfile
from io import BytesIO

import openpyxl
import xlsxwriter

from bench import files, place
from bench.measure import paired
from bench.report import Result


def run() -> list[Result]:
    place.set_up()
    top, actor = place.county()
    made = place.import_ledger(top, actor, files.ledger().read_bytes())

    from wutong.projects import register
    from wutong.projects.intake import workbooks
    from wutong.projects.models import Project

    def listed():
        return register.workbook(Project.objects.order_by("id"), place.DAY, "项目中心导出")

    def same_layout():
        return BytesIO(workbooks.same_layout(made))

    return [
        _measured("export the list", listed),
        _measured("export the ledger in its own columns", same_layout),
    ]


def _measured(name: str, export) -> Result:
    cells = _cells(export())
    assert len(cells) > files.ROWS
    measured = paired(export, lambda: _bare(cells), runs=3, warm=0)
    width = max(map(len, cells))
    return Result(
        f"{name}, {files.ROWS:,} rows x {width} columns",
        f"{measured.ratio:.2f}x ({measured})",
        "<= 3x bare XlsxWriter",
        measured.ratio <= 3,
    )


def _cells(stream) -> list[tuple]:
    book = openpyxl.load_workbook(stream, read_only=True)
    return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def _bare(cells: list[tuple]) -> None:
    with tempfile.TemporaryFile() as stream:
        book = xlsxwriter.Workbook(stream, {"constant_memory": True})
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
        book.close()
