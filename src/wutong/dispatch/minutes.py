"""The minutes of a meeting (会议纪要): its facts, and its decisions as they were made."""

from dataclasses import dataclass

from wutong.dispatch.models import Meeting
from wutong.kit import clock
from wutong.org.models import Post
from wutong.org.queries import holders


@dataclass(frozen=True)
class Minutes:
    """`facts`: (word, value); `decisions`: (number, what, who, until when), as texts."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    decisions: tuple[tuple[str, str, str, str], ...]


HEADS = ("序号", "议定事项", "责任单位", "完成时限")


def minutes_of(meeting: Meeting) -> Minutes:
    """Of a meeting as it stands, without what is not known; three statements."""
    series, day = meeting.series, meeting.held_on
    facts = (
        ("时间", f"{day.year}年{day.month}月{day.day}日"),
        ("地点", meeting.place),
        ("主持", _host(series.host_post)),
        ("承办", series.organiser.name),
        ("出席", meeting.attendance),
        ("调度材料", _frozen(meeting)),
    )
    rows = meeting.decisions.select_related("duty__owner_unit").order_by("number")
    decisions = tuple(
        (str(d.number), d.text, d.duty.owner_unit.name, _until(d.duty.baseline_due_on)) for d in rows
    )
    known = tuple((word, value) for word, value in facts if value)
    return Minutes(f"{series.name}会议纪要", known, meeting.summary, decisions)


def _host(post: Post | None) -> str:
    """The post that hosts, with the name of who holds it."""
    if post is None:
        return ""
    holder = holders([post]).get(post.pk)
    return f"{post} {holder.name}" if holder else str(post)


def _frozen(meeting: Meeting) -> str:
    if not meeting.opened_at:
        return "尚未定稿"
    return f"{clock.local(meeting.opened_at):%Y-%m-%d %H:%M}定稿，校验码{meeting.brief_sha256[:12]}"


def _until(day) -> str:
    return f"{day.month}月{day.day}日前" if day else "未定"
