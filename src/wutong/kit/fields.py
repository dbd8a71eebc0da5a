"""Form fields of more than one app."""

from decimal import Decimal

from django import forms

WAN = Decimal(10_000)


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
