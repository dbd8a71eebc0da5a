"""The door of every page: who is let in, and how a refusal, stale data and a wrong method are answered."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse

from wutong.kit import pages, sockets
from wutong.kit.actor import SYSTEM
from wutong.kit.listing import COUNTED, page_of
from wutong.kit.pages import page
from wutong.kit.sockets import MenuEntry
from wutong.kit.verdict import YES, Refused, Stale, no, require
from wutong.org.models import Unit

CLERK = replace(SYSTEM, role="department", person_name="范知行", scope_path="0001", reach="unit")


@pytest.fixture
def call(rf):
    def calling(view, method: str = "GET", actor=CLERK) -> HttpResponse:
        request = rf.generic(method, "/x/?a=1")
        request.actor, request.user, request.session = actor, AnonymousUser(), SessionStore()
        return view(request)

    return calling


def fine(request):
    return HttpResponse("fine")


def raising(error: Exception):
    def view(request):
        raise error

    return view


def test_an_actor_is_let_in_and_nobody_is_sent_to_the_login(call):
    assert call(page()(fine)).content == b"fine"
    answer = call(page()(fine), actor=None)
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/x/%3Fa%3D1")
    assert call(page(public=True)(fine), actor=None).status_code == 200


def test_roles(call):
    assert call(page(roles=("department",))(fine)).status_code == 200
    refused = call(page(roles=("administrator",))(fine))
    assert refused.status_code == 403
    assert "没有这项权限" in refused.content.decode()
    assert call(page(roles=("administrator",))(fine), actor=None).status_code == 302


def test_without_the_declaration_everybody_would_be_let_in(call):
    """The control: the bare view asks nobody."""
    assert call(fine, actor=None).status_code == 200


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 405), ("DELETE", 405)])
def test_methods(call, method, status):
    assert call(page()(fine), method).status_code == status
    assert call(page(methods=("GET", "POST"))(fine), "POST").status_code == 200


def test_a_page_for_posts_only_is_not_read(call):
    assert call(page(methods=("POST",))(fine)).status_code == 405


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Refused("反馈人不能核验自己的反馈"), 403, "反馈人不能核验自己的反馈"),
        (Stale(object()), 409, "已被他人修改"),
        (Refused("<script>alert(1)</script>"), 403, "&lt;script&gt;"),
    ],
)
def test_refusals_become_pages_with_their_reason(call, error, status, words):
    answer = call(page()(raising(error)))
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_other_errors_are_not_hidden(call):
    with pytest.raises(ZeroDivisionError):
        call(page()(raising(ZeroDivisionError())))


def test_the_declaration_can_be_read_from_outside():
    access = page(roles=("secretary",), methods=("POST",))(fine).access
    assert access.admits(replace(CLERK, role="secretary"))
    assert not access.admits(CLERK) and not access.admits(None)
    assert access.methods == {"POST"}


def test_a_verdict_is_true_or_has_a_reason():
    require(YES)
    with pytest.raises(Refused, match="不行"):
        require(no("不行"))


# The frame.


@pytest.fixture
def menu(monkeypatch):
    entries = [
        MenuEntry("b", "后", "org:list", 20),
        MenuEntry("a", "先", "org:password", 10),
        MenuEntry("c", "别人的", "desk:help", 5, roles=frozenset({"administrator"})),
    ]
    monkeypatch.setattr(sockets, "menu", {e.key: e for e in entries})


def test_rooms_in_order_and_only_one_s_own(menu, rf):
    request = rf.get("/org/password/")
    request.actor = CLERK
    rooms = pages.frame(request)["rooms"]
    assert [(room.label, room.here) for room in rooms] == [("先", True), ("后", False)]


def test_who_is_not_logged_in_has_no_rooms(menu, rf):
    assert pages.frame(rf.get("/"))["rooms"] == []


# Lists.


@pytest.mark.django_db
def test_pages_of_a_list():
    Unit.objects.bulk_create(
        Unit(name=f"{n}", path=f"{n:04d}", depth=1, scope_path="") for n in range(COUNTED + 50)
    )
    found = Unit.objects.order_by("path")
    first, last = page_of(found, None), page_of(found, "11")
    assert (len(first.rows), first.number, first.has_next, first.has_previous) == (100, 1, True, False)
    assert first.count_words == f"超过 {COUNTED}"
    assert (len(last.rows), last.has_next) == (50, False)
    assert page_of(found.filter(path__lt="0100"), "1").count_words == "100"
    for nonsense in ("0", "-1", "x", "", "9" * 30, "²"):
        assert page_of(found, nonsense).number == 1
    assert page_of(found, "999").rows == []
