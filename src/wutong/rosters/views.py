"""The pages of lists: the sets with their counts, one list as of a day, its rule, its hands."""

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wutong.kit import clock, downloads
from wutong.kit.listing import page_of
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.kit.workbooks import XLSX
from wutong.org import queries as org
from wutong.projects import access as project_access
from wutong.projects.access import OFFICES
from wutong.rosters import access, forms, queries, rules, services, sheets
from wutong.rosters.models import Entry, Roster

KEEPERS = tuple(OFFICES)
PART = 1000


def _find(request, pk: int) -> Roster:
    return get_object_or_404(access.visible_to(request.actor), pk=pk)


@page()
def index(request):
    """The sets, the own region's first, each list with how many stand on it."""
    rosters = list(access.visible_to(request.actor))
    seen = project_access.visible_to(request.actor)
    counts = queries.counts(rosters, seen, clock.today())
    lists: dict[int, list] = {}
    for roster in rosters:
        told = (roster, counts[roster.pk], rules.sentences(roster.rule))
        lists.setdefault(roster.group_id, []).append(told)
    sets = list(access.sets_visible_to(request.actor))
    sets.sort(key=lambda group: (group.unit.path != request.actor.scope_path, group.unit.path))
    groups = [(g, lists.get(g.pk, []), access.can_keep(request.actor, g.unit)) for g in sets]
    context = {"groups": groups, "may_keep": request.actor.role in KEEPERS}
    context["several"] = len({group.unit_id for group in sets}) > 1
    return render(request, "rosters/index.html", context)


class Reading:
    """A list as a page shows it: as of a day, or its candidates."""

    def __init__(self, request, roster: Roster):
        self.roster, self.today = roster, clock.today()
        self.seen = project_access.visible_to(request.actor)
        self.on = _day(request.GET.get("on", "")) or self.today
        self.past = self.on < self.today
        self.candidates = request.GET.get("tab") == "candidates" and roster.promotes

    def projects(self):
        if self.candidates:
            found = self.seen.filter(queries.candidates(self.roster, self.today))
        elif self.past:
            found = queries.as_of(self.roster, self.seen, self.on)
        else:
            found = self.seen.filter(queries.members(self.roster, self.today))
        return queries.urgent_first(found).values_list("pk", flat=True)

    def rows(self, ids: list[int]) -> list[queries.Row]:
        return queries.rows(self.roster, ids, self.today, self.on)

    def all_rows(self) -> Iterator[queries.Row]:
        """Part by part: no statement names more projects than a database takes."""
        ids = list(self.projects())
        for start in range(0, len(ids), PART):
            yield from self.rows(ids[start : start + PART])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@page()
def detail(request, pk: int):
    """The signature page: who stands on the list, since when and why; who came and went."""
    roster = _find(request, pk)
    reading = Reading(request, roster)
    listed = page_of(reading.projects(), request.GET.get("page"))
    context = {
        "roster": roster,
        "reading": reading,
        "listed": listed,
        "rows": reading.rows(listed.rows),
        "counts": queries.counts([roster], reading.seen, reading.today)[pk],
        "sentences": rules.sentences(roster.rule),
        "kept_since": queries.kept_since(roster),
        "changes": queries.changes(roster, reading.seen, reading.today),
        "keep": access.can_keep(request.actor, roster.unit),
    }
    return render(request, "rosters/detail.html", context)


@page()
def export(request, pk: int):
    """The list as of a day as an Excel file."""
    roster = _find(request, pk)
    reading = Reading(request, roster)
    stream = sheets.workbook(roster, reading.all_rows(), reading.on)
    return downloads.stream(stream, f"{roster.name}（{reading.on}）.xlsx", XLSX)


