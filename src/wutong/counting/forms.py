"""What is filled in around being counted. Money is read from sheets, never typed here."""

from django import forms

from wutong.counting.enums import GapReason, ItemState
from wutong.counting.queries import OTHERS
from wutong.kit.fields import MonthField
from wutong.kit.scope import within
from wutong.org.models import Unit
from wutong.projects.models import Project


def _day(label: str, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _text(label: str, required: bool = False, limit: int = 120) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=limit)


def _area(label: str, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class _Plain(forms.Form):
    """Labels without a colon."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class _WithUnits(_Plain):
    """A form that names a unit of the county."""

    def __init__(self, *args, county: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(within(county.path, "path"), is_active=True)
        self.fields["unit"].queryset = units.order_by("path")


class ButtonForm(_Plain):
    """Nothing to fill in: the button is the act."""


class DeclareForm(_Plain):
    on = _day("申报日期")


class EnterForm(_Plain):
    library_code = _text("统计库编码", True, 40)
    on = _day("入库日期")


class ReturnForm(_Plain):
    on = _day("日期")
    reason = _area("理由", True)


STEP_FORMS = {
    "prepare": ButtonForm,
    "declare": DeclareForm,
    "enter": EnterForm,
    "send_back": ReturnForm,
    "take_out": ReturnForm,
}


class DueForm(_Plain):
    due_on = _day("备齐时限")


class AssignForm(_WithUnits):
    unit = forms.ModelChoiceField(label="谁来办", queryset=Unit.objects.none())
    due_on = _day("备齐时限")


class SettleForm(_Plain):
    state = forms.ChoiceField(label="情况", choices=ItemState.choices)
    proof_text = _text("文号、证号或说明", limit=200)
    proof = forms.FileField(label="佐证文件", required=False)


class GapForm(_WithUnits):
    reason = forms.ChoiceField(label="差额原因", choices=GapReason.choices)
    text = _area("说明")
    unit = forms.ModelChoiceField(label="由谁对平", queryset=Unit.objects.none(), required=False)
    due_on = _day("对平时限", False)


class SheetForm(_Plain):
    meaning = forms.ChoiceField(label="口径", choices=[(m.value, m.label) for m in OTHERS])
    month = MonthField(label="月份", required=False, help_text="表里写明月份的可不选")
    file = forms.FileField(label="表格（.xlsx、.xls、.csv）")


class StartForm(_Plain):
    name = _text("名称", True)
    held_on = _day("日期")
    place = _text("地点")
    host = _text("主持", limit=60)


class AddForm(_Plain):
    project = forms.ModelChoiceField(label="项目", queryset=Project.objects.none())

    def __init__(self, *args, county: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        live = Project.objects.filter(county=county).exclude(condition="cancelled")
        self.fields["project"].queryset = live.order_by("name").only("id", "name")


class RuleForm(_Plain):
    first = _day("计划开工自")
    last = _day("计划开工至")


class ReasonForm(_Plain):
    reason = _area("理由", True)
