import json

import pytest

from wutong.engines.calendar.command import main


def answer(capsys, *words):
    assert main(list(words)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("add 2026-02-13 3", "2026-02-25"),
        ("add 2026-03-07 0", "2026-03-09"),
        ("add 2026-03-09 0", "2026-03-09"),
        ("add 2026-02-25 -3", "2026-02-13"),
        ("add 2026-12-30 2", "2027-01-01 provisional"),
        ("add 2004-01-02 -1", "2003-12-31 provisional"),
        ("add 2026-03-09 +1", "2026-03-10"),
        ("count 2025-12-31 2026-12-31", "248"),
        ("count 2026-02-13 2026-02-25", "3"),
        ("count 2026-02-25 2026-02-13", "-3"),
        ("count 2026-12-31 2027-01-04", "2"),
    ],
)
def test_answers_stand_alone(capsys, words, told):
    assert answer(capsys, *words.split()) == told + "\n"


def test_explain_tells_a_line_a_day(capsys):
    lines = answer(capsys, "explain", "2026-02-13", "3").splitlines()
    assert lines[0] == "2026-02-14 周六 计入 调休上班（第 1 个工作日）"
    assert lines[1] == "2026-02-15 周日 不计 春节放假"
    assert lines[-1] == "2026-02-25 周三 计入 工作日（第 3 个工作日）"


def test_periods_tell_name_first_last_previous_and_last_year(capsys):
    lines = [line.split("\t") for line in answer(capsys, "periods", "2026-12-31").splitlines()]
    assert lines[0] == ["2026年第53周", "2026-12-28", "2027-01-03", "2026年第52周", "2025年第52周"]
    assert lines[1][0] == "2026年12月下旬" and lines[-1][0] == "2026年" and len(lines) == 8


def test_json_answers(capsys):
    add = json.loads(answer(capsys, "--json", "add", "2026-12-30", "2"))
    assert add == {"date": "2026-12-30", "n": 2, "result": "2027-01-01", "provisional": True}
    count = json.loads(answer(capsys, "count", "2026-02-13", "2026-02-25", "--json"))
    assert count == {"from": "2026-02-13", "to": "2026-02-25", "workdays": 3, "provisional": False}
    assert json.loads(answer(capsys, "count", "2026-12-31", "2027-01-04", "--json"))["provisional"] is True
    days = json.loads(answer(capsys, "explain", "2026-02-13", "2", "--json"))["days"]
    first = {"date": "2026-02-14", "weekday": "周六", "counted": True, "number": 1, "rule": "调休上班"}
    assert days[0] == first and days[1]["number"] is None and days[-1]["date"] == "2026-02-24"
    periods = json.loads(answer(capsys, "periods", "2026-12-31", "--json"))["periods"]
    assert periods["week"] == {
        "name": "2026年第53周",
        "first": "2026-12-28",
        "last": "2027-01-03",
        "previous": {"name": "2026年第52周", "first": "2026-12-21", "last": "2026-12-27"},
        "last_year": {"name": "2025年第52周", "first": "2025-12-22", "last": "2025-12-28"},
    }
    assert list(periods) == [
        "week",
        "tenday",
        "fortnight",
        "halfmonth",
        "month",
        "quarter",
        "halfyear",
        "year",
    ]


def test_another_table_replaces_the_shipped_one(capsys, tmp_path):
    table = tmp_path / "days.csv"
    table.write_text("date,works,name\n2027,,\n2027-01-01,0,元旦\n2026,,\n", encoding="utf-8")
    for option in (["--table", str(table)], [f"--table={table}"]):
        assert answer(capsys, "add", "2026-12-30", "2", *option) == "2027-01-04\n"
    assert answer(capsys, "add", "2026-02-13", "1", "--table", str(table)) == "2026-02-16\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "缺少命令"),
        (["subtract", "2026-01-01", "1"], "不认识的命令：subtract"),
        (["add"], "参数个数不对，用法：wutong calendar add 日期 N"),
        (["add", "2026-01-01"], "参数个数不对"),
        (["add", "2026-01-01", "1", "2"], "参数个数不对"),
        (["add", "2026-13-01", "1"], "日期无效：2026-13-01"),
        (["add", "2026-02-29", "1"], "日期无效"),
        (["add", "20260201", "1"], "日期无效"),
        (["add", "2026-W05-1", "1"], "日期无效"),
        (["add", "２０２６-02-01", "1"], "日期无效"),
        (["add", "", "1"], "日期无效"),
        (["add", "2026-01-01", "1.5"], "工作日数应为整数：1.5"),
        (["add", "2026-01-01", "十"], "工作日数应为整数"),
        (["add", "2026-01-01", "9" * 5000], "工作日数应为整数"),
        (["add", "2026-01-01", "10000000"], "超出可计算的范围"),
        (["add", "2026-01-01", "-10000000"], "超出可计算的范围"),
        (["explain", "2026-01-01", "10000000"], "超出可计算的范围"),
        (["add", "0001-01-01", "1"], "超出可计算的范围"),
        (["periods", "9999-12-31"], "超出可计算的范围"),
        (["add", "2026-01-01", "1", "--csv"], "不认识的选项：--csv"),
        (["add", "2026-01-01", "1", "-x"], "不认识的选项：-x"),
        (["add", "2026-01-01", "1", "--table"], "--table 后面缺少文件名"),
        (["add", "2026-01-01", "1", "--table="], "--table 后面缺少文件名"),
        (["add", "2026-01-01", "1", "--table", "no\nsuch"], "无法读取日历表"),
    ],
)
def test_unusable_input_is_one_line_in_chinese_and_exit_2(capsys, words, told):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == "" and told in err and err.count("\n") == 1


def test_help_is_chinese(capsys):
    assert "用法：wutong calendar" in answer(capsys, "--help")
