"""An uploaded ledger as the engine understands it, and the plan that follows from it."""

import hashlib
import logging
import re
from bisect import bisect
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from wutong.engines import ledger
from wutong.files import queries as files
from wutong.kit import clock
from wutong.kit.texts import readable, readable_within
from wutong.projects.intake import plan
from wutong.projects.models import ImportBatch

_log = logging.getLogger(__name__)


# What people rename to .xlsx, by how it begins.
_NO_BOOKS = (
    (b"\x89PNG", "PNG图片"),
    (b"\xff\xd8\xff", "JPG图片"),
    (b"GIF8", "GIF图片"),
    (b"BM", "BMP图片"),
    (b"%PDF", "PDF文件"),
    (b"Rar!", "RAR压缩包"),
    (b"7z\xbc\xaf", "7z压缩包"),
    (b"{\\rtf", "RTF文档"),
    (b"%!PS", "PostScript文件"),
)
_INSIDE = (
    (b"word/document.xml", "Word文档"),
    (b"ppt/presentation.xml", "PPT演示文稿"),
    (b"OFD.xml", "OFD版式文件"),
)
# Columns that the reader leaves in `other` and that the platform has a place for.
_HEADS = {
    "begun": re.compile(r"是否.{0,4}(开工|动工|开建)|^(开工|动工)(与否|状态)$"),
    "stage": re.compile(r"^(项目|建设|工程)?(当前|目前|现|所处|推进)?(所处)?(的)?(阶段|状态)$"),
    "project_type": re.compile(
        r"^(项目|产业|行业|所属)(类型|类别|分类|产业|行业)$|^(类型|产业类别|行业分类)$"
    ),
}
_GROUP = "分组标题"


def understand(
    content: bytes, name: str, mapping: dict | None = None, as_of: date | None = None
) -> ledger.Reading:
    """Read the file; `mapping` and `as_of` are the clerk's corrections. Raises LedgerError, whatever the file is."""
    if kind := _no_book(content):
        raise ledger.LedgerError(f"“{name}”是{kind}，不是Excel工作簿，请选台账的.xlsx、.xls或.csv文件")
    try:
        found = ledger.read(content, filename=name, mapping=mapping, as_of=as_of)
    except ledger.LedgerError:
        raise
    except Exception as error:  # a stranger's file: what it does to the reader is never an error of the page
        _log.exception("the ledger could not be read")
        raise ledger.LedgerError("文件里有读不了的内容，请在Excel里另存为新的.xlsx再试") from error
    for row in found.projects:
        _make_readable(row)
    _place_own_columns(found, mapping or {})
    _name_groups(found)
    return found


def _no_book(content: bytes) -> str:
    """What the file is, where it is plainly something else."""
    told = next((kind for start, kind in _NO_BOOKS if content.startswith(start)), "")
    if not told and content.startswith(b"PK") and b"xl/workbook.xml" not in content:
        told = next((kind for part, kind in _INSIDE if part in content), "")
    return told


def _place_own_columns(found: ledger.Reading, mapping: dict) -> None:
    """Fields of our own for heads that the reader does not know, unless the clerk has said what the column is."""
    for sheet in found.sheets:
        taken = {column.field for column in sheet.columns} | set(mapping.get(sheet.name, {}))
        for place, column in enumerate(sheet.columns):
            if column.field or ledger.column_letters(column.number) in taken:
                continue
            field = next((f for f, heads in _HEADS.items() if heads.search(column.heading)), None)
            if field and field not in taken:
                taken.add(field)
                sheet.columns[place] = replace(column, field=field)
                for row in found.projects:
                    if sheet.holds(row):
                        row[field] = (row["other"] or {}).get(column.heading)


def _name_groups(found: ledger.Reading) -> None:
    """The title of its group beside each project that stands under one."""
    titles: dict[str, list[tuple[int, str]]] = defaultdict(list)
    grids = {sheet.name: sheet.grid for sheet in found.sheets}
    for entry in found.ignored_rows:
        if entry["why"] == _GROUP:
            cells = grids[entry["sheet"]][entry["row"] - 1]
            titles[entry["sheet"]].append((entry["row"], _title(cells)))
    for row in found.projects if titles else ():
        above = titles[row["sheet"]]
        if place := bisect(above, (row["row"], "")):
            row["group"] = above[place - 1][1]


def _title(cells: list[Any]) -> str:
    texts = dict.fromkeys(re.sub(r"\s", "", c) for c in cells if isinstance(c, str) and c.strip())
    return "".join(texts)[:60]


def _make_readable(row: dict[str, Any]) -> None:
    """In place: most of many thousand rows need nothing."""
    for field, value in row.items():
        if type(value) is str and not value.isprintable():
            row[field] = readable(value)
        elif type(value) is dict and value:
            row[field] = readable_within(value)


def signature(reading: ledger.Reading) -> str:
    """Equal for two ledgers with the same heads: a profile of corrections fits both."""
    heads = "\n".join(f"{c.number}\t{c.heading}" for sheet in reading.sheets for c in sheet.columns)
    return hashlib.sha256(heads.encode()).hexdigest()


def content_of(made: ImportBatch) -> bytes:
    with files.open_file(made.file) as stream:
        return stream.read()


def reading_of(made: ImportBatch) -> ledger.Reading:
    """The batch's file, read with its corrections."""
    return understand(content_of(made), made.name, made.mapping, made.as_of)


def plan_for(made: ImportBatch, reading: ledger.Reading | None = None) -> plan.Plan:
    """What applying the batch would do now."""
    rows = (reading or reading_of(made)).projects  # the grid may go
    return plan.build(
        county=made.county,
        rows=rows,
        as_of=made.as_of or clock.today(),
        answers=made.answers,
    )


def corrected_columns(reading: ledger.Reading) -> dict[str, dict[str, Any]]:
    """The understanding as a mapping: sheet to letter to field and unit."""
    return {
        sheet.name: {
            ledger.column_letters(c.number): {"field": c.field or "", "unit": c.unit or ""}
            for c in sheet.columns
        }
        for sheet in reading.sheets
    }
