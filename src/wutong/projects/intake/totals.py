"""The sums within a ledger: which rows each of them adds up, whether it does, and what it is today (pure).

A 小计 stands under its projects or over them, a 合计 over all: the rows that a sum means are those whose values give the
number in the file; where none do, those that its place suggests.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from wutong.engines import ledger, units

Value = Callable[[int, ledger.Column], Decimal | None]
_TOTAL, _GROUP = "合计行", "分组标题"
_NUMBER = re.compile(r"([\d,，]+(?:\.\d+)?)((?:[十百千万亿]{0,2}元)?)")
_LIMIT = 60  # sums of one sheet; beyond this it is no ledger with subtotals


@dataclass(frozen=True)
class Total:
    """A row of sums: the rows that it adds up, and the cells of it that hold a sum, by column.

    `sure` where the numbers of the file say so; `label` is its text.
    """

    row: int
    label: str
    rows: tuple[int, ...]
    cells: tuple[tuple[ledger.Column, Decimal], ...]
    sure: bool


def find(read: ledger.Reading, sheet: ledger.ReadSheet) -> list[Total]:
    """The sums of a sheet, in its order."""
    told = {row["row"]: row for row in read.projects if sheet.holds(row)}
    marked = [e for e in read.ignored_rows if sheet.holds(e) and e["why"] in (_TOTAL, _GROUP)]
    summable = [c for c in sheet.columns if c.field and c.kind in ("amount", "number")]
    if not told or not marked or not summable or len(marked) > _LIMIT:
        return []
    finder = _Finder(sheet, sorted(told), [e["row"] for e in marked], _summed(told, summable))
    found = (finder.total(entry["row"], entry["why"] == _TOTAL, summable) for entry in marked)
    return [total for total in found if total]


def value_in(row: Mapping[str, Any], column: ledger.Column) -> Decimal | None:
    """What a row was read to hold, in the column's own unit."""
    value = row.get(column.field or "")
    if value is None:
        return None
    exact = Decimal(str(value))
    return exact / units.YUAN[column.unit or "万元"] if column.kind == "amount" else exact


def wrong(read: ledger.Reading) -> Iterator[dict[str, Any]]:
    """The cells of 小计 and 合计 that are not the sum of their rows, as the lists of the preview have cells."""
    for sheet in read.sheets:
        told = {row["row"]: row for row in read.projects if sheet.holds(row)}
        for total in find(read, sheet):
            for column, number in total.cells:
                values = [v for r in total.rows if (v := value_in(told[r], column)) is not None]
                if not _equal(number, sum(values, Decimal()), len(values)):
                    yield _entry(sheet, total, column, number, sum(values, Decimal()))


def _entry(
    sheet: ledger.ReadSheet, total: Total, column: ledger.Column, number: Decimal, exact: Decimal
) -> dict:
    first, last = total.rows[0], total.rows[-1]
    why = f"第{first}至{last}行相加是{exact.normalize():,f}，请核对"
    return {
        "sheet": sheet.name,
        "row": total.row,
        "column": column.heading,
        "value": f"{number.normalize():,f}",
        "label": total.label,
        "why": why,
    }


def number_in(cell: Any) -> Decimal | None:
    """The number of a cell of sums: 12000, "12,000", "12000万元"."""
    if isinstance(cell, bool) or cell in ("", None):
        return None
    if isinstance(cell, int | float):
        exact = Decimal(str(cell))
        return exact if exact.is_finite() else None
    found = _NUMBER.fullmatch(re.sub(r"\s", "", str(cell)))
    try:
        return Decimal(re.sub("[,，]", "", found.group(1))) if found else None
    except InvalidOperation:
        return None


def unit_behind(cell: Any) -> str:
    """万元 of "12000万元"; "" where the cell is a bare number."""
    found = _NUMBER.fullmatch(re.sub(r"\s", "", str(cell)))
    return found.group(2) if found else ""


def _summed(told: Mapping[int, Mapping], summable: Sequence[ledger.Column]) -> dict[int, list[Decimal]]:
    """Column number to the sums of the first 0, 1, 2 … rows: any stretch of rows is a difference of two."""
    out: dict[int, list[Decimal]] = {}
    for column in summable:
        sums = [Decimal()]
        for row in sorted(told):
            sums.append(sums[-1] + (value_in(told[row], column) or 0))
        out[column.number] = sums
    return out


def _equal(number: Decimal, exact: Decimal, count: int) -> bool:
    """Sums are rounded, each addend was: a hundredth for each row, a half where the sum has no decimals."""
    half = (
        Decimal("0.5") if number == number.to_integral_value() and exact != exact.to_integral_value() else 0
    )
    return abs(number - exact) <= max(Decimal("0.01") * count, half)


class _Finder:
    """`rows` are those of the projects and `marks` those of sums and titles, both in order."""

    def __init__(
        self, sheet: ledger.ReadSheet, rows: list[int], marks: list[int], sums: dict[int, list[Decimal]]
    ):
        self.sheet, self.rows, self.marks, self.sums = sheet, rows, marks, sums

    def total(self, row: int, is_total: bool, summable: Sequence[ledger.Column]) -> Total | None:
        grid = self.sheet.grid[row - 1]
        cells = tuple((c, number) for c in summable if (number := number_in(grid[c.number])) is not None)
        label = next((re.sub(r"\s", "", v) for v in grid if isinstance(v, str) and v.strip()), "")
        if not cells:
            return None
        spans = list(self._spans(row, label))
        agreeing = [sum(self._gives(span, c, number) for c, number in cells) for span in spans]
        best = max(range(len(spans)), key=lambda i: (agreeing[i], -i), default=None)
        if best is None or (not agreeing[best] and (not is_total or "其中" in label)):
            return None
        first, last = spans[best]
        return Total(row, label, tuple(self.rows[first:last]), cells, agreeing[best] > 0)

    def _gives(self, span: tuple[int, int], column: ledger.Column, number: Decimal) -> bool:
        first, last = span
        exact = self.sums[column.number][last] - self.sums[column.number][first]
        return number != 0 and _equal(number, exact, last - first)

    def _spans(self, row: int, label: str) -> Iterator[tuple[int, int]]:
        """The stretches of projects that a sum in this row may mean, the likeliest first: for 小计 the nearest."""
        here = bisect_left(self.rows, row)
        before = [bisect_right(self.rows, m) for m in reversed(self.marks) if m < row] + [0]
        after = [bisect_left(self.rows, m) for m in self.marks if m > row] + [len(self.rows)]
        near = [*((first, here) for first in before), *((here, last) for last in after)]
        whole = (0, len(self.rows))
        order = [*near, whole] if "小计" in label or "其中" in label else [whole, *reversed(near)]
        if "计" not in label:  # a title that bears the sum of what stands under it
            order = [*((here, last) for last in after), *order]
        yield from (span for span in dict.fromkeys(order) if span[0] < span[1])
