"""The arithmetic of being counted."""

from decimal import Decimal

import pytest

from wutong.counting import rules


@pytest.mark.parametrize(
    ("own", "other", "yuan", "percent"),
    [(100, 80, -20, -20), (100, 100, 0, 0), (0, 50, 50, None), (None, 5, None, None), (5, None, None, None)],
)
def test_a_gap_is_known_where_both_books_are(own, other, yuan, percent):
    gap = rules.gap(*(None if v is None else Decimal(v) for v in (own, other)))
    assert (gap and gap.yuan, gap and gap.percent) == (yuan, percent)


@pytest.mark.parametrize(("part", "base", "rate"), [(1, 4, 25), (0, 4, 0), (3, 0, None), (None, 4, None)])
def test_a_rate_without_base_is_unknown(part, base, rate):
    assert rules.share(part, base) == rate


@pytest.mark.parametrize(
    ("other", "code"),
    [({"统计入库编码": "TJ001"}, "TJ001"), ({"入统编号": 7}, "7"), ({"备注": "TJ001"}, ""), (None, "")],
)
def test_the_other_house_has_its_own_number(other, code):
    assert rules.other_code({"other": other}) == code


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"month_yuan": 5, "ytd_yuan": 9}, ""),
        ({"ytd_yuan": 0}, ""),
        ({}, "都没有数"),
        ({"month_yuan": 9, "ytd_yuan": 5}, "小于当月"),
        ({"ytd_yuan": -1}, "小于0"),
        ({"ytd_yuan": 10**16}, "数太大"),
        ({"ytd_yuan": "NaN"}, "数太大"),
    ],
)
def test_a_figure_that_cannot_be_right_is_left_out_with_its_reason(figure, words):
    told = rules.contradiction({name: Decimal(yuan) for name, yuan in figure.items()})
    assert words in told and bool(told) == bool(words)


def test_a_permit_of_which_nothing_is_known_is_needed():
    assert (rules.needed([]), rules.needed(["done", "not_applicable"])) == (5, 4)
