"""The way back: reverse what one audit entry did, from its own lines.

An entry keeps each object's old and new values, so nothing else has to be remembered for an undo. It is refused as a
whole if anything it touched has been changed or built upon since: an undo must not swallow somebody's later work.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from wutong.audit.models import Change
from wutong.kit import batch, history
from wutong.kit.verdict import Invalid
from wutong.kit.writing import Sheet

_CHUNK = 500


def conflicts(seq: int, limit: int = 20) -> list[str]:
    """Labels of what later entries changed or hung onto the objects of entry `seq`; at most `limit`."""
    ours = Change.objects.filter(entry_id=seq)
    same = models.Q(object_type=models.OuterRef("object_type"), object_id=models.OuterRef("object_id"))
    later = Change.objects.filter(models.Exists(ours.filter(same)), entry_id__gt=seq)
    names = list(later.values_list("object_label", flat=True).distinct()[:limit])
    made, _ = _lines(seq)
    return [*names, *_hangers_on(made)][:limit]


def undo(sheet: Sheet, seq: int) -> dict[str, int]:
    """Reverse entry `seq` on `sheet`; returns how many rows were removed and restored."""
    if names := conflicts(seq):
        raise Invalid("之后又有人修改，不能整体撤销：" + "、".join(names))
    made, changed = _lines(seq)
    restored = sum(_restore(sheet, apps.get_model(kind), rows) for kind, rows in changed.items())
    removed = sum(_remove(sheet, apps.get_model(kind), ids) for kind, ids in reversed(made.items()))
    return {"removed": removed, "restored": restored}


Restored = dict[int, tuple[str, dict[str, list]]]


def _lines(seq: int) -> tuple[dict[str, list[int]], dict[str, Restored]]:
    """By model in the order of writing: ids made by the entry, and for the other objects their columns' values.

    An object changed twice by one entry goes back to its first old value; one that the entry made is just removed.
    """
    made: dict[str, dict[int, None]] = {}
    changed: dict[str, Restored] = {}
    rows = Change.objects.filter(entry_id=seq).order_by("id")
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


def _hangers_on(made: dict[str, list[int]]) -> Iterator[str]:
    """What points at a made object without having been made by the same entry."""
    for kind, ids in made.items():
        for relation in apps.get_model(kind)._meta.related_objects:
            other = relation.related_model
            if "historical" in other._meta.model_name:
                continue
            same = set(made.get(other._meta.label_lower, ()))
            column = relation.field.attname
            for start in range(0, len(ids), _CHUNK):
                found = other._base_manager.filter(**{f"{column}__in": ids[start : start + _CHUNK]})
                yield from (str(obj) for obj in found if obj.pk not in same)


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
