"""What differs by database in backing up and restoring: the snapshot, and the counters of ids."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

Model = type[models.Model]


@contextmanager
def snapshot() -> Iterator[None]:
    """Within the block every reading sees the database as it is at the first one; nobody who writes has to wait."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Django's own transactions on SQLite are IMMEDIATE here: they would hold every writer off.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def counts_ids(model: Model) -> bool:
    return isinstance(model._meta.pk, models.AutoField)


def last_ids(tables: Iterable[Model]) -> dict[str, int]:
    """Label to the last id ever given: a row that was removed since keeps its id for itself."""
    counted = [m for m in tables if counts_ids(m)]
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = dict(cursor.fetchall())
            return {m._meta.label_lower: int(known.get(m._meta.db_table, 0)) for m in counted}
        found = {}
        for model in counted:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", _column(model))
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
            found[model._meta.label_lower] = cursor.fetchone()[0]
        return found


def set_last_ids(tables: Iterable[Model], last: dict[str, int]) -> None:
    """Let the counters go on behind the last id ever given."""
    with connection.cursor() as cursor:
        for model in filter(counts_ids, tables):
            highest = model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0
            reached = max(highest, last.get(model._meta.label_lower, 0))
            if connection.vendor == "postgresql":
                sequence = "setval(pg_get_serial_sequence(%s, %s), %s, %s)"
                cursor.execute(f"SELECT {sequence}", [*_column(model), max(reached, 1), reached > 0])
            else:
                table = model._meta.db_table
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, reached])


def _column(model: Model) -> list[str]:
    quote = connection.ops.quote_name
    return [quote(model._meta.db_table), str(model._meta.pk.column)]


def empty(tables: Iterable[Model]) -> None:
    """Remove all rows; keys are checked at the end of the transaction only."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def insert(model: Model, fields: Sequence[models.Field], rows: Sequence[Sequence[Any]]) -> None:
    """Insert values as they are given: no default, no signal, no time of its own."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(f.column)) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    into = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.executemany(into, rows)
