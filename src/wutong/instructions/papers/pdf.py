"""The report as PDF."""

from dataclasses import asdict
from importlib.resources import files

from wutong.instructions.papers.telling import HEADS, TITLE, Report
from wutong.kit import typeset


def report(told: Report) -> bytes:
    """The report on one A4: the template takes the largest type at which it stands on the page."""
    template = (files("wutong.instructions") / "papers" / "report.typ").read_text(encoding="utf-8")
    return typeset.pdf(template, {"title": TITLE, "heads": HEADS, **asdict(told)})
