"""The page of one instruction."""

from datetime import date
from functools import cached_property

from wutong.audit.queries import history_of
from wutong.duties.access import can_chase
from wutong.duties.enums import EventKind
from wutong.duties.models import Duty, DutyEvent
from wutong.instructions import access, queries, strip
from wutong.instructions.board import Party, owed, parties_of, shown
from wutong.instructions.flows import FLOW, OFFERED
from wutong.instructions.models import Instruction
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.flow import Offer
from wutong.kit.verdict import Verdict


class Sheet:
    """Reads each thing once, when the page asks for it."""

    def __init__(self, instruction: Instruction, actor: Actor):
        self.instruction, self.actor, self.today = instruction, actor, clock.today()
        self.state = FLOW.label(instruction.state)

    @cached_property
    def _all(self) -> list[Duty]:
        return queries.duties_of([self.instruction]).get(self.instruction.pk, [])

    @cached_property
    def _open(self) -> set[int]:
        return queries.open_to(self.actor, self._all)

    @cached_property
    def _duties(self) -> list[Duty]:
        return shown(self._all, self._open, bool(self.whole))

    @cached_property
    def parties(self) -> list[Party]:
        return parties_of(self._duties, self.today, self._open)

    @cached_property
    def strip(self) -> strip.Strip:
        window = strip.window_of([self.instruction], self._duties, self.today)
        return strip.lay_out(self.instruction, self._duties, window)

    @property
    def owed(self) -> str:
        return owed(self.instruction, self.parties)

    @property
    def days(self) -> int:
        return (self.today - self.instruction.given_on).days

    @cached_property
    def offers(self) -> list[Offer]:
        if not self.whole:
            return []
        offered = {o.step.key: o for o in FLOW.offers(self.actor, self.instruction)}
        return [offered[key] for key in OFFERED if key in offered]

    @cached_property
    def whole(self) -> Verdict:
        return access.can_see_whole(self.actor, self.instruction)

    @property
    def chasable(self) -> set[int]:
        """The assignments of which the reader may remind their owners now."""
        duties = [d for d in self._duties if d.state == "open" and can_chase(self.actor, d)]
        return {d.pk for d in duties if d.pk not in self.chased}

    @cached_property
    def chased(self) -> set[int]:
        """Those of which the owners have been reminded today."""
        return {e.duty_id for d in self._duties for e in d.events.all() if _is_chase(e, self.today)}

    @property
    def takes_paper(self) -> bool:
        """There is something to hand the leader, and the reader may take it."""
        told = self.instruction.state in ("settled", "reported")
        return told and bool(access.can_amend(self.actor, self.instruction))

    @cached_property
    def history(self) -> list:
        return history_of(self.instruction)


def _is_chase(event: DutyEvent, day: date) -> bool:
    return event.kind == EventKind.CHASED and event.day == day
