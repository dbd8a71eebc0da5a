"""What every page needs: the declaration of its access, and the answers to refusals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from wutong.kit import clock, sockets
from wutong.kit.texts import readable
from wutong.kit.verdict import Busy, Overtaken, Refused, Stale


@dataclass(frozen=True)
class Access:
    """Who may call a url: `public` everybody; else an actor, of one of `roles` where any are named."""

    public: bool = False
    roles: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset({"GET"})

    def admits(self, actor) -> bool:
        return self.public or (actor is not None and (not self.roles or actor.role in self.roles))


def page(
    *, public: bool = False, roles: tuple[str, ...] = (), methods: tuple[str, ...] = ("GET",)
) -> Callable:
    """Declare a view's access; without this decorator a url is refused by the house tests.

    A refusal raised inside the view becomes a page with its reason: 403 for a forbidden verb, 409 for a save based
    on stale data. What is sent arrives without characters that cannot be kept. A foreign object must be looked up through `visible_to`, so that it is a plain 404.
    """
    access = Access(public, frozenset(roles), frozenset(methods))

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request, *args, **kwargs) -> HttpResponse:
            if request.method not in access.methods and request.method != "HEAD":
                answer = refused(request, "这个地址不接受这样的操作", 405)
                answer["Allow"] = ", ".join(sorted(access.methods))
                return answer
            if not access.public and request.actor is None:
                return redirect_to_login(request.get_full_path())
            if not access.admits(request.actor):
                return refused(request, "当前岗位没有这项权限", 403)
            if "%00" in request.META.get("QUERY_STRING", ""):  # no database takes it
                return refused(request, "地址里有不能识别的字符", 400)
            if request.method == "POST":
                request.POST = _readable(request.POST)
            try:
                return view(request, *args, **kwargs)
            except Refused as error:
                return refused(request, str(error), 403)
            except (Stale, Overtaken, Busy) as error:
                return refused(request, str(error), 409)

        guarded.access = access
        return guarded

    return decorate


def _readable(posted: QueryDict) -> QueryDict:
    """What was typed, without what no database and no office file takes."""
    kept = QueryDict(mutable=True, encoding=posted.encoding)
    for name, values in posted.lists():
        kept.setlist(readable(name), [readable(value) for value in values])
    kept._mutable = False
    return kept


def sent(request):
    """What a form is bound to: the data of a POST, even of a bare button; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def refused(request, reason: str, status: int) -> HttpResponse:
    return render(request, "kit/refused.html", {"reason": reason}, status=status)


@dataclass(frozen=True)
class Room:
    label: str
    url: str
    here: bool


def frame(request) -> dict:
    """Context processor: who acts, which rooms they have, and the day it is."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "rooms": _rooms(request.path, actor),
        "today": clock.today(),
        "demo": settings.DEMO,
    }


def _rooms(path: str, actor) -> list[Room]:
    if actor is None:
        return []
    entries = [e for e in sockets.menu.values() if not e.roles or actor.role in e.roles]
    urls = [(e.label, reverse(e.url_name)) for e in sorted(entries, key=lambda e: e.order)]
    # The longest address that the page lies under: a room within a room marks itself only.
    here = max((url for _, url in urls if path.startswith(url)), key=len, default="")
    return [Room(label, url, url == here) for label, url in urls]
