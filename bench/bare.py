"""The peers: views as one writes them first.

The list of projects reads whole rows from the ORM into one plain template. It shows the same rows and the same cells, behind the same middleware; it has no frame, no filters and no pages.
"""

from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db.models import Prefetch
from django.http import JsonResponse
from django.shortcuts import render

from wutong.fieldwork.models import FieldReport
from wutong.kit import clock
from wutong.projects import rules
from wutong.projects.models import MonthFigure, Project, TeamMember

LIGHTS = {"on_track": "● 正常", "at_risk": "▲ 有风险", "delayed": "■ 滞后"}


def projects(request):
    today = clock.today()
    figures = MonthFigure.objects.filter(
        meaning="own", current=True, month__year=today.year, month__lte=today
    )
    team = TeamMember.objects.filter(role="secretary", until=None).select_related("person")
    found = (
        Project.objects.filter(scope_path__startswith=request.actor.scope_path)
        .select_related("county", "place", "dept")
        .prefetch_related(
            Prefetch("figures", figures.order_by("month"), to_attr="year_figures"),
            Prefetch("team", team, to_attr="secretaries"),
        )
        .order_by("id")[:100]
    )
    rows = [_row(project, today) for project in found]
    return render(request, "bare.html", {"rows": rows}, using="plain")


def _row(project, today):
    told = [figure.ytd_yuan for figure in project.year_figures if figure.ytd_yuan is not None]
    done = told[-1] if told else None
    plan = project.plan_yuan if project.plan_year in (None, today.year) else None
    facts = rules.Facts(
        project.next_title,
        project.next_due_on,
        project.next_warn_on,
        plan,
        done,
        project.progress_on,
        project.condition,
        project.stage,
    )
    light, _ = rules.computed_light(facts, today)
    return {
        "project": project,
        "light": LIGHTS[light],
        "disagrees": project.declared_light and project.declared_light != light,
        "secretary": project.secretaries[0].person.name if project.secretaries else "",
        "plan": plan,
        "done": done,
        "share": done * 100 / plan if done is not None and plan else None,
    }


def store(request):
    """The peer of a report: the photo as one file, and one row."""
    content, key = request.FILES["photos"].read(), str(uuid4())
    (Path(settings.MEDIA_ROOT) / key).write_bytes(content)
    project = Project.objects.order_by("id").values_list("id", flat=True)[0]
    FieldReport.objects.create(
        client_key=key, project_id=project, cadence="week", first=clock.today(), text="bare", at=clock.now()
    )
    return JsonResponse({"key": key})
