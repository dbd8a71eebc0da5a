"""What is filled in around a list: its name and rule in sentences, a project by hand, a reason."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from wutong.kit.fields import WanField
from wutong.projects import access as project_access
from wutong.projects import queries as projects
from wutong.projects.models import Project
from wutong.rosters import rules
from wutong.rosters.enums import Kind
from wutong.rosters.models import Roster, RosterSet

_NAMED = 5


class _Plain(forms.Form):
    """Labels without a colon."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def _area(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class SetForm(_Plain):
    name = forms.CharField(label="名称", max_length=40, help_text="用本地的叫法，如“五张清单”")


class ReasonForm(_Plain):
    reason = _area("理由")


class WordsField(forms.CharField):
    """Words set apart by marks or spaces, as a list."""

    def clean(self, value):
        return [word for word in re.split(r"[、，,；;\s]+", super().clean(value)) if word]

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list) else value


def _many(condition: rules.Condition) -> forms.Field:
    choices = list(condition.choices.items())
    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices"})
    return forms.MultipleChoiceField(choices=choices, widget=widget)


def _one(condition: rules.Condition) -> forms.Field:
    return forms.ChoiceField(choices=[("", "不限"), *condition.choices.items()])


def _day(condition: rules.Condition) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


_FIELDS = {
    "many": _many,
    "one": _one,
    "day": _day,
    "words": lambda condition: WordsField(max_length=120),
    "yuan": lambda condition: WanField(),
    "days": lambda condition: forms.IntegerField(min_value=1, max_value=rules.MOST_DAYS),
    "month": lambda condition: forms.IntegerField(min_value=1, max_value=12),
}


class RosterForm(_Plain):
    """A list with its rule: every condition is a sentence with a gap; what is left empty is not asked."""

    group = forms.ModelChoiceField(label="归入", queryset=RosterSet.objects.none())
    name = forms.CharField(label="清单名称", max_length=40)
    kind = forms.ChoiceField(label="怎么列入", choices=Kind.choices)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args, groups, roster: Roster | None = None, **kwargs):
        if roster:
            own = {"group": roster.group_id, "name": roster.name, "kind": roster.kind, "note": roster.note}
            kwargs["initial"] = {**own, **_shown(roster.rule)}
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups
        for condition in rules.CONDITIONS:
            field = _FIELDS[condition.shape](condition)
            field.required, field.label = False, condition.says.format("……")
            self.fields[condition.key] = field

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        return [self[c.key] for c in rules.CONDITIONS]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("group", "name", "kind", "note")]

    def values(self) -> dict[str, Any]:
        """The columns of the list."""
        given = self.cleaned_data
        columns = {name: given[name] for name in ("group", "name", "kind", "note")}
        return {**columns, "rule": rules.of_values(given)}


def _shown(rule: rules.Rule) -> dict[str, Any]:
    """A stored rule as the form's fields take it."""
    money = {c.key for c in rules.CONDITIONS if c.shape == "yuan"}
    return {key: Decimal(value) if key in money else value for key, value in rule.items()}


class AddForm(_Plain):
    """A project of the list's region by name, initials or code, and the reason."""

    project = forms.CharField(label="项目", max_length=200, help_text="名称、拼音首字母或项目代码")
    reason = _area("列入理由")

    def __init__(self, *args, actor, roster: Roster, **kwargs):
        super().__init__(*args, **kwargs)
        self._actor, self._roster = actor, roster

    def clean_project(self) -> Project:
        text = self.cleaned_data["project"].strip()
        seen = project_access.visible_to(self._actor).filter(scope_path__startswith=self._roster.unit.path)
        exact = list(seen.filter(name=text)[:2])
        found = exact or list(projects.find(seen, text).order_by("name")[: _NAMED + 1])
        if not found:
            raise forms.ValidationError(f"没有找到“{text[:40]}”，请写项目全称或代码")
        if len(found) > 1:
            names = "、".join(p.name for p in found[:_NAMED]) + ("等" if len(found) > _NAMED else "")
            raise forms.ValidationError(f"有几个都像：{names}，请写全称")
        return found[0]
