"""The brief and the minutes as Word files in the official layout."""

from typing import Any

from wutong.dispatch.minutes import HEADS, Minutes
from wutong.dispatch.papers.text import NUMERALS, line_text
from wutong.dispatch.rules import Brief, Figure, Section, Table
from wutong.kit import word


def brief(material: Brief) -> bytes:
    """The dispatch material of a meeting."""
    document = word.page()
    word.title(document, material.title)
    word.paragraph(document, f"{material.unit}（{material.period}）", centred=True)
    for number, section in zip(NUMERALS, material.sections, strict=False):
        _section(document, number, section)
    for note in material.notes:
        word.paragraph(document, f"注：{note}")
    return word.content(document)


def minutes(told: Minutes) -> bytes:
    """The minutes: facts, summary, and the decisions as a table."""
    document = word.page()
    word.title(document, told.heading)
    for name, value in told.facts:
        word.paragraph(document, f"{name}：{value}")
    if told.summary:
        word.paragraph(document, told.summary)
    word.paragraph(document, "议定事项", font=word.HEAD)
    if told.decisions:
        word.table(document, HEADS, told.decisions)
    else:
        word.paragraph(document, "本次会议没有议定事项。")
    return word.content(document)


def _section(document: Any, number: str, section: Section) -> None:
    word.paragraph(document, f"{number}、{section.title}", font=word.HEAD)
    for sentence in section.sentences:
        word.paragraph(document, sentence)
    if section.figures:
        rows = [(f.label, f.value, f.unit, f.meaning, _note(f)) for f in section.figures]
        word.table(document, ("指标", "数值", "单位", "口径", "说明"), rows, (1,))
    if section.table:
        heads = tuple(h.label + (f"（{h.unit}）" if h.unit else "") for h in section.table.head)
        word.table(document, heads, section.table.rows, _numeric(section.table))
    owner = None
    for line in section.lines:
        if line.owner and line.owner != owner:
            owner = line.owner
            word.paragraph(document, f"（{owner}）", font=word.HEAD)
        word.paragraph(document, line_text(line))
    if section.more:
        word.paragraph(document, f"另有{section.more}项，见系统。")
    if not (section.sentences or section.figures or section.lines or section.table):
        word.paragraph(document, section.empty)


def _note(figure: Figure) -> str:
    """Up to when the figure tells; who published it."""
    return "，".join(part for part in (figure.reach, "" if figure.key else figure.definition) if part)


def _numeric(table: Table) -> tuple[int, ...]:
    return tuple(i for i, head in enumerate(table.head) if head.number)
