"""The working days of this installation: the national notices and a place's own additions, as data."""

from django.db import models


class Notice(models.Model):
    """A year whose working days are gazetted; a year without a notice is provisional (暂定)."""

    year = models.IntegerField("年份", unique=True)
    source = models.CharField("依据", max_length=200)
    noted_on = models.DateField("登记日期")

    class Meta:
        db_table = "workdays_notice"

    def __str__(self):
        return f"{self.year}"


class Day(models.Model):
    """A day that does not follow the weekday rule. `scope_path` empty: everywhere; else a place's own addition."""

    scope_path = models.CharField("适用地区", max_length=255, blank=True)
    date = models.DateField("日期")
    works = models.BooleanField("上班")
    name = models.CharField("名称", max_length=60, blank=True)

    class Meta:
        db_table = "workdays_day"
        constraints = [models.UniqueConstraint(fields=["scope_path", "date"], name="workdays_day_place")]

    def __str__(self):
        return f"{self.date} {'上班' if self.works else '休息'}"
