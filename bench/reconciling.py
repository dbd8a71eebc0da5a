"""A month of 5,000 projects reconciled against a statistics sheet of 6,000 rows, against the bare read of it and its SQL.

Ours: understand the sheet, match every row, keep rows, figures, history and audit, lay all books side by side, compute
every gap. The peer reads the cells and runs the very statements that ours ran, with their values ready made.
"""

import tempfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import xlsxwriter

from bench import place
from bench.measure import paired
from bench.report import Result

PROJECTS, ROWS = 5_000, 6_000
MONTH = date(2026, 10, 1)
HEADS = ("序号", "项目名称", "项目代码", "建设单位", "本月完成投资", "本年累计完成投资", "计划总投资")


def run() -> list[Result]:
    place.set_up()
    top, actor = place.county()
    place.fill(top, PROJECTS, 0)
    content = _sheet().read_bytes()
    statements = _noted(lambda: _reconcile(top, actor, content))
    measured = paired(
        lambda: _undone(lambda: _reconcile(top, actor, content)),
        lambda: _undone(lambda: _bare(content, statements)),
    )
    return [
        Result(
            "reconcile 5,000 projects against a statistics sheet of 6,000 rows",
            f"{measured.ratio:.2f}x ({measured})",
            "<= 3x the bare read of the sheet plus its SQL",
            measured.ratio <= 3,
        )
    ]


def _reconcile(top, actor, content: bytes) -> None:
    """What a clerk does: lay the sheet, apply it, open the desk on every row."""
    from wutong.counting import desk, services
    from wutong.projects.models import Project

    made = services.upload(
        by=actor, county=top, meaning="statistics", month=MONTH, name="统计局10月表.xlsx", content=content
    )
    assert services.apply(by=actor, made=made) == PROJECTS
    question = desk.Question(top, MONTH, "statistics", "all")
    found = list(desk.chosen(question, desk.books(question, Project.objects.all())))
    rows = desk.rows(question, found)
    assert sum(row.gap is not None for row in rows) == PROJECTS


def _bare(content: bytes, statements: list) -> None:
    """The cells as Python values; the same statements without anything that made or uses their values."""
    from django.db import connection
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == ROWS + 3
    with connection.cursor() as cursor:
        for sql, values, many in statements:
            (cursor.executemany if many else cursor.execute)(sql, values)
            if cursor.description:
                cursor.fetchall()


def _noted(work: Callable[[], None]) -> list:
    """The statements that `work` runs, with their values; nothing of it stays."""
    from django.db import connection

    told: list = []

    def note(execute, sql, values, many, context):
        values = [list(row) for row in values] if many else values
        if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")):
            told.append((sql, values, many))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        _undone(work)
    return told


def _undone(work: Callable[[], None]) -> None:
    from django.db import transaction

    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def _sheet() -> Path:
    """Four rows of five with our code, the rest by name and unit; a thousand that we do not have."""
    path = Path(tempfile.gettempdir()) / f"wutong-bench-statistics-{ROWS}.xlsx"
    if not path.exists():
        book = xlsxwriter.Workbook(path)
        page = book.add_worksheet("投资项目")
        page.write(0, 0, "凤栖县2026年1-10月固定资产投资项目完成情况")
        page.write(1, 5, "单位：万元")
        page.write_row(2, 0, HEADS)
        for i in range(ROWS):
            code = f"2601-220299-04-01-{i:06d}" if i % 5 else ""
            row = (
                i + 1,
                f"凤栖第{i}号技术改造项目",
                code,
                f"凤栖第{i}号实业有限公司",
                50,
                850 + i % 3 * 50,
                5000,
            )
            page.write_row(3 + i, 0, row)
        book.close()
    return path
