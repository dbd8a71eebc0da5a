"""Form fields of more than one app."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

WAN = Decimal(10_000)
_MONTH = re.compile(r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})(?:\s*月|(?:-|/|\.)\d{1,2})?")


class WanField(forms.DecimalField):
    """An amount in 万元, as yuan on the inside."""

    def __init__(self, **kwargs):
        super().__init__(max_digits=14, decimal_places=6, required=kwargs.pop("required", False), **kwargs)

    def clean(self, value):
        cleaned = super().clean(value)
        return None if cleaned is None else cleaned * WAN

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            return format((value / WAN).normalize(), "f")
        return value


class MonthField(forms.Field):
    """A month, as its first day. The browser's month picker where it has one; else typed: 2026-11 or 2026年11月."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-11", "autocomplete": "off"})

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = _MONTH.fullmatch(text)
        if not found or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2200:
            raise forms.ValidationError(f"读不懂“{text[:20]}”，请写成 2026-11 这样的年月")
        return date(int(found[1]), int(found[2]), 1)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value
