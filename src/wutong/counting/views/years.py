"""New Year's day: look at what the turn would do, turn, take back, open again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from wutong.counting import forms
from wutong.counting.views.frame import ADMINISTERS, act, show
from wutong.kit import clock
from wutong.kit.listing import chosen_id
from wutong.kit.pages import page, sent
from wutong.kit.verdict import Invalid, require
from wutong.org import queries as org
from wutong.org.models import Unit
from wutong.projects import access
from wutong.projects.models import ClosedYear
from wutong.projects.turnover import queries, services


def _county(request) -> Unit:
    """The county that the address names, the first of the actor's where it names none."""
    counties = org.counties_in(request.actor.scope_path)
    pk = chosen_id(request.GET.get("county") or request.POST.get("county"))
    county = (counties.filter(pk=pk) if pk else counties).first()
    if county is None:
        raise Http404
    return county


@page(roles=ADMINISTERS, methods=("GET", "POST"))
def index(request):
    """What turning last year over would do; the button does it."""
    county, today = _county(request), clock.today()
    year = queries.year_to_turn(county, today)
    if request.method == "POST":
        return _turn(request, county, today.year - 1)
    turn = queries.turn_of(county, year) if year else None
    context = {
        "county": county,
        "counties": org.counties_in(request.actor.scope_path),
        "turn": turn if turn and turn.standings else None,
        "year": today.year - 1,
        "turned": year is None,
        "closed": queries.closed_years(county),
        "may_turn": access.can_turn_over(request.actor, county),
    }
    return show(request, "years", context)


def _turn(request, county: Unit, year: int):
    try:
        turn = services.turn_over(by=request.actor, county=county, year=year)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"{year}年已结转：留存{len(turn.standings)}个项目，转为续建{len(turn.carried)}个"
        )
    return redirect(f"{reverse('counting:years')}?county={county.pk}")


VERBS = {
    "undo": ("撤销结转", services.take_back),
    "reopen": ("重新打开", services.reopen),
    "close": ("重新封存", None),
}


@page(roles=ADMINISTERS, methods=("GET", "POST"))
def change(request, pk: int, key: str):
    """Take a turn back, or open and close a sealed year."""
    if key not in VERBS:
        raise Http404
    counties = org.counties_in(request.actor.scope_path)
    closed = get_object_or_404(ClosedYear.objects.select_related("county"), pk=pk, county__in=counties)
    require(access.can_turn_over(request.actor, closed.county))
    label, verb = VERBS[key]
    form = (forms.ReasonForm if verb else forms.ButtonForm)(sent(request))
    return act(
        request,
        form,
        lambda values: (verb or services.close_again)(by=request.actor, closed=closed, **values),
        done=f"{closed.year}年：{label}",
        to=f"{reverse('counting:years')}?county={closed.county_id}",
        title=f"{label}{closed.year}年",
        subject=closed.county.name,
    )
