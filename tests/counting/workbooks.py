"""Sheets as a statistics bureau sends them, made in memory."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

HEADS = ("序号", "项目名称", "项目代码", "建设单位", "统计入库编码", "本月完成投资", "本年累计完成投资")
ROWS = (
    ("云杉光伏组件（一期）", "2604-220299-04-01-123456", "云杉实业有限公司", "TJ001", 200, 2400),
    ("望岳物流园项目", "", "望岳实业有限公司", "TJ002", 100, 1000),
    ("外县飞地项目", "", "远山实业有限公司", "TJ003", 50, 700),
)


def sheet(rows: Iterable[tuple] = ROWS, title: str = "凤栖县2026年1-10月固定资产投资项目完成情况") -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet("投资项目")
    page.write(0, 0, title)
    page.write(1, 5, "单位：万元")
    page.write_row(2, 0, HEADS)
    for number, row in enumerate(rows, start=1):
        page.write_row(2 + number, 0, (number, *row))
    book.close()
    return stream.getvalue()
