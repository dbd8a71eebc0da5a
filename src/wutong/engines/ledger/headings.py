"""Finding the head of a table and what stands over each of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wutong.engines.ledger import columns
from wutong.engines.ledger.workbook import Sheet

SEARCHED_ROWS = 80
DEEPEST = 4
# Known headings that make a row a head.
ENOUGH = 3
_LOWER = re.compile(
    r"姓名|职务|电话|手机|单位|部门|月|累计|本月|当月|上月|开工|竣工|完工|年|备案|环评|规划|施工|用地|名称|时间|金额|完成|计划|情况|号|内容|立项"
)
_UPPER = re.compile(
    r"手续|投资|领导|责任|秘书|管家|专员|时间|时限|情况|包保|单位|信息|概况|进展|计划|完成|人员|要素|起止|企业|项目"
)
_GROUP_TITLE = re.compile(
    r"^[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|^[(（][一二三四五六七八九十]+[)）]|\d+个?[个项家][)）]?$"
)
_TITLE = re.compile(
    r"台账|一览表|明细表|汇总表|清单|统计表|调度表|进度表|推进表|附件|填报|截[至止]|单位[:：]|制表"
)


@dataclass(frozen=True)
class Head:
    """Rows `top`..`bottom` (from 0) and the texts over each column, from the top down, without repetitions.

    The table begins with the titles in row `start` and ends before row `until`.
    """

    top: int
    bottom: int
    paths: dict[int, tuple[str, ...]]
    start: int
    until: int

    def leaf(self, column: int) -> str:
        return re.sub(r"\s+", "", self.paths[column][-1])


def find_heads(sheet: Sheet) -> list[Head]:
    """The head of each table of projects on the sheet, from above; none where no heading names projects. A head that a
    page break repeats begins no table.
    """
    first = _first_head(sheet)
    if first is None:
        return []
    found = [first]
    for row, column in _further_names(sheet, first):
        if row <= found[-1].bottom or _score(sheet, row, column) < ENOUGH or _repeated(sheet, row, found[-1]):
            continue
        head = _block(sheet, row, column)
        head = replace(head, start=_first_title(sheet, head.top, found[-1].bottom + 1))
        found[-1] = replace(found[-1], until=head.start)
        found.append(head)
    return found


def _first_head(sheet: Sheet) -> Head | None:
    """The richest head near the top, or one above it that has rows of its own."""
    scored = [(score, cell) for cell in _name_cells(sheet) if (score := _score(sheet, *cell)) >= ENOUGH]
    if not scored:
        return None
    best = _block(sheet, *max(scored, key=lambda each: each[0])[1])
    above = (_block(sheet, *cell) for _, cell in scored if cell[0] < best.top)
    return next((head for head in above if head.bottom < best.top - 1), best)


def _score(sheet: Sheet, row: int, column: int) -> int:
    """How many known headings the row and those that belong to it hold."""
    score = _known(sheet, row)
    score += sum(_known(sheet, r) for r in range(row + 1, row + 3) if _continues(sheet, r, column))
    return score + (_known(sheet, row - 1) if row and _is_upper(sheet, row - 1) else 0)


def _further_names(sheet: Sheet, first: Head) -> Iterator[tuple[int, int]]:
    """Cells under a table that name projects again, near where its own head does."""
    named = next(
        (c for c, path in first.paths.items() if columns.plain_field(columns.bare(path[-1])) == "name"), 0
    )
    near = range(max(named - 1, 0), min(named + 2, len(sheet.rows[0])))
    for r in range(first.bottom + 1, len(sheet.rows)):
        row = sheet.rows[r]
        for c in near:
            value = row[c]
            if type(value) is str and "名" in value and len(value) < 20 and _names_projects(value):
                yield r, c


def _names_projects(text: str) -> bool:
    return text.rstrip()[-1:] in "称名" and columns.plain_field(columns.bare(text)) == "name"


def _repeated(sheet: Sheet, r: int, head: Head) -> bool:
    """Whether row r is a row of the head above, written once more."""
    cells = {(c, columns.bare(str(v))) for c, v in _texts(sheet, r)}
    return any(
        cells <= {(c, columns.bare(str(v))) for c, v in _texts(sheet, k)}
        for k in range(head.top, head.bottom + 1)
    )


def _first_title(sheet: Sheet, top: int, least: int) -> int:
    """The first of the rows over a further head that hold a title and no project: a text or two, no number."""
    while top > least:
        cells = _texts(sheet, top - 1)
        if len(cells) > 2 or not all(isinstance(v, str) for _, v in cells):
            break
        top -= 1
    return top


def _name_cells(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for r, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        for c, value in enumerate(row):
            if (
                isinstance(value, str)
                and value
                and columns.plain_field(columns.bare(value)) in ("name", "part")
                and len(value) < 20
            ):
                yield r, c


def _known(sheet: Sheet, r: int) -> int:
    """How many different known headings the row holds."""
    if r >= len(sheet.rows):
        return 0
    found = {
        columns.plain_field(columns.bare(v)) for v in sheet.rows[r] if isinstance(v, str) and 0 < len(v) < 40
    }
    return len(found - {None})


def _texts(sheet: Sheet, r: int) -> list[tuple[int, object]]:
    return [(c, v) for c, v in enumerate(sheet.rows[r]) if v not in ("", None)]


def _continues(sheet: Sheet, r: int, name_column: int) -> bool:
    """Whether row r is one more row of the head above it."""
    if r >= len(sheet.rows):
        return False
    below = sheet.rows[r][name_column]
    if below not in ("", None) and not (isinstance(below, str) and columns.narrows_name(below)):
        return False
    cells = _texts(sheet, r)
    if not cells or any(
        not isinstance(v, str) or _GROUP_TITLE.search(re.sub(r"\s", "", v)) for _, v in cells
    ):
        return False
    known = sum(
        1
        for _, v in cells
        if _LOWER.search(str(v)) or not (b := columns.bare(str(v))) or columns.plain_field(b)
    )
    return known * 2 >= len(cells) and not (len(cells) == 1 and _wide(sheet, r, cells[0][0]))


def _wide(sheet: Sheet, r: int, c: int) -> bool:
    """Whether the cell is merged over most of the table: a title, not a heading."""
    width = len(sheet.rows[r])
    return any(a <= r <= b2 and b == c and d - b + 1 > width * 0.6 for a, b, b2, d in sheet.merges)


def _is_upper(sheet: Sheet, r: int) -> bool:
    """Whether row r is a row of group heads: not a title, with words that stand over columns."""
    cells = _texts(sheet, r)
    if not cells or any(not isinstance(v, str) for _, v in cells):
        return False
    if any(_TITLE.search(re.sub(r"\s", "", str(v))) or len(str(v)) > 30 for _, v in cells):
        return False
    if _GROUP_TITLE.search(re.sub(r"\s", "", str(cells[0][1]))):
        return False
    if len(cells) == 1 and (_wide(sheet, r, cells[0][0]) or cells[0][0] == 0):
        return False
    return all(_UPPER.search(str(v)) or columns.plain_field(columns.bare(str(v))) for _, v in cells)


def _block(sheet: Sheet, row: int, column: int) -> Head:
    merged = next(((a, c) for a, b, c, d in sheet.merges if a <= row <= c and b <= column <= d), (row, row))
    top, bottom = merged[0], min(merged[1], row + DEEPEST - 1)
    while bottom - top + 1 < DEEPEST and _continues(sheet, bottom + 1, column):
        bottom += 1
    while top and bottom - top + 1 < DEEPEST and _is_upper(sheet, top - 1):
        top -= 1
    return Head(top, bottom, _paths(sheet, top, bottom), 0, len(sheet.rows))


def _paths(sheet: Sheet, top: int, bottom: int) -> dict[int, tuple[str, ...]]:
    grid = [[str(v).strip() if v is not None else "" for v in sheet.rows[r]] for r in range(top, bottom + 1)]
    spread = False
    for a, b, c, d in sheet.merges:
        if a < top or c > bottom:
            continue
        spread |= d > b
        for r in range(a, c + 1):
            for col in range(b, min(d, len(grid[0]) - 1) + 1):
                grid[r - top][col] = grid[a - top][b]
    if not spread:
        _fill_right(grid)
    return {c: path for c in range(len(grid[0])) if (path := _path(grid, c))}


def _fill_right(grid: list[list[str]]) -> None:
    """Without merged cells a group head stands over its first column only."""
    for r in range(len(grid) - 1):
        for c in range(1, len(grid[0])):
            lower = any(grid[k][c] for k in range(r + 1, len(grid)))
            left_lower = any(grid[k][c - 1] for k in range(r + 1, len(grid)))
            above = all(not grid[k][c] or grid[k][c] == grid[k][c - 1] for k in range(r + 1))
            if above and lower and left_lower and grid[r][c - 1]:
                grid[r][c] = grid[r][c - 1]


def _path(grid: list[list[str]], c: int) -> tuple[str, ...]:
    path: list[str] = []
    for row in grid:
        if row[c] and (not path or path[-1] != row[c]):
            path.append(row[c])
    return tuple(path)
