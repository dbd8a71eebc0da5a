"""The sheet of the inspectorate: every instruction with its units and lights, and what is owed next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from wutong.duties.enums import EventKind
from wutong.duties.models import Duty, DutyEvent
from wutong.duties.queries import light_of, receipt_overdue
from wutong.instructions import access, queries, rules, strip
from wutong.instructions.flows import FLOW
from wutong.instructions.models import Instruction
from wutong.kit.actor import Actor
from wutong.kit.listing import chosen_id
from wutong.org.models import Post, Unit

ORDER = ("registered", "settled", "assigned", "reported", "filed")
_TOLD = (EventKind.NOTED, EventKind.REPORTED)


@dataclass(frozen=True)
class Party:
    """One assignment as the sheet shows it. `word` says more than its light: 未签收, 待核验; `has_page`: for the reader."""

    duty: Duty
    light: str
    days: int | None
    word: str
    told: DutyEvent | None
    has_page: bool

    @property
    def unit(self) -> str:
        return _short(self.duty.owner_unit)

    @property
    def joining(self) -> str:
        return "、".join(_short(co.unit) for co in self.duty.co_owners.all())


def _short(unit: Unit) -> str:
    return unit.short_name or unit.name


@dataclass(frozen=True)
class Row:
    instruction: Instruction
    parties: list[Party]
    strip: strip.Strip
    days: int
    owed: str

    @property
    def words(self) -> str:
        return rules.first_line(self.instruction.words) or "（照片，内容待录入）"


@dataclass(frozen=True)
class Group:
    label: str
    rows: list[Row]


class Filters:
    """What was chosen above the sheet. A leader first sees what he wrote himself."""

    def __init__(self, given: Any, actor: Actor):
        self.actor, self.leads = actor, actor.role in access.LEADERS
        usual = "mine" if self.leads else "all"
        self.whose = given.get("whose") if given.get("whose") in ("mine", "all") else usual
        self.state, self.leader = given.get("state", ""), given.get("leader", "")

    @property
    def any(self) -> bool:
        return bool(self.state or self.leader)

    @property
    def query(self) -> str:
        return urlencode({"whose": self.whose, "state": self.state, "leader": self.leader})

    def states(self) -> list[tuple[str, str]]:
        return [("open", "未报告的"), *FLOW.choices()]

    def leaders(self) -> list[tuple[str, str]]:
        posts = Post.objects.filter(pk__in=access.visible_to(self.actor).values("leader_post_id"))
        return [(str(p.pk), str(p)) for p in posts.select_related("unit").order_by("unit__path", "id")]

    def found(self, today: date) -> QuerySet[Instruction]:
        seen = access.visible_to(self.actor)
        if self.whose == "mine":
            seen = seen.filter(pk__in=access.written_by(self.actor).values("pk"))
        if self.leader:
            seen = seen.filter(leader_post=chosen_id(self.leader))
        return queries.on_the_sheet(seen, self.state, today).order_by("given_on", "id")


class Board:
    """The rows of one page, in a few statements for all of them."""

    def __init__(self, instructions: Sequence[Instruction], actor: Actor, today: date):
        self.instructions, self.today = list(instructions), today
        duties = queries.duties_of(self.instructions)
        self._open = queries.open_to(actor, chain.from_iterable(duties.values()))
        self._duties = {
            i.pk: shown(duties.get(i.pk, []), self._open, bool(access.can_see_whole(actor, i)))
            for i in self.instructions
        }

    @cached_property
    def window(self) -> strip.Window:
        duties = [d for found in self._duties.values() for d in found]
        return strip.window_of(self.instructions, duties, self.today)

    @cached_property
    def groups(self) -> list[Group]:
        rows = sorted((self._row(i) for i in self.instructions), key=_place)
        return [
            Group(FLOW.label(state), list(found))
            for state, found in groupby(rows, key=lambda row: row.instruction.state)
        ]

    def _row(self, instruction: Instruction) -> Row:
        duties = self._duties.get(instruction.pk, [])
        parties = parties_of(duties, self.today, self._open)
        end = instruction.reported_on if instruction.state == "reported" else None
        return Row(
            instruction,
            parties,
            strip.lay_out(instruction, duties, self.window),
            ((end or self.today) - instruction.given_on).days,
            owed(instruction, parties),
        )

    @property
    def unaccepted(self) -> int:
        return self._count("未签收")

    @property
    def to_verify(self) -> int:
        return self._count("待核验")

    def _count(self, word: str) -> int:
        return sum(p.word == word for group in self.groups for row in group.rows for p in row.parties)


def shown(duties: Sequence[Duty], having_page: set[int], whole: bool) -> list[Duty]:
    """What the reader is shown of an instruction: the whole, or the part that has a page for the reader."""
    return [duty for duty in duties if whole or duty.pk in having_page]


def parties_of(duties: Sequence[Duty], today: date, having_page: set[int]) -> list[Party]:
    return [Party(d, *_light(d, today), _word(d, today), _told(d), d.pk in having_page) for d in duties]


def _light(duty: Duty, today: date) -> tuple[str, int | None]:
    """None for what was cancelled: it was not done."""
    return ("", None) if duty.state == "cancelled" else light_of(duty, today)


def _word(duty: Duty, today: date) -> str:
    if receipt_overdue(duty, today):
        return "未签收"
    return {"reported": "待核验", "cancelled": "已取消"}.get(duty.state, "")


def _told(duty: Duty) -> DutyEvent | None:
    """What the unit said last."""
    said = [event for event in duty.events.all() if event.kind in _TOLD]
    return max(said, key=lambda event: event.pk, default=None)


def owed(instruction: Instruction, parties: Sequence[Party]) -> str:
    """What is owed next, in words."""
    if instruction.state == "registered":
        return "录入内容后交办" if not instruction.words else "交办"
    if instruction.state == "settled":
        return "报告领导"
    if instruction.state == "reported":
        said = instruction.get_answer_display()
        return f"领导意见：{said}" if said else "记领导意见"
    left = sum(p.duty.state == "open" for p in parties)
    waiting = sum(p.duty.state == "reported" for p in parties)
    words = ([f"{left} 件在办"] if left else []) + ([f"{waiting} 件待核验"] if waiting else [])
    return "，".join(words) or FLOW.label(instruction.state)


def _place(row: Row) -> tuple:
    return ORDER.index(row.instruction.state), row.instruction.given_on, row.instruction.pk
