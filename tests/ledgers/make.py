"""Write a random ledger and the truth about it, or a very long one for measuring."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.utils import get_column_letter

from tests.ledgers import county, layouts, wording
from tests.ledgers.grid import Sheet, write_workbook
from tests.ledgers.layouts import Column, Layout
from tests.ledgers.wording import Cell

FIELDS = (
    "name", "nature", "owner", "uscc", "place", "dept", "leader", "secretary", "phone", "years", "total_yuan", "plan_yuan",
    "done_prev_yuan", "done_month_yuan", "done_ytd_yuan", "start", "finish", *county.PERMIT_FIELDS, "progress", "problem",
)  # fmt: skip
ORDINALS = "一二三四五六七八九十"
NATURE_TITLES = {
    "new": ["新建项目", "新开工项目", "计划新开工项目", "{y}年新建项目"],
    "carried_over": ["续建项目", "结转项目", "结转续建项目", "续建（结转）项目"],
}
INDUSTRIES = ["工业项目", "农业项目", "基础设施项目", "社会民生项目"]


def write(path: Path | str, seed: int, projects: int = 60) -> dict[str, Any]:
    """Write the ledger of a seed and return its truth.

    path: a file, or a directory in which the ledger chooses its own name (some say there by which day they count).
    The truth has the keys of the reader's answer, `as_of_known`, the traits of the layout, and the cells that the
    reader may mention (`may_doubt`) or must mention in either list (`either`).
    """
    layout = layouts.choose(seed)
    path = Path(path)
    if path.is_dir():
        path = path / _file_name(layout)
    elif layout["as_of_place"] == "file":
        layout.traits["as_of_place"] = "none"
    ledger = Ledger(layout)
    for title, members in _shares(layout, county.make(seed, projects, layout.as_of.year)):
        ledger.add_sheet(title, members)
    write_workbook(path, ledger.sheets + _extra_sheets(layout), layout["writer"])
    stated = layout["as_of_place"] != "none"
    return {
        "seed": seed,
        "file": str(path),
        "traits": layout.traits,
        "as_of": layout.as_of.isoformat(),
        "as_of_known": stated,
        **ledger.truth,
    }


def _file_name(layout: Layout) -> str:
    on = layout.as_of
    end = f"（截至{on.year}年{on.month}月{on.day}日）" if layout["as_of_place"] == "file" else ""
    return f"凤栖县重点项目台账{layout.seed}{end}.xlsx"


Groups = list[tuple[str | None, list[dict[str, Any]]]]


def _shares(layout: Layout, projects: list[dict[str, Any]]) -> list[tuple[str, Groups]]:
    """The projects by sheet and, inside a sheet, by group title (None: no title)."""
    on = layout.as_of
    dated = f"截至{on.year}年{on.month}月{on.day}日" if layout["as_of_place"] == "sheet" else ""
    by_nature = [
        (nature, [p for p in projects if p["nature"] == nature]) for nature in ("new", "carried_over")
    ]
    if layout["sheets"] == "nature":
        names = layout.rng.choice(
            [("新建项目", "续建项目"), ("新建", "续建"), ("附件1新开工项目", "附件2结转项目")]
        )
        titled = layout.rng.random() < 0.6
        return [
            (
                name + (f"（{dated}）" if dated else ""),
                [(_nature_title(layout, i, members) if titled else None, members)],
            )
            for i, (name, (_, members)) in enumerate(zip(names, by_nature, strict=True))
        ]
    if layout["sheets"] == "town":
        towns = sorted({p["place"] for p in projects})
        return [(town + dated, [(None, [p for p in projects if p["place"] == town])]) for town in towns]
    name = dated or layout.rng.choice(["Sheet1", "台账", "重点项目", "总表"])
    if layout["sheets"] == "flat":
        return [(name, [(None, projects)])]
    groups: Groups = [
        (_nature_title(layout, i, members), members) for i, (_, members) in enumerate(by_nature)
    ]
    return [(name, _nested(layout, groups) if layout["sheets"] == "nested" else groups)]


def _nature_title(layout: Layout, index: int, members: list[dict[str, Any]]) -> str:
    word = layout.rng.choice(NATURE_TITLES[members[0]["nature"]]).format(y=layout.as_of.year)
    form = layout.rng.choice(
        ["{o}、{w}（{n}个）", "{o}、{w}({n}个)", "{o}、{w}", "{o}、{w}{n}个", "{o}、{w}（共{n}项）"]
    )
    return form.format(o=ORDINALS[index], w=word, n=len(members))


def _nested(layout: Layout, groups: Groups) -> Groups:
    """Under each title the sections （一）, （二）…; the upper title stands over no project of its own."""
    nested: Groups = []
    for title, members in groups:
        nested.append((title, []))
        middle = layout.rng.randint(1, len(members) - 1)
        for index, part in enumerate((members[:middle], members[middle:])):
            nested.append((f"（{ORDINALS[index]}）{INDUSTRIES[index]}（{len(part)}个）", part))
    return nested


class Ledger:
    """Sheets under way, with the truth about every row that has been laid."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.rng = layout.rng
        self.sheets: list[Sheet] = []
        keys = ("sheets", "projects", "not_understood", "doubtful", "may_doubt", "either", "ignored_rows")
        self.truth: dict[str, list[dict[str, Any]]] = {key: [] for key in keys}
        self.left = 1 + layout["blank_columns"]
        self.number = 0

    def add_sheet(self, name: str, groups: Groups) -> None:
        """Lay one sheet from its titles to its sign-off."""
        layout = self.layout
        self.sheet = Sheet(name, styled_tail=layout["styled_tail"])
        self.sheets.append(self.sheet)
        self.row = 1 + layout["blank_rows"]
        self.everybody = [project for _, members in groups for project in members]
        _lay_titles(self)
        if not layout["head_per_group"]:
            self._lay_head()
        if layout["totals"] in ("head", "both"):
            self._lay_total(self.everybody)
        for title, members in groups:
            self._lay_group(title, members)
        if layout["totals"] in ("foot", "both"):
            self._lay_total(self.everybody)
        self._lay_foot()

    def column_number(self, column: Column) -> int:
        """Where a column stands, counted from 1."""
        return self.left + self.layout.columns.index(column)

    def find(self, name: str) -> int | None:
        """Where the column of a field stands, if this ledger has it."""
        return next((self.left + i for i, c in enumerate(self.layout.columns) if c.field == name), None)

    @property
    def right(self) -> int:
        """The last column of the table."""
        return self.left + len(self.layout.columns) - 1

    def ignore(self) -> None:
        """Say that the row now laid is no project, and go to the next."""
        self.truth["ignored_rows"].append({"sheet": self.sheet.name, "row": self.row})
        self.row += 1

    def _lay_head(self) -> None:
        rows = list(range(self.row, self.row + self.layout.depth))
        self.lay_head_cells()
        columns = {
            get_column_letter(self.left + i): {"heading": c.leaf, "field": c.field, "unit": c.unit}
            for i, c in enumerate(self.layout.columns)
        }
        self.truth["sheets"].append({"sheet": self.sheet.name, "header_rows": rows, "columns": columns})
        style = self.layout["number_row"]
        if style != "none":
            for i in range(len(self.layout.columns)):
                forms = {
                    "digits": i + 1,
                    "brackets": f"（{i + 1}）",
                    "columns": "甲乙丙"[i] if i < 3 else i - 2,
                }
                self.sheet.put(self.row, self.left + i, forms[style])
            self.row += 1

    def lay_head_cells(self) -> None:
        """Each heading once, over or merged over all cells that share it."""
        columns, depth = self.layout.columns, self.layout.depth
        for level in range(depth):
            for i, column in enumerate(columns):
                heads = column.heads
                if level >= len(heads) or (
                    i and level < len(heads) - 1 and columns[i - 1].heads[: level + 1] == heads[: level + 1]
                ):
                    continue
                self.sheet.put(self.row + level, self.left + i, heads[level])
                if self.layout["head_merges"]:
                    self._merge_heading(i, level)
        self.row += depth

    def _merge_heading(self, index: int, level: int) -> None:
        columns = self.layout.columns
        heads = columns[index].heads
        leaf = level == len(heads) - 1
        last = index
        while (
            not leaf
            and last + 1 < len(columns)
            and columns[last + 1].heads[: level + 1] == heads[: level + 1]
        ):
            last += 1
        bottom = self.row + (self.layout.depth - 1 if leaf else level)
        self.sheet.merge(self.row + level, self.left + index, bottom, self.left + last)

    def _lay_group(self, title: str | None, members: list[dict[str, Any]]) -> None:
        first = not self.truth["sheets"]
        if title:
            self._lay_group_title(title, members)
        if self.layout["head_per_group"]:
            # The first group's title then stands above the ledger's first head.
            if first:
                self.truth["ignored_rows"].pop()
                self._lay_head()
            else:
                _repeat_head(self)
        _lay_projects(self, members)
        if members and title and self.layout["totals"] == "group":
            self._lay_total(members, "小计")

    def _lay_group_title(self, title: str, members: list[dict[str, Any]]) -> None:
        style, name = self.layout["group_style"], self.find("name") or self.left
        if style in ("split", "amounts") and name > self.left and "、" in title:
            ordinal, words = title.split("、", 1)
            self.sheet.put(self.row, self.left, ordinal)
            self.sheet.put(self.row, name, words)
        else:
            self.sheet.put(self.row, self.left, title)
        if style == "merged":
            self.sheet.merge(self.row, self.left, self.row, self.right)
        if style == "amounts":
            self._lay_sums(members or self.everybody)
        self.ignore()

    def _lay_total(self, members: list[dict[str, Any]], label: str | None = None) -> None:
        label = (label or self.layout["total_label"]).format(n=len(members))
        name = self.find("name") or self.left
        spot = name if self.layout["total_spot"] == "name" else self.left
        self.sheet.put(self.row, spot, label)
        if spot < name and self.rng.random() < 0.5:
            self.sheet.put(self.row, name, f"{len(members)}个")
        elif self.layout["head_merges"] and spot == self.left:
            money = [self.column_number(c) for c in self.layout.columns if c.unit]
            self.sheet.merge(self.row, spot, self.row, max(spot, min([name, *(m - 1 for m in money)])))
        self._lay_sums(members)
        self.ignore()

    def _lay_sums(self, members: list[dict[str, Any]]) -> None:
        for i, column in enumerate(self.layout.columns):
            if column.field not in layouts.MONEY or column.unit is None:
                continue
            if (self.row, self.left + i) in self.sheet.cells:
                continue
            total = sum(project[column.field] for project in members) / wording.UNITS[column.unit]
            letter = get_column_letter(self.left + i)
            formula = f"=SUM({letter}{self.row + 1}:{letter}{self.row + len(members)})"
            self.sheet.put(
                self.row,
                self.left + i,
                Cell(total, formula=formula if self.layout["total_formulas"] else None),
            )

    def _lay_foot(self) -> None:
        notes = [
            "注：1.投资额为固定资产投资口径，单位为亿元以上的另附；2.手续栏“√”为已办结。",
            "2.本表由项目中心负责解释。",
        ]
        for note in notes[: self.layout["notes"]]:
            self.sheet.put(self.row, self.left, note)
            if self.layout["head_merges"]:
                self.sheet.merge(self.row, self.left, self.row, self.right)
            self.ignore()
        if self.layout["sign_off"]:
            self.row += self.rng.randint(0, 1)
            words = ("填报人：", "审核人：张三", f"填报日期：{self.layout.as_of.year + 1}年1月4日")
            for offset, word in zip((0, 5, 9), words, strict=True):
                self.sheet.put(self.row, min(self.left + offset, self.right), word)
            self.ignore()


