"""The verbs of being counted. Each file holds one chapter; this is the door."""

from wutong.counting.services.enrolling import assign_all, assign_item, prepare, settle_item, take_step
from wutong.counting.services.gathering import add, add_by_rule, set_up, strike
from wutong.counting.services.mending import explain
from wutong.counting.services.sheets import answer, apply, revert, upload

__all__ = [
    "add",
    "add_by_rule",
    "answer",
    "apply",
    "assign_all",
    "assign_item",
    "explain",
    "prepare",
    "revert",
    "set_up",
    "settle_item",
    "strike",
    "take_step",
    "upload",
]
