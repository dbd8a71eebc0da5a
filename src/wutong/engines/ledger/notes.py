"""What is written around a table: its titles, the notes under it, and the unit of money that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wutong.engines.ledger import columns
from wutong.engines.ledger.headings import Head
from wutong.engines.ledger.workbook import Sheet

# Notes stand in the last rows; a ledger of thousands of rows is not searched for them.
_FOOT = 12
_UNIT_NOTE = re.compile(r"(?:单位|金额|投资额?)[:：是为][(（]?([^,，;；。:：]{0,6}?元)")
_ALONE = re.compile(r"^[(（]?((?:人民币)?[十百千万亿]{0,2}元)[)）]?$")
_TITLE_END = re.compile(r"表[(（]((?:人民币)?[十百千万亿]{0,2}元)[)）]$")
_TELLING = re.compile(r"截[至止]|单位[:：是为]|元(为单位|计)")
_IN_WORDS = re.compile(r"(?:以|按)([十百千万亿]{0,2}元)(?:为单位|计)")


def titles(sheet: Sheet, head: Head) -> list[str]:
    """The texts above the head."""
    return [
        str(v) for row in sheet.rows[head.start : head.top] for v in row if isinstance(v, str) and v.strip()
    ]


def foot(sheet: Sheet, head: Head) -> list[str]:
    """The texts in the last rows that tell the day or the unit of the whole."""
    last = sheet.rows[max(head.bottom + 1, head.until - _FOOT) : head.until]
    return [v for row in last for v in row if isinstance(v, str) and len(v) > 4 and _TELLING.search(v)]


def workbook_unit(heads: Iterable[tuple[Sheet, Head]]) -> str:
    """The unit of sheets that name none: that of the first sheet that does."""
    return next((unit for sheet, head in heads if (unit := sheet_unit(sheet, head))), "")


def sheet_unit(sheet: Sheet, head: Head) -> str:
    """The unit that a note above or under the table names for the whole sheet; "" where none does."""
    return next(_units([*titles(sheet, head), *foot(sheet, head)]), "")


def _units(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        plain = re.sub(r"\s", "", text)
        for pattern in (_UNIT_NOTE, _ALONE, _TITLE_END, _IN_WORDS):
            if (found := pattern.search(plain)) and (unit := columns.unit_of_heading(found.group(1))):
                yield unit
