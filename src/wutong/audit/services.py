"""Writing the audit log. Called by `kit.writing` inside the transaction of the change; by nobody else."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from wutong.audit.models import Change, Entry, Log
from wutong.engines import merkle


class ActorColumns(Protocol):
    """What the log keeps of an actor: `kit.Actor` has these."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def person_name(self) -> str: ...
    @property
    def post_id(self) -> int | None: ...
    @property
    def post_title(self) -> str: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def scope_path(self) -> str: ...


@dataclass(frozen=True)
class ChangeLine:
    """One object's change: `fields` maps a column to [old, new]."""

    object_type: str
    object_id: int
    object_label: str
    fields: dict[str, list]

    def text(self) -> str:
        """The fields as stored and as digested."""
        return json.dumps(self.fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def next_seq() -> int:
    """Take the log's lock and return the position of the entry to come.

    The lock is held to the end of the transaction, so positions have no gaps and follow the order of commits.
    """
    return _locked_log().size


def write(
    *,
    seq: int,
    at: datetime,
    by: ActorColumns,
    verb: str,
    subject: tuple[str, int | None, str],
    reason: str,
    changes: list[ChangeLine],
) -> Entry:
    """Append one entry and its changes, and move the log's frontier. Must run inside a transaction."""
    entry = Entry(
        seq=seq,
        at=at,
        account_id=by.account_id,
        person_id=by.person_id,
        person_name=by.person_name,
        post_id=by.post_id,
        post_title=by.post_title,
        unit_id=by.unit_id,
        unit_name=by.unit_name,
        scope_path=by.scope_path,
        verb=verb,
        object_type=subject[0],
        object_id=subject[1],
        object_label=subject[2],
        reason=reason,
        change_count=len(changes),
    )
    texts = [line.text() for line in changes]
    entry.changes_digest = digest(
        [(c.object_type, c.object_id, t) for c, t in zip(changes, texts, strict=True)]
    )
    _append(entry)
    Change.objects.bulk_create(
        [
            Change(
                entry=entry,
                object_type=c.object_type,
                object_id=c.object_id,
                object_label=c.object_label,
                fields=t,
            )
            for c, t in zip(changes, texts, strict=True)
        ],
        batch_size=1000,
    )
    return entry


def digest(rows: list[tuple[str, int, str]]) -> str:
    """SHA-256 over the changes of an entry in their order: type, id, fields as stored."""
    total = hashlib.sha256()
    for kind, pk, fields in rows:
        total.update(f"{kind}\x1f{pk}\x1f{fields}\x1e".encode())
    return total.hexdigest()


def leaf_bytes(entry: Entry) -> bytes:
    """The canonical form of an entry that is hashed into the log: every column but the hash itself."""
    columns: dict[str, Any] = {
        f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields if f.attname != "leaf_hash"
    }
    columns["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _locked_log() -> Log:
    log, _ = Log.objects.select_for_update().get_or_create(pk=1)
    return log


def _append(entry: Entry) -> None:
    log = _locked_log()
    leaf = merkle.leaf_hash(leaf_bytes(entry))
    entry.leaf_hash = leaf.hex()
    frontier = frontier_of(log).append(leaf)
    entry.save(force_insert=True)
    Log.objects.filter(pk=1).update(size=frontier.size, peaks=json.dumps(frontier.as_json()["peaks"]))


def frontier_of(log: Log) -> merkle.Frontier:
    return merkle.Frontier.from_json({"size": log.size, "peaks": json.loads(log.peaks)})
