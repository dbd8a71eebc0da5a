"""Ledgers that mean no good, or that no reader foresaw, on the pages: a sentence each, and never an error."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.projects.test_intake_apply import FIRST, HEADS, applied, book, uploaded
from wutong.engines import ledger
from wutong.kit.verdict import Invalid
from wutong.projects.enums import Meaning
from wutong.projects.intake import columns, reading, services, workbooks
from wutong.projects.models import ImportBatch, MonthFigure, Project

WIDE = (*HEADS, "包保领导", "占地面积（亩）", "当月完成投资", "统一社会信用代码")
SPACE = "http://schemas.openxmlformats.org"
WORKBOOK = (
    f'<workbook xmlns="{SPACE}/spreadsheetml/2006/main" xmlns:r="{SPACE}/officeDocument/2006/relationships">'
    '<sheets><sheet name="台账" sheetId="1" state="%s" r:id="rId1"/></sheets></workbook>'
)
SHEET = f'<worksheet xmlns="{SPACE}/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
RELATION = (
    f'<Relationships xmlns="{SPACE}/package/2006/relationships"><Relationship Id="rId1" Target="%s" '
    f'Type="{SPACE}/officeDocument/2006/relationships/%s"/></Relationships>'
)
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'<Types xmlns="{SPACE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{MAIN}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MAIN}.worksheet+xml"/></Types>'
)


def raw(*rows, state: str = "visible") -> bytes:
    """A workbook with the cells' own XML: a tuple stands as it is, a text as an inline string."""
    cells = ""
    for number, row in enumerate(rows, start=1):
        told = (
            f'<c r="{chr(65 + place)}{number}">{value[0]}</c>'
            if isinstance(value, tuple)
            else f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
            for place, value in enumerate(row)
        )
        cells += f'<row r="{number}">{"".join(told)}</row>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATION % ("xl/workbook.xml", "officeDocument"))
        archive.writestr("xl/workbook.xml", WORKBOOK % state)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATION % ("worksheets/sheet1.xml", "worksheet"))
        archive.writestr("xl/worksheets/sheet1.xml", SHEET % cells)
    return stream.getvalue()


def row(**cells) -> tuple:
    told = [*FIRST, "张三", 10, 5, ""]
    for heading, value in cells.items():
        told[WIDE.index({"leader": "包保领导", "land": "占地面积（亩）"}.get(heading, heading))] = value
    return tuple(told)


def send(client: Client, content: bytes, name: str = "台账.xlsx"):
    return client.post(reverse("projects:intake"), {"ledger": SimpleUploadedFile(name, content)})


def walk(client: Client) -> dict[str, int]:
    """Every page of the latest upload, before it is applied and after."""
    pk = ImportBatch.objects.latest("id").pk
    at = {n: reverse(f"projects:intake_{n}", args=[pk]) for n in ("preview", "marked", "export", "apply")}
    looks = ("preview", "marked", "export")
    told = {name: client.get(at[name]).status_code for name in looks}
    told["apply"] = client.post(at["apply"]).status_code
    told |= {f"{name} after": client.get(at[name]).status_code for name in looks}
    list_pages = ("projects:list", "projects:export")
    return told | {name: client.get(reverse(name)).status_code for name in list_pages}


def refused_of(county, content: bytes) -> list[tuple[str, str]]:
    plan = reading.plan_for(uploaded(county, content))
    return [(cell["column"], cell["why"]) for cell in plan.refused]


