"""The life line of a project as shapes: the page draws them as SVG, nothing is computed in the template."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wutong.duties.models import Duty
from wutong.engines import units
from wutong.projects import rules
from wutong.projects.enums import PermitState, Stage
from wutong.projects.models import Problem, Project, StageChange, TeamMember

WIDTH, LEFT, RIGHT = 1080, 90, 30
PEOPLE_TOP, LINE_Y, PERMIT_Y, PROBLEM_Y, MONEY_Y, FOOT_Y = 24, 118, 184, 210, 238, 308
TICKS = {
    PermitState.DONE: "✓",
    PermitState.IN_PROGRESS: "…",
    PermitState.NOT_STARTED: "×",
    PermitState.NOT_APPLICABLE: "／",
}


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    text: str = ""
    kind: str = ""
    title: str = ""
    anchor: str = "middle"

    @property
    def corner_x(self) -> float:
        return round(self.x - 4, 1)


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    text: str
    kind: str = ""
    height: float = 10

    @property
    def label_y(self) -> float:
        return self.y - 2

    @property
    def end_x(self) -> float:
        return round(self.x + self.width + 6, 1)

    @property
    def text_y(self) -> float:
        return self.y + self.height - 1


@dataclass
class LifeLine:
    """All that is drawn. `first` and `last` are the days at the ends of the axis."""

    first: date
    last: date
    today: date
    height: int = 316
    years: list[Mark] = field(default_factory=list)
    stages: list[Mark] = field(default_factory=list)
    nodes: list[Mark] = field(default_factory=list)
    ghosts: list[Mark] = field(default_factory=list)
    people: list[Bar] = field(default_factory=list)
    permits: list[Mark] = field(default_factory=list)
    problems: list[Mark] = field(default_factory=list)
    money: list[Bar] = field(default_factory=list)
    width: int = WIDTH
    line_y: int = LINE_Y
    stage_y: int = LINE_Y - 12
    corner_y: int = LINE_Y - 4
    permit_y: int = PERMIT_Y
    problem_y: int = PROBLEM_Y
    money_y: int = MONEY_Y + 9
    foot_y: int = FOOT_Y
    ground_y: int = FOOT_Y - 14

    def x(self, day: date) -> float:
        """Where a day stands on the axis."""
        span = max((self.last - self.first).days, 1)
        place = min(max((day - self.first).days, 0), span)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / span, 1)

    @property
    def today_x(self) -> float:
        return self.x(self.today)

    @property
    def end_x(self) -> int:
        return WIDTH - RIGHT

    @property
    def start_x(self) -> int:
        return LEFT


@dataclass(frozen=True)
class Material:
    """What is drawn, already read."""

    project: Project
    changes: list[StageChange]
    nodes: list[Duty]
    team: list[TeamMember]
    permits: dict[str, Any]
    problems: list[Problem]
    plan_yuan: Decimal | None
    ytd_yuan: Decimal | None
    statistics_yuan: Decimal | None


def draw(material: Material, today: date) -> LifeLine:
    """Lay everything on one axis."""
    first, last = _ends(material, today)
    line = LifeLine(first, last, today)
    line.years = [Mark(line.x(date(y, 1, 1)), FOOT_Y, f"{y}年") for y in range(first.year + 1, last.year + 1)]
    line.stages = list(_stages(line, material))
    line.nodes, line.ghosts = _nodes(line, material.nodes)
    line.people = list(_people(line, material.team))
    line.permits = list(_permits(material.permits))
    line.problems = list(_problems(line, material.problems))
    line.money = list(_money(material))
    return line


def _ends(material: Material, today: date) -> tuple[date, date]:
    project = material.project
    days = [today, *(c.day for c in material.changes), *(m.since for m in material.team)]
    days += [d for n in material.nodes for d in (n.due_on, n.baseline_due_on) if d]
    promised = [rules.promised(project, which) for which in ("start", "finish")]
    days += [p.due for p in promised if p] + [d for d in (project.started_on, project.finished_on) if d]
    return min(days) - timedelta(days=20), max(days) + timedelta(days=40)


def _stages(line: LifeLine, material: Material) -> Iterable[Mark]:
    """Where the project has been, and the stage it stands in."""
    for change in material.changes:
        yield Mark(line.x(change.day), LINE_Y, change.to_text, "past", f"{change.day} {change.reason}")
    if not material.changes:
        project = material.project
        yield Mark(
            line.x(project.stage_since), LINE_Y, Stage(project.stage).label, "past", str(project.stage_since)
        )


def _nodes(line: LifeLine, nodes: list[Duty]) -> tuple[list[Mark], list[Mark]]:
    """Nodes on their due day; where the day has moved, the baseline stays behind as a ghost."""
    marks, ghosts = [], []
    for place, node in enumerate(n for n in nodes if n.state != "cancelled"):
        day = node.settled_on or node.due_on or node.baseline_due_on
        if day is None:
            continue
        kind = "done" if node.state == "struck_off" else "over" if day < line.today else "plan"
        text = node.title.removeprefix(node.subject_label)
        marks.append(Mark(line.x(day), LINE_Y + (24 if place % 2 else 38), text, kind, f"{text} {day}"))
        if node.baseline_due_on and node.baseline_due_on != day:
            ghosts.append(
                Mark(line.x(node.baseline_due_on), LINE_Y, "", "ghost", f"{text} 基准 {node.baseline_due_on}")
            )
    return marks, ghosts


def _people(line: LifeLine, team: list[TeamMember]) -> Iterable[Bar]:
    """Who answered for it when, one row a role."""
    rows: dict[str, int] = {}
    for member in team:
        row = rows.setdefault(member.role, len(rows))
        if row > 4:
            continue
        x, end = line.x(member.since), line.x(member.until or line.last)
        who = member.person.name if member.person else member.unit.short_name or member.unit.name
        yield Bar(
            x,
            PEOPLE_TOP + row * 16,
            max(end - x, 2),
            f"{member.get_role_display()} {who}",
            "now" if not member.until else "past",
        )


def _permits(states: dict[str, Any]) -> Iterable[Mark]:
    for place, (label, permit) in enumerate(states.items()):
        state = PermitState(permit.state) if permit else None
        tick = TICKS[state] if state else "—"
        words = state.label if state else "未填"
        yield Mark(
            LEFT + place * 130, PERMIT_Y, f"{tick} {label}", state.value if state else "none", words, "start"
        )


def _problems(line: LifeLine, problems: list[Problem]) -> Iterable[Mark]:
    for problem in problems[:12]:
        kind = "open" if problem.duty.state in ("open", "reported") else "settled"
        yield Mark(line.x(problem.raised_on), PROBLEM_Y, "⚑", kind, problem.text)


def _money(material: Material) -> Iterable[Bar]:
    """Planned, own figure and statistics: three thin bars, side by side and never summed."""
    plan = material.plan_yuan
    shown = (
        ("年度计划", plan, "plan"),
        ("自报累计", material.ytd_yuan, "own"),
        ("统计口径", material.statistics_yuan, "statistics"),
    )
    largest = max((value for _, value, _ in shown if value), default=None)
    for row, (label, value, kind) in enumerate(shown):
        width = float(value / largest * (WIDTH - LEFT - 260)) if value and largest else 0
        yield Bar(
            LEFT,
            MONEY_Y + row * 18,
            round(width, 1),
            f"{label} {units.display(value, '万元', 0)}万元" if value is not None else f"{label} —",
            kind,
        )
