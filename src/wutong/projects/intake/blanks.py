"""Empty cells below a filled one: merged cells are filled by the reader, of the others only the clerk knows (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

SAME, NONE = "same", "none"
COLUMNS = {"dept": "行业主管部门", "place": "建设地点", "leader": "包保领导", "secretary": "项目秘书"}
Row = Mapping[str, Any]


def key(sheet: str, field: str) -> str:
    return f"blank:{sheet}!{field}"


def between(rows: Sequence[Row]) -> dict[tuple[str, str], tuple[int, int]]:
    """(sheet, field) to how many cells are empty between filled ones of a group, and the first such row's number."""
    out: dict[tuple[str, str], tuple[int, int]] = {}
    for field in COLUMNS:
        filled = [row for row in rows if row.get(field)]
        if not filled or len(filled) == len(rows):
            continue
        places = [place for place, row in enumerate(rows) if row.get(field)]
        for first, second in pairwise(places):
            if second - first > 1 and _together(rows[first], rows[second]):
                sheet = rows[first]["sheet"]
                count, row = out.get((sheet, field), (0, rows[first + 1]["row"]))
                out[sheet, field] = count + second - first - 1, row
    return out


def filled(rows: Sequence[Row], answers: Mapping[str, str]) -> list[Row]:
    """The rows with the empty cells of those columns that are as above, within their group."""
    same = {k for k, value in answers.items() if value == SAME and k.startswith("blank:")}
    return list(_filled(rows, same)) if same else list(rows)


def _filled(rows: Sequence[Row], same: set[str]) -> Iterator[Row]:
    above: Row | None = None
    for row in rows:
        if above is not None and _together(above, row):
            fields = [f for f in COLUMNS if not row.get(f) and key(row["sheet"], f) in same]
            row = {**row, **{f: above.get(f) for f in fields}} if fields else row
        yield row
        above = row


def _together(one: Row, other: Row) -> bool:
    return (one["sheet"], one.get("group")) == (other["sheet"], other.get("group"))
