"""The shape of a backup: one zip of parts and a manifest that names each part with its size and SHA-256 (pure).

`tables/<label>.jsonl` holds one row per line, a list of values in the order of the manifest's columns;
`files/<first two>/<sha256>` holds a kept file. Both sides stream: no part is ever whole in memory.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT_BYTES = 64 * 2**20
LINE_LIMIT_BYTES = 256 * 2**20
_CHUNK = 2**18
_PART = re.compile(r"tables/[a-z0-9_]+\.[a-z0-9_]+\.jsonl|files/[0-9a-f]{2}/[0-9a-f]{64}")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class ArchiveError(Exception):
    """The file cannot be restored; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Part:
    """One member: `size` in bytes before compression."""

    name: str
    size: int
    sha256: str


def table_name(label: str) -> str:
    return f"tables/{label}.jsonl"


def file_name(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"


def chunks_of(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


class Writer:
    """Parts in any order, then the manifest. Kept files are stored as they are: most are compressed already."""

    def __init__(self, stream: IO[bytes]):
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=5)
        self.parts: list[Part] = []

    def part(self, name: str, chunks: Iterable[bytes], *, packed: bool = True) -> Part:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        size, digest = 0, hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=True) as out:
            for chunk in chunks:
                out.write(chunk)
                size += len(chunk)
                digest.update(chunk)
        written = Part(name, size, digest.hexdigest())
        self.parts.append(written)
        return written

    def close(self, manifest: dict[str, Any]) -> None:
        whole = {"format": FORMAT, **manifest, "parts": [[p.name, p.size, p.sha256] for p in self.parts]}
        self._zip.writestr(MANIFEST, json.dumps(whole, ensure_ascii=False, indent=1))
        self._zip.close()


class Reader:
    """An archive whose names and sizes have been checked; `verify` checks the content too.

    Raises ArchiveError for whatever is no backup, or was changed after it was made.
    """

    def __init__(self, stream: IO[bytes]):
        try:
            self._zip = zipfile.ZipFile(stream)
            self.manifest = self._read_manifest()
            self.parts = {p.name: p for p in (Part(*row) for row in self.manifest["parts"])}
        except (*_UNREADABLE, ValueError, KeyError, TypeError, RecursionError) as error:
            raise ArchiveError("这不是梧桐的备份文件，或文件已损坏") from error
        if self.manifest.get("format") != FORMAT:
            raise ArchiveError("这份备份由更新版本的梧桐生成，请先升级再恢复")
        self._check_names()

    def _read_manifest(self) -> dict[str, Any]:
        if self._zip.getinfo(MANIFEST).file_size > MANIFEST_LIMIT_BYTES:
            raise ValueError("manifest too large")
        with self._zip.open(MANIFEST) as stream:
            found = json.loads(stream.read(MANIFEST_LIMIT_BYTES))
        if not isinstance(found, dict):
            raise ValueError("manifest is no object")
        return found

    def _check_names(self) -> None:
        members = [info.filename for info in self._zip.infolist() if info.filename != MANIFEST]
        if strange := next((name for name in members if not _PART.fullmatch(name)), None):
            raise ArchiveError(f"备份里有不该有的文件名“{strange[:80]}”，已拒绝恢复")
        if len(members) != len(set(members)) or set(members) != set(self.parts):
            raise ArchiveError("备份的内容与清单不符（有增加、缺少或重复的部分），已拒绝恢复")

    @property
    def size(self) -> int:
        """Bytes of all parts, unpacked."""
        return sum(part.size for part in self.parts.values())

    def verify(self) -> Iterator[Part]:
        """Read every part once against the manifest, yielding each when it has been found whole."""
        for part in self.parts.values():
            digest, size = hashlib.sha256(), 0
            for chunk in self.chunks(part.name):
                digest.update(chunk)
                size += len(chunk)
                if size > part.size:
                    break
            if (size, digest.hexdigest()) != (part.size, part.sha256):
                raise ArchiveError(f"备份的“{part.name}”与清单的摘要不符：文件被改动或损坏，已拒绝恢复")
            yield part

    def chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as stream:
                yield from chunks_of(stream)
        except _UNREADABLE as error:
            raise ArchiveError(f"备份的“{name}”读不出来：文件被改动或损坏，已拒绝恢复") from error

    def rows(self, label: str) -> Iterator[list[Any]]:
        """The rows of a table, each a list of plain values."""
        name = table_name(label)
        try:
            with self._zip.open(name) as stream:
                while line := stream.readline(LINE_LIMIT_BYTES):
                    yield json.loads(line)
        except (*_UNREADABLE, ValueError) as error:
            raise ArchiveError(f"备份的“{name}”读不出来：文件被改动或损坏，已拒绝恢复") from error
