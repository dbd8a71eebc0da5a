"""Two people at once: whoever takes the log's lock second finds the first one's work, and nothing is written twice.

The rival acts and commits at the moment that matters: after all was looked up, just before our transaction begins.
"""

from datetime import date
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from tests.house import county as counties
from tests.house.county import TODAY, County
from wutong.dispatch import services as dispatch
from wutong.dispatch.models import Decision, Meeting
from wutong.duties import services as duties
from wutong.duties.models import DueRequest, Duty, DutyEvent
from wutong.indicators.models import Observation
from wutong.indicators.services import record_observation
from wutong.kit import clock
from wutong.kit.verdict import Invalid, Overtaken, Stale
from wutong.kit.writing import writing
from wutong.org import services as org
from wutong.org.models import Unit
from wutong.projects import services as projects
from wutong.projects.intake import services as intake
from wutong.projects.models import ImportBatch, MonthFigure, Project


@pytest.fixture
def county(db) -> County:
    with clock.standing_on(TODAY):
        yield counties.build()


@pytest.fixture
def rival(monkeypatch):
    """`rival(act)`: the next sheet opens just after somebody else has done `act`."""
    module = import_module("wutong.kit.writing")

    def waiting(act):
        waits = [act]

        def atomic():
            if waits:
                waits.pop()()
            return transaction.atomic()

        ours = SimpleNamespace(atomic=atomic, on_commit=transaction.on_commit)
        monkeypatch.setattr(module, "transaction", ours)

    return waiting


def _create(c: County):
    unit = c.units["county"]
    return lambda: projects.create_project(by=c.actors["office"], county=unit, name="青檀物流园")


def _month(c: County):
    project = Project.objects.get(pk=c.project.pk)
    given = {"month": date(2026, 8, 1), "month_yuan": Decimal(3), "ytd_yuan": Decimal(4)}
    return lambda: projects.report_month(by=c.actors["office"], project=project, **given)


def _correction(c: County):
    figure = MonthFigure.objects.get(pk=c.figure.pk)
    given = {"month_yuan": Decimal(6), "ytd_yuan": Decimal(9), "reason": "漏报"}
    return lambda: projects.correct_month(by=c.actors["office"], figure=figure, **given)


def _nodes(c: County):
    project = Project.objects.get(pk=c.project.pk)
    Duty.objects.filter(subject_id=project.pk, kind="node").update(key="")
    return lambda: projects.plan_nodes(by=c.actors["office"], project=project)


def _asking(c: County):
    DueRequest.objects.update(state="refused")
    duty = Duty.objects.get(pk=c.duty.pk)
    given = {"to_date": date(2026, 12, 9), "reason": "等批文"}
    return lambda: duties.request_due(by=c.actors["department"], duty=duty, **given)


def _deciding(c: County):
    asked = DueRequest.objects.select_related("duty").get(pk=c.asked.pk)
    return lambda: duties.decide_due(by=c.actors["office"], request=asked, approve=True)


def _striking_off(c: County):
    if Duty.objects.get(pk=c.duty.pk).state == "open":
        duties.report(by=c.actors["department"], duty=Duty.objects.get(pk=c.duty.pk), text="办好了")
    duty = Duty.objects.get(pk=c.duty.pk)
    return lambda: duties.strike_off(by=c.actors["office"], duty=duty)


def _meeting(c: County):
    given = {"series": c.meeting.series, "held_on": date(2026, 12, 1)}
    return lambda: dispatch.plan_meeting(by=c.actors["office"], **given)


def _published(c: County):
    figure = counties._published(c.units["county"])
    figure.value, figure.reason = Decimal(5), "核实"
    figure.period_last = date(2026, 8, 31)
    return lambda: record_observation(by=c.actors["office"], observation=figure)


def _unit(c: County):
    return lambda: org.add_unit(
        by=c.actors["admin"], parent=c.units["county"], name="县林业局", kind="department"
    )


def _applying(c: County):
    made = ImportBatch.objects.get(pk=c.batch.pk)
    questions = intake.reading.plan_for(made).questions
    intake.answer(
        by=c.actors["office"], made=made, answers={q.key: q.options[-1][0] for q in questions if not q.answer}
    )
    return lambda: intake.apply(by=c.actors["office"], made=ImportBatch.objects.get(pk=made.pk))


