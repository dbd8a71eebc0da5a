"""The brief and the minutes on paper: text for the chat group, Word, Excel."""

from collections.abc import Callable

from wutong.dispatch.papers import excel, text, word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain; charset=utf-8"

# Form: (ending, media type, brief, minutes)
FORMS: dict[str, tuple[str, str, Callable, Callable]] = {
    "text": ("txt", TEXT, text.brief, text.minutes),
    "docx": ("docx", DOCX, word.brief, word.minutes),
    "xlsx": ("xlsx", XLSX, excel.brief, excel.minutes),
}
