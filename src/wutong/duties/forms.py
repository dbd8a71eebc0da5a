"""What a person fills in to take a step. `take` calls the service; refusals of a rule come back at their field."""

from django import forms
from django.db.models import Q

from wutong.duties import services
from wutong.duties.enums import EvidenceKind, StopType
from wutong.duties.models import DueRequest, Duty
from wutong.duties.queries import open_stops
from wutong.duties.rules import evidence_words, kind_of
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.kit.verdict import Invalid
from wutong.org.models import Post, Unit

PRECISIONS = [("day", "当日"), ("tenday", "旬末"), ("month", "月底"), ("quarter", "季末"), ("year", "年底")]


class StepForm(forms.Form):
    """A form that takes one step on one duty.

    The page sends the `version` it showed: who decides on what somebody has changed since is asked to look again.
    """

    submit = "提交"
    done = "已提交"
    adds_only = False

    def __init__(self, *args, actor: Actor, duty: Duty, **kwargs):
        self.actor, self.duty = actor, duty
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.shape()

    def shape(self) -> None:
        """Fit the fields to the duty."""

    def clean(self):
        seen = self.data.get("version")
        if seen and not self.adds_only and seen != str(self.duty.version):
            raise forms.ValidationError("这条记录已被他人修改，请核对最新内容后再提交")
        return super().clean()

    def take(self) -> bool:
        """Call the service; False where a rule refused, with the reason at its field."""
        try:
            self.act()
        except Invalid as error:
            for name, message in error.errors.items():
                self.add_error(name if name in self.fields else None, message)
            return False
        return True

    def act(self) -> None:
        raise NotImplementedError


def _area(label: str, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=required, max_length=2000, widget=widget)


