"""Ledgers written by hand as small text grids, with the reading that a person expects.

A file holds lines `== sheet NAME [hidden 7 8]` followed by one line per row, cells parted by `|`, and at the end a line
`== truth`. A cell is a number where it looks like one (`'12` is text), a day as `@2026-04-15`, `<` is merged with the
cell to its left and `^` with the cell above, `\\n` a line break. Lines of the truth:

    as_of 2026-10-31
    columns NAME: A=seq B=name H=total_yuan/万元      other columns must not take a field of the contract
    NAME!6 name=...; total_yuan=2410000; start=["2026-07-01", "tenday"]      fields left out must be empty
    ? NAME!6 总投资        listed in doubtful;      ! NAME!6 总投资        listed in not_understood
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from wutong.engines import ledger
from wutong.engines.ledger.reading import FIELDS

FOLDER = Path(__file__).parent / "by_hand"
_CONTRACT = {*FIELDS, "nature"}


@dataclass
class Grid:
    name: str
    hidden: list[int]
    lines: list[str] = field(default_factory=list)

    def cells(self) -> list[list[Any]]:
        return [[_cell(text) for text in line.split("|")] if line else [] for line in self.lines]


def _cell(text: str) -> Any:
    text = text.strip(" ")
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    if text.startswith("@"):
        return date.fromisoformat(text[1:])
    return text.removeprefix("'").replace("\\n", "\n") or None


def parse(path: Path) -> tuple[list[Grid], list[str]]:
    """The sheets and the lines of the truth."""
    grids: list[Grid] = []
    body, _, truth = path.read_text(encoding="utf-8").partition("== truth\n")
    for line in body.splitlines():
        if line.startswith("== sheet "):
            name, _, hidden = line.removeprefix("== sheet ").partition(" hidden ")
            grids.append(Grid(name, [int(n) for n in hidden.split()]))
        else:
            grids[-1].lines.append(line)
    return grids, [line for line in truth.splitlines() if line.strip()]


def workbook(grids: list[Grid]) -> bytes:
    """The grids as an xlsx."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for grid in grids:
        page = book.create_sheet(grid.name)
        cells = grid.cells()
        for r, row in enumerate(cells, start=1):
            for c, value in enumerate(row, start=1):
                if value not in (None, "<", "^"):
                    page.cell(r, c, value)
        for area in _merges(cells):
            page.merge_cells(
                start_row=area[0] + 1, start_column=area[1] + 1, end_row=area[2] + 1, end_column=area[3] + 1
            )
        for number in grid.hidden:
            page.row_dimensions[number].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _merges(cells: list[list[Any]]) -> Iterator[tuple[int, int, int, int]]:
    def at(r: int, c: int) -> Any:
        return cells[r][c] if r < len(cells) and c < len(cells[r]) else None

    for r, row in enumerate(cells):
        for c, value in enumerate(row):
            if value in ("<", "^"):
                continue
            right, down = c, r
            while at(r, right + 1) == "<":
                right += 1
            while at(down + 1, c) == "^":
                down += 1
            if (right, down) != (c, r):
                yield r, c, down, right


def misses(path: Path) -> list[str]:
    """Everything in which the reader departs from the truth of the file."""
    grids, truth = parse(path)
    read = ledger.read(workbook(grids), filename=f"{path.stem}.xlsx").as_json()
    found = list(_compare(read, truth))
    return found + list(_unaccounted(grids, read))


def _compare(read: dict[str, Any], truth: list[str]) -> Iterator[str]:
    projects = {f"{p['sheet']}!{p['row']}": p for p in read["projects"]}
    wanted: dict[str, dict[str, Any]] = {}
    listed: dict[str, set[str]] = {"?": set(), "!": set()}
    for line in truth:
        if line.startswith("as_of "):
            if read["as_of"] != line.split()[1]:
                yield f"as_of: got {read['as_of']}, expected {line.split()[1]}"
        elif line.startswith("columns "):
            yield from _columns(read, line)
        elif line[0] in listed:
            listed[line[0]].add(line[2:].strip())
        else:
            place, _, values = line.partition(" ")
            wanted[place] = dict(_pair(part) for part in values.split("; "))
    yield from _projects(projects, wanted)
    for mark, key in (("?", "doubtful"), ("!", "not_understood")):
        got = {f"{e['sheet']}!{e['row']} {e['column']}" for e in read[key]}
        yield from (f"{key} too much: {entry}" for entry in sorted(got - listed[mark]))
        yield from (f"{key} misses: {entry}" for entry in sorted(listed[mark] - got))


def _pair(part: str) -> tuple[str, Any]:
    key, _, value = part.strip().partition("=")
    if re.fullmatch(r"\d{7,}|\[.*\]|-?\d+(\.\d+)?", value) and key not in ("phone", "uscc", "name"):
        return key, json.loads(value)
    return key, value


def _columns(read: dict[str, Any], line: str) -> Iterator[str]:
    name, _, told = line.removeprefix("columns ").partition(": ")
    sheet = next((s for s in read["sheets"] if s["sheet"] == name), None)
    if sheet is None:
        yield f"{name}: not read as a ledger"
        return
    expected = dict(part.split("=") for part in told.split())
    for letter, column in sheet["columns"].items():
        want, _, unit = expected.pop(letter, "").partition("/")
        got = column["field"] if column["field"] in _CONTRACT or want else ""
        if (got or "") != want:
            yield f"{name} {letter} {column['heading']}: got {column['field']}, expected {want or None}"
        elif unit and unit != column["unit"]:
            yield f"{name} {letter} {column['heading']}: unit {column['unit']}, expected {unit}"
    yield from (f"{name} {letter}: no such column" for letter in expected if expected[letter])


def _projects(got: dict[str, Any], wanted: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield from (f"{place}: a project that is none ({got[place]['name']})" for place in got.keys() - wanted)
    for place, values in wanted.items():
        if place not in got:
            yield f"{place}: a project lost"
            continue
        for key in {*FIELDS, *values}:
            if got[place].get(key) != values.get(key):
                yield f"{place} {key}: got {got[place].get(key)!r}, expected {values.get(key)!r}"


def _unaccounted(grids: list[Grid], read: dict[str, Any]) -> Iterator[str]:
    """Each row with something in it is head, project, or ignored for a reason."""
    heads: dict[str, set[int]] = {}
    for sheet in read["sheets"]:
        heads.setdefault(sheet["sheet"], set()).update(sheet["header_rows"])
    told = {(e["sheet"], e["row"]) for e in [*read["projects"], *read["ignored_rows"]]}
    for grid in grids:
        for number, row in enumerate(grid.cells(), start=1):
            filled = any(v not in (None, "<", "^") for v in row)
            placed = (grid.name, number) in told or number in heads.get(grid.name, ())
            if grid.name in heads and filled and not placed:
                yield f"{grid.name}!{number}: neither project nor ignored"
