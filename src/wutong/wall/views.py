"""The wall for who is logged in and for a screen with its link, and the page where screens are kept."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wutong.kit import clock
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.org import queries as org
from wutong.org.models import Unit
from wutong.wall import access, forms, queries, services


def _shown(request, template: str, region: Unit, source: str, key: str = "") -> HttpResponse:
    """The page or its renewed part; `source` is where the page asks for the next reading. With a screen's `key` it leads
    nowhere, whoever may be logged in beside it.
    """
    context = {"wall": queries.reading(region), "source": source, "linked": bool(request.actor) and not key}
    context["keeps"] = context["linked"] and access.can_hang(request.actor, region)
    answer = render(request, template, context)
    answer["Cache-Control"] = "no-store"
    return answer


def _own_region(request) -> Unit:
    require(access.can_watch(request.actor))
    return org.region_of(request.actor.scope_path)


@page(roles=access.VIEWERS)
def wall(request):
    """The wall of one's own region."""
    return _shown(request, "wall/wall.html", _own_region(request), reverse("wall:data"))


@page(roles=access.VIEWERS)
def data(request):
    """What is renewed on it."""
    return _shown(request, "wall/_data.html", _own_region(request), "")


def _screen(key: str) -> Unit:
    screen = access.screen_of(key, clock.today())
    if screen is None:
        raise Http404
    return screen.unit


@page(public=True)
def screen(request, key: str):
    """The wall on a screen that hangs somewhere."""
    return _shown(request, "wall/wall.html", _screen(key), reverse("wall:screen_data", args=[key]), key)


@page(public=True)
def screen_data(request, key: str):
    """What is renewed on it; a link that was taken back is as one that never was."""
    return _shown(request, "wall/_data.html", _screen(key), "", key)


@page(roles=access.KEEPERS, methods=("GET", "POST"))
def screens(request):
    """The screens of the region; a new one's link is shown this once."""
    form = forms.HangForm(sent(request))
    link = ""
    if request.method == "POST" and form.is_valid():
        unit = org.region_of(request.actor.scope_path)
        try:
            _, key = services.hang(by=request.actor, unit=unit, **form.cleaned_data)
            link, form = request.build_absolute_uri(reverse("wall:screen", args=[key])), forms.HangForm()
        except Invalid as error:
            for name, message in error.errors.items():
                form.add_error(name, message)
    found = access.screens_visible_to(request.actor).order_by("revoked_on", "-id")
    context = {"screens": found, "form": form, "link": link, "today": clock.today()}
    answer = render(request, "wall/screens.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@page(roles=access.KEEPERS, methods=("GET", "POST"))
def revoke(request, pk: int):
    """Take a screen's link back."""
    found = get_object_or_404(access.screens_visible_to(request.actor), pk=pk)
    form = forms.RevokeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke(by=request.actor, screen=found, **form.cleaned_data)
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已收回，这块屏幕一分钟内不再显示")
            return redirect("wall:screens")
    status = 422 if form.errors else 200
    return render(request, "wall/revoke.html", {"screen": found, "form": form}, status=status)
