"""The life line of a project as shapes: the page draws them as SVG, nothing is computed in the template."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from wutong.duties.models import Duty
from wutong.engines import units
from wutong.projects import rules
from wutong.projects.enums import PermitState, Stage
from wutong.projects.models import Problem, Project, StageChange, TeamMember

WIDTH, LEFT, RIGHT = 1080, 90, 30
# Rows from the top; whatever needs more lanes pushes down what stands beneath it.
PEOPLE_TOP, LANE, NODE_LANE = 28, 16, 14
HEADS_WIDTH, CHARACTER = 60, 11.5
MOST_PEOPLE, MOST_NODE_LANES = 12, 6
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
    text_x: float = 0

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
    years: list[Mark] = field(default_factory=list)
    stages: list[Mark] = field(default_factory=list)
    nodes: list[Mark] = field(default_factory=list)
    ghosts: list[Mark] = field(default_factory=list)
    people: list[Bar] = field(default_factory=list)
    permits: list[Mark] = field(default_factory=list)
    problems: list[Mark] = field(default_factory=list)
    money: list[Bar] = field(default_factory=list)
    width: int = WIDTH
    heads_width: int = HEADS_WIDTH
    people_lanes: int = 0
    node_lanes: int = 0

    @property
    def line_y(self) -> int:
        return PEOPLE_TOP + LANE * max(self.people_lanes, 2) + 22

    @property
    def stage_y(self) -> int:
        return self.line_y - 12

    @property
    def corner_y(self) -> int:
        return self.line_y - 4

    @property
    def permit_y(self) -> int:
        return self.line_y + 24 + NODE_LANE * max(self.node_lanes, 1) + 14

    @property
    def problem_y(self) -> int:
        return self.permit_y + 26

    @property
    def bars_y(self) -> int:
        return self.problem_y + 28

    @property
    def money_y(self) -> int:
        return self.bars_y + 9

    @property
    def foot_y(self) -> int:
        return self.bars_y + 70

    @property
    def ground_y(self) -> int:
        return self.foot_y - 14

    @property
    def height(self) -> int:
        return self.foot_y + 8

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
    # From the top: each part knows how deep the one above it is.
    line.people = _people(line, material.team)
    line.stages = list(_stages(line, material))
    line.nodes, line.ghosts = _nodes(line, material.nodes)
    line.permits = list(_permits(line, material.permits))
    line.problems = list(_problems(line, material.problems))
    line.money = list(_money(line, material))
    years = range(first.year + 1, last.year + 1)
    line.years = [Mark(line.x(date(y, 1, 1)), line.foot_y, f"{y}年") for y in years]
    return line


class Lanes:
    """Texts side by side in as few lanes as hold them without one printing over another."""

    def __init__(self) -> None:
        self._ends: list[float] = []

    def take(self, first: float, last: float) -> int:
        """The first lane that is free from `first` on; it is taken up to `last`."""
        lane = next((n for n, end in enumerate(self._ends) if end <= first), len(self._ends))
        self._ends[lane : lane + 1] = [last]
        return lane

    @property
    def count(self) -> int:
        return len(self._ends)


def text_width(text: str) -> float:
    return len(text) * CHARACTER + 6


def _ends(material: Material, today: date) -> tuple[date, date]:
    project = material.project
    days = [today, *(c.day for c in material.changes), *(m.since for m in material.team)]
    days += [d for n in material.nodes for d in (n.due_on, n.baseline_due_on) if d]
    promised = [rules.promised(project, which) for which in ("start", "finish")]
    days += [p.due for p in promised if p] + [d for d in (project.started_on, project.finished_on) if d]
    return min(days) - timedelta(days=20), max(days) + timedelta(days=40)


def _stages(line: LifeLine, material: Material) -> Iterable[Mark]:
    """Where the project has been, and the stage it stands in."""
    project, y = material.project, line.line_y
    stood = [(c.day, c.to_text, f"{c.day} {c.to_text} {c.reason}") for c in material.changes]
    stood = stood or [(project.stage_since, Stage(project.stage).label, str(project.stage_since))]
    free = line.width + 0.0
    # From the latest backward: where two would print over each other the later one is read, the other opens by its title.
    for day, text, title in reversed(stood):
        x, half = line.x(day), text_width(text) / 2
        shown = text if x + half <= free else ""
        free = x - half if shown else free
        yield Mark(x, y, shown, "past", title)


def _nodes(line: LifeLine, nodes: list[Duty]) -> tuple[list[Mark], list[Mark]]:
    """Nodes on their due day; where the day has moved, the baseline stays behind as a ghost."""
    marks, ghosts, lanes = [], [], Lanes()
    dated = ((n.settled_on or n.due_on or n.baseline_due_on, n) for n in nodes if n.state != "cancelled")
    for day, node in sorted(((d, n) for d, n in dated if d), key=lambda pair: (pair[0], pair[1].pk)):
        kind = "done" if node.state == "struck_off" else "over" if day < line.today else "plan"
        text = node.title.removeprefix(node.subject_label)
        x, half = line.x(day), text_width(text) / 2
        lane = lanes.take(x - half, x + half)
        shown = text if lane < MOST_NODE_LANES else ""
        marks.append(Mark(x, line.line_y + 24 + NODE_LANE * lane, shown, kind, f"{text} {day}"))
        if node.baseline_due_on and node.baseline_due_on != day:
            ghosts.append(
                Mark(
                    line.x(node.baseline_due_on),
                    line.line_y,
                    "",
                    "ghost",
                    f"{text} 基准 {node.baseline_due_on}",
                )
            )
    line.node_lanes = min(lanes.count, MOST_NODE_LANES)
    return marks, ghosts


def _people(line: LifeLine, team: list[TeamMember]) -> list[Bar]:
    """Who answered for it when: a lane for each role, and one more for each who served beside another of the role."""
    bars, top = [], 0
    for _, members in groupby(team, key=lambda member: member.role):
        lanes = Lanes()
        for member in members:
            bars.append(_bar(line, member, top, lanes))
        top += lanes.count
    shown = [bar for bar in bars if bar.y < PEOPLE_TOP + LANE * MOST_PEOPLE]
    line.people_lanes = min(top, MOST_PEOPLE)
    return shown


def _bar(line: LifeLine, member: TeamMember, top: int, lanes: Lanes) -> Bar:
    x, end = line.x(member.since), line.x(member.until or line.last)
    who = member.person.name if member.person else member.unit.short_name or member.unit.name
    text = f"{member.get_role_display()} {who}"
    # A name that would run over the right end stands left of where it begins.
    text_x = min(x, line.end_x - text_width(text))
    lane = lanes.take(text_x, max(end, text_x + text_width(text)))
    kind = "past" if member.until else "now"
    return Bar(x, PEOPLE_TOP + LANE * (top + lane), max(end - x, 2), text, kind, text_x=round(text_x, 1))


def _permits(line: LifeLine, states: dict[str, Any]) -> Iterable[Mark]:
    for place, (label, permit) in enumerate(states.items()):
        state = PermitState(permit.state) if permit else None
        tick = TICKS[state] if state else "—"
        words = state.label if state else "未填"
        yield Mark(
            LEFT + place * 130,
            line.permit_y,
            f"{tick} {label}",
            state.value if state else "none",
            words,
            "start",
        )


def _problems(line: LifeLine, problems: list[Problem]) -> Iterable[Mark]:
    for problem in problems[:12]:
        kind = "open" if problem.duty.state in ("open", "reported") else "settled"
        yield Mark(line.x(problem.raised_on), line.problem_y, "⚑", kind, problem.text)


def _money(line: LifeLine, material: Material) -> Iterable[Bar]:
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
            line.bars_y + row * 18,
            round(width, 1),
            f"{label} {units.display(value, '万元', 0)}万元" if value is not None else f"{label} —",
            kind,
        )
