"""What a ledger changes, in words: before it is applied, and kept for afterwards."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from wutong.engines import units
from wutong.org.models import Unit
from wutong.projects.enums import Nature, PermitState, ProjectType, Stage
from wutong.projects.intake import columns, stages
from wutong.projects.intake.plan import Plan
from wutong.projects.intake.planned import Difference, PlannedRow, Row

SHOWN = 80
KEPT = 200
_PLAIN_NUMBER = re.compile(r"[\d,.]*")
_CODED: dict[str, dict[str, str]] = {
    **dict.fromkeys(columns.PERMITS, dict(PermitState.choices)),
    "nature": dict(Nature.choices),
    "project_type": dict(ProjectType.choices),
    "stage": dict(Stage.choices),
}
_UNITS = ("place_id", "dept_id")
_DATE_OF = {f"{name}_{part}": name for name in ("start", "finish") for part in ("on", "precision")}
# What a new project is looked over by; dates and people follow.
_TELLING = ("owner", "dept_id", "place_text", "total_yuan", "plan_yuan", "nature", "project_type", "progress")


# What stands in the cell of a field in a row: (key of the row, field) to its text.
Cells = Callable[[str, str], str]
_CELL_OF = {"dept_id": "dept", "place_text": "place", "total_yuan": "total_yuan", "plan_yuan": "plan_yuan"}


def listed(plan: Plan, most: int = SHOWN, cells: Cells = lambda key, field: "") -> dict[str, Any]:
    """The rows that change something, new ones with their values and what `cells` say they were read from;
    `more_changes` were left out.
    """
    moved = [row for row in plan.rows if row.is_new or row.changes or row.kept]
    names = _names(moved[:most])
    shown = [
        {
            "key": row.key,
            "pk": row.match.project_id,
            "name": row.name,
            "is_new": row.is_new,
            "facts": list(_facts(row, names, cells)) if row.is_new else [],
            "changes": list(_told(row, plan.known, names)),
            "kept": row.kept,
        }
        for row in moved[:most]
    ]
    return {"changes": shown, "more_changes": len(moved) - len(shown)}


def kept(plan: Plan, ids: Mapping[str, int]) -> dict[str, Any]:
    """The same for an applied ledger, each row with its project."""
    told = listed(plan, KEPT)
    for row in told["changes"]:
        row["pk"] = ids[row.pop("key")]
    return told


def _names(rows: Iterable[PlannedRow]) -> dict[int, str]:
    """The units that the rows speak of, old and new; one query."""
    wanted = {row.values[c] for row in rows for c in _UNITS if row.values.get(c)}
    wanted |= {d.old for row in rows for d in row.changes if d.column in _UNITS and d.old}
    return {u.pk: u.short_name or u.name for u in Unit.objects.filter(pk__in=wanted)}


def _told(row: PlannedRow, known: Mapping[int, Row], names: Mapping[int, str]) -> Iterable[dict[str, str]]:
    """The differences in words; a planned date and how exactly it is meant are one."""
    dates = {_DATE_OF[d.column] for d in row.changes if d.column in _DATE_OF}
    for difference in row.changes:
        if difference.column not in _DATE_OF:
            yield _change(difference, names)
    for date in (d for d in ("start", "finish") if d in dates):
        old = known[row.match.project_id or 0]
        yield {
            "label": columns.LABELS[f"{date}_on"],
            "old": columns.date_words(old[f"{date}_on"], old[f"{date}_precision"]) or "—",
            "new": columns.date_words(row.values[f"{date}_on"], row.values[f"{date}_precision"]) or "—",
            "warning": "",
        }


def _change(d: Difference, names: Mapping[int, str]) -> dict[str, str]:
    return {
        "label": d.label,
        "old": words(d.column, d.old, names),
        "new": words(d.column, d.new, names),
        "warning": d.warning,
    }


def _facts(row: PlannedRow, names: Mapping[int, str], cells: Cells) -> Iterable[dict[str, str]]:
    """What a new project will be; `why` where it was guessed or assumed, `cell` where its cell was written otherwise."""
    yield _fact("阶段", Stage(row.stage).label, row.stage_why)
    for column in _TELLING:
        if column in row.values:
            text = words(column, row.values[column], names)
            yield _fact(columns.LABELS[column], text, cell=cells(row.key, _CELL_OF.get(column, "")))
        elif column in row.assumed:
            text = words(column, row.assumed[column], names)
            yield _fact(columns.LABELS[column], text, "台账没写，先这样记")
    for column in ("start", "finish"):
        text = columns.date_words(row.values.get(f"{column}_on"), row.values.get(f"{column}_precision", ""))
        if text:
            yield _fact(columns.LABELS[f"{column}_on"], text, cell=cells(row.key, column))
    for who, (name, _) in row.people.items():
        yield _fact(columns.LABELS[who], name)


def _fact(label: str, text: str, why: str = "", cell: str = "") -> dict[str, str]:
    alike = _PLAIN_NUMBER.fullmatch(cell) or cell in text or text in cell
    return {"label": label, "words": text, "why": why, "cell": "" if alike else cell}


def words(column: str, value: Any, names: Mapping[int, str]) -> str:
    """A value as people say it."""
    if value in (None, ""):
        return "—"
    if column.endswith("_yuan"):
        return f"{units.display(Decimal(str(value)), '万元')}万元"
    if column in _CODED:
        return _CODED[column].get(value, str(value))
    if column in _UNITS:
        return names.get(value, str(value))
    return str(value)


def stage_sentence(plan: Plan) -> str:
    """How many stages were guessed, and as what; "" where none was."""
    guessed = [row.stage for row in plan.rows if row.is_new and row.stage_why]
    if not guessed:
        return ""
    told = [f"{stage.label}{count}个" for stage in Stage if (count := guessed.count(stage))]
    nothing = sum(row.is_new and row.stage_why == stages.STANDS_ON_NOTHING for row in plan.rows)
    of_them = f"（其中{nothing}个没有依据，记为前期）" if nothing else ""
    return f"{len(guessed)}个新项目没写阶段，是猜着读的：{'、'.join(told)}{of_them}"
