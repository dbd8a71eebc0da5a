"""What the page of one duty tells: state, clock, ladder, evidence, thread, requests, history."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

from wutong.audit.queries import history_of
from wutong.duties import access, queries, rules, strip, wording
from wutong.duties.enums import EventKind, RequestState
from wutong.duties.flows import FLOW
from wutong.duties.lists import source_url, subject_url
from wutong.duties.models import DueRequest, Duty, DutyEvent, Evidence, Reminder
from wutong.engines import calendar as engine
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.flow import Offer, Step
from wutong.kit.verdict import Verdict, no
from wutong.workdays.queries import calendar_for

_NOTE = Step("note", "报进展", ("open",), None, access.can_note)
_ORDER = (
    "accept",
    "report",
    "note",
    "strike_off",
    "send_back",
    "chase",
    "extend",
    "stop",
    "resume",
    "hand_over",
    "cancel",
)

_DAYS_SHOWN = 120


@dataclass(frozen=True)
class Rung:
    """A tier of the ladder: when it is reached if nothing is done, and when it was called upon."""

    tier: int
    label: str
    on: date
    reached: bool
    called_at: datetime | None
    called: str


@dataclass(frozen=True)
class Asked:
    """A request to move the due date, and whether the reader may decide it."""

    request: DueRequest
    verdict: Verdict
    words: str

    @property
    def waiting(self) -> bool:
        return self.request.state == RequestState.OPEN


@dataclass(frozen=True)
class Run:
    """Days in a row that count, or do not, by the same rule; a single day in a short clock."""

    days: list[engine.ClockDay]

    @property
    def first(self) -> engine.ClockDay:
        return self.days[0]

    @property
    def last(self) -> engine.ClockDay:
        return self.days[-1]


class Dossier:
    """Reads each thing once, when the page asks for it. `duty` comes with its co-owners and events."""

    def __init__(self, duty: Duty, actor: Actor):
        self.duty, self.actor = duty, actor
        self.today = clock.today()
        self.kind = rules.kind_of(duty.kind)
        self.state = FLOW.label(duty.state)
        self.asof = rules.as_of(duty, self.today)

    @cached_property
    def reading(self) -> engine.Reading | None:
        return queries.reading(self.duty, self.today)

    @cached_property
    def days(self) -> list[engine.ClockDay]:
        return queries.explained(self.duty, self.today)

    @property
    def runs(self) -> list[Run]:
        """The explanation day by day; in a long clock, days in a row with one rule together."""
        if len(self.days) <= _DAYS_SHOWN:
            return [Run([line]) for line in self.days]
        alike = groupby(self.days, key=lambda line: (line.counted, line.rule, line.provisional))
        return [Run(list(lines)) for _, lines in alike]

    @property
    def light(self) -> tuple[str, int | None]:
        return queries.light_of(self.duty, self.today)

    @property
    def sentence(self) -> str:
        return wording.state_sentence(self.duty, self.reading, self.today)

    @property
    def clock_sentence(self) -> str:
        return wording.clock_sentence(self.reading, self.days, self.asof)

    @property
    def source_url(self) -> str | None:
        return source_url(self.duty)

    @property
    def subject_url(self) -> str | None:
        return subject_url(self.duty)

    @cached_property
    def strip(self) -> strip.Strip | None:
        duty = self.duty
        return strip.lay_out(
            self.days,
            today=self.asof,
            due=duty.due_on,
            statutory=duty.statutory_due_on,
            calendar=calendar_for(duty.scope_path),
            workdays=duty.unit == engine.Unit.WORKDAY,
        )

    @cached_property
    def rungs(self) -> list[Rung]:
        """The ladder from the handling person upwards; empty without a due day."""
        duty, ladder = self.duty, self.kind.ladder
        called = {r.tier: r for r in self._reminders if r.period == str(duty.due_on) and _climbs(r)}
        reached = queries.tier_of(duty, self.today)
        dates = rules.rung_days(duty, ladder, calendar_for(duty.scope_path))
        return [self._rung(tier, on, reached, called.get(tier)) for tier, on in enumerate(dates, start=1)]

    def _rung(self, tier: int, on: date, reached: int, reminder: Reminder | None) -> Rung:
        whom = ""
        if reminder:
            whom = str(reminder.post) if reminder.post else reminder.unit.name
        at = reminder.at if reminder else None
        return Rung(tier, rules.TIERS[tier], on, tier <= reached, at, whom)

    @cached_property
    def _reminders(self) -> list[Reminder]:
        return list(self.duty.reminders.select_related("unit", "post__unit").order_by("id"))

    @cached_property
    def offers(self) -> list[Offer]:
        """What can be done from here, allowed or not, in the order in which it is usually done."""
        offered = {o.step.key: o for o in FLOW.offers(self.actor, self.duty)}
        if self.duty.state == "open":
            offered["note"] = Offer(_NOTE, access.can_note(self.actor, self.duty))
        idle = {"stop" if self.duty.paused else "resume"}
        if self.duty.accept_by is None or self.duty.accepted_on:
            idle.add("accept")
        return [offered[key] for key in _ORDER if key in offered and key not in idle]

    @cached_property
    def thread(self) -> list[DutyEvent]:
        """What happened, the latest first."""
        return sorted(self.duty.events.all(), key=lambda event: -event.pk)

    @property
    def handovers(self) -> list[DutyEvent]:
        return [e for e in self.thread if e.kind == EventKind.HANDED_OVER]

    @cached_property
    def evidence(self) -> list[Evidence]:
        return list(self.duty.evidence.select_related("file").order_by("-id"))

    @property
    def evidence_needed(self) -> str:
        return rules.evidence_words(self.kind.evidence)

    @cached_property
    def requests(self) -> list[Asked]:
        found = self.duty.due_requests.order_by("-id")
        return [self._asked(request) for request in found]

    def _asked(self, request: DueRequest) -> Asked:
        request.duty = self.duty
        verdict = no("已经处理")
        if request.state == RequestState.OPEN:
            verdict = access.can_decide_due(self.actor, request)
        due = rules.promised_due(request.to_date, request.precision)
        return Asked(request, verdict, wording.day_words(due, self.today))

    @cached_property
    def history(self) -> list:
        return history_of(self.duty)


def _climbs(reminder: Reminder) -> bool:
    return reminder.rule == "overdue" or reminder.rule.startswith("climb_")
