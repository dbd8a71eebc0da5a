"""What the rooms of being counted share: their tabs, and a form that acts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from wutong.counting import access
from wutong.kit.verdict import Invalid
from wutong.org.enums import Role

KEEPERS = (Role.PROJECT_OFFICE, Role.CITY_OFFICE)
ADMINISTERS = (*KEEPERS, Role.ADMINISTRATOR)


def show(request, here: str, context: dict[str, Any], template: str = "", status: int = 200):
    """A page of a room, with the tabs of the rooms that the actor may enter."""
    tabs = [(label, reverse(f"counting:{key}"), key == here) for key, label in _rooms(request.actor)]
    template = template or f"counting/{here}.html"
    return render(request, template, {**context, "tabs": tabs}, status=status)


def _rooms(actor) -> list[tuple[str, str]]:
    rooms = [("list", "入统"), ("starts", "集中开工")]
    if access.reconciles(actor):
        rooms.insert(1, ("desk", "对账台"))
    if actor.sees_region:
        rooms.insert(2, ("rates", "四率"))
    if actor.role in ADMINISTERS:
        rooms.append(("years", "年度结转"))
    return rooms


def act(request, form, verb: Callable[[Any], Any], *, done: str, to: str, **page: Any):
    """Show the form; when it is sent and holds, act and go on; a rule's refusal stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            verb(form.cleaned_data)
        except Invalid as error:
            for name, message in error.errors.items():
                form.add_error(name if name in form.fields else None, message)
        else:
            messages.success(request, done)
            return redirect(to)
    context = {"form": form, "back": to, **page}
    return render(request, "counting/form.html", context, status=422 if form.errors else 200)
