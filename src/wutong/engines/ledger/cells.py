"""Reading one cell by the kind of its column. Each answer is (value, reason, guessed)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from wutong.engines.ledger import amounts, dates, people, words
from wutong.engines.ledger.columns import Column
from wutong.engines.ledger.timing import Times
from wutong.engines.ledger.words import Answer

AMOUNT_KINDS = {"amount", "number"}
NOT_A_NUMBER = "不是数字，请填数字或留空"
PERMIT_DATED = "写的是日期，按办结日期读取，请核对"
PERMIT_DUE = "写的是以后的日期，按正在办理读取，请核对"
_QUANTITY = re.compile(r"^(\d+(?:\.\d+)?)(万|千)?(亩|人|个|户|公顷|平方米|平米|m2|米)?$")
_TIMES = {"万": 10_000, "千": 1_000, None: 1}


def reader(column: Column, times: Times) -> Callable[[Any], Answer]:
    """The function that reads the cells of a column."""
    of_text, of_number = _of_text(column, times), _of_number(column, times)

    def read_one(value: Any) -> Answer:
        form = type(value)
        if form is float and of_number:
            return of_number(value)
        if form is str:
            return of_text(value) if value else (None, "", False)
        if value is None:
            return None, "", False
        if isinstance(value, bool):
            return of_text("是" if value else "否")
        if isinstance(value, date | datetime):
            return _of_day(column.kind, value, of_text)
        if isinstance(value, timedelta):
            return None, dates.NOT_A_DATE, False
        return of_number(value) if of_number else of_text(words.shown(value))

    return read_one


def _of_text(column: Column, times: Times) -> Callable[[str], Answer]:
    unit, year = column.unit or "万元", times.year
    readers: dict[str, Callable[[str], Answer]] = {
        "amount": lambda t: amounts.of_text(t, unit),
        "date": lambda t: _listed(dates.of_text(t, year)),
        "years": lambda t: _listed(dates.years(t)),
        "permit": lambda t: _permit(t, times),
        "phone": people.phone,
        "code": words.credit_code,
        "nature": lambda t: (words.answered_nature(t), "", False),
        "name": lambda t: (people.name(t), "", False),
        "number": _quantity,
    }
    plain = (lambda t: (words.problem(t), "", False)) if column.field == "problem" else _text
    return readers.get(column.kind, plain)


def _of_number(column: Column, times: Times) -> Callable[[float], Answer] | None:
    unit = column.unit or "万元"
    readers: dict[str, Callable[[float], Answer]] = {
        "amount": amounts.of_numbers(unit),
        "date": lambda n: _listed(dates.of_number(n, times.year)),
        "number": _number,
    }
    return readers.get(column.kind)


def _number(number: float) -> Answer:
    if 0 <= number < amounts.MOST:
        return number, "", False
    return None, (amounts.NEGATIVE if number < 0 else NOT_A_NUMBER), False


def _of_day(kind: str, value: date | datetime, of_text: Callable[[str], Answer]) -> Answer:
    if kind == "date":
        return _listed(dates.of_day(value))
    if kind in AMOUNT_KINDS:
        return None, amounts.NOT_AN_AMOUNT, False
    return of_text(value.strftime("%Y-%m-%d"))


def _listed(answer: tuple) -> Answer:
    value, why, guessed = answer
    return (list(value) if value is not None else None), why, guessed


def _permit(text: str, times: Times) -> Answer:
    """In a column of permits a bare date is that of the permit: past ones are granted, later ones awaited."""
    promised, _, guessed = (
        dates.of_text(text, None) if re.match(r"\s*(19|20)\d\d\D", text) else (None, "", False)
    )
    if promised is None or promised[0] is None or guessed or not re.search(r"[\d日号月]\s*$", text):
        return words.permit(text)
    year, month = map(int, promised[0].split("-")[:2])
    if times.year and (year, month) > (times.year, times.month or 12):
        return "in_progress", PERMIT_DUE, True
    return "done", PERMIT_DATED, True


def texts(cells: Sequence[Any], told: Collection[Any]) -> list[str | None]:
    """Text cells without what does not belong to them; `told` are the different ones. Most columns are clean, which one
    look at all that they tell shows.
    """
    try:
        whole = f"|{'|'.join(told)}|"
    except TypeError:
        whole = "\n"
    if whole.isprintable() and "| " not in whole and " |" not in whole:
        return [v or None for v in cells] if "" in told else list(cells)
    known = {v: clean(v) for v in told if type(v) is str}
    return [known[v] if type(v) is str else clean(v) for v in cells]


def _text(text: str) -> Answer:
    return clean(text), "", False


def clean(value: Any) -> str | None:
    """A text cell; numbers and days in it as people read them."""
    if value == "" or value is None:
        return None
    return words.clean(value if isinstance(value, str) else words.shown(dated(value))) or None


def dated(value: Any) -> Any:
    """A day as people write it, without the midnight that Excel adds."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    return value.isoformat() if isinstance(value, date) else value


def _quantity(text: str) -> Answer:
    """A number of acres, people and the like: 3.2万平方米, 约120亩."""
    plain = re.sub(r"[\s,，约]", "", unicodedata.normalize("NFKC", text))
    if found := _QUANTITY.match(plain):
        return float(Decimal(found.group(1)) * _TIMES[found.group(2)]), "", False
    return None, ("" if plain in words.NOTHING else NOT_A_NUMBER), False
