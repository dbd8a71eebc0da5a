"""Keeping files: once by content, within limits, of known kinds."""

import hashlib
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from wutong.files.models import StoredFile
from wutong.files.rules import plain_name, sniff
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid
from wutong.kit.writing import writing


def store(*, by: Actor, name: str, content: bytes, media_type: str = "") -> StoredFile:
    """Keep a file and return its record. Raises Invalid for what is too large or of an unknown kind.

    The content is written before the record commits: a record never points at nothing, and content whose record was
    rolled back is harmless.
    """
    check_size(content)
    known = sniff(content, name)
    if known is None:
        raise Invalid(
            {"file": f"“{plain_name(name)}”不是能收的文件，或扩展名与内容不符；请传图片、PDF、Word或Excel"}
        )
    sha256 = hashlib.sha256(content).hexdigest()
    _keep(path_of(sha256), content)
    stored = StoredFile(
        sha256=sha256,
        name=plain_name(name),
        media_type=known,
        size=len(content),
        person_id=by.person_id,
        person_name=by.person_name,
    )
    with writing(by, "files.store") as sheet:
        stored.stored_at = sheet.at
        sheet.create(stored)
    return stored


def check_size(content: bytes) -> None:
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise Invalid({"file": f"文件超过{settings.UPLOAD_LIMIT_BYTES // 2**20}MB，请压缩或拆开后再传"})


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def _keep(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{uuid4().hex}.part")  # two may keep the same content at once
    part.write_bytes(content)
    part.replace(path)
