"""The results of formulas in a workbook that no Excel has computed yet: its writer leaves them out, viewers show them."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

from wutong.engines import ledger

# Sheet, row and column (from 1) of a formula to its result.
Results = Mapping[tuple[str, int, int], float]


def with_results(content: bytes, results: Results) -> bytes:
    """The workbook as openpyxl wrote it, with these results beside their formulas."""
    if not results:
        return content
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = re.findall(rb'<sheet [^>]*?name="([^"]*)"', old.read("xl/workbook.xml"))
        parts = {f"xl/worksheets/sheet{n}.xml": name.decode() for n, name in enumerate(names, start=1)}
        for member in old.infolist():
            xml = old.read(member)
            if member.filename in parts:
                xml = _filled(
                    xml, {k[1:]: v for k, v in results.items() if _escaped(k[0]) == parts[member.filename]}
                )
            new.writestr(member, xml)
    return stream.getvalue()


def _escaped(name: str) -> str:
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _filled(xml: bytes, results: Mapping[tuple[int, int], float]) -> bytes:
    for (row, column), number in results.items():
        where = f"{ledger.column_letters(column - 1)}{row}".encode()
        cell = re.compile(rb'(<c r="' + where + rb'"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')
        xml = cell.sub(
            lambda found, told=repr(number).encode(): found.group(1) + b"<v>" + told + b"</v>", xml
        )
    return xml
