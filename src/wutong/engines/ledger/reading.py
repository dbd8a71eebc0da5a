"""A whole ledger read: sheets, projects, and every cell that was not understood or read with a guess."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from wutong.engines.ledger import amounts, columns, dates, rows, words
from wutong.engines.ledger.columns import Column, Times
from wutong.engines.ledger.headings import Head, find_head
from wutong.engines.ledger.workbook import LedgerError, Sheet, column_letters, column_number, open_sheets

FIELDS = (
    "name", "nature", "owner", "uscc", "place", "dept", "leader", "secretary", "phone", "years", "total_yuan",
    "plan_yuan", "done_prev_yuan", "done_month_yuan", "done_ytd_yuan", "start", "finish", "permit_filing",
    "permit_eia", "permit_land", "permit_planning", "permit_construction", "progress", "problem",
)  # fmt: skip
HIDDEN = "这一行在表中是隐藏的，照样读取，请核对"
UNCOMPUTED = "公式还没有算过，读不到数，请在Excel里打开保存后再导入"
MERGED_AMOUNT = "金额是合并单元格，只记在第一行的项目上，请核对"
AMOUNT_KINDS = {"amount", "number"}

Mapping2 = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass
class ReadSheet:
    """One sheet that holds projects: its head, its columns, and the grid as it came."""

    name: str
    header_rows: list[int]
    columns: list[Column]
    grid: list[list[Any]]
    first_row: int


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
    heads = [(sheet, head) for sheet in sheets if (head := find_head(sheet))]
    if not heads:
        raise LedgerError("没有找到项目台账：表头里要有“项目名称”一列，请核对后再导入")
    told, times = _times(heads, filename, as_of)
    reading = Reading(as_of=told)
    note = _workbook_unit(heads)
    for sheet, head in heads:
        _SheetReader(sheet, head, times, note, (mapping or {}).get(sheet.name, {})).into(reading)
    return reading


# When the ledger speaks.

_FULL = re.compile(r"(20\d\d)[年./-](\d{1,2})[月./-](\d{1,2})日?")
_MONTH = re.compile(r"(20\d\d)年(\d{1,2})月")
_YEAR = re.compile(r"(20\d\d)年?")
_BARE_MONTH = re.compile(
    r"截[至止](?:到|目前)?[:：]?(\d{1,2})月|[1１一][-—–~～至到](\d{1,2})月|(?<!\d)(\d{1,2})月份?(?!\d{1,2}日)"
)


def _times(heads: list[tuple[Sheet, Head]], filename: str, given: date | None) -> tuple[date | None, Times]:
    texts = [t for sheet, head in heads for t in rows.head_titles(sheet, head)]
    texts = [re.sub(r"\s", "", t) for t in [*texts, *(s.name for s, _ in heads), Path(filename).stem]]
    told = given or _told_day(texts)
    year = told.year if told else _year(texts)
    month = told.month if told else _bare_month(texts)
    seen = next((m for _, head in heads if (m := columns.reference_month(head.paths, month))), month)
    if told is None and year and seen:
        told = _month_end(year, seen)
    return told, Times(year or (told.year if told else None), seen)


def _told_day(texts: list[str]) -> date | None:
    """A day after 截至 first, then any full date, then a month of a year, whose last day it is."""
    for pattern in (re.compile(r"截[至止].{0,4}?" + _FULL.pattern), _FULL):
        for text in texts:
            if (found := pattern.search(text)) and (day := _valid(*map(int, found.groups()))):
                return day
    for text in texts:
        if found := _MONTH.search(text):
            return _month_end(int(found.group(1)), int(found.group(2)))
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _year(texts: list[str]) -> int | None:
    return next((int(found.group(1)) for text in texts if (found := _YEAR.search(text))), None)


def _bare_month(texts: list[str]) -> int | None:
    for text in texts:
        if found := _BARE_MONTH.search(text):
            return int(next(g for g in found.groups() if g))
    return None


_UNIT_NOTE = re.compile(r"单位[:：是为]?[(（]?([^,，;；。]{0,6}?元)")


def _workbook_unit(heads: list[tuple[Sheet, Head]]) -> str:
    return next((unit for sheet, head in heads if (unit := _unit_note(sheet, head))), "")


def _unit_note(sheet: Sheet, head: Head) -> str:
    """The unit that a note above the head names for the whole sheet; "" where none does."""
    for text in rows.head_titles(sheet, head):
        plain = re.sub(r"\s", "", text)
        if (found := _UNIT_NOTE.search(plain)) and (unit := columns.unit_of_heading(found.group(1))):
            return unit
    return ""


# One sheet.

Answer = tuple[Any, str, bool]


class _SheetReader:
    def __init__(self, sheet: Sheet, head: Head, times: Times, note: str, corrections: Mapping):
        self.sheet, self.head, self.times = sheet, head, times
        found = columns.understand(head.paths, _unit_note(sheet, head) or note, times)
        self.columns = [_corrected(c, corrections.get(column_letters(c.number))) for c in found]
        self.doubts: list[dict[str, Any]] = []
        self.refusals: list[dict[str, Any]] = []

    def into(self, reading: Reading) -> None:
        if not any(c.field == "name" for c in self.columns):
            return
        sorted_rows = rows.sort(self.sheet, self.head, self.columns)
        merged_amounts = self._fill_merged()
        projects = self._projects(sorted_rows)
        self._doubt_rows(sorted_rows, merged_amounts)
        name, n = self.sheet.name, len(self.sheet.rows)
        header = list(range(self.head.top + 1, self.head.bottom + 2))
        reading.sheets.append(ReadSheet(name, header, self.columns, self.sheet.rows, min(1, n)))
        reading.projects += projects
        reading.not_understood += sorted(self.refusals, key=lambda e: e["row"])
        reading.doubtful += sorted(self.doubts, key=lambda e: e["row"])
        reading.ignored_rows += [{"sheet": name, "row": r + 1, "why": why} for r, why in sorted_rows.ignored]

    def _fill_merged(self) -> list[tuple[int, Column]]:
        """Give each row of a merged cell its text; amounts stay with the first, and the other rows are returned."""
        by_number = {c.number: c for c in self.columns}
        left: list[tuple[int, Column]] = []
        for top, first, bottom, last in self.sheet.merges:
            column = by_number.get(first)
            if top <= self.head.bottom or bottom == top or column is None or last > first + 1:
                continue
            if column.kind in AMOUNT_KINDS:
                left += [(r, column) for r in range(top + 1, bottom + 1)]
                continue
            if column.field in ("name", "seq"):
                continue
            for r in range(top + 1, min(bottom, len(self.sheet.rows) - 1) + 1):
                self.sheet.rows[r][first] = self.sheet.rows[top][first]
        return left

    def _projects(self, found: rows.Rows) -> list[dict[str, Any]]:
        picked = [self.sheet.rows[r] for r in found.projects]
        count = len(picked)
        numbers = [r + 1 for r in found.projects]
        out: dict[str, list[Any]] = {"row": numbers, "other": [{} for _ in range(count)]}
        default = words.nature(self.sheet.name)
        out["nature"] = [n or default for n in found.natures]
        by_column = list(zip(*picked, strict=True)) if picked else []
        for column in self.columns if picked else ():
            self._read_column(column, by_column[column.number], numbers, out)
        self._split_phones(out)
        blank = {"sheet": self.sheet.name, "row": 0, **dict.fromkeys(FIELDS), "other": None}
        projects = [blank.copy() for _ in range(count)]
        for key, values in out.items():
            for project, value in zip(projects, values, strict=True):
                project[key] = value
        return projects

    def _read_column(
        self, column: Column, cells: Sequence[Any], numbers: list[int], out: dict[str, list]
    ) -> None:
        if column.field == "seq":
            return
        if column.field is None:
            for other, value in zip(out["other"], cells, strict=True):
                if value not in ("", None) and (text := words.clean(words.shown(_dated(value)))):
                    other[column.heading] = text
            return
        if column.kind == "text" and column.field != "problem":
            out[column.field] = _texts(cells)
            return
        read_one = _reader(column, self.times)
        known = {value: read_one(value) for value in set(cells)}
        answers = [known[value] for value in cells]
        if column.kind == "date":
            self._look_at_forms(column, cells, numbers, answers)
        if column.field == "nature":
            out["nature"] = [a[0] or told for a, told in zip(answers, out["nature"], strict=True)]
        else:
            out[column.field] = [a[0] for a in answers]
        if self.sheet.uncomputed or any(why for _, why, _ in known.values()):
            self._report(column, cells, numbers, answers)

    def _look_at_forms(
        self, column: Column, cells: Sequence[Any], numbers: list[int], answers: list[Answer]
    ) -> None:
        """A day whose format shows only its month is that month; 2026.1 shown as 2026.10 is October."""
        if not any(isinstance(v, date | float) for v in cells):
            return
        forms = self.sheet.forms(column.number)
        for i, number in enumerate(numbers if forms else ()):
            form, answer = forms.get(number - 1), answers[i]
            if form in ("month", "year") and isinstance(cells[i], date):
                first = answer[0][0][:8] + "01" if form == "month" else answer[0][0][:4] + "-01-01"
                answers[i] = [first, form], "", False
            elif form == "hundredths" and answer[1] == dates.LOST_ZERO:
                answers[i] = [f"{answer[0][0][:4]}-10-01", "month"], "", False

    def _report(
        self, column: Column, cells: Sequence[Any], numbers: list[int], answers: list[Answer]
    ) -> None:
        for value, number, (_, why, guessed) in zip(cells, numbers, answers, strict=True):
            if why:
                (self.doubts if guessed else self.refusals).append(self._entry(column, number, value, why))
        for row, place in self.sheet.uncomputed:
            if (
                place == column.number
                and row + 1 in set(numbers)
                and cells[numbers.index(row + 1)] in ("", None)
            ):
                self.doubts.append(self._entry(column, row + 1, "", UNCOMPUTED))

    def _entry(self, column: Column, number: int, value: Any, why: str) -> dict[str, Any]:
        shown = words.shown(_dated(value))
        return {"sheet": self.sheet.name, "row": number, "column": column.heading, "value": shown, "why": why}

    def _split_phones(self, out: dict[str, list]) -> None:
        """A name that carries its number gives it to the phone that belongs to it."""
        for who, phone in (("secretary", "phone"), ("leader", "leader_phone")):
            for i, value in enumerate(out.get(who, ())):
                if value and re.search(r"\d{7}", value):
                    name, number = words.name_and_phone(value)
                    out[who][i] = name
                    if number:
                        out.setdefault(phone, [None] * len(out[who]))
                        out[phone][i] = out[phone][i] or number

    def _doubt_rows(self, found: rows.Rows, merged: list[tuple[int, Column]]) -> None:
        projects = set(found.projects)
        name = next(c for c in self.columns if c.field == "name")
        for r in sorted(self.sheet.hidden_rows & projects):
            self.doubts.append(self._entry(name, r + 1, self.sheet.rows[r][name.number], HIDDEN))
        for r, column in merged:
            if r in projects:
                self.doubts.append(self._entry(column, r + 1, "", MERGED_AMOUNT))


def _corrected(column: Column, correction: Mapping[str, str] | None) -> Column:
    if correction is None:
        return column
    name = correction.get("field") or None
    kind = columns.KINDS.get(name or "", "other")
    unit = (correction.get("unit") or column.unit or "万元") if kind == "amount" else None
    return Column(column.number, column.heading, name, kind, unit)


def _dated(value: Any) -> Any:
    """A day as people write it, without the midnight that Excel adds."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    return value.isoformat() if isinstance(value, date) else value


