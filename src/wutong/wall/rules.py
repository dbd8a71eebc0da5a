"""How lists are laid on pages, and how a screen's key is kept (pure)."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

COLUMNS, ROWS, PARTS = 3, 9, 4
SHOWN = ROWS * PARTS
LONGEST_DAYS = 366
_KEY_BYTES = 32


@dataclass(frozen=True)
class Column:
    """A column of a page: a list or a part of it. `part` of `parts`; `more` are left out after its last part."""

    title: str
    count: int
    rows: tuple[Any, ...]
    part: int
    parts: int
    more: int
    url: str


def columns(title: str, count: int, rows: Sequence[Any], url: str) -> Iterator[Column]:
    """A list cut into columns; one that is empty has a column too, for that is said."""
    parts = max(1, -(-len(rows) // ROWS))
    for number in range(parts):
        more = count - len(rows) if number == parts - 1 else 0
        yield Column(
            title, count, tuple(rows[number * ROWS : (number + 1) * ROWS]), number + 1, parts, more, url
        )


def pages(laid: Sequence[Column]) -> list[Sequence[Column]]:
    """Three columns a page."""
    return [laid[start : start + COLUMNS] for start in range(0, len(laid), COLUMNS)]


def days_words(node_days: int | None, stood_days: int | None) -> str:
    """What stands at the right of a name: how long its node is overdue or has left, else how long it stands on the list."""
    if node_days is not None and node_days > 0:
        return f"超期{node_days}天"
    if node_days is not None:
        return f"剩{-node_days}天" if node_days else "今天到期"
    return f"第{stood_days}天" if stood_days else ""


def new_key() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def check(name: str, expires_on: date, today: date) -> dict[str, str]:
    errors = {}
    if not name.strip():
        errors["name"] = "请写明挂在哪里"
    if not today <= expires_on <= today + timedelta(days=LONGEST_DAYS):
        errors["expires_on"] = "有效期从今天起，最长一年；到期可以重新生成"
    return errors
