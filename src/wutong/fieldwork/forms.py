"""What is filled in on the site. What is known stands there already; money is typed in 万元 and kept in yuan."""

from typing import Any

from django import forms

from wutong.fieldwork import rules
from wutong.fieldwork.enums import Cadence, Unchanged, VisitKind
from wutong.fieldwork.photographs import Photograph, receive
from wutong.kit.actor import Actor
from wutong.kit.fields import WanField
from wutong.kit.scope import within
from wutong.kit.verdict import Invalid
from wutong.org.models import Unit


def _day(label: str, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _area(label: str, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": rows})
    )


class PhotosInput(forms.ClearableFileInput):
    """The camera or the album, several at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class PhotosField(forms.FileField):
    """Several photos, each received: limits are told before anything is written."""

    widget = PhotosInput(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Photograph]:
        sent = [one for one in data or [] if one]
        if len(sent) > rules.MOST_PICTURES:
            raise forms.ValidationError(f"一次最多传{rules.MOST_PICTURES}张照片，请分两次报")
        try:
            return [receive(one.name, one) for one in sent]
        except Invalid as error:
            raise forms.ValidationError(list(error.errors.values())) from error


class SentForm(forms.Form):
    """What a phone sends: under a key of its own, in the name of who wrote it, with photos."""

    client_key = forms.CharField(widget=forms.HiddenInput, required=False)
    person = forms.IntegerField(widget=forms.HiddenInput, required=False)
    photos = PhotosField(label="照片", required=False)

    def __init__(self, *args, actor: Actor, county: Unit, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.actor = actor
        self.here = Unit.objects.filter(within(county.path, "path"), is_active=True).order_by("path")

    def clean_person(self) -> int | None:
        """A draft is sent by who wrote it: a phone may pass from hand to hand."""
        person = self.cleaned_data["person"]
        if person not in (None, self.actor.person_id):
            raise forms.ValidationError("这份草稿是别人在这台手机上写的，请本人登录后再发送")
        return person

    def _concern(self, text: str, unit: str, due: str) -> rules.Concern | None:
        """Something to be seen to, from three fields; all of them or none."""
        told = self.cleaned_data
        if not (told.get(text) or "").strip():
            return None
        for name, words in ((unit, "请选责任单位"), (due, "请填时限")):
            if not told.get(name) and name not in self.errors:
                self.add_error(name, words)
        if told.get(unit) and told.get(due):
            return rules.Concern(told[text].strip(), told[unit].pk, told[due])
        return None


class ReportForm(SentForm):
    """The report of a period: only what has changed needs a touch."""

    first = forms.DateField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="没有变化的原因", choices=Unchanged.choices, required=False)
    text = _area("形象进度")
    percent = forms.IntegerField(label="完成比例（%）", required=False, min_value=0, max_value=100)
    month = forms.DateField(widget=forms.HiddenInput, required=False)
    month_yuan = WanField(label="当月完成投资（万元）", min_value=0)
    problem_text = _area("遇到的问题", rows=2)
    problem_unit = forms.ModelChoiceField(
        label="请哪个单位解决", queryset=Unit.objects.none(), required=False
    )
    problem_due = _day("解决时限")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["problem_unit"].queryset = self.here
        self.fields["percent"].widget.attrs |= {"inputmode": "numeric"}
        self.fields["month_yuan"].widget.attrs |= {"inputmode": "decimal", "step": "any"}

    def clean(self) -> dict[str, Any]:
        self.problem = self._concern("problem_text", "problem_unit", "problem_due")
        return self.cleaned_data

    def told(self) -> rules.Told:
        sent = self.cleaned_data
        return rules.Told(
            client_key=sent["client_key"],
            first=sent["first"],
            reason=sent["reason"],
            text=sent["text"],
            percent=sent["percent"],
            month=sent["month"],
            month_yuan=sent["month_yuan"],
            problem=self.problem,
        )


class VisitForm(SentForm):
    """A visit with up to five findings."""

    kind = forms.ChoiceField(label="方式", choices=VisitKind.choices)
    visited_on = _day("日期", True)
    people = forms.CharField(label="谁去的", max_length=200)
    text = forms.CharField(label="现场情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(rules.MOST_FINDINGS):
            self.fields[f"finding_{number}"] = forms.CharField(
                label="发现的问题", required=False, max_length=300
            )
            self.fields[f"owner_{number}"] = forms.ModelChoiceField(
                label="责任单位", queryset=self.here, required=False
            )
            self.fields[f"due_on_{number}"] = _day("整改时限")

    def findings(self) -> list[tuple]:
        """The fields of each finding, for the page."""
        return [
            tuple(self[f"{name}_{number}"] for name in ("finding", "owner", "due_on"))
            for number in range(rules.MOST_FINDINGS)
        ]

    def clean(self) -> dict[str, Any]:
        found = [
            self._concern(f"finding_{n}", f"owner_{n}", f"due_on_{n}") for n in range(rules.MOST_FINDINGS)
        ]
        self.concerns = tuple(concern for concern in found if concern)
        return self.cleaned_data

    def seen(self) -> rules.Seen:
        sent = self.cleaned_data
        return rules.Seen(
            client_key=sent["client_key"],
            kind=sent["kind"],
            visited_on=sent["visited_on"],
            people=sent["people"],
            text=sent["text"],
            findings=self.concerns,
        )


class RhythmForm(forms.Form):
    cadence = forms.ChoiceField(label="上报周期", choices=Cadence.choices, widget=forms.RadioSelect)