def _reader(column: Column, times: Times) -> Callable[[Any], Answer]:
    kind, unit, year = column.kind, column.unit or "万元", times.year
    texts: dict[str, Callable[[str], Answer]] = {
        "amount": lambda t: amounts.of_text(t, unit),
        "date": lambda t: _listed(dates.of_text(t, year)),
        "years": lambda t: _listed(dates.years(t)),
        "permit": words.permit,
        "phone": words.phone,
        "code": words.credit_code,
        "nature": lambda t: (words.nature(t), "", False),
        "name": lambda t: (words.name(t), "", False),
        "number": _number,
    }
    plain = (lambda t: (words.problem(t), "", False)) if column.field == "problem" else _text
    of_text = texts.get(kind, plain)
    numbers: dict[str, Callable[[float], Answer]] = {
        "amount": lambda n: amounts.of_number(n, unit),
        "date": lambda n: _listed(dates.of_number(n, year)),
        "number": lambda n: (n if n >= 0 else None, "" if n >= 0 else amounts.NEGATIVE, False),
    }
    of_number = numbers.get(kind)

    def read_one(value: Any) -> Answer:
        if isinstance(value, str):
            return of_text(value) if value else (None, "", False)
        if value is None:
            return None, "", False
        if isinstance(value, bool):
            return of_text("是" if value else "否")
        if isinstance(value, date | datetime):
            return _of_day(kind, value, of_text)
        if isinstance(value, timedelta):
            return None, dates.NOT_A_DATE, False
        return of_number(value) if of_number else of_text(words.shown(value))

    return read_one


