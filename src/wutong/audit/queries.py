"""Reading the log: who changed this, when, from what; and whether the past still is what it was."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from wutong.audit.models import Change, Entry, Log
from wutong.audit.services import digested, frontier_of, leaf_bytes
from wutong.engines import merkle, units


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Touched:
    """One object that an entry changed: what it is, and the columns that have a Chinese name. `url` opens it."""

    object_type: str
    object_id: int
    kind: str
    label: str
    fields: tuple[FieldChange, ...]
    created: bool
    url: str = ""


@dataclass(frozen=True)
class Past:
    """One entry of an object's history, as a page shows it: the object itself, and what belongs to it."""

    entry: Entry
    touched: tuple[Touched, ...]

    @property
    def fields(self) -> tuple[FieldChange, ...]:
        return tuple(field for touched in self.touched for field in touched.fields)


def history_of(obj: models.Model, parts: Iterable[models.QuerySet] = (), *, limit: int = 200) -> list[Past]:
    """What happened to one object, and to the rows of `parts` which belong to it, the latest first; four queries."""
    own = Q(object_type=obj._meta.label_lower, object_id=obj.pk)
    for kind, ids in _ids(parts).items():
        own |= Q(object_type=kind, object_id__in=ids)
    lines = list(Change.objects.filter(own).select_related("entry").order_by("-entry_id", "id")[:limit])
    by_entry = groupby(zip(lines, touched(lines), strict=True), key=lambda pair: pair[0].entry)
    told = (Past(entry, tuple(_within(obj, t) for _, t in pairs if t.fields)) for entry, pairs in by_entry)
    return [past for past in told if past.touched]


def _within(obj: models.Model, told: Touched) -> Touched:
    """As the object's own page calls it: itself by no name, what belongs to it without the object's name before it."""
    if (told.object_type, told.object_id) == (obj._meta.label_lower, obj.pk):
        return replace(told, kind="", label="")
    return replace(told, label=told.label.removeprefix(str(obj)).strip())


def entries(seqs: Iterable[int]) -> dict[int, Entry]:
    """Entries by their place in the log."""
    return Entry.objects.in_bulk(list(seqs))


def _ids(parts: Iterable[models.QuerySet]) -> dict[str, list[int]]:
    """The ids of all parts by their model's label; one query."""
    columns = [
        part.order_by().values_list(
            models.Value(part.model._meta.label_lower, output_field=models.CharField()), "pk"
        )
        for part in parts
    ]
    found: dict[str, list[int]] = defaultdict(list)
    for kind, pk in columns[0].union(*columns[1:], all=True) if columns else ():
        found[kind].append(pk)
    return found


# A row that a column points at, by its model's label and its key; and what it is called.
Names = dict[tuple[str, int], str]
_NAMING = ("name", "title", "username")


class _Read:
    """A change line with the fields of its model, as far as the model is still there."""

    def __init__(self, line: Change):
        self.line = line
        self.changed: dict[str, list] = json.loads(line.fields)
        self._fields = _fields(line.object_type)

    def pointed_at(self) -> Iterator[tuple[type[models.Model], int]]:
        for column, values in self.changed.items():
            field = self._fields.get(column)
            if field is not None and field.is_relation:
                yield from ((field.related_model, v) for v in values if isinstance(v, int))

    def shown(self, names: Names) -> tuple[FieldChange, ...]:
        """The columns that say something to a person: named in Chinese, and not kept by the machine alone."""
        known = ((self._fields.get(column), values) for column, values in self.changed.items())
        return tuple(
            FieldChange(str(field.verbose_name), _words(old, field, names), _words(new, field, names))
            for field, (old, new) in known
            if field is not None and _has_label(field)
        )


def _fields(kind: str) -> dict[str, models.Field]:
    try:
        return {f.attname: f for f in apps.get_model(kind)._meta.concrete_fields}
    except (LookupError, ValueError):  # a model that has been given up since
        return {}


def _has_label(field: models.Field) -> bool:
    return field.editable and not str(field.verbose_name).isascii()


