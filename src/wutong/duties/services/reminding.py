"""Reminders and the ladder (逐级提醒、提级督办): each warning once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from wutong.duties import rules
from wutong.duties.enums import EventKind
from wutong.duties.flows import FLOW
from wutong.duties.models import Duty, Reminder
from wutong.duties.queries import CHASE, REMINDED, inbox, ladder_posts, reminder_candidates
from wutong.duties.services.recording import about, record
from wutong.kit import batch, clock
from wutong.kit.actor import Actor
from wutong.kit.sockets import DutyKind
from wutong.kit.writing import writing
from wutong.workdays.queries import calendar_for

Posts = dict[tuple[str, int], tuple[int, int]]


@dataclass(frozen=True)
class _Warning:
    """A reminder to be given, and to whom."""

    rule: str
    duty_id: int
    period: str
    text: str
    tier: int
    unit_id: int
    post_id: int | None

    @property
    def key(self) -> tuple[str, int, str]:
        return self.rule, self.duty_id, self.period

    def row(self, at) -> dict:
        return {**self.__dict__, "text": self.text[:300], "at": at}


@dataclass(frozen=True)
class _Candidate:
    """A duty that may need a warning (`queries.REMINDED` without the last two), and the warnings given so far."""

    id: int
    kind: str
    title: str
    state: str
    scope_path: str
    unit: str
    started_on: date
    due_on: date | None
    fed_back_on: date | None
    reported_on: date | None
    owner_unit_id: int
    owner_post_id: int | None
    creditor_unit_id: int | None
    owner_path: str
    last_pass: date | None
    given: frozenset[tuple[str, str]]
    today: date

    @cached_property
    def left(self) -> int | None:
        """Days of its own unit left, negative when overdue."""
        if self.due_on is None:
            return None
        return rules.days_between(self.unit, self.today, self.due_on, calendar_for(self.scope_path))

    @property
    def rhythm(self) -> DutyKind:
        return rules.kind_of(self.kind)

    def to_owner(self, rule: str, period: str, text: str) -> _Warning:
        return _Warning(rule, self.id, period, text, 1, self.owner_unit_id, self.owner_post_id)

    def to_creditor(self, rule: str, period: str, text: str) -> _Warning:
        return _Warning(rule, self.id, period, text, 1, self.creditor_unit_id or self.owner_unit_id, None)


def remind(*, by: Actor, today: date | None = None) -> int:
    """Give every warning whose day has come and that has not been given yet; returns how many.

    A warning belongs to (rule, duty, period) and is given by the first pass on or after its day: days without a pass
    lose none, and a second pass finds none.
    """
    today = today or clock.today()
    with writing(by, "duties.remind") as sheet:
        posts = ladder_posts()
        warnings = [w for c in _candidates(today) for w in _due(c, posts)]
        batch.insert(sheet, Reminder, [w.row(sheet.at) for w in warnings], label="text")
    return len(warnings)


def chase(*, by: Actor, duty: Duty, text: str = "") -> None:
    """Remind the owner now (催办), once a day; it stands among what happened to the duty."""
    with writing(by, "duties.chase") as sheet:
        about(sheet, duty)
        FLOW.take(sheet, duty, "chase")
        record(sheet, duty, EventKind.CHASED, text.strip())
        said = f"{by.unit_name}催办“{duty.title}”" + (f"：{text.strip()}" if text.strip() else "")
        sheet.create(
            Reminder(
                rule=CHASE,
                duty=duty,
                period=clock.today().isoformat(),
                at=sheet.at,
                text=said[:300],
                tier=1,
                unit_id=duty.owner_unit_id,
                post_id=duty.owner_post_id,
            )
        )


def mark_read(*, by: Actor, ids: Iterable[int]) -> int:
    """Put reminders of one's own inbox away; others' are left alone."""
    with writing(by, "duties.mark_read") as sheet:
        found = list(inbox(by).filter(pk__in=list(ids)))
        for reminder in found:
            sheet.update(reminder, read_at=sheet.at)
    return len(found)


def _candidates(today: date) -> Iterator[_Candidate]:
    rows = reminder_candidates(today).iterator(chunk_size=2000)
    for _, group in groupby(rows, key=lambda row: row[0]):
        found = list(group)
        given = frozenset((row[-2], row[-1]) for row in found)
        columns = dict(zip(REMINDED[:-2], found[0], strict=False))
        yield _Candidate(**columns, given=given, today=today)


def _due(duty: _Candidate, posts: Posts) -> Iterator[_Warning]:
    rule = _unverified if duty.state == "reported" else _still_open
    return (w for w in rule(duty, posts) if (w.rule, w.period) not in duty.given)


def _still_open(duty: _Candidate, posts: Posts) -> Iterator[_Warning]:
    yield from _due_soon(duty)
    yield from _climbs(duty, posts)
    yield from _stale(duty)


def _due_soon(duty: _Candidate) -> Iterator[_Warning]:
    """From `remind_before` days before; after the day only where no pass has been made since it was near."""
    if duty.due_on is None or duty.left is None or duty.left > duty.rhythm.remind_before:
        return
    missed = duty.last_pass is not None and duty.due_on > duty.last_pass
    if duty.left >= 0 or missed:
        yield duty.to_owner("due_soon", duty.due_on.isoformat(), f"“{duty.title}”{duty.due_on} 到期")


def _climbs(duty: _Candidate, posts: Posts) -> Iterator[_Warning]:
    """One warning for each rung reached: the first to who handles it, the next to who stands above."""
    if duty.due_on is None or duty.left is None or duty.left >= 0:
        return
    tier = rules.ladder_tier(-duty.left, duty.rhythm.ladder)
    period = duty.due_on.isoformat()
    if tier:
        yield duty.to_owner("overdue", period, f"“{duty.title}”已超期，{duty.due_on} 到期")
    for rung in range(2, tier + 1):
        post, unit = _superior(duty, rung, posts)
        text = f"“{duty.title}”超期 {-duty.left} 天，提级到{rules.TIERS[rung]}"
        yield _Warning(f"climb_{rung}", duty.id, period, text, rung, unit, post)


def _superior(duty: _Candidate, rung: int, posts: Posts) -> tuple[int | None, int]:
    """The post of that rung nearest above the owner; the owner's unit where the place has none."""
    path = duty.owner_path
    above = (path[:n] for n in range(len(path), 0, -4))
    return next((posts[p, rung] for p in above if (p, rung) in posts), (None, duty.owner_unit_id))


def _stale(duty: _Candidate) -> Iterator[_Warning]:
    """A thing never told of is late too: one warning for each whole period of silence, the latest only."""
    if periods := rules.stale_periods(duty, duty.today):
        since = duty.fed_back_on or duty.started_on
        words = "已有" if duty.fed_back_on else "立项后从未反馈，已有"
        text = f"“{duty.title}”{words} {periods * rules.silence_days(duty)} 天没有反馈"
        yield duty.to_owner("stale", f"{since.isoformat()}+{periods}", text)


def _unverified(duty: _Candidate, posts: Posts) -> Iterator[_Warning]:
    assert duty.reported_on is not None, "a reported duty has its day"
    waited = (duty.today - duty.reported_on).days
    if waited >= rules.UNVERIFIED_AFTER_DAYS:
        text = f"“{duty.title}”反馈后 {waited} 天未核验"
        yield duty.to_creditor("unverified", duty.reported_on.isoformat(), text)
