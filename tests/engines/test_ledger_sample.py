"""The sample ledger, whole: the reader gives the truth that a person wrote beside it."""

import json
from pathlib import Path

import pytest

from wutong.engines import ledger

FOLDER = Path(__file__).parents[1] / "data" / "ledgers"
NAME = "凤栖县2026年重点项目推进台账"


@pytest.fixture(scope="module")
def answer():
    return ledger.read(FOLDER / f"{NAME}.xlsx").as_json()


@pytest.fixture(scope="module")
def truth():
    return json.loads((FOLDER / f"{NAME}.truth.json").read_text(encoding="utf-8"))


def test_every_field_of_every_project(answer, truth):
    got = [{name: project[name] for name in truth["projects"][0]} for project in answer["projects"]]
    assert got == truth["projects"]


def test_nothing_is_left_open(answer, truth):
    assert answer["not_understood"] == truth["not_understood"] == []
    assert answer["as_of"] == "2026-10-31"


def test_rows_that_are_no_projects_have_a_reason(answer):
    assert {entry["row"] for entry in answer["ignored_rows"] if entry["sheet"] == "新建项目"} == {
        1,
        2,
        5,
        34,
        35,
        36,
    }
    assert all(entry["why"] for entry in answer["ignored_rows"])


def test_columns_are_named_with_their_unit(answer):
    columns = answer["sheets"][0]["columns"]
    assert columns["H"] == {"heading": "总投资", "field": "total_yuan", "unit": "万元"}
    assert columns["K"]["field"] == "done_month_yuan"
