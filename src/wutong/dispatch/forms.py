"""What is filled in around a meeting."""

from django import forms

from wutong.kit.scope import within
from wutong.org.models import Unit


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _area(label: str, required: bool = False, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": rows})
    )


class PlanForm(forms.Form):
    held_on = _day("会议日期")


class DecisionForm(forms.Form):
    """One decision; `section` is the section of the brief that it belongs to."""

    text = _area("议定事项", True, 2)
    owner_unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.none())
    due_on = _day("完成时限")
    section = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args, scope_path: str, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        units = Unit.objects.filter(within(scope_path, "path"), is_active=True)
        self.fields["owner_unit"].queryset = units.order_by("path")


class OpenForm(forms.Form):
    """Nothing to fill in: the button freezes the brief."""


class CloseForm(forms.Form):
    place = forms.CharField(label="地点", required=False, max_length=80)
    attendance = _area("出席")
    summary = _area("会议小结")


class AmendForm(CloseForm):
    """What was said of a meeting that is over, said anew."""

    reason = _area("更正理由", True, 2)


class CancelForm(forms.Form):
    reason = _area("不召开的理由", True)


STEP_FORMS = {"open": OpenForm, "close": CloseForm, "cancel": CancelForm}
