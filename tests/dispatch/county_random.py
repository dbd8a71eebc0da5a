"""A random county, lived through the real services: projects with gaps, corrections, nodes, problems, assignments."""

import random
from datetime import date, timedelta
from decimal import Decimal

from tests.duties.place import Place
from wutong.dispatch import services as dispatch
from wutong.dispatch.models import Meeting
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.services import Proof
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.projects import services as projects
from wutong.projects.models import Project

MONDAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 1)
MONTHS = (date(2025, 10, 1), date(2026, 8, 1), date(2026, 9, 1), OCTOBER)


def live(seed: int, place: Place) -> Meeting:
    """What the county went through until Monday, 23 November; returns the weekly meeting of that day."""
    chance = random.Random(seed)
    with clock.standing_on(date(2026, 11, 2)):
        made = [_project(chance, place, number) for number in range(chance.randint(2, 9))]
        projects.create_project(
            by=place.neighbour_office, county=place.units["neighbour"], name="邻县项目", total_yuan=1_000_000
        )
    with clock.standing_on(date(2026, 11, 9)):
        for project in made:
            _months(chance, place, project)
            _trouble(chance, place, project)
    with clock.standing_on(MONDAY - timedelta(days=7)):
        _hold(chance, place)
    with clock.standing_on(date(2026, 11, 19)):
        for project in made:
            _step(chance, place, project)
            _trouble(chance, place, project)
        _settle(chance, place)
    dispatch.prepare(by=SYSTEM, today=MONDAY)
    return Meeting.objects.get(series__key="weekly", held_on=MONDAY)


def _yuan(chance: random.Random, unknown: float) -> Decimal | None:
    """To the fen, now and then unknown, now and then 0."""
    return (
        None
        if chance.random() < unknown
        else Decimal(chance.choice([0, 1, 1, 1]) * chance.randint(0, 10**12)) / 100
    )


def _project(chance: random.Random, place: Place, number: int) -> Project:
    finish = chance.choice(
        [None, *(MONDAY + timedelta(days=n) for n in (-90, -12, -7, -6, -1, 0, 5, 14, 15, 200))]
    )
    return projects.create_project(
        by=place.office,
        county=place.units["county"],
        name=f"=项目{number}" if chance.random() < 0.1 else f"项目{number}",
        nature=chance.choice(["new", "carried_over"]),
        dept=chance.choice([place.units["dep"], place.units["other_dep"], None]),
        stage=chance.choice(["building", "preliminary", "completed"]),
        total_yuan=_yuan(chance, 0.1),
        plan_yuan=_yuan(chance, 0.2),
        plan_year=chance.choice([2026, 2026, None, 2025]),
        finish_on=finish,
        finish_precision="day" if finish else "",
    )


def _months(chance: random.Random, place: Place, project: Project) -> None:
    for month in MONTHS:
        if chance.random() < 0.3:
            continue
        told = _month(chance)
        figure = projects.report_month(by=place.office, project=project, month=month, **told)
        if chance.random() < 0.2:
            projects.correct_month(by=place.office, figure=figure, **_month(chance), reason="核减")
    if chance.random() < 0.3:
        projects.report_month(
            by=place.office, project=project, month=OCTOBER, **_month(chance), meaning="statistics"
        )


def _month(chance: random.Random) -> dict[str, Decimal | None]:
    month, before = _yuan(chance, 0), _yuan(chance, 0.2)
    return {"month_yuan": month, "ytd_yuan": None if before is None else month + before}


def _trouble(chance: random.Random, place: Place, project: Project) -> None:
    if project.condition == "cancelled" or chance.random() < 0.6:
        return
    projects.raise_problem(
        by=place.office,
        project=project,
        text="资金未到位",
        owner_unit=place.units[chance.choice(["dep", "other_dep"])],
        due_on=clock.today() + timedelta(days=chance.choice([1, 3, 4, 10, 30])),
    )


def _step(chance: random.Random, place: Place, project: Project) -> None:
    step = chance.choice([None, None, "slow", "stall", "stop", "cancel"])
    if step:
        why = {"reason": "资金链紧张", "proof_text": "现场核查记录"}
        projects.take_step(by=place.office, project=project, step=step, **why)
        if step != "cancel" and chance.random() < 0.4:
            projects.take_step(by=place.office, project=project, step="resume", **why)


def _hold(chance: random.Random, place: Place) -> None:
    """Last week's meeting with its decisions."""
    dispatch.ship_series(
        by=SYSTEM, county=place.units["county"], organiser=place.units["office"],
        hosts={"office": place.posts["office"]}, participants=[place.units["dep"]],
    )  # fmt: skip
    dispatch.prepare(by=SYSTEM, today=clock.today())
    meeting = Meeting.objects.get(series__key="weekly")
    dispatch.open_meeting(by=place.office, meeting=meeting)
    for number in range(chance.randint(0, 3)):
        dispatch.decide(
            by=place.office,
            meeting=meeting,
            text=f"第{number}件事",
            owner_unit=place.units["dep"],
            due_on=clock.today() + timedelta(days=chance.choice([2, 4, 7, 20])),
        )
    dispatch.close_meeting(by=place.office, meeting=meeting)


def _settle(chance: random.Random, place: Place) -> None:
    """Some of what the department owes is answered with proof, some of that verified."""
    for duty in Duty.objects.filter(owner_unit=place.units["dep"], state="open").order_by("id"):
        if chance.random() < 0.4:
            duties.report(by=place.clerk, duty=duty, text="已办", evidence=[Proof("number", "凤函1号")])
            if chance.random() < 0.7:
                duties.strike_off(by=place.inspector, duty=duty)
