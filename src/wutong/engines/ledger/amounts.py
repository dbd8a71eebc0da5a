"""Amounts as people write them, to exact yuan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from wutong.engines import units

NOT_AN_AMOUNT = "不是金额，请填数字或留空"
NEGATIVE = "金额不能小于0，请核对"
FOREIGN = "不是人民币金额，请折算后填写"
GUESSED = "写的是约数，按数字读取，请核对"
# What a float holds to the unit. Beyond it nothing is money; neither is what is no number at all.
MOST = 1e15
_LONGEST = 20
_FOREIGN = re.compile(r"美元|美金|港元|港币|欧元|日元|英镑|USD|HKD|EUR|\$")
_ABOUT = re.compile(r"约|大约|左右|上下|近|余|多(?=[亿万千百元]|$)|预计|暂定|暂?估|\+$|以上|不低于")
_NUMBER = r"\d+(?:\.\d+)?"
_PART = re.compile(rf"({_NUMBER})(亿元|亿|千万元|千万|百万元|百万|万元|万|千元|千|元)?")
_SCALE = {"亿": "亿元", "千万": "千万元", "百万": "百万元", "万": "万元", "千": "千元"}
_EMPTY = re.compile(r"^[-—－/／∕\\~～·.。无]*$|^(暂无|没有|空|N/?A)$", re.IGNORECASE)

# (value in yuan or None, reason, guessed)
Amount = tuple[int | Decimal | None, str, bool]


def exact(number: Decimal | float, unit: str) -> int | Decimal:
    """Yuan, whole where it is whole. A binary fraction is taken as the fifteen digits that Excel shows."""
    value = Decimal(format(number, ".15g")) if isinstance(number, float) else number
    yuan = units.to_yuan(value, unit)
    whole = int(yuan)
    return whole if whole == yuan else yuan


def of_numbers(unit: str) -> Callable[[float], Amount]:
    """The reader of amounts of a unit that stand in their cells as numbers."""
    scale = units.YUAN[unit]

    def of_number(number: float) -> Amount:
        if 0 <= number < MOST:
            whole = int(number)
            return (whole * scale if whole == number else exact(number, unit)), "", False
        return None, (NEGATIVE if number < 0 else NOT_AN_AMOUNT), False

    return of_number


def of_text(text: str, unit: str) -> Amount:
    """An amount in words: 1.2亿, 12,000, 3000万元, 约3000, １２０００, 1亿2000万元."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[\s,，'‘’]|人民币|RMB|CNY|[¥￥]", "", plain)
    if _EMPTY.match(plain):
        return None, "", False
    if _FOREIGN.search(plain):
        return None, FOREIGN, False
    plain = re.sub(r"[(（].*?[)）]$", "", plain).rstrip("。;；、")
    plain = re.sub(r"(?<=\d)[wW]$", "万", plain)
    guessed = bool(_ABOUT.search(plain))
    plain = _ABOUT.sub("", plain)
    return _sum(plain, unit, guessed)


def _sum(plain: str, unit: str, guessed: bool) -> Amount:
    negative = plain.startswith("-")
    plain = plain.removeprefix("-").removeprefix("+")
    parts = _PART.findall(plain)
    if not parts or "".join(n + u for n, u in parts) != plain:
        return _scientific(plain, unit, negative)
    if len(parts) > 1 and any(not u for _, u in parts[:-1]):
        return None, NOT_AN_AMOUNT, False
    if negative:
        return None, NEGATIVE, False
    if any(len(n) > _LONGEST for n, _ in parts):
        return None, NOT_AN_AMOUNT, False
    yuan = sum((Decimal(str(exact(Decimal(n), _unit(u, unit)))) for n, u in parts), Decimal(0))
    whole = int(yuan)
    return (whole if whole == yuan else yuan), (GUESSED if guessed else ""), guessed


def _unit(written: str, column: str) -> str:
    if not written:
        return column
    return written if written.endswith("元") else _SCALE[written]


def _scientific(plain: str, unit: str, negative: bool) -> Amount:
    try:
        value = Decimal(plain) if re.fullmatch(r"\d+(\.\d+)?[eE][+-]?\d{1,2}", plain) else None
    except InvalidOperation:
        value = None
    if value is None or negative or value >= int(MOST):
        return None, NOT_AN_AMOUNT, False
    return exact(value, unit), "", False