def _lay_titles(ledger: Ledger) -> None:
    layout, sheet, rng = ledger.layout, ledger.sheet, ledger.layout.rng
    on = layout.as_of
    day = rng.choice(["截至{}年{}月{}日", "截止{}年{}月{}日", "数据截至：{}年{}月{}日"]).format(
        on.year, on.month, on.day
    )
    unit = rng.choice(
        ["单位：{}", "单位:{}", "金额单位：{}", "（单位：{}）", "单位 ： {}", "计量单位：{}"]
    ).format(layout["unit"])
    place = layout["as_of_place"]
    title = f"凤栖县{on.year}年{layout['title_trap']}重点项目推进台账"
    title += {
        "title": f"（{day}）",
        "title_month": f"（{rng.choice(['截至{}月底', '截至{}月末', '1-{}月'])}）",
    }.get(place, "").format(on.month)
    if layout["unit_place"] == "title":
        title += f"　{unit}"
    lines = [[title], [], [], []][: layout["titles"]]
    if layout["titles"] == 3:
        lines[0], lines[1] = ["附件1"], [title]
    if layout["titles"] > 1:
        corner = [unit] if layout["unit_place"] in ("corner", "overridden") else []
        corner += [day] if place == "corner" else []
        lines[-1] = ["填报单位：凤栖县项目中心", "   ".join(corner)]
    for line in lines:
        _lay_title_line(ledger, sheet, line)


