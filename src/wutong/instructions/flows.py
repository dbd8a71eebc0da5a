"""The life of an instruction: it ends when the leader has been told, not when the last unit has answered."""

from wutong.instructions import access, queries
from wutong.instructions.models import Instruction
from wutong.kit.flow import Flow, State, Step
from wutong.kit.verdict import YES, Verdict, no

REGISTERED, ASSIGNED, SETTLED, REPORTED, FILED = "registered", "assigned", "settled", "reported", "filed"


def _struck_off(instruction: Instruction) -> Verdict:
    unfinished, struck_off = queries.standing(instruction)
    if unfinished:
        return no(f"还有 {unfinished} 件交办没有销号")
    return YES if struck_off else no("没有销号的交办，请重新交办")


def _all_cancelled(instruction: Instruction) -> Verdict:
    return YES if queries.standing(instruction) == (0, 0) else no("还有没有取消的交办")


def _unanswered(instruction: Instruction) -> Verdict:
    return no("已记下领导意见") if instruction.answer else YES


FLOW = Flow(
    "instruction",
    states=[
        State(REGISTERED, "待交办"),
        State(ASSIGNED, "交办中"),
        State(SETTLED, "已办结待报告"),
        State(REPORTED, "已报告"),
        State(FILED, "存阅", terminal=True),
    ],
    steps=[
        Step(
            "assign",
            "交办",
            (REGISTERED, ASSIGNED, SETTLED),
            ASSIGNED,
            access.can_keep,
            (("words", "批示内容"),),
        ),
        Step("edit", "补录修改", (REGISTERED,), None, access.can_amend),
        Step("file", "存阅", (REGISTERED,), FILED, access.can_keep, reason=True),
        Step("settle", "办结", (ASSIGNED,), SETTLED, access.can_follow, guard=_struck_off),
        Step("fall_back", "退回待交办", (ASSIGNED,), REGISTERED, access.can_follow, guard=_all_cancelled),
        Step("report", "报告领导", (SETTLED,), REPORTED, access.can_keep),
        Step("answer", "记领导意见", (REPORTED,), None, access.can_amend, guard=_unanswered),
        Step("go_on", "继续办", (REPORTED,), REGISTERED, access.can_amend, guard=_unanswered, reason=True),
    ],
)
OFFERED = ("assign", "edit", "file", "settle", "report", "answer")
