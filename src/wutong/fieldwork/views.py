"""The pages of the site: find through `visible_to`, form, service, answer. A phone asks for its answers as JSON."""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse

from wutong.fieldwork import access, cards, forms, queries, services
from wutong.files.queries import open_file
from wutong.kit import clock
from wutong.kit.listing import chosen_id, page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.org import queries as org

JSON = "application/json"
PROBLEM_DAYS = 14


def _find(request, pk: int):
    """The project as its pages need it; 404 where the actor may not see it."""
    found = access.projects_visible_to(request.actor).select_related("county", "place", "dept")
    return get_object_or_404(found, pk=pk)


@page()
def today(request):
    """What is reported today: a card a project, what is owed first."""
    now = clock.today()
    only_owing = request.GET.get("owed") == "1"
    found = cards.projects_of(request.actor)
    listed = page_of(found.filter(owes=True) if only_owing else found, request.GET.get("page"), per_page=30)
    context = {
        "listed": listed,
        "only_owing": only_owing,
        "cards": cards.cards(request.actor, listed.rows, now),
        "owing": queries.owing(request.actor).count(),
        "repeated": queries.repeated(request.actor).count(),
        "may_set": request.actor.role in access.OFFICES,
    }
    return render(request, "fieldwork/today.html", context)


@page(methods=("GET", "POST"))
def report(request, pk: int):
    """The report of the period, made for a phone: what is known stands there."""
    project = _find(request, pk)
    require(access.can_report(request.actor, project))
    known = queries.known(project, clock.today())
    start = {
        **_begun(request),
        "first": known.period.first,
        "text": project.progress,
        "percent": project.percent,
        "month": known.month,
        "problem_unit": project.dept_id,
        "problem_due": clock.today() + timedelta(days=PROBLEM_DAYS),
    }
    form = forms.ReportForm(
        sent(request), request.FILES or None, actor=request.actor, county=project.county, initial=start
    )

    def act():
        photographs = form.cleaned_data["photos"]
        services.send_report(by=request.actor, project=project, told=form.told(), photographs=photographs)
        return f"{known.words}进展已收到：{project.name}"

    context = {"project": project, "known": known, "form": form}
    return _sent_page(request, form, act, "fieldwork/report.html", context, reverse("fieldwork:today"))


@page(methods=("GET", "POST"))
def visit(request, pk: int):
    """Write down a visit, an inspection, a flight, with pictures and findings."""
    project = _find(request, pk)
    require(access.can_visit(request.actor, project))
    start = {**_begun(request), "visited_on": clock.today(), "people": request.actor.person_name}
    form = forms.VisitForm(
        sent(request), request.FILES or None, actor=request.actor, county=project.county, initial=start
    )

    def act():
        photographs = form.cleaned_data["photos"]
        services.record_visit(by=request.actor, project=project, seen=form.seen(), photographs=photographs)
        return f"已登记：{project.name}"

    context = {"project": project, "form": form}
    return _sent_page(
        request, form, act, "fieldwork/visit.html", context, reverse("fieldwork:strip", args=[pk])
    )


def _begun(request) -> dict:
    """What a form begins with; a phone puts a key of its own in place of this one, made when it needs it."""
    return {"client_key": str(uuid4()), "person": request.actor.person_id}


