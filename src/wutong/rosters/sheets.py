"""A list as an Excel file."""

from collections.abc import Iterable
from datetime import date
from typing import IO

from wutong.kit import workbooks
from wutong.kit.workbooks import Column
from wutong.projects.enums import ComputedLight
from wutong.rosters.models import Roster
from wutong.rosters.queries import Row

COLUMNS = (
    Column("项目名称", 40),
    Column("研判", 10),
    Column("阶段", 10),
    Column("状态", 10),
    Column("属地", 14),
    Column("行业主管部门", 18),
    Column("计划总投资（万元）", 18, True),
    Column("列入日期", 12),
    Column("为什么在清单上", 48),
    Column("下一节点", 28),
    Column("节点到期日", 12),
)


def workbook(roster: Roster, rows: Iterable[Row], on: date) -> IO[bytes]:
    """The list as of a day, on one page width."""
    note = f"{roster.unit.name}，{on.year}年{on.month}月{on.day}日"
    return workbooks.write(roster.name, note, COLUMNS, map(_cells, rows))


def _cells(row: Row) -> tuple:
    project = row.project
    total = project.total_yuan
    return (
        project.name,
        ComputedLight(row.light).label,
        project.get_stage_display(),
        project.get_condition_display(),
        (project.place or project.county).name,
        (project.dept.short_name or project.dept.name) if project.dept else "",
        None if total is None else total / 10_000,
        row.came.since if row.came else None,
        row.why,
        project.node_text,
        project.next_due_on,
    )
