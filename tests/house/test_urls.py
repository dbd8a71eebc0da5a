"""Every address with every persona: never an error, foreign objects are not there, and looking never writes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from tests.house import county as counties
from tests.house.county import PERSONAS, TODAY, County
from tests.infra.samples import sampled
from wutong.kit import clock
from wutong.kit.pages import Access, page

ANONYMOUS = "anonymous"
ABSENT = 10**20  # beyond what a column of ids can hold
ANSWERS = {200, 302, 303, 400, 403, 404, 405, 409, 422}
# What a login and a session leave behind; everything else is a write.
LEFT_BY_LOGIN = re.compile(r"django_session|accounts_account|axes_")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE|COPY)\b", re.I)


@dataclass(frozen=True)
class Address:
    name: str
    view: Callable
    arguments: frozenset[str]

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "access", None)


def addresses() -> list[Address]:
    """Every address of the house, by its full name."""
    return list(_walk(get_resolver(), "", frozenset()))


def _walk(resolver: URLResolver, space: str, outer: frozenset[str]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        arguments = outer | frozenset(pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", pattern.callback, arguments)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, arguments)


def arguments_of(county: County) -> dict[str, dict]:
    """What each address with arguments leads to. Begin with an app's name: "app:" stands for all of its addresses.

    A new address with arguments of another kind needs its line here, else the tests below say so.
    """
    return {
        "projects:": {"pk": county.project.pk},
        "projects:figure": {"pk": county.project.pk, "figure_pk": county.figure.pk},
        "projects:correction": {"pk": county.project.pk, "figure_pk": county.figure.pk},
        "projects:step": {"pk": county.project.pk, "key": "signed"},
        "projects:paper": {"pk": county.project.pk, "form": "docx"},
        "projects:intake_": {"pk": county.batch.pk},
        "duties:": {"pk": county.duty.pk},
        "duties:step": {"pk": county.duty.pk, "step": "report"},
        "duties:decide": {"pk": county.asked.pk},
        "duties:evidence": {"pk": county.duty.pk, "evidence_pk": county.evidence.pk},
        "dispatch:": {"pk": county.meeting.pk},
        "dispatch:plan": {"pk": county.meeting.series_id},
        "dispatch:step": {"pk": county.meeting.pk, "key": "open"},
        "dispatch:paper": {"pk": county.meeting.pk, "paper": "brief", "form": "xlsx"},
        "instructions:": {"pk": county.instruction.pk},
        "instructions:step": {"pk": county.instruction.pk, "step": "assign"},
        "instructions:report_paper": {"pk": county.instruction.pk, "form": "docx"},
        "instructions:slip_paper": {"pk": county.instruction.pk, "duty_pk": county.assignment.pk},
        "indicators:": {"pk": county.published.pk},
        "indicators:detail": {"key": "projects.count"},
        "counting:": {"pk": county.project.pk},
        "counting:enrolment_step": {"pk": county.project.pk, "key": "declare"},
        "counting:item_": {"pk": county.paper.pk},
        "counting:sheet": {"pk": county.sheet.pk},
        "counting:sheet_": {"pk": county.sheet.pk},
        "counting:start": {"pk": county.start.batch_id},
        "counting:start_": {"pk": county.start.batch_id},
        "counting:start_strike": {"pk": county.start.batch_id, "entry_pk": county.start.pk},
        "counting:year_change": {"pk": county.closed.pk, "key": "reopen"},
        "fieldwork:": {"pk": county.project.pk},
        "fieldwork:visited": {"pk": county.visit.pk},
        "fieldwork:picture": {"pk": county.picture.pk},
        "fieldwork:thumbnail": {"pk": county.picture.pk},
        "rosters:": {"pk": county.listed.roster_id},
        "rosters:rename_set": {"pk": county.listed.roster.group_id},
        "rosters:remove": {"pk": county.listed.roster_id, "entry_pk": county.listed.pk},
        "wall:screen": {"key": county.screen_key},
        "wall:screen_data": {"key": county.screen_key},
        "wall:revoke": {"pk": county.screen.pk},
        "org:edit_unit": {"pk": county.units["department"].pk},
        "org:unit": {"pk": county.units["department"].pk},
        "org:add": {"pk": county.units["department"].pk, "what": "post"},
        "org:post": {"pk": county.actors["department"].post_id, "what": "appoint"},
        "org:": {"pk": county.people["department"].pk},
        "org:let_in": {"pk": county.people["department"].pk, "what": "close"},
        "audit:entry": {"seq": county.seq},
        "demo:enter": {"key": "office"},
    }


# Addresses of words, not of objects, and those that hold their own key: the same for everybody.
NO_OBJECT = {"indicators:detail", "demo:enter", "wall:screen", "wall:screen_data"}


def url_of(address: Address, county: County, absent: bool = False) -> str:
    """The address of a real object, or of one that is `absent`; the longest matching line of the table counts."""
    if not address.arguments:
        return reverse(address.name)
    known = arguments_of(county)
    lines = [
        key for key in known if address.name == key or (key[-1] in ":_" and address.name.startswith(key))
    ]
    found = known[max(lines, key=len)] if lines else {}
    assert set(found) == address.arguments, (
        f"{address.name}: arguments_of has no line with {address.arguments}"
    )
    if absent:
        found = {name: ABSENT if isinstance(value, int) else value for name, value in found.items()}
    return reverse(address.name, kwargs=found)


class Watch:
    """Notes every statement that writes; put around `connection` as an execute wrapper."""

    def __init__(self):
        self.written: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        if WRITES.match(sql) and not LEFT_BY_LOGIN.search(sql):
            self.written.append(sql[:120])
        return execute(sql, params, many, context)


@pytest.fixture
def county(db) -> County:
    with clock.standing_on(TODAY):
        yield counties.build()


def client_of(county: County, persona: str) -> Client:
    client = Client(raise_request_exception=False)
    if persona != ANONYMOUS:
        account = county.people[persona].account
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def looked_at(client: Client, url: str) -> tuple[int, list[str]]:
    """The answer to a GET and what it wrote; a stream is read to its end."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        answer = client.get(url)
        _ = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, watch.written


