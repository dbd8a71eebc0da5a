"""The door of the demo: a page with one button for each persona. Absent unless the installation is a demo."""

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from wutong.demo.personas import PERSONAS
from wutong.kit.pages import page


def _only_in_a_demo() -> None:
    if not settings.DEMO:
        raise Http404


@page(public=True)
def index(request):
    _only_in_a_demo()
    return render(request, "demo/index.html", {"personas": PERSONAS})


@page(public=True, methods=("GET", "POST"))
def enter(request, key: str):
    """GET shows who one would be; the button logs in as them."""
    _only_in_a_demo()
    persona = next((p for p in PERSONAS if p.key == key), None)
    if persona is None:
        raise Http404
    account = get_object_or_404(get_user_model(), username=f"demo-{key}", is_active=True)
    if request.method == "POST":
        login(request, account, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("/")
    return render(
        request, "demo/enter.html", {"persona": persona, "person": getattr(account, "person", None)}
    )
