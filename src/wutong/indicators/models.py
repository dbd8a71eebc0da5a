"""Figures published by others, beside those that the platform computes from its rows."""

from django.db import models

from wutong.kit.models import Record
from wutong.org.models import Unit


class Observation(Record):
    """One published figure of a region: an amount or a rate, for a period, from a source, known on a day.

    `indicator` is its name as published (固定资产投资), `value` is yuan. `meaning` keeps statistics (统计口径) apart from
    the projects' own figures; they never share a field. A correction is a new revision with its reason; the earlier
    rows stay as they were known.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="observations")
    indicator = models.CharField("指标", max_length=60)
    meaning = models.CharField("口径", max_length=40)
    period_first = models.DateField("期初")
    period_last = models.DateField("期末")
    value = models.DecimalField("数值", max_digits=24, decimal_places=6)
    growth_percent = models.DecimalField("同比", max_digits=10, decimal_places=2, null=True)
    source = models.CharField("来源", max_length=120)
    known_on = models.DateField("取得日期")
    revision = models.SmallIntegerField("更正次数", default=0)
    reason = models.CharField("更正理由", max_length=400, blank=True)
    person_name = models.CharField("录入人", max_length=60, blank=True)

    class Meta:
        db_table = "indicators_observation"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "indicator", "meaning", "period_first", "period_last", "revision"],
                name="indicators_obs_once",
            )
        ]

    def __str__(self):
        return f"{self.unit} {self.indicator} {self.period_last:%Y-%m}"