def _sent_page(request, form, act, template: str, context: dict, then: str) -> HttpResponse:
    """Show the form; when it is sent, act and go on; a rule's refusal stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            words = act()
        except Invalid as error:
            for name, message in error.errors.items():
                form.add_error(name if name in form.fields else None, message)
        else:
            messages.success(request, words)
            return JsonResponse({"url": then}) if request.headers.get("Accept") == JSON else redirect(then)
    if request.headers.get("Accept") == JSON:
        told = [str(message) for errors in form.errors.values() for message in errors]
        return JsonResponse({"errors": told}, status=422)
    return render(request, template, context, status=422 if form.errors else 200)


@page()
def strip(request, pk: int):
    """The pictures of a project as time went by, any two of them side by side."""
    project = _find(request, pk)
    shown = list(queries.strip(project).select_related("report", "visit", "same_as"))
    ready = {picture.pk: picture for picture in shown if picture.thumbnail_id}
    first, last = next(iter(ready.values()), None), next(reversed(ready.values()), None)
    before = ready.get(chosen_id(request.GET.get("before"))) or first
    after = ready.get(chosen_id(request.GET.get("after"))) or last
    context = {
        "project": project,
        "pictures": shown,
        "ready": ready.values(),
        "before": before,
        "after": after,
    }
    context["visits"] = project.visits.prefetch_related("findings__duty").order_by("-visited_on", "-id")
    context["may_report"] = bool(access.can_report(request.actor, project))
    context["may_visit"] = bool(access.can_visit(request.actor, project))
    return render(request, "fieldwork/strip.html", context)


@page()
def visited(request, pk: int):
    """One visit: who, when, what was seen, and what became of each finding."""
    visits = access.visits_visible_to(request.actor).select_related("project")
    found = get_object_or_404(visits, pk=pk)
    findings = found.findings.select_related("duty__owner_unit").order_by("id")
    context = {"visit": found, "findings": findings, "pictures": found.pictures.order_by("id")}
    return render(request, "fieldwork/visited.html", context)


@page()
def repeated(request):
    """Pictures that show what an earlier one has shown: doubts, to be looked at by people."""
    listed = page_of(queries.repeated(request.actor), request.GET.get("page"), per_page=30)
    seen = set(access.projects_visible_to(request.actor).values_list("pk", flat=True))
    rows = [(picture, picture.same_as.project_id in seen) for picture in listed.rows]
    return render(request, "fieldwork/repeated.html", {"listed": listed, "rows": rows})


@page(roles=tuple(access.OFFICES), methods=("GET", "POST"))
def rhythm(request):
    """How often the secretaries of the county report."""
    county = org.region_of(request.actor.scope_path)
    require(access.can_set_rhythm(request.actor, county))
    form = forms.RhythmForm(sent(request), initial={"cadence": queries.cadence_of(county.pk)})
    if request.method == "POST" and form.is_valid():
        services.set_rhythm(by=request.actor, county=county, cadence=form.cleaned_data["cadence"])
        messages.success(request, "上报周期已设定，从下一期起要报")
        return redirect("fieldwork:today")
    context = {"form": form, "county": county}
    return render(request, "fieldwork/rhythm.html", context, status=422 if form.errors else 200)


# What a browser fetches beside the pages.


@page()
def picture(request, pk: int):
    return _image(get_object_or_404(_pictures(request), pk=pk).file)


@page()
def thumbnail(request, pk: int):
    return _image(get_object_or_404(_pictures(request), pk=pk).thumbnail)


def _pictures(request):
    ready = access.pictures_visible_to(request.actor).filter(file__isnull=False)
    return ready.select_related("file", "thumbnail")


def _image(stored) -> HttpResponse:
    """A picture for who sees its project; it never changes, but it is kept by nobody between."""
    with open_file(stored) as stream:
        answer = HttpResponse(stream.read(), content_type=stored.media_type)
    answer["Cache-Control"] = "private, max-age=604800, immutable"
    return answer


KEPT_ON_PHONE = ("tabler/css/tabler.min.css", "kit/kit.css", "kit/kit.js", "kit/wutong.svg")
OWN = ("fieldwork/field.css", "fieldwork/drafts.js", "fieldwork/report.js", "django_htmx/htmx-2.min.js")


@page(public=True)
def service_worker(request):
    """What works on the phone without network; it holds no data of anybody."""
    assets = [static(name) for name in (*KEPT_ON_PHONE, *OWN)]
    context = {"assets": assets, "drafts": static("fieldwork/drafts.js")}
    answer = render(request, "fieldwork/sw.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
