"""What the rule of a list can say: a closed set of conditions as data, all of which must hold (pure)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from wutong.engines import units
from wutong.projects.enums import Condition as State
from wutong.projects.enums import Level, Nature, ProjectType, Stage

MOST_DAYS, MOST_WORDS, MOST_YUAN = 3660, 10, Decimal(10) ** 12
NODES = {"over": "节点超期", "warn": "节点临近", "none": "没有节点", "silent": "久未更新"}
COUNTED = {"ought": "应统未统", "declared": "已申报", "entered": "已入库", "returned": "退回"}

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Condition:
    """One thing that a rule can ask. `says` is its sentence; `shape` tells what its value is:

    many (some of `choices`), one (of `choices`), words (texts), yuan (a decimal as text), days, month (1 to 12), day (as ISO text).
    """

    key: str
    says: str
    shape: str
    choices: Mapping[str, str] = field(default_factory=dict)


def _labels(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


CONDITIONS = (
    Condition("stages", "阶段是{}", "many", _labels(Stage)),
    Condition("conditions", "状态是{}", "many", _labels(State)),
    Condition("natures", "建设性质是{}", "many", _labels(Nature)),
    Condition("levels", "项目级别是{}", "many", _labels(Level)),
    Condition("types", "项目类型是{}", "many", _labels(ProjectType)),
    Condition("tags", "标签里有{}", "words"),
    Condition("total_from", "计划总投资不少于{}万元", "yuan"),
    Condition("plan_from", "年度计划投资不少于{}万元", "yuan"),
    Condition("start_from", "{}以后开工（没有实际开工日期的看计划）", "day"),
    Condition("start_until", "{}以前开工（没有实际开工日期的看计划）", "day"),
    Condition("start_by_month", "当年{}月底以前开工（没有实际开工日期的看计划）", "month"),
    Condition("node", "关注：{}", "one", NODES),
    Condition("revived_days", "最近{}天内复工", "days"),
    Condition("stage_days", "在现阶段已满{}天", "days"),
    Condition("condition_days", "列入现状态已满{}天", "days"),
    Condition("counted", "入统情况是{}", "one", COUNTED),
)
BY_KEY = {condition.key: condition for condition in CONDITIONS}


# What a value must be; None where it is, else a sentence.


def _many(condition: Condition, value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "请至少选一项"
    return None if all(v in condition.choices for v in value) else "有不认识的选项"


def _one(condition: Condition, value: Any) -> str | None:
    return None if isinstance(value, str) and value in condition.choices else "有不认识的选项"


def _words(condition: Condition, value: Any) -> str | None:
    fine = isinstance(value, list) and 0 < len(value) <= MOST_WORDS
    if not fine or not all(isinstance(v, str) and 0 < len(v) <= 20 for v in value):
        return f"请写一个到{MOST_WORDS}个词，用顿号隔开，每个不超过20个字"
    return None


def _yuan(condition: Condition, value: Any) -> str | None:
    try:
        fine = isinstance(value, str) and 0 < Decimal(value) < MOST_YUAN
    except InvalidOperation:
        fine = False
    return None if fine else "请填大于0的金额，并核对单位"


def _days(condition: Condition, value: Any) -> str | None:
    fine = isinstance(value, int) and 1 <= value <= MOST_DAYS
    return None if fine else f"请填1到{MOST_DAYS}天"


def _month(condition: Condition, value: Any) -> str | None:
    return None if isinstance(value, int) and 1 <= value <= 12 else "请填1到12月"


def _day(condition: Condition, value: Any) -> str | None:
    try:
        year = date.fromisoformat(value).year
    except (TypeError, ValueError):
        return "请填日期，如2026-04-30"
    return None if 1990 <= year <= 2060 else f"{year}年不像真的，请核对"


_CHECKS: dict[str, Callable[[Condition, Any], str | None]] = {
    "many": _many, "one": _one, "words": _words, "yuan": _yuan, "days": _days, "month": _month, "day": _day,
}  # fmt: skip


def check(rule: Any) -> dict[str, str]:
    """Key to a Chinese sentence for each condition that cannot be; "" for the rule as a whole."""
    if not isinstance(rule, Mapping) or not rule:
        return {"": "请至少写一个条件"}
    errors = {}
    for key, value in rule.items():
        condition = BY_KEY.get(key)
        problem = _CHECKS[condition.shape](condition, value) if condition else "没有这样的条件"
        if problem:
            errors[key] = problem
    return errors


def of_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """A rule out of what a form gives: only what was filled in, as JSON holds it."""
    given = ((c.key, _stored(values.get(c.key))) for c in CONDITIONS)
    return {key: value for key, value in given if value not in (None, "", [])}


def _stored(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


# A rule in words.


def sentences(rule: Rule) -> list[str]:
    """What the rule asks, a sentence a condition, in the order of the table."""
    return [c.says.format(_told(c, rule[c.key])) for c in CONDITIONS if c.key in rule]


def _told(condition: Condition, value: Any) -> str:
    if condition.shape == "many":
        return "、".join(condition.choices[v] for v in value)
    if condition.shape == "words":
        return "、".join(f"“{v}”" for v in value)
    if condition.shape == "yuan":
        return units.display(Decimal(value), "万元", 2)
    return condition.choices[value] if condition.shape == "one" else str(value)


@dataclass(frozen=True)
class Facts:
    """What is told of one project to say why it stands on a list."""

    stage: str
    stage_since: date
    condition: str
    condition_since: date | None
    condition_reason: str
    total_yuan: Decimal | None
    resumed_on: date | None
    light_reason: str


def why(rule: Rule, facts: Facts, today: date) -> str:
    """Why the project fulfils the rule, in its own facts; the rule's sentences where these say nothing."""
    return "；".join(_reasons(rule, facts, today)) or "；".join(sentences(rule))


def _reasons(rule: Rule, facts: Facts, today: date) -> Iterable[str]:
    if "conditions" in rule:
        since = f"，{facts.condition_since}起" if facts.condition_since else ""
        yield f"{State(facts.condition).label}{since}" + (
            f"：{facts.condition_reason}" if facts.condition_reason else ""
        )
    if "revived_days" in rule and facts.resumed_on:
        yield f"{facts.resumed_on}复工"
    if "node" in rule:
        yield facts.light_reason
    if {"stages", "stage_days"} & set(rule):
        yield f"{Stage(facts.stage).label}{(today - facts.stage_since).days}天"
    if "total_from" in rule and facts.total_yuan is not None:
        yield f"总投资{units.display(facts.total_yuan, '万元', 0)}万元"


def lasted(since: date | None, today: date) -> int | None:
    """How many days it has stood, the first day counted."""
    return None if since is None else (today - since).days + 1
