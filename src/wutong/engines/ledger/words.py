"""Permits, phones, names and codes as people write them. Each answer is (value, reason, guessed)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from stdnum.cn import uscc as _uscc

from wutong.engines.ledger.vocabulary import NATURES, NOTHING, PERMIT_PATTERNS, PERMITS

Answer = tuple[Any, str, bool]
NOT_A_PERMIT = "看不出办理情况，请填已办结、办理中、未办理或不涉及"
NOT_A_PHONE = "不是电话号码"
WRONG_CODE = "统一社会信用代码的校验位不对，请核对"
_PHONE = re.compile(r"(?:\+?86[-]?)?(1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,5})?|[2-9]\d{6,7}|400-?\d{3}-?\d{4})")


def clean(text: str) -> str:
    """A text without the breaks and blanks that do not belong to it."""
    lines = [line.strip(" \t\u3000\xa0") for line in text.replace("\r", "\n").split("\n")]
    joined = ""
    for line in lines:
        glue = " " if joined and line and joined[-1].isascii() and line[0].isascii() else ""
        joined += glue + line
    return joined


@lru_cache(maxsize=100_000)
def text_of(text: str) -> str | None:
    return clean(text) or None


@lru_cache(maxsize=100_000)
def problem(text: str) -> str | None:
    """A problem in words; None for 无, /, 暂无 and the like."""
    words = clean(text)
    return None if words in NOTHING else words


@lru_cache(maxsize=50_000)
def name(text: str) -> str | None:
    """A person's name: two characters are often spread to the width of three."""
    words = clean(text)
    if words in NOTHING:
        return None
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", "", words) if len(words) <= 6 else words


@lru_cache(maxsize=10_000)
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


@lru_cache(maxsize=1_000)
def nature(text: str) -> str | None:
    plain = re.sub(r"\s", "", text)
    return next((key for key, pattern in NATURES if pattern.search(plain)), None)


@lru_cache(maxsize=100_000)
def phone(text: str) -> Answer:
    """Digits of one number, or of several joined by 、; landlines keep their dash."""
    plain = re.sub(r"[\s—–－]", lambda m: "-" if m.group() in "—–－" else "", unicodedata.normalize("NFKC", text))
    if plain.strip("-/\\∕") == "" or plain in NOTHING:
        return None, "", False
    if re.fullmatch(r"(\+?86-?)?1\d{2}[-.]?\d{4}[-.]?\d{4}", plain):
        return re.sub(r"\D", "", plain)[-11:], "", False
    found = _PHONE.findall(plain)
    left = _PHONE.sub("", plain)
    if not found or re.search(r"[\u4e00-\u9fff]{2,}|\d{3,}", left):
        return None, NOT_A_PHONE, False
    return "、".join(found), "", False


@lru_cache(maxsize=50_000)
def name_and_phone(text: str) -> tuple[str | None, str | None]:
    """张三 13800138000, 张三（13800138000）, 张三/0432-1234567."""
    plain = unicodedata.normalize("NFKC", clean(text))
    found = _PHONE.search(re.sub(r"(?<=\d)[ -](?=\d)", "", plain))
    if not found:
        return name(text), None
    words = _PHONE.sub("", re.sub(r"(?<=\d)[ -](?=\d)", "", plain))
    who = re.sub(r"[()（）:：,，/、;；+\-\s]|电话|手机", "", words)
    return who or None, found.group(1)


@lru_cache(maxsize=100_000)
def credit_code(text: str) -> Answer:
    """Kept even where its check character is wrong; `stdnum` decides, nothing else."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if plain in NOTHING:
        return None, "", False
    return plain, ("" if _uscc.is_valid(plain) else WRONG_CODE), False


def shown(value: Any) -> str:
    """A cell as a person reads it: -500, not -500.0."""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else format(value, ".15g")
    return str(value).strip()
