"""Which project a ledger row speaks of."""

import pytest

from wutong.engines.matching import NEW, Known, match, normal, similarity

KNOWN = [
    Known(1, "云杉光伏组件项目", "2604-220299-04-01-123456", "91220299MA0000000A", "云杉光伏组件有限公司"),
    Known(2, "望岳物流园项目", "", "91220299MA0000000B", "望岳物流有限公司"),
    Known(3, "凤鸣街道供水改造项目", "", "", ""),
]


def row(name, number=6, **more):
    return {"key": f"台账!{number}", "place": f"“台账”第{number}行", "name": name, **more}


@pytest.mark.parametrize(
    ("given", "how", "project"),
    [
        (row("改了名的项目", code="2604-220299-04-01-123456"), "code", 1),
        (row("云杉光伏组件项目", uscc="91220299MA0000000A"), "uscc_name", 1),
        (row("望岳　物流园项目", owner="望岳物流有限公司"), "name_owner", 2),
        (row("凤鸣街道供水改造项目"), "name_owner", 3),
        (row("全新的项目"), NEW, None),
    ],
)
def test_keys_in_order(given, how, project):
    found = match([given], KNOWN, {})[0]
    assert (found.how, found.project_id, found.question) == (how, project, "")


@pytest.mark.parametrize(
    "given",
    [
        row("云杉光伏组件项目", uscc="91220299MA0000000Z", owner="别的公司"),
        row("云杉光伏组件二期项目", uscc="91220299MA0000000A"),
    ],
)
def test_nearly_the_same_is_asked(given):
    found = match([given], KNOWN, {})[0]
    assert found.project_id is None
    assert found.question
    assert found.candidates == (1,)


def test_an_answer_settles_the_question():
    given = row("云杉光伏组件二期项目", uscc="91220299MA0000000A")
    assert match([given], KNOWN, {given["key"]: "1"})[0].project_id == 1
    assert match([given], KNOWN, {given["key"]: NEW})[0].question == ""


def test_two_rows_cannot_be_one_project():
    rows = [
        row("望岳物流园项目", 6, owner="望岳物流有限公司"),
        row("望岳物流园项目", 7, owner="望岳物流有限公司"),
    ]
    first, second = match(rows, KNOWN, {})
    assert first.project_id == 2
    assert second.project_id is None
    assert "第6行" in second.question


def test_names_differ_by_more_than_punctuation():
    assert normal("云杉（集团）光伏 组件") == normal("云杉(集团)光伏组件")
    assert similarity(normal("云杉光伏组件项目"), normal("望岳物流园")) < 0.3
