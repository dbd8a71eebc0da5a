"""The verbs of a duty. Each file holds one chapter; this is the door."""

from wutong.duties.services.clockwork import decide_due, promise_changed, request_due, resume, stop
from wutong.duties.services.closing import (
    Proof,
    accept,
    cancel,
    cancel_of_subject,
    note,
    report,
    send_back,
    settle,
    strike_off,
)
from wutong.duties.services.opening import DutySpec, hand_over, open_duty, open_many
from wutong.duties.services.recomputing import recompute_clocks
from wutong.duties.services.reminding import chase, mark_read, remind

__all__ = [
    "DutySpec",
    "Proof",
    "accept",
    "cancel",
    "cancel_of_subject",
    "chase",
    "decide_due",
    "hand_over",
    "mark_read",
    "note",
    "open_duty",
    "open_many",
    "promise_changed",
    "recompute_clocks",
    "remind",
    "report",
    "request_due",
    "resume",
    "send_back",
    "settle",
    "stop",
    "strike_off",
]
