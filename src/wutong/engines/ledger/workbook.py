"""Opening a workbook that somebody sent: limits before parsing, then its sheets as grids.

calamine does the reading. What it does not show (hidden rows, formulas never computed) is looked up in the sheet's own
XML, which is also where bombs are found before calamine meets them.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MAX_FILE = 100 * 2**20
MAX_PART = 400 * 2**20
MAX_TOTAL = 600 * 2**20
MAX_MEMBERS = 5000
MAX_ROWS = 200_000
MAX_CELLS = 6_000_000
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_CHUNK = 2**20


class LedgerError(ValueError):
    """The file cannot be used at all; the message is one Chinese sentence saying what and what to do."""


@dataclass
class Sheet:
    """One sheet as a grid; rows and columns count from 0, merges are (top, left, bottom, right).

    `xml` is the sheet's own part and `styles` maps a style to the precision or form that its number format shows.
    """

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    xml: bytes = b""
    styles: dict[int, str] = field(default_factory=dict)
    visible: bool = True

    def forms(self, column: int) -> dict[int, str]:
        """Row to `month`, `year` or `hundredths` for the cells of a column whose number format says so."""
        letters = column_letters(column).encode()
        cells = (
            re.findall(rb'<(?:\w+:)?c r="' + letters + rb'(\d+)" s="(\d+)"', self.xml) if self.styles else []
        )
        return {int(row) - 1: form for row, style in cells if (form := self.styles.get(int(style)))}


def open_sheets(source: str | Path | bytes, filename: str = "") -> list[Sheet]:
    """The worksheets of an xlsx, xls, ods or csv file. Raises LedgerError."""
    data = source if isinstance(source, bytes) else _bytes(Path(source))
    if len(data) > MAX_FILE:
        raise LedgerError(f"文件超过{MAX_FILE // 2**20}MB，请拆开或删去图片后再导入")
    if data[:4] == _OLE:
        return _open_old(data)
    if data[:4] == _ZIP:
        return _open_zip(data)
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
    return _calamine(data)


def _open_zip(data: bytes) -> list[Sheet]:
    parts = _checked_parts(data)
    if "xl/workbook.xml" not in parts:
        raise LedgerError("不是Excel工作簿，请上传.xlsx、.xls或.csv格式的台账")
    for name, xml in parts.items():
        if name.startswith("xl/worksheets/"):
            _check_extent(xml)
    paths, styles = _sheet_paths(parts), _telling_styles(parts.get("xl/styles.xml", b""))
    unseen = {name: _unseen(parts.get(path, b""), styles) for name, path in paths.items()}
    parts.clear()  # megabytes of XML that few sheets are asked about again
    sheets = _calamine(data)
    for sheet in sheets:
        for name, value in unseen.get(sheet.name, {}).items():
            setattr(sheet, name, value)
    return sheets


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
        raise LedgerError(
            f"工作表超过{MAX_ROWS}行（或很远处有内容），最多{MAX_ROWS}行，请删去空白行或拆成几份"
        )
    if _FAR_COLUMN.search(xml):
        raise LedgerError("工作表在很靠右的列里有内容，请删去多余的列再导入")
    width = max((column_number(c.decode()) for c in set(_TWO_LETTERS.findall(xml))), default=25) + 1
    height = max(map(int, _ROW.findall(xml)), default=0) if width > 26 else 0
    if height * width > MAX_CELLS:
        raise LedgerError("工作表太大，请删去空白的行和列，或拆成几份")


def _checked_parts(data: bytes) -> dict[str, bytes]:
    """The XML parts, really inflated within the limits: what a zip says of its sizes may be a lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_TOTAL:
                raise LedgerError("文件解压后过大，不像台账，请另存为新的工作簿再试")
            left = MAX_TOTAL
            parts: dict[str, bytes] = {}
            for member in members:
                content = _inflate(archive, member, min(left, MAX_PART))
                left -= len(content)
                _refuse_entities(content)
                if member.filename.startswith(
                    ("xl/workbook", "xl/_rels", "xl/worksheets/sheet", "xl/styles")
                ):
                    parts[member.filename] = content
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
                raise LedgerError("文件解压后过大，不像台账，请另存为新的工作簿再试")
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
    if b"\0" in data[:4096] or data[:3] == b"\xff\xd8\xff" or data[:4] == b"%PDF":
        raise LedgerError("不是Excel工作簿，请上传.xlsx、.xls或.csv格式的台账")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise LedgerError("不是Excel工作簿，也不是文本，请上传.xlsx、.xls或.csv格式的台账")
    if not text.strip() or ("<" in text[:200] and ">" in text[:200]):
        raise LedgerError("不是Excel工作簿，请在Excel里另存为.xlsx再试")
    rows: list[list[Any]] = [list(row) for row in csv.reader(io.StringIO(text))]
    if len(rows) > MAX_ROWS:
        raise LedgerError(f"文件有{len(rows)}行，最多{MAX_ROWS}行，请拆成几份")
    width = max(map(len, rows), default=0)
    return Sheet(Path(filename).stem or "台账", [row + [""] * (width - len(row)) for row in rows])


