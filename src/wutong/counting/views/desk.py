"""The desk of many meanings, and the sheets of other houses that are laid on it."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from wutong.counting import access, desk, forms, queries, services
from wutong.counting.models import Gap, Sheet
from wutong.counting.views.frame import act, show
from wutong.engines.ledger import LedgerError
from wutong.kit import clock, downloads
from wutong.kit.listing import chosen_id, page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.kit.workbooks import XLSX
from wutong.org.models import Unit
from wutong.projects.models import Project

UPLOAD_LIMIT = 50 * 2**20
SHOWN_ROWS = 200


def _question(request) -> desk.Question:
    """What the address asks for; nonsense is the county's last reconciled month."""
    require(access.can_reconcile(request.actor))
    counties = access.counties_visible_to(request.actor)
    pk = chosen_id(request.GET.get("county"))
    county = (counties.filter(pk=pk) if pk else counties).first()
    if county is None:
        raise Http404
    month = _month(request.GET.get("month", "")) or queries.last_month(county) or clock.today()
    against, which = request.GET.get("against", ""), request.GET.get("which", "")
    return desk.Question(
        county,
        month.replace(day=1),
        against if against in queries.OTHERS else queries.OTHERS[0].value,
        which if which in queries.WHICH else "gap",
    )


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None


@page()
def index(request):
    """Every project's figure in every book, the gap to ours, its reason and who mends it."""
    question = _question(request)
    books = desk.books(question, access.projects_visible_to(request.actor))
    totals = queries.totals(books, question.against)
    listed = page_of(desk.chosen(question, books), request.GET.get("page"))
    sheet = queries.latest_sheet(question.county, question.month, question.against)
    only = queries.only_there(sheet)
    context = {
        "question": question,
        "counties": access.counties_visible_to(request.actor),
        "listed": listed,
        "rows": desk.rows(question, listed.rows),
        "books": [(queries.Meaning(book).label, totals[f"{book}_sum"]) for book in queries.BOOKS],
        "others": [(m.value, m.label) for m in queries.OTHERS],
        "tabs_of_rows": [(key, label, totals[key]) for key, label in queries.WHICH.items()],
        "totals": totals,
        "sheet": sheet,
        "only_there": only[:SHOWN_ROWS] if question.which in ("theirs", "all") else (),
        "only_count": only.count(),
        "may_import": access.can_import(request.actor, question.county, question.against),
    }
    return show(request, "desk", context)


@page()
def export(request):
    """The tab as an Excel file."""
    question = _question(request)
    stream = desk.workbook(question, access.projects_visible_to(request.actor))
    name = f"{question.county.name}{question.month:%Y年%m月}对账（{question.against_label}）.xlsx"
    return downloads.stream(stream, name, XLSX)


@page(methods=("GET", "POST"))
def explain(request, pk: int):
    """Why the books differ for a project and month, and who mends it."""
    visible = access.projects_visible_to(request.actor).select_related("county")
    project = get_object_or_404(visible, pk=pk)
    require(access.can_mend(request.actor, project))
    month = _month(request.GET.get("month", "")) or clock.today().replace(day=1)
    against = request.GET.get("against", "")
    against = against if against in queries.OTHERS else queries.OTHERS[0].value
    known = Gap.objects.filter(project=project, month=month, meaning=against).first()
    start = {"reason": known.reason, "text": known.text} if known else {}
    form = forms.GapForm(sent(request), county=project.county, initial=start)
    question = desk.Question(project.county, month, against, request.GET.get("which", "gap"))
    return act(
        request,
        form,
        lambda values: services.explain(
            by=request.actor, project=project, month=month, meaning=against, **values
        ),
        done="已记下差额原因",
        to=f"{reverse('counting:desk')}?{question.base}",
        title=f"{month.year}年{month.month}月差额（对照{question.against_label}）",
        subject=project.name,
    )


# Sheets.


@page(methods=("GET", "POST"))
def sheets(request):
    """The sheets that were laid on the desk, and the place to lay another."""
    require(access.can_reconcile(request.actor))
    counties = access.counties_visible_to(request.actor)
    county = counties.filter(pk=chosen_id(request.GET.get("county"))).first() or counties.first()
    if county is None:
        raise Http404
    form = forms.SheetForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and (made := _uploaded(request, county, form)):
        return redirect("counting:sheet", made.pk)
    context = {
        "form": form,
        "county": county,
        "counties": counties,
        "sheets": access.sheets_visible_to(request.actor).filter(county=county).order_by("-created_at")[:50],
    }
    return show(request, "desk", context, "counting/sheets.html", 422 if form.errors else 200)


def _uploaded(request, county: Unit, form) -> Sheet | None:
    """The sheet as read; None where it cannot be, with the reason at its field."""
    given = form.cleaned_data
    if given["file"].size > UPLOAD_LIMIT:
        form.add_error("file", f"文件超过{UPLOAD_LIMIT // 2**20}MB，请拆开或删去图片后再传")
        return None
    try:
        return services.upload(
            by=request.actor,
            county=county,
            meaning=given["meaning"],
            month=given["month"],
            name=given["file"].name,
            content=given["file"].read(),
        )
    except LedgerError as error:
        form.add_error("file", str(error))
    except Invalid as error:
        for name, message in error.errors.items():
            form.add_error(name if name in form.fields else None, message)
    return None


def _sheet(request, pk: int) -> Sheet:
    return get_object_or_404(access.sheets_visible_to(request.actor), pk=pk)


@page()
def sheet(request, pk: int):
    """The sheet's rows with the projects they speak of, what is asked, and what is left out."""
    made = _sheet(request, pk)
    asked = list(made.rows.exclude(question="").select_related("project").order_by("id"))
    named = Project.objects.in_bulk({pk for row in asked for pk in row.candidate_ids})
    questions = [(row, [named[pk] for pk in row.candidate_ids if pk in named]) for row in asked]
    context = {
        "made": made,
        "questions": questions,
        "open_count": sum(row.how != "answered" for row in asked),
        "counts": queries.row_counts(made),
        "listed": page_of(made.rows.select_related("project").order_by("id"), request.GET.get("page")),
        "may_import": access.can_import(request.actor, made.county, made.meaning),
        "against": desk.Question(made.county, made.month, made.meaning, "gap").base,
    }
    return show(request, "desk", context, "counting/sheet.html")


def _post(request, pk: int, verb, done: str):
    """A button of the sheet's page."""
    made = _sheet(request, pk)
    try:
        verb(made)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("counting:sheet", pk)


@page(methods=("POST",))
def answer(request, pk: int):
    given = {
        chosen_id(key.removeprefix("row-")): value
        for key, value in request.POST.items()
        if key.startswith("row-") and value
    }
    return _post(
        request, pk, lambda made: services.answer(by=request.actor, made=made, answers=given), "已记下回答"
    )


@page(methods=("POST",))
def apply(request, pk: int):
    return _post(
        request,
        pk,
        lambda made: services.apply(by=request.actor, made=made),
        "已写入，原有的数留作更正前的版本",
    )


@page(methods=("POST",))
def undo(request, pk: int):
    reason = request.POST.get("reason", "")[:200]
    return _post(
        request,
        pk,
        lambda made: services.revert(by=request.actor, made=made, reason=reason),
        "已撤销，恢复到导入之前",
    )
