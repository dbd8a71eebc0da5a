"""Many rows in one go: inserted, updated and noted for the audit entry without a query or an object per row.

`bulk_create` spends its time on building objects and preparing every value anew; a ledger of 34,470 rows repeats most
of its values, so each column is prepared once per distinct value here. The SQL of each database stands at the foot.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice, repeat
from typing import Any

from django.db import connection, models

from wutong.audit import services as audit
from wutong.kit import history
from wutong.kit.models import Record
from wutong.kit.writing import Sheet, object_type, plain

Row = dict[str, Any]
_EMPTY: tuple = (None, "", [], {})
_PART = 5000
_MISSING = object()


def insert(sheet: Sheet, model: type[models.Model], rows: Iterable[Row], label: str = "") -> list[int]:
    """Insert `rows` (column name to value; missing columns take the field's default) and return their new ids.

    History and audit lines are written as for single rows. `label` names the column that names the object. Rows are
    taken part by part: an iterator need never be whole in memory.
    """
    columns = [_Column(f, sheet) for f in model._meta.concrete_fields]
    ids: list[int] = []
    rows = iter(rows)
    while part := list(islice(rows, _PART)):
        ids += _insert_part(sheet, model, columns, part, label)
    return ids


def _insert_part(
    sheet: Sheet, model: type[models.Model], columns: list["_Column"], rows: list[Row], label: str
) -> list[int]:
    ids = _take_ids(model, len(rows))
    cells: list[Iterable] = []
    told: dict[str, list[str]] = {}
    given = {name for row in rows for name in row}
    for column in columns:
        if column.is_key:
            cells.append(ids)
            told[column.name] = [f'"id":[null,{pk}]' for pk in ids]
        elif column.name in given:
            values = [row.get(column.name, _MISSING) for row in rows]
            cells.append(column.stored(values))
            told[column.name] = column.told(values)
        else:
            cells.append(repeat(column.absent, len(rows)))
    _insert(model, [c.field.column for c in columns], zip(*cells, strict=True))
    if hasattr(model, "history"):
        history.copy_rows(model, ids, "+", sheet.at, sheet.seq)
    kind = object_type(model)
    # The log holds the columns in the order of their names.
    lines = zip(*(told[name] for name in sorted(told)), strict=True)
    for pk, row, texts in zip(ids, rows, lines, strict=True):
        sheet.journal.add(kind, pk, str(row.get(label, "")), "{" + ",".join(filter(None, texts)) + "}")
    return ids


class _Column:
    """One column of many rows: as the database wants it and as the log tells it, each distinct value once."""

    def __init__(self, field: models.Field, sheet: Sheet):
        self.field, self.name = field, field.attname
        self.is_key = field.primary_key
        self._prepare, self._kept = _preparer(field), _kept_as_it_is(field)
        self._told: dict[Any, str] = {}
        self._default = field.get_default() if field.has_default() or not field.null else None
        if issubclass(field.model, Record):
            own = {"created_at": sheet.at, "updated_at": sheet.at, "version": 1}
            self._default = own.get(self.name, self._default)

    @property
    def absent(self) -> Any:
        """What the database holds where a row does not name the column."""
        return self._prepare(self._default)

    def stored(self, values: list) -> list:
        prepare, default, kept = self._prepare, self._default, self._kept
        return [v if type(v) is kept else prepare(default if v is _MISSING else v) for v in values]

    def told(self, values: list) -> list[str]:
        """The column's part of each row's audit line, "" where there is nothing to tell."""
        known, out = self._told, []
        for value in values:
            try:
                text = known.get(value)
                if text is None:
                    text = known[value] = self._tell(value)
            except TypeError:  # a list or dict cannot be a key
                text = self._tell(value)
            out.append(text)
        return out

    def _tell(self, value: Any) -> str:
        if type(value) is int:
            return f'"{self.name}":[null,{value}]'
        if value is _MISSING or value in _EMPTY:
            return ""
        return f'"{self.name}":[null,{audit.text_of(value if type(value) is str else plain(value))}]'


def update(sheet: Sheet, model: type[models.Model], changes: Iterable[tuple[int, str, Row, Row]]) -> int:
    """Apply `changes`: (id, label, old values, new values) by column, only what differs. Returns how many rows.

    Rows are grouped by the set of columns that change, one statement prepared per set.
    """
    count = 0
    changes = iter(changes)
    while part := list(islice(changes, _PART)):
        _update_part(sheet, model, part)
        count += len(part)
    return count


def _update_part(
    sheet: Sheet, model: type[models.Model], changes: Sequence[tuple[int, str, Row, Row]]
) -> None:
    kind = object_type(model)
    groups: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for pk, label, old, new in changes:
        groups.setdefault(tuple(sorted(new)), []).append((pk, new))
        lines = {k: [plain(old[k]), plain(v)] for k, v in new.items()}
        sheet.journal.add(kind, pk, label, audit.text_of(lines))
    for names, group in groups.items():
        _update(model, names, group, sheet)
    if hasattr(model, "history"):
        history.copy_rows(model, [pk for pk, *_ in changes], "~", sheet.at, sheet.seq)


def _kept_as_it_is(field: models.Field) -> type | None:
    """The type of which every value is stored unchanged: most ids and texts differ from row to row."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.IntegerField):
        return int
    return str if isinstance(target, models.CharField | models.TextField) else None


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
