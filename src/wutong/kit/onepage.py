"""One A4 for a leader, as PDF and as Word: short blocks under heads; what is too long is cut and says so.

The PDF is measured; a Word file is laid out by whoever opens it, so its type is chosen by reckoning.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files

from docx.shared import Mm

from wutong.kit import typeset, word

# How long a line and a cell may be, and how many lines a block; `fitting` takes fewer where a page asks for it.
LINE, CELL, MOST = 160, 60, 8
_SIZES = (12.0, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
_WIDTH_PT, _HEIGHT_PT, _LEADING, _SPARE, _READABLE = 493.0, 740.0, 1.5, 0.94, 8.0


@dataclass(frozen=True)
class Block:
    """A head with lines, a table, or both; `total` is how many rows there would be, `widths` are shares of the page."""

    head: str
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    numeric: tuple[int, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        return max(self.total - max(len(self.rows), len(self.lines)), 0) if self.total else 0


@dataclass(frozen=True)
class OnePage:
    title: str
    sub: str
    blocks: tuple[Block, ...]
    foot: str


def cut(text: str, limit: int = LINE) -> str:
    """Text in one line, with a mark where it was cut."""
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def lines(head: str, told: Sequence[str], most: int = MOST) -> Block:
    """A block of lines, at most so many."""
    return Block(head, tuple(cut(line) for line in told[:most]), total=len(told))


def table(
    head: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
    most: int = MOST,
    numeric: tuple[int, ...] = (),
) -> Block:
    """A block with a table of at most so many rows; `columns` are (head, share of the width)."""
    shown = tuple(tuple(cut(cell, CELL) for cell in row) for row in rows[:most])
    heads, widths = tuple(c[0] for c in columns), tuple(c[1] for c in columns)
    return Block(head, (), heads, shown, widths, numeric, len(rows))


def fitting(made: Callable[[int], OnePage]) -> OnePage:
    """The page with the most rows a block that can be read in type of at least eight points; else with the fewest."""
    pages = (made(most) for most in range(MOST, 0, -1))
    return next((page for page in pages if height(page, _READABLE) <= _HEIGHT_PT * _SPARE), made(1))


def pdf(told: OnePage) -> bytes:
    template = (files("wutong.kit") / "papers" / "one_a4.typ").read_text(encoding="utf-8")
    blocks = [{**asdict(block), "more": block.more} for block in told.blocks]
    return typeset.pdf(template, {**asdict(told), "blocks": blocks})


def docx(told: OnePage) -> bytes:
    size = type_size(told)
    document = word.page(size)
    page = document.sections[0]
    page.top_margin, page.bottom_margin = Mm(16), Mm(14)
    page.left_margin = page.right_margin = Mm(18)
    word.title(document, told.title)
    word.paragraph(document, told.sub, size=size, centred=True)
    for block in told.blocks:
        word.paragraph(document, block.head, font=word.HEAD, size=size)
        for line in block.lines:
            word.paragraph(document, line, size=size)
        if block.rows:
            word.table(document, block.heads, block.rows, block.numeric, size)
        if block.more:
            word.paragraph(document, f"…等{block.total}项，另{block.more}项见系统。", size=size)
    word.to_the_right(document, told.foot, size)
    return word.content(document)


def type_size(told: OnePage) -> float:
    """The largest size at which all of it should stand on the page; else the smallest."""
    return next((size for size in _SIZES if height(told, size) <= _HEIGHT_PT * _SPARE), _SIZES[-1])


def height(told: OnePage, size: float) -> float:
    """Points that the page takes at a size of type, the title and the foot with it."""
    return 60 + size * word.LINE_PT / word.BODY_PT * 2 + sum(_height(block, size) for block in told.blocks)


def _height(block: Block, size: float) -> float:
    """Lines are spaced as `word.page` does; cells of a table by one and a half, each as wide as any other."""
    line, across = size * word.LINE_PT / word.BODY_PT, _WIDTH_PT / size
    text = sum(math.ceil((len(words) + 2) / across) for words in block.lines) + 1 + bool(block.more)
    cell = across / max(len(block.heads), 1) - 1.2
    rows = sum(
        max(math.ceil(max(len(c), 1) / cell) for c in row) for row in (block.heads, *block.rows) if row
    )
    return text * line + rows * size * _LEADING
