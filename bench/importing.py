"""Importing a ledger of 34,470 rows against a bare bulk_create of its project rows, and against django-import-export.

What is compared with django-import-export is a tenth of the rows on both sides: the whole takes it two minutes.
"""

from bench import files, flat, place
from bench.measure import paired
from bench.report import Result


def run() -> list[Result]:
    place.set_up()
    top, actor = place.county()
    return [_against_bare_rows(top, actor), _against_import_export(top, actor)]


def _against_bare_rows(top, actor) -> Result:
    content = files.ledger().read_bytes()
    place.import_ledger(top, actor, content)
    rows = place.project_rows()
    assert len(rows) == files.ROWS
    measured = paired(
        lambda: place.import_ledger(top, actor, content),
        lambda: place.bulk_create(rows),
        runs=3,
        warm=0,
        before=place.clear_projects,
    )
    return Result(
        "import that ledger: read, match, write, history, audit, duties",
        f"{measured.ratio:.2f}x ({measured})",
        "<= 4x bulk_create of the project rows alone",
        measured.ratio <= 4,
    )


def _against_import_export(top, actor) -> Result:
    content = files.ledger(files.ROWS // 10).read_bytes()
    place.clear_projects()
    place.import_ledger(top, actor, content)
    copy = flat.copy_of_projects()
    measured = paired(
        lambda: place.import_ledger(top, actor, content),
        lambda: flat.load(copy),
        runs=2,
        warm=0,
        before=place.clear_projects,
    )
    faster = 1 / measured.ratio
    return Result(
        "import a tenth of it",
        f"{faster:.1f}x faster ({measured})",
        ">= 4x faster than django-import-export, a flat copy into the same model with history",
        faster >= 4,
    )
