"""The pages of figures: our own with their rows; beside them, never among them, what others published."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from wutong.indicators import access, queries, services
from wutong.indicators.forms import AskForm, CorrectionForm, PublishedForm
from wutong.indicators.models import Observation
from wutong.kit import clock, sockets
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.org.models import Unit

PER_PAGE = 200
REGIONS_SHOWN = 200


@page()
def index(request):
    """Every indicator of a region on a day."""
    region, form, on = _asked(request)
    context = {
        "region": region,
        "form": form,
        "on": on,
        "regions": access.regions_visible_to(request.actor)[:REGIONS_SHOWN],
        "readings": queries.readings(region.path, on.replace(month=1, day=1), on),
        "published": queries.published_periods(region.path, on),
        "may_record": access.can_record(request.actor, region),
    }
    return render(request, "indicators/index.html", context, status=422 if form.errors else 200)


@page()
def detail(request, key: str):
    """One indicator: definition, value, and the rows that add up to it."""
    region, form, on = _asked(request)
    if key not in sockets.indicators:
        raise Http404
    first, part = _since(request, on), request.GET.get("part", "").strip()[:60]
    opened = queries.opened(key, region.path, first, on, part)
    reading = queries.reading(key, region.path, first, on)
    context = {
        "region": region,
        "form": form,
        "on": on,
        "first": first,
        "part": part,
        "with_period": "since" in request.GET,
        "asked": _query(region, first, on, part),
        "reading": replace(reading, value=opened.value) if part else reading,
        "heads": _heads(sockets.indicators[key]),
        "opened": opened,
        "listed": Paginator(opened.rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "indicators/detail.html", context, status=422 if form.errors else 200)


def _since(request, on: date) -> date:
    """The first day of the period: after the day `since` where one is given, else New Year."""
    try:
        first = date.fromisoformat(request.GET.get("since", "")) + timedelta(days=1)
    except (ValueError, OverflowError):
        return on.replace(month=1, day=1)
    return min(first, on)


def _query(region: Unit, first: date, on: date, part: str) -> str:
    """The question again, for the next page of its answer."""
    since = first - timedelta(days=1)
    return urlencode({"on": on, "scope": region.path, "since": since, "part": part})


def _heads(indicator: sockets.Indicator) -> list[str]:
    """The columns of the rows with their unit; a percentage has two."""
    unit = "个" if indicator.rows_unit == "count" else "万元"
    return [f"{head}（{unit}）" for head in indicator.heads or (indicator.label,)]


@page(methods=("GET", "POST"))
def record(request):
    """Enter a figure that others published of the region."""
    region = _region(request)
    require(access.can_record(request.actor, region))
    form = PublishedForm(sent(request))
    if request.method == "POST" and form.is_valid() and (made := _recorded(request.actor, region, form)):
        messages.success(request, f"已录入{made.indicator}（{made.meaning}）")
        return redirect("indicators:published", made.pk)
    context = {"form": form, "region": region, "title": "录入统计数"}
    return render(request, "indicators/form.html", context, status=422 if form.errors else 200)


@page()
def published(request, pk: int):
    """A published figure with everything that was ever entered of it."""
    figure = _figure(request, pk)
    context = {
        "figure": figure,
        "revisions": queries.revisions_of(figure),
        "may_record": access.can_record(request.actor, figure.unit),
    }
    return render(request, "indicators/published.html", context)


@page(methods=("GET", "POST"))
def correct(request, pk: int):
    """Enter the figure anew, with the reason; what was known before stays."""
    figure = _figure(request, pk)
    require(access.can_record(request.actor, figure.unit))
    form = CorrectionForm(sent(request), initial=CorrectionForm.initial_of(figure))
    if request.method == "POST" and form.is_valid():
        identity = {name: getattr(figure, name) for name in CorrectionForm.IDENTITY}
        if made := _recorded(request.actor, figure.unit, form, **identity):
            messages.success(request, "已更正，原来的数留在下面")
            return redirect("indicators:published", made.pk)
    context = {"form": form, "region": figure.unit, "figure": figure, "title": "更正统计数"}
    return render(request, "indicators/form.html", context, status=422 if form.errors else 200)


def _recorded(actor, region: Unit, form: PublishedForm, **identity) -> Observation | None:
    """The figure entered; None where a rule refused it, with the reason at its field."""
    figure = Observation(unit=region, **identity, **form.values())
    try:
        return services.record_observation(by=actor, observation=figure)
    except Invalid as error:
        for name, message in error.errors.items():
            name = "value_wan" if name == "value" else name
            form.add_error(name if name in form.fields else None, message)
        return None


def _asked(request) -> tuple[Unit, AskForm, date]:
    """The region and the day of the question; a day that cannot be right is said at the field and today is shown."""
    require(access.can_read(request.actor))
    form = AskForm(
        request.GET if "on" in request.GET else None, initial={"on": clock.today()}, label_suffix=""
    )
    on = form.cleaned_data["on"] if form.is_valid() else clock.today()
    return _region(request), form, on


def _region(request) -> Unit:
    """The region named by `scope`, the actor's own where none is; 404 outside what the actor sees."""
    path = request.GET.get("scope") or request.actor.scope_path
    return get_object_or_404(access.regions_visible_to(request.actor), path=path)


def _figure(request, pk: int) -> Observation:
    return get_object_or_404(access.visible_to(request.actor).select_related("unit"), pk=pk)
