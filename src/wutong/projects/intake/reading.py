"""An uploaded ledger as the engine understands it, and the plan that follows from it."""

import hashlib
import logging
from datetime import date
from typing import Any

from wutong.engines import ledger
from wutong.files import queries as files
from wutong.kit import clock
from wutong.kit.texts import readable, readable_within
from wutong.projects.intake import plan
from wutong.projects.models import ImportBatch

_log = logging.getLogger(__name__)


def understand(
    content: bytes, name: str, mapping: dict | None = None, as_of: date | None = None
) -> ledger.Reading:
    """Read the file; `mapping` and `as_of` are the clerk's corrections. Raises LedgerError, whatever the file is."""
    try:
        found = ledger.read(content, filename=name, mapping=mapping, as_of=as_of)
    except ledger.LedgerError:
        raise
    except Exception as error:  # a stranger's file: what it does to the reader is never an error of the page
        _log.exception("the ledger could not be read")
        raise ledger.LedgerError("文件里有读不了的内容，请在Excel里另存为新的.xlsx再试") from error
    for row in found.projects:
        _make_readable(row)
    return found


def _make_readable(row: dict[str, Any]) -> None:
    """In place: most of many thousand rows need nothing."""
    for field, value in row.items():
        if type(value) is str and not value.isprintable():
            row[field] = readable(value)
        elif type(value) is dict and value:
            row[field] = readable_within(value)


def signature(reading: ledger.Reading) -> str:
    """Equal for two ledgers with the same heads: a profile of corrections fits both."""
    heads = "\n".join(f"{c.number}\t{c.heading}" for sheet in reading.sheets for c in sheet.columns)
    return hashlib.sha256(heads.encode()).hexdigest()


def content_of(made: ImportBatch) -> bytes:
    with files.open_file(made.file) as stream:
        return stream.read()


def reading_of(made: ImportBatch) -> ledger.Reading:
    """The batch's file, read with its corrections."""
    return understand(content_of(made), made.name, made.mapping, made.as_of)


def plan_for(made: ImportBatch, reading: ledger.Reading | None = None) -> plan.Plan:
    """What applying the batch would do now."""
    rows = (reading or reading_of(made)).projects  # the grid may go
    return plan.build(
        county=made.county,
        rows=rows,
        as_of=made.as_of or clock.today(),
        answers=made.answers,
    )


def corrected_columns(reading: ledger.Reading) -> dict[str, dict[str, Any]]:
    """The understanding as a mapping: sheet to letter to field and unit."""
    return {
        sheet.name: {
            ledger.column_letters(c.number): {"field": c.field or "", "unit": c.unit or ""}
            for c in sheet.columns
        }
        for sheet in reading.sheets
    }
