"""Gathered starts: their lists, and which of them really began."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from wutong.counting import access, forms, queries, services, sheets
from wutong.counting.models import StartBatch, StartEntry
from wutong.counting.views.frame import KEEPERS, act, show
from wutong.kit import clock, downloads
from wutong.kit.listing import page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import require
from wutong.kit.workbooks import XLSX
from wutong.org import queries as org


def _found(request, pk: int) -> StartBatch:
    return get_object_or_404(access.batches_visible_to(request.actor), pk=pk)


@page()
def index(request):
    """Every gathered start with how many of its list have really begun."""
    found = access.batches_visible_to(request.actor).order_by("-held_on", "-id")
    listed = page_of(found, request.GET.get("page"), 50)
    counts = queries.started_counts(listed.rows)
    context = {
        "listed": listed,
        "rows": [(batch, counts.get(batch.pk, {})) for batch in listed.rows],
        "may_gather": request.actor.role in KEEPERS,
        "today": clock.today(),
    }
    return show(request, "starts", context)


@page(roles=KEEPERS, methods=("GET", "POST"))
def create(request):
    """Announce a gathered start."""
    county = org.region_of(request.actor.scope_path)
    require(access.can_gather(request.actor, county))
    return act(
        request,
        forms.StartForm(sent(request)),
        lambda values: services.set_up(by=request.actor, county=county, **values),
        done="已建立，可以列入项目",
        to=reverse("counting:starts"),
        title="新建集中开工",
        subject=county.name,
    )


@page()
def detail(request, pk: int):
    """The list, and what became of each project since the day."""
    batch = _found(request, pk)
    context = {
        "batch": batch,
        "rows": queries.followed(batch, clock.today()),
        "counts": queries.started_counts([batch]).get(pk, {}),
        "may_gather": access.can_gather(request.actor, batch.county),
    }
    return show(request, "starts", context, "counting/start.html")


@page(methods=("GET", "POST"))
def add(request, pk: int):
    """Put a project on the list by hand."""
    batch = _found(request, pk)
    require(access.can_gather(request.actor, batch.county))
    return act(
        request,
        forms.AddForm(sent(request), county=batch.county),
        lambda values: services.add(by=request.actor, batch=batch, projects=[values["project"]]),
        done="已列入",
        to=reverse("counting:start", args=[pk]),
        title="列入一个项目",
        subject=batch.name,
    )


@page(methods=("GET", "POST"))
def add_by_rule(request, pk: int):
    """Put on the list what promises to start and may."""
    batch = _found(request, pk)
    require(access.can_gather(request.actor, batch.county))
    first = batch.held_on.replace(day=1)
    form = forms.RuleForm(sent(request), initial={"first": first, "last": batch.held_on})

    def verb(values):
        count = services.add_by_rule(by=request.actor, batch=batch, **values)
        messages.info(request, f"列入{count}个" if count else "没有符合条件的新项目")

    return act(
        request,
        form,
        verb,
        done="已按条件筛选",
        to=reverse("counting:start", args=[pk]),
        title="按条件列入",
        subject=batch.name,
        note="计划开工在这段时间内、还没有开工、施工许可已办结且没有未办手续的项目。",
    )


@page(methods=("POST",))
def strike(request, pk: int, entry_pk: int):
    """Take a project off the list."""
    batch = _found(request, pk)
    entry = get_object_or_404(StartEntry.objects.select_related("batch__county"), pk=entry_pk, batch=batch)
    services.strike(by=request.actor, entry=entry)
    messages.success(request, "已移出清单")
    return redirect("counting:start", pk)


@page()
def paper(request, pk: int):
    """The list as an Excel file on one page width."""
    batch = _found(request, pk)
    stream = sheets.start_list(batch, clock.today())
    return downloads.stream(stream, f"{batch.name}项目清单（{batch.held_on}）.xlsx", XLSX)