def _lay_title_line(ledger: Ledger, sheet: Sheet, line: list[str]) -> None:
    sheet.put(ledger.row, ledger.left, line[0])
    if len(line) == 1:
        sheet.merge(ledger.row, ledger.left, ledger.row, ledger.right)
    elif line[1]:
        spot = ledger.right - ledger.rng.randint(0, 3)
        sheet.put(ledger.row, spot, line[1])
        sheet.merge(ledger.row, spot, ledger.row, ledger.right)
    ledger.row += 1


def _lay_projects(ledger: Ledger, members: list[dict[str, Any]]) -> None:
    """Lay the projects in runs; a repeated head or a blank row may stand between two runs."""
    layout = ledger.layout
    members = [dict(project) for project in members]
    done = 0
    while done < len(members):
        run = members[done : done + ledger.rng.randint(2, 12)]
        done += len(run)
        merged = _merge_down(ledger, run)
        for offset, project in enumerate(run):
            _lay_project(ledger, project, {name for name, offsets in merged.items() if offset in offsets})
        if layout["blank_between"] and ledger.rng.random() < 0.3:
            ledger.row += 1
        if layout["repeated_heads"] and done < len(members) and ledger.rng.random() < 0.4:
            _repeat_head(ledger)


def _repeat_head(ledger: Ledger) -> None:
    top = ledger.row
    ledger.lay_head_cells()
    rows = range(top, ledger.row)
    ledger.truth["ignored_rows"] += [{"sheet": ledger.sheet.name, "row": row} for row in rows]


