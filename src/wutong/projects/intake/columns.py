"""From the words of a ledger to the columns of a project (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# field of the reader: column of Project
TEXTS = {
    "name": "name",
    "owner": "owner",
    "uscc": "uscc",
    "project_code": "code",
    "content": "content",
    "place": "place_text",
    "funding": "funding",
    "capacity": "capacity",
    "progress": "progress",
}
AMOUNTS = {
    "total_yuan": "total_yuan",
    "plan_yuan": "plan_yuan",
    "output_yuan": "output_yuan",
    "tax_yuan": "tax_yuan",
}
NUMBERS = {"land_mu": "land_mu", "floor_area_sqm": "floor_area_sqm"}
DATES = {"start": ("start_on", "start_precision"), "finish": ("finish_on", "finish_precision")}
PERMITS = ("permit_filing", "permit_eia", "permit_land", "permit_planning", "permit_construction")
NATURES = {"new", "carried_over"}

LABELS = {
    "name": "项目名称",
    "owner": "项目单位",
    "uscc": "统一社会信用代码",
    "code": "项目代码",
    "content": "建设内容",
    "place_text": "建设地点",
    "place_id": "属地",
    "dept_id": "行业主管部门",
    "funding": "资金来源",
    "capacity": "产能",
    "progress": "形象进度",
    "nature": "建设性质",
    "total_yuan": "计划总投资",
    "plan_yuan": "年度计划投资",
    "plan_year": "计划年度",
    "output_yuan": "达产年产值",
    "tax_yuan": "达产年税收",
    "land_mu": "用地（亩）",
    "floor_area_sqm": "建筑面积（平方米）",
    "start_on": "计划开工",
    "start_precision": "计划开工精确到",
    "finish_on": "计划竣工",
    "finish_precision": "计划竣工精确到",
    "year_from": "建设起始年",
    "year_to": "建设终止年",
    "month_yuan": "当月完成投资",
    "ytd_yuan": "年初以来完成投资",
    "leader": "包保领导",
    "secretary": "项目秘书",
    "problem": "存在问题",
    "permit_filing": "立项备案",
    "permit_eia": "环评",
    "permit_land": "用地",
    "permit_planning": "规划许可",
    "permit_construction": "施工许可",
}

FIRST_YEAR, LAST_YEAR = 1990, 2060
_LENGTHS = {
    "name": 200,
    "owner": 200,
    "uscc": 18,
    "code": 40,
    "place_text": 120,
    "funding": 120,
    "capacity": 120,
}


@dataclass(frozen=True)
class Refused:
    """A cell that was read but cannot be right; its column keeps what it was."""

    field: str
    value: str
    why: str


def values(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refused]]:
    """Columns of Project that the row fills, without blanks (a blank cell never erases), and the cells refused."""
    out: dict[str, Any] = {}
    refused: list[Refused] = []
    for field, column in TEXTS.items():
        if text := row.get(field):
            _text(column, str(text), out, refused)
    for field, column in (AMOUNTS | NUMBERS).items():
        if (amount := row.get(field)) is not None:
            out[column] = Decimal(str(amount))
    if row.get("nature") in NATURES:
        out["nature"] = row["nature"]
    for field, (column, precision) in DATES.items():
        if row.get(field):
            _date(field, column, precision, row[field], out, refused)
    if years := row.get("years"):
        out["year_from"], out["year_to"] = years
    if other := row.get("other"):
        out["other"] = other
    return out, refused


def _text(column: str, text: str, out: dict[str, Any], refused: list[Refused]) -> None:
    limit = _LENGTHS.get(column)
    if limit and len(text) > limit:
        refused.append(Refused(column, text[:30] + "…", f"太长，最多{limit}字"))
    else:
        out[column] = text


def _date(
    field: str, column: str, precision: str, value: Any, out: dict[str, Any], refused: list[Refused]
) -> None:
    first, how = value
    day = date.fromisoformat(first) if isinstance(first, str) else first
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        refused.append(Refused(column, str(day.year), f"年份应在{FIRST_YEAR}年至{LAST_YEAR}年之间，请核对"))
        return
    out[column], out[precision] = day, how


def stage_of(row: Mapping[str, Any], as_of: date) -> str:
    """The stage that a ledger row claims for a project we do not know yet: only what its own words and money say."""
    start, how = row.get("start") or (None, "")
    begun = row.get("done_ytd_yuan") or row.get("done_total_yuan") or row.get("progress")
    if row.get("nature") == "carried_over" or (begun and _passed(start, as_of)):
        return "building"
    return "started" if how == "started" else "preliminary"


def _passed(start: Any, as_of: date) -> bool:
    if start is None:
        return False
    return (date.fromisoformat(start) if isinstance(start, str) else start) <= as_of
