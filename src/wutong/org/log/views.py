"""Who did what, the latest first; and what one act changed."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render

from wutong.audit.models import Entry
from wutong.audit.queries import kind_words, touched
from wutong.kit.listing import page_of
from wutong.kit.pages import page
from wutong.org import access
from wutong.org.log.listing import Filters, deed


@dataclass(frozen=True)
class Row:
    entry: Entry
    deed: str
    kind: str


def _row(entry: Entry) -> Row:
    return Row(entry, deed(entry.verb), kind_words(entry.object_type) if entry.object_type else "")


@page(roles=access.LOG_READERS)
def index(request):
    """The entries of the region."""
    filters = Filters(request.GET)
    found = filters.apply(access.entries_visible_to(request.actor)).order_by("-seq")
    listed = page_of(found, request.GET.get("page"))
    context = {"filters": filters, "listed": listed, "rows": [_row(entry) for entry in listed.rows]}
    return render(request, "org/log/index.html", context)


@page(roles=access.LOG_READERS)
def entry(request, seq):
    """One entry with every change of a field."""
    found = access.entries_visible_to(request.actor).filter(seq=seq).first() if seq < 2**63 else None
    if found is None:
        raise Http404
    listed = page_of(found.changes.order_by("id"), request.GET.get("page"))
    context = {"row": _row(found), "listed": listed, "touched": touched(listed.rows)}
    return render(request, "org/log/entry.html", context)
