"""The tables of an installation as lines of JSON and back, at the state of migrations that they are in."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils.duration import duration_string

from wutong.files.archive import ArchiveError, Reader
from wutong.files.services import databases

Node = tuple[str, str]
ROWS_AT_A_TIME = 1000


class Schema:
    """The migrations that a database has, and the tables as they make them."""

    def __init__(self) -> None:
        self._executor = MigrationExecutor(connection)
        self._graph = self._executor.loader.graph
        self.known: set[Node] = set(self._graph.nodes)
        self.applied: set[Node] = set(self._executor.loader.applied_migrations) & self.known
        self.strange: set[Node] = set(self._executor.loader.applied_migrations) - set(
            self._executor.loader.disk_migrations
        )

    def has(self, app: str, nodes: set[Node]) -> bool:
        """Whether `nodes` bring an app to the state that this program reads."""
        return {n for n in self.known if n[0] == app} <= nodes

    def migrate_to(self, nodes: set[Node]) -> None:
        """Bring a database that has only some of `nodes` to all of them."""
        targets = [n for n in nodes if not self._followers(n) & nodes]
        self._executor.migrate(targets)

    def _followers(self, node: Node) -> set[Node]:
        return {child.key for child in self._graph.node_map[node].children if child.key[0] == node[0]}

    def models_at(self, nodes: set[Node]) -> list[type[models.Model]]:
        """Every table of these migrations, third parties' too, without swapped or unmanaged ones."""
        state = self._executor.loader.project_state(sorted(nodes))
        found = state.apps.get_models(include_auto_created=True)
        return sorted((m for m in found if m._meta.managed), key=lambda m: m._meta.label_lower)


# Out.


def columns_of(model: type[models.Model]) -> list[str]:
    return [str(f.column) for f in model._meta.concrete_fields]


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """Every row as a line of JSON, in the order of the key."""
    names = [f.attname for f in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=ROWS_AT_A_TIME):
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    """Values that JSON lacks, in words that the field's own `to_python` reads back."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no words for {type(value).__name__}")


# In.


def load(reader: Reader, model: type[models.Model], columns: list[str]) -> int:
    """Put the archive's rows into an empty table; returns how many."""
    label = model._meta.label_lower
    fields = _fields(model, columns)
    rows = reader.rows(label)
    count = 0
    while batch := list(islice(rows, ROWS_AT_A_TIME)):
        databases.insert(model, fields, [_prepared(label, fields, row) for row in batch])
        count += len(batch)
    return count


def _fields(model: type[models.Model], columns: list[str]) -> list[models.Field]:
    known = {f.column: f for f in model._meta.concrete_fields}
    if set(known) != set(columns) or len(known) != len(columns):
        raise ArchiveError(f"备份里“{model._meta.label_lower}”的列与程序不符，已拒绝恢复")
    return [known[name] for name in columns]


def _prepared(label: str, fields: list[models.Field], row: Any) -> list[Any]:
    if not isinstance(row, list) or len(row) != len(fields):
        raise ArchiveError(f"备份里“{label}”有一行的列数不对，已拒绝恢复")
    return [
        field.get_db_prep_save(field.to_python(value), connection)
        for field, value in zip(fields, row, strict=True)
    ]
