"""Opening a workbook that somebody sent: limits before parsing, then its sheets as grids.

calamine does the reading. What it does not show is looked up in the sheet's own XML, which is also where bombs are
found before calamine meets them.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from wutong.engines.ledger import kinds, unseen
from wutong.engines.ledger.letters import column_letters, column_number

MAX_FILE = 100 * 2**20
MAX_PART = 256 * 2**20
MAX_TOTAL = 600 * 2**20
MAX_MEMBERS = 5000
MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_CHUNK = 2**20
NO_WORKBOOK = "不是Excel工作簿，请上传.xlsx、.xls或.csv格式的台账"
TOO_LARGE = "文件解压后过大，不像台账，请另存为新的工作簿再试"
LONG = f"工作表解压后过大，最多{MAX_ROWS}行，请删去空白行或拆成几份"
FAR_ROW = f"工作表超过{MAX_ROWS}行（或很远处有内容），最多{MAX_ROWS}行，请删去空白行或拆成几份"
FAR_COLUMN = "工作表在很靠右的列里有内容，请删去多余的列再导入"
TOO_WIDE = "工作表太大，请删去空白的行和列，或拆成几份"


class LedgerError(ValueError):
    """The file cannot be used at all; the message is one Chinese sentence saying what and what to do."""


@dataclass
class Sheet:
    """One sheet as a grid; rows and columns count from 0, merges are (top, left, bottom, right).

    `unread` are cells that come out empty and are not: "" for a formula never computed, #DIV/0! and the like. `xml` is
    the sheet's own part and `styles` maps a style to what its number format says.
    """

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    unread: dict[tuple[int, int], str] = field(default_factory=dict)
    xml: bytes = b""
    styles: dict[int, unseen.Form] = field(default_factory=dict)
    visible: bool = True

    def forms(self, column: int, *kinds: str) -> dict[int, unseen.Form]:
        """Row to form for the cells of a column whose number format is of one of these kinds."""
        wanted = {style: form for style, form in self.styles.items() if form[0] in kinds}
        if not wanted:
            return {}
        letters = column_letters(column).encode()
        cells = re.findall(rb'<(?:\w+:)?c r="' + letters + rb'(\d+)" s="(\d+)"', self.xml)
        return {int(row) - 1: form for row, style in cells if (form := wanted.get(int(style)))}


def open_sheets(source: str | Path | bytes, filename: str = "") -> list[Sheet]:
    """The worksheets of an xlsx, xls, ods or csv file. Raises LedgerError."""
    data = source if isinstance(source, bytes) else _bytes(Path(source))
    if len(data) > MAX_FILE:
        raise LedgerError(f"文件超过{MAX_FILE // 2**20}MB，请拆开或删去图片后再导入")
    if data[:4] == _OLE:
        return _open_old(data)
    if data[:4] == _ZIP:
        return _open_zip(data)
    if kind := kinds.by_start(data):
        raise LedgerError(f"是{kind}，{NO_WORKBOOK}")
    return [_open_csv(data, filename)]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise LedgerError(f"文件超过{MAX_FILE // 2**20}MB，请拆开或删去图片后再导入")
        return path.read_bytes()
    except IsADirectoryError:
        raise LedgerError(f"“{path}”是文件夹，请给出台账文件") from None
    except OSError:
        raise LedgerError(f"打不开“{path}”，请核对文件名和路径") from None


def _open_old(data: bytes) -> list[Sheet]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise LedgerError("文件加了密码，请在Excel里取消密码后再导入")
    if kind := kinds.of_old(data):
        raise LedgerError(f"是{kind}，{NO_WORKBOOK}")
    return _calamine(data)


def _open_zip(data: bytes) -> list[Sheet]:
    parts = _checked_parts(data)
    if "xl/workbook.xml" not in parts:
        if _ODS in parts:
            return _open_ods(data, parts[_ODS])
        if "xl/workbook.bin" in parts:
            raise LedgerError("是.xlsb格式的工作簿，请在Excel里另存为.xlsx再导入")
        raise LedgerError(f"是{kinds.of_archive(parts)}，{NO_WORKBOOK}")
    for xml in parts.values():
        if b"sheetData>" in xml:
            _check_extent(xml)
    told = unseen.of_sheets(parts)
    parts.clear()  # megabytes of XML that few sheets are asked about again
    sheets = _calamine(data)
    for sheet in sheets:
        for name, value in told.get(sheet.name, {}).items():
            setattr(sheet, name, value)
    return sheets


_ODS = "content.xml"
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})')


def _open_ods(data: bytes, content: bytes) -> list[Sheet]:
    """An OpenDocument sheet writes a run of equal rows once: the run is counted before it is laid out."""
    cells = 0
    for attributes, row in _ODS_ROW.findall(content):
        if b"<text:" in row or b"office:value" in row:
            width = sum(_times(_ODS_COLUMNS, cell) for cell in _ODS_CELL.findall(row))
            cells += _times(_ODS_ROWS, attributes) * width
    if cells > MAX_CELLS:
        raise LedgerError(TOO_WIDE)
    return _calamine(data)


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found.group(1)) if found else 1


_FAR = re.compile(rb'r="[A-Z]?+(?:[A-Z]|\d{6})')
_FAR_ROW = re.compile(rb'r="[A-Z]{0,3}(\d{6,})"')
_FAR_COLUMN = re.compile(rb'r="[A-Z]{3}\d')
_TWO_LETTERS = re.compile(rb'r="([A-Z]{2})\d')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')


def _check_extent(xml: bytes) -> None:
    """The reader lays a sheet out as a full rectangle: one cell far away would ask for all the memory there is."""
    if not _FAR.search(xml):
        return
    if any(int(row) > MAX_ROWS for row in _FAR_ROW.findall(xml)):
        raise LedgerError(FAR_ROW)
    if _FAR_COLUMN.search(xml):
        raise LedgerError(FAR_COLUMN)
    width = max((column_number(c.decode()) for c in set(_TWO_LETTERS.findall(xml))), default=25) + 1
    height = max(map(int, _ROW.findall(xml)), default=0) if width > 26 else 0
    if height * width > MAX_CELLS:
        raise LedgerError(TOO_WIDE)


_TELLING = ("xl/workbook", "xl/_rels", "xl/styles", _ODS)


def _checked_parts(data: bytes) -> dict[str, bytes]:
    """The members, really inflated within the limits: what a zip says of its sizes may be a lie. Only of those that are
    looked into again is the content kept.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_TOTAL:
                raise LedgerError(TOO_LARGE)
            left = MAX_TOTAL
            parts: dict[str, bytes] = {}
            for member in members:
                content = _inflate(archive, member, min(left, MAX_PART))
                left -= len(content)
                _refuse_entities(content)
                told = member.filename.startswith(_TELLING) or b"sheetData>" in content
                parts[member.filename] = content if told else b""
            return parts
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, LedgerError):
            raise
        raise LedgerError("文件已损坏或加了密码，请在Excel里另存为新的工作簿再试") from None


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    content = io.BytesIO()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            content.write(chunk)
            if content.tell() > limit:
                raise LedgerError(LONG if "worksheets/" in member.filename else TOO_LARGE)
    return content.getvalue()


