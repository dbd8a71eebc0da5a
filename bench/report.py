"""The table that `./run bench` prints and writes into docs/benchmarks.md."""

import platform
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Result:
    """One bar: what was done, what was measured, the bar in words, whether it holds."""

    name: str
    measured: str
    bar: str
    holds: bool

    def row(self) -> str:
        return f"| {self.name} | {self.measured} | {self.bar} | {'holds' if self.holds else '**missed**'} |"


HEAD = """# Benchmarks

Written by `./run bench`. Each figure is a ratio of medians measured in one run on one machine; absolute seconds are
there to be read beside each other, not to be quoted.

"""


def write(results: list[Result]) -> str:
    """Write the page and return the table as printed."""
    machine = f"{date.today()}, {platform.machine()}, Python {platform.python_version()}"
    table = ["| work | measured | bar | |", "|---|---|---|---|", *(r.row() for r in results)]
    text = "\n".join(table) + "\n"
    PAGE.write_text(f"{HEAD}Measured on {machine}.\n\n{text}", encoding="utf-8")
    return text
