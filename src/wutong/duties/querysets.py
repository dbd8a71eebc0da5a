"""Adjectives of duties."""

from datetime import date

from django.db import models
from django.db.models import Case, Exists, Expression, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from wutong.duties.rules import OPEN_STATES
from wutong.kit import sockets
from wutong.org.models import Holding


def light_case(today: date) -> Expression:
    """The light as SQL: ok, warn, over, paused or done. The same rule as `rules.light`."""
    day = Coalesce(F("reported_on"), Value(today, models.DateField()))
    return Case(
        When(~Q(state__in=OPEN_STATES), then=Value("done")),
        When(due_on__lt=day, then=Value("over")),
        When(paused=True, then=Value("paused")),
        When(warn_on__lte=day, then=Value("warn")),
        default=Value("ok"),
        output_field=models.CharField(),
    )


def overdue(today: date, prefix: str = "") -> Q:
    """Unfinished and late by the rule of the light: what is reported is judged by the day of its report."""
    day = Coalesce(F(f"{prefix}reported_on"), Value(today, models.DateField()))
    return Q(**{f"{prefix}state__in": OPEN_STATES, f"{prefix}due_on__lt": day})


def unaccepted(today: date, prefix: str = "") -> Q:
    """Open, and its receipt was due before today and has not been confirmed. The same rule as `rules.unaccepted`."""
    return Q(**{f"{prefix}state": "open", f"{prefix}accepted_on": None, f"{prefix}accept_by__lt": today})


def in_sight(today: date) -> Q:
    """What others' lists show: everything but what comes in a rhythm and is not late."""
    routine = [kind.key for kind in sockets.duty_kinds.values() if kind.routine]
    return ~Q(kind__in=routine) | overdue(today)


def vacant() -> Q:
    """Nobody was named when it was opened and nobody has been since, or who was named has left the post empty."""
    held = Holding.objects.filter(post=OuterRef("owner_post"), until=None)
    return Q(vacant=True) | (Q(owner_post__isnull=False) & ~Exists(held))


class DutyQuerySet(models.QuerySet):
    def unfinished(self):
        """Open, or reported and not yet verified."""
        return self.filter(state__in=OPEN_STATES)

    def with_light(self, today: date):
        return self.annotate(light=light_case(today))

    def for_rows(self):
        """With what a row of a list shows, and nothing more."""
        return self.select_related("owner_unit", "owner_post", "creditor_unit")

    def most_urgent_first(self):
        """By due day; what is paused or has no due day comes last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "id")
