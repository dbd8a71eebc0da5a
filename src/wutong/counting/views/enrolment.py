"""Which projects are in the statistics library, and what the others still lack."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from wutong.counting import access, forms, queries, services
from wutong.counting.flows import ENROLMENT
from wutong.counting.models import CheckItem, Enrolment
from wutong.counting.views.frame import act, show
from wutong.duties.queries import light_of
from wutong.kit import clock
from wutong.kit.listing import page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import require
from wutong.projects import access as projects
from wutong.projects import queries as project_queries
from wutong.projects.models import Project


@page()
def index(request):
    """Projects by their state; what ought to be counted and is not comes first."""
    visible = access.projects_visible_to(request.actor)
    state, text = request.GET.get("state", "ought"), request.GET.get("q", "").strip()[:60]
    found = queries.in_state(visible, state)
    if text:
        found = project_queries.find(found, text)
    found = found.select_related("enrolment", "place", "dept", "county").order_by("id")
    listed = page_of(found, request.GET.get("page"))
    counts = queries.counts(visible)
    context = {
        "listed": listed,
        "rows": [(p, papers) for p, papers in _with_papers(listed.rows)],
        "state": state if state in queries.STATES else "ought",
        "states": [(key, label, counts[key]) for key, (label, _) in queries.STATES.items()],
        "q": text,
    }
    return show(request, "list", context)


def _with_papers(rows: list[Project]):
    papers = queries.papers(p.pk for p in rows)
    return [(p, papers.get(p.pk)) for p in rows]


def _project(request, pk: int) -> Project:
    visible = access.projects_visible_to(request.actor).select_related("county", "place", "dept")
    return get_object_or_404(visible, pk=pk)


def _enrolment(project: Project) -> Enrolment:
    """The project's enrolment; one that is not kept yet stands for “not declared”."""
    known = Enrolment.objects.filter(project=project).first() or Enrolment(project=project)
    known.project = project
    return known


@page()
def detail(request, pk: int):
    """One project on its way into the library: its papers, who owes which, and its figures in every book."""
    project = _project(request, pk)
    enrolment, today = _enrolment(project), clock.today()
    items = enrolment.items.select_related("unit", "duty", "proof").order_by("id") if enrolment.pk else ()
    lights = [(item, *(light_of(item.duty, today) if item.duty else ("", None))) for item in items]
    context = {
        "project": project,
        "enrolment": enrolment,
        "items": lights,
        "offers": ENROLMENT.offers(request.actor, enrolment),
        "may_prepare": access.can_prepare(request.actor, enrolment),
        "settles": {item.pk for item in items if access.can_settle(request.actor, item)},
        "sees_project": projects.visible_to(request.actor).filter(pk=pk).exists(),
        "books": queries.months_of(project, today.year),
    }
    return show(request, "list", context, "counting/enrolment.html")


@page(methods=("GET", "POST"))
def step(request, pk: int, key: str):
    """A step on the way into the library."""
    if key not in ENROLMENT.steps:
        raise Http404
    project = _project(request, pk)
    enrolment = _enrolment(project)
    require(ENROLMENT.may(request.actor, enrolment, key))
    form = forms.STEP_FORMS[key](sent(request), initial={"on": clock.today()})

    def verb(values):
        if key == "prepare":
            return services.prepare(by=request.actor, project=project)
        return services.take_step(by=request.actor, enrolment=enrolment, step=key, **values)

    label = ENROLMENT.steps[key].label
    to = reverse("counting:enrolment", args=[pk])
    return act(request, form, verb, done=f"{label}：已记录", to=to, title=label, subject=project.name)


@page(methods=("GET", "POST"))
def assign_all(request, pk: int):
    """Ask for all missing papers by one day."""
    project = _project(request, pk)
    enrolment = get_object_or_404(Enrolment.objects.select_related("project__county"), project=project)
    require(access.can_prepare(request.actor, enrolment))
    return act(
        request,
        forms.DueForm(sent(request)),
        lambda values: services.assign_all(by=request.actor, enrolment=enrolment, **values),
        done="缺的资料已逐项交办",
        to=reverse("counting:enrolment", args=[pk]),
        title="一并交办缺的资料",
        subject=project.name,
    )


def _item(request, pk: int) -> CheckItem:
    items = CheckItem.objects.filter(enrolment__project__in=access.projects_visible_to(request.actor))
    return get_object_or_404(items.select_related("enrolment__project__county", "unit", "duty"), pk=pk)


@page(methods=("GET", "POST"))
def assign_item(request, pk: int):
    """Ask a unit for one paper by a day."""
    item = _item(request, pk)
    require(access.can_prepare(request.actor, item.enrolment))
    project = item.enrolment.project
    form = forms.AssignForm(sent(request), county=project.county, initial={"unit": item.unit_id})
    return act(
        request,
        form,
        lambda values: services.assign_item(by=request.actor, item=item, **values),
        done=f"已交办“{item.label}”",
        to=reverse("counting:enrolment", args=[project.pk]),
        title=f"交办“{item.label}”",
        subject=project.name,
    )


@page(methods=("GET", "POST"))
def settle_item(request, pk: int):
    """Hand in one paper, or say that none is needed."""
    item = _item(request, pk)
    require(access.can_settle(request.actor, item))
    project = item.enrolment.project
    form = forms.SettleForm(sent(request), request.FILES or None, initial={"state": "there"})
    return act(
        request,
        form,
        lambda values: services.settle_item(by=request.actor, item=item, **values),
        done=f"已登记“{item.label}”",
        to=reverse("counting:enrolment", args=[project.pk]),
        title=f"登记“{item.label}”",
        subject=project.name,
    )
