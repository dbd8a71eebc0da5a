"""Dates as people write them: the first day of the period they name, and how exact they are."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

NOT_A_DATE = "不是日期，请写成2026年4月、2026-04-15这样或留空"
WRONG_MONTH = "没有这个月份或日期，请核对"
LOST_ZERO = "可能是10月（2026.10写成数字后变成2026.1），按1月读取，请核对"
YEAR_GUESSED = "没有写年份，按台账年份读取，请核对"
ROUNDED = "写的是一段日子，按整月读取，请核对"
SHORT_YEAR = "年份只写了两位，按20xx年读取，请核对"
_EMPTY = re.compile(r"^[-—－/／∕\\无·.。]*$|^(暂无|没有|N/?A)$", re.IGNORECASE)

# ((first day or None, precision) or None, reason, guessed)
Promised = tuple[tuple[str | None, str] | None, str, bool]
_NUMERALS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "两": 2,
}
_YEAR_WORDS = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_MONTH_WORDS = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月)")
_DAY_WORDS = re.compile(
    r"(二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])(?=[日号])"
)
_TWO_TENDAYS = re.compile(r"(?<=月)(上中|中下)旬(?:前|底|左右)*$")
_STARTED = re.compile(
    r"^(已|现已|已经|均已|目前已)?(开工|动工|复工|开工建设|在建|启动建设)(建设|在建)?$|^续建$|^已开$|^在建$"
)
_FINISHED = re.compile(
    r"^(已|现已|已经|均已|目前已)?(竣工|完工|建成|投产|完成|交付|投用|投入使用|验收|建成投产|竣工投产)(验收)?$"
)
_Y = r"(?P<y>(?:19|20)\d\d)"
_TAIL = r"(?:前|底前|底|末|初|以前|之前|份|左右)*"
_SEP = r"[-./年,、_]"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("years", rf"^{_Y}年?(?:度)?[-—~～至到]+(?:(?:19|20)\d\d|1[3-9]|[2-9]\d)年?(?:度|底|前)*$"),
        ("years", rf"^{_Y}[年./-]\d{{1,2}}月?份?[-~～至到]+(?:19|20)\d\d[年./-]\d{{1,2}}月?份?$"),
        (
            "day",
            rf"^{_Y}{_SEP}0?(?P<m>\d{{1,2}})[-./月]0?(?P<d>\d{{1,2}})[日号]?{_TAIL}(?:\d+:\d+(?::\d+)?)?$",
        ),
        ("day", rf"^{_Y}(?P<m>\d\d)(?P<d>\d\d)$"),
        ("tenday", rf"^{_Y}{_SEP}0?(?P<m>\d{{1,2}})月?份?(?P<t>[上中下])旬{_TAIL}$"),
        ("month", rf"^{_Y}(?P<m>\d\d)$"),
        ("month", rf"^{_Y}{_SEP}0?(?P<m>\d{{1,2}})(?:月份?)?{_TAIL}$"),
        ("quarter", rf"^{_Y}[年-]?度?(?:第?(?P<q>[1-4一二三四])季度?|[Qq](?P<q2>[1-4])){_TAIL}$"),
        ("quarter", rf"^{_Y}年?(?P<qw>首季度?|末季度?){_TAIL}$"),
        ("halfyear", rf"^{_Y}年?(?P<h>[上下前后])半年{_TAIL}$"),
        ("year", rf"^{_Y}(?:年度?|年内|年间)?(?:内|年?底|年?末|年初|全年|前|年|内)*{_TAIL}$"),
    )
)
_MONTHS = {"quarter": 3, "halfyear": 6}
_MOST = 1e8
EXCEL_ZERO = date(1899, 12, 30)


def of_day(value: date | datetime) -> Promised:
    """A cell that Excel itself holds as a date."""
    return (value.strftime("%Y-%m-%d"), "day"), "", False


def of_number(number: float, year: int | None) -> Promised:
    """A date typed as a number: 20260415, 202604, 2026.4, 2026, a serial day of Excel, or a month of the year."""
    if not 0 <= number < _MOST:
        return None, NOT_A_DATE, False
    whole = int(number)
    if number != whole:
        return _dotted(number)
    if 20000 <= whole <= 80000:
        return ((EXCEL_ZERO + timedelta(days=whole)).isoformat(), "day"), "", False
    return of_text(str(whole), year)


def _dotted(number: float) -> Promised:
    text = format(number, ".15g")
    found = of_text(text, None)
    if found[0] and text.split(".")[1] == "1":
        return found[0], LOST_ZERO, True
    return found


def of_text(text: str, year: int | None) -> Promised:
    """A date in words. `year` is the ledger's own, for words without one."""
    plain = _plain(text)
    if _TWO_TENDAYS.search(plain):
        value, why, guessed = of_text(_TWO_TENDAYS.sub("", plain), year)
        return value, (why if value is None else ROUNDED), guessed or value is not None
    if _EMPTY.match(plain):
        return None, "", False
    if _STARTED.match(plain):
        return (None, "started"), "", False
    if _FINISHED.match(plain):
        return (None, "finished"), "", False
    found = _match(plain)
    if found:
        return found
    return _without_year(plain, year)


_SHORT_YEAR = re.compile(r"(?<![\d.])(?:['‘’](\d\d)|(2\d))(?=年度?(?:[\d计完投目底末拟]|重点))")


def whole_years(text: str) -> str:
    """’26年10月 and 26年计划投资 with 2026年."""
    return _SHORT_YEAR.sub(lambda found: f"20{found.group(1) or found.group(2)}", text)


