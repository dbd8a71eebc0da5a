"""Which investment a heading means: planned or done, and in which stretch of time."""

from __future__ import annotations

import re

from wutong.engines.ledger.timing import Times
from wutong.engines.ledger.vocabulary import DONE, SINCE_START, TOTAL_PLAN

OTHER = "other"
SPAN = re.compile(r"(\d{1,2})月?份?[-—–~～至到](\d{1,2})月")
MONTH = re.compile(r"(?<![\d年.])(?<![\d月][-—–~～至到])(?:\d{4}年)?(\d{1,2})月份?")
_YEAR = re.compile(r"(20\d\d)年?")
# Stretches that have a name, as their first and last month.
_NAMED = (
    (re.compile(r"前三季度"), (1, 9)),
    (re.compile(r"上半年"), (1, 6)),
    (re.compile(r"下半年"), (7, 12)),
    (re.compile(r"第?[一1]季度|首季"), (1, 3)),
    (re.compile(r"第?[二2]季度"), (4, 6)),
    (re.compile(r"第?[三3]季度"), (7, 9)),
    (re.compile(r"第?[四4]季度"), (10, 12)),
)
_THIS_MONTH = re.compile(r"本月|当月|本期")
_LAST_MONTH = re.compile(r"上月|上期|前月")
_SHORTER = re.compile(r"本周|上周|本旬|上旬|中旬|下旬|当日|本日|冬季")
_YTD = re.compile(r"累计|年初|本年|全年|年内|今年|当年|截至目前|至今|合计|年以来")
_BEFORE = re.compile(r"上年|去年|往年|以前年度|年及以前|同期")
_NOT_INVESTED = re.compile(
    r"率|占比|比例|%|排名|情况$|形象|进度|计划|目标|手续|原因|到位|单位|总投资$|支付|支出|拨付|下达|税|产值|收入"
)
_NOT_PLANNED = re.compile(
    r"(?<!计划)(?<!拟)(?<!预计)(?<!目标)完成(?!投资(计划|目标|任务))|实际|累计|率|占|时间|进度|开工|竣工|内容|节点|工作|%|情况|形象|剩余|建设(目标|任务|计划)"
)
_BARE_PLAN = re.compile(r"^(计划|目标|预计|拟|安排)(完成)?(投资)?(额|目标|任务)?$")
_OF_YEAR = re.compile(r"(20\d\d年度?|年度|本年度?|当年|今年|全年)[^/]{0,6}$")
_PLAN_GROUP = re.compile(r"计划|目标|安排|任务")
_ACTUAL = re.compile(r"实际|(?<!计划)(?<!拟)完成(投资|额|数|情况)?|累计")


def field_of(leaf: str, group: str, times: Times) -> str | None:
    """plan_yuan or one of done_*; OTHER for money of other times; None: not these."""
    if group and _PLAN_GROUP.search(group) and not _ACTUAL.search(group + leaf):
        return _of_plan(leaf, group, times)
    if TOTAL_PLAN.search(leaf) and not _NOT_PLANNED.search(leaf):
        return _planned(group + leaf, times)
    if _BARE_PLAN.search(leaf) and _OF_YEAR.search(group):
        return _planned(group, times)
    if _NOT_INVESTED.search(leaf) or not _invested(leaf, group):
        return None
    return _done(leaf, group, times)


def _of_plan(leaf: str, group: str, times: Times) -> str | None:
    """Under 2026年投资计划 the whole year is the plan, and a month or a quarter of it is no field."""
    if SPAN.search(leaf) or MONTH.search(leaf) or _named(leaf):
        return OTHER
    if re.fullmatch(r"全年|年度|本年度?|当年|今年|(20\d\d)年度?", leaf) and "投资" in group + leaf:
        return _planned(group + leaf, times)
    if TOTAL_PLAN.search(leaf) and not _NOT_PLANNED.search(leaf):
        return _planned(leaf, times)
    return None


def _planned(text: str, times: Times) -> str:
    years = [int(y) for y in _YEAR.findall(text)]
    return "plan_yuan" if not years or times.year is None or times.year in years else OTHER


def _invested(leaf: str, group: str) -> bool:
    """Whether the headings speak of money spent on the ground."""
    monthly = (
        SPAN.search(leaf)
        or MONTH.search(leaf)
        or _named(leaf)
        or _THIS_MONTH.search(leaf)
        or _LAST_MONTH.search(leaf)
    )
    if monthly is None and not re.search(r"投资|累计|完成(额|数)?$", group + leaf):
        return False
    in_group = re.search(r"完成|投资", group) and (monthly or _YTD.search(leaf) or _SHORTER.search(leaf))
    return bool(DONE.search(leaf) or in_group or (monthly and "投资" in leaf))


def _done(leaf: str, group: str, times: Times) -> str:
    full = group + leaf
    years = [int(y) for y in _YEAR.findall(full)]
    if _BEFORE.search(full) or (years and times.year and times.year not in years):
        return OTHER
    if SINCE_START.search(full):
        return OTHER if _LAST_MONTH.search(full) else "done_total_yuan"
    if _SHORTER.search(leaf):
        return OTHER
    stretch = _stretch(leaf, times) or (_stretch(group, times) if not _YTD.search(leaf) else None)
    if stretch:
        return stretch
    return "done_ytd_yuan" if _YTD.search(leaf) or "完成" in full else OTHER


def _stretch(text: str, times: Times) -> str | None:
    """The field of the months that the text names, if it names any."""
    if span := SPAN.search(text):
        return _by_span(int(span.group(1)), int(span.group(2)), times)
    if named := _named(text):
        return _by_span(*named, times)
    if _LAST_MONTH.search(text):
        return "done_prev_yuan" if re.search(r"至|累计|底|末", text) else OTHER
    if _THIS_MONTH.search(text):
        return (
            "done_ytd_yuan"
            if re.search(r"[至到截].{0,2}[本当]月|[本当]月[底末]?止|1-[本当]月|年初", text)
            else "done_month_yuan"
        )
    if month := MONTH.search(text):
        number = int(month.group(1))
        if re.search(r"[至到截止]|[底末]|累计", text) and not re.search(r"当月|单月", text):
            return _by_span(1, number, times)
        return "done_month_yuan" if times.month in (None, number) else OTHER
    return None


def is_stretch(leaf: str) -> bool:
    """Whether a heading is a month or some months and nothing else: 10月, 1-9月份."""
    return bool(re.fullmatch(rf"({SPAN.pattern}|\d{{1,2}}月)份?(当月|累计)?", leaf))


def _named(text: str) -> tuple[int, int] | None:
    return next((months for pattern, months in _NAMED if pattern.search(text)), None)


def _by_span(first: int, last: int, times: Times) -> str:
    if first != 1 or times.month is None:
        return "done_ytd_yuan" if first == 1 else OTHER
    if last == times.month:
        return "done_month_yuan" if times.month == 1 else "done_ytd_yuan"
    return "done_prev_yuan" if last == times.month - 1 else OTHER


def months_named(leaf: str) -> set[int]:
    """The months that a heading of money done names as its last."""
    named = {int(s.group(2)) for s in SPAN.finditer(leaf)} | {int(m.group(1)) for m in MONTH.finditer(leaf)}
    if stretch := _named(leaf):
        named.add(stretch[1])
    return {m for m in named if 1 <= m <= 12}


def is_planned(text: str) -> bool:
    """Whether headings speak of what is only planned."""
    return bool(_PLAN_GROUP.search(text)) and not _ACTUAL.search(text)
