"""The list of projects over 100,000 projects and 1,000,000 duties against a bare view of the same rows and columns."""

import os
import re
from html.parser import HTMLParser

from bench import databases, place
from bench.measure import paired
from bench.report import Result

SMALL, LARGE, DUTIES_EACH = 1_000, 100_000, 10


def run() -> list[Result]:
    return measured("SQLite")


def measured(name: str, url: str = "") -> list[Result]:
    if url:
        os.environ["WUTONG_DATABASE_URL"] = url
    place.set_up()
    top, actor = place.county()
    client = place.client_of(actor)
    place.fill(top, SMALL, DUTIES_EACH)
    databases.keep_small()
    place.fill(top, LARGE - SMALL, DUTIES_EACH, first=SMALL)
    databases.analyze()
    return [_against_the_bare_view(client, name), _against_the_small(client, name)]


def _against_the_bare_view(client, name: str) -> Result:
    def ours():
        return client.get("/projects/")

    def bare():
        return client.get("/bare/")

    cells = _cells(ours())
    assert (len(cells), cells) == (100, _cells(bare())), "the same rows and columns"
    ratio = paired(ours, bare, runs=25, warm=3)
    work = f"list of 100 over {LARGE:,} projects, {LARGE * DUTIES_EACH:,} duties, {name}"
    return Result(work, f"{ratio.ratio:.2f}x ({ratio})", "<= 2x a bare view", ratio.ratio <= 2)


def _against_the_small(client, name: str) -> Result:
    statements = databases.statements_of(lambda: client.get("/projects/"))

    def large():
        databases.run_bare(statements)

    def small():
        with databases.over_small():
            databases.run_bare(statements)

    ratio = paired(large, small, runs=25, warm=3)
    return Result(
        f"its {len(statements)} statements, {name}",
        f"{ratio.ratio:.2f}x ({ratio})",
        f"<= 3x the same over {SMALL:,} projects",
        ratio.ratio <= 3,
    )


def _cells(answer) -> list[list[str]]:
    """The words of each cell of a page's table, row by row, without its head."""
    assert answer.status_code == 200
    table = _Table()
    table.feed(answer.content.decode())
    return [[re.sub(r"\s+", " ", cell).strip() for cell in row] for row in table.rows if row]


class _Table(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        if tag == "td":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data