_CLOCK = re.compile(r"(?<=\d)\s+\d{1,2}:\d\d(:\d\d)?\s*$")
_DASHES = re.compile(r"[―–—]")


def in_digits(plain: str) -> str:
    """二〇二六年九月二十日 as 2026年9月20日."""
    plain = _YEAR_WORDS.sub(lambda m: "".join(str(_NUMERALS[c]) for c in m.group()), plain)
    plain = _MONTH_WORDS.sub(lambda m: str(_number(m.group())), plain)
    return _DAY_WORDS.sub(lambda m: str(_number(m.group())), plain)


def _plain(text: str) -> str:
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text))
    plain = _DASHES.sub("-", re.sub(r"[\s'‘’]", "", plain)).replace("·", ".")
    plain = in_digits(plain)
    plain = re.sub(r"[(（][^()（）]*[)）]$", "", plain)
    plain = re.sub(
        r"^(计划|预计|预期|拟|已经?|于|力争|确保|约|暂定|争取)+(?=\d|[今明去本]年|[上下]半年|年[内底末]|第?[一二三四])",
        "",
        plain,
    )
    plain = re.sub(
        r"(?<=[\d月日旬年底前内季度半])(已|计划|拟|可|预计|实现|全面|正式|力争)*(开工|复工|动工|竣工|完工|建成|投产|建设|完成|投用)(建设|投产)?$",
        "",
        plain,
    )
    return plain.rstrip("。.;；,，")


def _number(words: str) -> int:
    """十二 is 12, 二十一 is 21."""
    if "十" not in words:
        return _NUMERALS[words]
    tens, _, ones = words.partition("十")
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def _match(plain: str) -> Promised | None:
    for kind, pattern in _PATTERNS:
        if found := pattern.match(plain):
            return _promised(kind, found.groupdict())
    return None


def _promised(kind: str, parts: dict[str, str | None]) -> Promised:
    year = int(parts["y"] or 0)
    month, day = _month_and_day(kind, parts)
    try:
        first = date(year, month, day)
    except ValueError:
        return None, WRONG_MONTH, False
    return (first.isoformat(), kind), "", False


def _month_and_day(kind: str, parts: dict[str, str | None]) -> tuple[int, int]:
    if kind == "quarter":
        word = parts.get("q") or parts.get("q2") or ("1" if (parts.get("qw") or "").startswith("首") else "4")
        quarter = _NUMERALS.get(word) or int(word)
        return quarter * 3 - 2, 1
    if kind == "halfyear":
        return (1 if (parts["h"] or "") in "上前" else 7), 1
    month = int(parts.get("m") or 1)
    if kind == "tenday":
        return month, {"上": 1, "中": 11, "下": 21}[parts["t"] or "上"]
    return month, int(parts.get("d") or 1)


def _without_year(plain: str, year: int | None) -> Promised:
    short = re.match(r"^(\d\d)(?=年|[./-]\d)", plain)
    if short and (found := _match("20" + plain)):
        return found[0], found[1] or SHORT_YEAR, found[0] is not None
    bare = re.sub(r"^(今年|本年度?|当年|年内)", "", plain)
    offset = {"明年": 1, "去年": -1}.get(bare[:2], 0)
    bare = (bare[2:] if offset else bare) or "年底"
    looks = re.match(r"^(\d{1,2}月|年[底末]|[上下]半年|第?[1-4一二三四]季度|年内)", bare)
    if year is None or not looks:
        return None, NOT_A_DATE, False
    found = _match(f"{year + offset}{'' if bare.startswith('年') else '年'}{bare}")
    if found is None or found[0] is None:
        return found or (None, NOT_A_DATE, False)
    return found[0], YEAR_GUESSED, True


def years(text: str) -> tuple[tuple[int, int] | None, str, bool]:
    """The years of construction, first and last: 2025-2027, 2026年, 2025.3-2027.10."""
    plain = _plain(text)
    if _EMPTY.match(plain):
        return None, "", False
    found = [int(y) for y in re.findall(r"(?:19|20)\d\d", plain)]
    short = re.match(r"^(?:(20\d\d)|(\d\d))年?[-—~～至到]+(\d\d)年?$", plain)
    if short:
        first = int(short.group(1) or f"20{short.group(2)}")
        found = [first, int(f"20{short.group(3)}")]
    if not found:
        return None, "不是建设年限，请写成2025-2027这样", False
    if len(found) == 1 and (span := re.search(r"(\d{1,2})年(?:期|$)", plain)) and len(span.group(1)) == 1:
        return None, "只写了工期，没有起止年份", False
    return (min(found), max(found)), "", False


_FROM_TO = re.compile(
    r"^(?P<first>(?P<y>(?:19|20)\d\d)[年./]\d{1,2}(?:[月./]\d{1,2}日?|月)?)[-~～至到]+(?P<last>\d{1,4}[年月./].*)$"
)


def from_to(text: str) -> tuple[tuple[str | None, str], tuple[str | None, str]] | None:
    """Begin and end, where a cell tells both to the month: 2026.10.1—2027.5.30, 2026年4月-11月."""
    found = _FROM_TO.match(_plain(text))
    if not found:
        return None
    last = found["last"] if re.match(r"\d{4}", found["last"]) else f"{found['y']}年{found['last']}"
    begin, end = of_text(found["first"], None)[0], of_text(last, None)[0]
    if begin is None or end is None or "year" in (begin[1], end[1]):
        return None
    return begin, end
