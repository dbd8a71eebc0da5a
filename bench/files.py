"""Ledgers for measuring, made once and kept between runs."""

import tempfile
from pathlib import Path

import xlsxwriter

ROWS = 34_470
HEADS = (
    "项目名称",
    "建设单位",
    "统一社会信用代码",
    "建设地点",
    "责任单位",
    "总投资",
    "年度计划投资",
    "10月",
    "1-10月累计",
    "计划竣工时间",
    "形象进度",
    "存在问题",
)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
PLACES = ("凤鸣街道", "栖霞镇", "松江镇", "梧林镇", "青石岗镇")
DEPARTMENTS = ("县发改局", "县工信局", "县住建局", "县农业农村局", "县商务局")


def credit_code(number: int) -> str:
    """A credit code with a right check character (GB 32100)."""
    body = f"91220299{number:09d}"
    total = sum(_ALPHABET.index(c) * w for c, w in zip(body, _WEIGHTS, strict=True))
    return body + _ALPHABET[(31 - total % 31) % 31]


def rows(count: int = ROWS):
    """Rows as a county writes them: amounts in 万元, dates in words."""
    for i in range(count):
        total = 500 + i * 7 % 90_000
        plan, month = total * 2 // 5, total // 40
        finish = f"202{6 + i % 3}年{1 + i % 12}月"
        problem = "资金未到位" if i % 10 == 0 else ""
        yield (
            f"凤栖第{i}号技术改造项目",
            f"凤栖第{i}号实业有限公司",
            credit_code(i),
            PLACES[i % 5],
            DEPARTMENTS[i % 5],
            total,
            plan,
            month,
            month * 9,
            finish,
            "主体施工",
            problem,
        )


def ledger(count: int = ROWS) -> Path:
    """A ledger of 12 columns with a merged two-row head."""
    path = Path(tempfile.gettempdir()) / f"wutong-bench-ledger-{count}.xlsx"
    if not path.exists():
        _write(path, count)
    return path


def _write(path: Path, count: int) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": False})
    sheet = book.add_worksheet("重点项目")
    sheet.merge_range(0, 0, 0, 11, "凤栖县2026年重点项目台账（截至2026年10月31日）")
    sheet.write(1, 10, "单位：万元")
    for column, head in enumerate(HEADS):
        if head in {"10月", "1-10月累计"}:
            sheet.write(3, column, head)
        else:
            sheet.merge_range(2, column, 3, column, head)
    sheet.merge_range(2, 7, 2, 8, "2026年完成投资")
    for number, row in enumerate(rows(count)):
        sheet.write_row(4 + number, 0, row)
    book.close()
