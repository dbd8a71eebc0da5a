"""How far a project of a ledger is: what the ledger itself says, else a guess that says what it stands on (pure).

A planned date is the weakest of all: 未开工, or works that are still before the spade, go before it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from wutong.projects.enums import Stage

# Words of a column of stages, the later stage first: 已竣工投产 is produced in.
_NAMED: tuple[tuple[Stage, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(pattern))
    for stage, pattern in (
        (Stage.PRELIMINARY, r"未(正式|全面)?(开|动|复)工|未(开始|启动)?(建设|实施)|(待|拟|计划|准备|即将)(开|动)工"),
        (Stage.AT_BENEFIT, r"达效"),
        (Stage.AT_CAPACITY, r"达产"),
        (Stage.PRODUCING, r"^(已|试)?(竣工|建成)?(投产|投用|运营|投运|试生产|投入使用|投入运营)"),
        (Stage.COMPLETED, r"^(已)?(竣工|完工|建成|完成)"),
        (Stage.BUILDING, r"在建|建设中|施工|续建|建设(阶段|期)|主体|推进建设"),
        (Stage.STARTED, r"开工|动工|复工"),
        (Stage.PRELIMINARY, r"前期|手续|拟建|待建|筹建|筹备|可研|立项|备案|设计|招标|征地|征迁"),
        (Stage.LANDED, r"落地|注册"),
        (Stage.SIGNED, r"签约|签订"),
        (Stage.PLANNED, r"谋划|储备|洽谈|在谈|意向|策划|包装"),
    )
)  # fmt: skip
_NO = re.compile(r"^(未|否|没有?|不|×|✗|N|n|无)|未(开|动)工|未(开始|启动)")
_YES = re.compile(r"^(是|已|√|✓|Y|y|开工|动工|在建)")
_CLAUSE = re.compile(r"[，,；;。、\n]|并且?|同时")
# What is meant or wanted is not yet done; 未 and its like deny it.
_NOT_YET = re.compile(r"拟|计划|预计|等待|待|准备|筹备|即将|力争|下一?步|下月|下周|争取|未|没有|暂无")
_NOT_BEGUN = re.compile(
    r"未(正式|全面)?(进场|开|动)工|未(开始|启动)(建设|施工|实施)|(待|拟|计划|准备)(开|动)工|未进场"
)
_BEFORE = re.compile(
    r"环评|可研|可行性|立项|备案|核准|初步?设计|施工图|设计|勘[察测]|招(投)?标|挂网|挂牌|摘牌|征地|征收|征拆|拆迁|土地|用地"
    r"|选址|前期|洽谈|签约|编制|报批|审批|审查|评审|手续|许可|注册|规划|论证|报告书|报告表|开工准备|融资|预算"
)
_BUILDING = re.compile(
    r"主体|基础(?!设施|设计)|基坑|土方|场平|平整|桩|浇筑|砌|封顶|钢结构|框架|屋面|装修|装饰|安装|调试|管网|路基|路面|铺设"
    r"|施工(?!许可|图|招|单位|合同|队|手续|方|证|总承包|前)|工程量|在建|建设中|正在建设|开挖|回填|硬化|厂房(?!设计|租)|已?(开工|动工|复工)"
    r"|\d+(\.\d+)?[%％]|进场"
)
_PRODUCING = re.compile(
    r"已(经|全面|正式|部分)?(竣工|建成)?(投产|运营|投用|投入(使用|运营|生产))|^(竣工)?(投产|试生产|试运行)|正在试(生产|运行)"
)
_COMPLETED = re.compile(
    r"已(经|全部|全面)?(竣工|完工|建成|验收)|^(全部|全面)?(竣工|完工|建成)|竣工验收(完成|合格|通过)"
)
STANDS_ON_NOTHING = "没有写阶段，也看不出是否开工"


@dataclass(frozen=True)
class StageRead:
    """The stage, and why it was taken where the ledger does not say it itself; "" where it does."""

    stage: Stage
    why: str = ""


def read(row: Mapping[str, Any], as_of: date) -> StageRead:
    """The stage of a ledger row for a project that we do not know yet."""
    told, begun = told_stage(row), begins(row.get("begun"))
    if begun is False and told in _BEGUN:
        return StageRead(Stage.PRELIMINARY, "“阶段”与“是否开工”说法不一，按未开工记")
    if told:
        return StageRead(told)
    if begun is False:
        return StageRead(Stage.PRELIMINARY)
    guess = _of_progress(row.get("progress") or "") or _of_the_rest(row, as_of)
    if begun is None and guess.stage == Stage.BUILDING and _awaited(row, as_of):
        return StageRead(Stage.PRELIMINARY, "像已经开工，但计划开工还没到，先按前期记")
    if begun and guess.stage not in _BEGUN:
        return StageRead(Stage.STARTED)
    return guess


_BEGUN = {
    Stage.STARTED, Stage.BUILDING, Stage.COMPLETED, Stage.PRODUCING, Stage.AT_CAPACITY, Stage.AT_BENEFIT
}  # fmt: skip
FINISHED = {Stage.COMPLETED, Stage.PRODUCING, Stage.AT_CAPACITY, Stage.AT_BENEFIT}


def has_begun(stage: str) -> bool:
    return stage in _BEGUN


def told_stage(row: Mapping[str, Any]) -> Stage | None:
    """What a column of stages says, if it is a stage."""
    text = re.sub(r"\s", "", row.get("stage") or "")
    return next((stage for stage, words in _NAMED if words.search(text)), None) if text else None


def begins(text: str | None) -> bool | None:
    """Whether a column 是否开工 says yes or no; None where it says neither."""
    plain = re.sub(r"\s", "", text) if text else ""
    if not plain:
        return None
    if _NO.search(plain):
        return False
    return True if _YES.search(plain) else None


@lru_cache(maxsize=4096)
def _of_progress(text: str) -> StageRead | None:
    plain = re.sub(r"\s", "", text)
    if not plain:
        return None
    done = [clause for clause in _CLAUSE.split(plain) if not _NOT_YET.search(clause)]
    if _NOT_BEGUN.search(plain):
        return StageRead(Stage.PRELIMINARY, "按形象进度“未开工”猜")
    for stage, pattern in (
        (Stage.BUILDING, _BUILDING),
        (Stage.PRODUCING, _PRODUCING),
        (Stage.COMPLETED, _COMPLETED),
    ):
        if any(pattern.search(clause) for clause in done):
            return StageRead(stage, "按形象进度猜")
    if _BEFORE.search(plain):
        return StageRead(Stage.PRELIMINARY, "按形象进度猜，还在办前期")
    return None


def _of_the_rest(row: Mapping[str, Any], as_of: date) -> StageRead:
    """Money done, 续建 and the planned start, the surer first."""
    first, how = row.get("start") or (None, "")
    spent = row.get("done_ytd_yuan") or row.get("done_total_yuan")
    if row.get("nature") == "carried_over":
        return StageRead(Stage.BUILDING, "按“续建”猜")
    if (spent or row.get("progress")) and _passed(first, as_of):
        on = "已有完成投资" if spent else "有形象进度"
        return StageRead(Stage.BUILDING, f"计划开工时间已过、{on}，按此猜")
    if how == "started":
        return StageRead(Stage.STARTED)
    return StageRead(Stage.PRELIMINARY, STANDS_ON_NOTHING)


def _awaited(row: Mapping[str, Any], as_of: date) -> bool:
    """The ledger contradicts itself: works are told of before the start that it plans."""
    first, _ = row.get("start") or (None, "")
    return row.get("nature") != "carried_over" and first is not None and not _passed(first, as_of)


def _passed(start: Any, as_of: date) -> bool:
    day = date.fromisoformat(start) if isinstance(start, str) else start
    return day is not None and day <= as_of
