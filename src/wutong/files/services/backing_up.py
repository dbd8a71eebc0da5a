"""Everything of this installation into one file: a consistent reading of all tables, and the kept files."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, models

from wutong.audit import queries as audit
from wutong.files.archive import ArchiveError, Writer, chunks_of, file_name, table_name
from wutong.files.services import databases, tables
from wutong.files.services.keeping import path_of
from wutong.kit import clock

Say = Callable[[str], None]


@dataclass(frozen=True)
class Backup:
    """What was written; `missing` are kept files whose content is gone, `finding` what the log's check found."""

    tables: int
    rows: int
    files: int
    missing: tuple[str, ...]
    finding: str


def back_up(path: Path, say: Say) -> Backup:
    """Write the backup to `path`, which must not exist; it appears there only when it is whole.

    Readable by its owner alone: it holds the accounts. Raises ArchiveError.
    """
    if path.exists():
        raise ArchiveError(f"“{path}”已存在，请换一个文件名")
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as stream:
            done = _write(Writer(stream), say)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        raise ArchiveError(f"写不了“{path}”：{error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return done


def _write(writer: Writer, say: Say) -> Backup:
    with databases.snapshot():
        schema = tables.Schema()
        if schema.strange:
            raise ArchiveError("数据库由更新版本的梧桐建立，请用那个版本备份")
        found = schema.models_at(schema.applied)
        written = [_table(writer, model, say) for model in found]
        missing = _files(writer, found, say)
        log = _log(schema, say)
        writer.close(
            {
                "program": "wutong",
                "made_at": clock.now().isoformat(),
                "database": connection.vendor,
                "migrations": sorted(map(list, schema.applied)),
                "tables": written,
                "last_ids": databases.last_ids(found),
                "missing_files": missing,
                "audit": log,
            }
        )
    files = len(writer.parts) - len(written)
    return Backup(len(written), sum(t["rows"] for t in written), files, tuple(missing), log["finding"])


def _log(schema: tables.Schema, say: Say) -> dict[str, Any]:
    """The head of the log and what its check found; nothing of a database whose log is older than the program."""
    if not schema.has("audit", schema.applied):
        return {"size": 0, "root": "", "finding": ""}
    say("核验审计日志")
    head, finding = audit.head(clock.now()), audit.verify()
    return {"size": head.size, "root": head.root.hex(), "finding": finding.text if finding else ""}


def _table(writer: Writer, model: type[models.Model], say: Say) -> dict[str, Any]:
    label = model._meta.label_lower
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for line in tables.lines(model):
            count += 1
            yield line

    writer.part(table_name(label), counted())
    if count:
        say(f"{label} {count} 行")
    return {"label": label, "rows": count, "columns": tables.columns_of(model)}


def _files(writer: Writer, found: list[type[models.Model]], say: Say) -> list[str]:
    """Each content once; returns the hashes of those that are gone or are no longer what they were."""
    missing: list[str] = []
    stored = next((m for m in found if m._meta.label_lower == "files.storedfile"), None)
    if stored is None:
        return missing
    hashes = stored._base_manager.order_by("sha256").values_list("sha256", flat=True).distinct()
    for sha256 in hashes.iterator():
        try:
            stream = path_of(sha256).open("rb")
        except OSError:
            missing.append(sha256)
            continue
        with stream:
            part = writer.part(file_name(sha256), chunks_of(stream), packed=False)
        if part.sha256 != sha256:
            missing.append(sha256)
    say(f"文件 {sum(p.name.startswith('files/') for p in writer.parts)} 个")
    return missing
