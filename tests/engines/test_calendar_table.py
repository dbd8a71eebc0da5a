from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.engines.calendar import TableError, parse_table, read_table, shipped_calendar, shipped_table


def test_the_shipped_table_covers_the_gazetted_years_with_their_notices():
    table = shipped_table()
    assert sorted(table.notices) == list(range(2004, 2027))
    assert all(notice.source for notice in table.notices.values())
    assert table.notices[2026].published == date(2025, 11, 4)
    assert table.days[date(2026, 2, 16)].name == "春节"


def test_a_declared_year_is_gazetted_and_others_are_not():
    calendar = parse_table(b"date,works\n2027,\n2027-01-04,0\n2028-01-04,0\n").calendar()
    assert calendar.gazetted_years == {2027}
    assert not calendar.is_workday(date(2027, 1, 4)) and calendar.is_workday(date(2027, 1, 5))
    assert calendar.is_provisional(date(2028, 1, 4)) and not calendar.is_workday(date(2028, 1, 4))


def test_a_table_that_lists_every_day_works_without_declaring_years():
    year = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    shipped = shipped_calendar()
    text = "date,works\n" + "".join(f"{day},{int(shipped.is_workday(day))}\n" for day in year)
    calendar = parse_table(text.encode()).calendar()
    assert [calendar.is_workday(day) for day in year] == [shipped.is_workday(day) for day in year]
    assert calendar.gazetted_years == {2026}


def test_spreadsheets_dialect_is_read():
    text = "说明,日期,是否上班,名称\r\n,2027年,,\r\n\r\nx,2027/1/4,休,元旦\r\n,2027/1/9,班,\r\n"
    for content in (text.encode("utf-8-sig"), text.encode("gb18030")):
        calendar = parse_table(content).calendar()
        assert calendar.rule(date(2027, 1, 4)) == "元旦放假"
        assert calendar.rule(date(2027, 1, 9)) == "调休上班"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "第 1 行缺少列：date、works"),
        (b"date\n2026\n", "缺少列：works"),
        (b"date,works\n", "没有任何日期"),
        (b"date,works\n2026-13-01,1\n", "第 2 行：日期“2026-13-01”无效"),
        (b"date,works\n2026-01-01,1\nxyz,0\n", "第 3 行：日期“xyz”无效"),
        (b"date,works\n2026-01-01,maybe\n", "第 2 行：works 应为"),
        (b"date,works\n2026-01-01,\n", "第 2 行：works 应为"),
        (b"date,works\n2026-01-01,1\n2026-01-01,0\n", "第 3 行：2026-01-01 重复"),
        (b"date,works\n2026,\n2026,\n", "第 3 行：2026 年重复"),
        (b"date,works\n0001-01-01,1\n", "第 2 行：日期应在"),
        (b"date,works\n9999,\n", "第 2 行：年份应在"),
        (b"date,works,published\n2026,,soon\n", "第 2 行：日期“soon”无效"),
        (b'date,works\n"2026-01-01,1\n', "不是有效的 CSV"),
        (b"date,works\n" + b"x" * 200_000 + b",1\n", "不是有效的 CSV"),
        (b"\x00\x01\x02\xff", "不是文本文件"),
        (b"x" * 9_000_000, "过大"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_row(content, told):
    with pytest.raises(TableError) as refusal:
        parse_table(content)
    assert told in str(refusal.value) and "\n" not in str(refusal.value)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content):
    for start in (b"", b"date,works,name\n"):
        try:
            parse_table(start + content)
        except TableError as refusal:
            assert str(refusal)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv", "a\0b"):
        with pytest.raises(TableError, match="无法读取"):
            read_table(path)
