"""The brief's figures summed again in plain Python over exported sheets: no ORM, nothing of the product's reading.

The list of projects is the source; the Excel file of the brief is what must agree with it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

COUNT, TOTAL, PLAN, DONE, RATE = "项目数", "计划总投资", "年度计划", "年初以来完成", "完成年度计划"
NUMBER = re.compile(r"\d+")


@dataclass
class Listed:
    """A row of the exported list, money in wan."""

    nature: str
    condition: str
    dept: str
    total: Any
    plan: Any
    done: Any
    told: str
    node_due: date | None


def projects(content: bytes) -> list[Listed]:
    """The exported list: title, note, head, then a row a project."""
    rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    at = {str(head).split("（")[0]: place for place, head in enumerate(rows[2])}

    def read(row: tuple) -> Listed:
        due = row[at["节点到期日"]]
        return Listed(
            row[at["建设性质"]],
            row[at["状态"]],
            row[at["行业主管部门"]] or "未明确",
            row[at["计划总投资"]],
            row[at["年度计划投资"]],
            row[at["年初以来完成投资"]],
            row[at["自报截至"]] or "",
            due.date() if isinstance(due, datetime) else due,
        )

    return [read(row) for row in rows[3:] if row[0]]


def sheet(content: bytes, word: str) -> list[tuple]:
    """The rows of the brief's sheet whose name holds the word."""
    book = load_workbook(BytesIO(content))
    return list(next(s for s in book if word in s.title).iter_rows(values_only=True))


def table(rows: list[tuple], first: str) -> list[dict[str, Any]]:
    """The rows under the head that begins with `first`, by heading without its unit, up to the next empty row."""
    start = next(n for n, row in enumerate(rows) if row[0] == first)
    heads = [str(head).split("（")[0] for head in rows[start] if head]
    found = []
    for row in rows[start + 1 :]:
        if row[0] is None:
            break
        found.append(dict(zip(heads, row, strict=False)))
    return found


