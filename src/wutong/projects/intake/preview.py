"""The preview as the page shows it: the user's own sheet, coloured by what was understood."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wutong.engines import ledger, units
from wutong.projects.enums import BatchState
from wutong.projects.intake import columns, reading
from wutong.projects.intake.plan import Plan
from wutong.projects.models import PRECISIONS, ImportBatch

ROWS_SHOWN = 120
CHANGES_SHOWN = 80
CELLS_LISTED = 200
LABELS = {
    "name": "项目名称",
    "nature": "建设性质",
    "owner": "项目单位",
    "uscc": "统一社会信用代码",
    "place": "建设地点",
    "dept": "行业主管部门",
    "leader": "包保领导",
    "leader_phone": "包保领导电话",
    "secretary": "项目秘书",
    "phone": "联系电话",
    "years": "建设年限",
    "total_yuan": "计划总投资",
    "plan_yuan": "年度计划投资",
    "done_prev_yuan": "截至上月完成投资",
    "done_month_yuan": "当月完成投资",
    "done_ytd_yuan": "年初以来完成投资",
    "done_total_yuan": "开工以来完成投资",
    "start": "计划开工",
    "finish": "计划竣工",
    "producing": "计划投产",
    "permit_filing": "立项备案",
    "permit_eia": "环评",
    "permit_land": "用地",
    "permit_planning": "规划许可",
    "permit_construction": "施工许可",
    "progress": "形象进度",
    "problem": "存在问题",
    "project_code": "项目代码",
    "content": "建设内容",
    "land_mu": "用地（亩）",
    "floor_area_sqm": "建筑面积（平方米）",
    "seq": "序号",
}
AMOUNT_UNITS = ("万元", "亿元", "元")


def context(made: ImportBatch) -> dict[str, Any]:
    """Everything the page needs. An unreadable file shows its sentence instead of the sheet."""
    base = {"made": made, "fields": list(LABELS.items()), "amount_units": AMOUNT_UNITS}
    try:
        read = reading.reading_of(made)
    except ledger.LedgerError as error:
        return {**base, "failure": str(error), "sentence": str(error)}
    if made.state != BatchState.PREVIEW:
        return {
            **base,
            **_cells(read),
            "sheets": _sheets(read, read.not_understood),
            "sentence": _told(made),
            "changes": (),
        }
    plan = reading.plan_for(made, read)
    refused = [*read.not_understood, *plan.refused]
    return {
        **base,
        **_cells(read, plan.refused),
        "sheets": _sheets(read, refused),
        "sentence": _sentence(plan, len(refused)),
        "blocks": plan.blocks[:20],
        "questions": plan.questions,
        **_changes(plan),
        "absent": plan.absent,
    }


def _told(made: ImportBatch) -> str:
    counts = made.summary
    if made.state == BatchState.UNDONE:
        return "这份台账导入后又撤销了，库里已恢复原样。"
    return f"已导入{counts['rows']}个项目：新增{counts['new']}，更新{counts['changed']}，无变化{counts['same']}。"


def _sentence(plan: Plan, refused: int) -> str:
    counts = plan.counts()
    return (
        f"读到{counts['rows']}个项目，数据截至{plan.as_of}：新增{counts['new']}，有变化{counts['changed']}，"
        f"无变化{counts['same']}；{refused}格没读懂。确认之前不会写入。"
    )


def _cells(read: ledger.Reading, more: list[dict] | None = None) -> dict[str, Any]:
    refused = [*read.not_understood, *(more or [])]
    return {
        "refused": refused[:CELLS_LISTED],
        "refused_count": len(refused),
        "doubtful": read.doubtful[:CELLS_LISTED],
        "doubtful_count": len(read.doubtful),
        "has_marks": bool(refused or read.doubtful),
    }


def _changes(plan: Plan) -> dict[str, Any]:
    moved = [row for row in plan.rows if row.is_new or row.changes or row.kept]
    shown = [
        {
            "name": row.name,
            "is_new": row.is_new,
            "changes": [
                {"label": d.label, "old": words(d.column, d.old), "new": words(d.column, d.new)}
                for d in row.changes
            ],
            "kept": row.kept,
        }
        for row in moved[:CHANGES_SHOWN]
    ]
    return {"changes": shown, "more_changes": max(0, len(moved) - CHANGES_SHOWN)}


_CODED = {
    **dict.fromkeys(columns.PERMITS, {"done": "已办结", "in_progress": "办理中", "not_started": "未办理", "not_applicable": "不涉及"}),
    **dict.fromkeys(("start_precision", "finish_precision"), dict(PRECISIONS)),
    "nature": {"new": "新建", "carried_over": "续建"},
}  # fmt: skip


def words(column: str, value: Any) -> str:
    """A value of a difference as people say it."""
    if value in (None, ""):
        return "—"
    if column.endswith("_yuan"):
        return f"{units.display(Decimal(str(value)), '万元')}万元"
    if column in _CODED:
        return _CODED[column].get(value, value)
    return str(value)


# (sheet, row, heading) to the cell's state, reason and anchor: the lists beside the sheet lead to it.
Marks = dict[tuple[str, int, str], tuple[str, str, str]]


def _sheets(read: ledger.Reading, refused: list[dict]) -> list[dict[str, Any]]:
    marks = {**_marks("guessed", read.doubtful), **_marks("refused", refused)}
    return [_sheet(read, sheet, marks, index) for index, sheet in enumerate(read.sheets)]


def _marks(state: str, cells: list[dict]) -> Marks:
    return {
        (cell["sheet"], cell["row"], cell["column"]): (state, cell["why"], f"{state}-{place}")
        for place, cell in enumerate(cells)
    }


def _sheet(read: ledger.Reading, sheet: ledger.ReadSheet, marks: Marks, index: int) -> dict[str, Any]:
    """The first rows of a sheet, and every further row that has a marked cell."""
    ignored = {e["row"]: e["why"] for e in read.ignored_rows if e["sheet"] == sheet.name}
    marked = {row for name, row, _ in marks if name == sheet.name}
    rows, hidden = [], 0
    for number, cells in enumerate(sheet.grid, start=1):
        if number in sheet.header_rows:
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
        "label": LABELS.get(column.field or "", ""),
        "unit": column.unit,
        "is_amount": column.kind == "amount",
        "state": "known" if column.field in LABELS else "other",
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
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).removesuffix(" 00:00:00") if value is not None else ""


_POSTED = re.compile(r"(field|unit)\|(.{1,80})\|([A-Z]{1,3})")


def mapping_from(posted: Mapping[str, str]) -> dict[str, dict[str, dict[str, str]]]:
    """The corrected columns as the form sends them: sheet to letter to field and unit."""
    out: dict[str, dict[str, dict[str, str]]] = {}
    for key, value in posted.items():
        if (found := _POSTED.fullmatch(key)) and (value in LABELS or value in AMOUNT_UNITS or value == ""):
            kind, sheet, letters = found.groups()
            out.setdefault(sheet, {}).setdefault(letters, {})[kind] = value
    return out
