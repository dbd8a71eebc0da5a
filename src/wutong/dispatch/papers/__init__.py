"""The brief and the minutes on paper: text for the chat group, Word, Excel."""

from collections.abc import Callable

from wutong.dispatch.papers import excel, text, word
from wutong.kit.word import DOCX
from wutong.kit.workbooks import XLSX

TEXT = "text/plain; charset=utf-8"

# Form: (ending, media type, brief, minutes)
FORMS: dict[str, tuple[str, str, Callable, Callable]] = {
    "text": ("txt", TEXT, text.brief, text.minutes),
    "docx": ("docx", DOCX, word.brief, word.minutes),
    "xlsx": ("xlsx", XLSX, excel.brief, excel.minutes),
}
