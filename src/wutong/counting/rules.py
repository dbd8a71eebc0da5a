"""The rules of being counted: pure, on values and rows, without a query."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wutong.projects.enums import PermitKind, PermitState, Stage

_STAGES = Stage.values
# What the other house calls its own number of a project.
_OTHER_CODE = re.compile(r"(入库|入统|统计|联网直报|直报|名录).{0,6}(编码|代码|编号|码)")
# Stages from which a project belongs to the base of a rate, and those that it counts in.
SIGNED = tuple(_STAGES[_STAGES.index(Stage.SIGNED) :])
LANDED = tuple(_STAGES[_STAGES.index(Stage.LANDED) :])
BEGUN = tuple(_STAGES[_STAGES.index(Stage.STARTED) :])
# Preliminary work is asked of what has landed and is not built yet.
IN_PREPARATION = tuple(_STAGES[_STAGES.index(Stage.LANDED) : _STAGES.index(Stage.COMPLETED)])
PERMITS = len(PermitKind.values)
# What a column of money can hold.
MOST_YUAN = 10**15


@dataclass(frozen=True)
class Gap:
    """What another book says beyond ours: in yuan, and in percent of ours where ours gives a base."""

    yuan: Decimal
    percent: Decimal | None


def gap(own: Decimal | None, other: Decimal | None) -> Gap | None:
    """None while either is unknown: what nobody told is not nothing."""
    if own is None or other is None:
        return None
    return Gap(other - own, share(other - own, own))


def share(part: Decimal | int | None, base: Decimal | int | None) -> Decimal | None:
    """Percent; None where the base cannot give one."""
    return None if part is None or not base else Decimal(part) * 100 / Decimal(base)


def other_code(row: Mapping[str, Any]) -> str:
    """The other house's number of the project, from a column that the reader keeps as it is."""
    found = (str(v) for head, v in (row.get("other") or {}).items() if v and _OTHER_CODE.search(head))
    return next(found, "").strip()[:40]


def figure_of(row: Mapping[str, Any]) -> dict[str, Decimal]:
    """The month and the sum since New Year that the row tells."""
    told = {"month_yuan": row.get("done_month_yuan"), "ytd_yuan": row.get("done_ytd_yuan")}
    return {name: Decimal(str(yuan)) for name, yuan in told.items() if yuan is not None}


def contradiction(figure: Mapping[str, Decimal]) -> str:
    """Why a figure cannot be right; "" where it can."""
    for yuan in figure.values():
        if not yuan.is_finite() or yuan >= MOST_YUAN:
            return "数太大，请核对数字和单位"
        if yuan < 0:
            return "投资小于0"
    month, ytd = figure.get("month_yuan"), figure.get("ytd_yuan")
    if month is not None and ytd is not None and ytd < month:
        return "年初以来累计小于当月"
    return "" if figure else "当月和年初以来都没有数"


def needed(states: Iterable[str]) -> int:
    """How many of the preliminary permits a project needs; one of which nothing is known is needed."""
    return PERMITS - sum(state == PermitState.NOT_APPLICABLE for state in states)


def days_since(day: date, then: date) -> int:
    return (then - day).days
