"""A rule is a closed set of conditions: what it may hold, and how it reads."""

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from wutong.rosters import rules

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "rule",
    [
        None,
        {},
        [],
        "stage = 'signed'",
        {"sql": "1=1"},
        {"stages": []},
        {"stages": ["nowhere"]},
        {"stages": "signed"},
        {"tags": ["甲" * 21]},
        {"tags": ["甲"] * 11},
        {"total_from": "-1"},
        {"total_from": "NaN"},
        {"total_from": 5},
        {"total_from": "1e13"},
        {"revived_days": 0},
        {"revived_days": 99999},
        {"stage_days": "30"},
        {"start_by_month": 13},
        {"start_from": "2026-13-01"},
        {"start_until": "0001-01-01"},
        {"node": "pink"},
    ],
)
def test_what_no_rule_can_say(rule):
    assert rules.check(rule)


def test_what_ships_can_be_said():
    shipped = tomllib.loads((files("wutong.rosters") / "lists.toml").read_text(encoding="utf-8"))["set"]
    lists = [told for group in shipped for told in group["list"]]
    assert [rules.check(told["rule"]) for told in lists] == [{}] * 6
    assert all(rules.sentences(told["rule"]) for told in lists)


def test_a_rule_reads_as_sentences():
    rule = {"stages": ["signed", "landed"], "total_from": "50000000", "start_by_month": 4, "tags": ["冬季"]}
    assert rules.check(rule) == {}
    assert rules.sentences(rule) == [
        "阶段是签约、落地",
        "标签里有“冬季”",
        "计划总投资不少于5,000万元",
        "当年4月底以前开工（没有实际开工日期的看计划）",
    ]


def test_a_form_gives_what_was_filled_in():
    given = {
        "stages": ["signed"],
        "levels": [],
        "node": "",
        "total_from": Decimal("50000000.00"),
        "stage_days": None,
    }
    assert rules.of_values({**given, "start_from": TODAY}) == {
        "stages": ["signed"], "total_from": "50000000", "start_from": "2026-11-23",
    }  # fmt: skip


FACTS = rules.Facts("signed", date(2026, 10, 24), "stalled", date(2026, 11, 2), "资金断了", Decimal(60_000_000), date(2026, 11, 9), "节点超期")  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"conditions": ["stalled"]}, "停滞，2026-11-02起：资金断了"),
        ({"stages": ["signed"], "stage_days": 30}, "签约30天"),
        ({"revived_days": 90}, "2026-11-09复工"),
        ({"total_from": "50000000"}, "总投资6,000万元"),
        ({"node": "over"}, "节点超期"),
        ({"natures": ["new"]}, "建设性质是新建"),
    ],
)
def test_why_a_project_is_on_it(rule, words):
    assert rules.why(rule, FACTS, TODAY) == words


def test_the_first_day_counts():
    assert (rules.lasted(TODAY, TODAY), rules.lasted(None, TODAY)) == (1, None)
