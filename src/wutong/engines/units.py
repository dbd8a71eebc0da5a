"""Amounts of money in the units that offices write: 元, 千元, 万元, 百万元, 亿元. Exact, in yuan."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

YUAN: dict[str, int] = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}
_UNIT = re.compile(r"(?:人民币)?((?:[亿万千]|百万|千万|十万)?(?<![美港欧日])元)(?:人民币)?")


def unit_in(text: str) -> str | None:
    """The money unit that a note such as `单位：万元` or `（亿元）` names, or None."""
    found = _UNIT.search(re.sub(r"\s", "", text))
    return found.group(1) if found and found.group(1) in YUAN else None


def to_yuan(number: Decimal, unit: str) -> Decimal:
    """`number` of `unit` in yuan, to the fen. KeyError for an unknown unit."""
    return (number * YUAN[unit]).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def display(yuan: Decimal | int | None, unit: str = "万元", places: int = 2) -> str:
    """An amount of yuan in `unit` with thousands marks and at most `places` decimals; a dash for None."""
    if yuan is None:
        return "—"
    step = Decimal(1).scaleb(-places)
    value = (Decimal(yuan) / YUAN[unit]).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
