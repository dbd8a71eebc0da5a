"""Counts of changes, nodes and problems: what the brief tells in words, each opening to the rows counted.

A period runs from `first` to `last`, both included; what is open is open as the rows stand now.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from wutong.duties.models import Duty
from wutong.duties.queries import overdue
from wutong.kit.scope import within
from wutong.kit.sockets import Indicator
from wutong.projects.enums import Condition
from wutong.projects.flows import CONDITION, STAGE
from wutong.projects.models import Problem, Project, StageChange

OPEN = ("open", "reported")
COMING_DAYS = 14
STUCK, SLOW = (Condition.STALLED, Condition.STOPPED), (Condition.SLOW,)
Filter = Callable[[date, date], Q]


def nodes(scope_path: str) -> QuerySet[Duty]:
    """Nodes still to be reached, as lists show them; one that is reported waits for who verifies it."""
    return Duty.objects.filter(within(scope_path), kind="node", state="open")


def over(first: date, last: date) -> Q:
    return Q(due_on__lt=last)


def near(first: date, last: date) -> Q:
    return Q(due_on__gte=last, warn_on__lte=last)


def newly_over(first: date, last: date) -> Q:
    """Those that were not yet overdue on the day before the period."""
    return Q(due_on__gte=first - timedelta(days=1), due_on__lt=last)


def coming(first: date, last: date) -> Q:
    return Q(due_on__gte=last, due_on__lte=last + timedelta(days=COMING_DAYS))


def changes(scope_path: str, first: date, last: date) -> QuerySet[StageChange]:
    """Steps of stage or condition; that a ledger made a project known is none."""
    here = within(scope_path, "project__scope_path")
    return StageChange.objects.filter(here, day__gte=first, day__lte=last).exclude(step="import")


def step_label(step: str) -> str:
    flow = STAGE if step in STAGE.steps else CONDITION
    return flow.steps[step].label if step in flow.steps else step


def in_condition(conditions: tuple[str, ...], scope_path: str) -> QuerySet[Project]:
    return Project.objects.filter(within(scope_path), condition__in=conditions)


def problems(scope_path: str) -> QuerySet[Problem]:
    return Problem.objects.filter(within(scope_path, "project__scope_path"))


def opened(first: date, last: date) -> Q:
    return Q(raised_on__gte=first, raised_on__lte=last)


def settled(first: date, last: date) -> Q:
    return Q(duty__state="struck_off", duty__settled_on__gte=first, duty__settled_on__lte=last)


def unsettled(first: date, last: date) -> Q:
    return Q(duty__state__in=OPEN)


def unsettled_over(first: date, last: date) -> Q:
    return overdue(last, "duty__")


# Their indicators.


def _change_rows(scope_path: str, first: date, last: date) -> list[dict[str, Any]]:
    found = changes(scope_path, first, last).order_by("day", "id")
    columns = ("project_id", "project__name", "step", "from_text", "to_text", "day")
    return [
        {
            "label": f"{name}：{before}→{after}（{day.month}月{day.day}日）",
            "value": 1,
            "url": reverse("projects:detail", args=[pk]),
            "parts": (step_label(step),),
        }
        for pk, name, step, before, after, day in found.values_list(*columns)
    ]


def _node_rows(wanted: Filter, scope_path: str, first: date, last: date) -> list[dict[str, Any]]:
    found = nodes(scope_path).filter(wanted(first, last)).order_by("due_on", "id")
    return [
        {
            "label": f"{title}（{due.month}月{due.day}日到期）",
            "value": 1,
            "url": reverse("duties:detail", args=[pk]),
        }
        for pk, title, due in found.values_list("id", "title", "due_on")
    ]


def _project_rows(wanted: Filter, scope_path: str, first: date, last: date) -> list[dict[str, Any]]:
    ids = nodes(scope_path).filter(wanted(first, last)).values("subject_id")
    found = Project.objects.filter(pk__in=ids).order_by("id").values_list("id", "name")
    return [{"label": name, "value": 1, "url": reverse("projects:detail", args=[pk])} for pk, name in found]


def _problem_rows(wanted: Filter, scope_path: str, first: date, last: date) -> list[dict[str, Any]]:
    found = problems(scope_path).filter(wanted(first, last)).order_by("duty__due_on", "id")
    return [
        {"label": f"{name}：{text}", "value": 1, "url": reverse("duties:detail", args=[duty])}
        for duty, name, text in found.values_list("duty_id", "project__name", "text")
    ]


def _node_count(wanted: Filter, scope_path: str, first: date, last: date) -> int:
    return nodes(scope_path).filter(wanted(first, last)).count()


def _project_count(wanted: Filter, scope_path: str, first: date, last: date) -> int:
    found = nodes(scope_path).filter(wanted(first, last))
    return found.order_by().values("subject_id").distinct().count()


def _problem_count(wanted: Filter, scope_path: str, first: date, last: date) -> int:
    return problems(scope_path).filter(wanted(first, last)).count()


def _change_count(scope_path: str, first: date, last: date) -> int:
    return changes(scope_path, first, last).count()


def _condition_count(conditions: tuple[str, ...], scope_path: str, first: date, last: date) -> int:
    return in_condition(conditions, scope_path).count()


def _condition_rows(
    conditions: tuple[str, ...], scope_path: str, first: date, last: date
) -> list[dict[str, Any]]:
    found = in_condition(conditions, scope_path).order_by("condition_since", "id")
    return [
        {
            "label": f"{name}：{Condition(condition).label}，{reason}",
            "value": 1,
            "url": reverse("projects:detail", args=[pk]),
        }
        for pk, name, condition, reason in found.values_list("id", "name", "condition", "condition_reason")
    ]


def _in_condition(key: str, label: str, definition: str, conditions: tuple[str, ...]) -> Indicator:
    count, rows = partial(_condition_count, conditions), partial(_condition_rows, conditions)
    return Indicator(key, label, CHANGES, definition, "count", count, rows)


CHANGES, NODES, PROBLEMS = "项目状态", "节点时限", "问题台账"


def _of_nodes(key: str, label: str, definition: str, wanted: Filter, by_project: bool = False) -> Indicator:
    count, rows = (_project_count, _project_rows) if by_project else (_node_count, _node_rows)
    return Indicator(key, label, NODES, definition, "count", partial(count, wanted), partial(rows, wanted))


def _of_problems(key: str, label: str, definition: str, wanted: Filter) -> Indicator:
    count, rows = partial(_problem_count, wanted), partial(_problem_rows, wanted)
    return Indicator(key, label, PROBLEMS, definition, "count", count, rows)


ALL = (
    Indicator(
        "changes.count",
        "阶段和状态变化",
        CHANGES,
        "时期内项目进入新阶段，或列为缓建、停滞、停建、复工、取消的次数，台账首次导入不算",
        "count",
        _change_count,
        _change_rows,
    ),
    _in_condition("conditions.stuck", "停滞停建项目", "现在列为停滞或停建的项目数", STUCK),
    _in_condition("conditions.slow", "缓建项目", "现在列为缓建的项目数", SLOW),
    _of_nodes("nodes.newly_over", "新超期节点", "时期内开始超期、现在仍没有反馈的节点数", newly_over),
    _of_nodes("nodes.over", "红灯节点", "到期日已过而没有反馈的节点数，暂停计时的不算", over),
    _of_nodes("nodes.over_projects", "红灯项目", "有红灯节点的项目数", over, by_project=True),
    _of_nodes("nodes.near", "黄灯节点", "已到预警日、还没有到期也没有反馈的节点数", near),
    _of_nodes("nodes.near_projects", "黄灯项目", "有黄灯节点的项目数", near, by_project=True),
    _of_nodes("nodes.coming", "今后两周到期节点", "从当日起十四天内到期、还没有反馈的节点数", coming),
    _of_problems("problems.opened", "新增问题", "时期内提出的问题数", opened),
    _of_problems("problems.settled", "问题销号", "时期内销号的问题数", settled),
    _of_problems("problems.open", "未销号问题", "现在还没有销号的问题数", unsettled),
    _of_problems(
        "problems.overdue", "超期问题", "没有销号，且到期日（已反馈的看反馈日）已过的问题数", unsettled_over
    ),
)
