"""Permits, phones, names and codes as people write them. Each answer is (value, reason, guessed)."""

from __future__ import annotations

import re
import unicodedata
from string import ascii_lowercase
from typing import Any

from wutong.engines.ledger.vocabulary import NATURES, NOTHING, PERMIT_PATTERNS, PERMITS

Answer = tuple[Any, str, bool]
NOT_A_PERMIT = "看不出办理情况，请填已办结、办理中、未办理或不涉及"
NOT_A_PHONE = "不是电话号码"
WRONG_CODE = "统一社会信用代码的校验位不对，请核对"
_BLANKS = " \t\u3000\xa0"
_PHONE = re.compile(r"(?:\+?86[-]?)?(1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,5})?|[2-9]\d{6,7}|400-?\d{3}-?\d{4})")


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
    return None if words in NOTHING else words


def name(text: str) -> str | None:
    """A person's name: two characters are often spread to the width of three."""
    words = clean(text)
    if words in NOTHING:
        return None
    return (
        re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", "", words) if len(words) <= 6 else words
    )


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
    plain = re.sub(r"\s", "", text)
    return next((key for key, pattern in NATURES if pattern.search(plain)), None)


def phone(text: str) -> Answer:
    """Digits of one number, or of several joined by 、; landlines keep their dash."""
    if len(text) == 11 and text.isascii() and text.isdecimal() and text[0] == "1":
        return text, "", False
    plain = re.sub(
        r"[\s—–－]", lambda m: "-" if m.group() in "—–－" else "", unicodedata.normalize("NFKC", text)
    )
    if plain.strip("-/\\∕") == "" or plain in NOTHING:
        return None, "", False
    if re.fullmatch(r"(\+?86-?)?1\d{2}[-.]?\d{4}[-.]?\d{4}", plain):
        return re.sub(r"\D", "", plain)[-11:], "", False
    found = _PHONE.findall(plain)
    left = _PHONE.sub("", plain)
    if not found or re.search(r"[\u4e00-\u9fff]{2,}|\d{3,}", left):
        return None, NOT_A_PHONE, False
    return "、".join(found), "", False


def name_and_phone(text: str) -> tuple[str | None, str | None]:
    """张三 13800138000, 张三（13800138000）, 张三/0432-1234567."""
    plain = unicodedata.normalize("NFKC", clean(text))
    found = _PHONE.search(re.sub(r"(?<=\d)[ -](?=\d)", "", plain))
    if not found:
        return name(text), None
    words = _PHONE.sub("", re.sub(r"(?<=\d)[ -](?=\d)", "", plain))
    who = re.sub(r"[()（）:：,，/、;；+\-\s]|电话|手机", "", words)
    return who or None, found.group(1)


def credit_code(text: str) -> Answer:
    """Kept even where its check character is wrong."""
    plain = text
    if not (text.isascii() and text.isalnum() and text.isupper()):
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if plain in NOTHING:
        return None, "", False
    return plain, ("" if is_credit_code(plain) else WRONG_CODE), False


# The check's weights are the powers of 3 modulo 31, and 34 is 3 modulo 31: a code written backwards with the digits of
# base 34 is, modulo 31, the weighted sum. What is no character of a code becomes no digit.
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NOT_IN_CODES = "IOZSV" + ascii_lowercase
_CODE_DIGITS = str.maketrans(
    _CODE_ALPHABET + _NOT_IN_CODES, "0123456789ABCDEFGHIJKLMNOPQRSTU" + "." * len(_NOT_IN_CODES)
)


def is_credit_code(code: str) -> bool:
    """What `stdnum.cn.uscc` says of it, many times as fast: alphabet, length, last check character (GB 32100)."""
    if len(code) != 18 or not code[:8].isdecimal() or not code.isascii() or not code.isalnum():
        return False
    try:
        digits = code.translate(_CODE_DIGITS)
        return (int(digits[16::-1], 34) + int(digits[17], 34)) % 31 == 0
    except ValueError:
        return False


def shown(value: Any) -> str:
    """A cell as a person reads it: -500, not -500.0."""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else format(value, ".15g")
    return str(value).strip()
