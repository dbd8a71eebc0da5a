"""The brief as PDF in the official layout, and as one long picture for the chat group."""

from importlib.resources import files
from itertools import groupby
from typing import Any

from wutong.dispatch.papers.text import LIGHTS, MARKS, NUMERALS, figure_lines
from wutong.dispatch.rules import Brief, Line, Section
from wutong.kit import typeset

# A picture is read on a phone: fewer lines a section, no table wider than the screen.
PICTURED, COLUMNS = 12, 6


def brief(material: Brief) -> bytes:
    return typeset.pdf(_template(), _data(material, long=False))


def picture(material: Brief) -> bytes:
    """750 pixels wide, as long as it needs."""
    return typeset.png(_template(), _data(material, long=True))


def _template() -> str:
    return (files("wutong.dispatch") / "papers" / "brief.typ").read_text(encoding="utf-8")


def _data(material: Brief, long: bool) -> dict[str, Any]:
    return {
        "long": long,
        "title": material.title,
        "sub": f"{material.unit}（{material.period}）",
        "sections": [_section(n, s, long) for n, s in zip(NUMERALS, material.sections, strict=False)],
        "notes": material.notes,
        "foot": f"{material.unit}，数据截至{material.on}",
    }


def _section(numeral: str, section: Section, long: bool) -> dict[str, Any]:
    shown = section.lines[:PICTURED] if long else section.lines
    total = len(section.lines) + section.more
    heads, rows, numeric = _table(section, long)
    said = section.sentences or section.lines or section.figures or section.table
    return {
        "head": f"{numeral}、{section.title}",
        "sentences": [*section.sentences, *figure_lines(section.figures)],
        "heads": heads,
        "rows": rows,
        "numeric": numeric,
        "groups": [
            {"owner": owner, "lines": [_line(line) for line in lines]}
            for owner, lines in groupby(shown, key=lambda line: line.owner)
        ],
        "total": total,
        "more": total - len(shown),
        "empty": "" if said else section.empty,
    }


def _table(section: Section, long: bool) -> tuple[list[str], list[tuple[str, ...]], list[int]]:
    if section.table is None:
        return [], [], []
    kept = section.table.head[:COLUMNS] if long else section.table.head
    heads = [head.label + (f"（{head.unit}）" if head.unit else "") for head in kept]
    rows = [row[: len(kept)] for row in section.table.rows]
    return heads, rows, [place for place, head in enumerate(kept) if head.number]


def _line(line: Line) -> dict[str, str]:
    shape = LIGHTS.get(line.light, "")
    return {
        "light": line.light if shape else "",
        "shape": shape,
        "mark": MARKS.get(line.mark, ""),
        "text": line.text,
    }