def _of_day(kind: str, value: date | datetime, of_text: Callable[[str], Answer]) -> Answer:
    if kind == "date":
        return _listed(dates.of_day(value))
    if kind in AMOUNT_KINDS:
        return None, amounts.NOT_AN_AMOUNT, False
    return of_text(value.strftime("%Y-%m-%d"))


def _listed(answer: tuple) -> Answer:
    value, why, guessed = answer
    return (list(value) if value is not None else None), why, guessed


def _texts(cells: Sequence[Any]) -> list[str | None]:
    """Text cells without what does not belong to them. Most columns are clean, which one look at all of it tells."""
    try:
        whole = f"|{'|'.join(cells)}|"
    except TypeError:
        whole = "\n"
    if whole.isprintable() and "| " not in whole and " |" not in whole:
        return [v or None for v in cells]
    known = {v: _clean(v) for v in set(cells) if type(v) is str}
    return [known[v] if type(v) is str else _clean(v) for v in cells]


def _text(text: str) -> Answer:
    return _clean(text), "", False


def _clean(value: Any) -> str | None:
    """A text cell; numbers and days in it as people read them."""
    if value == "" or value is None:
        return None
    return words.clean(value if isinstance(value, str) else words.shown(_dated(value))) or None


def _number(text: str) -> Answer:
    plain = re.sub(r"[\s,，亩人个平方米㎡m²约]", "", text)
    try:
        return float(plain), "", False
    except ValueError:
        return None, ("" if plain in words.NOTHING else "不是数字，请填数字或留空"), False


def dump(reading: Reading) -> str:
    return json.dumps(reading.as_json(), ensure_ascii=False)


__all__ = ["LedgerError", "ReadSheet", "Reading", "column_number", "dump", "read"]
