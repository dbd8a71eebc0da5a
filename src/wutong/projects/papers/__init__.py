"""One A4 of a project (项目一页纸), as PDF and as Word."""

from collections.abc import Callable

from wutong.kit import onepage
from wutong.kit.onepage import OnePage
from wutong.kit.typeset import PDF
from wutong.kit.word import DOCX
from wutong.projects.papers.telling import page_of

__all__ = ["FORMS", "page_of"]

# Ending: (media type, writer).
FORMS: dict[str, tuple[str, Callable[[OnePage], bytes]]] = {
    "pdf": (PDF, onepage.pdf),
    "docx": (DOCX, onepage.docx),
}
