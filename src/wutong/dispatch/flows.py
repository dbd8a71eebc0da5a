"""The states of a meeting."""

from wutong.dispatch import access
from wutong.kit.flow import Flow, State, Step

MEETING = Flow(
    "dispatch.meeting",
    states=[
        State("planned", "筹备中"),
        State("open", "开会中"),
        State("closed", "已散会", terminal=True),
        State("cancelled", "未召开", terminal=True),
    ],
    steps=[
        Step("open", "开会", ("planned",), "open", access.can_run),
        Step("close", "散会", ("open",), "closed", access.can_run),
        Step("cancel", "不召开", ("planned",), "cancelled", access.can_run, reason=True),
    ],
)
