"""Type and nature of a project: as its own column or the title of its group names them, never made up (pure)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wutong.projects.enums import Nature, ProjectType

_TYPES: tuple[tuple[ProjectType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (ProjectType.AGRICULTURE, r"农业|农林|种植|养殖|畜牧|林业|渔业|水产|农田|一产|第一产业"),
        (ProjectType.INFRASTRUCTURE, r"基础设施|市政|交通|水利|公路|管网"),
        (ProjectType.LIVELIHOOD, r"民生|社会事业|教育|卫生|医疗|养老|保障性?住?房|公共服务"),
        (ProjectType.SERVICE, r"服务业|商贸|物流|旅游|文旅|三产|第三产业|商业"),
        (ProjectType.INDUSTRY, r"工业|制造|技改|二产|第二产业"),
    )
)
# What the record needs a value of where the ledger says nothing, and by what it is then taken until somebody says so.
ASSUMED: dict[str, tuple[str, type[ProjectType] | type[Nature], str]] = {
    "project_type": ("项目类型", ProjectType, ProjectType.INDUSTRY),
    "nature": ("建设性质", Nature, Nature.NEW),
}


def type_of(text: str | None) -> str | None:
    """The type that words name, if they name one and no other."""
    found = {kind for kind, words in _TYPES if text and words.search(text)}
    return found.pop().value if len(found) == 1 else None


def named(row: Mapping[str, Any]) -> str | None:
    return type_of(row.get("project_type")) or type_of(row.get("group"))


def key(column: str, group: str) -> str:
    """Of the question what the projects of a group are."""
    return f"assume:{column}:{group}"


def assumed(values: Mapping[str, Any], group: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The columns that the ledger leaves open, as answered or else as the record takes them."""
    return {
        column: answers.get(key(column, group)) or str(default)
        for column, (_, _, default) in ASSUMED.items()
        if column not in values
    }


def open_groups(rows: Iterable[tuple[str, Iterable[str]]]) -> dict[tuple[str, str], int]:
    """(column, group) to how many of the rows, each a group and its assumed columns, leave it open."""
    out: dict[tuple[str, str], int] = {}
    for group, columns in rows:
        for column in columns:
            out[column, group] = out.get((column, group), 0) + 1
    return out
