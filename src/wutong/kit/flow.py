"""States and steps as data. A step is the only writer of a state field.

A `Flow` is declared by an app in `flows.py`; services call `flow.take`, pages ask `flow.offers` for the buttons.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wutong.kit.actor import Actor
from wutong.kit.verdict import YES, Invalid, Verdict, no, require
from wutong.kit.writing import Sheet


@dataclass(frozen=True)
class State:
    """`label` is for staff, `public_label` for the public (the same where it is empty)."""

    key: str
    label: str
    public_label: str = ""
    terminal: bool = False


@dataclass(frozen=True)
class Step:
    """A way from some states to one. `target` None keeps the state (a stop of the clock, a hand-over).

    `requires` maps a field that must be filled before to its Chinese name; `may` tells who may.
    """

    key: str
    label: str
    source: tuple[str, ...]
    target: str | None
    may: Callable[[Actor, Any], Verdict]
    requires: tuple[tuple[str, str], ...] = ()
    guard: Callable[[Any], Verdict] = lambda obj: YES
    reason: bool = False
    proof: bool = False


@dataclass(frozen=True)
class Offer:
    """A step as a page shows it: the button, greyed with its reason where the verdict is no."""

    step: Step
    verdict: Verdict


class Flow:
    """`states` and `steps` of one model's state field."""

    def __init__(self, name: str, states: Iterable[State], steps: Iterable[Step], field: str = "state"):
        self.name, self.field = name, field
        self.states = {s.key: s for s in states}
        self.steps = {s.key: s for s in steps}

    def label(self, key: str) -> str:
        return self.states[key].label

    def choices(self) -> list[tuple[str, str]]:
        return [(s.key, s.label) for s in self.states.values()]

    def missing(self, obj: Any, step: Step) -> list[tuple[str, str]]:
        """Required fields still empty on `obj`: (field, Chinese name)."""
        return [(f, name) for f, name in step.requires if getattr(obj, f) in (None, "")]

    def may(self, by: Actor, obj: Any, key: str) -> Verdict:
        """Whether `by` may take the step now; access first, then state, then what is missing, then the guard."""
        step = self.steps[key]
        state = getattr(obj, self.field)
        if not (allowed := step.may(by, obj)):
            return allowed
        if state not in step.source:
            return no(f"当前状态是“{self.label(state)}”，不能{step.label}")
        if gaps := self.missing(obj, step):
            return no("还缺：" + "、".join(name for _, name in gaps))
        return step.guard(obj)

    def offers(self, by: Actor, obj: Any) -> list[Offer]:
        """Every step that leaves the present state, with whether `by` may take it."""
        state = getattr(obj, self.field)
        return [Offer(s, self.may(by, obj, s.key)) for s in self.steps.values() if state in s.source]

    def take(
        self, sheet: Sheet, obj: Any, key: str, *, reason: str = "", proof: bool = False, **values
    ) -> None:
        """Take the step on `obj` within a sheet: check, set the state and `values`, save."""
        step = self.steps[key]
        require(self.may(sheet.by, obj, key))
        if step.reason and not reason.strip():
            raise Invalid({"reason": f"{step.label}要写明理由"})
        if step.proof and not proof:
            raise Invalid({"proof": f"{step.label}要有佐证材料"})
        if step.target is not None:
            values[self.field] = step.target
        sheet.update(obj, **values)
