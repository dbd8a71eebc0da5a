"""Word files in the official layout (GB/T 9704 habits).

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

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY, HEAD, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
TITLE_PT, BODY_PT, TABLE_PT, LINE_PT = 22, 16, 12, 28


def page(body_pt: float = BODY_PT) -> Any:
    """An empty document; a smaller `body_pt` brings its lines closer together in proportion."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    _font(style, BODY, body_pt)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(LINE_PT * body_pt / BODY_PT)
    style.paragraph_format.space_after = Pt(0)
    _page_number(page.footer.paragraphs[0])
    return document


def title(document: Any, text: str) -> None:
    """The title on the paper, and in the properties of the file."""
    written = paragraph(document, text, font=TITLE, size=TITLE_PT, centred=True)
    written.paragraph_format.line_spacing = Pt(LINE_PT * TITLE_PT / BODY_PT * 0.8)
    document.core_properties.title = text


def paragraph(
    document: Any, text: str, font: str = BODY, size: float = BODY_PT, centred: bool = False
) -> Any:
    """Indented by two characters, or centred."""
    written = document.add_paragraph()
    if centred:
        written.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        written.paragraph_format.first_line_indent = Pt(2 * size)
    _font_run(written.add_run(text), font, size)
    return written


def to_the_right(document: Any, text: str, size: float = BODY_PT) -> None:
    """Who signs, and the day."""
    written = paragraph(document, text, size=size)
    written.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def table(
    document: Any,
    heads: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    numeric: tuple[int, ...] = (),
    size: float = TABLE_PT,
) -> None:
    """Rows under a head that is repeated on each page; the `numeric` columns stand to the right."""
    made = document.add_table(rows=0, cols=len(heads))
    made.style = "Table Grid"
    _row(made, heads, (), HEAD, size)
    _repeat(made.rows[0])
    for row in rows:
        _row(made, row, numeric, BODY, size)


def facts(document: Any, pairs: Iterable[tuple[str, str]]) -> None:
    """Words and their values as a table of two columns, the words narrow."""
    made = document.add_table(rows=0, cols=2)
    made.style, made.autofit = "Table Grid", False
    for pair in pairs:
        _row(made, pair, (), BODY)
        for cell, width in zip(made.rows[-1].cells, (Mm(34), Mm(122)), strict=True):
            cell.width = width


def content(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _font(styled: Any, name: str, size: float) -> None:
    styled.font.name, styled.font.size = name, Pt(size)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _font_run(run: Any, name: str, size: float) -> None:
    run.font.name, run.font.size = name, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


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


def _row(
    table: Any, texts: tuple[str, ...], numeric: tuple[int, ...], font: str, size: float = TABLE_PT
) -> None:
    for index, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
        if index in numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _font_run(paragraph.add_run(str(text)), font, size)


def _repeat(row: Any) -> None:
    """Repeat the head on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
