"""The ways in which ledgers are laid out, combined at random by seed."""

from __future__ import annotations

import calendar
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tests.ledgers import wording
from tests.ledgers.county import PERMIT_FIELDS

HEADINGS: dict[str, list[str]] = {
    "name": ["项目名称", "项 目 名 称", "项目", "工程名称", "项目名称（全称）", "项目\n名称"],
    "nature": ["建设性质", "项目性质", "新建/续建", "性质", "建设性质（新建/续建）"],
    "owner": ["建设单位", "项目单位", "项目业主", "业主单位", "企业名称", "实施主体", "投资主体", "项目法人", "建设主体"],
    "uscc": ["统一社会信用代码", "信用代码", "社会信用代码", "企业统一社会信用代码", "统一信用代码"],
    "place": ["建设地点", "建设地址", "项目地点", "属地", "所在乡镇", "建设位置", "所属乡镇", "所在乡镇（街道）"],
    "dept": ["责任单位", "行业主管部门", "牵头单位", "主管部门", "责任部门", "牵头部门", "包保部门"],
    "leader": ["包保领导", "包联领导", "包扶领导", "责任领导", "县级包保领导", "县级领导", "联系领导"],
    "secretary": ["项目秘书", "项目管家", "工作专员", "项目专员", "服务专员", "服务管家"],
    "phone": ["联系电话", "电话", "联系方式", "手机号码", "手机号", "手机"],
    "years": ["建设年限", "建设起止年限", "起止年限", "建设周期", "建设起止年份", "建设期"],
    "total_yuan": ["总投资", "计划总投资", "项目总投资", "投资总额", "总投资额", "概算总投资", "总投资规模"],
    "plan_yuan": ["{y}年计划投资", "年度计划投资", "本年计划投资", "当年计划投资", "{y}年度计划投资", "年度投资计划", "今年计划投资"],
    "start": ["开工时间", "计划开工时间", "开工日期", "开（复）工时间", "预计开工时间", "开工年月", "开工时限"],
    "finish": ["计划竣工时间", "竣工时间", "计划完工时间", "完工时间", "竣工日期", "预计竣工时间", "竣工年月", "计划建成时间"],
    "progress": ["形象进度", "工程形象进度", "建设进度", "目前进展", "项目进展", "进展情况", "项目进展情况", "目前形象进度"],
    "problem": ["存在问题", "存在的问题", "存在的主要问题", "需协调解决的问题", "存在问题及困难", "存在困难和问题"],
    "permit_filing": ["备案", "立项备案", "立项", "项目备案", "立项（备案）"],
    "permit_eia": ["环评", "环评批复", "环境影响评价", "环评手续"],
    "permit_land": ["用地", "用地手续", "土地手续", "土地证", "用地批复", "不动产权证"],
    "permit_planning": ["规划许可", "规划许可证", "工程规划许可", "建设工程规划许可证", "规划手续"],
    "permit_construction": ["施工许可", "施工许可证", "建筑工程施工许可证", "施工许可手续"],
}  # fmt: skip
PERMIT_GROUPS = ["前期手续", "前期手续办理情况", "手续办理情况", "前期工作进展情况", "审批手续办理情况"]
DONE_GROUPS = ["本年完成投资", "{y}年完成投资", "完成投资情况", "{y}年完成投资情况", "完成投资"]
DATE_GROUPS = ["建设起止时间", "建设时限", "起止时间"]
MONEY_GROUPS = ["投资情况", "投资完成情况", "项目投资"]
NUMBERING = ["序号", "序\n号", "编号", "序 号"]
# Columns of no field; the second group looks like one of the fields and must not be taken for it.
EXTRAS: dict[str, list[Any]] = {
    "资金来源": ["企业自筹", "专项债券", "中央预算内资金"],
    "备注": ["省重点", "市重点", "重点调度"],
    "是否入库": ["是", "否"],
    "用工人数": [35, 120, 8],
    "排名": [1, 2, 3],
    "项目类型": ["工业", "农业", "基础设施"],
    "所属行业": ["制造业", "建筑业"],
    "水保": ["√", "办理中"],
}  # fmt: skip
TRAP_EXTRAS: dict[str, list[Any]] = {
    "下步工作计划": ["主体封顶", "设备进场"],
    "{n}年计划投资": [99, 1234],
    "{p}年完成投资": [77, 4321],
    "开工以来累计完成投资": [88888, 77777],
    "截至{p}年底累计完成投资": [66666, 55555],
    "计划投产时间": ["{n}年12月", "{n}年6月"],
    "施工单位": ["凤建集团", "松江建工公司"],
    "项目总数": [1, 2],
    "投资完成率": [0.45, 0.6],
    "解决措施": ["加快协调", "月底前落实"],
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its headings from the top down, its field (None: unknown to the contract) and unit of money.

    values: what the cells of a column without a field hold; monthly: the money of one earlier month.
    """

    field: str | None
    heads: tuple[str, ...]
    unit: str | None = None
    values: tuple[Any, ...] = ()
    monthly: bool = False

    @property
    def leaf(self) -> str:
        """The lowest heading."""
        return self.heads[-1]


@dataclass
class Layout:
    """All that is settled about one workbook before its projects are written."""

    seed: int
    rng: random.Random
    traits: dict[str, Any]
    as_of: date
    columns: list[Column] = field(default_factory=list)
    permit_words: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, trait: str) -> Any:
        return self.traits[trait]

    @property
    def year_known(self) -> bool:
        """Whether the ledger says of which year it is."""
        return bool(self["titles"]) or self["as_of_place"] in ("sheet", "file")

    @property
    def depth(self) -> int:
        """Number of heading rows."""
        return max(len(column.heads) for column in self.columns)


# The same words over another thing: what is built, not when it was begun; the group's title tells the nature.
KIND_COLUMN = Column(None, ("建设性质",), values=("扩建", "改建", "技改"))
Chooser = Callable[[random.Random], Any]


def _one(*values: Any) -> Chooser:
    return lambda rng: rng.choice(values)


def _some(values: tuple[str, ...], most: int) -> Chooser:
    return lambda rng: tuple(rng.sample(values, rng.randint(0, min(most, len(values)))))


_STARTS = wording.DAY_STYLES + wording.MONTH_STYLES + wording.ROUGH_STYLES
_FINISHES = tuple(style for style in _STARTS if style not in ("started", "month_done"))

TRAITS: dict[str, Chooser] = {
    "titles": _one(0, 1, 1, 2, 2, 3),
    "unit": _one("万元", "万元", "万元", "亿元", "元"),
    "unit_place": _one("corner", "corner", "title", "heading", "group", "mixed", "overridden"),
    "depth": _one(1, 2, 2, 2, 3),
    "head_merges": _one(True, True, False),
    "blank_rows": _one(0, 0, 0, 1, 3),
    "blank_columns": _one(0, 0, 0, 1, 2),
    "sheets": _one("nature", "nature", "town", "groups", "groups", "nested", "flat"),
    "totals": _one("none", "foot", "head", "group", "both"),
    "total_label": _one("合计", "总计", "合  计", "共计", "全县合计", "小计", "总计（{n}个）", "合计{n}个"),
    "total_spot": _one("first", "name"),
    "total_formulas": _one(True, False),
    "group_style": _one("merged", "first", "split", "amounts"),
    "notes": _one(0, 1, 2),
    "sign_off": _one(True, False),
    "merged_down": _some(("dept", "place", "leader", "secretary", "owner", "nature"), 3),
    "hidden_rows": _one(False, False, True),
    "number_row": _one("none", "none", "none", "digits", "brackets", "columns"),
    "repeated_heads": _one(False, False, False, True),
    "blank_between": _one(False, False, False, True),
    "extra_sheets": _some(("封面", "填表说明", "汇总表"), 3),
    "order": _one("usual", "shuffled"),
    "synonyms": _one("plain", "random", "random"),
    "numbering": _one(True, True, True, False),
    "missing": _some(("uscc", "owner", "years", "place", "dept", "finish", "problem", "plan_yuan", "phone", "permits"), 3),
    "extras": _some(tuple(EXTRAS), 4),
    "trap_extras": _some(tuple(TRAP_EXTRAS), 2),
    "months": _one("spans", "spans", "words", "short", "flat", "ytd_only", "every", "none"),
    "as_of_place": _one("title", "corner", "corner", "sheet", "file", "title_month", "none"),
    "amounts": _some(wording.AMOUNT_STYLES, 5),
    "starts": lambda rng: tuple(rng.sample(_STARTS, rng.randint(1, 8))),
    "finishes": lambda rng: tuple(rng.sample(_FINISHES, rng.randint(1, 8))),
    "phones": lambda rng: tuple(rng.sample(wording.PHONE_STYLES, rng.randint(1, 4))),
    "people": _one("plain", "plain", "grouped", "name_and_phone", "in_one_group"),
    "date_group": _one(False, False, True),
    "refusals": _one(0.0, 0.0, 0.05),
    "messy": _one(True, False),
    "formulas": _one(False, False, True),
    "rich": _one(False, False, True),
    "styled_tail": _one(0, 0, 40),
    "head_per_group": _one(False, True),
    "kind_column": _one(False, False, True),
    "title_trap": _one("", "", "亿元以上", "5000万元以上"),
    "writer": _one("xlsxwriter", "xlsxwriter", "constant_memory", "openpyxl"),
}  # fmt: skip


def choose(seed: int) -> Layout:
    """Settle the layout of one workbook; the same seed gives the same layout."""
    rng = random.Random(f"layout {seed}")
    traits = {name: chooser(rng) for name, chooser in TRAITS.items()}
    month = rng.randint(3, 12)
    year = rng.choice([2026, 2026, 2026, 2025])
    layout = Layout(seed, rng, traits, date(year, month, calendar.monthrange(year, month)[1]))
    _reconcile(layout)
    layout.columns = _columns(layout)
    layout.permit_words = {
        state: rng.sample(words, rng.randint(2, len(words))) for state, words in wording.PERMIT_WORDS.items()
    }
    return layout


def _reconcile(layout: Layout) -> None:
    """Take back combinations in which nobody could know the unit, the date or the nature."""
    traits = layout.traits
    _reconcile_titles(traits)
    if traits["depth"] == 1 and traits["unit_place"] == "group":
        traits["unit_place"] = "heading"
    if traits["depth"] == 1 and traits["months"] in ("short", "every"):
        traits["months"] = "flat"
    if traits["sheets"] in ("town", "flat"):
        traits["group_style"] = "merged"
    if traits["sheets"] != "groups":
        traits["head_per_group"] = False
    if traits["head_per_group"]:
        traits["totals"] = "group"
    if traits["writer"] == "openpyxl":
        # It stores formulas without their values, as a workbook that no Excel has yet opened.
        traits["formulas"], traits["rich"] = False, False


def _reconcile_titles(traits: dict[str, Any]) -> None:
    """What stands in a title or its corner needs a row to stand in."""
    if traits["titles"] == 0:
        traits["title_trap"] = ""
        if traits["unit_place"] in ("corner", "title", "overridden"):
            traits["unit_place"] = "heading"
        if traits["as_of_place"] in ("title", "corner", "title_month"):
            traits["as_of_place"] = "none"
    if traits["titles"] == 1:
        if traits["unit_place"] in ("corner", "overridden"):
            traits["unit_place"] = "title"
        if traits["as_of_place"] == "corner":
            traits["as_of_place"] = "title"


def _columns(layout: Layout) -> list[Column]:
    blocks = _usual_blocks(layout)
    if layout["order"] == "shuffled":
        layout.rng.shuffle(blocks)
    columns = [column for block in blocks for column in block]
    if layout["numbering"]:
        columns.insert(0, Column(None, (_spell(layout, NUMBERING),)))
    return [_with_unit(layout, column) for column in columns]


def _spell(layout: Layout, words: list[str]) -> str:
    word = words[0] if layout["synonyms"] == "plain" else layout.rng.choice(words)
    return word.format(y=layout.as_of.year, n=layout.as_of.year + 1, p=layout.as_of.year - 1)


def _column(layout: Layout, name: str, *above: str) -> Column:
    return Column(name, (*above, _spell(layout, HEADINGS[name])))


def _usual_blocks(layout: Layout) -> list[list[Column]]:
    """The columns in their usual order, in blocks that stay together when the order is shuffled."""
    names = ["name", "nature", "owner", "uscc", "place", "years"]
    by_title = layout["sheets"] in ("nature", "groups", "nested")
    blocks: list[list[Column]] = []
    if by_title and layout.rng.random() < 0.5:
        names.remove("nature")
        if layout["kind_column"]:
            blocks.append([KIND_COLUMN])
    blocks += [[_column(layout, name)] for name in names if name not in layout["missing"]]
    blocks += _money(layout) + _dates(layout)
    if "permits" not in layout["missing"]:
        blocks.append(_permits(layout))
    rest = ["progress"] + (["problem"] if "problem" not in layout["missing"] else [])
    blocks += [[_column(layout, name)] for name in rest]
    return blocks + _people(layout) + _extras(layout)


def _money(layout: Layout) -> list[list[Column]]:
    supergroup = (layout.rng.choice(MONEY_GROUPS),) if layout["depth"] == 3 else ()
    total = [_column(layout, "total_yuan", *supergroup)]
    plan = [] if "plan_yuan" in layout["missing"] else [_column(layout, "plan_yuan", *supergroup)]
    done = _done(layout, supergroup)
    return [total + plan + done] if supergroup else [total, plan, done]


def _done(layout: Layout, above: tuple[str, ...]) -> list[Column]:
    style, month = layout["months"], layout.as_of.month
    before = f"1-{month - 1}月"
    if layout["synonyms"] == "random":
        before = layout.rng.choice([before, f"1—{month - 1}月", f"1～{month - 1}月", f"1至{month - 1}月"])
    group = () if layout["depth"] == 1 else (*above, _spell(layout, DONE_GROUPS))
    choices: dict[str, list[str | None]] = {
        "spans": [before, f"{month}月", layout.rng.choice([f"1-{month}月累计", "累计", f"1-{month}月"])],
        "words": [
            "截至上月累计完成",
            "本月完成",
            layout.rng.choice(["年初以来累计", "本年累计完成", "年初至今累计"]),
        ],
        "short": [None, "本月", "累计"],
        "flat": [f"{before}完成投资", f"{month}月完成投资", f"1-{month}月累计完成投资"],
        "ytd_only": [None, None, layout.rng.choice([f"1-{month}月完成投资", "年初以来累计完成投资"])],
        "every": [None, f"{month}月", "累计"],
        "none": [None, None, None],
    }
    heads = choices[style]
    if layout["depth"] == 1 and style in ("spans", "words"):
        heads = [f"{before}完成投资", f"{month}月完成投资", "年初以来累计完成投资"]
    if style in ("flat", "ytd_only"):
        group = above
    fields = ("done_prev_yuan", "done_month_yuan", "done_ytd_yuan")
    found = [Column(name, (*group, head)) for name, head in zip(fields, heads, strict=True) if head]
    if style == "every":
        months = [Column(None, (*group, f"{m}月"), values=(5, 12, 30), monthly=True) for m in range(1, month)]
        return months + found
    return found


def _dates(layout: Layout) -> list[list[Column]]:
    if layout["date_group"] and layout["depth"] > 1 and "finish" not in layout["missing"]:
        group = layout.rng.choice(DATE_GROUPS)
        return [[Column("start", (group, "开工")), Column("finish", (group, "竣工"))]]
    names = ["start"] + (["finish"] if "finish" not in layout["missing"] else [])
    return [[_column(layout, name)] for name in names]


def _permits(layout: Layout) -> list[Column]:
    above = (_spell(layout, PERMIT_GROUPS),) if layout["depth"] > 1 else ()
    names = list(PERMIT_FIELDS)
    if layout["order"] == "shuffled":
        layout.rng.shuffle(names)
    return [_column(layout, name, *above) for name in names]


def _people(layout: Layout) -> list[list[Column]]:
    style, names = layout["people"], [name for name in ("dept", "phone") if name not in layout["missing"]]
    dept = [[_column(layout, "dept")]] if "dept" in names else []
    leader, secretary = _column(layout, "leader"), _column(layout, "secretary")
    if style == "name_and_phone":
        head = layout.rng.choice(["{}及联系电话", "{}（电话）", "{}及电话", "{}"]).format(secretary.leaf)
        return [[leader], *dept, [Column("secretary_and_phone", (head,))]]
    if style in ("grouped", "in_one_group") and layout["depth"] > 1:
        pair = [Column("secretary", (secretary.leaf, "姓名")), Column("phone", (secretary.leaf, "联系电话"))]
        if style == "in_one_group":
            return [[leader], *dept, pair]
        above = leader.leaf
        leaders = [
            Column("leader", (above, "姓名")),
            Column(None, (above, "职务"), values=("副县长", "县委常委")),
        ]
        return [leaders, *dept, pair]
    phone = [_column(layout, "phone")] if "phone" in names else []
    return [[leader], *dept, [secretary, *phone]]


def _extras(layout: Layout) -> list[list[Column]]:
    chosen = [(name, EXTRAS[name]) for name in layout["extras"]]
    traps = [name for name in layout["trap_extras"] if layout.year_known or "{" not in name]
    chosen += [(name, TRAP_EXTRAS[name]) for name in traps]
    year = {"y": layout.as_of.year, "n": layout.as_of.year + 1, "p": layout.as_of.year - 1}
    spelt = [
        (name.format(**year), [v.format(**year) if isinstance(v, str) else v for v in vs])
        for name, vs in chosen
    ]
    return [[Column(None, (name,), values=tuple(values))] for name, values in spelt]


MONEY = ("total_yuan", "plan_yuan", "done_prev_yuan", "done_month_yuan", "done_ytd_yuan")


def _with_unit(layout: Layout, column: Column) -> Column:
    """Settle the unit of a money column and write it where this ledger writes it."""
    if column.field not in MONEY and not column.monthly:
        return column
    place, unit = layout["unit_place"], layout["unit"]
    if place == "mixed":
        unit = "亿元" if column.field == "total_yuan" else "万元"
        return _marked(layout, replace(column, unit=unit), -1)
    if place == "overridden" and column.field == "total_yuan":
        return _marked(layout, replace(column, unit="亿元" if unit == "万元" else "万元"), -1)
    column = replace(column, unit=unit)
    if place == "heading" or (place == "group" and len(column.heads) == 1):
        return _marked(layout, column, -1)
    return _marked(layout, column, 0) if place == "group" else column


def _marked(layout: Layout, column: Column, level: int) -> Column:
    # One spelling a workbook, or the cells of one group would no longer be equal.
    form = ["（{}）", "({})", "\n（{}）", "（单位：{}）"][layout.seed % 4]
    heads = list(column.heads)
    heads[level] += form.format(column.unit)
    return replace(column, heads=tuple(heads))
