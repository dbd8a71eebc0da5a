"""The pages of units, people and posts; everybody's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from wutong.kit.listing import page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.org import access, queries, roster, services
from wutong.org.forms import (
    ADD_FORMS,
    POST_FORMS,
    EditPersonForm,
    EditUnitForm,
    GiveLoginForm,
    OwnPasswordForm,
    ResetPasswordForm,
)
from wutong.org.models import Post, Unit


@page(roles=access.VIEWERS)
def index(request):
    """The tree of the region with its posts, their holders and the vacancies."""
    actor = request.actor
    filters = roster.Filters(request.GET)
    found = filters.apply(access.visible_to(actor), actor.scope_path).order_by("path")
    listed = page_of(found, request.GET.get("page"))
    top = len(actor.scope_path) // Unit.steplen
    context = {"filters": filters, "listed": listed, "rows": roster.rows(listed.rows, top)}
    context["vacancies"] = queries.vacancies(actor.scope_path).count()
    return render(request, "org/list.html", context)


@page(roles=access.VIEWERS)
def unit(request, pk):
    found = get_object_or_404(access.visible_to(request.actor), pk=pk)
    return render(request, "org/unit.html", {"unit": found, "page": roster.UnitPage(found, request.actor)})


@page(roles=access.VIEWERS, methods=("GET", "POST"))
def edit_unit(request, pk):
    """Another name, or closed."""
    found = get_object_or_404(access.visible_to(request.actor), pk=pk)
    require(access.can_administer(request.actor, found.path))
    return _answer(request, EditUnitForm(sent(request), actor=request.actor, on=found), found)


@page(roles=access.VIEWERS, methods=("GET", "POST"))
def add(request, pk, what):
    """A unit beneath, an alias, a person or a post."""
    if what not in ADD_FORMS:
        raise Http404
    found = get_object_or_404(access.visible_to(request.actor), pk=pk)
    require(access.can_administer(request.actor, found.path))
    form = ADD_FORMS[what](sent(request), actor=request.actor, on=found)
    return _answer(request, form, found)


@page(roles=access.VIEWERS, methods=("GET", "POST"))
def post(request, pk, what):
    """Give a post to somebody, let it fall vacant, rename or close it."""
    if what not in POST_FORMS:
        raise Http404
    found: Post = get_object_or_404(access.posts_visible_to(request.actor).select_related("unit"), pk=pk)
    require(access.can_add_post(request.actor, found.unit, found.role))
    form = POST_FORMS[what](sent(request), actor=request.actor, on=found)
    return _answer(request, form, found.unit, about=found.title)


@page(roles=access.VIEWERS, methods=("GET", "POST"))
def person(request, pk):
    """Name, phone, unit; whoever holds the person shows the change, nothing else is written."""
    found = _person(request.actor, pk)
    require(access.can_administer(request.actor, found.unit.path))
    form = EditPersonForm(sent(request), actor=request.actor, on=found)
    return _answer(request, form, found.unit, about=found.name)


@page(roles=access.VIEWERS, methods=("GET", "POST"))
def login(request, pk):
    """A login with a first password, or a new one for who lost theirs."""
    found = _person(request.actor, pk)
    require(access.can_give_login(request.actor, found))
    kind = ResetPasswordForm if found.account_id else GiveLoginForm
    form = kind(sent(request), actor=request.actor, on=found)
    return _answer(request, form, found.unit, about=found.name)


@page(roles=access.VIEWERS, methods=("POST",))
def let_in(request, pk, what):
    """Open or close an account."""
    if what not in ("open", "close"):
        raise Http404
    found = _person(request.actor, pk)
    try:
        services.open_or_close_login(by=request.actor, person=found, is_active=what == "open")
        messages.success(request, f"{found.name}的账号已{'启用' if what == 'open' else '停用'}")
    except Invalid as error:
        messages.error(request, str(error))
    return redirect("org:unit", found.unit_id)


@page(methods=("GET", "POST"))
def password(request):
    """One's own password; the session goes on, every other one ends."""
    form = OwnPasswordForm(sent(request), actor=request.actor, on=request.user)
    if request.method == "POST" and form.is_valid() and form.take():
        update_session_auth_hash(request, request.user)
        messages.success(request, form.done)
        return redirect("/")
    return render(request, "org/form.html", {"form": form}, status=422 if form.errors else 200)


def _person(actor, pk):
    return get_object_or_404(access.people_visible_to(actor).select_related("unit", "account"), pk=pk)


def _answer(request, form, found: Unit, about: str = ""):
    """Show the form, or do what it says and go back to the unit."""
    if request.method == "POST" and form.is_valid() and form.take():
        messages.success(request, form.done)
        return redirect("org:unit", found.pk)
    context = {"form": form, "unit": found, "about": about}
    return render(request, "org/form.html", context, status=422 if form.errors else 200)
