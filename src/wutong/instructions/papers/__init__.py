"""The papers of an instruction: the slip of an assignment, and the report to the leader on one A4."""

from collections.abc import Callable

from wutong.instructions.papers import pdf, word
from wutong.instructions.papers.telling import Report, report_of
from wutong.instructions.papers.word import slip
from wutong.kit.typeset import PDF
from wutong.kit.word import DOCX

__all__ = ["FORMS", "Report", "report_of", "slip"]

# Ending: (media type, writer).
FORMS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "docx": (DOCX, word.report),
    "pdf": (PDF, pdf.report),
}
