"""Many rows in one go: inserted, updated and noted for the audit entry without a query or an object per row.

`bulk_create` spends its time on building objects and preparing every value anew; a ledger of 34,470 rows repeats most
of its values, so each column is prepared once per distinct value here. The SQL of each database stands at the foot.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

from wutong.audit import services as audit
from wutong.kit import history
from wutong.kit.models import Record
from wutong.kit.writing import Sheet, object_type, plain

Row = dict[str, Any]
_EMPTY: tuple = (None, "", [], {})


def insert(sheet: Sheet, model: type[models.Model], rows: Sequence[Row], label: str = "") -> list[int]:
    """Insert `rows` (column name to value; missing columns take the field's default) and return their new ids.

    History and audit lines are written as for single rows. `label` names the column that names the object.
    """
    if not rows:
        return []
    ids = _take_ids(model, len(rows))
    fixed: Row = {model._meta.pk.attname: None}
    if issubclass(model, Record):
        fixed |= {"created_at": sheet.at, "updated_at": sheet.at, "version": 1}
    fields = model._meta.concrete_fields
    columns = [_column(f, rows, fixed) for f in fields]
    columns[fields.index(model._meta.pk)] = ids
    _insert(model, [f.column for f in fields], zip(*columns, strict=True))
    if hasattr(model, "history"):
        history.copy_rows(model, ids, "+", sheet.at, sheet.seq)
    kind = object_type(model)
    for pk, row in zip(ids, rows, strict=True):
        new = {k: [None, plain(v)] for k, v in row.items() if v not in _EMPTY}
        new["id"] = [None, pk]
        sheet.changes.append(audit.ChangeLine(kind, pk, str(row.get(label, ""))[:200], new))
    return ids


def update(sheet: Sheet, model: type[models.Model], changes: Iterable[tuple[int, str, Row, Row]]) -> int:
    """Apply `changes`: (id, label, old values, new values) by column, only what differs. Returns how many rows.

    Rows are grouped by the set of columns that change, one statement prepared per set.
    """
    kind = object_type(model)
    groups: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for pk, label, old, new in changes:
        groups.setdefault(tuple(sorted(new)), []).append((pk, new))
        lines = {k: [plain(old[k]), plain(v)] for k, v in new.items()}
        sheet.changes.append(audit.ChangeLine(kind, pk, label[:200], lines))
    ids = [pk for group in groups.values() for pk, _ in group]
    for names, group in groups.items():
        _update(model, names, group, sheet)
    if hasattr(model, "history"):
        history.copy_rows(model, ids, "~", sheet.at, sheet.seq)
    return len(ids)


def _column(field: models.Field, rows: Sequence[Row], fixed: Row) -> list:
    """One column of all rows as the database wants it, each distinct value prepared once."""
    name = field.attname
    if name in fixed:
        return [field.get_db_prep_save(fixed[name], connection)] * len(rows)
    missing = object()
    default = field.get_default() if field.has_default() or not field.null else None
    values = [row.get(name, missing) for row in rows]
    prepare = _preparer(field)
    return [prepare(default if v is missing else v) for v in values]


def _preparer(field: models.Field) -> Callable[[Any], Any]:
    known: dict[Any, Any] = {}

    def prepare(value: Any) -> Any:
        try:
            return known[value]
        except KeyError:
            known[value] = result = field.get_db_prep_save(value, connection)
            return result
        except TypeError:  # a list or dict cannot be a key
            return field.get_db_prep_save(value, connection)

    return prepare


def _update(
    model: type[models.Model], names: tuple[str, ...], group: list[tuple[int, Row]], sheet: Sheet
) -> None:
    quote = connection.ops.quote_name
    fields = [f for f in model._meta.concrete_fields if f.attname in names]
    sets = [f"{quote(f.column)} = %s" for f in fields]
    extra: list[Any] = []
    if issubclass(model, Record):
        sets += ["version = version + 1", "updated_at = %s"]
        extra.append(model._meta.get_field("updated_at").get_db_prep_save(sheet.at, connection))
    prepared = [(f.attname, _preparer(f)) for f in fields]
    rows = [[*(prepare(new[name]) for name, prepare in prepared), *extra, pk] for pk, new in group]
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {', '.join(sets)} WHERE {key} = %s", rows)


# What differs by database.


def _take_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for `count` new rows, never used before. Inside the write transaction nobody else can take them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            name = model._meta.pk.column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, name, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
    return list(range(last + 1, last + 1 + count))


def _insert(model: type[models.Model], columns: list[str], rows: Iterable[tuple]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(c) for c in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
