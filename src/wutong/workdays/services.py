"""Laying the gazetted days into the database."""

from datetime import date

from django.db import transaction

from wutong.engines.calendar import shipped_table
from wutong.workdays.models import Day, Notice
from wutong.workdays.queries import forget


def load_gazetted(*, noted_on: date) -> int:
    """Put in the years that the shipped table has and the database has not; returns how many. Idempotent."""
    table = shipped_table()
    known = set(Notice.objects.values_list("year", flat=True))
    years = {year: notice for year, notice in table.notices.items() if year not in known}
    if not years:
        return 0
    days = [Day(date=d, works=x.works, name=x.name) for d, x in table.days.items() if d.year in years]
    with transaction.atomic():
        Day.objects.bulk_create(days, batch_size=500)
        Notice.objects.bulk_create(
            Notice(year=year, source=notice.source, noted_on=noted_on) for year, notice in years.items()
        )
    forget()
    return len(years)
