"""The life line and the condition of a project, as data."""

from wutong.kit.flow import Flow, State, Step
from wutong.kit.verdict import YES, Verdict, no
from wutong.projects import access, rules
from wutong.projects.enums import Condition, Stage

_LIVE = (Condition.NORMAL, Condition.SLOW)


def _forward(stage: Stage) -> Step:
    """Into a stage from the one before it, once everything is there that it asks for."""
    before = rules.STAGES[rules.STAGES.index(stage) - 1]
    return Step(
        stage.value,
        f"进入{stage.label}",
        (before,),
        stage.value,
        access.can_take_step,
        requires=rules.required_for(stage),
        guard=_under_way,
    )


def _under_way(project) -> Verdict:
    return YES if project.condition in _LIVE else no(f"项目{Condition(project.condition).label}，请先恢复")


STAGE = Flow(
    "project.stage",
    field="stage",
    states=[State(s.value, s.label, terminal=s == Stage.AT_BENEFIT) for s in Stage],
    steps=[_forward(s) for s in list(Stage)[1:]],
)

_STUCK = (Condition.SLOW, Condition.STALLED, Condition.STOPPED)
CONDITION = Flow(
    "project.condition",
    field="condition",
    states=[State(c.value, c.label, terminal=c == Condition.CANCELLED) for c in Condition],
    steps=[
        Step(
            "slow",
            "列为缓建",
            (Condition.NORMAL,),
            Condition.SLOW,
            access.can_take_step,
            reason=True,
            proof=True,
        ),
        Step("stall", "列为停滞", _LIVE, Condition.STALLED, access.can_take_step, reason=True, proof=True),
        Step(
            "stop",
            "列为停建",
            (*_LIVE, Condition.STALLED),
            Condition.STOPPED,
            access.can_take_step,
            reason=True,
            proof=True,
        ),
        Step("resume", "复工", _STUCK, Condition.NORMAL, access.can_take_step, reason=True, proof=True),
        Step(
            "cancel",
            "取消项目",
            (*_LIVE, Condition.STALLED, Condition.STOPPED),
            Condition.CANCELLED,
            access.can_take_step,
            reason=True,
            proof=True,
        ),
    ],
)
