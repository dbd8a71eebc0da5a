"""What calamine does not show of a sheet: hidden rows, formulas never computed, and what number formats say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wutong.engines.ledger.letters import column_number

# What a number format says: ("month", 0) and ("year", 0) of a date, ("hundredths", 0) of two decimals, ("percent", 1) of
# a share with one decimal, ("shift", 4) of a number shown as its ten thousandth.
Form = tuple[str, int]


def of_sheets(parts: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Sheet name to the fields of a Sheet that the parts of the workbook tell."""
    styles = _telling_styles(parts.get("xl/styles.xml", b""))
    return {name: _unseen(parts.get(path, b""), styles) for name, path in _sheet_paths(parts).items()}


_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
_TARGET = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>'
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]{1,20})<',
    re.DOTALL,
)


def _sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
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


def _unseen(xml: bytes, styles: dict[int, Form]) -> dict[str, Any]:
    """Fields of Sheet that its XML tells; the XML itself only where number formats may be asked of it."""
    found: dict[str, Any] = {"xml": xml, "styles": styles} if styles else {}
    if b'hidden="' in xml:
        found["hidden_rows"] = frozenset(int(n) - 1 for n in _HIDDEN.findall(xml))
    # Few sheets without formulas have an f in their cells, and one letter is found at once in megabytes.
    if xml.find(b"f", xml.find(b"sheetData"), xml.rfind(b"sheetData")) >= 0 and (
        b"<f" in xml or b":f>" in xml
    ):
        found["unread"] = {_place(col, row): "" for col, row in _UNCOMPUTED.findall(xml)}
    if b't="e"' in xml:
        errors = {_place(col, row): error.decode() for col, row, error in _ERROR.findall(xml)}
        found["unread"] = found.get("unread", {}) | errors
    return found


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    return int(row) - 1, column_number(letters.decode())


_CELL_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_FORMAT_ID = re.compile(rb'<xf\b[^>]*?\bnumFmtId="(\d+)"')
_FORMAT = re.compile(rb'<numFmt\b(?=[^>]*\bnumFmtId="(\d+)")[^>]*?\bformatCode="([^"]*)"')
# Built-in formats of a Chinese Excel that show year and month alone, two decimals, or a share.
_BUILT_IN: dict[int, Form] = {
    **dict.fromkeys((17, 27, 36, 50, 52, 57), ("month", 0)),
    2: ("hundredths", 0),
    9: ("percent", 0),
    10: ("percent", 2),
}
_QUOTED_POINT = re.compile(r'"\."|!\.')
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\[^.]|_.')
_SHIFT = re.compile(r"[#,0]*[#0](?:\\\.(?P<places>[#0]+)|\.[#0]+)?(?P<thousands>,*)[) ]*")
_PERCENT = re.compile(r"[#,0]+(?:\.(?P<places>0+))?%[) ]*")


def _telling_styles(styles: bytes) -> dict[int, Form]:
    """Style number to what its format says, where it says something of this kind."""
    block = _CELL_FORMATS.search(styles)
    if not block:
        return {}
    own = {
        int(key): form
        for key, code in _FORMAT.findall(styles)
        if (form := _form(code.decode("utf-8", "replace").replace("&quot;", '"')))
    }
    known = _BUILT_IN | own
    ids = [int(n) for n in _FORMAT_ID.findall(block.group())]
    return {i: known[n] for i, n in enumerate(ids) if n in known}


def _form(code: str) -> Form | None:
    plain = _QUOTED.sub("", _QUOTED_POINT.sub(r"\\.", code)).split(";")[0].lower()
    if re.fullmatch(r"[#,]*0\.00[) ]*", plain):
        return "hundredths", 0
    if found := _PERCENT.fullmatch(plain):
        return "percent", len(found["places"] or "")
    if found := _SHIFT.fullmatch(plain):
        shift = len(found["places"] or "") + 3 * len(found["thousands"])
        return ("shift", shift) if shift else None
    if "d" in plain or "h" in plain or "y" not in plain:
        return None
    return ("month", 0) if "m" in plain else ("year", 0)
