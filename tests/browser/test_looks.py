"""Every page that somebody reaches by links, at a desk's and a phone's width: by axe, without overflow, without complaint."""

import re
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import WIDTHS, Visitor
from tests.browser.installation import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = {"serious", "critical"}
# Whose homes and rooms differ; between them they reach every page.
WALKERS = ("office", "secretary", "leader", "department", "inspectorate", "city", "admin")
FILES = re.compile(
    r"/(export|brief|minutes|sheet|paper|marked|evidence|static)[/.]|\.(xlsx|docx|txt)$|/field/pictures/\d+/"
)


def pattern_of(address: str) -> str:
    """One for all the pages of a kind: numbers and the question after "?" left out."""
    return re.sub(r"/\d+(?=/)", "/n", urlsplit(address).path)


def links_on(visitor: Visitor) -> list[str]:
    found = visitor.page.eval_on_selector_all(
        "a[href]:not([download])", "links => links.map(link => link.href)"
    )
    return [link for link in found if link.startswith(visitor.address) and not FILES.search(link)]


def walk(visitor: Visitor, seen: set[str]) -> Iterator[str]:
    """Goes to one page of each kind that is not seen yet; yields the pages where it stands."""
    waiting = [visitor.address + "/"]
    for step in count():
        if step == len(waiting):
            return
        address = waiting[step]
        visitor.page.goto(address)
        seen.add(pattern_of(address))
        for link in links_on(visitor):
            if pattern_of(link) not in seen:
                seen.add(pattern_of(link))
                waiting.append(link)
        yield address.removeprefix(visitor.address)


def findings(visitor: Visitor) -> list[str]:
    """What axe finds serious on the page that is shown, and what sticks out of it."""
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(AXE.read_text())
    results = visitor.page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS)
    found = [
        f"{v['id']}: {node['target']} {node['failureSummary'][:200]}"
        for v in results["violations"]
        if v["impact"] in SERIOUS
        for node in v["nodes"][:2]
    ]
    wide = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, *([f"{wide} px too wide"] if wide > 0 else [])]


def at_each_width(visitor: Visitor) -> list[str]:
    found = []
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {what}" for what in findings(visitor)]
    return found


def test_every_page_is_clear_to_everybody(shown, visit):
    seen: set[str] = set()
    found = {}
    for persona in WALKERS:
        visitor = visit(shown, persona)
        seen -= {"/"}
        for path in walk(visitor, seen):
            if what := at_each_width(visitor):
                found[f"{persona} {path}"] = what
    assert not found, "\n".join(f"{page}\n  " + "\n  ".join(what) for page, what in found.items())
    assert len(seen) > 40


@pytest.mark.parametrize("path", ["/accounts/login/", "/no-such-page/", "/demo/"])
def test_pages_before_the_door_too(shown, visit, path):
    assert not at_each_width(visit(shown).go(path))


def test_the_measure_finds_what_is_wrong(shown, visit):
    visitor = visit(shown).go("/demo/")
    visitor.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x><hr class=x>')")
    visitor.page.evaluate("document.querySelector('hr.x').style.width = '3000px'")
    found = " ".join(findings(visitor))
    assert "image-alt" in found and "too wide" in found
