"""What a file is that is no workbook, so that a refusal can name it: people rename pictures and documents to .xlsx."""

from __future__ import annotations

from collections.abc import Iterable

_STARTS = (
    (b"\x89PNG", "PNG图片"),
    (b"\xff\xd8\xff", "JPG图片"),
    (b"GIF8", "GIF图片"),
    (b"BM", "BMP图片"),
    (b"%PDF", "PDF文件"),
    (b"Rar!", "RAR压缩包"),
    (b"7z\xbc\xaf", "7z压缩包"),
    (b"{\\rtf", "RTF文档"),
    (b"%!PS", "PostScript文件"),
)
_MEMBERS = (
    ("word/document.xml", "Word文档"),
    ("ppt/presentation.xml", "PPT演示文稿"),
    ("OFD.xml", "OFD版式文件"),
)
_STREAMS = (("WordDocument", "Word文档"), ("PowerPoint Document", "PPT演示文稿"))


def by_start(data: bytes) -> str | None:
    """By its first bytes."""
    return next((kind for start, kind in _STARTS if data.startswith(start)), None)


def of_archive(names: Iterable[str]) -> str:
    """By the members of a zip."""
    known = set(names)
    return next((kind for member, kind in _MEMBERS if member in known), "ZIP压缩包")


def of_old(data: bytes) -> str | None:
    """By the streams of an old Office file."""
    return next((kind for stream, kind in _STREAMS if stream.encode("utf-16-le") in data), None)
