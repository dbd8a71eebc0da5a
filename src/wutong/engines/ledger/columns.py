"""What each column holds, from the headings over it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from wutong.engines import units
from wutong.engines.ledger.vocabulary import (
    BY_GROUP,
    DONE,
    FIELDS,
    GROUPED,
    SINCE_START,
    TO_OTHER,
    TOTAL_PLAN,
)

KINDS = {f.name: f.kind for f in FIELDS} | {
    "plan_yuan": "amount",
    "done_prev_yuan": "amount",
    "done_month_yuan": "amount",
    "done_ytd_yuan": "amount",
    "done_total_yuan": "amount",
    "leader_phone": "phone",
    "industry": "text",
    "remark": "text",
}
_SPAN = re.compile(r"(\d{1,2})月?份?[-—–~～至到](\d{1,2})月")
_MONTH = re.compile(r"(?<![\d\-—–~～至到年.])(?:\d{4}年)?(\d{1,2})月份?")
_YEAR = re.compile(r"(20\d\d)年?")
_THIS_MONTH = re.compile(r"本月|当月|本期")
_LAST_MONTH = re.compile(r"上月|上期|前月")
_YTD = re.compile(r"累计|年初|本年|全年|年内|今年|当年|截至目前|至今|合计")
_NOT_MONEY = re.compile(
    r"率|占比|比例|%|排名|进度|情况|形象|时间|节点|内容|面积|个数|工作|目标|任务|计划|手续|原因|问题"
)
_PERSON_AND_PHONE = re.compile(r"(及|和|与|、|/|\+|[(（]).{0,4}(电话|手机|联系方式)")


@dataclass(frozen=True)
class Column:
    """One column as understood. `field` None: kept in `other` under its heading. `unit` for amounts only."""

    number: int
    heading: str
    field: str | None
    kind: str
    unit: str | None = None


@dataclass(frozen=True)
class Times:
    """The year and month a ledger speaks of, where known."""

    year: int | None = None
    month: int | None = None


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """A heading without spaces, notes of units, stars and counters: what its words say."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"[(（](金额)?(单位)?[:：]?[^()（）]*?(元|亩|%|平方米|㎡|m2|人|吨|个)[)）]", "", plain)
    return plain.strip("*★☆#:：")


@lru_cache(maxsize=20_000)
def plain_field(leaf: str) -> str | None:
    """The field of a heading that stands alone, without regard to months; None where it is not known."""
    if not leaf or len(leaf) > 40:
        return None
    for field in FIELDS:
        if field.matches(leaf, leaf):
            return field.name
    if _SPAN.search(leaf) or re.fullmatch(r"\d{1,2}月(份)?(完成.*)?", leaf) or TOTAL_PLAN.search(leaf):
        return "months"
    return None


def understand(paths: Mapping[int, tuple[str, ...]], note: str, times: Times) -> list[Column]:
    """The columns in their order. `note` names the sheet's unit (or "")."""
    found = [_column(number, path, note, times) for number, path in sorted(paths.items())]
    return _sort_out(found)


def _column(number: int, path: tuple[str, ...], note: str, times: Times) -> Column:
    texts = [bare(text) for text in path]
    heading = re.sub(r"\s+", "", path[-1])
    field, kind = _field(texts[-1], "/".join(texts[:-1]), times)
    unit = None
    if kind == "amount":
        unit = next((u for text in reversed(path) if (u := unit_of_heading(text))), None) or note or "万元"
    return Column(number, heading, field, kind, unit)


def unit_of_heading(text: str) -> str | None:
    """The money unit in a heading; 亿元以上 and the like name a class, not a unit."""
    return units.unit_in(re.sub(r"[亿万千百]+元(以上|以下|级)", "", text))


def _field(leaf: str, group: str, times: Times) -> tuple[str | None, str]:
    if grouped := _grouped(leaf, group):
        return grouped, KINDS[grouped]
    if _PERSON_AND_PHONE.search(leaf):
        for name, pattern in BY_GROUP.items():
            if pattern.search(leaf):
                return name, "name"
    if money := _money(leaf, group, times):
        return (None if money == "other" else money), "amount" if money != "other" else "other"
    for field in FIELDS:
        if field.matches(leaf, group + leaf):
            return _settle(field.name, field.kind, group)
    return None, "other"


def _settle(name: str, kind: str, group: str) -> tuple[str | None, str]:
    if name in TO_OTHER:
        return None, "other"
    if name == "phone":
        return ("leader_phone" if BY_GROUP["leader"].search(group) else name), kind
    return name, kind


