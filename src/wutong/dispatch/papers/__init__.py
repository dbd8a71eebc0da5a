"""A meeting on paper: its brief, its minutes, and one A4 for the leader, each in the forms that an office asks for."""

from collections.abc import Callable, Mapping
from typing import Any

from wutong.dispatch import queries
from wutong.dispatch.minutes import minutes_of
from wutong.dispatch.models import Meeting
from wutong.dispatch.papers import excel, pdf, sheet, text, word
from wutong.kit import onepage
from wutong.kit.typeset import PDF, PNG
from wutong.kit.word import DOCX
from wutong.kit.workbooks import XLSX

TEXT = "text/plain; charset=utf-8"

# Form: (ending, media type, writer).
Forms = Mapping[str, tuple[str, str, Callable[[Any], bytes]]]
BRIEF: Forms = {
    "text": ("txt", TEXT, text.brief),
    "docx": ("docx", DOCX, word.brief),
    "xlsx": ("xlsx", XLSX, excel.brief),
    "pdf": ("pdf", PDF, pdf.brief),
    "png": ("png", PNG, pdf.picture),
}
MINUTES: Forms = {
    "text": ("txt", TEXT, text.minutes),
    "docx": ("docx", DOCX, word.minutes),
    "xlsx": ("xlsx", XLSX, excel.minutes),
}
SHEET: Forms = {"docx": ("docx", DOCX, onepage.docx), "pdf": ("pdf", PDF, onepage.pdf)}

# Paper: (name, what it is written from, its forms).
PAPERS: dict[str, tuple[str, Callable[[Meeting], Any], Forms]] = {
    "brief": ("调度材料", queries.brief_of, BRIEF),
    "minutes": ("会议纪要", minutes_of, MINUTES),
    "sheet": ("一页纸", sheet.page_of, SHEET),
}
