"""A backup back into a database: checked whole before anything is written, then all or nothing."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from wutong.audit import queries as audit
from wutong.engines.merkle import MerkleError
from wutong.files.archive import ArchiveError, Part, Reader, file_name
from wutong.files.services import databases, tables
from wutong.files.services.keeping import path_of
from wutong.kit import clock

Say = Callable[[str], None]
# What an installation has before anybody has worked in it.
LAID_BY_SETUP = {
    "contenttypes",
    "auth",
    "sessions",
    "codes",
    "workdays",
    "axes",
    "django_tasks_database",
}


@dataclass(frozen=True)
class Restored:
    tables: int
    rows: int
    files: int
    made_at: str
    log_size: int
    finding: str


def restore(path: Path, say: Say, *, replace: bool = False) -> Restored:
    """Bring back what `path` holds. Raises ArchiveError; then the database is as it was before.

    The database must be empty, or `replace` given. A bare one is first brought to the backup's own migrations and
    to the newest ones afterwards, so that a backup of an older version is restored and upgraded.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise ArchiveError(f"读不了“{path}”：{error.strerror or error}") from error
    with stream:
        reader = Reader(stream)
        manifest = _Manifest(reader.manifest)
        schema = _fitting_schema(manifest)
        if not replace:
            _check_empty(schema.models_at(schema.applied))
        _check_room(reader)
        say(f"核对 {sum(1 for _ in reader.verify())} 个部分")
        if schema.applied != manifest.migrations:
            say("建表")
            schema.migrate_to(manifest.migrations)
        files = _put_files(reader, manifest, say)
        rows = _put_tables(reader, manifest, tables.Schema(), say, replace)
    finding = manifest.finding
    if manifest.migrations != schema.known:
        say("升级到当前版本")
        call_command("migrate", verbosity=0)
        finding = _check_log(manifest)
    return Restored(len(manifest.tables), rows, files, manifest.made_at, manifest.log_size, finding)


class _Manifest:
    """The manifest's own words, checked for their shape."""

    def __init__(self, raw: dict[str, Any]):
        try:
            self.made_at = str(raw["made_at"])
            self.migrations = {(str(app), str(name)) for app, name in raw["migrations"]}
            self.tables = {str(t["label"]): t for t in raw["tables"]}
            self.rows = {label: int(t["rows"]) for label, t in self.tables.items()}
            self.columns = {label: [str(c) for c in t["columns"]] for label, t in self.tables.items()}
            self.last_ids = {str(label): int(last) for label, last in raw["last_ids"].items()}
            self.missing = {str(sha256) for sha256 in raw["missing_files"]}
            log = raw["audit"]
            self.log_size, self.log_root = int(log["size"]), str(log["root"])
            self.finding = str(log["finding"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArchiveError("备份的清单不完整，已拒绝恢复") from error


def _fitting_schema(manifest: _Manifest) -> tables.Schema:
    schema = tables.Schema()
    if manifest.migrations - schema.known or schema.strange:
        raise ArchiveError("这份备份由更新版本的梧桐生成，请先升级再恢复")
    if schema.applied - manifest.migrations:
        raise ArchiveError(
            "这份备份来自较早的版本：请恢复到一个全新的空库（新的 WUTONG_HOME 或数据库），恢复时自动升级"
        )
    return schema


def _check_room(reader: Reader) -> None:
    home = Path(settings.MEDIA_ROOT)
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    if reader.size > free:
        raise ArchiveError(f"磁盘空间不足：要 {reader.size // 2**20} MB，只剩 {free // 2**20} MB")


def _put_files(reader: Reader, manifest: _Manifest, say: Say) -> int:
    """Kept files lie under their own hash: putting one back twice, or for rows that fail later, does no harm."""
    count = 0
    for part in reader.parts.values():
        if not part.name.startswith("files/"):
            continue
        sha256 = part.name.rsplit("/", 1)[-1]
        if sha256 in manifest.missing:
            continue
        if part.sha256 != sha256 or part.name != file_name(sha256):
            raise ArchiveError(f"备份里的文件 {sha256[:12]} 内容与名称不符，已拒绝恢复")
        _put_file(reader, part, path_of(sha256))
        count += 1
    say(f"文件 {count} 个")
    return count


def _put_file(reader: Reader, part: Part, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    with half.open("wb") as out:
        for chunk in reader.chunks(part.name):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    half.replace(path)


def _put_tables(reader: Reader, manifest: _Manifest, schema: tables.Schema, say: Say, replace: bool) -> int:
    found = schema.models_at(manifest.migrations)
    if {m._meta.label_lower for m in found} != set(manifest.tables):
        raise ArchiveError("备份里的表与程序不符，已拒绝恢复")
    with transaction.atomic():
        if not replace:
            _check_empty(found)
        databases.empty(found)
        for model in found:
            _put_table(reader, manifest, model, say)
        databases.set_last_ids(found, manifest.last_ids)
        _check_keys()
        if schema.has("audit", manifest.migrations):
            say("核验审计日志")
            _check_log(manifest)
    ContentType.objects.clear_cache()
    return sum(manifest.rows.values())


def _check_empty(found: list[type[models.Model]]) -> None:
    for model in found:
        laid = model._meta.app_label in LAID_BY_SETUP or model._meta.label_lower == "audit.log"
        if not laid and model._base_manager.exists():
            raise ArchiveError("数据库里已有数据：请恢复到空库；确要覆盖全部数据，请加 --replace")


def _put_table(reader: Reader, manifest: _Manifest, model: type[models.Model], say: Say) -> None:
    label = model._meta.label_lower
    try:
        tables.load(reader, model, manifest.columns[label])
    except ArchiveError:
        raise
    except Exception as error:  # whatever a value may be, the answer is the same: this row cannot be put back
        raise ArchiveError(f"备份里“{label}”的内容写不进数据库：{type(error).__name__}") from error
    count = model._base_manager.count()
    if count != manifest.rows[label]:
        raise ArchiveError(f"“{label}”应有 {manifest.rows[label]} 行，只恢复了 {count} 行")
    if count:
        say(f"{label} {count} 行")


def _check_keys() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise ArchiveError("备份里有记录指向不存在的记录，已拒绝恢复") from error


def _check_log(manifest: _Manifest) -> str:
    """The log must be the one that was backed up, sound or with the very finding that the backup told."""
    try:
        head, finding = audit.head(clock.now()), audit.verify()
    except (ValueError, MerkleError) as error:
        raise ArchiveError(f"恢复后的审计日志读不出来：{error}") from error
    text = finding.text if finding else ""
    if text != manifest.finding:
        raise ArchiveError(f"恢复后的审计日志核验不过：{text or '与备份时的结论不同'}")
    wanted = manifest.log_size, manifest.log_root
    if manifest.log_root and (head.size, head.root.hex()) != wanted:
        raise ArchiveError("恢复后的审计日志与备份时的摘要不符，已拒绝恢复")
    return text
