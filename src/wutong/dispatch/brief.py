"""The brief's own section: what earlier meetings decided and where it stands."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from wutong.dispatch import tallies
from wutong.dispatch.rules import BriefScope, Line, Section, tell
from wutong.duties.models import Duty

LISTED = 60
_COLUMNS = (
    "id",
    "number",
    "title",
    "owner_unit__name",
    "owner_unit__short_name",
    "due_on",
    "warn_on",
    "state",
    "settled_on",
    "reported_on",
    "started_on",
)


def assignments(scope: BriefScope) -> Section:
    """Assignments still open, by owner, the latest due last; those struck off since the last meeting."""
    asked = (scope.scope_path, scope.since + timedelta(days=1), scope.on)
    open_ones, settled = tallies.unsettled(*asked), tallies.settled(*asked)
    done, total, overdue = (
        tallies.figure(key, tallies.COUNTED[key](*asked).count()) for key in tallies.COUNTED
    )
    sentence, said = tell("上次会议以来销号", done, "项；在办", total, "项，其中超期", overdue, "项。")
    lines = [*_lines(open_ones.order_by("owner_unit__name", "due_on", "id"), scope), *_lines(settled, scope)]
    return Section(
        "assignments",
        "交办事项办理情况",
        sentences=(sentence,),
        lines=tuple(lines),
        more=max(0, int(total.exact) - LISTED) + max(0, int(done.exact) - LISTED),
        empty="没有在办的交办事项。",
        said=said,
    )


def _lines(duties: QuerySet[Duty], scope: BriefScope) -> list[Line]:
    return [_line(row, scope) for row in duties.values(*_COLUMNS)[:LISTED]]


def _line(row: dict, scope: BriefScope) -> Line:
    title = f"{row['number']} {row['title']}".strip()
    owner = row["owner_unit__short_name"] or row["owner_unit__name"]
    url = reverse("duties:detail", args=[row["id"]])
    if row["state"] == "struck_off":
        return Line(f"{title}，已销号", "settled", "", owner, url)
    light, words = _light(row["due_on"], row["warn_on"], row["reported_on"] or scope.on)
    said = "，已反馈待核验" if row["state"] == "reported" else ""
    mark = "new" if row["started_on"] > scope.since else "worse" if light == "over" else ""
    return Line(f"{title}，{words}{said}", mark, light, owner, url)


def _light(due: date | None, warn: date | None, on: date) -> tuple[str, str]:
    """`on`: the day of the brief, for what is reported that of the report."""
    if due is None:
        return "pause", "暂停计时"
    if due < on:
        return "over", f"应于{due.month}月{due.day}日完成，超期{(on - due).days}天"
    return ("warn" if warn and warn <= on else "ok"), f"{due.month}月{due.day}日前完成"
