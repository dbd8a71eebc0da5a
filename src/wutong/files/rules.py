"""Which files are taken (pure): by what they are, not by what they are called."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0", "application/vnd.ms-excel"),
)
_ZIPPED = {"xlsx": XLSX, "xlsm": XLSX, "docx": DOCX}

NAME_LENGTH = 200


def plain_name(name: str) -> str:
    """The last part of a name as a browser sends it, without folders and invisible characters, its end kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if c.isprintable()).strip()
    return shown[-NAME_LENGTH:] if shown.strip(".") else "未命名"


def sniff(content: bytes, name: str) -> str | None:
    """The media type of a file that may be kept, or None. A zip is only an office file; text is only CSV."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _ZIPPED.get(ending)
    if ending == "csv" and b"\0" not in content[:4096]:
        return "text/csv"
    return None
