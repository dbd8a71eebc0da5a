"""The way back: reverse what one audit entry did, from its own lines.

An entry keeps each object's old and new values, so nothing else has to be remembered for an undo. It is refused as a
whole if anything it touched has been changed or built upon since: an undo must not swallow somebody's later work. An
entry that was itself undone, and its undoing, are no later work: each undo names what it undid by a line of its own.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from wutong.audit.models import Change, Entry
from wutong.audit.queries import kind_words
from wutong.kit import batch, clock, history
from wutong.kit.verdict import Invalid
from wutong.kit.writing import Sheet, object_type

_CHUNK = 500
_NAMED = 5
_LINES_READ = 40
_ENTRY = object_type(Entry)
_UNDONE = '{"已撤销":[false,true]}'


@dataclass(frozen=True)
class Later:
    """One later entry that stands in the way: the object it is about, what it changed, who did it and when."""

    label: str
    what: str
    who: str

    def __str__(self):
        return f"“{self.label}”的{self.what}（{self.who}）"


def conflicts(seq: int, limit: int = 20) -> list[Later]:
    """What later entries changed or hung onto the objects of entry `seq`, an entry each; the first `limit` of them."""
    ours = Change.objects.filter(entry_id=seq).exclude(object_type=_ENTRY)
    same = models.Q(object_type=models.OuterRef("object_type"), object_id=models.OuterRef("object_id"))
    later = Change.objects.filter(models.Exists(ours.filter(same)), entry_id__gt=seq)
    later = later.exclude(entry_id__in=_cancelled(seq))
    touched = dict.fromkeys(later.order_by("entry_id").values_list("entry_id", flat=True).distinct()[:limit])
    made, _ = _lines(seq)
    known = {number: list(later.filter(entry_id=number)[:_LINES_READ]) for number in touched}
    unnamed = []
    for kind, pk in _hangers_on(made, limit):
        if line := Change.objects.filter(object_type=kind, object_id=pk).order_by("id").first():
            known.setdefault(line.entry_id, []).append(line)
        else:
            unnamed.append(
                Later(str(apps.get_model(kind)._base_manager.get(pk=pk)), kind_words(kind), "系统")
            )
    entries = Entry.objects.in_bulk(list(known)[:limit])
    return [*(_later(entries[number], known[number]) for number in sorted(entries)), *unnamed]


def _cancelled(seq: int) -> set[int]:
    """Entries after `seq` that were undone, and the entries that undid them. An undone undo cancels nothing."""
    marks = Change.objects.filter(object_type=_ENTRY, entry_id__gt=seq).order_by("-entry_id")
    undone: set[int] = set()
    out: set[int] = set()
    for undoing, what in marks.values_list("entry_id", "object_id"):
        if undoing not in undone:
            undone.add(what)
            out |= {undoing, what}
    return out


def _later(entry: Entry, lines: list[Change]) -> Later:
    words = dict.fromkeys(word for line in lines for word in _words(line))
    what = "、".join(list(words)[:_NAMED]) + ("等" if len(words) > _NAMED else "")
    label = entry.object_label or lines[0].object_label
    who = entry.person_name or "系统"
    return Later(label, what, f"{who}，{clock.local(entry.at):%Y-%m-%d %H:%M}")


def _words(line: Change) -> Iterator[str]:
    """What a line changed, in Chinese: the columns that have a Chinese name, or what kind of thing was made."""
    fields = json.loads(line.fields)
    model = apps.get_model(line.object_type)
    names = [str(f.verbose_name) for f in model._meta.concrete_fields if f.attname in fields]
    told = [] if "id" in fields else [name for name in names if not name.isascii()]
    yield from told or [kind_words(line.object_type)]


def undo(sheet: Sheet, seq: int) -> dict[str, int]:
    """Reverse entry `seq` on `sheet`; returns how many rows were removed and restored."""
    if seq in _cancelled(seq):
        raise Invalid("已经撤销过，不用再撤销")
    if found := conflicts(seq):
        raise Invalid("之后又有人修改，不能整体撤销：" + "；".join(map(str, found)))
    made, changed = _lines(seq)
    restored = sum(_restore(sheet, apps.get_model(kind), rows) for kind, rows in changed.items())
    removed = sum(_remove(sheet, apps.get_model(kind), ids) for kind, ids in reversed(made.items()))
    sheet.journal.add(_ENTRY, seq, Entry.objects.get(pk=seq).object_label, _UNDONE)
    return {"removed": removed, "restored": restored}


Restored = dict[int, tuple[str, dict[str, list]]]


def _lines(seq: int) -> tuple[dict[str, list[int]], dict[str, Restored]]:
    """By model in the order of writing: ids made by the entry, and for the other objects their columns' values.

    An object changed twice by one entry goes back to its first old value; one that the entry made is just removed.
    """
    made: dict[str, dict[int, None]] = {}
    changed: dict[str, Restored] = {}
    rows = Change.objects.filter(entry_id=seq).exclude(object_type=_ENTRY).order_by("id")
    for kind, pk, label, text in rows.values_list(
        "object_type", "object_id", "object_label", "fields"
    ).iterator():
        fields = json.loads(text)
        if "id" in fields:
            made.setdefault(kind, {})[pk] = None
        elif pk not in made.get(kind, {}):
            _, known = changed.setdefault(kind, {}).setdefault(pk, (label, {}))
            for name, (old, new) in fields.items():
                known[name] = [known[name][0] if name in known else old, new]
    return {kind: list(ids) for kind, ids in made.items()}, changed


def _hangers_on(made: dict[str, list[int]], limit: int) -> list[tuple[str, int]]:
    """Type and id of what points at a made object without having been made by the same entry; the first `limit`."""
    found: dict[tuple[str, int], None] = {}
    for kind, ids in made.items():
        for relation in apps.get_model(kind)._meta.related_objects:
            other = relation.related_model
            if "historical" not in other._meta.model_name:
                label = other._meta.label_lower
                same = set(made.get(label, ()))
                pointing = _pointing(other, relation.field.attname, ids)
                found |= {(label, pk): None for pk in pointing if pk not in same}
    return list(found)[:limit]


def _pointing(other: type[models.Model], column: str, ids: list[int]) -> Iterable[int]:
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        yield from other._base_manager.filter(**{f"{column}__in": part}).values_list("pk", flat=True)


def _restore(sheet: Sheet, model: type[models.Model], rows: Restored) -> int:
    fields = {f.attname: f for f in model._meta.concrete_fields}

    def value(name: str, raw: Any) -> Any:
        field = fields[name]
        return raw if raw is None or field.is_relation else field.to_python(raw)

    def change(pk: int, label: str, columns: dict[str, list]) -> tuple:
        old = {name: pair[1] for name, pair in columns.items()}
        return pk, label, old, {name: value(name, pair[0]) for name, pair in columns.items()}

    return batch.update(sheet, model, (change(pk, label, columns) for pk, (label, columns) in rows.items()))


def _remove(sheet: Sheet, model: type[models.Model], ids: list[int]) -> int:
    if hasattr(model, "history"):
        history.copy_rows(model, ids, "-", sheet.at, sheet.seq)
    for start in range(0, len(ids), _CHUNK):
        part = model._base_manager.filter(pk__in=ids[start : start + _CHUNK])
        for obj in part:
            sheet.note(obj, {"id": [obj.pk, None]})
        part._raw_delete(part.db)
    return len(ids)