UNREADABLE = {
    "a number that is none": raw(HEADS, (*FIRST[:4], ("<v>NaN</v>",), *FIRST[5:])),
    "an infinite number": raw(HEADS, (*FIRST[:4], ("<v>1e400</v>",), *FIRST[5:])),
    "no bytes": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a csv with a huge cell": f"项目名称,总投资,建设单位\n甲,1,{'x' * 200_000}\n".encode(),
    "a csv with lone returns": "项目名称,总投资,建设单位\r甲,1,乙\r".encode(),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_whatever_the_file_is_the_answer_is_a_sentence(clerk, case):
    answer = send(clerk, UNREADABLE[case], "台账.csv" if "csv" in case else "台账.xlsx")
    if answer.status_code == 302:  # it could be read after all
        assert set(walk(clerk).values()) <= {200, 302}
    else:
        assert answer.status_code == 400 and not answer.context["error"].isascii()
        assert not ImportBatch.objects.exists()


def test_an_error_of_the_reader_is_a_sentence(clerk, monkeypatch):
    def broken(*args, **kwargs):
        raise RecursionError("an unforeseen file")

    monkeypatch.setattr(ledger, "read", broken)
    answer = send(clerk, book(FIRST))
    assert (answer.status_code, "另存为" in answer.context["error"]) == (400, True)


READABLE = {
    "control characters": (
        "台账.xlsx",
        raw(
            HEADS,
            ("1", "甲_x0001_项目", "公_x0000_司", "县工信局", "5", "2027年6月", "进度_x000B_好", "问_x0002_"),
        ),
    ),
    "hidden sheets alone": ("台账.xlsx", raw(HEADS, ["1", *map(str, FIRST[1:])], state="hidden")),
    "a name that no sheet may have": (
        "a[1]:b?*.csv",
        "\n".join(",".join(map(str, r)) for r in (HEADS, FIRST)).encode("gb18030"),
    ),
    "a name longer than its column": ("名" * 140 + ".xlsx", book(FIRST)),
    "long texts and huge numbers": (
        "台账.xlsx",
        book(row(leader="张" * 300, land=1e13, **{"总投资（万元）": 1e20, "当月完成投资": 1e18}), heads=WIDE),
    ),
    "rare characters": ("台账.xlsx", book((1, "𠀀𪚥项目😀", *FIRST[2:]))),
    "two columns of one heading": ("台账.xlsx", book((*FIRST, 7), heads=(*HEADS, "总投资（万元）"))),
}


@pytest.mark.parametrize("case", READABLE)
def test_what_can_be_read_never_breaks_a_page(clerk, case):
    name, content = READABLE[case]
    assert send(clerk, content, name).status_code == 302
    assert set(walk(clerk).values()) <= {200, 302}
    assert Project.objects.count() == 1
    told = Project.objects.get()
    assert all(c.isprintable() for c in told.name + told.owner + told.progress)


def test_each_cell_that_cannot_be_right_is_named_and_the_rest_applied(county):
    content = book(
        row(
            leader="张" * 61,
            land=1e13,
            **{"总投资（万元）": 2e8, "计划竣工时间": "2090年", "当月完成投资": 2e8},
        ),
        heads=WIDE,
    )
    told = dict(refused_of(county, content))
    assert told == {
        "包保领导": "太长，最多60字",
        "用地（亩）": "数太大，请核对数字和单位",
        "计划总投资": "数太大，请核对数字和单位",
        "当月完成投资": "数太大，请核对数字和单位",
        "计划竣工": "年份应在1990年至2060年之间，请核对",
    }
    applied(county, content)
    project = Project.objects.get()
    assert (project.total_yuan, project.land_mu, project.finish_on) == (None, None, None)
    assert not MonthFigure.objects.exists()


def test_a_row_that_is_not_looked_at_would_break_the_column():
    """The broken twin: without `sound` the value reaches a column that cannot hold it."""
    bad = {"total_yuan": 10**24}
    assert columns.sound(bad)[0]["total_yuan"] is None
    field = Project._meta.get_field("total_yuan")
    with pytest.raises(ValidationError):
        field.clean(columns.values(bad)["total_yuan"], None)


def test_text_is_text_in_the_plain_book_too(county):
    rows = [(f"{sign}HYPERLINK(1)",) for sign in "=+-@"] + [("{=SUM(A1)}",), ("x" * 40_000,), (float("nan"),)]
    names = ["a/b", "A\\B", "'甲'", "x" * 40, "x" * 40]
    content = workbooks._plain_book((name, ("列",), rows) for name in names)
    made = openpyxl.load_workbook(io.BytesIO(content))
    assert len(set(made.sheetnames)) == 5
    kinds = {cell.data_type for cells in made.worksheets[0].iter_rows(max_row=6) for cell in cells}
    assert kinds == {"s"}


def test_a_day_that_no_ledger_has(county):
    clerk = county.actors["clerk"]
    made = uploaded(county, book(FIRST))
    for day in (date(9999, 12, 31), date(1, 1, 1), date(2090, 1, 1)):
        with pytest.raises(Invalid, match="不像真的"):
            services.correct(by=clerk, made=made, mapping={}, as_of=day, keep=False)
    assert ImportBatch.objects.get().as_of == date(2026, 10, 31)


def test_last_years_ledger_leaves_this_years_plan(county):
    heads = (*HEADS, "年度计划投资")
    applied(county, book((*FIRST, 900), heads=heads))
    old = uploaded(county, book((*FIRST, 500), heads=heads), "去年.xlsx")
    services.correct(by=county.actors["clerk"], made=old, mapping={}, as_of=date(2025, 12, 31), keep=False)
    line = reading.plan_for(old).rows[0]
    assert any("2026年" in kept and "2025年" in kept for kept in line.kept)
    services.apply(by=county.actors["clerk"], made=old)
    assert (Project.objects.get().plan_yuan, Project.objects.get().plan_year) == (9_000_000, 2026)


def test_an_answer_to_a_project_that_is_gone_is_asked_anew(county):
    """Answered with a project of an import that was undone since: the question comes back, no page breaks."""
    _, first = applied(county, book(FIRST))
    made = uploaded(county, book((*FIRST[:2], "别的公司", *FIRST[3:])))
    question = reading.plan_for(made).questions[0]
    clerk = county.actors["clerk"]
    services.answer(by=clerk, made=made, answers={question.key: question.options[0][0]})
    services.revert(by=clerk, made=first, reason="传错了")
    assert reading.plan_for(made).rows[0].is_new


def test_the_month_reported_by_hand_is_corrected_by_the_ledger_as_a_revision(county):
    heads = (*HEADS, "当月完成投资（万元）")
    applied(county, book((*FIRST, 5), heads=heads))
    applied(county, book((*FIRST, 6), heads=heads), "又一份.xlsx")
    told = MonthFigure.objects.filter(meaning=Meaning.OWN).order_by("revision")
    assert [(f.month_yuan, f.revision, f.current) for f in told] == [(50_000, 0, False), (60_000, 1, True)]
    assert "更正" in told[1].reason
