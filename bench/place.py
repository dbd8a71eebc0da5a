"""A county of any size, laid down through models in bulk: what is measured reads it, nothing here is measured."""

import os
import tempfile
from datetime import date, timedelta

DAY = date(2026, 11, 23)


def set_up() -> None:
    """Django on a database of its own in a temporary home; `WUTONG_DATABASE_URL` chooses another."""
    os.environ["WUTONG_HOME"] = tempfile.mkdtemp(prefix="wutong-bench-")
    os.environ.setdefault("WUTONG_CLOCK", f"{DAY}T09:00")
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def county():
    """A county with its project office, five towns and five departments; returns (county, actor of the office)."""
    from django.utils import timezone

    from bench.files import DEPARTMENTS, PLACES
    from wutong.kit.actor import Actor
    from wutong.org.models import Holding, Person, Post, Unit

    made = {"created_at": timezone.now(), "updated_at": timezone.now()}
    city = Unit.add_root(name="青桐市", kind="city", code="2299", scope_path="0001")
    top = city.add_child(name="凤栖县", kind="county", code="220299", scope_path="")
    Unit.objects.filter(pk=top.pk).update(scope_path=top.path)
    top.refresh_from_db()
    for name in PLACES:
        unit = top.add_child(name=name, kind="town", scope_path="")
        Unit.objects.filter(pk=unit.pk).update(scope_path=unit.path)
    for name in (*DEPARTMENTS, "县项目中心"):
        office = Unit.objects.get(pk=top.pk).add_child(
            name=name.replace("县", "凤栖县", 1), short_name=name, kind="department", scope_path=top.path
        )
    post = Post.objects.create(unit=office, title="科员", role="project_office", reach="region", **made)
    person = Person.objects.create(name="丁小满", unit=office, **made)
    Holding.objects.create(post=post, person=person, since=DAY)
    actor = Actor(
        None,
        person.pk,
        person.name,
        post.pk,
        post.title,
        post.role,
        office.pk,
        office.name,
        office.path,
        top.path,
        "region",
    )
    return Unit.objects.get(pk=top.pk), actor


def client_of(actor):
    """A browser in which the actor's person is logged in, behind the product's own middleware."""
    from django.test import Client
    from django.utils import timezone

    from wutong.accounts.models import Account
    from wutong.org.models import Person

    account = Account.objects.create(username="bench", created_at=timezone.now())
    Person.objects.filter(pk=actor.person_id).update(account=account)
    client = Client(SERVER_NAME="localhost")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fill(top, projects: int, duties_each: int, first: int = 0) -> None:
    """`projects` projects with a secretary, a month's figure and `duties_each` node duties each."""
    from django.utils import timezone

    from wutong.org.models import Person, Unit
    from wutong.projects.models import MonthFigure, Project, TeamMember

    office = Unit.objects.get(short_name="县项目中心")
    towns = list(Unit.objects.filter(kind="town"))
    departments = list(Unit.objects.filter(kind="department").exclude(pk=office.pk))
    secretary = Person.objects.first()
    made = {"created_at": timezone.now(), "updated_at": timezone.now()}
    for start in range(first, first + projects, 2000):
        numbers = range(start, min(start + 2000, first + projects))
        rows = [_project(i, top, towns, departments, made) for i in numbers]
        Project.objects.bulk_create(rows)
        MonthFigure.objects.bulk_create(_figure(p) for p in rows)
        TeamMember.objects.bulk_create(
            TeamMember(project=p, role="secretary", unit=office, person=secretary, since=DAY) for p in rows
        )
        _duties(rows[0].pk, rows[-1].pk, duties_each, top, office, made)


VARIANTS = 20


def _duties(first_id: int, last_id: int, each: int, top, office, made) -> None:
    """Duties of the projects between two ids, copied within the database from a score of patterns."""
    from django.db import connection

    from wutong.duties.models import Duty

    if not Duty.objects.filter(subject_type="pattern").exists():
        Duty.objects.bulk_create(_duty(i, k, office, made) for i in range(VARIANTS) for k in range(each))
    quote = connection.ops.quote_name
    changed = {"subject_type": "'projects.project'", "subject_id": "p.id", "subject_label": "p.name"}
    changed |= {"title": "p.name || d.title", "scope_path": f"'{top.path}'"}
    columns = [f.column for f in Duty._meta.concrete_fields if not f.primary_key]
    picked = [changed.get(c, f"d.{quote(c)}") for c in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO duties_duty ({', '.join(map(quote, columns))}) SELECT {', '.join(picked)} "
            f"FROM projects_project p JOIN duties_duty d ON d.subject_type = 'pattern' "
            f"AND d.subject_id = p.id %% {VARIANTS} WHERE p.id BETWEEN %s AND %s",
            [first_id, last_id],
        )


def _project(i, top, towns, departments, made):
    from wutong.projects.models import Project

    town = towns[i % len(towns)]
    return Project(
        county=top, place=town, scope_path=town.path, name=f"凤栖第{i}号技术改造项目", initials=f"fqd{i}hjsgzxm",
        code=f"2601-220299-04-01-{i:06d}", owner=f"凤栖第{i}号实业有限公司", nature="new" if i % 2 else "carried_over",
        dept=departments[i % len(departments)], stage="building", stage_since=DAY, total_yuan=50_000_000 + i,
        plan_yuan=20_000_000, plan_year=2026, progress="主体施工", progress_on=DAY, next_title="主体封顶",
        next_due_on=DAY + timedelta(days=i % 60 - 20), next_warn_on=DAY + timedelta(days=i % 60 - 23), **made,
    )  # fmt: skip


def _figure(project):
    from wutong.projects.models import MonthFigure

    return MonthFigure(
        project=project, meaning="own", month=date(2026, 10, 1), month_yuan=500_000, ytd_yuan=9_000_000,
        source="台账", known_on=DAY,
    )  # fmt: skip


def _duty(i, k, office, made):
    from wutong.duties.models import Duty

    due = DAY + timedelta(days=(i * 7 + k * 13) % 200 - 40)
    done = k % 4 != 0
    return Duty(
        kind="node", key=f"n{k}", title=f"节点{k}", subject_type="pattern", subject_id=i, scope_path="pattern",
        owner_unit=office, started_on=DAY, promised_on=due, baseline_due_on=due, due_on=due,
        warn_on=due - timedelta(days=3), state="struck_off" if done else "open", settled_on=DAY if done else None,
        **made,
    )  # fmt: skip


def import_ledger(top, actor, content: bytes):
    """What a clerk's upload and confirmation do, whole."""
    from wutong.projects.intake import services

    made = services.upload(by=actor, county=top, name="台账.xlsx", content=content)
    services.apply(by=actor, made=made)
    return made


def project_rows() -> list[dict]:
    """The columns of every project as it stands, without its id."""
    from wutong.projects.models import Project

    return [{k: v for k, v in row.items() if k != "id"} for row in Project.objects.order_by("id").values()]


def clear_projects() -> None:
    """Empty every table that an import fills."""
    from django.apps import apps
    from django.db import connection

    labels = ("projects", "duties")
    tables = [m._meta.db_table for label in labels for m in apps.get_app_config(label).get_models()]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in (*tables, "audit_change"):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def bulk_create(rows: list[dict]) -> None:
    """The project rows alone: no history, no audit, nothing read."""
    from django.db import transaction

    from wutong.projects.models import Project

    with transaction.atomic():
        Project.objects.bulk_create([Project(**row) for row in rows])