def add(values) -> Decimal | None:
    known = [Decimal(repr(value)) for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def summed(rows: list[Listed]) -> dict[str, Any]:
    alive = [row for row in rows if row.condition != "取消"]
    plan, done = add(row.plan for row in alive), add(row.done for row in alive)
    rate = done * 100 / plan if plan and done is not None else None
    return {COUNT: len(alive), TOTAL: add(r.total for r in alive), PLAN: plan, DONE: done, RATE: rate}


def agrees(printed: Any, exact: Any, digits: int = 0) -> bool:
    """Whether the printed number is the sum, rounded as papers round; a dash stands for what is not known."""
    if exact is None or printed in ("—", None):
        return exact is None and printed in ("—", None)
    step = Decimal(1).scaleb(-digits)
    # A sum that lies on the middle of two steps may be rounded to either.
    return abs(Decimal(repr(printed)) - Decimal(exact)) <= step / 2 + Decimal("0.0001")


def differences(brief: bytes, listed: bytes, on: date) -> list[str]:
    """Each figure of the brief that is not what the exported list adds up to; empty where all agree."""
    rows = projects(listed)
    return [
        *_overview(brief, rows),
        *_parts(table(sheet(brief, "总体情况"), "类别") if _alive(rows) else [], rows, "nature"),
        *_parts(table(sheet(brief, "投资完成"), "主管部门") if _alive(rows) else [], rows, "dept"),
        *_lights(brief, rows, on),
        *_lists(brief),
    ]


def _alive(rows: list[Listed]) -> bool:
    return any(row.condition != "取消" for row in rows)


def _overview(brief: bytes, rows: list[Listed]):
    told = {row["指标"]: row["数值"] for row in table(sheet(brief, "总体情况"), "指标")}
    whole = summed(rows)
    new = summed([row for row in rows if row.nature == "新建"])[COUNT]
    wanted = {
        "项目数": whole[COUNT],
        "新建": new,
        "续建": whole[COUNT] - new,
        "计划总投资": whole[TOTAL],
        "年度计划投资": whole[PLAN],
        "年初以来完成投资": whole[DONE],
    }
    for label, exact in wanted.items():
        if not agrees(told[label], exact):
            yield f"{label}：{told[label]}≠{exact}"
    if not agrees(told["完成年度计划"], whole[RATE], 1):
        yield f"完成年度计划：{told['完成年度计划']}≠{whole[RATE]}"
    periods = {row["指标"]: row["时期"] or "" for row in table(sheet(brief, "总体情况"), "指标")}
    for label in ("年初以来完成投资", "完成年度计划"):
        if periods[label] != (reach := reached(rows)):
            yield f"{label}：{periods[label]}≠{reach}"


def reached(rows: list[Listed]) -> str:
    """Up to which month most of those who tell have told, and how many of all have: the median, counted by hand."""
    alive = [row for row in rows if row.condition != "取消"]
    months = sorted((row.told for row in alive if row.told), reverse=True)
    if not months:
        return ""
    month = months[len(months) // 2]
    year, number = month.split("-")
    return f"截至{year}年{int(number)}月，{sum(m >= month for m in months)}/{len(alive)}个项目已报"


def _parts(told: list[dict], rows: list[Listed], column: str):
    """A table by nature or department, each row and the sum at its foot."""
    first = next(iter(told[0])) if told else ""
    names = {getattr(row, column) for row in rows if row.condition != "取消"}
    if {row[first] for row in told} != (names | {"合计"} if told else set()):
        yield f"{column}：{[row[first] for row in told]}"
    for row in told:
        of = [r for r in rows if row[first] in ("合计", getattr(r, column))]
        for name, exact in summed(of).items():
            if not agrees(row[name], exact, 1 if name == RATE else 0):
                yield f"{row[first]}{name}：{row[name]}≠{exact}"


def sentence(brief: bytes, word: str) -> list[int]:
    """The numbers of a section's sentence that follow its words; days of the calendar left out."""
    text = re.sub(r"\d+月\d+日", "", sheet(brief, word)[1][0])
    return [int(number) for number in NUMBER.findall(text)]


def _lights(brief: bytes, rows: list[Listed], on: date):
    red, *_ = numbers = sentence(brief, "红黄灯")
    stuck = sum(row.condition in ("停滞", "停建") for row in rows)
    slow = sum(row.condition == "缓建" for row in rows)
    late = sum(row.node_due is not None and row.node_due < on for row in rows)
    if red != late:
        yield f"红灯项目：{red}≠{late}"
    if numbers[-2:] != [stuck, slow]:
        yield f"停滞缓建：{numbers[-2:]}≠{[stuck, slow]}"


def _lists(brief: bytes):
    """The numbers of sentences against the lines listed beneath them."""
    marked = {word: _lines(brief, word) for word in ("红黄灯", "问题台账", "交办事项", "下步")}
    _, red, _, yellow, stuck, slow = sentence(brief, "红黄灯")
    added, _, left, overdue = sentence(brief, "问题台账")
    done, owed, late = sentence(brief, "交办事项")
    (coming,) = sentence(brief, "下步")
    lights, problems, assigned = marked["红黄灯"], marked["问题台账"], marked["交办事项"]
    wanted = {
        "红灯节点": (red + stuck, _with(lights, "灯", "■")),
        "黄灯节点": (yellow + slow, _with(lights, "灯", "▲")),
        "未销号问题": (left, len(problems)),
        "超期问题": (overdue, _with(problems, "灯", "■")),
        "交办销号": (done, _with(assigned, "变化", "【销号】")),
        "在办交办": (owed, len(assigned) - done),
        "超期交办": (late, _with(assigned, "灯", "■")),
        "今后两周": (coming, len(marked["下步"])),
    }
    if added < _with(problems, "变化", "【新】"):
        yield f"新增问题：{added}"
    yield from (f"{name}：{told}≠{seen}" for name, (told, seen) in wanted.items() if told != seen)


def _lines(brief: bytes, word: str) -> list[dict[str, Any]]:
    rows = sheet(brief, word)
    return table(rows, "责任单位") if any(row[0] == "责任单位" for row in rows) else []


def _with(lines: list[dict], column: str, mark: str) -> int:
    return sum(line[column] == mark for line in lines)
