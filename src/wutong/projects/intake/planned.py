"""What a plan is made of: the county's projects as they stand, and each ledger row with what becomes of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wutong.engines import matching
from wutong.org.models import Unit
from wutong.projects.enums import Meaning, PermitState, TeamRole
from wutong.projects.intake import columns
from wutong.projects.models import MonthFigure, Permit, Problem, Progress, Project, TeamMember

Row = dict[str, Any]
PEOPLE = {"leader": TeamRole.COUNTY_SPONSOR, "secretary": TeamRole.SECRETARY}
LEDGER = "台账《"  # the source of what a ledger told begins so


@dataclass(frozen=True)
class Difference:
    """One thing that applying would change: column, Chinese label, old and new as plain values; `warning` says where
    what stands is newer than the ledger.
    """

    column: str
    label: str
    old: Any
    new: Any
    warning: str = ""


@dataclass(slots=True)
class PlannedRow:
    """One ledger row and what becomes of it. `key` is its sheet and row; `kept` says what stays as it is known;
    `stage_why` on what a guessed stage stands, `assumed` which columns the ledger leaves open.
    """

    key: str
    name: str
    match: matching.Match
    values: Row
    figure: Row
    people: dict[str, tuple[str, str]]
    permits: dict[str, str]
    problem: str | None
    stage: str
    stage_why: str = ""
    group: str = ""
    assumed: dict[str, str] = field(default_factory=dict)
    changes: list[Difference] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    blocked: str = ""

    @property
    def place(self) -> str:
        return place_of(*self.key.rsplit("!", 1))

    @property
    def is_new(self) -> bool:
        return self.match.project_id is None and not self.match.question

    @property
    def newcomers(self) -> dict[str, tuple[str, str]]:
        """(name, phone) by role of those whom the row brings to the project; who serves already is left alone."""
        if self.is_new:
            return self.people
        changed = {d.column for d in self.changes}
        return {who: pair for who, pair in self.people.items() if who in changed}


def place_of(sheet: str, number: int | str) -> str:
    return f"“{sheet}”第{number}行"


@dataclass(frozen=True)
class State:
    """The county's projects as they stand, each reading one query. `by_hand` are those whose progress a person, and no
    ledger, reported on the ledger's own day.
    """

    projects: dict[int, Row]
    figures: dict[int, Row]
    team: dict[tuple[int, str], str]
    permits: dict[tuple[int, str], str]
    problems: dict[int, str]
    proven: set[tuple[int, str]]
    settled: dict[tuple[int, str], date]
    by_hand: set[int]


_COLUMNS = [
    "id",
    "version",
    "scope_path",
    "initials",
    "money_source",
    "money_known_on",
    "progress_on",
    "other",
    *columns.LABELS,
]
_NOT_COLUMNS = {"month_yuan", "ytd_yuan", "leader", "secretary", "phone", "problem", *columns.PERMITS}


def load_state(county: Unit, as_of: date) -> State:
    wanted = [c for c in _COLUMNS if c not in _NOT_COLUMNS]
    projects = {row["id"]: row for row in Project.objects.filter(county=county).values(*wanted)}
    ours = {"project__county": county}
    figures = MonthFigure.objects.filter(
        **ours, meaning=Meaning.OWN, month=as_of.replace(day=1), current=True
    )
    team = TeamMember.objects.filter(**ours, until=None, role__in=PEOPLE.values())
    problems = Problem.objects.filter(**ours, duty__state__in=["open", "reported"])
    permits = list(
        Permit.objects.filter(**ours).values_list("project_id", "kind", "state", "number", "done_on")
    )
    reported = Progress.objects.filter(**ours, day=as_of)
    settled = Problem.objects.filter(**ours, duty__settled_on__gte=as_of)
    return State(
        projects,
        {
            f["project_id"]: f
            for f in figures.values("id", "project_id", "month_yuan", "ytd_yuan", "revision", "known_on")
        },
        {(p, role): name for p, role, name in team.values_list("project_id", "role", "person__name")},
        {(p, k): s for p, k, s, *_ in permits},
        dict(problems.order_by("id").values_list("project_id", "text")),
        {(p, k) for p, k, s, number, day in permits if s == PermitState.DONE and (number or day)},
        {(p, text): day for p, text, day in settled.values_list("project_id", "text", "duty__settled_on")},
        set(reported.exclude(source__startswith=LEDGER).values_list("project_id", flat=True)),
    )
