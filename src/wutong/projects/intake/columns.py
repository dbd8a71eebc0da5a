"""From the words of a ledger to the columns of a project (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wutong.projects import rules

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
    "stage": "阶段",
    "nature": "建设性质",
    "project_type": "项目类型",
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
    "phone": "联系电话",
    "problem": "存在问题",
    "permit_filing": "立项备案",
    "permit_eia": "环评",
    "permit_land": "用地",
    "permit_planning": "规划许可",
    "permit_construction": "施工许可",
}

# What a column of a ledger may be taken for, by the reader's field.
FIELDS = {
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
    "stage": "阶段",
    "begun": "是否开工",
    "project_type": "项目类型",
    "problem": "存在问题",
    "project_code": "项目代码",
    "content": "建设内容",
    "land_mu": "用地（亩）",
    "floor_area_sqm": "建筑面积（平方米）",
    "seq": "序号",
}

# What a cell may hold at most, by the reader's field: letters, and amounts in yuan, mu or square metres.
_LENGTHS = {
    "name": 200,
    "owner": 200,
    "uscc": 18,
    "project_code": 40,
    "place": 120,
    "dept": 120,
    "funding": 120,
    "capacity": 120,
    "leader": 60,
    "secretary": 60,
    "phone": 30,
}
_FIGURES = {"done_month_yuan": "month_yuan", "done_ytd_yuan": "ytd_yuan"}
_LIMITS = {**dict.fromkeys(AMOUNTS | _FIGURES, rules.MOST_YUAN), **rules.MOST}
_COLUMN = TEXTS | AMOUNTS | _FIGURES | {"dept": "dept_id"} | {f: pair[0] for f, pair in DATES.items()}


@dataclass(frozen=True)
class Refused:
    """A cell that was read but cannot be right; its column keeps what it was."""

    field: str
    value: str
    why: str


def sound(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Refused]]:
    """The row without the cells that cannot be right, and those cells."""
    wrong = {
        **{f: why for f, most in _LENGTHS.items() if (why := _too_long(row.get(f), most))},
        **{f: why for f, most in _LIMITS.items() if (why := _too_large(row.get(f), most))},
        **{f: why for f in DATES if (why := _not_this_age(row.get(f)))},
    }
    if not wrong:
        return row, []
    refused = [Refused(_COLUMN.get(f, f), _shown(row[f]), why) for f, why in wrong.items()]
    return {**row, **dict.fromkeys(wrong)}, refused


def _too_long(text: str | None, most: int) -> str:
    return f"太长，最多{most}字" if text and len(text) > most else ""


def _too_large(amount: Any, most: int) -> str:
    """A number that is none (NaN) compares with nothing."""
    return "" if amount is None or amount < most else "数太大，请核对数字和单位"


def _not_this_age(value: Any) -> str:
    day = _day(value[0]) if value else None
    first, last = rules.FIRST_YEAR, rules.LAST_YEAR
    return f"年份应在{first}年至{last}年之间，请核对" if day and not first <= day.year <= last else ""


def _shown(value: Any) -> str:
    text = str(value[0])[:4] if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= 30 else text[:30] + "…"


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of Project that a sound row fills, without blanks: a blank cell never erases."""
    out: dict[str, Any] = {column: str(text) for field, column in TEXTS.items() if (text := row.get(field))}
    for field, column in (AMOUNTS | NUMBERS).items():
        if (amount := row.get(field)) is not None:
            out[column] = Decimal(str(amount))
    if row.get("nature") in NATURES:
        out["nature"] = row["nature"]
    for field, (column, precision) in DATES.items():
        if row.get(field):
            first, out[precision] = row[field]
            out[column] = _day(first)
    if years := row.get("years"):
        out["year_from"], out["year_to"] = years
    if other := row.get("other"):
        out["other"] = other
    return out


_TENDAYS = {1: "上旬", 11: "中旬", 21: "下旬"}


def date_words(first: date | None, precision: str) -> str:
    """A promised date in the words it came in."""
    if first is None:
        return {"started": "已开工", "finished": "已完工"}.get(precision, "")
    y, m, d = first.year, first.month, first.day
    return {
        "day": f"{y}年{m}月{d}日",
        "tenday": f"{y}年{m}月{_TENDAYS.get(d, '')}",
        "month": f"{y}年{m}月",
        "quarter": f"{y}年第{(m + 2) // 3}季度",
        "halfyear": f"{y}年{'上' if m < 7 else '下'}半年",
    }.get(precision, f"{y}年")
