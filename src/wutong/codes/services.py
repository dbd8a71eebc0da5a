"""Loading the national tables that the package ships."""

import csv
from importlib.resources import files

from django.db import transaction

from wutong.codes.models import Code, Division, Industry

TABLES: tuple[tuple[type[Code], str, str], ...] = (
    (Division, "divisions.csv", "GB/T 2260"),
    (Industry, "industries.csv", "GB/T 4754-2017"),
)


def load_tables() -> int:
    """Put in the tables that are empty; returns how many rows. Validity is unknown, so it stays empty."""
    return sum(_load(model, name, source) for model, name, source in TABLES if not model.objects.exists())


def _load(model: type[Code], name: str, source: str) -> int:
    with (files("wutong.codes") / "data" / name).open(encoding="utf-8") as stream:
        rows = [
            model(
                code=r["code"],
                level=int(r["level"]),
                name=r["name"],
                parent_code=r["parent"] or "",
                source=source,
            )
            for r in csv.DictReader(stream)
        ]
    with transaction.atomic():
        model.objects.bulk_create(rows, batch_size=500)
    return len(rows)
