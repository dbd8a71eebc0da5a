"""What stands on the first page of each post: its question, at most seven numbers, the nearest duties, the meetings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from wutong.counting.queries import UNCOUNTED
from wutong.dispatch import queries as dispatch
from wutong.duties import access as duty_access
from wutong.duties import queries as duties
from wutong.fieldwork import queries as fieldwork
from wutong.files.queries import examine
from wutong.instructions import queries as instructions
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.org import queries as org
from wutong.org.enums import Role
from wutong.projects import access as project_access
from wutong.projects import queries as projects

LISTED = 12


@dataclass(frozen=True)
class Number:
    """A count, and the address of the list that shows exactly the counted rows."""

    label: str
    value: int
    url: str


@dataclass(frozen=True)
class Part:
    """Some of the nearest duties, each with light and days, and the list that shows all of them."""

    label: str
    rows: list[tuple]
    url: str


LEADERS = (Role.PRINCIPAL_LEADER, Role.PORTFOLIO_LEADER)
OFFICES = (Role.PROJECT_OFFICE, Role.CITY_OFFICE)
QUESTIONS = {
    Role.PRINCIPAL_LEADER: "要定的、交办的、红了的",
    Role.PORTFOLIO_LEADER: "要定的、交办的、红了的",
    Role.PROJECT_OFFICE: "离下次调度会还缺什么",
    Role.SECRETARY: "今天要报什么",
    Role.DEPARTMENT: "手上有什么，还剩几天",
    Role.INSPECTORATE: "谁还没有回话",
    Role.CITY_OFFICE: "各县并排看",
    Role.ADMINISTRATOR: "系统是否正常",
}
ANY_QUESTION = "手上有什么，还剩几天"

LEADERS_SEE = ("instructed", "decide", "assigned", "over", "warn", "projects_over", "projects")
SHOWN = {
    Role.PRINCIPAL_LEADER: LEADERS_SEE,
    Role.PORTFOLIO_LEADER: LEADERS_SEE,
    Role.PROJECT_OFFICE: ("silent", "over", "warn", "verify", "decide", "vacant", "projects"),
    Role.SECRETARY: ("owed", "mine", "silent", "over", "warn", "projects"),
    Role.INSPECTORATE: ("to_assign", "unaccepted", "assigned", "over", "verify", "to_report", "decide"),
    Role.CITY_OFFICE: ("over", "warn", "projects_over", "silent", "uncounted", "vacant", "projects"),
    Role.ADMINISTRATOR: ("vacant", "over", "projects"),
}
ANY_SHOWN = ("mine", "over", "warn", "verify", "assigned", "projects")


# Key to label and the address of the list that shows the counted rows.
ADDRESSES = {
    "owed": ("要报的进展", "fieldwork:today", "?owed=1"),
    "mine": ("我的任务", "duties:list", ""),
    "over": ("超期任务", "duties:list", "?tab=all&light=over"),
    "warn": ("预警任务", "duties:list", "?tab=all&light=warn"),
    "vacant": ("责任人空缺", "duties:list", "?tab=all&vacant=1"),
    "verify": ("待核验", "duties:list", "?tab=verify"),
    "decide": ("待批改期", "duties:list", "?tab=verify#asked"),
    "assigned": ("在办交办", "duties:assignments", ""),
    "unaccepted": ("未签收", "duties:assignments", "?state=unaccepted"),
    "to_assign": ("待交办批示", "instructions:list", "?whose=all&state=registered"),
    "to_report": ("待报告批示", "instructions:list", "?whose=all&state=settled"),
    "instructed": ("我批示的在办", "instructions:list", "?whose=mine&state=open"),
    "projects": ("项目", "projects:list", ""),
    "projects_over": ("节点超期的项目", "projects:list", "?node=over"),
    "silent": ("超过35天没更新的项目", "projects:list", "?node=silent"),
    "uncounted": ("应统未统的项目", "counting:list", "?state=ought"),
}


def home(actor: Actor) -> dict[str, Any]:
    today = clock.today()
    role = Role(actor.role)
    return {
        "question": QUESTIONS.get(role, ANY_QUESTION),
        "numbers": numbers(actor, today),
        "parts": nearest(actor, today),
        "undecided": duties.undecided(actor, LISTED) if role in LEADERS else (),
        "unreported": _unreported(actor, today) if role in OFFICES else (),
        "meetings": dispatch.upcoming(actor, today),
        "counties": _side_by_side(actor, today) if role == Role.CITY_OFFICE else (),
        "checks": list(examine(deep=False)) if role == Role.ADMINISTRATOR else (),
    }


def numbers(actor: Actor, today: date) -> list[Number]:
    """The numbers of the acting post, counted in one statement for duties and one for projects."""
    counts = {
        **_of_duties(duty_access.visible_to(actor), today),
        **_of_projects(project_access.visible_to(actor), today),
        "mine": duties.mine(actor).count(),
        "owed": fieldwork.owing(actor).count(),
        "verify": duties.to_verify(actor).count(),
        "decide": duties.to_decide(actor).count(),
        **instructions.counts(actor),
    }
    shown = SHOWN.get(Role(actor.role), ANY_SHOWN)
    return [_number(key, counts[key]) for key in shown]


def _number(key: str, count: int) -> Number:
    return Number(ADDRESSES[key][0], count, _address(key))


def _address(key: str) -> str:
    _, name, chosen = ADDRESSES[key]
    return reverse(name) + chosen


def _of_duties(seen: QuerySet, today: date) -> dict[str, int]:
    book = duties.in_book()
    return (
        seen.unfinished()
        .filter(duties.in_sight(today))
        .with_light(today)
        .aggregate(
            over=Count("id", filter=Q(light="over")),
            warn=Count("id", filter=Q(light="warn")),
            vacant=Count("id", filter=duties.vacant()),
            assigned=Count("id", filter=book),
            unaccepted=Count("id", filter=book & duties.unaccepted(today)),
        )
    )


def _of_projects(seen: QuerySet, today: date) -> dict[str, int]:
    return seen.aggregate(
        projects=Count("id"),
        projects_over=Count("id", filter=projects.at_node("over", today)),
        silent=Count("id", filter=projects.at_node("silent", today)),
        uncounted=Count("id", filter=UNCOUNTED),
    )


def nearest(actor: Actor, today: date) -> list[Part]:
    """A dozen duties: the actor's own, never so many that nothing red of the others could be seen, then theirs."""
    mine = duties.mine(actor).select_related("owner_unit").most_urgent_first()
    seen = (
        duty_access.visible_to(actor)
        .filter(duties.in_sight(today), state="open")
        .exclude(pk__in=mine.values("pk"))
    )
    others = seen.select_related("owner_unit").most_urgent_first()
    own = list(mine[:LISTED])
    red = list(others.with_light(today).filter(light="over")[:LISTED])
    rest = red or ([] if own else list(others[:LISTED]))
    own = own[: max(LISTED - len(rest), LISTED // 2)]
    where = (
        ("全市红的" if actor.role == Role.CITY_OFFICE else "全县红的") if actor.sees_region else "本单位红的"
    )
    parts = (
        Part("我的", _lit(own, today), reverse("duties:list")),
        Part(
            where if red else "最近到期",
            _lit(rest[: LISTED - len(own)], today),
            _address("over" if red else "warn"),
        ),
    )
    return [part for part in parts if part.rows]


def _lit(found: list, today: date) -> list[tuple]:
    return [(duty, *duties.light_of(duty, today)) for duty in found]


def _unreported(actor: Actor, today: date) -> list[Number]:
    """Departments whose projects have not told the last month, each opening to those projects."""
    found = projects.unreported_by_dept(project_access.visible_to(actor), today)
    url = reverse("projects:list")
    return [
        Number(name, n, f"{url}?node=unreported" + (f"&dept={pk}" if pk else "")) for pk, name, n in found
    ]


def _side_by_side(actor: Actor, today: date) -> list[dict[str, Any]]:
    """Each county of the city: its projects, what they say they did of the year's plan, and what is red."""
    figures = projects.by_county(project_access.visible_to(actor), today)
    over = duty_access.visible_to(actor).unfinished().with_light(today).filter(light="over")
    none = {"projects": 0, "red": 0, "silent": 0}
    return [
        {**none, **figures.get(c.pk, {}), "unit": c, "over": over.filter(within(c.path)).count()}
        for c in org.counties_in(actor.scope_path)
    ]
