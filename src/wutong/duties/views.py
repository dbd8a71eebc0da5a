"""The pages of duties: find through `visible_to`, ask the flow, form, service, answer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from wutong.duties import access, lists, services
from wutong.duties.book import Book, BookFilters
from wutong.duties.dossier import Dossier
from wutong.duties.flows import FLOW
from wutong.duties.forms import STEP_FORMS, DecideForm
from wutong.duties.models import DueRequest, Duty, Evidence
from wutong.duties.queries import in_book, inbox, to_decide
from wutong.files.queries import open_file
from wutong.kit import clock, downloads
from wutong.kit.listing import PER_PAGE, chosen_id, page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import require


@page()
def index(request):
    """My duties, my unit's, what I am owed, and what waits for my verification."""
    tab = lists.tab_of(request.GET.get("tab", ""))
    duties = tab.duties(request.actor)
    filters = lists.Filters(request.GET, duties, clock.today())
    found = lists.found(tab, filters, duties).for_rows().most_urgent_first()
    listed = page_of(found, request.GET.get("page"))
    context = {"tabs": lists.TABS.values(), "tab": tab, "filters": filters, "listed": listed}
    context["rows"] = lists.rows(listed.rows, clock.today())
    if tab.key == "verify":
        context["asked"] = to_decide(request.actor)[:PER_PAGE]
    return render(request, "duties/index.html", context)


@page()
def assignments(request):
    """The book of assignments: decisions, instructions, findings and problems, by owner, by source, by age."""
    today = clock.today()
    duties = access.visible_to(request.actor).filter(in_book())
    filters = BookFilters(request.GET, duties, today)
    found = filters.apply(duties.unfinished()).for_rows().most_urgent_first()
    listed = page_of(found, request.GET.get("page"))
    context = {"book": Book(duties, today), "filters": filters, "listed": listed}
    context["rows"] = lists.rows(listed.rows, today)
    return render(request, "duties/assignments.html", context)


@page(methods=("GET", "POST"))
def reminders(request):
    """The inbox of warnings; reading them away is a step of its own."""
    if request.method == "POST":
        count = services.mark_read(by=request.actor, ids=_ids(request.POST.getlist("reminder")))
        messages.success(request, f"已读 {count} 条提醒")
        return redirect("duties:reminders")
    listed = page_of(inbox(request.actor), request.GET.get("page"))
    return render(request, "duties/reminders.html", {"listed": listed})


@page()
def detail(request, pk):
    """The signature page: one duty with its clock, ladder, evidence and history."""
    duty = _find(request.actor, pk)
    return render(request, "duties/detail.html", {"duty": duty, "page": Dossier(duty, request.actor)})


@page(methods=("GET", "POST"))
def take(request, pk, step):
    """One step of the duty: its form, and the taking of it."""
    if step not in STEP_FORMS:
        raise Http404
    duty = _find(request.actor, pk)
    require(access.can_note(request.actor, duty) if step == "note" else FLOW.may(request.actor, duty, step))
    form = STEP_FORMS[step](sent(request), request.FILES or None, actor=request.actor, duty=duty)
    if request.method == "POST" and form.is_valid() and form.take():
        messages.success(request, f"{form.done}：{duty.title}")
        return redirect("duties:detail", duty.pk)
    status = 422 if form.errors else 200
    # Who verifies sees what they verify.
    page = Dossier(duty, request.actor) if step in ("strike_off", "send_back") else None
    context = {"duty": duty, "form": form, "page": page}
    return render(request, "duties/step.html", context, status=status)


@page(methods=("GET", "POST"))
def decide(request, pk):
    """Approve or refuse a request to move a due date."""
    visible = access.visible_to(request.actor)
    asked = DueRequest.objects.filter(duty__in=visible).select_related("duty__owner_unit")
    wanted = get_object_or_404(asked, pk=pk)
    require(access.can_decide_due(request.actor, wanted))
    form = DecideForm(sent(request))
    if request.method == "POST" and form.is_valid():
        approve = request.POST.get("decision") == "approve"
        if form.take(request.actor, wanted, approve):
            messages.success(request, "已同意改期" if approve else "已退回改期申请")
            return redirect("duties:detail", wanted.duty_id)
    context = {"asked": wanted, "duty": wanted.duty, "form": form}
    return render(request, "duties/decide.html", context, status=422 if form.errors else 200)


@page()
def evidence(request, pk, evidence_pk):
    """The file of a piece of evidence, for who sees the duty."""
    duty = get_object_or_404(access.visible_to(request.actor), pk=pk)
    held = get_object_or_404(Evidence, pk=evidence_pk, duty=duty, file__isnull=False)
    return downloads.stream(open_file(held.file), held.file.name, held.file.media_type)


def _find(actor, pk) -> Duty:
    """The duty as its pages need it; 404 where the actor may not see it."""
    duties = access.visible_to(actor).select_related("owner_unit", "owner_post", "creditor_unit")
    return get_object_or_404(duties.prefetch_related("co_owners__unit", "co_owners__post", "events"), pk=pk)


def _ids(values) -> list[int]:
    return [chosen_id(value) for value in values]
