"""What a cell is and what a person sees of it: number formats, formulas that failed, numbers that are none, other files."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from wutong.engines import ledger

FOLDER = Path(__file__).parents[1] / "ledgers"
HEADS = ("序号", "项目名称", "建设单位", "总投资（万元）", "开工时间", "完成率", "形象进度", "说明")


def book(fill, patches=(), **options) -> bytes:
    """A sheet with HEADS that `fill(sheet, book)` fills from its second row on."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    sheet = made.add_worksheet("台账")
    sheet.write_row(0, 0, HEADS)
    fill(sheet, made)
    made.close()
    return patched(stream.getvalue(), patches) if patches else stream.getvalue()


def patched(data: bytes, patches) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as out:
        for name in source.namelist():
            content = source.read(name)
            for old, new in patches:
                content = content.replace(old, new)
            out.writestr(name, content)
    return stream.getvalue()


def one(data: bytes, name: str = "台账.xlsx") -> tuple[dict, dict]:
    """The only project of a ledger, and the whole answer."""
    answer = ledger.read(data, filename=name).as_json()
    assert len(answer["projects"]) == 1
    return answer["projects"][0], answer


def row(*cells):
    return lambda sheet, _: sheet.write_row(1, 0, (1, "云杉项目", "云杉公司", *cells))


@pytest.mark.parametrize(
    ("form", "number", "yuan"),
    [
        ("0!.0,", 24_100_000, 24_100_000),
        (r"0\.0,", 24_100_000, 24_100_000),
        ('0"."0,', 24_100_000, 24_100_000),
        ('0!.0,"万元"', 24_100_000, 24_100_000),
        ("0!.0000", 24_100_000, 24_100_000),
        ("#,##0.00", 2410, 24_100_000),
        ("0.00_ ", 2410, 24_100_000),
        ("General", 2410, 24_100_000),
    ],
)
def test_an_amount_is_the_number_that_its_format_shows(form, number, yuan):
    def fill(sheet, made):
        row()(sheet, made)
        sheet.write_number(1, 3, number, made.add_format({"num_format": form}))

    assert one(book(fill))[0]["total_yuan"] == yuan


@pytest.mark.parametrize("epoch", [False, True])
def test_a_day_is_the_same_by_either_epoch(epoch):
    def fill(sheet, made):
        row()(sheet, made)
        sheet.write_datetime(1, 4, datetime(2026, 4, 15), made.add_format({"num_format": "yyyy-mm-dd"}))

    assert one(book(fill, date_1904=epoch))[0]["start"] == ["2026-04-15", "day"]


def test_a_share_is_kept_as_it_is_shown():
    def fill(sheet, made):
        row()(sheet, made)
        sheet.write_number(1, 5, 0.687, made.add_format({"num_format": "0.0%"}))

    assert one(book(fill))[0]["other"] == {"完成率": "68.7%"}


def test_a_formula_that_failed_is_not_understood_and_one_never_computed_is_doubtful():
    def fill(sheet, made):
        row()(sheet, made)
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 4, "=TODAY()", None, "")

    project, answer = one(book(fill))
    assert project["total_yuan"] is None
    assert [(e["letter"], e["value"]) for e in answer["not_understood"]] == [("D", "#DIV/0!")]
    assert [(e["letter"], e["value"]) for e in answer["doubtful"]] == [("E", "")]


def test_a_number_that_is_none_is_not_understood():
    """Excel writes no NaN; other programs do."""
    patches = [(b"111.25", b"NaN"), (b"222.25", b"1e400"), (b"333.25", b"-inf")]
    project, answer = one(book(row(111.25, 222.25, "", "", 333.25), patches))
    assert (project["total_yuan"], project["start"]) == (None, None)
    assert [(e["letter"], e["value"]) for e in answer["not_understood"]] == [("D", "nan"), ("E", "inf")]
    assert project["other"] == {"说明": "-inf"}


def test_two_equal_headings_are_told_apart_by_letter():
    def fill(sheet, made):
        sheet.write_row(0, 2, ("总投资（万元）", "总投资（万元）", "开工时间", "开工时间"))
        sheet.write_row(1, 0, (1, "云杉项目", "待定", 3, "不知", "2026年5月"))

    assert [e["letter"] for e in one(book(fill))[1]["not_understood"]] == ["C", "E"]


def test_a_hidden_sheet_is_read_and_doubted():
    def fill(sheet, made):
        made.add_worksheet("封面").activate()
        row(3)(sheet, made)
        sheet.very_hidden()

    project, answer = one(book(fill, patches=[(b'activeTab="0"', b'activeTab="1"')]))
    assert project["total_yuan"] == 30_000
    assert [e["why"] for e in answer["doubtful"]] == ["这张工作表是隐藏的，照样读取，请核对"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_of_values_is_read_whatever_ends_its_lines(ending, encoding):
    lines = ("项目名称,建设单位,总投资（万元）", "云杉项目,云杉公司,1'200", "")
    assert one(ending.join(lines).encode(encoding), "台账.csv")[0]["total_yuan"] == 12_000_000


@pytest.mark.parametrize("written", ["9" * 60, "9e88", "1" + "0" * 400])
def test_no_number_is_too_long_to_be_refused(written):
    text = f"项目名称,建设单位,总投资（万元）\n云杉项目,云杉公司,{written}\n"
    assert one(text.encode(), "台账.csv")[1]["not_understood"][0]["value"] == written


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_open_workbooks_are_read_as_new_ones(kind):
    answer = ledger.read(FOLDER / f"workbook.{kind}").as_json()
    first = answer["projects"][0]
    assert answer["as_of"] == "2026-10-31"
    assert [p["name"] for p in answer["projects"][:3]] == [f"第{n}号粮仓项目" for n in range(3)]
    assert (first["total_yuan"], first["start"]) == (12_005_000, ["2026-04-15", "day"])
