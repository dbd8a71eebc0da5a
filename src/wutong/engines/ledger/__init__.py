"""Ledgers that people really keep, read into fields: `read(file)` gives a Reading. No Django, no database."""

from wutong.engines.ledger.columns import Column
from wutong.engines.ledger.letters import column_letters, column_number
from wutong.engines.ledger.reading import FIELDS, Reading, ReadSheet, read
from wutong.engines.ledger.workbook import LedgerError

__all__ = [
    "FIELDS",
    "Column",
    "LedgerError",
    "ReadSheet",
    "Reading",
    "column_letters",
    "column_number",
    "read",
]
