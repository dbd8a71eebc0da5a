"""Text as it may be kept: without the characters that a database, Excel or Word does not take."""

import re
from typing import Any

# Control characters but tab and line breaks, halves of surrogate pairs, and the two that are no characters.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def readable(text: str) -> str:
    """`text` without what cannot be kept; the same object where there is nothing of it."""
    return text if text.isprintable() else _UNKEPT.sub("", text)


def readable_within(value: Any) -> Any:
    """The same for the texts of a list or a mapping; other values as they are."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict):
        return {readable(key): readable_within(held) for key, held in value.items()}
    if isinstance(value, list):
        return [readable_within(held) for held in value]
    return value
