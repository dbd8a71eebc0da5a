"""Row visibility by region, as one range of strings that an index can serve.

`startswith` becomes LIKE, which SQLite and PostgreSQL often cannot answer from an index; a range can.
"""

from django.db.models import Q

_LAST = "\x7f"


def within(path: str, field: str = "scope_path") -> Q:
    """Rows whose `field` is `path` or lies beneath it in the tree; an empty path means everywhere."""
    if not path:
        return Q()
    return Q(**{f"{field}__gte": path, f"{field}__lt": path + _LAST})


def is_within(path: str, ancestor: str) -> bool:
    return path.startswith(ancestor)
