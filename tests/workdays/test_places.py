"""The working days in the database: the gazetted ones laid once, and a place's own beside them."""

from datetime import date

import pytest

from wutong.engines.calendar import shipped_table
from wutong.workdays import services
from wutong.workdays.models import Day, Notice
from wutong.workdays.queries import calendar_for, forget

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
# A Thursday that works everywhere.
FAIR = date(2026, 6, 11)


def add_place_s_day(path: str, day: date, works: bool) -> None:
    Day.objects.create(scope_path=path, date=day, works=works, name="赶集")
    forget()


def test_the_gazetted_days_are_laid_once():
    table = shipped_table()
    assert services.load_gazetted(noted_on=TODAY) == len(table.notices) == Notice.objects.count()
    assert Day.objects.count() == len(table.days)
    assert services.load_gazetted(noted_on=TODAY) == 0
    assert Day.objects.count() == len(table.days)


def test_a_year_that_was_entered_by_hand_is_left_alone():
    Notice.objects.create(year=2026, source="本地录入", noted_on=TODAY)
    services.load_gazetted(noted_on=TODAY)
    assert Notice.objects.get(year=2026).source == "本地录入"
    assert not Day.objects.filter(date__year=2026).exists()


def test_before_the_tables_are_laid_the_shipped_one_counts():
    assert calendar_for().add(date(2026, 2, 13), 3) == calendar_for("00010001").add(date(2026, 2, 13), 3)


def test_a_county_s_holiday_is_its_own_and_its_towns():
    services.load_gazetted(noted_on=TODAY)
    add_place_s_day("00010001", FAIR, False)
    eve = date(2026, 6, 10)
    rests = {
        path: calendar_for(path).add(eve, 1) for path in ("", "0001", "00010001", "000100010003", "00010002")
    }
    own = rests["00010001"]
    assert own == rests["000100010003"] != rests[""]
    assert rests[""] == rests["0001"] == rests["00010002"]


def test_the_nearer_place_decides():
    services.load_gazetted(noted_on=TODAY)
    add_place_s_day("0001", FAIR, False)
    add_place_s_day("00010001", FAIR, True)
    eve = date(2026, 6, 10)
    assert calendar_for("00010001").add(eve, 1) == calendar_for("").add(eve, 1)
    assert calendar_for("00010002").add(eve, 1) != calendar_for("").add(eve, 1)
