"""The pages of projects: find through `visible_to`, form, service, answer."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from wutong.audit.queries import history_of
from wutong.duties.queries import light_of
from wutong.kit import clock, downloads
from wutong.kit.listing import page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, Stale, require
from wutong.kit.workbooks import XLSX
from wutong.org import queries as org
from wutong.org.enums import Role
from wutong.projects import access, forms, papers, queries, register, services
from wutong.projects.chronicle import chronicle, revisions_of
from wutong.projects.dossier import Dossier
from wutong.projects.flows import CONDITION, STAGE
from wutong.projects.models import MonthFigure

OFFICES = (Role.PROJECT_OFFICE, Role.CITY_OFFICE)


def _find(request, pk: int):
    """The project as its pages need it; 404 where the actor may not see it."""
    projects = access.visible_to(request.actor).select_related("county", "place", "dept")
    return get_object_or_404(projects, pk=pk)


@page()
def index(request):
    """All projects of the actor with both lights, money in its own meaning and the next node."""
    today = clock.today()
    filters = register.Filters(request.GET, access.listed_for(request.actor), today)
    listed = page_of(filters.apply().values_list("pk", flat=True), request.GET.get("page"))
    context = {"filters": filters, "listed": listed, "rows": register.rows(listed.rows, today)}
    context["may_create"] = request.actor.role in OFFICES
    return render(request, "projects/index.html", context)


@page()
def export(request):
    """The list as filtered, as an Excel file without a limit of rows."""
    today = clock.today()
    filters = register.Filters(request.GET, access.listed_for(request.actor), today)
    note = f"{request.actor.unit_name}导出，数据截至{today.year}年{today.month}月{today.day}日"
    stream = register.workbook(filters.apply(), today, note)
    return downloads.stream(stream, f"项目清单（{today}）.xlsx", XLSX)


@page()
def detail(request, pk: int):
    """The signature page: one life line with people, money, permits and problems on it."""
    dossier = Dossier(_find(request, pk), request.actor, clock.today())
    return render(request, "projects/detail.html", {"project": dossier.project, "page": dossier})


@page()
def paper(request, pk: int, form: str):
    """The project on one A4."""
    if form not in papers.FORMS:
        raise Http404
    dossier = Dossier(_find(request, pk), request.actor, clock.today())
    media_type, write = papers.FORMS[form]
    try:
        content = write(papers.page_of(dossier))
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("projects:detail", pk)
    name = f"{dossier.project.name}一页纸（{dossier.today}）.{form}"
    return downloads.attachment(content, name, media_type)


@page()
def history(request, pk: int):
    project = _find(request, pk)
    return render(request, "projects/history.html", {"project": project, "entries": chronicle(project)})


@page()
def figure(request, pk: int, figure_pk: int):
    """One month in one meaning with every telling of it: who, when, from what to what, why."""
    project = _find(request, pk)
    told = get_object_or_404(MonthFigure, pk=figure_pk, project=project)
    context = {"project": project, "figure": told, "revisions": revisions_of(told)}
    return render(request, "projects/figure.html", context)


@page()
def past(request):
    """What the ledger said on a past day."""
    asked, today = _day(request.GET.get("on", "")), clock.today()
    day = min(asked or today, today)
    context = {"day": day, "today": today, "rows": queries.as_of(request.actor, day)}
    context["ahead"] = asked if asked and asked > today else None
    return render(request, "projects/past.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@page()
def problems(request):
    """The ledger of problems: who solves what until when, and how far it is."""
    today = clock.today()
    found = queries.problems_visible_to(request.actor)
    state = request.GET.get("state", "open")
    if state == "open":
        found = found.filter(duty__state__in=["open", "reported"]).order_by("duty__due_on", "id")
    else:
        found = found.exclude(duty__state__in=["open", "reported"]).order_by("-duty__settled_on", "-id")
    listed = page_of(found, request.GET.get("page"))
    rows = [(problem, *light_of(problem.duty, today)) for problem in listed.rows]
    return render(request, "projects/problems.html", {"listed": listed, "rows": rows, "state": state})


# What is filled in.


def _form_page(request, form, act, *, title: str, project=None, done: str = "已保存", note: str = ""):
    """Show the form; when it is sent, act on its values and go to the project; a rule's refusal stands at its field."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act(form)
            except Invalid as error:
                for name, message in error.errors.items():
                    form.add_error(name if name in form.fields else None, message)
            except Stale as error:
                status = 409
                form.add_error(None, _changed_since(error.current))
            else:
                messages.success(request, done)
                return redirect("projects:detail", (project or made).pk)
    context = {"form": form, "title": title, "project": project, "note": note, "wide": len(form.fields) > 8}
    return render(request, "projects/form.html", context, status=status)


def _changed_since(current) -> str:
    """Who changed what since the form was opened; what was typed stays in the form."""
    past = history_of(current, limit=1)
    who = f"{past[0].entry.person_name}（{past[0].entry.unit_name}）" if past else "别人"
    fields = "、".join(field.label for field in past[0].fields) if past else ""
    return f"您打开之后，{who}修改了：{fields}。您填的还在下面，核对后再点一次保存就以您的为准"


@page(roles=OFFICES, methods=("GET", "POST"))
def create(request):
    county = org.region_of(request.actor.scope_path)
    require(access.can_create(request.actor, county))
    form = forms.ProjectForm(sent(request), county=county)
    return _form_page(
        request,
        form,
        lambda form: services.create_project(by=request.actor, county=county, **form.values()),
        title="新建项目",
        done="已建立项目",
    )


