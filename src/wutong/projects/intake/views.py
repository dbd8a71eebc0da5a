"""Pages of the intake: upload, preview, correct, answer, apply, undo, and the ledger back."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wutong.engines.ledger import LedgerError
from wutong.kit import downloads
from wutong.kit.pages import page
from wutong.kit.verdict import Invalid
from wutong.org import queries as org
from wutong.org.enums import Role
from wutong.projects import access
from wutong.projects.enums import BatchState
from wutong.projects.intake import preview, services, workbooks
from wutong.projects.models import ImportBatch

CLERKS = (Role.PROJECT_OFFICE, Role.CITY_OFFICE)
UPLOAD_LIMIT = 50 * 2**20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _batches(actor):
    return access.imports_visible_to(actor).select_related("county", "file")


def _found(request, pk: int) -> ImportBatch:
    return get_object_or_404(_batches(request.actor), pk=pk)


@page(roles=CLERKS, methods=("GET", "POST"))
def index(request):
    """The batches of the office, and the place to drop a ledger."""
    error = _upload(request) if request.method == "POST" else None
    if isinstance(error, HttpResponse):
        return error
    batches = _batches(request.actor).order_by("-created_at", "-id")[:50]
    return render(
        request,
        "projects/intake/index.html",
        {"batches": batches, "error": error},
        status=400 if error else 200,
    )


def _upload(request) -> HttpResponse | str:
    """The redirect to the preview, or a sentence saying what is wrong with the file."""
    sent = request.FILES.get("ledger")
    if not sent:
        return "请选择要导入的台账文件"
    if sent.size > UPLOAD_LIMIT:
        return f"文件有{sent.size // 2**20}MB，最多{UPLOAD_LIMIT // 2**20}MB，请拆开或删去图片后再传"
    county = org.region_of(request.actor.scope_path)
    try:
        made = services.upload(by=request.actor, county=county, name=sent.name, content=sent.read())
    except (LedgerError, Invalid) as error:
        return str(error)
    return redirect("projects:intake_preview", pk=made.pk)


@page(roles=CLERKS)
def show(request, pk: int):
    """The user's own sheet, how it was understood, and what applying it would change."""
    made = _found(request, pk)
    return render(request, "projects/intake/preview.html", preview.context(made))


@page(roles=CLERKS, methods=("POST",))
def correct(request, pk: int):
    made = _found(request, pk)
    try:
        services.correct(
            by=request.actor,
            made=made,
            mapping=preview.mapping_from(request.POST),
            as_of=_date(request.POST.get("as_of", "")),
            keep="keep" in request.POST,
        )
        messages.success(request, "已按更正后的对应关系重新读取")
    except Invalid as error:
        messages.error(request, str(error))
    return redirect("projects:intake_preview", pk=pk)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid({"as_of": f"“{text}”不是日期，请写成2026-10-31这样"}) from None


@page(roles=CLERKS, methods=("POST",))
def answer(request, pk: int):
    made = _found(request, pk)
    answers = {k.removeprefix("answer-"): v for k, v in request.POST.items() if k.startswith("answer-")}
    try:
        services.answer(by=request.actor, made=made, answers=answers)
    except Invalid as error:
        messages.error(request, str(error))
    return redirect("projects:intake_preview", pk=pk)


@page(roles=CLERKS, methods=("POST",))
def apply(request, pk: int):
    made = _found(request, pk)
    try:
        plan = services.apply(by=request.actor, made=made)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("projects:intake_preview", pk=pk)
    counts = plan.counts()
    messages.success(
        request,
        f"已导入{counts['rows']}个项目：新增{counts['new']}，更新{counts['changed']}，无变化{counts['same']}",
    )
    return redirect("projects:intake_preview", pk=pk)


@page(roles=CLERKS, methods=("POST",))
def undo(request, pk: int):
    made = _found(request, pk)
    try:
        result = services.revert(by=request.actor, made=made, reason=request.POST.get("reason", ""))
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已撤销：恢复{result['restored']}条，移除{result['removed']}条")
    return redirect("projects:intake_preview", pk=pk)


@page(roles=CLERKS)
def marked(request, pk: int):
    """The clerk's own workbook with a comment on each cell that was not understood."""
    made = _found(request, pk)
    return _xlsx(workbooks.marked_copy(made), f"{_stem(made.name)}（待改）.xlsx")


@page(roles=CLERKS)
def exported(request, pk: int):
    """The same layout with the data of the database, which holds nothing of a ledger that was not applied."""
    made = _found(request, pk)
    if made.state != BatchState.APPLIED:
        messages.error(request, "导出的是库里的数据：请先确认导入这份台账，再按它的格式导出")
        return redirect("projects:intake_preview", pk=pk)
    return _xlsx(workbooks.same_layout(made), f"{_stem(made.name)}（最新）.xlsx")


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]


def _xlsx(content: bytes, name: str) -> HttpResponse:
    return downloads.attachment(content, name, XLSX)