def _day(label: str, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class EvidenceForm(StepForm):
    """Text with one piece of evidence, which may be left out."""

    text = _area("办理情况")
    evidence_kind = forms.ChoiceField(label="佐证类型", required=False)
    evidence_text = forms.CharField(label="证号、文号或确认人", required=False, max_length=400)
    evidence_file = forms.FileField(label="照片或文件", required=False)

    def shape(self) -> None:
        kind = self.fields["evidence_kind"]
        kind.choices = [("", "暂无"), *EvidenceKind.choices]
        if needed := kind_of(self.duty.kind).evidence:
            kind.help_text = f"销号须有：{evidence_words(needed)}（任一）"

    def clean(self):
        super().clean()
        data = self.cleaned_data
        given = data.get("evidence_text") or data.get("evidence_file")
        if given and not data.get("evidence_kind"):
            self.add_error("evidence_kind", "请选择佐证类型")
        return data

    def proofs(self) -> list[services.Proof]:
        data = self.cleaned_data
        if not data["evidence_kind"]:
            return []
        return [services.Proof(data["evidence_kind"], data["evidence_text"], upload=data["evidence_file"])]


class NoteForm(EvidenceForm):
    submit = "提交进展"
    done = "已记进展"
    adds_only = True

    def act(self) -> None:
        text = self.cleaned_data["text"]
        services.note(by=self.actor, duty=self.duty, text=text, evidence=self.proofs())


class AcceptForm(StepForm):
    submit = "签收"
    done = "已签收"
    adds_only = True

    def act(self) -> None:
        services.accept(by=self.actor, duty=self.duty)


class ChaseForm(StepForm):
    submit = "催办"
    done = "已催办"
    adds_only = True
    text = _area("催办意见", required=False)

    def act(self) -> None:
        services.chase(by=self.actor, duty=self.duty, text=self.cleaned_data["text"])


class ReportForm(EvidenceForm):
    submit = "提交反馈"
    done = "已反馈，待核验"

    def act(self) -> None:
        text = self.cleaned_data["text"]
        services.report(by=self.actor, duty=self.duty, text=text, evidence=self.proofs())


class StrikeOffForm(StepForm):
    submit = "核验属实，销号"
    done = "已销号"
    text = _area("核验意见", required=False)

    def act(self) -> None:
        services.strike_off(by=self.actor, duty=self.duty, text=self.cleaned_data["text"])


class SendBackForm(StepForm):
    submit = "退回"
    done = "已退回"
    reason = _area("退回理由")

    def act(self) -> None:
        services.send_back(by=self.actor, duty=self.duty, reason=self.cleaned_data["reason"])


class CancelForm(StepForm):
    submit = "取消事项"
    done = "已取消"
    reason = _area("取消理由")

    def act(self) -> None:
        services.cancel(by=self.actor, duty=self.duty, reason=self.cleaned_data["reason"])


class StopForm(StepForm):
    submit = "暂停计时"
    done = "已暂停计时"
    stop_type = forms.ChoiceField(label="暂停类型", choices=StopType.choices)
    reason = _area("事由")
    basis = forms.CharField(label="依据", required=False, max_length=200)
    limit = forms.IntegerField(label="暂停时限", required=False, min_value=0, max_value=3650)

    def shape(self) -> None:
        self.fields["limit"].help_text = f"单位：{self.duty.get_unit_display()}，不填为未定"

    def act(self) -> None:
        services.stop(by=self.actor, duty=self.duty, **self.cleaned_data)


class ResumeForm(StepForm):
    submit = "恢复计时"
    done = "已恢复计时"
    stop_type = forms.ChoiceField(label="恢复哪一项暂停")
    text = _area("说明", required=False)

    def shape(self) -> None:
        labels = dict(StopType.choices)
        self.fields["stop_type"].choices = [(key, labels[key]) for key in open_stops(self.duty)]

    def act(self) -> None:
        services.resume(by=self.actor, duty=self.duty, **self.cleaned_data)


class ExtendForm(StepForm):
    beside = {"to_date": "precision"}
    submit = "提交改期申请"
    done = "改期申请已提交"
    to_date = _day("改至")
    precision = forms.ChoiceField(label="精确到", choices=PRECISIONS)
    reason = _area("理由")

    def act(self) -> None:
        services.request_due(by=self.actor, duty=self.duty, **self.cleaned_data)


class HandOverForm(StepForm):
    submit = "移交"
    done = "已移交"
    to_unit = forms.ModelChoiceField(label="移交单位", queryset=Unit.objects.none())
    to_post = forms.ModelChoiceField(label="岗位", queryset=Post.objects.none(), required=False)
    reason = _area("理由")

    def shape(self) -> None:
        here = Q(is_active=True) & within(self.duty.scope_path)
        self.fields["to_unit"].queryset = Unit.objects.filter(here).order_by("path")
        posts = Post.objects.filter(is_active=True, unit__is_active=True).filter(
            within(self.duty.scope_path, "unit__scope_path")
        )
        self.fields["to_post"].queryset = posts.select_related("unit").order_by("unit__path", "id")
        self.initial.setdefault("to_unit", self.duty.owner_unit_id)

    def act(self) -> None:
        services.hand_over(by=self.actor, duty=self.duty, **self.cleaned_data)


class DecideForm(forms.Form):
    """Approve or refuse a due date; the button pressed says which."""

    note = _area("审批意见", required=False)

    def take(self, actor: Actor, request: DueRequest, approve: bool) -> bool:
        try:
            services.decide_due(by=actor, request=request, approve=approve, note=self.cleaned_data["note"])
        except Invalid as error:
            for name, message in error.errors.items():
                self.add_error(name if name in self.fields else None, message)
            return False
        return True


STEP_FORMS: dict[str, type[StepForm]] = {
    "accept": AcceptForm,
    "chase": ChaseForm,
    "note": NoteForm,
    "report": ReportForm,
    "strike_off": StrikeOffForm,
    "send_back": SendBackForm,
    "extend": ExtendForm,
    "stop": StopForm,
    "resume": ResumeForm,
    "hand_over": HandOverForm,
    "cancel": CancelForm,
}