def _grouped(leaf: str, group: str) -> str | None:
    """姓名, 电话, 单位 under a heading that says whose."""
    if not group:
        return None
    whose = next((name for name, pattern in BY_GROUP.items() if pattern.search(group)), None)
    if GROUPED["name"].match(leaf):
        return whose
    if GROUPED["phone"].search(leaf) and whose:
        return "leader_phone" if whose == "leader" else "phone"
    if GROUPED["unit"].match(leaf):
        if re.search(r"业主|企业|建设单位|项目单位|投资", group):
            return "owner"
        return "dept" if re.search(r"责任|主管|牵头|包保|部门|行业", group) else None
    return None


def _money(leaf: str, group: str, times: Times) -> str | None:
    """Fields of investment that depend on the year and month; "other" for money of other times; None: not these."""
    full = group + leaf
    monthly = (
        _SPAN.search(leaf) or _MONTH.search(leaf) or _THIS_MONTH.search(leaf) or _LAST_MONTH.search(leaf)
    )
    if _is_plan(leaf, full):
        years = [int(y) for y in _YEAR.findall(full)]
        return "plan_yuan" if not years or times.year is None or times.year in years else "other"
    in_group = group and re.search(r"完成|投资", group) and (monthly or _YTD.search(leaf))
    if not (DONE.search(leaf) or in_group or (monthly and "投资" in leaf)):
        return None
    if re.search(r"率|占比|比例|%|排名|情况$|形象|进度|计划|目标|手续|原因|到位|单位|总投资$", leaf):
        return None
    if monthly is None and not re.search(r"投资|累计", full):
        return None
    return _done(leaf, full, times)


def _is_plan(leaf: str, full: str) -> bool:
    return bool(TOTAL_PLAN.search(leaf)) and not re.search(
        r"完成(?!投资计划)|累计|率|占|时间|进度|开工|竣工|内容|节点|工作", leaf
    )


def _done(leaf: str, full: str, times: Times) -> str:
    years = [int(y) for y in _YEAR.findall(full)]
    if years and times.year and times.year not in years:
        return "other"
    if SINCE_START.search(full):
        return "done_total_yuan" if not re.search(r"上年|去年|往年|以前年度", full) else "other"
    if span := _SPAN.search(leaf):
        return _by_span(int(span.group(1)), int(span.group(2)), times)
    if _LAST_MONTH.search(leaf):
        return "done_prev_yuan" if re.search(r"至|累计|底|末", leaf) else "other"
    if _THIS_MONTH.search(leaf):
        return "done_ytd_yuan" if re.search(r"至本月|本月[底末]?止|累计", leaf) else "done_month_yuan"
    if month := _MONTH.search(leaf):
        cumulative = re.search(r"[至到截]|累计|[底末]", leaf)
        number = int(month.group(1))
        if cumulative:
            return _by_span(1, number, times)
        return "done_month_yuan" if times.month in (None, number) else "other"
    if _YTD.search(leaf) or re.search(r"完成", leaf):
        return "done_ytd_yuan"
    return "other"


def _by_span(first: int, last: int, times: Times) -> str:
    if first != 1 or times.month is None:
        return "done_ytd_yuan" if first == 1 else "other"
    if last == times.month:
        return "done_month_yuan" if times.month == 1 else "done_ytd_yuan"
    return "done_prev_yuan" if last == times.month - 1 else "other"


def _sort_out(found: list[Column]) -> list[Column]:
    """One column a field: the first keeps it. Of several phones the one beside the leader is the leader's."""
    out: list[Column] = []
    taken: set[str] = set()
    for index, column in enumerate(found):
        if column.field == "phone" and "phone" not in taken and _beside_leader(found, index):
            column = replace(column, field="leader_phone")
        if column.field in taken:
            column = replace(column, field=None, kind="other", unit=None)
        if column.field:
            taken.add(column.field)
        out.append(column)
    return out


def _beside_leader(found: list[Column], index: int) -> bool:
    later = any(c.field == "phone" for c in found[index + 1 :])
    return later and index > 0 and found[index - 1].field == "leader"


def reference_month(paths: Mapping[int, tuple[str, ...]], told: int | None) -> int | None:
    """The month of the monthly columns: the latest that the headings name, where that is not after the one told."""
    months: set[int] = set()
    for path in paths.values():
        texts = [bare(text) for text in path]
        leaf, full = texts[-1], "".join(texts)
        if not re.search(r"投资|完成|累计", full) or _NOT_MONEY.search(leaf):
            continue
        months |= {int(s.group(2)) for s in _SPAN.finditer(leaf)} | {
            int(m.group(1)) for m in _MONTH.finditer(leaf)
        }
    months = {m for m in months if 1 <= m <= 12}
    if told in months or not months:
        return told
    earlier = [m for m in months if told is None or m <= told]
    return max(earlier) if earlier else max(months)
