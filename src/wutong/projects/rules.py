"""The rules of a project: pure, on values and rows, without a query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wutong.engines.calendar import PeriodKind, PromisedDate
from wutong.projects.enums import ComputedLight, Light, Stage

FIRST_YEAR, LAST_YEAR = 1990, 2060
# Beyond these a number is a slip of the unit: a billion 万元; mu, square metres and jobs of a whole province.
MOST_YUAN = 10**12
MOST = {"land_mu": 10**7, "floor_area_sqm": 10**10}
MOST_JOBS = 10**7
SILENT_DAYS = 35
BEHIND_SHARE = Decimal("0.2")
# Precisions that promise a day; "years" and "started" promise none.
PROMISING = frozenset(
    k.value for k in PeriodKind if k not in (PeriodKind.WEEK, PeriodKind.FORTNIGHT, PeriodKind.HALFMONTH)
)

# What becomes compulsory at which stage: (column, Chinese name). A stage asks for all of the stages before it too.
REQUIRED: Mapping[str, tuple[tuple[str, str], ...]] = {
    Stage.SIGNED: (("owner", "项目单位"), ("total_yuan", "计划总投资")),
    Stage.LANDED: (("place_id", "属地"), ("uscc", "统一社会信用代码")),
    Stage.PRELIMINARY: (("dept_id", "行业主管部门"), ("content", "建设内容及规模")),
    Stage.STARTED: (("code", "项目代码"), ("finish_on", "计划竣工"), ("plan_yuan", "年度计划投资")),
    Stage.COMPLETED: (("progress", "形象进度"),),
    Stage.PRODUCING: (("capacity", "产能"),),
    Stage.AT_CAPACITY: (("output_yuan", "达产年产值"),),
    Stage.AT_BENEFIT: (("tax_yuan", "达产年税收"), ("jobs", "吸纳就业（人）")),
}
STAGES = [s.value for s in Stage]
# Built: from here on neither the year's money nor silence is a risk.
FINISHED = tuple(STAGES[STAGES.index(Stage.COMPLETED) :])


def has_begun(stage: str) -> bool:
    return STAGES.index(stage) >= STAGES.index(Stage.STARTED)


def lies_behind(which: str, stage: str) -> bool:
    """Whether what comes before the "start" or the "finish" is over for a project of that stage."""
    return has_begun(stage) if which == "start" else stage in FINISHED


def required_for(stage: str) -> tuple[tuple[str, str], ...]:
    """All fields that must be filled to enter a stage, the earlier stages' included."""
    upto = STAGES[: STAGES.index(stage) + 1]
    return tuple(pair for s in upto for pair in REQUIRED.get(Stage(s), ()))


def next_stage(stage: str) -> str | None:
    place = STAGES.index(stage) + 1
    return STAGES[place] if place < len(STAGES) else None


def missing(project: Any, stage: str) -> list[str]:
    """Chinese names of what is still empty before the stage."""
    return [name for column, name in required_for(stage) if getattr(project, column) in (None, "")]


def check(values: Mapping[str, Any]) -> dict[str, str]:
    """Column to a Chinese sentence for each value that cannot be right."""
    errors: dict[str, str] = {}
    if "name" in values and not str(values["name"]).strip():
        errors["name"] = "请填写项目名称"
    for column in ("total_yuan", "plan_yuan", "output_yuan", "tax_yuan", "land_mu", "floor_area_sqm"):
        if (values.get(column) or 0) < 0:
            errors[column] = "不能小于0，请核对"
        elif (values.get(column) or 0) >= MOST.get(column, MOST_YUAN):
            errors[column] = "数太大，请核对数字和单位"
    if not 0 <= (values.get("jobs") or 0) < MOST_JOBS:
        errors["jobs"] = "人数不像真的，请核对"
    for column in ("start_on", "finish_on", "started_on", "finished_on"):
        day = values.get(column)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            errors[column] = f"{day.year}年不像真的，年份应在{FIRST_YEAR}年至{LAST_YEAR}年之间，请核对"
    if not errors and (sentence := _ends_before_it_starts(values)):
        errors["finish_on"] = sentence
    return errors


