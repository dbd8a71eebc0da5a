"""A random county: projects with gaps, corrections, skipped months, cancelled ones; and its plain-Python sums.

The sums know nothing of the product's queries: they go over the rows that were generated, one by one.
"""

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from wutong.kit import clock
from wutong.projects.models import MonthFigure, Project

ON = date(2026, 10, 20)
# The month before the twelve that end with the day's.
MONTHS_BEFORE = {
    ON: date(2025, 10, 1),
    date(2026, 1, 15): date(2025, 1, 1),
    date(2025, 6, 30): date(2024, 6, 1),
}
MONTHS = [date(year, month, 1) for year in (2025, 2026) for month in range(1, 13)]
HUNDRED = Decimal(100)


@dataclass
class Told:
    """What a project said of a month; `current` is False once corrected."""

    month: date
    month_yuan: Decimal | None
    ytd_yuan: Decimal | None
    meaning: str = "own"
    revision: int = 0
    current: bool = True


@dataclass
class Sample:
    name: str
    nature: str
    condition: str
    total_yuan: Decimal | None
    plan_yuan: Decimal | None
    told: list[Told] = field(default_factory=list)
    plan_year: int | None = None


def make(seed: int) -> list[Sample]:
    chance = random.Random(seed)
    return [_project(chance, n) for n in range(chance.randint(0, 25))]


def _project(chance: random.Random, n: int) -> Sample:
    sample = Sample(
        f"项目{n}",
        chance.choice(["new", "carried_over"]),
        chance.choice(["normal"] * 6 + ["slow", "stopped", "cancelled", "cancelled"]),
        _money(chance, 0.1),
        _money(chance, 0.2),
    )
    sample.plan_year = chance.choice([None, 2026, 2026, 2026, 2025])
    begun = chance.choice([0, 0, 8, 14, 24])
    for month in MONTHS[begun:]:
        if chance.random() < 0.25:
            continue
        sample.told.append(Told(month, _money(chance, 0.1), _money(chance, 0.15)))
        if chance.random() < 0.2:
            sample.told[-1].current = False
            sample.told.append(Told(month, _money(chance, 0.1), _money(chance, 0.1), revision=1))
        if chance.random() < 0.2:
            sample.told.append(Told(month, _money(chance, 0), _money(chance, 0), meaning="statistics"))
    return sample


def _money(chance: random.Random, unknown: float) -> Decimal | None:
    return None if chance.random() < unknown else Decimal(chance.randint(0, 10**11)) / HUNDRED


def save(samples: list[Sample], county) -> None:
    """The rows as they lie in the database, written directly: the services have tests of their own."""
    made = {"created_at": clock.now(), "updated_at": clock.now(), "stage_since": date(2025, 1, 1)}
    for s in samples:
        project = Project(county=county, scope_path=county.path, name=s.name, nature=s.nature, **made)
        project.condition, project.total_yuan, project.plan_yuan = s.condition, s.total_yuan, s.plan_yuan
        project.plan_year = s.plan_year
        project.save()
        MonthFigure.objects.bulk_create(
            MonthFigure(project=project, source="填报", known_on=t.month, **vars(t)) for t in s.told
        )


# The sums.


def add(values) -> Decimal | None:
    total, known = Decimal(0), False
    for value in values:
        if value is not None:
            total, known = total + value, True
    return total if known else None


def share(part, whole) -> Decimal | None:
    return None if part is None or not whole else part * 100 / whole


def reach(samples: list[Sample], on: date) -> dict[str, tuple[date | None, int]]:
    """The month told and how many told it, by the words on the page: most of those who tell anything have come to it."""
    alive = [s for s in samples if s.condition != "cancelled"]
    own = [(n, t) for n, s in enumerate(alive) for t in s.told if t.meaning == "own" and t.current]
    year_ago = MONTHS_BEFORE[on]
    sums = {
        n: t.month for n, t in own if t.month.year == on.year and t.month <= on and t.ytd_yuan is not None
    }
    last = {n: t.month for n, t in own if year_ago < t.month <= on and t.month_yuan is not None}
    year, month = _passed_by_most(sums), _passed_by_most(last)
    told = sum(1 for _, t in own if t.month == month and t.month_yuan is not None)
    return {
        "projects.ytd": (year, sum(1 for m in sums.values() if year and m >= year)),
        "projects.month": (month, told),
    }


def _passed_by_most(last: dict[int, date]) -> date | None:
    wanted = len(last) // 2 + 1
    passed = (
        m for m in sorted(set(last.values()), reverse=True) if sum(d >= m for d in last.values()) >= wanted
    )
    return next(passed, None)


def figures(samples: list[Sample], on: date) -> dict[str, Decimal | int | None]:
    """Every indicator of the projects, by its definition on the page."""
    alive = [s for s in samples if s.condition != "cancelled"]
    own = [(n, t) for n, s in enumerate(alive) for t in s.told if t.meaning == "own" and t.current]
    month = reach(samples, on)["projects.month"][0]
    last: dict[int, Decimal] = {}
    for n, t in sorted(own, key=lambda pair: pair[1].month):
        if t.month.year == on.year and t.month <= on and t.ytd_yuan is not None:
            last[n] = t.ytd_yuan
    now = add(t.month_yuan for _, t in own if t.month == month)
    before = add(t.month_yuan for _, t in own if month and t.month == date(month.year - 1, month.month, 1))
    plan = add(s.plan_yuan for s in alive if s.plan_year in (None, on.year))
    done = add(last.values())
    growth = share(now, before)
    return {
        "projects.count": len(alive),
        "projects.new": sum(1 for s in alive if s.nature == "new"),
        "projects.carried_over": sum(1 for s in alive if s.nature == "carried_over"),
        "projects.total": add(s.total_yuan for s in alive),
        "projects.plan": plan,
        "projects.ytd": done,
        "projects.month": now,
        "projects.plan_rate": share(done, plan),
        "projects.month_growth": None if growth is None else growth - 100,
    }
