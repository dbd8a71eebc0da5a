"""The table of days as a CSV file: what the yearly notices say, in a form that an office can edit in a spreadsheet.

Columns, in any order, by their English or Chinese heading; others are ignored:

- `date` (日期): a day, `2026-02-14` or `2026/2/14`; or a year alone, `2026` or `2026年`, which declares that the year
  has been gazetted;
- `works` (上班): 1 the day works, 0 it rests (also 是/否, 班/休, 上班/休息/放假, true/false); empty in the row of a year;
- `name` (名称): the holiday that the day belongs to, may be empty or missing;
- `source` (来源), `published` (发布日期): of the notice, read from the row of a year.

Days that are not listed follow the weekday rule, so a table may list only the days that deviate from it, all days of
the holidays (as the shipped one does), or every day of the year. Where no row declares a year, every year that has a
day listed counts as gazetted. UTF-8 and GB 18030 are both read, since spreadsheets write either.

The shipped `days.csv` (2004-2026) was laid out once from the constants of the `chinesecalendar` package 1.11; a date of
publication (from 2012) or a document number stands where the notice itself was seen to bear it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from wutong.engines.calendar.working import FIRST_DAY, LAST_DAY, Calendar, CalendarError

MAX_BYTES = 8_000_000
_HEADINGS = {
    "date": ("date", "日期"),
    "works": ("works", "上班", "是否上班"),
    "name": ("name", "名称", "节日"),
    "source": ("source", "来源"),
    "published": ("published", "发布日期"),
}
_WORKS = {
    **dict.fromkeys(("1", "true", "是", "班", "上班"), True),
    **dict.fromkeys(("0", "false", "否", "休", "休息", "放假"), False),
}
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_YEAR = re.compile(r"([0-9]{4})年?")


class TableError(CalendarError):
    """A table that cannot be used; the message names the row."""


@dataclass(frozen=True)
class ListedDay:
    """What the table says of one day; `name` is empty where it gives none."""

    works: bool
    name: str = ""


@dataclass(frozen=True)
class Notice:
    """The notice of one year; empty source or None where not known."""

    source: str = ""
    published: date | None = None


@dataclass
class Table:
    """Days and notices as read from a file."""

    days: dict[date, ListedDay] = field(default_factory=dict)
    notices: dict[int, Notice] = field(default_factory=dict)

    def calendar(self) -> Calendar:
        return Calendar(
            {day: listed.works for day, listed in self.days.items()},
            self.notices,
            {day: listed.name for day, listed in self.days.items() if listed.name},
        )


@cache
def shipped_table() -> Table:
    """The table of 2004-2026 that comes with the program. Shared: do not change it."""
    return parse_table(files(__package__).joinpath("days.csv").read_bytes())


@cache
def shipped_calendar() -> Calendar:
    """The calendar of the shipped table."""
    return shipped_table().calendar()


def read_table(path: str | Path) -> Table:
    """Read a table from a file. Raises TableError."""
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "路径无效"
        raise TableError(f"无法读取日历表 {path}：{_REASONS.get(type(error), reason)}") from error
    return parse_table(content)


_REASONS: dict[type, str] = {
    FileNotFoundError: "文件不存在",
    IsADirectoryError: "这是一个目录",
    PermissionError: "没有读取权限",
}


def parse_table(content: bytes) -> Table:
    """Read a table from the bytes of a file. Raises TableError."""
    rows = _rows(content)
    columns = _columns(next(rows, (1, []))[1])
    table = Table()
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            _read_row(table, number, {key: _cell(cells, at) for key, at in columns.items()})
    if not table.days and not table.notices:
        raise TableError("日历表里没有任何日期")
    if not table.notices:
        table.notices = {year: Notice() for year in sorted({day.year for day in table.days})}
    return table


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows with their line number in the file."""
    if len(content) > MAX_BYTES:
        raise TableError(f"日历表过大，最多 {MAX_BYTES // 1_000_000} MB")
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise TableError(f"日历表第 {reader.line_num} 行不是有效的 CSV") from error


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError("日历表不是文本文件，请存为 UTF-8 编码的 CSV")


def _columns(heading: list[str]) -> dict[str, int]:
    found = [cell.strip().lower() for cell in heading]
    columns = {
        key: found.index(name)
        for key, names in _HEADINGS.items()
        for name in reversed(names)
        if name in found
    }
    missing = [
        names[0] for key, names in _HEADINGS.items() if key in ("date", "works") and key not in columns
    ]
    if missing:
        raise TableError(f"日历表第 1 行缺少列：{'、'.join(missing)}")
    return columns


def _cell(cells: list[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _read_row(table: Table, number: int, row: dict[str, str]) -> None:
    year = _YEAR.fullmatch(row["date"])
    if year and not row["works"]:
        _declare_year(table, number, int(year[1]), row)
        return
    day = _day(number, row["date"])
    works = _WORKS.get(row["works"].lower())
    if works is None:
        raise TableError(
            f"日历表第 {number} 行：works 应为 1（上班）或 0（休息），现为“{_short(row['works'])}”"
        )
    if day in table.days:
        raise TableError(f"日历表第 {number} 行：{day} 重复")
    table.days[day] = ListedDay(works, row.get("name", ""))


def _declare_year(table: Table, number: int, year: int, row: dict[str, str]) -> None:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise TableError(f"日历表第 {number} 行：年份应在 {FIRST_DAY.year} 至 {LAST_DAY.year} 之间")
    if year in table.notices:
        raise TableError(f"日历表第 {number} 行：{year} 年重复")
    published = row.get("published", "")
    table.notices[year] = Notice(row.get("source", ""), _day(number, published) if published else None)


def _day(number: int, text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise TableError(f"日历表第 {number} 行：日期“{_short(text)}”无效，应为 2026-02-14 这样的日期")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise TableError(f"日历表第 {number} 行：日期应在 {FIRST_DAY} 至 {LAST_DAY} 之间")
    return day


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 20 else text[:20] + "…"
