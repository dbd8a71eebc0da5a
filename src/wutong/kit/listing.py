"""One page of a list: its rows in one statement, its size counted up to a thousand in another."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PER_PAGE = 100
COUNTED = 1000
_ID_DIGITS = 18  # so that none is beyond a 64-bit column


@dataclass(frozen=True)
class Listed:
    """Rows of a page; `count` is exact up to `COUNTED`, one more means "and more"."""

    rows: list[Any]
    number: int
    count: int
    has_next: bool

    @property
    def count_words(self) -> str:
        return f"超过 {COUNTED}" if self.count > COUNTED else str(self.count)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous


def page_of(found: QuerySet, number: str | None, per_page: int = PER_PAGE) -> Listed:
    """The page that the address names; nonsense is the first page."""
    wanted = int(number) if (number or "").isdecimal() and len(number or "") < 7 else 1
    wanted = max(wanted, 1)
    start = (wanted - 1) * per_page
    rows = list(found[start : start + per_page + 1])
    whole = wanted == 1 and len(rows) <= per_page
    count = len(rows) if whole else _capped(found)
    return Listed(rows[:per_page], wanted, count, len(rows) > per_page)


def _capped(found: QuerySet) -> int:
    return found.order_by().values("pk")[: COUNTED + 1].count()


def chosen_id(text: str | None) -> int:
    """The id that an address or a form names; 0, which no row has, for what cannot be one."""
    text = text or ""
    return int(text) if text.isdecimal() and len(text) <= _ID_DIGITS else 0
