"""Of which day a ledger speaks: what its titles, sheets, name, notes and headings tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wutong.engines.ledger import dates


@dataclass(frozen=True)
class Times:
    """The year and month a ledger speaks of, where known."""

    year: int | None = None
    month: int | None = None


_YEAR = re.compile(r"(20\d\d)(?:年|(?!\d))")
_BARE_MONTH = re.compile(
    r"截[至止](?:到|目前)?[:：]?(\d{1,2})月|1[-—–~～至到](\d{1,2})月|(?<!\d)(\d{1,2})月份?(?!\d{1,2}日)"
)
_ASKED = r"截[至止].{0,6}?"
_DAY = r"(?P<y>20\d\d)(?:年(?P<m>\d{1,2})月(?P<d>\d{1,2})日?|(?P<s>[./-])(?P<m2>\d{1,2})(?P=s)(?P<d2>\d{1,2}))(?!\d)"
_TO = r"日?[-—–~～至到]+(?:(?P<m>\d{1,2})[月.])?(?P<d>\d{1,2})日?"
_MONTH_DAY = r"(?<!\d)(?P<m>\d{1,2})(?:月(?P<d>\d{1,2})日|\.(?P<d2>\d{1,2})(?![\d.]))"
_QUARTER = r"(?:第?(?P<q>[1-4一二三四])季度|(?P<h>上半年|前三季度|全年))"
# Words of a table that tells what has been done by the end of the quarter in its title.
_TOLD_OF = re.compile(r"完成|进展|进度|调度|情况|统计|月报|季报|通报|截[至止]|末|底")


def told_day(texts: Sequence[str], year: int | None) -> date | None:
    """The day that the texts tell, by the clearest form that one of them has. A month means its last day."""
    for pattern, understand in _FORMS:
        for text in texts:
            if (found := pattern.search(text)) and (day := understand(found, year)):
                return day
    return None


def in_digits(texts: Iterable[str]) -> list[str]:
    """Texts without spaces, in half width, with 二〇二六年九月 as 2026年9月."""
    plain = (re.sub(r"\s", "", unicodedata.normalize("NFKC", text)) for text in texts)
    return [dates.whole_years(dates.in_digits(text)) for text in plain]


def year_in(texts: Iterable[str]) -> int | None:
    """The first year that a text names."""
    return next((int(found.group(1)) for text in texts if (found := _YEAR.search(text))), None)


def month_in(texts: Iterable[str]) -> int | None:
    """The first month that a text names, with or without a year."""
    for text in texts:
        if (found := _BARE_MONTH.search(text)) and 1 <= (
            month := int(next(filter(None, found.groups())))
        ) <= 12:
            return month
    return None


def month_end(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _full(found: re.Match[str], _: int | None) -> date | None:
    parts = found.groupdict()
    return _valid(int(parts["y"]), int(parts["m"] or parts["m2"]), int(parts["d"] or parts["d2"]))


def _span(found: re.Match[str], _: int | None) -> date | None:
    parts = found.groupdict()
    return _valid(int(parts["y"]), int(parts["m"] or parts["m0"]), int(parts["d"]))


def _without_year(found: re.Match[str], year: int | None) -> date | None:
    parts = found.groupdict()
    return _valid(year, int(parts["m"]), int(parts["d"] or parts["d2"])) if year else None


def _month(found: re.Match[str], _: int | None) -> date | None:
    return month_end(int(found["y"]), int(found["m"]))


def _quarter(found: re.Match[str], year: int | None) -> date | None:
    told = int(found["y"]) if found.groupdict().get("y") else year
    if not told or not _TOLD_OF.search(found.string) or re.search(r"计划|开工项目|安排", found.string):
        return None
    last = {"上半年": 6, "前三季度": 9, "全年": 12}.get(found["h"] or "")
    return month_end(told, last or 3 * ("1234".find(found["q"]) + 1 or "一二三四".find(found["q"]) + 1))


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


Understand = Callable[[re.Match[str], int | None], date | None]
_FORMS: tuple[tuple[re.Pattern[str], Understand], ...] = tuple(
    (re.compile(pattern), understand)
    for pattern, understand in (
        (_ASKED + _DAY, _full),
        (r"(?P<y>20\d\d)[年.](?P<m0>\d{1,2})[月.]\d{1,2}" + _TO, _span),
        (_DAY, _full),
        (_ASKED + _MONTH_DAY, _without_year),
        (r"(?:更新|统计|调度|数据).{0,6}?" + _MONTH_DAY, _without_year),
        (r"[(]" + _MONTH_DAY + r"[)]", _without_year),
        (r"(?P<y>20\d\d)年(?:1月?[-—–~～至到])?(?P<m>\d{1,2})月", _month),
        (r"(?P<y>20\d\d)年?" + _QUARTER, _quarter),
        (r"[(]" + _QUARTER + r"[末底]?[)]", _quarter),
    )
)