def check_as_of(day: date, today: date) -> str:
    """A ledger speaks of what was; a sentence where its day cannot be right."""
    if day > today and day.year <= LAST_YEAR:
        return f"数据截至日期{day}还没到，最晚到今天（{today}）"
    if FIRST_YEAR <= day.year <= today.year:
        return ""
    return f"数据截至日期{day}不像真的，应在{FIRST_YEAR}年以后，最晚到今天"


def _ends_before_it_starts(values: Mapping[str, Any]) -> str:
    """Two dates contradict each other only if their periods do."""
    start, finish = promised(values, "start"), promised(values, "finish")
    if start and finish and finish.due < start.first:
        return "计划竣工早于计划开工，请核对"
    return ""


def promised(values: Any, which: str) -> PromisedDate | None:
    """The promised start or finish of a project (or a mapping of its columns), where it promises a day."""
    read = values.get if isinstance(values, Mapping) else lambda name: getattr(values, name)
    first, precision = read(f"{which}_on"), read(f"{which}_precision") or "day"
    return PromisedDate(first, PeriodKind(precision)) if first and precision in PROMISING else None


# Money, within one meaning.


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Percent; None where the base cannot give one."""
    return None if part is None or not whole else part * 100 / whole


def growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Percent more than the same period of last year; both must be of one meaning."""
    changed = share(now, before)
    return None if changed is None else changed - 100


# The two lights.


@dataclass(frozen=True)
class Facts:
    """What the computed light is made of; money of the projects' own meaning."""

    next_title: str
    next_due_on: date | None
    next_warn_on: date | None
    plan_yuan: Decimal | None
    ytd_yuan: Decimal | None
    progress_on: date | None
    condition: str = "normal"
    stage: str = ""


def computed_light(facts: Facts, today: date) -> tuple[str, str]:
    """The light that the rows give, with its reason in words."""
    if facts.condition in ("stalled", "stopped"):
        return Light.DELAYED, "项目已停滞或停建"
    if facts.next_due_on and facts.next_due_on < today:
        return Light.DELAYED, f"节点“{facts.next_title}”超期{(today - facts.next_due_on).days}天"
    if reasons := list(_risks(facts, today)):
        return Light.AT_RISK, "；".join(reasons)
    if facts.stage in FINISHED:
        return Light.ON_TRACK, "已经竣工"
    if facts.next_due_on is None and share(facts.ytd_yuan, facts.plan_yuan) is None:
        return ComputedLight.UNKNOWN, "没有节点，也没有年度计划或完成投资，无法判断"
    return Light.ON_TRACK, "节点、投资和更新时间都正常"


def _risks(facts: Facts, today: date) -> Iterable[str]:
    if facts.next_due_on and facts.next_warn_on and facts.next_warn_on <= today:
        yield f"节点“{facts.next_title}”还剩{(facts.next_due_on - today).days}天"
    if facts.stage in FINISHED:
        return
    done = share(facts.ytd_yuan, facts.plan_yuan)
    elapsed = Decimal(today.timetuple().tm_yday) / 365
    if done is not None and done / 100 < elapsed - BEHIND_SHARE:
        yield f"年度投资完成{done:.0f}%，时间已过{elapsed * 100:.0f}%"
    if facts.progress_on is None or (today - facts.progress_on).days > SILENT_DAYS:
        since = f"{(today - facts.progress_on).days}天没有更新" if facts.progress_on else "还没有报过进度"
        yield since


ORDER = {Light.ON_TRACK: 0, Light.AT_RISK: 1, Light.DELAYED: 2}


def disagreement(declared: str, computed: str, reason: str) -> str:
    """The sentence where the two lights differ; "" where they agree or nothing was declared."""
    if not declared or declared == computed:
        return ""
    word, mine = Light(declared).label, ComputedLight(computed).label
    if computed == ComputedLight.UNKNOWN:
        return f"填报为“{word}”，系统{mine}：{reason}"
    worse = ORDER[Light(computed)] > ORDER[Light(declared)]
    return f"填报为“{word}”，系统研判为“{mine}”：{reason}" + ("，请核实" if worse else "")
