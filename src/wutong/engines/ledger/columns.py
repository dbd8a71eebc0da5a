"""What each column holds, from the headings over it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from wutong.engines import units
from wutong.engines.ledger import dates, investments
from wutong.engines.ledger.timing import Times
from wutong.engines.ledger.vocabulary import BY_GROUP, FIELDS, GROUPED, TO_OTHER, TOTAL_PLAN, Field

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
# A lower heading that only says how the thing above it is told: it means what stands above.
_HOLLOW = re.compile(
    r"^(合计|小计|总计|总额|总量|总数|总体|金额|数额|总项目|主项目|是否.{0,2}(办结|办理|完成|取得|办理完成)|办理(情况|状态|进度|结果|进展)"
    r"|办结情况|状态|情况)$"
)
# Under money that is spent, the money as a whole.
_WHOLE = re.compile(r"^(总投资|投资额?|总额|金额|全口径)$")
_SPENT = re.compile(r"(完成|支付|拨付|下达|到位|支出)(总?投资|资金|金额)?额?$")
_NOT_MONEY = re.compile(
    r"率|占比|比例|%|排名|进度|情况|形象|时间|节点|内容|面积|个数|工作|目标|任务|计划|手续|原因|问题"
)
_FOREIGN = re.compile(r"[美港欧日]元|外币|英镑")
_DONE_MONEY = "完成投资"
# A heading that is a unit belongs to the one above it.
_UNIT_ALONE = re.compile(
    r"(人民币)?[十百千万亿]{0,2}元|亩|公顷|平方米|m2|公里|千米|人|户|个|吨|%|年/月|年\.月|年-月"
)
_PERSON_AND_PHONE = re.compile(r"(及|和|与|、|/|\+|[(（]).{0,4}(电话|手机|联系方式)")


@dataclass(frozen=True)
class Column:
    """One column as understood. `field` None: kept in `other` under its heading. `unit` for amounts only; `weak` where
    another column of the same field would be preferred.
    """

    number: int
    heading: str
    field: str | None
    kind: str
    unit: str | None = None
    weak: bool = False


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """A heading without spaces, notes of units, stars and counters: what its words say."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(
        r"[(（](金额)?(单位)?[:：]?[^()（）]*?(元|亩|%|平方米|㎡|m2|人|吨|个|台|套|户|家|位)[)）]", "", plain
    )
    plain = dates.whole_years(plain.strip("*★☆#:：、"))
    return "" if _UNIT_ALONE.fullmatch(plain) else plain


@lru_cache(maxsize=20_000)
def plain_field(leaf: str) -> str | None:
    """The field of a heading that stands alone, without regard to months; None where it is not known."""
    if not leaf or len(leaf) > 40:
        return None
    if field := _listed(leaf, leaf):
        return field.name
    if (
        investments.SPAN.search(leaf)
        or re.fullmatch(r"\d{1,2}月(份)?(完成.*)?", leaf)
        or TOTAL_PLAN.search(leaf)
    ):
        return "months"
    return None


def narrows_name(text: str) -> bool:
    """Whether a heading under 项目名称 parts it further: 总项目 and 子项目."""
    plain = bare(text)
    return bool(_HOLLOW.match(plain)) or plain_field(plain) in ("name", "part")


def understand(paths: Mapping[int, tuple[str, ...]], note: str, times: Times) -> list[Column]:
    """The columns in their order. `note` names the sheet's unit (or "")."""
    found = [_column(number, path, note, times) for number, path in sorted(paths.items())]
    if any(c.field and c.field.startswith("done_") for c in found):
        # 10月 beside columns of money done is money done in October.
        found = [
            _column(c.number, (_DONE_MONEY, c.heading), note, times)
            if c.field is None and len(paths[c.number]) == 1 and investments.is_stretch(bare(c.heading))
            else c
            for c in found
        ]
    return _sort_out(found)


def _column(number: int, path: tuple[str, ...], note: str, times: Times) -> Column:
    texts = [(plain, text) for text in path if (plain := bare(text))] or [("", path[-1])]
    heading = re.sub(r"\s+", "", texts[-1][1])
    leaf, group = _meant([plain for plain, _ in texts])
    field, kind = _field(leaf, group, times)
    unit = None
    if kind == "amount" and _FOREIGN.search(path[-1]):
        field, kind = None, "other"
    if kind == "amount":
        unit = next((u for text in reversed(path) if (u := unit_of_heading(text))), None) or note or "万元"
    return Column(number, heading, field, kind, unit, field is not None and _is_weak(field, leaf, group))


