"""Receipt, chasing, and the book of assignments, whose every count opens to exactly its rows."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from wutong.duties import rules, services
from wutong.duties.access import visible_to
from wutong.duties.book import Book, origins
from wutong.duties.models import Duty, Reminder
from wutong.duties.queries import in_book, unaccepted
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Refused

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def assignment(place, on) -> Duty:
    with on(2026, 3, 2):
        return place.open(kind="assignment", limit=20)


def _unaccepted(today: date) -> int:
    rows = list(Duty.objects.all())
    in_sql, in_python = (
        Duty.objects.filter(unaccepted(today)).count(),
        [rules.unaccepted(d, today) for d in rows],
    )
    assert in_sql == sum(in_python)
    return in_sql


def test_receipt_is_due_within_one_working_day(assignment, place):
    assert assignment.accept_by == TUESDAY
    assert place.open().accept_by is None
    assert (_unaccepted(TUESDAY), _unaccepted(WEDNESDAY)) == (0, 1)


def test_a_weekend_gives_no_receipt(place, on):
    with on(2026, 3, 6):
        assert place.open(kind="assignment").accept_by == date(2026, 3, 9)


def test_the_owner_accepts_once(assignment, place):
    with clock.standing_on(TUESDAY):
        with pytest.raises(Refused):
            services.accept(by=place.office, duty=assignment)
        services.accept(by=place.clerk, duty=assignment)
        with pytest.raises(Refused, match="已经签收"):
            services.accept(by=place.clerk, duty=assignment)
    assert (assignment.accepted_on, assignment.state, _unaccepted(WEDNESDAY)) == (TUESDAY, "open", 0)


def test_what_needs_no_receipt_cannot_be_accepted(place):
    with pytest.raises(Refused, match="不用签收"):
        services.accept(by=place.clerk, duty=place.open())


@pytest.mark.parametrize("verb", [services.note, services.report])
def test_who_answers_has_received_it(assignment, place, verb):
    with clock.standing_on(WEDNESDAY):
        verb(by=place.clerk, duty=assignment, text="在办")
    assert assignment.accepted_on == WEDNESDAY


def test_another_unit_confirms_for_itself(assignment, place):
    with clock.standing_on(WEDNESDAY):
        services.accept(by=place.clerk, duty=assignment)
        services.hand_over(by=place.office, duty=assignment, to_unit=place.units["other_dep"], reason="职能")
    assert (assignment.accept_by, assignment.accepted_on) == (date(2026, 3, 5), None)


def test_receipt_does_not_move_the_clock(assignment, place):
    before = assignment.due_on
    with clock.standing_on(TUESDAY):
        services.accept(by=place.clerk, duty=assignment)
        services.chase(by=place.office, duty=assignment)
        services.request_due(by=place.clerk, duty=assignment, to_date=date(2026, 5, 1), reason="等")
    assignment.refresh_from_db()
    assert assignment.due_on == before


def test_chasing_reminds_once_a_day(assignment, place):
    for day in (TUESDAY, WEDNESDAY):
        with clock.standing_on(day):
            services.chase(by=place.inspector, duty=assignment, text="今天报")
            with pytest.raises(Refused, match="今天已经催办过"):
                services.chase(by=place.principal, duty=Duty.objects.get(pk=assignment.pk))
    given = list(Reminder.objects.values_list("rule", "period", "unit"))
    dep = place.units["dep"].pk
    assert given == [("chase", "2026-03-03", dep), ("chase", "2026-03-04", dep)]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("office", True),
        ("inspector", True),
        ("principal", True),
        ("city_leader", True),
        ("clerk", False),
        ("neighbour_office", False),
    ],
)
def test_who_may_chase(assignment, place, who, may):
    with clock.standing_on(TUESDAY):
        if may:
            services.chase(by=getattr(place, who), duty=assignment)
        else:
            with pytest.raises(Refused):
                services.chase(by=getattr(place, who), duty=assignment)
    assert Reminder.objects.count() == may


def test_chasing_does_not_swallow_a_warning_that_was_missed(assignment, place):
    """Days without a pass lose no warning, even where somebody chased meanwhile."""
    with clock.standing_on(TUESDAY):
        place.open(limit=1)
        assert services.remind(by=SYSTEM)
    with clock.standing_on(date(2026, 3, 25)):
        services.chase(by=place.office, duty=assignment)
        services.remind(by=SYSTEM)
    assert {"chase", "due_soon", "overdue"} <= set(assignment.reminders.values_list("rule", flat=True))


# The book.


@pytest.fixture
def book(place, on) -> Client:
    """Assignments of several sources, ages and lights, a problem, and a duty that is in no book."""
    sources = [("dispatch.meeting", "周调度会"), ("instructions.instruction", "3号批示"), ("", "")]
    for number in range(12):
        kind, label = sources[number % 3]
        with on(2026, 1 if number % 4 else 2, 5 + number):
            more = {"source_type": kind, "source_label": label, "source_id": number or None}
            units = [place.units["dep"], place.units["other_dep"]]
            place.open(kind="assignment", limit=9 * (number + 1), owner_unit=units[number % 2], **more)
    with on(2026, 2, 20):
        place.open(kind="problem", limit=30)
        place.open(kind="plain", limit=30)
        owned = Duty.objects.filter(kind="assignment", owner_unit=place.units["dep"])
        services.report(by=place.clerk, duty=owned[0], text="办结")
    client = Client()
    client.force_login(place.people["inspector"].account)
    return client


def test_every_count_of_the_book_opens_to_its_rows(book):
    with clock.standing_on(WEDNESDAY):
        html = book.get("/duties/assignments/").content.decode()
        links = re.findall(r'<td class="num"><a href="(\?[^"]+)#found">(\d+)</a>', html)
        assert len(links) > 15
        for query, count in links:
            answer = book.get(f"/duties/assignments/{unescape(query)}")
            assert answer.context["listed"].count == int(count), query


def test_the_groups_add_up_to_the_whole(book, place):
    whole = visible_to(place.inspector).filter(in_book())
    read = Book(whole, WEDNESDAY)
    for lines in (read.by_owner(), read.by_origin(), read.by_age()):
        assert sum(line.total for line in lines) == whole.unfinished().count() == 13
    assert [line.label for line in read.by_origin()] == ["会议议定", "领导批示", "交办事项", "问题"]
    assert {"会议议定", "领导批示", "问题"} <= {label for _, label in origins()}


@pytest.mark.parametrize("query", ["origin=no", "state=no", "age=9", "age=x"])
def test_a_nonsensical_filter_finds_nothing(book, query):
    with clock.standing_on(WEDNESDAY):
        answer = book.get(f"/duties/assignments/?{query}")
    assert (answer.status_code, answer.context["listed"].count) == (200, 0)


def test_accepting_and_chasing_by_page(assignment, place, client):
    page = f"/duties/{assignment.pk}/"
    with clock.standing_on(WEDNESDAY):
        client.force_login(place.people["clerk"].account)
        assert "未签收" in client.get(page).content.decode()
        assert client.post(f"{page}accept/").status_code == 302
        client.force_login(place.people["office"].account)
        assert client.post(f"{page}chase/", {"text": "今天报"}).status_code == 302
        assert "今天报" in client.get(page).content.decode()