@page(methods=("GET", "POST"))
def edit(request, pk: int):
    project = _find(request, pk)
    require(access.can_edit(request.actor, project))
    start = forms.EditForm.initial_of(project)
    form = forms.EditForm(sent(request), county=project.county, initial=start)

    def act(form):
        try:
            asked = services.edit_project(
                by=request.actor, project=project, expected=form.cleaned_data["version"], **form.values()
            )
        except Stale as error:
            # The next try is made knowing what the other changed.
            form.data = form.data.copy()
            form.data["version"] = error.current.version
            raise
        for request_made in asked:
            title = request_made.duty.title.removeprefix(project.name)
            messages.warning(request, f"已提交“{title}”改期申请，待审批；批准以前节点仍按原来的日子")
        return project

    return _form_page(request, form, act, title="修改项目", project=project)


@page(methods=("GET", "POST"))
def progress(request, pk: int):
    project = _find(request, pk)
    require(access.can_report(request.actor, project))
    start = {"text": project.progress, "next_step": project.next_step, "percent": project.percent}
    form = forms.ProgressForm(sent(request), initial=start)
    return _form_page(
        request,
        form,
        lambda form: services.report_progress(by=request.actor, project=project, **form.cleaned_data),
        title="报进度",
        project=project,
        done="已报进度",
    )


@page(methods=("GET", "POST"))
def month(request, pk: int):
    project = _find(request, pk)
    require(access.can_report(request.actor, project))
    form = forms.MonthForm(sent(request))

    def act(form):
        values = {**form.cleaned_data, "source": form.cleaned_data["source"] or "填报"}
        return services.report_month(by=request.actor, project=project, **values)

    return _form_page(request, form, act, title="报月度投资", project=project)


@page(methods=("GET", "POST"))
def correction(request, pk: int, figure_pk: int):
    project = _find(request, pk)
    require(access.can_report(request.actor, project))
    figure = get_object_or_404(MonthFigure, pk=figure_pk, project=project, current=True)
    start = {"month_yuan": figure.month_yuan, "ytd_yuan": figure.ytd_yuan}
    form = forms.CorrectionForm(sent(request), initial=start)
    return _form_page(
        request,
        form,
        lambda form: services.correct_month(by=request.actor, figure=figure, **form.cleaned_data),
        title=f"更正{figure.month.year}年{figure.month.month}月（{figure.get_meaning_display()}）",
        project=project,
        done="已更正，原数留存",
    )


@page(methods=("GET", "POST"))
def permit(request, pk: int):
    project = _find(request, pk)
    require(access.can_set_permit(request.actor, project))
    form = forms.PermitForm(sent(request), initial={"kind": request.GET.get("kind", "")})
    return _form_page(
        request,
        form,
        lambda form: services.set_permit(by=request.actor, project=project, **form.cleaned_data),
        title="手续办理情况",
        project=project,
    )


@page(methods=("GET", "POST"))
def problem(request, pk: int):
    project = _find(request, pk)
    require(access.can_report(request.actor, project))
    form = forms.ProblemForm(sent(request), county=project.county)
    return _form_page(
        request,
        form,
        lambda form: services.raise_problem(by=request.actor, project=project, **form.cleaned_data),
        title="报问题",
        project=project,
        done="已列入问题台账",
    )


@page(methods=("GET", "POST"))
def team(request, pk: int):
    project = _find(request, pk)
    require(access.can_edit(request.actor, project))
    form = forms.TeamForm(sent(request), county=project.county)
    return _form_page(
        request,
        form,
        lambda form: services.assign_named(by=request.actor, project=project, **form.cleaned_data),
        title="调整责任人",
        project=project,
    )


@page(methods=("GET", "POST"))
def step(request, pk: int, key: str):
    """A step forward, or a change of condition with reason and proof."""
    project = _find(request, pk)
    flow = STAGE if key in STAGE.steps else CONDITION
    if key not in flow.steps:
        raise Http404
    require(flow.may(request.actor, project, key))
    form = forms.StepForm(sent(request), request.FILES or None)

    def act(form):
        services.take_step(
            by=request.actor,
            project=project,
            step=key,
            reason=form.cleaned_data["reason"],
            proof_text=form.cleaned_data["proof_text"],
            proof=form.cleaned_data["proof"],
        )
        return project

    note = "要写明理由，并有佐证（文号或文件）。" if flow.steps[key].reason else ""
    return _form_page(request, form, act, title=flow.steps[key].label, project=project, note=note)


@page(methods=("GET", "POST"))
def plan(request, pk: int):
    """Lay the nodes backward from the promised finish."""
    project = _find(request, pk)
    require(access.can_edit(request.actor, project))

    def act(form):
        laid, passed = services.plan_nodes(by=request.actor, project=project)
        if passed:
            messages.warning(
                request, f"有{passed}个节点倒排出来的日子已经过去，没有排；请先核对计划开工和竣工"
            )
        messages.info(request, f"排了{laid}个节点")
        return project

    note = "按项目类型的模板，从计划开工和计划竣工往前倒排工作日，每个节点成为一项任务；已过去的阶段不排，已有的节点不重复。"
    form = forms.PlanForm(sent(request), nodes=queries.nodes_to_come(project, clock.today()))
    return _form_page(request, form, act, title="倒排节点", project=project, done="已倒排节点", note=note)