def _merge_down(ledger: Ledger, run: list[dict[str, Any]]) -> dict[str, set[int]]:
    """Give neighbours one value in the merged columns; the answer tells the offsets whose cell stays blank."""
    blank: dict[str, set[int]] = {}
    for name in ledger.layout["merged_down"]:
        start = ledger.rng.randint(0, len(run) - 1)
        stop = min(len(run), start + ledger.rng.randint(2, 5))
        names = ("secretary", "phone", "secretary_and_phone") if name == "secretary" else (name,)
        for each in names:
            column = ledger.find(each)
            for project in run[start:stop]:
                if each in project:
                    project[each] = run[start][each]
            if column is not None:
                blank[each] = set(range(start + 1, stop))
                ledger.sheet.merge(ledger.row + start, column, ledger.row + stop - 1, column)
                run[start]["_keep"] = run[start].get("_keep", set()) | {each}
    return blank


def _lay_project(ledger: Ledger, project: dict[str, Any], blank: set[str]) -> None:
    """Write one row and record its truth."""
    layout, where = ledger.layout, {"sheet": ledger.sheet.name, "row": ledger.row}
    ledger.number += 1
    row_truth: dict[str, Any] = {**where, **dict.fromkeys(FIELDS), "_other": {}}
    if layout["sheets"] in ("nature", "groups", "nested"):
        row_truth["nature"] = project["nature"]
    for i, column in enumerate(layout.columns):
        cell = _cell(ledger, column, project, blank | project.get("_keep", set()))
        _record(ledger, row_truth, column, cell)
        if column.field not in blank and cell.value is not None:
            ledger.sheet.put(ledger.row, ledger.left + i, cell)
    if layout["hidden_rows"] and ledger.rng.random() < 0.06:
        ledger.sheet.hidden.add(ledger.row)
        ledger.truth["doubtful"].append({**where, "column": None, "value": None})
    ledger.truth["projects"].append(row_truth)
    ledger.row += 1


def _record(ledger: Ledger, row_truth: dict[str, Any], column: Column, cell: Cell) -> None:
    if column.field == "secretary_and_phone":
        row_truth["secretary"], row_truth["phone"] = cell.truth
    elif column.field:
        row_truth[column.field] = cell.truth
    elif column.leaf not in layouts.NUMBERING and cell.value is not None:
        row_truth["_other"][column.leaf] = cell.value
    if cell.flag:
        shown = wording.text_of(cell.value) if cell.shown is None else cell.shown
        where = {"sheet": ledger.sheet.name, "row": ledger.row, "column": column.leaf, "field": column.field}
        ledger.truth[cell.flag].append({**where, "value": shown})


def _cell(ledger: Ledger, column: Column, project: dict[str, Any], merged: set[str]) -> Cell:
    """The cell of one project; cells of a merged column are written plainly, so that one cell is true of all its rows."""
    layout, rng, name = ledger.layout, ledger.rng, column.field
    if name is None:
        value = ledger.number if column.leaf in layouts.NUMBERING else rng.choice([*column.values, None])
        return Cell(value)
    refusing = _REFUSED.get(name)
    if refusing and name not in merged and rng.random() < layout["refusals"]:
        return wording.refused(rng, refusing, project.get(name))
    if name in layouts.MONEY:
        return _money_cell(layout, column, project[name])
    messy = layout["messy"] and name not in merged
    return _written(layout, name, project, messy)


_REFUSED = {
    **dict.fromkeys(layouts.MONEY, "amount"), "start": "date", "finish": "date", "phone": "phone", "uscc": "uscc",
}  # fmt: skip


