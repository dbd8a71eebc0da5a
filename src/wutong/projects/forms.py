"""What the project office and its reporters fill in. Money is typed in 万元 and kept in yuan."""

from django import forms

from wutong.kit.fields import MonthField, WanField
from wutong.kit.scope import within
from wutong.org.enums import UnitKind
from wutong.org.models import Unit
from wutong.projects.enums import (
    Level,
    Light,
    Meaning,
    Nature,
    PermitKind,
    PermitState,
    ProjectType,
    TeamRole,
)
from wutong.projects.models import PRECISIONS, Project


def day(label: str, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def area(label: str, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def text(label: str, required: bool = False, limit: int = 200) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=limit)


class ProjectForm(forms.Form):
    """The record of a project."""

    beside = {"start_on": "start_precision", "finish_on": "finish_precision"}

    name = text("项目名称", True)
    nature = forms.ChoiceField(label="建设性质", choices=Nature.choices)
    project_type = forms.ChoiceField(label="项目类型", choices=ProjectType.choices)
    level = forms.ChoiceField(label="项目级别", choices=Level.choices)
    owner = text("项目单位")
    uscc = text("统一社会信用代码", limit=18)
    code = text("项目代码", limit=40)
    place = forms.ModelChoiceField(label="属地", queryset=Unit.objects.none(), required=False)
    place_text = text("建设地点", limit=120)
    dept = forms.ModelChoiceField(label="行业主管部门", queryset=Unit.objects.none(), required=False)
    content = area("建设内容及规模")
    total_yuan = WanField(label="计划总投资（万元）")
    plan_yuan = WanField(label="年度计划投资（万元）")
    start_on = day("计划开工")
    start_precision = forms.ChoiceField(label="精确到", choices=PRECISIONS[:6], required=False)
    finish_on = day("计划竣工")
    finish_precision = forms.ChoiceField(label="精确到", choices=PRECISIONS[:6], required=False)
    funding = text("资金来源", limit=120)
    tags = text("标签")
    land_mu = forms.DecimalField(label="用地（亩）", required=False, max_digits=12, decimal_places=2)
    floor_area_sqm = forms.DecimalField(
        label="建筑面积（平方米）", required=False, max_digits=14, decimal_places=2
    )
    capacity = text("产能", limit=120)
    output_yuan = WanField(label="达产年产值（万元）")
    tax_yuan = WanField(label="达产年税收（万元）")
    jobs = forms.IntegerField(label="吸纳就业（人）", required=False)

    def __init__(self, *args, county: Unit, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        here = Unit.objects.filter(within(county.path, "path"), is_active=True).order_by("path")
        self.fields["place"].queryset = here.filter(kind__in=[UnitKind.TOWN, UnitKind.PARK])
        self.fields["dept"].queryset = here.filter(kind=UnitKind.DEPARTMENT)

    def values(self) -> dict:
        """Columns as the service takes them; a date without precision is a day."""
        found = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        for which in ("start", "finish"):
            found[f"{which}_precision"] = (
                (found[f"{which}_precision"] or "day") if found[f"{which}_on"] else ""
            )
        return found


class EditForm(ProjectForm):
    """The record with the version that its editor saw."""

    reason = area("修改理由")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "改计划总投资或年度计划投资时必填；改计划开工、竣工时写明改期理由"

    @staticmethod
    def initial_of(project: Project) -> dict:
        return {name: getattr(project, name) for name in EditForm.base_fields if name != "reason"}


class ProgressForm(forms.Form):
    text = area("形象进度", True)
    percent = forms.IntegerField(label="完成比例（%）", required=False, min_value=0, max_value=100)
    declared_light = forms.ChoiceField(label="研判", choices=[("", "不填"), *Light.choices], required=False)
    next_step = area("下一步工作")


class MonthForm(forms.Form):
    meaning = forms.ChoiceField(label="口径", choices=Meaning.choices)
    month = MonthField(label="月份")
    month_yuan = WanField(label="当月完成投资（万元）")
    ytd_yuan = WanField(label="年初以来完成投资（万元）")
    source = text("来源", limit=120)


class CorrectionForm(forms.Form):
    month_yuan = WanField(label="当月完成投资（万元）")
    ytd_yuan = WanField(label="年初以来完成投资（万元）")
    reason = area("更正理由", True)


class PermitForm(forms.Form):
    kind = forms.ChoiceField(label="手续", choices=PermitKind.choices)
    state = forms.ChoiceField(label="办理情况", choices=PermitState.choices)
    number = text("证号或文号", limit=80)
    done_on = day("办结日期")


class ProblemForm(forms.Form):
    text = area("问题", True)
    measure = area("解决措施")
    owner_unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.none())
    due_on = day("解决时限", True)

    def __init__(self, *args, county: Unit, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["owner_unit"].queryset = Unit.objects.filter(
            within(county.path, "path"), is_active=True
        ).order_by("path")


class TeamForm(forms.Form):
    role = forms.ChoiceField(label="职责", choices=[("", "请选择"), *TeamRole.choices])
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none())
    name = text("姓名（只到单位的可不填）", limit=60)
    phone = text("手机（同名时用来区分）", limit=30)

    def __init__(self, *args, county: Unit, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["unit"].queryset = Unit.objects.filter(
            within(county.path, "path"), is_active=True
        ).order_by("path")


class PlanForm(forms.Form):
    """Nothing to fill in: the button lays the `nodes` that are shown."""

    def __init__(self, *args, nodes: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.nodes = nodes


class StepForm(forms.Form):
    reason = area("理由")
    proof_text = text("佐证（文号、证号或说明）")
    proof = forms.FileField(label="佐证文件", required=False)
