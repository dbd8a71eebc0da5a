"""The minutes of a meeting (会议纪要): its facts, and its decisions as they were made."""

from dataclasses import dataclass

from wutong.dispatch.models import Meeting
from wutong.kit import clock


@dataclass(frozen=True)
class Minutes:
    """`facts`: (word, value); `decisions`: (number, what, who, until when), as texts."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    decisions: tuple[tuple[str, str, str, str], ...]


HEADS = ("序号", "议定事项", "责任单位", "完成时限")


def minutes_of(meeting: Meeting) -> Minutes:
    """Of a meeting as it stands; two statements."""
    series, day = meeting.series, meeting.held_on
    facts = (
        ("时间", f"{day.year}年{day.month}月{day.day}日"),
        ("地点", meeting.place or "未填"),
        ("主持", str(series.host_post or "未定")),
        ("承办", series.organiser.name),
        ("出席", meeting.attendance or "未填"),
        ("调度材料", _frozen(meeting)),
    )
    rows = meeting.decisions.select_related("duty__owner_unit").order_by("number")
    decisions = tuple(
        (str(d.number), d.text, d.duty.owner_unit.name, _until(d.duty.baseline_due_on)) for d in rows
    )
    return Minutes(f"{series.name}会议纪要", facts, meeting.summary, decisions)


def _frozen(meeting: Meeting) -> str:
    if not meeting.opened_at:
        return "尚未定稿"
    return f"{clock.local(meeting.opened_at):%Y-%m-%d %H:%M}定稿，校验码{meeting.brief_sha256[:12]}"


def _until(day) -> str:
    return f"{day.month}月{day.day}日前" if day else "未定"