def _money_cell(layout: Layout, column: Column, yuan: int) -> Cell:
    cell = wording.amount(layout.rng, yuan, column.unit or "元", layout["amounts"])
    if layout["formulas"] and column.field == "done_ytd_yuan" and not isinstance(cell.value, str):
        return Cell(cell.value, cell.truth, formula="=SUM(1,2)", flag=cell.flag)
    return cell


def _written(layout: Layout, name: str, project: dict[str, Any], messy: bool) -> Cell:
    rng = layout.rng
    if name in ("start", "finish"):
        styles = layout["starts" if name == "start" else "finishes"]
        known = layout.as_of.year if layout.year_known else None
        return wording.day(rng, date.fromisoformat(project[name][0]), styles, known)
    if name in county.PERMIT_FIELDS:
        return wording.permit(rng, project[name], layout.permit_words)
    writers = {
        "secretary_and_phone": lambda: wording.person_with_phone(rng, project["secretary"], project["phone"]),
        "phone": lambda: wording.phone_number(rng, project["phone"], layout["phones"]),
        "years": lambda: wording.years(rng, *project["years"]),
        "uscc": lambda: wording.credit_code(rng, project["uscc"], messy),
        "leader": lambda: wording.person(rng, project["leader"], messy),
        "secretary": lambda: wording.person(rng, project["secretary"], messy),
        "nature": lambda: Cell(rng.choice(wording.NATURE_WORDS[project["nature"]]), project["nature"]),
    }
    if name in writers:
        return writers[name]()
    cell = wording.text(rng, project[name], messy)
    return Cell(cell.value, cell.truth, rich=name == "name" and layout["rich"])


def _extra_sheets(layout: Layout) -> list[Sheet]:
    """Sheets that no reader may take for a ledger."""
    sheets = []
    for name in layout["extra_sheets"]:
        sheet = Sheet(name)
        for row, line in enumerate(_EXTRA_SHEETS[name], start=layout.rng.randint(1, 4)):
            for column, value in enumerate(line, start=1):
                if value is not None:
                    sheet.put(row, column, value)
        sheets.append(sheet)
    return sheets


_EXTRA_SHEETS: dict[str, list[list[Any]]] = {
    "封面": [["凤栖县重点项目台账"], [], ["编制单位：凤栖县项目中心"], ["二〇二六年十一月"]],
    "填表说明": [
        ["填表说明"], ["1.项目名称：填写备案文件上的全称。"], ["2.总投资：单位为元的，请换算。"], ["3.建设单位", "填写全称"],
        ["4.开工时间", "2024年5月"],
    ],
    "汇总表": [
        ["各乡镇项目汇总表"], [None, None, "单位：亿元"], ["类别", "项目个数", "总投资", "本年完成投资"], ["新建项目", 28, 11.7291, 3.1],
        ["续建项目", 32, 13.2509, 4.2], ["合计", 60, 24.98, 7.3],
    ],
}  # fmt: skip


def big(path: Path | str, rows: int = 34_470, seed: int = 1) -> None:
    """Write a ledger of 12 columns under a merged head of two rows, quickly and in little memory."""
    heads = [
        "序号",
        "项目名称",
        "建设单位",
        "统一社会信用代码",
        "建设地点",
        "总投资",
        "2026年计划投资",
        "1-9月",
        "10月",
        "累计",
        "开工时间",
        "联系电话",
    ]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("重点项目")
    page.write(0, 0, "凤栖县2026年重点项目推进台账（截至2026年10月31日）")
    page.write(1, 10, "单位：万元")
    page.write_row(2, 0, [*heads[:7], "本年完成投资", "", "", *heads[10:]])
    page.write_row(3, 7, heads[7:10])
    upright = [[2, column, 3, column] for column in range(12) if column not in (7, 8, 9)]
    page.merge.extend([[0, 0, 0, 11], [1, 10, 1, 11], [2, 7, 2, 9], *upright])
    rng = random.Random(seed)
    codes = [county.credit_code(rng) for _ in range(rows)]
    for i, code in enumerate(codes):
        total = rng.randrange(200, 30_000)
        done, month = total // 4, total // 40
        shown = f"{total:,}" if i % 10 == 0 else total
        start = f"2026年{i % 12 + 1}月{'上中下'[i % 3]}旬"
        line = [
            i + 1,
            f"{county.FIRSTS[i % 13]}{county.PRODUCTS[i % 18]}项目{i}",
            f"凤栖企业{i}有限公司",
            code,
            county.TOWNS[i % 9],
        ]
        page.write_row(
            i + 4, 0, [*line, shown, total // 2, done - month, month, done, start, county.phone(rng)]
        )
    book.close()
