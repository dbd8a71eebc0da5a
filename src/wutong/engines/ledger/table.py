"""One sheet read: its rows sorted, its columns read cell by cell, and what was not understood or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wutong.engines.ledger import cells, columns, dates, people, rows, words
from wutong.engines.ledger.columns import Column
from wutong.engines.ledger.headings import Head
from wutong.engines.ledger.letters import column_letters
from wutong.engines.ledger.timing import Times
from wutong.engines.ledger.vocabulary import DITTO, NOTHING
from wutong.engines.ledger.words import Answer
from wutong.engines.ledger.workbook import Sheet

FIELDS = (
    "name", "nature", "owner", "uscc", "place", "dept", "leader", "secretary", "phone", "years", "total_yuan",
    "plan_yuan", "done_prev_yuan", "done_month_yuan", "done_ytd_yuan", "start", "finish", "permit_filing",
    "permit_eia", "permit_land", "permit_planning", "permit_construction", "progress", "problem",
)  # fmt: skip
HIDDEN = "这一行在表中是隐藏的，照样读取，请核对"
HIDDEN_SHEET = "这张工作表是隐藏的，照样读取，请核对"
UNCOMPUTED = "公式还没有算过，读不到数，请在Excel里打开保存后再导入"
WRONG_FORMULA = "公式算不出数，请在Excel里改正后再导入"
MERGED_AMOUNT = "金额是合并单元格，只记在第一行的项目上，请核对"
SPLIT_AMOUNT = "与上面是同一个项目，这一行的金额没有计入，请核对"
SAME_AS_ABOVE = "写的是同上，按上一个项目读取，请核对"
_CLASS = re.compile(r"类别|类型|分类|性质|属性")


@dataclass
class ReadSheet:
    """One table of projects: its head, its columns, the grid of its sheet as it came, and which of its rows are the
    table's (Excel's numbers); a sheet may bear several.
    """

    name: str
    header_rows: list[int]
    columns: list[Column]
    grid: list[list[Any]]
    rows: range

    def holds(self, entry: Mapping[str, Any]) -> bool:
        """Whether a project or an entry of the reading stands in this table."""
        return entry["sheet"] == self.name and entry["row"] in self.rows


@dataclass
class TableRead:
    """What one sheet gave; entries are those of the contract."""

    projects: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    ignored: list[dict[str, Any]] = field(default_factory=list)


class Table:
    """One sheet with its head; `corrections` of its columns by letter go before what was found."""

    def __init__(self, sheet: Sheet, head: Head, found: Iterable[Column], times: Times, corrections: Mapping):
        self.sheet, self.head, self.times = sheet, head, times
        self.columns = [_corrected(c, corrections.get(column_letters(c.number))) for c in found]
        self.by_field = {c.field: c for c in self.columns if c.field}
        self._find_nature()
        self.out = TableRead()

    @property
    def names_projects(self) -> bool:
        return "name" in self.by_field

    def as_sheet(self) -> ReadSheet:
        header = list(range(self.head.top + 1, self.head.bottom + 2))
        rows_of = range(self.head.start + 1, self.head.until + 1)
        return ReadSheet(self.sheet.name, header, self.columns, self.sheet.rows, rows_of)

    def read(self) -> TableRead:
        self._name_parts()
        sorted_rows = rows.sort(self.sheet, self.head, self.columns)
        merged_amounts = self._fill_merged()
        self.out.projects = self._projects(sorted_rows)
        self._doubt_rows(sorted_rows, merged_amounts)
        self.out.ignored = [
            {"sheet": self.sheet.name, "row": r + 1, "why": why} for r, why in sorted_rows.ignored
        ]
        return self.out

    def _find_nature(self) -> None:
        """A column of classes is the nature where its words are: 类别 with 续建项目, 新建项目, 谋划项目."""
        if "nature" in self.by_field:
            return
        for index, column in enumerate(self.columns):
            if column.field in (None, "project_type") and _CLASS.search(column.heading):
                told = {row[column.number] for row in self.sheet.rows[self.head.bottom + 1 : self.head.until]}
                texts = [t for t in told if isinstance(t, str) and t.strip()]
                natures = sum(1 for t in texts if words.nature(t))
                if natures and natures * 2 >= len(texts):
                    self.by_field.pop(column.field or "", None)
                    self.columns[index] = self.by_field["nature"] = replace(
                        column, field="nature", kind="nature"
                    )
                    return

    def _name_parts(self) -> None:
        """Each part of a project bears the name that is merged over all of them."""
        if "part" not in self.by_field:
            return
        name = self.by_field["name"].number
        for top, first, bottom, _ in self.sheet.merges:
            if first == name and self.head.bottom < top < self.head.until:
                for row in self.sheet.rows[top + 1 : bottom + 1]:
                    row[name] = self.sheet.rows[top][name]

    def _fill_merged(self) -> list[tuple[int, Column]]:
        """Give each row of a merged cell its text; amounts stay with the first, and the other rows are returned."""
        by_number = {c.number: c for c in self.columns}
        left: list[tuple[int, Column]] = []
        for top, first, bottom, last in self.sheet.merges:
            column = by_number.get(first)
            if not self.head.bottom < top < min(bottom, self.head.until) or not column or last > first + 1:
                continue
            if column.kind in cells.AMOUNT_KINDS:
                left += [(r, column) for r in range(top + 1, bottom + 1)]
            elif column.field not in ("seq", "name"):
                for r in range(top + 1, min(bottom, len(self.sheet.rows) - 1) + 1):
                    self.sheet.rows[r][first] = self.sheet.rows[top][first]
        return left

    def _projects(self, found: rows.Rows) -> list[dict[str, Any]]:
        picked = self._joined(found)
        count = len(picked)
        numbers = [r + 1 for r in found.projects]
        out: dict[str, list[Any]] = {"row": numbers, "other": [{} for _ in range(count)]}
        default = words.nature(self.sheet.name)
        if default or any(found.natures):
            out["nature"] = [n or default for n in found.natures]
        if any(found.groups):
            out["group"] = found.groups
        by_column = list(zip(*picked, strict=True)) if picked else []
        for column in self.columns if picked else ():
            if column.field != "seq":
                self._read_column(column, by_column[column.number], out)
        if by_column and "years" in self.by_field:
            self._split_spans(by_column[self.by_field["years"].number], out)
        self._split_phones(out)
        self._split_posts(out)
        _join_parts(out)
        blank = {"sheet": self.sheet.name, "row": 0, **dict.fromkeys(FIELDS), "other": None}
        projects = [blank.copy() for _ in range(count)]
        for key, values in out.items():
            for project, value in zip(projects, values, strict=True):
                project[key] = value
        return projects

    def _joined(self, found: rows.Rows) -> list[list[Any]]:
        """The rows of the projects; what stands in further rows of the same project is added to its texts."""
        picked = [self.sheet.rows[r] for r in found.projects]
        place = {r: i for i, r in enumerate(found.projects)} if found.continued else {}
        for r, first in found.continued:
            row = picked[place[first]] = list(picked[place[first]])
            for column in self.columns:
                value = self.sheet.rows[r][column.number]
                if value in ("", None) or value == self.sheet.rows[r - 1][column.number]:
                    continue
                if column.kind in ("text", "other"):
                    row[column.number] = _added(row[column.number], value)
                elif column.kind == "amount":
                    self.out.doubts.append(self._entry(column, r + 1, value, SPLIT_AMOUNT))
        return picked

    def _same_as_above(self, column: Column, values: Sequence[Any], numbers: list[int]) -> Sequence[Any]:
        """同上 and 〃 in a column of words mean what the project above has."""
        filled = list(values)
        for i, value in enumerate(filled):
            if value in DITTO and i:
                filled[i] = filled[i - 1]
                self.out.doubts.append(self._entry(column, numbers[i], value, SAME_AS_ABOVE))
        return filled

    def _read_column(self, column: Column, values: Sequence[Any], out: dict[str, list]) -> None:
        told = set(values)
        if column.kind not in cells.AMOUNT_KINDS and not told.isdisjoint(DITTO):
            values = self._same_as_above(column, values, out["row"])
            told = set(values)
        if column.field is None:
            _keep(column, self._as_shares(column, values, out["row"]), out["other"])
            return
        if column.kind == "text" and column.field != "problem":
            out[column.field] = cells.texts(values, told)
            return
        if column.kind == "code" and words.are_credit_codes(values):
            out[column.field] = list(values)
            return
        if column.kind == "amount" and column.unit != "元":
            values = self._as_shown(column, values, out["row"])
            told = set(values)
        read_one = cells.reader(column, self.times)
        known = {value: read_one(value) for value in told}
        answers = [known[value] for value in values]
        if column.kind == "date":
            self._look_at_forms(column, values, out["row"], answers)
        if column.field == "nature":
            above = out.get("nature") or [None] * len(answers)
            out["nature"] = [a[0] or told for a, told in zip(answers, above, strict=True)]
            # 扩建, 技改: no nature of the contract, and yet what the ledger says.
            _keep(column, ["" if known[v][0] else v for v in values], out["other"])
        else:
            out[column.field] = [a[0] for a in answers]
        if self.sheet.unread or len({why for _, why, _ in known.values()} | {""}) > 1:
            self._report(column, values, out["row"], answers)

    def _as_shown(self, column: Column, values: Sequence[Any], numbers: list[int]) -> Sequence[Any]:
        """Yuan under a head of 万元, by a format that shows their ten thousandth, are what is shown."""
        forms = self.sheet.forms(column.number, "shift")
        if not forms:
            return values
        shifts = [forms.get(number - 1, ("", 0))[1] for number in numbers]
        return [v / 10**n if n and type(v) is float else v for v, n in zip(values, shifts, strict=True)]

    def _as_shares(self, column: Column, values: Sequence[Any], numbers: list[int]) -> Sequence[Any]:
        """0.687 that is shown as 68.7%."""
        forms = self.sheet.forms(column.number, "percent")
        if not forms:
            return values
        told = [forms.get(number - 1) for number in numbers]
        return [f"{v:.{f[1]}%}" if f and type(v) is float else v for v, f in zip(values, told, strict=True)]

    def _look_at_forms(
        self, column: Column, values: Sequence[Any], numbers: list[int], answers: list[Answer]
    ) -> None:
        """A day whose format shows only its month is that month; 2026.1 shown as 2026.10 is October."""
        if not any(isinstance(v, date | float) for v in values):
            return
        forms = self.sheet.forms(column.number, "month", "year", "hundredths")
        for i, number in enumerate(numbers if forms else ()):
            (form, _), answer = forms.get(number - 1, ("", 0)), answers[i]
            if form in ("month", "year") and isinstance(values[i], date):
                first = answer[0][0][:8] + "01" if form == "month" else answer[0][0][:4] + "-01-01"
                answers[i] = [first, form], "", False
            elif form == "hundredths" and answer[1] == dates.LOST_ZERO:
                answers[i] = [f"{answer[0][0][:4]}-10-01", "month"], "", False

    def _report(
        self, column: Column, values: Sequence[Any], numbers: list[int], answers: list[Answer]
    ) -> None:
        for value, number, (_, why, guessed) in zip(values, numbers, answers, strict=True):
            if why:
                entry = self._entry(column, number, value, why)
                (self.out.doubts if guessed else self.out.refusals).append(entry)
        place = {number: i for i, number in enumerate(numbers)} if self.sheet.unread else {}
        for (row, of_column), error in self.sheet.unread.items():
            i = place.get(row + 1)
            if of_column == column.number and i is not None and values[i] in ("", None):
                entry = self._entry(column, row + 1, error, WRONG_FORMULA if error else UNCOMPUTED)
                (self.out.refusals if error else self.out.doubts).append(entry)

    def _entry(self, column: Column, number: int, value: Any, why: str) -> dict[str, Any]:
        shown = words.shown(cells.dated(value))
        return {
            "sheet": self.sheet.name,
            "row": number,
            "column": column.heading,
            "letter": column_letters(column.number),
            "value": shown,
            "why": why,
        }

    def _split_spans(self, values: Sequence[Any], out: dict[str, list]) -> None:
        """2026.10.1—2027.5.30 in a column of years tells the days as well: kept beside the years, as no promise."""
        known = {v: ends for v in set(values) if isinstance(v, str) and (ends := dates.from_to(v))}
        for place, name in enumerate(("years_start", "years_finish") if known else ()):
            out[name] = [list(known[v][place]) if v in known else None for v in values]

    def _split_phones(self, out: dict[str, list]) -> None:
        """A name that carries its number gives it to the phone that belongs to it."""
        for who, phone in (("secretary", "phone"), ("leader", "leader_phone")):
            told = {v for v in set(out.get(who, ())) if v and re.search(r"\d{4}", v)}
            for i, value in enumerate(out[who] if told else ()):
                if value in told:
                    out[who][i], number = people.names_and_phones(value)
                    out.setdefault(phone, [None] * len(out[who]))
                    out[phone][i] = out[phone][i] or number

    def _split_posts(self, out: dict[str, list]) -> None:
        """A post beside a name is kept under the heading of the column: 包保领导职务."""
        for who in ("leader", "secretary"):
            known = {v: people.without_post(v) for v in set(out.get(who, ())) if v and len(v) > 3}
            if not any(post for _, post in known.values()):
                continue
            heading = f"{self.by_field[who].heading}职务"
            for i, value in enumerate(out[who]):
                if value in known and known[value][1]:
                    out[who][i], out["other"][i][heading] = known[value]

    def _doubt_rows(self, found: rows.Rows, merged: list[tuple[int, Column]]) -> None:
        projects = set(found.projects)
        name = self.by_field["name"]
        unseen = (self.sheet.hidden_rows & projects) if self.sheet.visible else projects
        why = HIDDEN if self.sheet.visible else HIDDEN_SHEET
        for r in sorted(unseen):
            self.out.doubts.append(self._entry(name, r + 1, self.sheet.rows[r][name.number], why))
        for r, column in merged:
            if r in projects:
                self.out.doubts.append(self._entry(column, r + 1, "", MERGED_AMOUNT))


def _keep(column: Column, values: Sequence[Any], others: list[dict[str, str]]) -> None:
    """What no field takes stands in `other` under its heading."""
    for other, value in zip(others, values, strict=True):
        if value not in ("", None) and (text := words.clean(words.shown(cells.dated(value)))):
            other[column.heading] = text


def _added(text: Any, more: Any) -> Any:
    """Words of a further row behind those of the first; 无 and the like give way."""
    if text in ("", None) or (isinstance(text, str) and words.clean(text) in NOTHING):
        return more
    if isinstance(more, str) and words.clean(more) in NOTHING:
        return text
    return f"{cells.clean(text)}；{cells.clean(more)}"


def _join_parts(out: dict[str, list]) -> None:
    """The part of a project stands in brackets behind its name."""
    for i, part in enumerate(out.get("part", ())):
        name = out["name"][i]
        if part and part not in NOTHING and part != name:
            out["name"][i] = f"{name}（{part}）" if name else part


def _corrected(column: Column, correction: Mapping[str, str] | None) -> Column:
    if correction is None:
        return column
    name = correction.get("field") or None
    kind = columns.KINDS.get(name or "", "other")
    unit = (correction.get("unit") or column.unit or "万元") if kind == "amount" else None
    return Column(column.number, column.heading, name, kind, unit)
