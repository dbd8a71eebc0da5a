"""The rules of an instruction: pure, without a query."""

import math
from collections.abc import Iterable, Sequence

SHOWN = 60
# What one A4 holds in the official margins at each size of type: (points, characters a line, lines).
SIZES = ((16.0, 27, 22), (14.0, 31, 25), (12.0, 36, 29), (10.5, 42, 34), (9.0, 49, 39))


def next_number(sign: str, year: int, used: Iterable[str]) -> str:
    """The number after the highest of the year: 凤督〔2026〕3号."""
    head = f"{sign}〔{year}〕"
    taken = (n.removeprefix(head).removesuffix("号") for n in used if n.startswith(head))
    return f"{head}{max((int(n) for n in taken if n.isdecimal()), default=0) + 1}号"


def assignment_number(instruction: str, existing: int) -> str:
    """The number of the next assignment of an instruction: 凤督〔2026〕3号-2."""
    return f"{instruction}-{existing + 1}"


def first_line(words: str) -> str:
    """The first line of what was written, cut where it is long."""
    line = next((line.strip() for line in words.splitlines() if line.strip()), "")
    return f"{line[: SHOWN - 1]}…" if len(line) > SHOWN else line


def type_size(paragraphs: Sequence[str], spare_lines: int) -> float:
    """The largest size of type at which the paragraphs, with `spare_lines` more, stand on one A4; else the smallest."""
    for size, width, lines in SIZES:
        if sum(math.ceil((len(p) + 2) / width) for p in paragraphs) + spare_lines <= lines:
            return size
    return SIZES[-1][0]
