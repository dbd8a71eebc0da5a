"""The one A4 of a meeting (会议一页纸): what the leader must know, section by section, and what was decided."""

from collections.abc import Iterable

from wutong.dispatch import queries
from wutong.dispatch.minutes import HEADS, minutes_of
from wutong.dispatch.models import Meeting
from wutong.dispatch.papers.text import NUMERALS, figure_lines, line_text
from wutong.dispatch.rules import Brief, Line, Section
from wutong.kit.onepage import Block, OnePage, cut, fitting, table

ITEM = 60
_FIRST = {"over": 0, "warn": 1}


def page_of(meeting: Meeting) -> OnePage:
    """As many lines of each section as stand on the page."""
    material, decisions = queries.brief_of(meeting), minutes_of(meeting).decisions
    return fitting(lambda most: _page(meeting, material, decisions, most))


def _page(meeting: Meeting, material: Brief, decisions: tuple, most: int) -> OnePage:
    blocks = [_block(n, s, most) for n, s in zip(NUMERALS, material.sections, strict=False)]
    if decisions:
        columns = tuple(zip(HEADS, (1, 6, 3, 2), strict=True))
        blocks.append(table("议定事项", columns, decisions, most))
    seal = f"，材料校验码{meeting.brief_sha256[:12]}" if meeting.brief_sha256 else "，材料未定稿"
    title = f"{meeting.series.name}一页纸（{meeting.held_on.month}月{meeting.held_on.day}日）"
    return OnePage(
        title, f"{material.unit}，{material.period}", tuple(blocks), f"{meeting.series.organiser.name}{seal}"
    )


def _block(numeral: str, section: Section, most: int) -> Block:
    """Its sentences and figures, then its lines, the red ones first."""
    told = [cut(text) for text in (*section.sentences, *figure_lines(section.figures))]
    items = sorted(section.lines, key=lambda line: _FIRST.get(line.light, 2))
    told += _items(items, most)
    total = len(items) + section.more
    if total > most:
        told.append(f"…等{total}项，另{total - min(most, len(items))}项见系统。")
    return Block(f"{numeral}、{section.title}", tuple(told or [_rows(section) or section.empty]))


def _items(items: list[Line], most: int) -> Iterable[str]:
    return [cut(line_text(line), ITEM) for line in items[:most]]


def _rows(section: Section) -> str:
    """A table alone, in one line: its last row is the sum of all."""
    if section.table is None or not section.table.rows:
        return ""
    heads, last = section.table.head, section.table.rows[-1]
    told = (f"{head.label}{cell}{head.unit}" for head, cell in zip(heads[1:], last[1:], strict=True))
    return cut(f"{last[0]}：" + "，".join(told))
