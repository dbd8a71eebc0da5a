"""Permits, problems and codes as people write them. Each answer is (value, reason, guessed)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from wutong.engines.ledger.vocabulary import NATURES, NOTHING, PERMIT_PATTERNS, PERMITS

Answer = tuple[Any, str, bool]
NOT_A_PERMIT = "看不出办理情况，请填已办结、办理中、未办理或不涉及"
WRONG_CODE = "统一社会信用代码的校验位不对，请核对"
_BLANKS = " \t\u3000\xa0"


def clean(text: str) -> str:
    """A text without the breaks and blanks that do not belong to it."""
    if "\n" not in text and "\r" not in text:
        return text.strip(_BLANKS)
    lines = [line.strip(_BLANKS) for line in text.replace("\r", "\n").split("\n")]
    joined = ""
    for line in lines:
        glue = " " if joined and line and joined[-1].isascii() and line[0].isascii() else ""
        joined += glue + line
    return joined


def problem(text: str) -> str | None:
    """A problem in words; None for 无, /, 暂无 and the like."""
    words = clean(text)
    return None if words in NOTHING or not re.search(r"\w", words) else words


def permit(text: str) -> Answer:
    """done, in_progress, not_started or not_applicable."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("。.;；")
    if not plain:
        return None, "", False
    if state := PERMITS.get(plain):
        return state, "", False
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", plain)
    if state := PERMITS.get(bare):
        return state, "", False
    for state, pattern in PERMIT_PATTERNS:
        if pattern.search(plain):
            return state, "", False
    return None, NOT_A_PERMIT, False


def nature(text: str) -> str | None:
    """New or carried over, where the words say so. 在建 over a table says how far its projects are, not since when."""
    plain = re.sub(r"\s", "", text)
    return next((key for key, pattern in NATURES if pattern.search(plain)), None)


def answered_nature(text: str) -> str | None:
    """The same in a column that asks for it, where 在建 is the other answer than 新建."""
    return nature(text) or ("carried_over" if "在建" in text else None)


def credit_code(text: str) -> Answer:
    """Kept even where its check character is wrong."""
    if is_credit_code(text):
        return text, "", False
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if plain in NOTHING:
        return None, "", False
    return plain, ("" if is_credit_code(plain) else WRONG_CODE), False


# The check's weights are the powers of 3 modulo 31, and 34 is 3 modulo 31: a code written backwards with the digits of
# base 34 is, modulo 31, the weighted sum. What is no character of a code becomes no digit.
_ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_OTHERS = bytes(set(range(256)) - set(_ALPHABET))
_CODE_DIGITS = bytes.maketrans(_ALPHABET + _OTHERS, b"0123456789ABCDEFGHIJKLMNOPQRSTU" + b"." * len(_OTHERS))


def is_credit_code(code: str) -> bool:
    """What `stdnum.cn.uscc` says of it, many times as fast: alphabet, length, last check character (GB 32100)."""
    try:
        digits = code.encode().translate(_CODE_DIGITS)
        if len(digits) != 18 or not digits[:8].isdigit():
            return False
        return (int(digits[16::-1], 34) + int(digits[17:], 34)) % 31 == 0
    except ValueError:
        return False


# The same for many codes at once: the weighted value of each character, by its place in the code.
_CODE_LENGTH = 18
_WEIGHTED = [
    bytes(max(_ALPHABET.find(byte), 0) * (pow(3, place, 31) if place < 17 else 1) % 31 for byte in range(256))
    for place in range(_CODE_LENGTH)
]


def are_credit_codes(values: Sequence[Any]) -> bool:
    """Whether a column holds right codes and nothing else."""
    try:
        whole = "".join(values).encode("ascii")
    except (TypeError, UnicodeEncodeError):
        return False
    if set(map(len, values)) != {_CODE_LENGTH} or whole.translate(None, _ALPHABET):
        return False
    if not all(whole[place::_CODE_LENGTH].isdigit() for place in range(8)):
        return False
    weighted = (whole[i::_CODE_LENGTH].translate(table) for i, table in enumerate(_WEIGHTED))
    return not any(total % 31 for total in map(sum, zip(*weighted, strict=True)))


def shown(value: Any) -> str:
    """A cell as a person reads it: -500, not -500.0."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    return str(value).strip()
