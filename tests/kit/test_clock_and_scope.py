"""Standing on a day; and the range of strings that tells a region's rows from its neighbours'."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Q
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from wutong.kit import clock, scope
from wutong.kit.scope import is_within, within
from wutong.org.models import Unit

DAY = date(2026, 2, 13)


def test_a_day_stands_at_nine_in_the_place_s_morning():
    with clock.standing_on(DAY):
        now = timezone.localtime(clock.now())
        assert (now.date(), now.hour, now.minute) == (DAY, 9, 0)
        assert clock.today() == DAY


def test_the_clock_runs_on_and_comes_back():
    before = clock.now()
    with clock.standing_on(DAY):
        first = clock.now()
        assert clock.now() >= first
        with clock.standing_on(date(2020, 1, 1)):
            assert clock.today() == date(2020, 1, 1)
        assert clock.today() == DAY
    assert timedelta() <= clock.now() - before < timedelta(minutes=1)


def test_it_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.standing_on(DAY):
        raise ZeroDivisionError
    assert clock.today() != DAY


def test_midnight_is_the_place_s_own():
    """23:30 in Greenwich is the next morning in Beijing."""
    with clock.standing_on(datetime(2026, 2, 12, 23, 30, tzinfo=UTC)):
        assert clock.today() == DAY
    assert timezone.localtime(clock.end_of(DAY)).date() == DAY
    assert timezone.localtime(clock.end_of(DAY) + timedelta(microseconds=1)).date() == clock.date_after(
        DAY, 1
    )


def test_a_naive_moment_is_the_place_s_own():
    with clock.standing_on(datetime(2026, 2, 13, 0, 30)):
        assert clock.today() == DAY


def test_an_installation_s_own_clock(settings):
    settings.CLOCK = "2031-05-06T08:00"
    assert clock.today() == date(2031, 5, 6)
    with clock.standing_on(DAY):
        assert clock.today() == DAY


# Scope.

PATHS = st.lists(st.sampled_from(["0001", "0002", "000Z", "00ZZ", "ZZZZ"]), max_size=4).map("".join)


@pytest.mark.django_db
def test_a_range_of_strings_is_the_subtree():
    for n, path in enumerate(["0001", "00010001", "000100010002", "0002", "00020001", "000Z", "ZZZZ"]):
        Unit.objects.bulk_create([Unit(name=f"{n}", path=path, depth=len(path) // 4, scope_path=path)])
    everywhere = set(Unit.objects.values_list("path", flat=True))
    for path in [*everywhere, "", "0003", "0001000"]:
        found = set(Unit.objects.filter(within(path, "path")).values_list("path", flat=True))
        assert found == {p for p in everywhere if is_within(p, path)}


@given(path=PATHS, ancestor=PATHS)
def test_the_range_agrees_with_the_prefix(path, ancestor):
    condition = within(ancestor, "path")
    bounds = dict(condition.children)
    inside = not bounds or bounds["path__gte"] <= path < bounds["path__lt"]
    assert inside is is_within(path, ancestor)


def test_a_range_that_ends_too_soon_would_lose_rows(monkeypatch):
    """The control: with a last character that paths may hold, the subtree is cut off."""
    monkeypatch.setattr(scope, "_LAST", "0")
    bounds = dict(within("0001").children)
    assert not bounds["scope_path__gte"] <= "00010002" < bounds["scope_path__lt"]


def test_the_empty_path_is_everywhere():
    assert within("") == Q()