def _meant(texts: list[str]) -> tuple[str, str]:
    """The heading that says what a column holds, and those above it: 合计 under 总投资 is 总投资."""
    while len(texts) > 1 and (
        _HOLLOW.match(texts[-1]) or (_WHOLE.match(texts[-1]) and _SPENT.search(texts[-2]))
    ):
        texts = texts[:-1]
    return texts[-1], "/".join(texts[:-1])


def _is_weak(field: str, leaf: str, group: str) -> bool:
    """Of 姓名 under 包保市领导 it is the upper heading that counts."""
    told = group.split("/")[-1] if GROUPED["name"].match(leaf) else leaf
    return any(f.name == field and f.weak and re.search(f.weak, told) for f in FIELDS)


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
    if money := investments.field_of(leaf, group, times):
        return (money, "amount") if money != investments.OTHER else (None, "other")
    found = _listed(leaf, group + leaf)
    if found and not (found.kind == "permit" and _names_many_permits(leaf)):
        return _settle(found, leaf, group)
    return None, "other"


def _listed(leaf: str, path: str) -> Field | None:
    """The first field that lists the heading, as it stands or without its brackets: 建设（投资）单位."""
    plain = re.sub(r"[(（][^()（）]*[)）]", "", leaf)
    for text in dict.fromkeys((leaf, plain)):
        for field in FIELDS:
            if text and field.matches(text, path):
                return field
    return None


def _names_many_permits(leaf: str) -> bool:
    """前期手续（立项/用地/规划/环评） tells of all of them in one cell, and so of none."""
    return len({f.name for f in FIELDS if f.kind == "permit" and f.matches(leaf, leaf)}) > 2


def _settle(field: Field, leaf: str, group: str) -> tuple[str | None, str]:
    if field.name in TO_OTHER:
        return None, "other"
    if field.name == "phone" and BY_GROUP["leader"].search(group + leaf):
        return "leader_phone", "phone"
    return field.name, field.kind


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


def _sort_out(found: list[Column]) -> list[Column]:
    """One column a field: the first keeps it, a weak heading only where there is no other. Of several phones the one
    beside the leader is the leader's.
    """
    strong = {c.field for c in found if not c.weak}
    out: list[Column] = []
    taken: set[str] = set()
    for index, column in enumerate(found):
        if column.field == "phone" and "phone" not in taken and _beside_leader(found, index):
            column = replace(column, field="leader_phone")
        if column.field in taken or (column.weak and _gives_way(column, strong, taken)):
            column = replace(column, field=None, kind="other", unit=None)
        if column.field:
            taken.add(column.field)
        out.append(column)
    if "name" not in taken:  # parts of nothing are the projects
        out = [replace(c, field="name") if c.field == "part" else c for c in out]
    return out


def _gives_way(column: Column, strong: set[str | None], taken: set[str]) -> bool:
    """A weak heading to another of its field; 完成时限 behind a measure is the measure's, not the project's."""
    return column.field in strong or (column.field == "finish" and "measure" in taken)


def _beside_leader(found: list[Column], index: int) -> bool:
    later = any(c.field == "phone" for c in found[index + 1 :])
    return later and index > 0 and found[index - 1].field == "leader"


def reference_month(paths: Mapping[int, tuple[str, ...]], told: int | None) -> int | None:
    """The month of the monthly columns: the latest that the headings name, where that is not after the one told."""
    months: set[int] = set()
    for path in paths.values():
        texts = [bare(text) for text in path]
        leaf, full = texts[-1], "".join(texts)
        if (
            re.search(r"投资|完成|累计", full)
            and not _NOT_MONEY.search(leaf)
            and not investments.is_planned(full)
        ):
            months |= investments.months_named(leaf)
    if told in months or not months:
        return told
    earlier = [m for m in months if told is None or m <= told]
    return max(earlier) if earlier else max(months)


def reference_year(paths: Mapping[int, tuple[str, ...]]) -> int | None:
    """The year whose plan or progress the headings name, where they name one and no other."""
    named = {
        int(year)
        for path in paths.values()
        for year in re.findall(r"(20\d\d)年(?!底|末|及以[前后])", "".join(map(bare, path)))
        if re.search(r"计划|目标|完成", "".join(path))
    }
    return named.pop() if len(named) == 1 else None
