"""`wutong calendar`: the calendar on the command line (contract: answers alone on standard output).

`add DATE N`, `count A B`, `explain DATE N`, `periods DATE`, each with `--json` and `--table FILE`. Input that cannot be
used gives one line in Chinese on standard error and the exit code 2.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from wutong.engines.calendar.periods import Period, PeriodKind, period_of
from wutong.engines.calendar.table import read_table, shipped_calendar
from wutong.engines.calendar.working import FIRST_DAY, LAST_DAY, Calendar, CalendarError, DayRule, OutOfRange

USAGE = """用法：wutong calendar 命令 [--json] [--table 文件]
  add 日期 N       日期之后第 N 个工作日（N < 0：之前；N = 0：当日或下一个工作日）
  count 甲 乙      甲日之后到乙日（含）的工作日数
  explain 日期 N   逐日说明 add 的算法
  periods 日期     周、旬、双周、半月、月、季、半年、年：名称、首日、末日、上一期、上年同期
  --json           以 JSON 输出
  --table 文件     用另一张日历表（CSV）代替自带的日历表，各列为：
                   date 日期（只写年份的一行表示该年安排已公布）、works 1 上班 0 休息、name 节日"""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBER = re.compile(r"[+-]?[0-9]{1,1000}")


@dataclass(frozen=True)
class Request:
    """What was asked: the words after the verb, and the options."""

    verb: str
    words: list[str]
    as_json: bool
    table: str | None


def main(argv: list[str]) -> int:
    """Answer one question; returns the exit code, 0 or 2."""
    if argv and argv[0] in ("-h", "--help"):
        print(USAGE)
        return 0
    try:
        request = _parse(argv)
        values = _values(request)
        lines, answer = _VERBS[request.verb].answer(_calendar(request.table), *values)
    except CalendarError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    if request.as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def _parse(argv: list[str]) -> Request:
    words, as_json, table = [], False, None
    rest = iter(argv)
    for word in rest:
        if word == "--json":
            as_json = True
        elif word == "--table" or word.startswith("--table="):
            table = word.partition("=")[2] if "=" in word else next(rest, None)
            if not table:
                raise CalendarError("--table 后面缺少文件名")
        elif re.match("--|-[A-Za-z]", word):
            raise CalendarError(f"不认识的选项：{_short(word)}")
        else:
            words.append(word)
    if not words or words[0] not in _VERBS:
        asked = f"不认识的命令：{_short(words[0])}" if words else "缺少命令"
        raise CalendarError(f"{asked}；可用的命令：{'、'.join(_VERBS)}")
    return Request(words[0], words[1:], as_json, table)


def _calendar(table: str | None) -> Calendar:
    return read_table(table).calendar() if table else shipped_calendar()


def _values(request: Request) -> list[Any]:
    verb = _VERBS[request.verb]
    if len(request.words) != len(verb.readers):
        raise CalendarError(f"参数个数不对，用法：wutong calendar {verb.usage}")
    return [read(word) for read, word in zip(verb.readers, request.words, strict=True)]


def _read_date(text: str) -> date:
    match = _DATE.fullmatch(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise CalendarError(f"日期无效：{_short(text)}（应为 2026-02-13 这样的日期）")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutOfRange
    return day


def _read_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise CalendarError(f"工作日数应为整数：{_short(text)}")
    return int(text)


def _short(text: str) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= 40 else text[:40] + "…"


Reply = tuple[Iterator[str], dict[str, Any]]


def _add(calendar: Calendar, day: date, n: int) -> Reply:
    found = calendar.answer(day, n)
    answer = {
        "date": day.isoformat(),
        "n": n,
        "result": found.day.isoformat(),
        "provisional": found.provisional,
    }
    mark = " provisional" if found.provisional else ""
    return iter([f"{found.day}{mark}"]), answer


def _count(calendar: Calendar, first: date, last: date) -> Reply:
    workdays, provisional = calendar.count(first, last), calendar.provisional(first, last)
    answer = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "workdays": workdays,
        "provisional": provisional,
    }
    return iter([str(workdays)]), answer


def _explain(calendar: Calendar, day: date, n: int) -> Reply:
    days = calendar.explain(day, n)
    _, answer = _add(calendar, day, n)
    answer["days"] = [
        {
            "date": rule.day.isoformat(),
            "weekday": rule.weekday,
            "counted": rule.works,
            "number": rule.number if rule.works else None,
            "rule": rule.rule,
        }
        for rule in days
    ]
    return map(_explained, days), answer


def _explained(rule: DayRule) -> str:
    number = f"（第 {rule.number} 个工作日）" if rule.works else ""
    return f"{rule.day} {rule.weekday} {'计入' if rule.works else '不计'} {rule.rule}{number}"


def _periods(calendar: Calendar, day: date) -> Reply:
    periods = [period_of(kind, day) for kind in PeriodKind if kind is not PeriodKind.DAY]
    answer = {"date": day.isoformat(), "periods": {p.kind.value: _period_with_neighbours(p) for p in periods}}
    return map(_period_line, periods), answer


def _period_line(period: Period) -> str:
    names = (period.previous().name, period.same_period_last_year().name)
    return "\t".join((period.name, str(period.first), str(period.last), *names))


def _period_with_neighbours(period: Period) -> dict[str, Any]:
    neighbours = {"previous": period.previous(), "last_year": period.same_period_last_year()}
    return _period(period) | {key: _period(other) for key, other in neighbours.items()}


def _period(period: Period) -> dict[str, Any]:
    return {"name": period.name, "first": period.first.isoformat(), "last": period.last.isoformat()}


@dataclass(frozen=True)
class Verb:
    """One command: how it is written, what reads each of its words, what answers it."""

    usage: str
    readers: tuple[Callable[[str], Any], ...]
    answer: Callable[..., Reply]


_VERBS = {
    "add": Verb("add 日期 N", (_read_date, _read_number), _add),
    "count": Verb("count 甲 乙", (_read_date, _read_date), _count),
    "explain": Verb("explain 日期 N", (_read_date, _read_number), _explain),
    "periods": Verb("periods 日期", (_read_date,), _periods),
}
