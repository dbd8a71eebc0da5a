"""The four rates of a region, by county, department and park."""

from datetime import date

from django.shortcuts import get_object_or_404

from wutong.counting import rates
from wutong.counting.views.frame import show
from wutong.indicators import access as indicators
from wutong.kit import clock
from wutong.kit.pages import page
from wutong.kit.verdict import require


@page()
def index(request):
    """Each rate with its base; a cell opens to its rows."""
    require(indicators.can_read(request.actor))
    regions = indicators.regions_visible_to(request.actor)
    path = request.GET.get("scope") or request.actor.scope_path
    region = get_object_or_404(regions, path=path)
    on = _day(request.GET.get("on", "")) or clock.today()
    context = {
        "region": region,
        "regions": regions.filter(kind__in=["city", "county"]),
        "on": on,
        "tables": rates.tables(region, on),
        "rates": rates.RATES,
    }
    return show(request, "rates", context)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None
