"""The brief and the minutes as Word files in the official layout (GB/T 9704 habits).

A4, margins 37/35/28/26 mm, title in 二号小标宋, text in 三号仿宋 on a fixed 28 pt line, heads in 黑体. Fonts are
named, not shipped: an office has them.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from wutong.dispatch.minutes import HEADS, Minutes
from wutong.dispatch.papers.text import NUMERALS, line_text, reach
from wutong.dispatch.rules import Brief, Figure, Section, Table

BODY, HEAD, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
TITLE_PT, BODY_PT, TABLE_PT, LINE_PT = 22, 16, 12, 28


def brief(material: Brief) -> bytes:
    """The dispatch material of a meeting."""
    document = _page()
    _title(document, material.title)
    _centred(document, f"{material.unit}（{material.period}）")
    for number, section in zip(NUMERALS, material.sections, strict=False):
        _section(document, number, section)
    for note in material.notes:
        _paragraph(document, f"注：{note}")
    return _bytes(document)


def minutes(told: Minutes) -> bytes:
    """The minutes: facts, summary, and the decisions as a table."""
    document = _page()
    _title(document, told.heading)
    for word, value in told.facts:
        _paragraph(document, f"{word}：{value}")
    if told.summary:
        _paragraph(document, told.summary)
    _paragraph(document, "议定事项", font=HEAD)
    if told.decisions:
        _table(document, HEADS, told.decisions, ())
    else:
        _paragraph(document, "本次会议没有议定事项。")
    return _bytes(document)


def _page() -> Any:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    _font(style, BODY, BODY_PT)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(LINE_PT)
    style.paragraph_format.space_after = Pt(0)
    _page_number(page.footer.paragraphs[0])
    return document


def _font(styled: Any, name: str, size: float) -> None:
    styled.font.name, styled.font.size = name, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _title(document: Any, text: str) -> None:
    _paragraph(document, text, font=TITLE, size=TITLE_PT, centred=True)
    document.core_properties.title = text


def _centred(document: Any, text: str) -> None:
    _paragraph(document, text, centred=True)


def _paragraph(
    document: Any, text: str, font: str = BODY, size: float = BODY_PT, centred: bool = False
) -> None:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    run = paragraph.add_run(text)
    _font_run(run, font, size)


def _font_run(run: Any, name: str, size: float) -> None:
    run.font.name, run.font.size = name, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _section(document: Any, number: str, section: Section) -> None:
    _paragraph(document, f"{number}、{section.title}", font=HEAD)
    for sentence in section.sentences:
        _paragraph(document, sentence)
    if section.figures:
        rows = [(f.label, f.value, f.unit, f.meaning, _note(f)) for f in section.figures]
        _table(document, ("指标", "数值", "单位", "口径", "说明"), rows, (1,))
    if section.table:
        heads = tuple(h.label + (f"（{h.unit}）" if h.unit else "") for h in section.table.head)
        _table(document, heads, section.table.rows, _numeric(section.table))
    owner = None
    for line in section.lines:
        if line.owner and line.owner != owner:
            owner = line.owner
            _paragraph(document, f"（{owner}）", font=HEAD)
        _paragraph(document, line_text(line))
    if section.more:
        _paragraph(document, f"另有{section.more}项，见系统。")
    if not (section.sentences or section.figures or section.lines or section.table):
        _paragraph(document, section.empty)


def _note(figure: Figure) -> str:
    """Up to when the figure tells; who published it."""
    return "，".join(part for part in (reach(figure), "" if figure.key else figure.definition) if part)


def _numeric(table: Table) -> tuple[int, ...]:
    return tuple(i for i, head in enumerate(table.head) if head.number)


def _table(
    document: Any, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], numeric: tuple[int, ...]
) -> None:
    table = document.add_table(rows=0, cols=len(heads))
    table.style = "Table Grid"
    _row(table, heads, (), HEAD)
    _repeat(table.rows[0])
    for row in rows:
        _row(table, row, numeric, BODY)


def _row(table: Any, texts: tuple[str, ...], numeric: tuple[int, ...], font: str) -> None:
    for index, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(TABLE_PT * 1.5)
        if index in numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _font_run(paragraph.add_run(str(text)), font, TABLE_PT)


def _repeat(row: Any) -> None:
    """Repeat the head on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _bytes(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
