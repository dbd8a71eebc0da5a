"""What is no ledger is refused in one Chinese sentence, quickly and within bounds."""

import io
import zipfile

import pytest
import xlsxwriter

from wutong.engines import ledger
from wutong.engines.ledger import command, workbook

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


HEAD = "项目名称,建设单位,总投资（万元）\n"
ODS_BOMB = (
    b'<table:table-row table:number-rows-repeated="1000000">'
    b'<table:table-cell table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row>'
)


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def written(rows, name="台账") -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PNG, "是PNG图片，不是Excel工作簿"),
        (b"", "不是Excel工作簿"),
        (b"%PDF-1.7 ...", "是PDF文件，不是Excel工作簿"),
        (archive(**{"word/document.xml": b"<w/>"}), "是Word文档，不是Excel工作簿"),
        (archive(**{"a.txt": b"x"}), "是ZIP压缩包，不是Excel工作簿"),
        (archive(**{"xl/workbook.bin": b"x"}), r"另存为\.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "是Word文档"),
        (archive(**{"content.xml": ODS_BOMB}), "工作表太大"),
        (b"x,y\n" * 300_000, "最多200000行"),
        (HEAD.encode() + b"," * 6_000_000, "工作表太大"),
        (HEAD.encode() + b'"' + b"a" * 140_000, "引号没有成对"),
        (HEAD.encode() + "云杉项目,甲公司,3\n".encode() * 400 + b"\0", "不是Excel工作簿"),
        (b"PK\x03\x04" + b"\0" * 50, "损坏"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "另存为"),
        (archive(**{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'}), "实体"),
        (archive(**{"xl/workbook.xml": b"<workbook/>"}), "工作簿"),
        (written([["姓名", "年龄"], ["甲", 3]]), "没有找到项目台账"),
    ],
)
def test_refused_with_a_sentence(data, said):
    with pytest.raises(ledger.LedgerError, match=said):
        ledger.read(data, filename="台账.xlsx")


def test_a_bomb_is_not_inflated(monkeypatch):
    bomb = archive(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 3_000_000})
    monkeypatch.setattr(workbook, "MAX_PART", 1_000_000)
    with pytest.raises(ledger.LedgerError, match="过大"):
        ledger.read(bomb)


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 100)
    with pytest.raises(ledger.LedgerError, match="最多100行"):
        ledger.read(written([["项目名称", "建设单位", "总投资"]] + [["甲", "乙", 1]] * 200))


def test_a_cell_far_away_is_not_a_million_rows():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["项目名称", "建设单位", "总投资（万元）"])
    sheet.write_row(1, 0, ["云杉项目", "云杉公司", 3])
    sheet.write(1_048_575, 16_383, "远")
    book.close()
    with pytest.raises(ledger.LedgerError, match="行"):
        ledger.read(stream.getvalue())


def test_the_command_says_one_line(tmp_path, capsys):
    picture = tmp_path / "台账.xlsx"
    picture.write_bytes(PNG)
    assert command.main(["read", str(picture), "--json", "-"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert command.main(["read", str(tmp_path / "没有.xlsx")]) == 2


def test_the_limits_would_not_hold_without_the_check(monkeypatch):
    """The control: with the limit out of reach the same bomb goes through to the parser."""
    bomb = archive(**{"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 3_000_000})
    monkeypatch.setattr(workbook, "MAX_PART", 10**9)
    with pytest.raises(ledger.LedgerError) as refusal:
        ledger.read(bomb)
    assert "过大" not in str(refusal.value)
