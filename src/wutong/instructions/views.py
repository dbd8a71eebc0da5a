"""The pages of instructions: the sheet, one instruction, its steps and papers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from wutong.duties import access as duty_access
from wutong.files.queries import open_file
from wutong.instructions import access, forms, papers
from wutong.instructions.board import Board, Filters
from wutong.instructions.flows import FLOW
from wutong.instructions.models import Instruction
from wutong.instructions.sheet import Sheet
from wutong.kit import clock, downloads
from wutong.kit.listing import page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.kit.word import DOCX


def _find(actor, pk: int) -> Instruction:
    return get_object_or_404(access.visible_to(actor), pk=pk)


@page()
def index(request):
    """The signature page: who has not answered, as one sheet."""
    today = clock.today()
    filters = Filters(request.GET, request.actor)
    listed = page_of(filters.found(today), request.GET.get("page"), 60)
    context = {"filters": filters, "listed": listed, "board": Board(listed.rows, request.actor, today)}
    context["may_register"] = access.can_register(request.actor)
    return render(request, "instructions/index.html", context)


@page(methods=("GET", "POST"))
def new(request):
    """Enter what a leader wrote; the leader himself from his phone."""
    require(access.can_register(request.actor))
    form = forms.RegisterForm(sent(request), request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid() and form.take():
        messages.success(request, f"{form.done}：{form.instruction.number}")
        return redirect("instructions:detail", form.instruction.pk)
    status = 422 if form.errors else 200
    return render(request, "instructions/step.html", {"form": form}, status=status)


@page()
def show(request, pk: int):
    """One instruction: the words, the units, what is owed next."""
    instruction = _find(request.actor, pk)
    context = {"instruction": instruction, "page": Sheet(instruction, request.actor)}
    return render(request, "instructions/detail.html", context)


@page(methods=("GET", "POST"))
def take(request, pk: int, step: str):
    """One step of the instruction: its form, and the taking of it."""
    if step not in forms.STEP_FORMS:
        raise Http404
    instruction = _find(request.actor, pk)
    require(FLOW.may(request.actor, instruction, step))
    form = forms.STEP_FORMS[step](
        sent(request), request.FILES or None, actor=request.actor, instruction=instruction
    )
    if request.method == "POST" and form.is_valid() and form.take():
        messages.success(request, f"{form.done}：{instruction.number}")
        return redirect("instructions:detail", pk)
    context = {"instruction": instruction, "form": form, "page": Sheet(instruction, request.actor)}
    return render(request, "instructions/step.html", context, status=422 if form.errors else 200)


@page()
def photo(request, pk: int):
    """The picture of the page that was written on."""
    instruction = _find(request.actor, pk)
    if instruction.photo is None:
        raise Http404
    require(access.can_see_whole(request.actor, instruction))
    held = instruction.photo
    return downloads.stream(open_file(held), held.name, held.media_type)


@page()
def slip_paper(request, pk: int, duty_pk: int):
    """The slip of one assignment (交办单)."""
    instruction = _find(request.actor, pk)
    seen = duty_access.visible_to(request.actor).filter(subject_type=access.SUBJECT, subject_id=pk)
    duty = get_object_or_404(seen.for_rows().prefetch_related("co_owners__unit"), pk=duty_pk)
    content = papers.slip(instruction, duty)
    return downloads.attachment(content, f"交办单 {duty.number}.docx", DOCX)


@page()
def report_paper(request, pk: int, form: str):
    """The one A4 that is handed to the leader."""
    if form not in papers.FORMS:
        raise Http404
    instruction = _find(request.actor, pk)
    require(access.can_amend(request.actor, instruction))
    media_type, write = papers.FORMS[form]
    try:
        content = write(papers.report_of(instruction))
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("instructions:detail", pk)
    return downloads.attachment(content, f"批示办理情况报告 {instruction.number}.{form}", media_type)
