"""The list of a gathered start as an Excel file."""

from collections.abc import Iterator
from datetime import date
from typing import IO

from wutong.counting import queries
from wutong.counting.models import StartBatch
from wutong.kit import workbooks
from wutong.kit.workbooks import Column

COLUMNS = (
    Column("序号", 6, True),
    Column("项目名称", 40),
    Column("项目单位", 30),
    Column("属地", 16),
    Column("行业主管部门", 20),
    Column("计划总投资（万元）", 16, True),
    Column("计划开工", 12),
    Column("开工情况", 12),
    Column("开工日期", 12),
    Column("佐证", 24),
    Column("距仪式（天）", 12, True),
)


def start_list(batch: StartBatch, today: date) -> IO[bytes]:
    words = [str(batch.held_on), batch.place and f"地点：{batch.place}", batch.host and f"主持：{batch.host}"]
    return workbooks.write(batch.name, "，".join(w for w in words if w), COLUMNS, _rows(batch, today))


def _rows(batch: StartBatch, today: date) -> Iterator[tuple]:
    for number, one in enumerate(queries.followed(batch, today), start=1):
        project = one.project
        yield (
            number,
            project.name,
            project.owner,
            project.place.name if project.place else project.place_text,
            project.dept.name if project.dept else "",
            None if project.total_yuan is None else project.total_yuan / 10_000,
            project.start_on,
            ("已开工" if one.proven else "仅填报") if one.began else "未开工",
            one.began_on if one.began else None,
            one.proof,
            one.days,
        )
