"""Reading the log: who changed this, when, from what; and whether the past still is what it was."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from wutong.audit.models import Change, Entry, Log
from wutong.audit.services import digested, frontier_of, leaf_bytes
from wutong.engines import merkle


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Past:
    """One entry of an object's history, as a page shows it."""

    entry: Entry
    fields: tuple[FieldChange, ...]
    created: bool


def history_of(obj: models.Model, limit: int = 200) -> list[Past]:
    """What happened to one object, the latest first; two queries."""
    kind = obj._meta.label_lower
    lines = (
        Change.objects.filter(object_type=kind, object_id=obj.pk)
        .select_related("entry")
        .order_by("-entry_id")
    )
    labels = _labels(kind)
    return [_past(line, labels) for line in lines[:limit]]


def _past(line: Change, labels: dict[str, models.Field]) -> Past:
    changed = json.loads(line.fields)
    shown = tuple(
        FieldChange(str(labels[name].verbose_name), _words(old, labels[name]), _words(new, labels[name]))
        for name, (old, new) in changed.items()
        if name in labels
    )
    return Past(line.entry, shown, "id" in changed)


def _labels(kind: str) -> dict[str, models.Field]:
    """Column to field, for the columns that have a Chinese name."""
    fields = apps.get_model(kind)._meta.concrete_fields
    return {f.attname: f for f in fields if not str(f.verbose_name).isascii()}


def _words(value: Any, field: models.Field | None = None) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if field is not None and field.choices and isinstance(value, str | int):
        return str(dict(field.flatchoices).get(value, value))
    return str(value)


# The log as a whole.


@dataclass(frozen=True)
class Touched:
    """One line of an entry, as its page shows it: `fields` of every column, named in Chinese where there is a name."""

    kind: str
    label: str
    fields: tuple[FieldChange, ...]


def kind_words(kind: str) -> str:
    """What a type of object is called: the model's Chinese name, else that of its app; else the type itself."""
    try:
        meta = apps.get_model(kind)._meta
    except (LookupError, ValueError):
        return kind
    name = str(meta.verbose_name)
    return str(meta.app_config.verbose_name) if name.isascii() else name


def touched(lines: list[Change]) -> list[Touched]:
    return [_touched(line) for line in lines]


def _touched(line: Change) -> Touched:
    try:
        fields = {f.attname: f for f in apps.get_model(line.object_type)._meta.concrete_fields}
    except (LookupError, ValueError):  # a model that has been given up since
        fields = {}
    changed = tuple(
        FieldChange(_column_words(name, fields), _words(old, fields.get(name)), _words(new, fields.get(name)))
        for name, (old, new) in json.loads(line.fields).items()
    )
    return Touched(kind_words(line.object_type), line.object_label or str(line.object_id), changed)


def _column_words(name: str, fields: dict[str, models.Field]) -> str:
    if name not in fields or str(fields[name].verbose_name).isascii():
        return name
    return str(fields[name].verbose_name)


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
