"""The pages of meetings: the list, the meeting with its brief, decisions, papers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wutong.dispatch import access, forms, papers, services
from wutong.dispatch.flows import MEETING
from wutong.dispatch.models import Meeting
from wutong.dispatch.table import MeetingTable
from wutong.kit import clock, downloads
from wutong.kit.listing import page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require


def _find(request, pk: int) -> Meeting:
    meetings = access.visible_to(request.actor).select_related("series__organiser")
    return get_object_or_404(meetings, pk=pk)


@page()
def index(request):
    """Meetings to come, meetings held, and the rhythms that make them."""
    today = clock.today()
    meetings = access.visible_to(request.actor)
    coming = meetings.filter(state__in=["planned", "open"]).order_by("held_on", "id")
    held = meetings.filter(state__in=["closed", "cancelled"]).order_by("-held_on", "id")
    context = {
        "coming": coming[:30],
        "listed": page_of(held, request.GET.get("page"), 50),
        "series": access.series_visible_to(request.actor).filter(is_active=True).order_by("scope_unit", "id"),
        "today": today,
    }
    return render(request, "dispatch/index.html", context)


@page()
def show(request, pk: int):
    """The signature page: the brief as it reads on paper, with the decisions beside."""
    meeting = _find(request, pk)
    table = MeetingTable(meeting, request.actor, item=request.GET.get("item", "")[:60])
    return render(request, "dispatch/meeting.html", {"meeting": meeting, "page": table})


@page(methods=("POST",))
def decide(request, pk: int):
    """A decision of the open meeting becomes an assignment."""
    meeting = _find(request, pk)
    require(access.can_run(request.actor, meeting))
    form = forms.DecisionForm(request.POST, scope_path=meeting.scope_path)
    if form.is_valid():
        try:
            services.decide(by=request.actor, meeting=meeting, **form.cleaned_data)
        except Invalid as error:
            for name, message in error.errors.items():
                form.add_error(name if name in form.fields else None, message)
        else:
            messages.success(request, "已记为交办事项")
            place = form.cleaned_data["section"].partition(":")[0]
            return redirect(reverse("dispatch:meeting", args=[pk]) + (f"#{place}" if place else ""))
    item = request.POST.get("section", "")[:60]
    context = {"meeting": meeting, "page": MeetingTable(meeting, request.actor, form, item)}
    return render(request, "dispatch/meeting.html", context, status=422)


@page(methods=("GET", "POST"))
def step(request, pk: int, key: str):
    """Open (the brief is frozen), close, or do not hold the meeting."""
    if key not in forms.STEP_FORMS:
        raise Http404
    meeting = _find(request, pk)
    require(MEETING.may(request.actor, meeting, key))
    form = forms.STEP_FORMS[key](sent(request))
    if request.method == "POST" and form.is_valid():
        verb = {
            "open": services.open_meeting,
            "close": services.close_meeting,
            "cancel": services.cancel_meeting,
        }[key]
        verb(by=request.actor, meeting=meeting, **form.cleaned_data)
        messages.success(request, MEETING.label(meeting.state))
        return redirect("dispatch:meeting", pk)
    context = {"meeting": meeting, "form": form, "label": MEETING.steps[key].label, "key": key}
    return render(request, "dispatch/step.html", context, status=422 if form.errors else 200)


@page(methods=("GET", "POST"))
def amend(request, pk: int):
    """Place, attendance and summary after the meeting, with the reason; the brief stays as it was frozen."""
    meeting = _find(request, pk)
    require(access.can_amend(request.actor, meeting))
    start = {name: getattr(meeting, name) for name in ("place", "attendance", "summary")}
    form = forms.AmendForm(sent(request), initial=start)
    if request.method == "POST" and form.is_valid():
        services.amend_minutes(by=request.actor, meeting=meeting, **form.cleaned_data)
        messages.success(request, "已更正纪要，原来的内容留在修改记录里")
        return redirect("dispatch:meeting", pk)
    context = {"meeting": meeting, "form": form, "label": "更正纪要", "key": "amend"}
    return render(request, "dispatch/step.html", context, status=422 if form.errors else 200)


@page(methods=("GET", "POST"))
def plan(request, pk: int):
    """A meeting out of its rhythm."""
    series = get_object_or_404(access.series_visible_to(request.actor), pk=pk)
    require(access.can_set_up(request.actor, series))
    form = forms.PlanForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_meeting(by=request.actor, series=series, **form.cleaned_data)
        except Invalid as error:
            for name, message in error.errors.items():
                form.add_error(name, message)
        else:
            return redirect("dispatch:meeting", made.pk)
    return render(
        request,
        "dispatch/plan.html",
        {"series": series, "form": form},
        status=422 if form.errors else 200,
    )


@page()
def paper(request, pk: int, paper: str, form: str):
    """The brief, the minutes or the one A4 as a file."""
    name, told, forms_known = papers.PAPERS.get(paper, ("", None, {}))
    if form not in forms_known:
        raise Http404
    meeting = _find(request, pk)
    ending, media_type, write = forms_known[form]
    try:
        content = write(told(meeting))
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("dispatch:meeting", pk)
    return downloads.attachment(
        content, f"{meeting.series.name}{name}（{meeting.held_on}）.{ending}", media_type
    )