def _act(request, form, verb, *, done: str, to: str, **shown):
    """Show the form; when it is sent and holds, act and go on; a rule's refusal stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except Invalid as error:
            for name, message in error.errors.items():
                form.add_error(name if name in form.fields else None, message)
        else:
            messages.success(request, done)
            return redirect(to)
    status = 422 if form.errors else 200
    return render(request, "rosters/form.html", {"form": form, "back": to, **shown}, status=status)


@page(roles=KEEPERS, methods=("POST",))
def ship(request):
    """Start from the lists that ship."""
    made = services.ship(by=request.actor, unit=org.region_of(request.actor.scope_path))
    messages.success(request, f"建好了{len(made)}份清单" if made else "自带的清单都已经有了")
    return redirect("rosters:list")


@page(roles=KEEPERS, methods=("GET", "POST"))
def make_set(request):
    unit, form = org.region_of(request.actor.scope_path), forms.SetForm(sent(request))

    def verb():
        services.name_set(by=request.actor, unit=unit, **form.cleaned_data)

    return _act(
        request,
        form,
        verb,
        done="已建立",
        to=reverse("rosters:list"),
        title="新建一组清单",
        subject=unit.name,
    )


@page(methods=("GET", "POST"))
def rename_set(request, pk: int):
    group = get_object_or_404(access.sets_visible_to(request.actor), pk=pk)
    require(access.can_keep(request.actor, group.unit))
    form = forms.SetForm(sent(request), initial={"name": group.name})

    def verb():
        services.name_set(by=request.actor, unit=group.unit, group=group, **form.cleaned_data)

    return _act(
        request, form, verb, done="已改名", to=reverse("rosters:list"), title="改名", subject=group.name
    )


def _own_sets(request):
    return access.sets_visible_to(request.actor).filter(unit__path=request.actor.scope_path)


@page(roles=KEEPERS, methods=("GET", "POST"))
def create(request):
    """A new list with its rule."""
    form = forms.RosterForm(sent(request), groups=_own_sets(request))

    def verb():
        values = form.values()
        services.make_roster(by=request.actor, group=values["group"], values=values)

    shown = {"title": "新建清单", "subject": "条件要同时满足；空着的不算条件。人工列入的清单不用写条件"}
    return _act(request, form, verb, done="已建立", to=reverse("rosters:list"), **shown)


@page(methods=("GET", "POST"))
def edit(request, pk: int):
    """Another name, set or rule."""
    roster = _find(request, pk)
    require(access.can_keep(request.actor, roster.unit))
    groups = access.sets_visible_to(request.actor).filter(unit=roster.unit)
    form = forms.RosterForm(sent(request), groups=groups, roster=roster)

    def verb():
        services.change_roster(by=request.actor, roster=roster, values=form.values())

    shown = {"title": "修改清单", "subject": f"{roster.name}：条件要同时满足；空着的不算条件"}
    return _act(request, form, verb, done="已保存", to=reverse("rosters:detail", args=[pk]), **shown)


@page(methods=("GET", "POST"))
def close(request, pk: int):
    """A list that is needed no more."""
    roster = _find(request, pk)
    require(access.can_keep(request.actor, roster.unit))
    form = forms.ReasonForm(sent(request))

    def verb():
        services.close_roster(by=request.actor, roster=roster, **form.cleaned_data)

    return _act(
        request, form, verb, done="已停用", to=reverse("rosters:list"), title="停用清单", subject=roster.name
    )


@page(methods=("GET", "POST"))
def add(request, pk: int):
    """Put a project on the list, or promote a candidate."""
    roster = _find(request, pk)
    require(access.can_keep(request.actor, roster.unit))
    named = {"project": request.GET.get("project", "")[:200]}
    form = forms.AddForm(sent(request), actor=request.actor, roster=roster, initial=named)

    def verb():
        services.add(by=request.actor, roster=roster, **form.cleaned_data)

    title = "晋级" if roster.promotes else "列入"
    to = reverse("rosters:detail", args=[pk])
    return _act(request, form, verb, done="已列入", to=to, title=title, subject=roster.name)


@page(methods=("GET", "POST"))
def remove(request, pk: int, entry_pk: int):
    """Take a project off the list."""
    roster = _find(request, pk)
    seen = project_access.visible_to(request.actor)
    entry = get_object_or_404(
        Entry.objects.select_related("project"), pk=entry_pk, roster=pk, project__in=seen
    )
    require(access.can_keep(request.actor, roster.unit))
    form = forms.ReasonForm(sent(request))
    entry.roster = roster

    def verb():
        services.remove(by=request.actor, entry=entry, **form.cleaned_data)

    to = reverse("rosters:detail", args=[pk])
    return _act(
        request, form, verb, done="已移出", to=to, title="移出", subject=f"{roster.name}：{entry.project}"
    )
