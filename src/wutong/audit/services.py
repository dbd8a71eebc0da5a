"""Writing the audit log. Called by `kit.writing` inside the transaction of the change; by nobody else."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import connection

from wutong.audit.models import Entry, Log
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


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_PART = 2000


def text_of(value: Any) -> str:
    """A plain value, or the fields of a change, as stored and as digested."""
    return _encode(value)


class Journal:
    """The change lines of the entry to come. They are written away in parts as they arrive, since an import brings
    hundreds of thousands; the entry that they belong to follows in the same transaction with their digest.
    """

    def __init__(self, seq: int):
        self.seq, self.count = seq, 0
        self._digest = hashlib.sha256()
        self._waiting: list[tuple[int, str, int, str, str]] = []

    def add(self, object_type: str, object_id: int, label: str, fields: str) -> None:
        """One object's change: `fields` is the text of a map from column to [old, new]."""
        self.count += 1
        line = object_type, object_id, label[:200], fields
        self._digest.update(digested(*line))
        self._waiting.append((self.seq, *line))
        if len(self._waiting) >= _PART:
            self.flush()

    def flush(self) -> None:
        if not self._waiting:
            return
        columns = "entry_id, object_type, object_id, object_label, fields"
        with connection.cursor() as cursor:
            cursor.executemany(
                f'INSERT INTO "audit_change" ({columns}) VALUES (%s, %s, %s, %s, %s)', self._waiting
            )
        self._waiting.clear()

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


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
    journal: Journal,
) -> Entry:
    """Append one entry, whose changes the journal has, and move the log's frontier. Must run inside a transaction."""
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
        change_count=journal.count,
        changes_digest=journal.digest,
    )
    _append(entry)
    journal.flush()
    return entry


def digested(kind: str, pk: int, label: str, fields: str) -> bytes:
    """What a change line adds to the SHA-256 that its entry seals."""
    return f"{kind}\x1f{pk}\x1f{label}\x1f{fields}\x1e".encode()


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