def _refuse_entities(content: bytes) -> None:
    if content[:256].lstrip()[:1] == b"<" and (
        b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]
    ):
        raise LedgerError("文件里有不该有的实体定义，可能被篡改，请在Excel里另存为新的工作簿再试")


def _calamine(data: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(book, m) for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    except PasswordError:
        raise LedgerError("文件加了密码，请在Excel里取消密码后再导入") from None
    except LedgerError:
        raise
    except (CalamineError, OSError, ValueError):
        raise LedgerError("不是能读的Excel工作簿，请在Excel里另存为.xlsx再试") from None
    except BaseException as error:  # a panic of the reader's native code
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise LedgerError("文件内容有损坏，请在Excel里另存为新的工作簿再试") from None


def _sheet(book: CalamineWorkbook, meta: Any) -> Sheet:
    sheet = book.get_sheet_by_name(meta.name)
    height, width = sheet.total_height, sheet.total_width
    if height > MAX_ROWS or height * width > MAX_CELLS:
        raise LedgerError(f"工作表“{meta.name}”有{height}行，最多{MAX_ROWS}行，请删去空白行或拆成几份")
    rows = sheet.to_python(skip_empty_area=False)
    merges = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    return Sheet(meta.name, rows, merges, visible=meta.visible == SheetVisibleEnum.Visible)


def _open_csv(data: bytes, filename: str) -> Sheet:
    if b"\0" in data:
        raise LedgerError(NO_WORKBOOK)
    text = _decoded(data)
    if not text.strip() or ("<" in text[:200] and ">" in text[:200]):
        raise LedgerError("不是Excel工作簿，请在Excel里另存为.xlsx再试")
    try:
        rows: list[list[Any]] = list(islice(csv.reader(io.StringIO(text, newline="")), MAX_ROWS + 1))
    except csv.Error:
        raise LedgerError("有一格太长，多半是引号没有成对，请在Excel里另存为.xlsx再试") from None
    if len(rows) > MAX_ROWS:
        raise LedgerError(f"文件超过{MAX_ROWS}行，最多{MAX_ROWS}行，请拆成几份")
    width = max(map(len, rows), default=0)
    if len(rows) * width > MAX_CELLS:
        raise LedgerError(TOO_WIDE)
    return Sheet(Path(filename).stem or "台账", [row + [""] * (width - len(row)) for row in rows])


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LedgerError("不是Excel工作簿，也不是文本，请上传.xlsx、.xls或.csv格式的台账")
