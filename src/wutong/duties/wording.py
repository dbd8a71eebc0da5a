"""How a duty speaks: its state and its clock in one sentence each."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from wutong.duties.flows import CANCELLED, FLOW, REPORTED, STRUCK_OFF
from wutong.duties.models import Duty
from wutong.engines.calendar import ClockDay, Reading, Unit

_SHOWN = 3


def day_words(day: date | None, today: date) -> str:
    """2月14日, with its year where that is not this one; — for none."""
    if day is None:
        return "—"
    words = f"{day.month}月{day.day}日"
    return words if day.year == today.year else f"{day.year}年{words}"


def state_sentence(duty: Duty, reading: Reading | None, today: date) -> str:
    """Who has it, how it stands, until when: the sentence under the title."""
    owner = f"{duty.owner_unit}{f'（{duty.owner_post.title}）' if duty.owner_post else ''}"
    if duty.state == STRUCK_OFF:
        return f"{owner}办理，{day_words(duty.settled_on, today)}销号，{_in_time(reading)}。"
    if duty.state == CANCELLED:
        return f"{owner}负责，已取消：{duty.closing_reason}。"
    if duty.state == REPORTED:
        return f"{owner} {day_words(duty.reported_on, today)}反馈，待核验；{_in_time(reading)}。"
    return f"{owner}负责，{FLOW.label(duty.state)}；{_standing(duty, reading, today)}。"


def _standing(duty: Duty, reading: Reading | None, today: date) -> str:
    if reading is None:
        return "未定期限"
    if duty.due_on is None:
        return reading.light_reason
    due = day_words(duty.due_on, today) + ("（暂定）" if duty.provisional else "")
    if reading.overdue_days:
        return f"{due}到期，超期 {reading.overdue_days} {reading.unit.label}"
    if duty.due_on < today:
        return f"{due}到期，已过期限"
    return f"{due}到期，还剩 {reading.remaining} {reading.unit.label}"


def _in_time(reading: Reading | None) -> str:
    if reading is None or reading.due is None:
        return "未定期限" if reading is None else "暂停期间办结"
    if not reading.overdue_days:
        return "按期"
    return f"超期 {reading.overdue_days} {reading.unit.label}"


def clock_sentence(reading: Reading | None, explained: Sequence[ClockDay], asof: date) -> str:
    """第 7 个工作日，还剩 3 个；2月14日补班计入."""
    if reading is None:
        return "没有时限，不计时。"
    unit = reading.unit
    if reading.overdue_days:
        head = f"时限 {reading.limit} {unit.label}已用满，超期 {reading.overdue_days} {unit.label}"
    else:
        left = f"还剩 {reading.remaining} {'个' if unit is Unit.WORKDAY else '天'}"
        head = f"第 {reading.used} {unit.label}，{left}"
    return "；".join([head, *_remarks(reading, explained, asof)]) + "。"


def _remarks(reading: Reading, explained: Sequence[ClockDay], asof: date) -> list[str]:
    remarks = []
    made_up = [d.day for d in explained if d.counted and "调休上班" in d.rule]
    if made_up:
        remarks.append("、".join(day_words(d, asof) for d in made_up[-_SHOWN:]) + "补班计入")
    remarks += [f"{words}放假不计" for words in _holidays(explained, asof)[-_SHOWN:]]
    if reading.stopped_days:
        remarks.append(f"暂停 {reading.stopped_days} {reading.unit.label}不计")
    if reading.provisional:
        remarks.append("到期日暂定，当年放假安排尚未公布")
    return remarks


def _holidays(explained: Sequence[ClockDay], asof: date) -> list[str]:
    """Runs of days off with a name: 2月15日至23日春节."""
    runs = []
    for name, group in groupby(explained, key=lambda d: _holiday(d)):
        days = [d.day for d in group]
        if name and len(days) > 1:
            runs.append(f"{day_words(days[0], asof)}至{day_words(days[-1], asof)}{name}")
        elif name:
            runs.append(f"{day_words(days[0], asof)}{name}")
    return runs


def _holiday(day: ClockDay) -> str:
    if day.counted or "放假" not in day.rule:
        return ""
    return day.rule.split("放假")[0]
