"""The words of ledgers: headings under their usual names, permits in dozens of wordings, people with posts and phones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wutong.engines.ledger import columns, people, words
from wutong.engines.ledger.table import FIELDS
from wutong.engines.ledger.timing import Times

HERE = Path(__file__).parent


def listed(name: str) -> Iterator[tuple[str, list[str]]]:
    """Lines of `meaning: word word word`."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        meaning, _, told = line.partition(": ")
        yield meaning, told.split()


@pytest.mark.parametrize(
    ("field", "headings"), list(listed("headings.txt")), ids=lambda value: str(value)[:20]
)
def test_a_heading_has_its_field(field: str, headings: list[str]) -> None:
    """Read in October 2026; `-` is what must take no field of the contract."""
    wrong = {}
    for heading in headings:
        got = columns.understand({0: (heading,)}, "万元", Times(2026, 10))[0].field
        if got != field and (field != "-" or got in FIELDS):
            wrong[heading] = got
    assert wrong == {}


@pytest.mark.parametrize(
    ("state", "wordings"), list(listed("permits.txt")), ids=lambda value: str(value)[:20]
)
def test_a_permit_has_its_state(state: str, wordings: list[str]) -> None:
    assert {word: got for word in wordings if (got := words.permit(word)[0]) != state} == {}


@pytest.mark.parametrize(
    ("written", "name", "post"),
    [
        ("陈刚（副市长）", "陈刚", "副市长"),
        ("马 丽（县委常委、统战部部长）", "马丽", "县委常委、统战部部长"),
        ("市委常委、副市长 方志远", "方志远", "市委常委、副市长"),
        ("县委常委、常务副县长李四", "李四", "县委常委、常务副县长"),
        ("李四 副县长", "李四", "副县长"),
        ("李四副县长", "李四", "副县长"),
        ("孙副县长", "孙副县长", ""),
        ("王书记", "王书记", ""),
        ("马丽（女）", "马丽（女）", ""),
        ("徐长海、李四", "徐长海、李四", ""),
        ("常务副县长", "常务副县长", ""),
    ],
)
def test_a_post_is_parted_from_a_name_only_where_that_is_sure(written: str, name: str, post: str) -> None:
    assert people.without_post(written) == (name, post)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("138 0441 0011", "13804410011"),
        ("+86 13804410011", "13804410011"),
        ("（0439）3210987", "0439-3210987"),
        ("0431-81230000转8012", "0431-81230000-8012"),
        ("13804410011 13904410012", "13804410011、13904410012"),
        ("1380441001", None),
        ("138044100111", None),
        ("空号", None),
    ],
)
def test_a_phone_is_read_whole_or_not_at_all(written: str, number: str | None) -> None:
    assert people.phone(written)[0] == number


RIGHT = ["91220299EAKGKG6N8U", "91220299QYKGFU9KPK"]


@pytest.mark.parametrize(
    "wrong",
    ["", "91220299EAKGKG6N8A", "91220299EAKGKG6N8", "91220299eakgkg6n8u", "9122029AEAKGKG6N8U", "91220299EAKGKI6N8U", 9.0],
)  # fmt: skip
def test_a_column_of_credit_codes_is_right_only_if_each_is(wrong: object) -> None:
    assert words.are_credit_codes(RIGHT) and all(map(words.is_credit_code, RIGHT))
    assert not words.are_credit_codes([*RIGHT, wrong])
    assert not isinstance(wrong, str) or not words.is_credit_code(wrong)
