"""The rules of reporting from the site: pure, on values, without a query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from wutong.engines.calendar import Calendar, Period, period_of
from wutong.projects.enums import Condition, Stage

# Who is asked for a report: what is being prepared or built. What has been stopped is not asked every week.
ASKED_STAGES = (Stage.LANDED, Stage.PRELIMINARY, Stage.STARTED, Stage.BUILDING)
ASKED_CONDITIONS = (Condition.NORMAL, Condition.SLOW, Condition.STALLED)
# Until this day the month that has ended is asked for, if its figure is still missing.
LAST_MONTH_UNTIL = 10
MOST_PICTURES = 9
MOST_FINDINGS = 5
KEY_LENGTH = 36


@dataclass(frozen=True)
class Concern:
    """Something that somebody has to do: a problem of a report, a finding of a visit."""

    text: str
    owner_unit_id: int
    due_on: date


@dataclass(frozen=True)
class Told:
    """A report as it was filled in. `first` is the first day of its period; a `reason` says that nothing changed."""

    client_key: str
    first: date
    reason: str = ""
    text: str = ""
    percent: int | None = None
    month: date | None = None
    month_yuan: Decimal | None = None
    problem: Concern | None = None


@dataclass(frozen=True)
class Seen:
    """A visit as it was filled in."""

    client_key: str
    kind: str
    visited_on: date
    people: str
    text: str
    findings: tuple[Concern, ...] = ()


def period_words(period: Period) -> str:
    """第47周, 11月下旬: as people say it within the year."""
    return period.name.removeprefix(f"{period.year}年")


def title_of(name: str, period: Period) -> str:
    return f"{name}{period.name}进展"[:200]


def due_of(period: Period, calendar: Calendar) -> date:
    """The last working day of the period; its last day where none is worked."""
    day = period.last
    while day >= period.first:
        if calendar.is_workday(day):
            return day
        day -= timedelta(days=1)
    return period.last


def reportable(cadence: str, today: date) -> tuple[Period, Period]:
    """The periods that may be reported now: this one, and the one before for what was kept on the phone."""
    now = period_of(cadence, today)
    return now, now.previous()


def month_asked(today: date, told: Iterable[date]) -> date | None:
    """The month whose figure is asked for, by the first days of those already told; None where nothing is asked."""
    known = set(told)
    this = today.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    if today.day <= LAST_MONTH_UNTIL and last not in known:
        return last
    return None if this in known else this


def ytd_of(month: date, month_yuan: Decimal, before: dict[date, Decimal | None]) -> Decimal | None:
    """The sum of the year with this month; None where the sum up to the month before is unknown."""
    if month.month == 1:
        return month_yuan
    earlier = before.get((month - timedelta(days=1)).replace(day=1))
    return None if earlier is None else earlier + month_yuan


def check(told: Told, today: date, cadence: str) -> dict[str, str]:
    """A sentence per field that cannot be right."""
    errors = check_key(told.client_key)
    if told.first not in [p.first for p in reportable(cadence, today)]:
        errors["first"] = "这一期已经过去，不能再报；请刷新后按本期上报"
    if told.reason:
        return errors
    if not told.text.strip():
        errors["text"] = "请写一句形象进度，或点“没有变化”"
    if told.percent is not None and not 0 <= told.percent <= 100:
        errors["percent"] = "完成比例应在0到100之间"
    return errors


def check_key(key: str) -> dict[str, str]:
    fine = 8 <= len(key) <= KEY_LENGTH and key.isascii() and key.replace("-", "").isalnum()
    return {} if fine else {"client_key": "这份草稿没有编号，请刷新页面后重新填写"}


def check_visit(seen: Seen, today: date) -> dict[str, str]:
    errors = check_key(seen.client_key)
    if seen.visited_on > today:
        errors["visited_on"] = "不能登记以后的走访"
    elif (today - seen.visited_on).days > 366:
        errors["visited_on"] = "只登记一年以内的走访"
    if not seen.people.strip():
        errors["people"] = "请写明谁去的"
    if not seen.text.strip():
        errors["text"] = "请写明现场情况"
    for number, finding in enumerate(seen.findings):
        if finding.due_on < today:
            errors[f"due_on_{number}"] = "整改时限不能早于今天"
    return errors
