"""How many statements pages and acts run, each at two sizes: the number must stay within its bar and not grow.

Those of a transaction itself (BEGIN, SAVEPOINT, RELEASE) are not counted; those of the session, of who acts and of the
audit log are.
"""

from datetime import date, timedelta
from functools import partial

from bench import databases, place
from bench.report import Result

CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE")
RULES = {"due_soon", "overdue", "stale"}
FEW, MANY = 1, 9


def run() -> list[Result]:
    place.set_up()
    top, actor = place.county()
    client = place.client_of(actor)
    place.fill(top, 2_200, 0)
    return [_person(actor), _reminders(actor), _list(client, top), *_pages_of_one(client, actor)]


def _result(name: str, few: int, many: int, most: int) -> Result:
    holds = few == many <= most
    return Result(f"queries of {name}", f"{many}; {few} at the smaller size", f"<= {most}, flat", holds)


def _count(work) -> int:
    return sum(not sql.startswith(CONTROL) for sql, _ in databases.statements_of(work))


def _page(client, url: str) -> int:
    def look():
        assert client.get(url).status_code == 200

    return _count(look)


def _list(client, top) -> Result:
    few = _page(client, "/projects/")
    place.fill(top, 19_800, 0, first=2_200)
    return _result("the list of 100 over 22,000 projects", few, _page(client, "/projects/"), 12)


def _pages_of_one(client, actor) -> list[Result]:
    from wutong.projects.models import Project

    small, large = Project.objects.order_by("id")[:2]
    _furnish(small, actor, FEW)
    _furnish(large, actor, MANY)
    bars = (("the page of", "", 15), ("the form of", "edit/", 15), ("the history of", "history/", 6))
    return [
        _result(
            f"{words} a project with {MANY} nodes, months, problems and edits",
            _page(client, f"/projects/{small.pk}/{tail}"),
            _page(client, f"/projects/{large.pk}/{tail}"),
            most,
        )
        for words, tail, most in bars
    ]


def _furnish(project, actor, count: int) -> None:
    """As many of everything that hangs on a project, through the services."""
    from wutong.duties import services as duties
    from wutong.org.models import Unit
    from wutong.projects import services

    unit = Unit.objects.filter(kind="department").first()
    for number in range(count):
        due = place.DAY + timedelta(days=number)
        duties.open_duty(
            by=actor,
            kind="node",
            title=f"加设节点{number}",
            owner_unit=unit,
            scope_path=project.scope_path,
            subject=project,
            promised_on=due,
        )
        services.raise_problem(by=actor, project=project, text=f"问题{number}", owner_unit=unit, due_on=due)
        services.report_progress(by=actor, project=project, text=f"进展{number}")
        month = date(2026, 1 + number, 1)
        services.report_month(by=actor, project=project, month=month, month_yuan=number, ytd_yuan=number)


def _person(actor) -> Result:
    from wutong.kit.actor import SYSTEM
    from wutong.org import services
    from wutong.org.models import Person
    from wutong.projects.models import TeamMember

    holder = Person.objects.get(pk=actor.person_id)
    other = services.add_person(by=SYSTEM, name="范致远", unit=holder.unit)
    given = TeamMember.objects.order_by("id").values_list("pk", flat=True)[:200]
    TeamMember.objects.filter(pk__in=list(given)).update(person=other)
    assert [person.project_roles.count() for person in (other, holder)] == [200, 2_000]
    few, many = (
        _count(partial(services.edit_person, by=SYSTEM, person=person, name="范知行"))
        for person in (other, holder)
    )
    return _result("saving a person who holds 2,000 projects", few, many, 10)


def _reminders(actor) -> Result:
    few, many = (_pass(actor, projects) for projects in (20, 200))
    return _result("a pass of reminders over 200 projects x 3 rules", few, many, 10)


def _pass(actor, projects: int) -> int:
    """Three duties a project: due tomorrow, due yesterday, and one that nobody has told of; then one pass."""
    from wutong.duties import services
    from wutong.duties.models import Reminder
    from wutong.kit import clock
    from wutong.kit.actor import SYSTEM

    before = set(Reminder.objects.values_list("pk", flat=True))
    with clock.standing_on(place.DAY - timedelta(days=60)):
        for days in (61, 59, None):
            specs = [_node(actor, number, days) for number in range(projects)]
            services.open_many(by=actor, duties=specs)
    count = _count(lambda: services.remind(by=SYSTEM))
    given = Reminder.objects.exclude(pk__in=before)
    for rule in RULES:
        assert given.filter(rule=rule).count() >= projects
    return count


def _node(actor, number: int, days: int | None):
    from wutong.duties.services import DutySpec

    return DutySpec(
        kind="node",
        title=f"节点{days}-{number}",
        owner_unit_id=actor.unit_id,
        scope_path=actor.scope_path,
        subject_type="projects.project",
        subject_id=number,
        limit=days,
    )
