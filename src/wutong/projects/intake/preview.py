"""The preview as the page shows it: the user's own sheet, coloured by what was understood."""

import re
from collections.abc import Mapping
from typing import Any

from wutong.engines import ledger
from wutong.projects.enums import BatchState
from wutong.projects.intake import changes, columns, reading, totals
from wutong.projects.intake.plan import Plan
from wutong.projects.models import ImportBatch

ROWS_SHOWN = 120
CELLS_LISTED = 200
ABSENT_LISTED = 50
BLOCKS_LISTED = 20
AMOUNT_UNITS = ("万元", "亿元", "元")


def context(made: ImportBatch) -> dict[str, Any]:
    """Everything the page needs. An unreadable file shows its sentence instead of the sheet."""
    base = {"made": made, "fields": list(columns.FIELDS.items()), "amount_units": AMOUNT_UNITS}
    try:
        read = reading.reading_of(made)
    except ledger.LedgerError as error:
        return {**base, "failure": str(error), "sentence": str(error)}
    if made.state != BatchState.PREVIEW:
        return {**base, **_cells(read, read.doubtful), "sheets": _sheets(read), **_told(made)}
    return {**base, **_planned(made, read)}


def _planned(made: ImportBatch, read: ledger.Reading) -> dict[str, Any]:
    plan = reading.plan_for(made, read)
    refused = [*read.not_understood, *plan.refused]
    sums = list(totals.wrong(read))
    guessed = [*read.doubtful, *sums]
    return {
        **_cells(read, guessed, plan.refused),
        "sums": sums[:CELLS_LISTED],
        "more_sums": len(sums) - len(sums[:CELLS_LISTED]),
        "sheets": _sheets(read, refused, guessed),
        "sentence": _sentence(made, plan, len(refused)),
        "blocks": plan.blocks[:BLOCKS_LISTED],
        "more_blocks": len(plan.blocks) - len(plan.blocks[:BLOCKS_LISTED]),
        "questions": plan.questions,
        "stages": changes.stage_sentence(plan),
        **changes.listed(plan, cells=_cells_of(read)),
        "people": [(name, phone, columns.FIELDS[who]) for name, phone, who in plan.newcomers[:CELLS_LISTED]],
        "people_count": len(plan.newcomers),
        "absent": plan.absent[:ABSENT_LISTED],
        "absent_count": len(plan.absent),
        "more_absent": len(plan.absent) - len(plan.absent[:ABSENT_LISTED]),
    }


def _told(made: ImportBatch) -> dict[str, Any]:
    """What an applied ledger has changed, as it was kept."""
    counts = made.summary
    if made.state == BatchState.UNDONE:
        return {"sentence": "这份台账导入后又撤销了，库里已恢复原样。", "changes": ()}
    sentence = f"已导入{counts['rows']}个项目：新增{counts['new']}，更新{counts['changed']}，无变化{counts['same']}。"
    return {
        "sentence": sentence,
        "changes": counts.get("changes", ()),
        "more_changes": counts.get("more_changes", 0),
    }


def _sentence(made: ImportBatch, plan: Plan, refused: int) -> str:
    counts = plan.counts()
    told = made.summary.get("told_as_of")
    ahead = (
        f"（台账写的是{told}，那一天还没到，先按{plan.as_of}记）" if told and told > str(plan.as_of) else ""
    )
    asked = f"，待您定{counts['asked']}" if counts["asked"] else ""
    return (
        f"读到{counts['rows']}个项目，数据截至{plan.as_of}{ahead}：新增{counts['new']}，有变化{counts['changed']}，"
        f"无变化{counts['same']}{asked}；{refused}格没读懂。确认之前不会写入。"
    )


def _cells(read: ledger.Reading, guessed: list[dict], more: list[dict] | None = None) -> dict[str, Any]:
    refused = [*read.not_understood, *(more or [])]
    return {
        "refused": refused[:CELLS_LISTED],
        "refused_count": len(refused),
        "more_refused": len(refused) - len(refused[:CELLS_LISTED]),
        "doubtful": read.doubtful[:CELLS_LISTED],
        "doubtful_count": len(read.doubtful),
        "more_doubtful": len(read.doubtful) - len(read.doubtful[:CELLS_LISTED]),
        "has_marks": bool(refused or guessed),
    }


