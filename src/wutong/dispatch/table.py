"""The page of one meeting: its brief, section by section, and what was decided at each."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from wutong.audit.queries import Past, history_of
from wutong.dispatch import access, queries
from wutong.dispatch.flows import MEETING
from wutong.dispatch.forms import DecisionForm
from wutong.dispatch.models import Decision, Meeting
from wutong.dispatch.papers.text import MARKS, NUMERALS, render
from wutong.dispatch.rules import Brief, Figure, Line, Section, line_of
from wutong.duties.queries import light_of
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.flow import Offer


@dataclass(frozen=True)
class LineShown:
    """`item` names the line, for who decides on it."""

    line: Line
    mark: str
    item: str


@dataclass(frozen=True)
class FigureShown:
    figure: Figure
    url: str


@dataclass(frozen=True)
class Piece:
    """Words of a sentence, or a figure in it with the page that it opens to."""

    text: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class SectionShown:
    """`cells` are the rows of the section's table, each cell with the page that it opens to."""

    numeral: str
    section: Section
    sentences: list[list[Piece]]
    figures: list[FigureShown]
    cells: list[list[Piece]]
    groups: list[tuple[str, list[LineShown]]]
    form: DecisionForm | None


class MeetingTable:
    """`refused` is a decision that was sent and could not be taken: it stands in its section as it was typed. `item` is
    the line on which somebody is about to decide: its section's form stands open, with what the line knows filled in.
    """

    def __init__(self, meeting: Meeting, actor: Actor, refused: DecisionForm | None = None, item: str = ""):
        self.meeting, self.actor, self.refused, self.item = meeting, actor, refused, item
        self.runs = bool(access.can_run(actor, meeting))
        self.takes_decisions = self.runs and meeting.state == "open"

    @cached_property
    def brief(self) -> Brief:
        return queries.brief_of(self.meeting)

    @cached_property
    def line(self) -> Line | None:
        """The line decided upon."""
        return line_of(self.brief, self.item)

    @property
    def item_section(self) -> str:
        return self.item.partition(":")[0]

    @cached_property
    def amended(self) -> list[Past]:
        """What was said of the meeting and later said anew."""
        told = history_of(self.meeting) if self.meeting.state == "closed" else []
        return [past for past in told if past.entry.verb == "dispatch.meeting.amend"]

    @property
    def may_amend(self) -> bool:
        return bool(access.can_amend(self.actor, self.meeting))

    @cached_property
    def text(self) -> str:
        return render(self.brief)

    @cached_property
    def sections(self) -> list[SectionShown]:
        return [
            SectionShown(
                numeral,
                section,
                [self._pieces(section, n) for n in range(len(section.sentences))],
                [FigureShown(f, self._url(f)) for f in section.figures],
                self._cells(section),
                _groups(section),
                self._form(section.key) if self.takes_decisions else None,
            )
            for numeral, section in zip(NUMERALS, self.brief.sections, strict=False)
        ]

    def _url(self, figure: Figure) -> str:
        return self._opening(figure.key, figure.part) if figure.key else figure.url

    def _opening(self, key: str, part: str) -> str:
        """The indicator of this brief's region and period, or of a part of it."""
        asked = {"on": self.brief.on, "scope": self.meeting.scope_path, "since": self.brief.since}
        if part:
            asked["part"] = part
        return f"{reverse('indicators:detail', args=[key])}?{urlencode(asked)}"

    def _pieces(self, section: Section, number: int) -> list[Piece]:
        text, at, pieces = section.sentences[number], 0, []
        for said in section.said:
            if said.sentence == number:
                figure, end = said.figure, said.at + len(said.figure.value)
                pieces += [
                    Piece(text[at : said.at]),
                    Piece(figure.value, self._url(figure), figure.definition),
                ]
                at = end
        return [*pieces, Piece(text[at:])]

    def _cells(self, section: Section) -> list[list[Piece]]:
        table = section.table
        if table is None:
            return []
        parts = table.parts or ("",) * len(table.rows)
        return [
            [
                Piece(cell, self._opening(head.key, part) if head.key and table.parts else "")
                for head, cell in zip(table.head, row, strict=True)
            ]
            for row, part in zip(table.rows, parts, strict=True)
        ]

    def _form(self, section: str) -> DecisionForm:
        if self.refused is not None and self.item_section == section:
            return self.refused
        chosen = self.line is not None and self.item_section == section
        start = {"section": self.item, "owner_unit": self.line.unit} if chosen else {"section": section}
        form = DecisionForm(scope_path=self.meeting.scope_path, initial=start, auto_id=f"id_{section}_%s")
        form.fields["owner_unit"].choices = self._units
        return form

    @cached_property
    def _units(self) -> list:
        """Read once for all sections."""
        return list(DecisionForm(scope_path=self.meeting.scope_path).fields["owner_unit"].choices)

    @cached_property
    def decisions(self) -> list[tuple[Decision, str, int | None]]:
        rows = self.meeting.decisions.select_related("duty__owner_unit").order_by("number")
        return [(d, *light_of(d.duty, clock.today())) for d in rows]

    @cached_property
    def offers(self) -> list[Offer]:
        return MEETING.offers(self.actor, self.meeting) if self.runs else []

    @property
    def state(self) -> str:
        return MEETING.label(self.meeting.state)


def _groups(section: Section) -> list[tuple[str, list[LineShown]]]:
    shown = (
        LineShown(line, MARKS.get(line.mark, ""), f"{section.key}:{place}")
        for place, line in enumerate(section.lines)
    )
    return [(owner, list(group)) for owner, group in groupby(shown, key=lambda item: item.line.owner)]
