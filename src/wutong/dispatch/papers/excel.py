"""The brief as an Excel file: one sheet a section, printing on one page width with repeated heads."""

from io import BytesIO
from typing import Any

import xlsxwriter

from wutong.dispatch.minutes import HEADS, Minutes
from wutong.dispatch.papers.text import LIGHTS, MARKS, NUMERALS
from wutong.dispatch.rules import Brief, Section

# Text that begins with a sign stays text: nothing in a brief is a formula.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
LIST_HEADS = ("责任单位", "灯", "变化", "事项")


def brief(material: Brief) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    styles = _styles(book)
    for number, section in zip(NUMERALS, material.sections, strict=False):
        _sheet(book.add_worksheet(f"{number}、{section.title}"[:31]), section, material, styles)
    if material.notes:
        sheet = book.add_worksheet("说明")
        for row, note in enumerate(material.notes):
            sheet.write_string(row, 0, note, styles["note"])
    book.close()
    return stream.getvalue()


def minutes(told: Minutes) -> bytes:
    """Facts above, decisions below."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    styles = _styles(book)
    sheet = book.add_worksheet("会议纪要")
    _print_setup(sheet)
    sheet.write_string(0, 0, told.heading, styles["title"])
    row = 1
    for word, value in (*told.facts, *([("小结", told.summary)] if told.summary else [])):
        sheet.write_string(row, 0, f"{word}：{value}", styles["note"])
        row += 1
    _table(sheet, row, HEADS, told.decisions, set(), styles)
    book.close()
    return stream.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "vcenter"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 16, "align": "center"}),
        "note": book.add_format({**base, "text_wrap": False}),
        "head": book.add_format(
            {**base, "bold": True, "border": 1, "align": "center", "bg_color": "#EEF2F8"}
        ),
        "text": book.add_format({**base, "border": 1}),
        "number": book.add_format({**base, "border": 1, "align": "right"}),
    }


def _sheet(sheet: Any, section: Section, material: Brief, styles: dict[str, Any]) -> None:
    _print_setup(sheet)
    sheet.write_string(0, 0, f"{section.title}（{material.on}）", styles["title"])
    row = 1
    for sentence in section.sentences:
        sheet.write_string(row, 0, sentence, styles["note"])
        row += 1
    for heads, rows, numeric in _tables(section):
        row = _table(sheet, row, heads, rows, numeric, styles)
    if section.more:
        sheet.write_string(row, 0, f"另有{section.more}项，见系统。", styles["note"])
    if not _tables(section) and not section.sentences:
        sheet.write_string(row, 0, section.empty, styles["note"])


def _print_setup(sheet: Any) -> None:
    """A4 across, one page wide."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _tables(section: Section) -> list[tuple[tuple[str, ...], list[tuple[str, ...]], set[int]]]:
    out: list[tuple[tuple[str, ...], list[tuple[str, ...]], set[int]]] = []
    if section.figures:
        figures = [(f.label, f.value, f.unit, f.meaning, f.reach, f.definition) for f in section.figures]
        out.append((("指标", "数值", "单位", "口径", "时期", "定义"), figures, {1}))
    if section.table:
        heads = tuple(h.label + (f"（{h.unit}）" if h.unit else "") for h in section.table.head)
        out.append(
            (heads, list(section.table.rows), {i for i, h in enumerate(section.table.head) if h.number})
        )
    if section.lines:
        lines = [(x.owner, LIGHTS.get(x.light, ""), MARKS.get(x.mark, ""), x.text) for x in section.lines]
        out.append((LIST_HEADS, lines, set()))
    return out


def _table(sheet: Any, row: int, heads, rows, numeric: set[int], styles: dict[str, Any]) -> int:
    for column, head in enumerate(heads):
        sheet.write_string(row, column, head, styles["head"])
        sheet.set_column(column, column, 44 if head in {"事项", "定义", "议定事项"} else 16)
    sheet.repeat_rows(row)
    for values in rows:
        row += 1
        for column, value in enumerate(values):
            _cell(
                sheet,
                row,
                column,
                value,
                styles["number" if column in numeric else "text"],
                column in numeric,
            )
    return row + 2


def _cell(sheet: Any, row: int, column: int, value: str, style: Any, numeric: bool) -> None:
    """A figure is written as a number, so that the office can sum it; what is no number stays as printed."""
    plain = value.replace(",", "")
    try:
        sheet.write_number(row, column, float(plain), style) if numeric else sheet.write_string(
            row, column, value, style
        )
    except ValueError:
        sheet.write_string(row, column, value, style)
