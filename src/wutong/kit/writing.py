"""One service call: one transaction, one audit entry, events after commit.

    with writing(by, "project.rename", reason) as sheet:
        sheet.update(project, name=name)
        sheet.emit(Renamed(project.pk))

`create`, `update` and `remove` are the only ways by which services change rows one at a time; they keep the
difference for the audit entry and leave the row's history, so that no write can be forgotten. Batches are in
`kit.batch`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, OperationalError, models, transaction

from wutong.audit import services as audit
from wutong.kit import clock, sockets
from wutong.kit.actor import Actor
from wutong.kit.models import Record
from wutong.kit.verdict import Busy, Overtaken, Stale

_log = logging.getLogger(__name__)


def plain(value: Any) -> Any:
    """A value as JSON can hold it and as it compares equal however it was read."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def snapshot(obj: models.Model) -> dict[str, Any]:
    """Column name to plain value, without the bookkeeping columns."""
    skip = {"created_at", "updated_at", "version"}
    columns = [f.attname for f in obj._meta.concrete_fields if f.attname not in skip]
    return {name: plain(getattr(obj, name)) for name in columns}


def _kept(obj: models.Model, name: str) -> Any:
    return plain(getattr(obj, obj._meta.get_field(name).attname))


def _as_of(obj: models.Model, version: int) -> models.Model:
    """The row as it was at that version. `Stale` where no history tells."""
    kept = (
        obj.history.filter(version=version).order_by("-history_id").first()
        if hasattr(obj, "history")
        else None
    )
    if kept is None:
        raise Stale(obj)
    return kept


def object_type(obj: models.Model | type[models.Model]) -> str:
    return obj._meta.label_lower


class Sheet:
    """The changes of one service call, noted as they are made; the entry over them closes the transaction."""

    def __init__(self, by: Actor, verb: str, reason: str):
        self.by, self.verb, self.reason = by, verb, reason
        self.at = clock.now()
        self.seq = audit.next_seq()
        self.journal = audit.Journal(self.seq)
        self.subject: models.Model | None = None
        self.events: list[object] = []

    def about(self, obj: models.Model) -> None:
        """Name the object that the entry is listed under; the first object written, unless said here."""
        self.subject = obj

    def create(self, obj: models.Model, save: Callable[[], Any] | None = None) -> models.Model:
        """Insert `obj`; `save` inserts it where the model has a way of its own (a node of a tree)."""
        if isinstance(obj, Record):
            obj.created_at = obj.updated_at = self.at
        self._stamp(obj)
        if save is None:
            obj.save(force_insert=True)
        else:
            save()
        new = {k: [None, v] for k, v in snapshot(obj).items() if v not in (None, "", [], {})}
        self.note(obj, new)
        return obj

    def renew(self, obj: models.Model) -> None:
        """Read the row anew, under the log's lock: what is decided upon it from here on stays true."""
        obj.refresh_from_db()

    def own_changes(self, obj: models.Model, seen: int | None, values: dict[str, Any]) -> dict[str, Any]:
        """Those of `values` that differ from what the user saw: version `seen` of the row, None the row as it is.

        What others have changed beside them since stays. `Stale` where they have changed the same.
        """
        self.renew(obj)
        base = obj if seen in (None, obj.version) else _as_of(obj, seen)
        mine = {name: value for name, value in values.items() if plain(value) != _kept(base, name)}
        if any(_kept(base, name) != _kept(obj, name) for name in mine):
            raise Stale(obj)
        return mine

    def update(self, obj: models.Model, expected: int | None = None, **values: Any) -> bool:
        """Set `values` on `obj` and save what differs; False if nothing does.

        `expected` is the version the user saw: `Stale` if somebody has changed the same since.
        """
        if expected is not None:
            values = self.own_changes(obj, expected, values)
        before = snapshot(obj)
        for name, value in values.items():
            setattr(obj, name, value)
        after = snapshot(obj)
        changed = {k: [before[k], after[k]] for k in after if before[k] != after[k]}
        if not changed:
            return False
        self._save(obj, list(changed))
        self.note(obj, changed)
        return True

    def remove(self, obj: models.Model) -> None:
        old = {k: [v, None] for k, v in snapshot(obj).items() if v not in (None, "", [], {})}
        self.note(obj, old)
        self._stamp(obj)
        obj.delete()

    def note(self, obj: models.Model, fields: dict[str, list]) -> None:
        """Put a change on the sheet without saving: for what another statement has written."""
        self.subject = self.subject or obj
        self.journal.add(object_type(obj), obj.pk, str(obj), audit.text_of(fields))

    def emit(self, event: object) -> None:
        """Tell the listeners of `event` once the transaction has been committed."""
        self.events.append(event)

    def close(self) -> None:
        subject = self.subject
        audit.write(
            seq=self.seq,
            at=self.at,
            by=self.by,
            verb=self.verb,
            subject=(object_type(subject), subject.pk, str(subject)[:200]) if subject else ("", None, ""),
            reason=self.reason,
            journal=self.journal,
        )
        for event in self.events:
            transaction.on_commit(lambda event=event: sockets.publish(event))

    def _stamp(self, obj: models.Model) -> None:
        obj._history_date = self.at
        obj._entry_seq = self.seq

    def _save(self, obj: models.Model, columns: list[str]) -> None:
        self._stamp(obj)
        if not isinstance(obj, Record):
            obj.save(update_fields=columns)
            return
        taken = type(obj)._base_manager.filter(pk=obj.pk, version=obj.version)
        if not taken.update(version=obj.version + 1):
            raise Stale(type(obj)._base_manager.get(pk=obj.pk))
        obj.version += 1
        obj.updated_at = self.at
        obj.save(update_fields=[*columns, "updated_at"])


_open: ContextVar[Sheet | None] = ContextVar("open", default=None)


@contextmanager
def writing(by: Actor, verb: str, reason: str = "") -> Iterator[Sheet]:
    """Open a transaction and a sheet; on leaving, the audit entry is written in the same transaction.

    A service called from within another service's sheet writes on that sheet: what a person did in one go is one
    entry of the log.

    Only one sheet is open at a time: the log's lock is taken first. What a service looks up within it stays true; what
    it looked up before may have been overtaken, which the constraints of the tables tell (`Overtaken`).
    """
    if (outer := _open.get()) is not None:
        yield outer
        return
    try:
        with transaction.atomic():
            sheet = Sheet(by, verb, reason)
            token = _open.set(sheet)
            try:
                yield sheet
            finally:
                _open.reset(token)
            sheet.close()
    except IntegrityError as error:
        _log.warning("%s was overtaken: %s", verb, error)
        raise Overtaken from error
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Busy from error