def _cells_of(read: ledger.Reading) -> changes.Cells:
    """The text of a row's cell by the field of its column."""
    numbers = [{c.field: c.number for c in s.columns if c.field} for s in read.sheets]

    def text(key: str, field: str) -> str:
        name, row = key.rsplit("!", 1)
        place = next(i for i, s in enumerate(read.sheets) if s.holds({"sheet": name, "row": int(row)}))
        column = numbers[place].get(field)
        return "" if column is None else _shown(read.sheets[place].grid[int(row) - 1][column]).strip()[:30]

    return text


# (sheet, row, heading) to the cell's state, reason and anchor: the lists beside the sheet lead to it.
Marks = dict[tuple[str, int, str], tuple[str, str, str]]


def _sheets(
    read: ledger.Reading, refused: list[dict] | None = None, guessed: list[dict] | None = None
) -> list[dict[str, Any]]:
    told = read.not_understood if refused is None else refused
    marks = {**_marks("guessed", guessed or read.doubtful), **_marks("refused", told)}
    return [_sheet(read, sheet, marks, index) for index, sheet in enumerate(read.sheets)]


def _marks(state: str, cells: list[dict]) -> Marks:
    return {
        (cell["sheet"], cell["row"], cell["column"]): (state, cell["why"], f"{state}-{place}")
        for place, cell in enumerate(cells)
    }


def _sheet(read: ledger.Reading, sheet: ledger.ReadSheet, marks: Marks, index: int) -> dict[str, Any]:
    """The first rows of a sheet, and every further row that has a marked cell."""
    ignored = {e["row"]: e["why"] for e in read.ignored_rows if sheet.holds(e)}
    marked = {row for name, row, _ in marks if name == sheet.name and row in sheet.rows}
    rows, hidden = [], 0
    for number, cells in enumerate(sheet.grid, start=1):
        if number in sheet.header_rows or number not in sheet.rows:
            continue
        if number > ROWS_SHOWN and number not in marked:
            hidden += 1
            continue
        texts = [(c, _shown(cells[c.number])) for c in sheet.columns]
        if any(text for _, text in texts):
            rows.append(_row(number, texts, ignored.get(number, ""), sheet.name, marks))
    heads = [_head(c, index) for c in sheet.columns]
    return {"name": sheet.name, "columns": heads, "rows": rows, "more": hidden}


def _head(column: ledger.Column, index: int) -> dict[str, Any]:
    return {
        "id": f"{index}-{column.number}",
        "letter": ledger.column_letters(column.number),
        "heading": column.heading,
        "field": column.field or "",
        "label": columns.FIELDS.get(column.field or "", ""),
        "unit": column.unit,
        "is_amount": column.kind == "amount",
        "state": "known" if column.field in columns.FIELDS else "other",
    }


def _row(number: int, texts: list, why: str, sheet: str, marks: Marks) -> dict[str, Any]:
    cells = []
    for column, text in texts:
        state, reason, anchor = (
            ("", "", "") if why else marks.get((sheet, number, column.heading), ("", "", ""))
        )
        cells.append({"text": text, "state": state, "why": reason, "anchor": anchor})
    words_of_row = "　".join(text for _, text in texts if text) if why else ""
    return {"number": number, "why": why, "cells": cells, "words": words_of_row}


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00") if value is not None else ""


_POSTED = re.compile(r"(field|unit)\|(.{1,80})\|([A-Z]{1,3})")


def mapping_from(posted: Mapping[str, str]) -> dict[str, dict[str, dict[str, str]]]:
    """The corrected columns as the form sends them: sheet to letter to field and unit."""
    out: dict[str, dict[str, dict[str, str]]] = {}
    for key, value in posted.items():
        if (found := _POSTED.fullmatch(key)) and (
            value in columns.FIELDS or value in AMOUNT_UNITS or value == ""
        ):
            kind, sheet, letters = found.groups()
            out.setdefault(sheet, {}).setdefault(letters, {})[kind] = value
    return out
