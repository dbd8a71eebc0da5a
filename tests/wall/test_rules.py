"""How lists are laid on pages."""

from datetime import date, timedelta

import pytest

from wutong.wall import rules

TODAY = date(2026, 11, 23)


def test_a_long_list_goes_on_in_the_next_columns_and_says_what_it_leaves_out():
    laid = list(rules.columns("停滞", 50, range(36), "/"))
    assert [(c.part, c.parts, len(c.rows), c.more) for c in laid] == [
        (1, 4, 9, 0), (2, 4, 9, 0), (3, 4, 9, 0), (4, 4, 9, 14),
    ]  # fmt: skip
    assert [row for c in laid for row in c.rows] == list(range(36))
    assert [len(page) for page in rules.pages(laid)] == [3, 1]


def test_an_empty_list_has_its_column():
    (column,) = rules.columns("停滞", 0, [], "/")
    assert (column.rows, column.parts, column.more) == ((), 1, 0)


@pytest.mark.parametrize(
    ("node", "stood", "words"),
    [(5, 3, "超期5天"), (-7, 3, "剩7天"), (0, 3, "今天到期"), (None, 3, "第3天"), (None, None, "")],
)
def test_the_days_beside_a_name(node, stood, words):
    assert rules.days_words(node, stood) == words


def test_keys_are_long_random_and_kept_as_digests():
    keys = {rules.new_key() for _ in range(50)}
    assert len(keys) == 50 and min(map(len, keys)) >= 43
    assert rules.digest("a") != rules.digest("b") and len(rules.digest("a")) == 64


@pytest.mark.parametrize(
    ("name", "days", "wrong"),
    [
        ("大厅", 0, []),
        ("大厅", 366, []),
        (" ", 1, ["name"]),
        ("大厅", -1, ["expires_on"]),
        ("大厅", 367, ["expires_on"]),
    ],
)
def test_a_link_has_a_place_and_an_end(name, days, wrong):
    assert list(rules.check(name, TODAY + timedelta(days=days), TODAY)) == wrong
