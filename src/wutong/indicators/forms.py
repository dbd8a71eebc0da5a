"""Asking for a day and a region, and entering a published figure."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from wutong.indicators.models import Observation
from wutong.kit import clock

EARLIEST = date(2000, 1, 1)
# A meeting that is being prepared asks how things will stand on its day.
AHEAD = timedelta(days=60)
WAN = Decimal(10_000)


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class AskForm(forms.Form):
    """The day that figures are read on, a meeting's to come included; today where nothing is asked."""

    on = _day("截至")

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if not EARLIEST <= day <= clock.today() + AHEAD:
            raise forms.ValidationError(f"请填{EARLIEST.year}年以后的日期，最晚到今天后{AHEAD.days}天")
        return day


class PublishedForm(forms.Form):
    """A figure as it stands in a bulletin: its name, meaning and period, in 万元."""

    indicator = forms.CharField(label="指标名称", max_length=60, help_text="照公布的写，例如：固定资产投资")
    meaning = forms.CharField(label="口径", max_length=40, initial="统计口径")
    period_first = _day("期初")
    period_last = _day("期末")
    value_wan = forms.DecimalField(label="数值（万元）", max_digits=18, decimal_places=6)
    growth_percent = forms.DecimalField(label="同比（%）", max_digits=10, decimal_places=2, required=False)
    source = forms.CharField(label="来源", max_length=120, help_text="哪个部门的哪份材料")
    known_on = _day("取得日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.initial.setdefault("known_on", clock.today())

    def values(self) -> dict[str, Any]:
        """Columns of an Observation; the amount in yuan."""
        values = dict(self.cleaned_data)
        values["value"] = values.pop("value_wan") * WAN
        return values


class CorrectionForm(PublishedForm):
    """The same figure anew: what identifies it stays as it is."""

    reason = forms.CharField(label="更正理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    IDENTITY = ("indicator", "meaning", "period_first", "period_last")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.IDENTITY:
            del self.fields[name]

    @classmethod
    def initial_of(cls, figure: Observation) -> dict[str, Any]:
        value = (figure.value / WAN).normalize()
        return {
            "value_wan": format(value, "f"),
            "growth_percent": figure.growth_percent,
            "source": figure.source,
        }