def undeclared(found: list[Address]) -> list[str]:
    return [address.name for address in found if not isinstance(address.access, Access)]


def test_every_address_has_a_name_and_declares_its_access():
    found = addresses()
    assert len(found) > 30
    assert [address for address in found if address.name.endswith("None")] == []
    assert undeclared(found) == []


def test_an_undeclared_view_is_refused():
    def bare(request):
        return HttpResponse()

    bad = Address("desk:bad", path("bad/", bare).callback, frozenset())
    good = Address("desk:good", page()(bare), frozenset())
    assert undeclared([bad, good]) == ["desk:bad"]


@pytest.mark.parametrize(
    "persona", sampled(["office", ANONYMOUS, *(p for p in PERSONAS if p != "office")], 2)
)
def test_every_address_answers_and_looking_writes_nothing(county, persona):
    client, wrong = client_of(county, persona), []
    for address in addresses():
        url = url_of(address, county)
        status, written = looked_at(client, url)
        if status not in ANSWERS or written:
            wrong.append((address.name, status, written))
        if persona == ANONYMOUS and not address.access.public and "GET" in address.access.methods:
            assert status == 302, address.name
    assert wrong == []


def test_a_page_that_writes_while_looking_is_caught(county):
    watch = Watch()
    with connection.execute_wrapper(watch):
        county.project.save()
        county.people["office"].account.save()
    assert watch.written
    assert all("projects_project" in statement for statement in watch.written)


def test_a_foreign_object_is_as_an_absent_one(county):
    """For the office of another county every object is absent, whether it looks or acts; and nothing changes."""
    client, wrong = client_of(county, "foreign"), []
    for address in addresses():
        if (
            not address.arguments
            or address.name in NO_OBJECT
            or not address.access.admits(county.actors["foreign"])
        ):
            continue
        for url in (url_of(address, county), url_of(address, county, absent=True)):
            watch = Watch()
            with connection.execute_wrapper(watch):
                looked = client.get(url).status_code if "GET" in address.access.methods else 404
                acted = client.post(url, {}).status_code if "POST" in address.access.methods else 404
            if (looked, acted) != (404, 404) or watch.written:
                wrong.append((url, looked, acted, watch.written))
    assert wrong == []


NONSENSE = {
    name: "'\"<script>\x01 2026-13-45 １２亿 " * 3
    for name in (
        "text",
        "reason",
        "name",
        "month",
        "due_on",
        "value_wan",
        "to_date",
        "owner_unit",
        "version",
        "post",
    )
}


@pytest.mark.parametrize("persona", sampled(["office", ANONYMOUS, "department", "secretary", "admin"], 1))
def test_an_empty_or_nonsensical_form_is_no_error(county, persona):
    client, wrong = client_of(county, persona), []
    for address in addresses():
        if "POST" not in address.access.methods or address.name in ("desk:logout", "desk:login"):
            continue
        for sent in ({}, NONSENSE):
            status = client.post(url_of(address, county), sent).status_code
            if status not in ANSWERS:
                wrong.append((address.name, status))
    assert wrong == []


QUERIES = (
    {
        "page": "-1",
        "on": "2026-13-01",
        "q": "%_'\"",
        "tab": "none",
        "state": "none",
        "scope": "../",
        "sort": "x",
    },
    {"page": "9" * 40, "on": "", "q": "\x00", "tab": "", "state": "\x00", "scope": "\x00", "unit": "\x00"},
    {"page": "一", "on": "9999-12-31", "q": "x" * 3000, "kind": "\x00", "owner": "9" * 40, "light": "\x00"},
)


@pytest.mark.parametrize("persona", sampled(["office", "department"], 1))
def test_a_nonsensical_question_is_no_error(county, persona):
    client, wrong = client_of(county, persona), []
    for address in addresses():
        for asked in QUERIES:
            if "GET" in address.access.methods:
                status = client.get(url_of(address, county), asked).status_code
                if status not in ANSWERS:
                    wrong.append((address.name, asked, status))
    assert wrong == []
