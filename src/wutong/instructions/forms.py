"""What is filled in around an instruction. `take` calls the service; refusals of a rule come back at their field."""

from collections.abc import Callable

from django import forms
from django.db.models import Q

from wutong.instructions import access, queries, services
from wutong.instructions.enums import Answer
from wutong.instructions.models import Instruction
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.kit.verdict import Invalid
from wutong.org.models import Person, Post, Unit


def _area(label: str, required: bool = False, rows: int = 4, most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows})
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class _Form(forms.Form):
    """A form that acts on an instruction, or makes one."""

    submit = "提交"
    done = "已提交"

    def __init__(self, *args, actor: Actor, instruction: Instruction | None = None, **kwargs):
        self.actor, self.instruction = actor, instruction
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.shape()

    def shape(self) -> None:
        """Fit the fields to the actor and the instruction."""

    def take(self) -> bool:
        try:
            self.act()
        except Invalid as error:
            for name, message in error.errors.items():
                self.add_error(name if name in self.fields else None, message)
            return False
        return True

    def act(self) -> None:
        raise NotImplementedError


class WrittenForm(_Form):
    """The picture first: on a phone the camera is one tap away."""

    photo = forms.FileField(label="原件照片", required=False)
    words = _area("批示内容")
    paper = forms.CharField(label="批在哪份文件上", required=False, max_length=200)
    given_on = _day("批示日期")
    contact = forms.CharField(label="联系人和电话", required=False, max_length=80)

    def shape(self) -> None:
        shot = {"accept": "image/*"}
        if self.actor.role in access.LEADERS:
            shot["capture"] = "environment"
        self.fields["photo"].widget = forms.FileInput(attrs=shot)
        self.fields["words"].help_text = "照片和文字至少一样；照片上的字由督查室补录"

    def written(self) -> services.Written:
        return services.Written(**{name: self.cleaned_data[name] for name in WrittenForm.base_fields})


class RegisterForm(WrittenForm):
    submit = "登记批示"
    done = "已登记"
    leader = forms.ModelChoiceField(label="批示领导", queryset=Post.objects.none())
    field_order = ("leader", "photo", "words", "paper", "given_on", "contact")

    def shape(self) -> None:
        super().shape()
        posts = queries.leaders(self.actor)
        self.fields["leader"].queryset = posts
        self.initial["given_on"] = clock.today()
        if self.actor.role in access.LEADERS:
            self.initial["leader"] = self.actor.post_id
            self.fields["leader"].widget = forms.HiddenInput()
            del self.fields["contact"]
        else:
            self.initial["contact"] = _reachable(self.actor)

    def written(self) -> services.Written:
        given = {name: self.cleaned_data[name] for name in WrittenForm.base_fields if name in self.fields}
        return services.Written(**given)

    def act(self) -> None:
        leader = self.cleaned_data["leader"]
        self.instruction = services.register(by=self.actor, leader=leader, written=self.written())


class EditForm(WrittenForm):
    submit = "保存"
    done = "已补录"

    def shape(self) -> None:
        super().shape()
        names = ("words", "paper", "given_on", "contact")
        self.initial = {name: getattr(self.instruction, name) for name in names}
        if self.instruction.photo_id:
            self.fields["photo"].help_text = "不选则保留原来的照片"

    def act(self) -> None:
        services.edit(by=self.actor, instruction=self.instruction, written=self.written())


WAYS = [("together", "一个牵头，其他配合，一起销号"), ("separately", "各办各的，分别销号")]


class AssignForm(_Form):
    submit = "交办"
    done = "已交办"
    text = _area("交办事项", required=True, rows=3)
    lead = forms.ModelChoiceField(label="承办（牵头）单位", queryset=Unit.objects.none())
    joining = forms.ModelMultipleChoiceField(
        label="其他单位",
        required=False,
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    way = forms.ChoiceField(label="几个单位怎么办", required=False, choices=WAYS)
    due_on = _day("办理时限")

    def shape(self) -> None:
        here = within(self.instruction.scope_path, "path") & Q(is_active=True)
        units = Unit.objects.filter(here).exclude(path=self.instruction.scope_path).order_by("path")
        for name in ("lead", "joining"):
            self.fields[name].queryset = units
        self.initial.setdefault("text", self.instruction.words)

    def act(self) -> None:
        data = self.cleaned_data
        units = [data["lead"], *(unit for unit in data["joining"] if unit != data["lead"])]
        services.assign(
            by=self.actor,
            instruction=self.instruction,
            text=data["text"],
            units=units,
            due_on=data["due_on"],
            separately=data["way"] == "separately",
        )


class ReportForm(_Form):
    submit = "报告领导"
    done = "已报告，可以打印一页纸送领导"
    outcome = _area("办理结果", required=True, rows=6, most=600)

    def shape(self) -> None:
        self.fields["outcome"].help_text = "写进给领导的一页纸，600 字以内；各单位办理情况自动附在后面"

    def act(self) -> None:
        services.report_back(
            by=self.actor, instruction=self.instruction, outcome=self.cleaned_data["outcome"]
        )


class AnswerForm(_Form):
    submit = "记下"
    done = "已记下领导意见"
    answer = forms.ChoiceField(label="领导意见", choices=Answer.choices)
    words = _area("领导的话", rows=3)

    def act(self) -> None:
        data = self.cleaned_data
        if data["answer"] == Answer.GO_ON and not data["words"].strip():
            raise Invalid({"words": "继续办要写明领导还要什么"})
        services.note_answer(by=self.actor, instruction=self.instruction, **data)


class FileForm(_Form):
    submit = "存阅"
    done = "已存阅"
    reason = _area("不需交办的理由", required=True)

    def act(self) -> None:
        services.file(by=self.actor, instruction=self.instruction, reason=self.cleaned_data["reason"])


class SettleForm(_Form):
    submit = "办结"
    done = "已办结，待报告领导"

    def act(self) -> None:
        services.settle(by=self.actor, instruction=self.instruction)


STEP_FORMS: dict[str, Callable[..., _Form]] = {
    "assign": AssignForm,
    "edit": EditForm,
    "file": FileForm,
    "settle": SettleForm,
    "report": ReportForm,
    "answer": AnswerForm,
}


def _reachable(actor: Actor) -> str:
    """Name and telephone of who enters it."""
    phones = Person.objects.filter(pk=actor.person_id).values_list("phone", flat=True)
    return " ".join(part for part in (actor.person_name, *phones) if part)