# What calamine does not show.

_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
_TARGET = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>'
)


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Sheet name to the path of its part."""
    targets = {}
    for relation in _TARGET.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        found = dict(_ATTRIBUTE.findall(relation))
        if b"Id" in found and b"Target" in found:
            target = found[b"Target"].decode("utf-8", "replace").removeprefix("/")
            targets[found[b"Id"]] = target if target.startswith("xl/") else f"xl/{target}"
    names = _SHEET.findall(parts["xl/workbook.xml"])
    return {_unescape(name): targets.get(key, "") for name, key in names}


def _unescape(name: bytes) -> str:
    text = name.decode("utf-8", "replace")
    for entity, char in (("&quot;", '"'), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def _unseen(xml: bytes, styles: dict[int, str]) -> dict[str, Any]:
    """Fields of Sheet that its XML tells; the XML itself only where number formats may be asked of it."""
    found: dict[str, Any] = {"xml": xml, "styles": styles} if styles else {}
    if b'hidden="' in xml:
        found["hidden_rows"] = frozenset(int(n) - 1 for n in _HIDDEN.findall(xml))
    # Few sheets without formulas have an f in their cells, and one letter is found at once in megabytes.
    if xml.find(b"f", xml.find(b"sheetData"), xml.rfind(b"sheetData")) >= 0 and (
        b"<f" in xml or b":f>" in xml
    ):
        found["uncomputed"] = frozenset(
            (int(row) - 1, column_number(col.decode())) for col, row in _UNCOMPUTED.findall(xml)
        )
    return found


_CELL_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_FORMAT_ID = re.compile(rb'<xf\b[^>]*?\bnumFmtId="(\d+)"')
_FORMAT = re.compile(rb'<numFmt\b(?=[^>]*\bnumFmtId="(\d+)")[^>]*?\bformatCode="([^"]*)"')
# Built-in formats of a Chinese Excel that show year and month alone.
_BUILT_IN = {**dict.fromkeys((17, 27, 36, 50, 52, 57), "month"), 2: "hundredths"}


def _telling_styles(styles: bytes) -> dict[int, str]:
    """Style number to what its format shows: a date without its day, or two decimals."""
    block = _CELL_FORMATS.search(styles)
    if not block:
        return {}
    own = {
        int(key): precision
        for key, code in _FORMAT.findall(styles)
        if (precision := _precision(code.decode()))
    }
    known = _BUILT_IN | own
    ids = [int(n) for n in _FORMAT_ID.findall(block.group())]
    return {i: known[n] for i, n in enumerate(ids) if n in known}


def _precision(code: str) -> str | None:
    plain = re.sub(r"&quot;.*?&quot;|\[[^\]]*\]|\\\\.", "", code).split(";")[0].lower()
    if re.fullmatch(r"[#,]*0\.00[_) ]*", plain):
        return "hundredths"
    if "d" in plain or "h" in plain or "y" not in plain:
        return None
    return "month" if "m" in plain else "year"


def column_number(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
