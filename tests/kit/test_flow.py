"""States and steps: who may, from where, what is missing, what must be given; nothing else writes the state."""

from dataclasses import dataclass, replace

import pytest

from wutong.kit.actor import SYSTEM
from wutong.kit.flow import Flow, State, Step
from wutong.kit.verdict import YES, Invalid, Refused, no


@dataclass
class Thing:
    state: str = "draft"
    owner: str = ""
    amount: int | None = 5


class Sheet:
    """A sheet that remembers: flows ask nothing more of it."""

    by = SYSTEM

    def __init__(self):
        self.written = []

    def update(self, obj, **values):
        self.written.append(values)
        for name, value in values.items():
            setattr(obj, name, value)


def only_system(actor, thing):
    return YES if actor == SYSTEM else no("不是你的")


def small(thing):
    return YES if (thing.amount or 0) < 10 else no("太大")


FLOW = Flow(
    "thing",
    [State("draft", "草稿"), State("sent", "已报"), State("done", "办结", terminal=True)],
    [
        Step("send", "上报", ("draft",), "sent", only_system, requires=(("owner", "责任人"),), guard=small),
        Step("finish", "办结", ("sent",), "done", only_system, proof=True),
        Step("back", "退回", ("sent",), "draft", only_system, reason=True),
        Step("note", "记一笔", ("draft", "sent"), None, only_system),
    ],
)
STRANGER = replace(SYSTEM, role="department")


def take(thing, key, **more) -> list:
    sheet = Sheet()
    FLOW.take(sheet, thing, key, **more)
    return sheet.written


def test_a_step_moves_the_state_and_sets_values():
    thing = Thing(owner="甲")
    assert take(thing, "send", amount=7) == [{"amount": 7, "state": "sent"}]
    assert (thing.state, thing.amount) == ("sent", 7)


def test_a_step_without_target_keeps_the_state():
    thing = Thing()
    assert take(thing, "note", amount=1) == [{"amount": 1}]
    assert thing.state == "draft"


REFUSED = [
    (Thing(), "send", "还缺：责任人"),
    (Thing(owner="甲", amount=10), "send", "太大"),
    (Thing(state="sent", owner="甲"), "send", "当前状态是“已报”，不能上报"),
    (Thing(state="done"), "back", "不能退回"),
]


@pytest.mark.parametrize(("thing", "key", "why"), REFUSED)
def test_what_may_not_be_writes_nothing(thing, key, why):
    before = replace(thing)
    with pytest.raises(Refused, match=why):
        take(thing, key, reason="x", proof=True)
    assert thing == before


def test_access_is_told_before_the_state():
    """Who may not act at all learns nothing of where the thing stands."""
    assert FLOW.may(STRANGER, Thing(state="done"), "send").reason == "不是你的"
    assert FLOW.offers(STRANGER, Thing(state="sent"))[0].verdict.reason == "不是你的"


def test_a_reason_and_a_proof_are_asked_for():
    for reason in ("", "  \n"):
        with pytest.raises(Invalid) as error:
            take(Thing(state="sent"), "back", reason=reason)
        assert "reason" in error.value.errors
    with pytest.raises(Invalid) as error:
        take(Thing(state="sent"), "finish")
    assert "proof" in error.value.errors
    assert take(Thing(state="sent"), "back", reason="不实")
    assert take(Thing(state="sent"), "finish", proof=True)


def test_the_checks_are_what_refuses(monkeypatch):
    """The control: the same step with nobody asked goes through."""
    monkeypatch.setattr(Flow, "may", lambda *asked: YES)
    thing = Thing(state="done")
    assert take(thing, "send") == [{"state": "sent"}]


def test_offers_are_the_steps_that_leave_the_state():
    offered = {o.step.key: bool(o.verdict) for o in FLOW.offers(SYSTEM, Thing())}
    assert offered == {"send": False, "note": True}
    assert FLOW.offers(SYSTEM, Thing(state="done")) == []


def test_zero_is_not_missing():
    step = replace(FLOW.steps["send"], requires=(("amount", "金额"),))
    assert FLOW.missing(Thing(amount=0), step) == []
    assert FLOW.missing(Thing(amount=None), step) == [("amount", "金额")]


def test_words():
    assert FLOW.label("sent") == "已报"
    assert FLOW.choices() == [("draft", "草稿"), ("sent", "已报"), ("done", "办结")]
