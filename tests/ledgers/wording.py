"""How people write one value into one cell, and how a right reader reads it."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
CHINESE_MONTHS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]

PERMIT_WORDS = {
    "done": [
        "√", "✓", "✔", "是", "有", "已办", "已办理", "已办结", "完成", "已完成", "已取得", "已批复", "已备案", "办结", "已办妥",
        "已核发", "已领取", "已取得（2026.3.5）", "√（2026年3月）", "已办理完成", "已获批", "办理完毕", "已审批", "已出具",
    ],
    "in_progress": [
        "办理中", "在办", "正在办理", "预计11月底", "审批中", "申报中", "编制中", "报批中", "已受理", "正在编制", "公示中", "已申报",
        "11月底前办结", "预计12月完成", "正在评审", "正在办理，预计11月完成", "已上报待批", "补正中", "推进中", "材料准备中",
    ],
    "not_started": ["×", "✗", "X", "x", "否", "未办", "未办理", "未启动", "未开展", "尚未办理", "没有", "未取得", "未申报", "未开始"],
    "not_applicable": ["不涉及", "/", "无需", "无需办理", "不需要", "不需办理", "豁免", "免办", "不适用", "无须办理"],
}  # fmt: skip
NATURE_WORDS = {
    "new": ["新建", "新开工", "新建项目"],
    "carried_over": ["续建", "结转", "续建项目", "结转续建"],
}
AMOUNT_STYLES = (
    "plain", "comma", "full_width", "padded", "unit_wan", "unit_yi", "about", "roughly", "noise", "comma_unit",
    "decimals", "full_comma", "yi_and_wan", "yuan_sign",
)  # fmt: skip
DAY_STYLES = (
    "iso",
    "slash",
    "dotted",
    "words",
    "excel",
    "excel_words",
    "padded",
    "full_width",
    "before",
    "eight",
    "parens",
)
MONTH_STYLES = (
    "month_words", "month_fen", "month_dotted", "month_dash", "month_slash", "month_number", "month_excel",
    "month_end", "month_short_year", "month_done", "month_spaced", "month_chinese", "month_two_digits",
)  # fmt: skip
ROUGH_STYLES = (
    "tenday", "quarter", "quarter_q", "half", "year_words", "year_before", "year_end", "year_number", "span",
    "tenday_bare", "quarter_bare", "half_bare", "started",
)  # fmt: skip
PHONE_STYLES = ("text", "number", "spaced", "dashed", "plus86", "full_width", "padded")


@dataclass(frozen=True)
class Cell:
    """One written cell: `truth` is what its field must be, `flag` where the reader must report it.

    flag: "not_understood", "doubtful", "may_doubt" (the reader may or may not mention it), "either" (it must be in one
    of the two lists, the field is free) or None.
    """

    value: Any
    truth: Any = None
    fmt: str | None = None
    formula: str | None = None
    flag: str | None = None
    shown: str | None = None
    rich: bool = False


def text_of(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()


def amount(rng: random.Random, yuan: int, unit: str, styles: Collection[str]) -> Cell:
    """Write an amount of yuan in a column of that unit; half of the cells are plain numbers."""
    number = Decimal(yuan) / UNITS[unit]
    style = rng.choice(list(styles)) if styles and rng.random() < 0.5 else "number"
    return _AMOUNTS.get(style, _plain_number)(number, yuan)


def _digits(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _plain_number(number: Decimal, yuan: int) -> Cell:
    return Cell(int(number) if number == int(number) else float(number), yuan)


def _noisy(number: Decimal, yuan: int) -> Cell:
    """What a sum of binary fractions leaves behind; fifteen digits of it are what Excel shows."""
    if number == int(number):
        return _plain_number(number, yuan)
    return Cell(float(number) * (1 + 4e-15), yuan)


def _in_unit(unit: str, form: str = "{}", comma: bool = False) -> Callable[[Decimal, int], Cell]:
    def write(number: Decimal, yuan: int) -> Cell:
        digits = Decimal(yuan) / UNITS[unit]
        if unit == "亿元" and (yuan % 10_000 or yuan < 10_000_000):
            return _plain_number(number, yuan)
        return Cell(form.format(f"{digits.normalize():,f}" if comma else _digits(digits)), yuan)

    return write


def _yi_and_wan(number: Decimal, yuan: int) -> Cell:
    whole, rest = divmod(yuan, 100_000_000)
    if not whole or rest % 10_000 or rest < 10_000_000:
        return _plain_number(number, yuan)
    return Cell(f"{whole}亿{rest // 10_000}万元", yuan)


def _with(form: str, flag: str | None = None) -> Callable[[Decimal, int], Cell]:
    return lambda number, yuan: Cell(form.format(_digits(number)), yuan, flag=flag)


_AMOUNTS: dict[str, Callable[[Decimal, int], Cell]] = {
    "plain": _with("{}"),
    "padded": _with(" {} "),
    "about": _with("约{}", "doubtful"),
    "roughly": _with("{}左右", "doubtful"),
    "yuan_sign": _with("¥{}"),
    "comma": lambda number, yuan: Cell(f"{number.normalize():,f}", yuan),
    "full_comma": lambda number, yuan: Cell(f"{number.normalize():,f}".replace(",", "，"), yuan),
    "decimals": lambda number, yuan: Cell(
        f"{number:,.2f}" if number == round(number, 2) else _digits(number), yuan
    ),
    "full_width": lambda number, yuan: Cell(_digits(number).translate(FULL_WIDTH), yuan),
    "unit_wan": _in_unit("万元", "{}万元"),
    "comma_unit": _in_unit("万元", "{}万", comma=True),
    "unit_yi": _in_unit("亿元", "{}亿"),
    "yi_and_wan": _yi_and_wan,
    "noise": _noisy,
}


def day(rng: random.Random, on: date, styles: Collection[str], known_year: int | None) -> Cell:
    """Write a date in one of the ways given; the truth is as exact as the words are.

    known_year: the ledger's own year, if it says one; words without a year are used only for dates in it.
    """
    usable = [style for style in styles if not style.endswith("_bare") or on.year == known_year]
    style = rng.choice(usable or ["words"])
    kind = "month" if style.startswith("month_") else "day" if style in DAY_STYLES else "rough"
    return {"day": _exact_day, "month": _month, "rough": _rough}[kind](on, style)


def _exact_day(on: date, style: str) -> Cell:
    y, m, d = on.year, on.month, on.day
    truth = [on.isoformat(), "day"]
    if style == "excel":
        return Cell(on, truth, fmt=("yyyy-mm-dd", "yyyy/m/d", "m/d/yy")[d % 3], shown="")
    if style == "excel_words":
        return Cell(on, truth, fmt='yyyy"年"m"月"d"日"', shown="")
    texts = {
        "iso": on.isoformat(),
        "slash": f"{y}/{m}/{d}",
        "dotted": f"{y}.{m}.{d}",
        "words": f"{y}年{m}月{d}日",
        "padded": f" {y}年 {m}月{d}日\n",
        "full_width": f"{y}年{m}月{d}日".translate(FULL_WIDTH),
        "before": f"{y}年{m}月{d}日前",
        "eight": int(f"{y}{m:02}{d:02}") if d % 2 else f"{y}{m:02}{d:02}",
        "parens": f"{y}年{m}月{d}日（计划）",
    }
    return Cell(texts[style], truth)


def _month(on: date, style: str) -> Cell:
    y, m = on.year, on.month
    truth = [f"{y}-{m:02}-01", "month"]
    if style == "month_number":
        # A number 2026.1 may have been typed as 2026.10 and lost its zero.
        number = float(f"{y}.{m}")
        if m == 10 and on.day % 2:
            return Cell(number, truth, fmt="0.00", flag="may_doubt")
        asked = m in (1, 10)
        return Cell(number, [f"{y}-01-01", "month"] if asked else truth, flag="doubtful" if asked else None)
    if style == "month_excel":
        return Cell(on.replace(day=1), truth, fmt=('yyyy"年"m"月"', "yyyy.mm", "yyyy-mm")[m % 3], shown="")
    if style == "month_short_year":
        return Cell(f"{y % 100}年{m}月", truth, flag="may_doubt")
    texts = {
        "month_words": f"{y}年{m}月",
        "month_fen": f"{y}年{m}月份",
        "month_dotted": f"{y}.{m}",
        "month_dash": f"{y}-{m:02}",
        "month_slash": f"{y}/{m}",
        "month_end": f"{y}年{m}月底",
        "month_done": f"{y}年{m}月已开工",
        "month_spaced": f" {y} 年 {m} 月",
        "month_chinese": f"{y}年{CHINESE_MONTHS[m - 1]}月",
        "month_two_digits": f"{y}.{m:02}",
    }
    return Cell(texts[style], truth, flag="may_doubt" if style == "month_dotted" and m == 1 else None)


def _rough(on: date, style: str) -> Cell:
    y, m = on.year, on.month
    part = min(on.day - 1, 29) // 10
    quarter, half = (m - 1) // 3, (m - 1) // 6
    quarter_day, half_day = (
        [f"{y}-{quarter * 3 + 1:02}-01", "quarter"],
        [f"{y}-{half * 6 + 1:02}-01", "halfyear"],
    )
    tenday = [f"{y}-{m:02}-{part * 10 + 1:02}", "tenday"]
    year = [f"{y}-01-01", "year"]
    cells = {
        "tenday": Cell(f"{y}年{m}月{'上中下'[part]}旬", tenday),
        "tenday_bare": Cell(f"{m}月{'上中下'[part]}旬", tenday, flag="may_doubt"),
        "quarter": Cell(f"{y}年{'一二三四'[quarter]}季度", quarter_day),
        "quarter_q": Cell(f"{y}年第{quarter + 1}季度", quarter_day),
        "quarter_bare": Cell(f"{'一二三四'[quarter]}季度", quarter_day, flag="may_doubt"),
        "half": Cell(f"{y}年{'上下'[half]}半年", half_day),
        "half_bare": Cell(f"{'上下'[half]}半年", half_day, flag="may_doubt"),
        "year_words": Cell(f"{y}年", year),
        "year_before": Cell(f"{y}年底前", year),
        "year_end": Cell(f"{y}年年底", year),
        "year_number": Cell(y, year),
        "span": Cell(f"{y}-{y + 2}", [f"{y}-01-01", "years"]),
        "started": Cell("已开工", [None, "started"]),
    }
    return cells[style]


def years(rng: random.Random, first: int, last: int) -> Cell:
    """Write the years of construction."""
    if first == last:
        return Cell(rng.choice([str(first), first, f"{first}年"]), [first, last])
    forms = [
        "{0}-{1}",
        "{0}—{1}",
        "{0}～{1}年",
        "{0}年-{1}年",
        "{0}至{1}",
        "{0}.4-{1}.10",
        "{0}－{1}",
        "{0}年—{1}年",
    ]
    return Cell(rng.choice(forms).format(first, last), [first, last])


def phone_number(rng: random.Random, number: str, styles: Collection[str]) -> Cell:
    """Write a mobile number."""
    style = rng.choice(list(styles))
    forms = {
        "text": number,
        "number": int(number),
        "spaced": f"{number[:3]} {number[3:7]} {number[7:]}",
        "dashed": f"{number[:3]}-{number[3:7]}-{number[7:]}",
        "plus86": f"+86 {number}",
        "full_width": number.translate(FULL_WIDTH),
        "padded": f" {number}\n",
    }
    return Cell(forms[style], number)


def credit_code(rng: random.Random, code: str, messy: bool) -> Cell:
    """Write a credit code, sometimes in small letters or with spaces."""
    forms = [code, code, code.lower(), f" {code}", f"{code}\n"] if messy else [code]
    return Cell(rng.choice(forms), code)


def text(rng: random.Random, value: str | None, messy: bool) -> Cell:
    """Write words, with stray spaces and line breaks where people leave them."""
    if value is None:
        return Cell(rng.choice(["无", "/", None, None, " 无 "] if messy else ["无", "/", None]), None)
    if not messy or rng.random() < 0.6:
        return Cell(value, value)
    middle = len(value) // 2
    forms = [f" {value}", f"{value}\n", f"　{value}　", f"{value} "]
    if not value[middle - 1 : middle + 1].isascii():
        forms.append(f"{value[:middle]}\n{value[middle:]}")
    return Cell(rng.choice(forms), value)


def person(rng: random.Random, name: str, messy: bool) -> Cell:
    """Write a name; names of two characters are often spread to the width of three."""
    if messy and len(name) == 2 and rng.random() < 0.5:
        return Cell(f"{name[0]}{rng.choice([' ', '　', '  '])}{name[1]}", name)
    return text(rng, name, messy)


def person_with_phone(rng: random.Random, name: str, number: str) -> Cell:
    """Write a name and its number into one cell; the truth is the pair."""
    forms = ["{} {}", "{}{}", "{}（{}）", "{}\n{}", "{}/{}", "{}：{}", "{},{}", "{}  {}"]
    return Cell(rng.choice(forms).format(name, number), (name, number))


def permit(rng: random.Random, state: str, words: dict[str, list[str]]) -> Cell:
    """Write the state of a permit in one of the words that this ledger uses."""
    return Cell(rng.choice(words[state]), state)


def refused(rng: random.Random, kind: str, value: Any = None) -> Cell:
    """A cell that cannot be right as it stands; kind: amount, date, phone or uscc (of `value`)."""
    if kind == "uscc":
        wrong = value[:-1] + ("3" if value[-1] != "3" else "4")
        return Cell(wrong, wrong, flag="not_understood", shown=wrong)
    if kind == "amount" and rng.random() < 0.1:
        # Money, but not this money: whether it is refused or doubted, it must not pass in silence.
        return Cell("500万美元", None, flag="either")
    choices: dict[str, list[Any]] = {
        "amount": ["待定", -500, "-500", "面议", "详见附件", -12.5, "暂未确定"],
        "date": ["待定", "2026年13月", "2026.13", "视情况而定", "2026年2月30日", "2026-13-05", "未确定"],
        "phone": ["无人接听", "空号", "待补充"],
    }
    wrong = rng.choice(choices[kind])
    return Cell(wrong, None, flag="not_understood", shown=text_of(wrong))