def _names(read: list[_Read]) -> Names:
    """What the rows that the lines point at are called now; one query for all of them."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for line in read:
        for model, pk in line.pointed_at():
            wanted[model].add(pk)
    parts = [part for model, ids in wanted.items() if (part := _naming(model, ids)) is not None]
    if not parts:
        return {}
    return {(kind, pk): name for kind, pk, name in parts[0].union(*parts[1:], all=True)}


def _naming(model: type[models.Model], ids: set[int]) -> models.QuerySet | None:
    columns = {f.name for f in model._meta.concrete_fields}
    column = next((name for name in _NAMING if name in columns), None)
    if column is None:
        return None
    kind = models.Value(model._meta.label_lower, output_field=models.CharField())
    return model._base_manager.filter(pk__in=ids).values_list(kind, "pk", column)


def _words(value: Any, field: models.Field, names: Names) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.is_relation:
        return names.get((field.related_model._meta.label_lower, value), str(value))
    if field.choices and isinstance(value, str | int):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return f"{datetime.fromisoformat(value).astimezone(timezone.get_current_timezone()):%Y-%m-%d %H:%M}"
    if field.attname.endswith("_yuan"):
        return f"{units.display(Decimal(value), '万元', 6)}万元"
    return str(value)


# The log as a whole.


def kind_words(kind: str) -> str:
    """What a type of object is called: the model's Chinese name, else that of its app; else the type itself."""
    try:
        meta = apps.get_model(kind)._meta
    except (LookupError, ValueError):
        return kind
    name = str(meta.verbose_name)
    return str(meta.app_config.verbose_name) if name.isascii() else name


def touched(lines: list[Change]) -> list[Touched]:
    """The lines in words; one query more for the names of what they point at."""
    read = [_Read(line) for line in lines]
    names = _names(read)
    return [
        Touched(
            r.line.object_type,
            r.line.object_id,
            kind_words(r.line.object_type),
            r.line.object_label or str(r.line.object_id),
            r.shown(names),
            "id" in r.changed,
        )
        for r in read
    ]


# Verification.


@dataclass(frozen=True)
class Finding:
    """The first place where the log is not what it was; `seq` None: the log as a whole."""

    seq: int | None
    text: str


def head(at: datetime) -> merkle.Head:
    """The log's head as it stands."""
    log = Log.objects.filter(pk=1).first() or Log()
    frontier = frontier_of(log)
    return merkle.Head(frontier.size, frontier.root, at)


def verify(outside: merkle.Head | None = None) -> Finding | None:
    """None if every entry is what was sealed. Only an outside head can show truncation and a full rewrite."""
    frontier = merkle.Frontier()
    at_outside = frontier if outside and outside.size == 0 else None
    for entry, sealed in _entries():
        if found := _check(entry, sealed, frontier.size):
            return found
        frontier = frontier.append(merkle.leaf_hash(leaf_bytes(entry)))
        if outside and frontier.size == outside.size:
            at_outside = frontier
    log = Log.objects.filter(pk=1).first() or Log()
    if frontier.size != log.size:
        return Finding(None, f"日志应有{log.size}条，实有{frontier.size}条：尾部有删除或添加")
    if frontier != frontier_of(log):
        return Finding(None, "日志的摘要与内容不符：有记录被替换")
    return _check_outside(outside, at_outside)


def _check_outside(outside: merkle.Head | None, at_outside: merkle.Frontier | None) -> Finding | None:
    if outside is None:
        return None
    if at_outside is None:
        return Finding(None, f"外部摘要有{outside.size}条，日志已不足：尾部被截断")
    if at_outside.root != outside.root:
        return Finding(None, "日志与外部摘要不符：此前的记录被整体改写过")
    return None


def _entries() -> Iterator[tuple[Entry, tuple[int, str]]]:
    """Entries, each with the count and the digest of its change lines; an import's are never all in memory."""
    lines = Change.objects.order_by("entry_id", "id").values_list(
        "entry_id", "object_type", "object_id", "object_label", "fields"
    )
    stream = lines.iterator(chunk_size=5000)
    ahead = next(stream, None)
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=1000):
        count, total = 0, hashlib.sha256()
        while ahead and ahead[0] == entry.seq:
            total.update(digested(*ahead[1:]))
            count += 1
            ahead = next(stream, None)
        yield entry, (count, total.hexdigest())


def _check(entry: Entry, sealed: tuple[int, str], expected: int) -> Finding | None:
    if entry.seq != expected:
        return Finding(entry.seq, f"第{expected}条缺失或次序被动过")
    where = f"第{entry.seq}条（{entry.at:%Y-%m-%d %H:%M} {entry.person_name}）"
    if merkle.leaf_hash(leaf_bytes(entry)).hex() != entry.leaf_hash:
        return Finding(entry.seq, f"{where}被改过")
    if sealed != (entry.change_count, entry.changes_digest):
        return Finding(entry.seq, f"{where}的明细被改过")
    return None
