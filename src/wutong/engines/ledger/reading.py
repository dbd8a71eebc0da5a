"""A whole ledger read: sheets, projects, and every cell that was not understood or read with a guess."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from wutong.engines.ledger import columns, notes, timing
from wutong.engines.ledger.headings import Head, find_heads
from wutong.engines.ledger.letters import column_letters
from wutong.engines.ledger.table import FIELDS, ReadSheet, Table
from wutong.engines.ledger.timing import Times
from wutong.engines.ledger.workbook import LedgerError, Sheet, open_sheets

Mapping2 = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass
class Reading:
    """What `wutong ledger read` prints. Row numbers are Excel's own, amounts exact yuan."""

    as_of: date | None
    sheets: list[ReadSheet] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    not_understood: list[dict[str, Any]] = field(default_factory=list)
    doubtful: list[dict[str, Any]] = field(default_factory=list)
    ignored_rows: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The contract of formats.md, ready for `json.dumps`."""
        return {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "sheets": [_sheet_json(sheet) for sheet in self.sheets],
            "projects": [{k: _plain(v) for k, v in project.items()} for project in self.projects],
            "not_understood": self.not_understood,
            "doubtful": self.doubtful,
            "ignored_rows": self.ignored_rows,
        }


def _sheet_json(sheet: ReadSheet) -> dict[str, Any]:
    found = {
        column_letters(c.number): {"heading": c.heading, "field": c.field, "unit": c.unit}
        for c in sheet.columns
    }
    return {"sheet": sheet.name, "header_rows": sheet.header_rows, "columns": found}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


def read(
    source: str | Path | bytes, filename: str = "", mapping: Mapping2 | None = None, as_of: date | None = None
) -> Reading:
    """Read a ledger. `mapping` corrects columns: {sheet: {letter: {"field": ..., "unit": ...}}}; `as_of` what the
    ledger itself does not say. Raises LedgerError where the file cannot be used at all.
    """
    filename = filename or (str(Path(source).name) if isinstance(source, str | Path) else "")
    with _uncollected():
        return _read(source, filename, mapping, as_of)


def _add(table: Table, reading: Reading) -> None:
    read = table.read()
    reading.sheets.append(table.as_sheet())
    reading.projects += read.projects
    reading.not_understood += sorted(read.refusals, key=lambda e: e["row"])
    reading.doubtful += sorted(read.doubts, key=lambda e: e["row"])
    reading.ignored_rows += read.ignored


@contextmanager
def _uncollected() -> Iterator[None]:
    """A grid holds no cycles: the collector would only walk its half a million cells again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(source: str | Path | bytes, filename: str, mapping: Mapping2 | None, as_of: date | None) -> Reading:
    sheets = open_sheets(source, filename)
    heads = [(sheet, head) for sheet in sheets for head in find_heads(sheet)]
    if not heads:
        raise LedgerError("没有找到项目台账：表头里要有“项目名称”一列，请核对后再导入")
    told, times = _times(heads, filename, as_of)
    reading = Reading(as_of=told)
    note = notes.workbook_unit(heads)
    own: dict[str, str] = {}  # a further table of a sheet has the unit of the table above
    for sheet, head in heads:
        own[sheet.name] = notes.sheet_unit(sheet, head) or own.get(sheet.name) or note
        found = columns.understand(head.paths, own[sheet.name], times)
        table = Table(sheet, head, found, times, (mapping or {}).get(sheet.name, {}))
        if table.names_projects:
            _add(table, reading)
    return reading


def _times(heads: list[tuple[Sheet, Head]], filename: str, given: date | None) -> tuple[date | None, Times]:
    """The day that the ledger tells, and the year and month that its headings are to be read in."""
    titles = [t for sheet, head in heads for t in notes.titles(sheet, head)]
    texts = timing.in_digits([*titles, *(s.name for s, _ in heads), Path(filename).stem])
    paths = [head.paths for _, head in heads]
    year = timing.year_in(texts) or next(filter(None, map(columns.reference_year, paths)), None)
    under = timing.in_digits(t for sheet, head in heads for t in notes.foot(sheet, head))
    told = given or timing.told_day([*texts, *under], year)
    year = told.year if told else year
    month = told.month if told else timing.month_in(texts)
    seen = next((m for path in paths if (m := columns.reference_month(path, month))), month)
    if told is None and year and seen:
        told = timing.month_end(year, seen)
    return told, Times(year, seen)


__all__ = ["FIELDS", "LedgerError", "ReadSheet", "Reading", "read"]
