"""A county's own ledger into projects: understood, matched, compared, applied all or nothing, and undone."""