def _undoing(c: County):
    if ImportBatch.objects.get(pk=c.batch.pk).state == "preview":
        _applying(c)()
    made = ImportBatch.objects.get(pk=c.batch.pk)
    return lambda: intake.revert(by=c.actors["office"], made=made, reason="传错了")


# What is done twice at once, and what must be there one time more than before.
RACES = {
    "create": (_create, Project),
    "month": (_month, MonthFigure),
    "correction": (_correction, MonthFigure),
    "asking": (_asking, DueRequest),
    "striking off": (_striking_off, DutyEvent),
    "meeting": (_meeting, Meeting),
    "published": (_published, Observation),
    "unit": (_unit, Unit),
}


@pytest.mark.parametrize("race", RACES)
def test_the_second_is_told_and_writes_nothing(county, rival, race):
    prepare, model = RACES[race]
    ours, theirs = prepare(county), prepare(county)
    before = model.objects.count()
    rival(theirs)
    with pytest.raises((Invalid, Stale)) as told:
        ours()
    assert not str(told.value).isascii()
    assert model.objects.count() == before + 1


def test_two_decide_one_request(county, rival):
    ours, theirs = _deciding(county), _deciding(county)
    rival(theirs)
    with pytest.raises((Invalid, Stale)):
        ours()
    assert Duty.objects.get(pk=county.duty.pk).slips == 1


def test_nodes_are_laid_once(county, rival):
    ours, theirs = _nodes(county), _nodes(county)
    before = Duty.objects.count()
    rival(theirs)
    laid, _ = ours()
    assert laid == 0 and Duty.objects.count() > before


def test_two_decisions_at_once_have_two_numbers(county, rival):
    office = county.actors["office"]
    dispatch.open_meeting(by=office, meeting=county.meeting)

    def decide():
        meeting = Meeting.objects.get(pk=county.meeting.pk)
        unit = county.units["department"]
        return lambda: dispatch.decide(
            by=office, meeting=meeting, text="办", owner_unit=unit, due_on=date(2026, 11, 1)
        )

    ours, theirs = decide(), decide()
    rival(theirs)
    ours()
    assert list(Decision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_two_clerks_apply_one_ledger(county, rival):
    ours, theirs = _applying(county), _applying(county)
    rival(theirs)
    with pytest.raises(Invalid, match="已经导入"):
        ours()
    assert Project.objects.filter(county=county.units["county"]).count() == 61
    ours, theirs = _undoing(county), _undoing(county)
    rival(theirs)
    with pytest.raises(Invalid, match="不用撤销"):
        ours()
    assert Project.objects.filter(county=county.units["county"]).count() == 1


def test_a_project_entered_while_the_ledger_is_compared(county, rival):
    apply = _applying(county)
    rival(_create(county))
    with pytest.raises(Invalid, match="刷新预览"):
        apply()
    assert Project.objects.filter(county=county.units["county"]).count() == 2


# The broken twins: a check before the lock lets both through, or meets the constraint of the table.


def test_a_check_before_the_lock_asks_twice(county, rival):
    def asking():
        duty = Duty.objects.get(pk=county.duty.pk)
        assert not duty.due_requests.filter(state="refused").exists()
        with writing(county.actors["department"], "naive") as sheet:
            sheet.create(
                DueRequest(duty=duty, to_date=TODAY, reason="等", asked_by_name="甲", state="refused")
            )

    rival(asking)
    asking()
    assert DueRequest.objects.filter(state="refused").count() == 2


def test_what_a_check_missed_the_constraint_tells(county, rival):
    """Never an error of the page: 409 with a sentence, and the whole sheet is gone."""

    def creating():
        with writing(county.actors["office"], "naive") as sheet:
            sheet.create(
                Project(county=county.units["county"], name="同名", stage_since=TODAY, scope_path="x")
            )

    rival(creating)
    with pytest.raises(Overtaken, match="先一步") as told:
        creating()
    assert isinstance(told.value.__cause__, IntegrityError)
    assert Project.objects.filter(name="同名").count() == 1
