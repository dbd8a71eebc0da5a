"""What the report to the leader says, from the rows: the same for Word and PDF."""

from dataclasses import dataclass
from datetime import date

from wutong.instructions import queries
from wutong.instructions.board import Party, parties_of
from wutong.instructions.models import Instruction
from wutong.kit import clock
from wutong.org.queries import region_of

LISTED, TOLD = 10, 90
TITLE = "领导批示办理情况报告"
HEADS = ("承办单位", "办理情况", "结果")


@dataclass(frozen=True)
class Report:
    """`rows`: (unit, what it did, how it ended); `more`: how many are left out so that it stays one page."""

    to: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    more: int
    outcome: str
    signed: str
    day: str


def report_of(instruction: Instruction) -> Report:
    """As things stand now; two statements."""
    duties = [d for d in queries.duties_of([instruction]).get(instruction.pk, []) if d.state != "cancelled"]
    parties = parties_of(duties, clock.today(), set())
    keeper = parties[0].duty.creditor_unit if parties else None
    day = instruction.reported_on or clock.today()
    return Report(
        to=instruction.leader,
        lines=_lines(instruction),
        rows=tuple(_row(party) for party in parties[:LISTED]),
        more=max(len(parties) - LISTED, 0),
        outcome=instruction.outcome or "（报告领导时填写办理结果）",
        signed=keeper.name if keeper else region_of(instruction.scope_path).name,
        day=words_of(day),
    )


def words_of(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _lines(instruction: Instruction) -> tuple[str, ...]:
    on = f"在《{instruction.paper}》上" if instruction.paper else ""
    number = f"（{instruction.number}）"
    return (f"{words_of(instruction.given_on)}，您{on}批示{number}：", f"“{instruction.words}”")


def _row(party: Party) -> tuple[str, str, str]:
    said = party.told.text if party.told else "尚无反馈"
    return party.unit, said if len(said) <= TOLD else f"{said[: TOLD - 1]}…", _ending(party)


def _ending(party: Party) -> str:
    duty = party.duty
    if duty.settled_on:
        late = duty.due_on is not None and duty.reported_on is not None and duty.reported_on > duty.due_on
        mark = "有佐证" if duty.proven else "无佐证"
        return f"{duty.settled_on.month}月{duty.settled_on.day}日销号，{'超期' if late else '按期'}，{mark}"
    return party.word or "在办"
