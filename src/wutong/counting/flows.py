"""The way into the statistics library, as data."""

from wutong.counting import access
from wutong.counting.enums import EnrolmentState as State_
from wutong.counting.enums import ItemState
from wutong.counting.models import Enrolment
from wutong.kit.flow import Flow, State, Step
from wutong.kit.verdict import YES, Verdict, no


def _all_there(enrolment: Enrolment) -> Verdict:
    """Nothing is declared with a paper missing: it would only come back."""
    items = enrolment.items.select_related("duty").order_by("id") if enrolment.pk else ()
    missing = [item.label for item in items if item.stands == ItemState.MISSING]
    return no("还缺：" + "、".join(missing)) if missing else YES


ENROLMENT = Flow(
    "counting.enrolment",
    states=[State(s.value, s.label) for s in State_],
    steps=[
        Step("prepare", "准备资料", (State_.NOT_DECLARED,), State_.PREPARING, access.can_prepare),
        Step(
            "declare",
            "申报入库",
            (State_.PREPARING, State_.RETURNED),
            State_.DECLARED,
            access.can_prepare,
            guard=_all_there,
        ),
        Step("enter", "登记入库", (State_.DECLARED,), State_.ENTERED, access.can_decide),
        Step("send_back", "登记退回", (State_.DECLARED,), State_.RETURNED, access.can_decide, reason=True),
        Step("take_out", "登记退库", (State_.ENTERED,), State_.RETURNED, access.can_decide, reason=True),
    ],
)
