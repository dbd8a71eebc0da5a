"""Apps meet at their doors, only services write, and "now" has one source. Each checker also meets its broken twin."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator

import pytest

from tests.house.repository import APPS, ROOT, files, name_of, python_files

DOORS = {"models", "enums", "queries", "access", "services", "events"}
OPEN_TO_ALL = {"kit", "engines"}
# The socket `kit.sockets.BriefSection` names these value classes: who plugs a section into the brief must build them.
SHARED_SHAPES = {"dispatch.rules"}

# Who writes besides services: the kit's own means of writing.
WRITERS = re.compile(r"/services(/\w+)*\.py$|/kit/(writing|batch|history|undo)\.py$")
WRITES_WITHOUT_VALUES = {"save", "delete", "create", "update", "get_or_create", "update_or_create"}
ALWAYS_WRITES = {
    "bulk_create",
    "bulk_update",
    "create_user",
    "create_superuser",
    "add_root",
    "add_child",
    "_raw_delete",
}
RAW_SQL = {"cursor", "execute", "executemany", "executescript", "raw"}

# Beneath the kit nobody can ask the kit's clock.
OWN_CLOCK = {"src/wutong/kit/clock.py", "src/wutong/audit/management/commands/audit.py"}
NOW = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today")} | {
    ("timezone", name) for name in ("now", "localdate", "localtime")
}
NOW |= {("time", "time"), ("time", "localtime")}

_MACHINE = ("work", "root", "home", "Users")
_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "mirror.com",
    "yarn" + "pkg.com",
)
PLACES = re.compile(
    r"(?<![\w.\-/*])/(" + "|".join(_MACHINE) + r")/\w|\b(" + "|".join(map(re.escape, _HOSTS)) + r")\b"
)
READ_AS_TEXT = {".py", ".html", ".css", ".js", ".json", ".toml", ".md", ".in", ".lock", ".txt", ".svg", ""}


def app_of(name: str) -> str:
    """src/wutong/projects/intake/plan.py is of projects."""
    parts = name.split("/")
    return parts[2] if name.startswith("src/wutong/") and len(parts) > 3 else ""


def imported(text: str) -> Iterator[str]:
    """What a file imports of ours, lazily too, with the name taken: `projects.rules.light`, `duties.services`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "wutong":
            inner = (node.module or "").partition(".")[2]
            yield from (f"{inner}.{a.name}".strip(".") for a in node.names)
        elif isinstance(node, ast.Import):
            yield from (a.name.partition(".")[2] for a in node.names if a.name.startswith("wutong."))


def back_doors(name: str, text: str) -> list[str]:
    """Imports of another app's private modules. A room within an app (projects.intake) has doors of its own."""
    wrong = []
    for module in imported(text):
        app, *rest = module.split(".")
        if app in {app_of(name), *OPEN_TO_ALL} or ".".join([app, *rest[:1]]) in SHARED_SHAPES:
            continue
        if rest and (APPS / app / rest[0] / "__init__.py").exists() and rest[0] not in DOORS:
            rest = rest[1:]
        if not rest or rest[0] not in DOORS:
            wrong.append(f"{name} imports wutong.{module}")
    return wrong


def calls(text: str) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def stray_writes(name: str, text: str) -> list[str]:
    """Writes to the database outside services, and SQL by hand outside the kit.

    A queryset's or model's own verb takes no positional value: `sheet.update(obj, ...)`, `digest.update(bytes)` and
    `book.save(stream)` are something else.
    """
    if WRITERS.search(name):
        return []
    wrong = []
    for call, verb in calls(text):
        writes = verb.attr in WRITES_WITHOUT_VALUES and not call.args
        if writes or verb.attr in ALWAYS_WRITES | RAW_SQL:
            wrong.append(f"{name}:{call.lineno} .{verb.attr}(")
    return wrong


def own_now(name: str, text: str) -> list[str]:
    """Asking the machine for the time: tests and the demo could not stand on another day."""
    if name in OWN_CLOCK:
        return []
    wrong = []
    for call, verb in calls(text):
        holder = getattr(verb.value, "id", getattr(verb.value, "attr", ""))
        if (holder, verb.attr) in NOW:
            wrong.append(f"{name}:{call.lineno} {holder}.{verb.attr}()")
    return wrong


def places_of_this_machine(name: str, text: str) -> list[str]:
    """Paths of somebody's machine, and hosts of package registries: those belong to who installs."""
    return [f"{name}: {found.group()}" for found in PLACES.finditer(text)]


def idle_tests(name: str, text: str) -> list[str]:
    """A file of tests without one assertion, or with a test that is left out."""
    nodes = list(ast.walk(ast.parse(text)))
    asserts = any(isinstance(n, ast.Assert) for n in nodes)
    left_out = [n.attr for n in nodes if isinstance(n, ast.Attribute) and n.attr in ("skip", "xfail")]
    return [name] if left_out or not asserts else []


Checker = Callable[[str, str], list[str]]
HERE = "src/wutong/desk/views.py"
BAD: list[tuple[Checker, str]] = [
    (back_doors, "from wutong.projects.rules import light"),
    (back_doors, "from wutong.projects import figures"),
    (back_doors, "def f():\n    from wutong.duties.forms import STEP_FORMS"),
    (back_doors, "import wutong.projects.flows"),
    (back_doors, "from wutong import projects"),
    (back_doors, "from wutong.projects import intake"),
    (back_doors, "from wutong.projects.intake.plan import build"),
    (stray_writes, "Project.objects.create(name='x')"),
    (stray_writes, "Project.objects.filter(pk=1).update(name='x')"),
    (stray_writes, "project.save()"),
    (stray_writes, "project.delete()"),
    (stray_writes, "Project.objects.bulk_create(rows)"),
    (stray_writes, "with connection.cursor() as c:\n    c.execute('DELETE FROM x')"),
    (own_now, "from datetime import date\ntoday = date.today()"),
    (own_now, "import datetime\nnow = datetime.datetime.now()"),
    (own_now, "from django.utils import timezone\nnow = timezone.now()"),
    (places_of_this_machine, "DATA = '/" + "work/data/x.csv'"),
    (places_of_this_machine, "see https://" + "py" + "pi.org/simple"),
    (idle_tests, "def test_it():\n    f()"),
    (idle_tests, "@pytest.mark.skip\ndef test_it():\n    assert f()"),
]


@pytest.mark.parametrize(("checker", "text"), BAD)
def test_each_checker_refuses_its_broken_twin(checker, text):
    assert checker(HERE, text)


def test_fair_pieces_pass():
    fair = "from wutong.projects import access, queries\nfrom wutong.kit.pages import page\nfrom wutong.projects.intake import services\n"
    assert not back_doors(HERE, fair + "from wutong.desk.panels import strip")
    assert not stray_writes(
        HERE, "sheet.create(x)\nsheet.update(x, name='y')\nh.update(b'z')\nbook.save(out)"
    )
    assert not stray_writes("src/wutong/duties/services/closing.py", "Duty.objects.update(x=1)")
    assert not own_now(HERE, "clock.now(), clock.today()")
    assert not places_of_this_machine("README.md", "`docs/work/x`, https://example.org/home/page")


def check(paths, checker: Checker) -> None:
    wrong = [hit for p in paths for hit in checker(name_of(p), p.read_text(encoding="utf-8"))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("checker", [back_doors, stray_writes, own_now])
def test_the_source_keeps_to_the_doors(checker):
    check([p for p in python_files("src") if "engines" not in p.parts], checker)


def test_no_file_knows_this_machine():
    check([p for p in files() if p.suffix in READ_AS_TEXT], places_of_this_machine)


def test_every_file_of_tests_asserts():
    check([p for p in python_files("tests") if p.name.startswith("test_")], idle_tests)


# Floors: the linter sees imports; a foreign key written as a string is invisible to it.


def floors() -> dict[str, int]:
    """App to its floor, the lowest first, as the linter's contract has it."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        contracts = tomllib.load(stream)["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["containers"] == ["wutong"])
    return {app.strip(): n for n, layer in enumerate(reversed(layers)) for app in layer.split("|")}


def points_up(own: str, other: str, floor: dict[str, int]) -> bool:
    return own != other and floor[other] >= floor[own]


def test_foreign_keys_point_down():
    from django.apps import apps

    floor = floors()
    links = [
        (model._meta.app_label, field.related_model._meta.app_label, str(field))
        for model in apps.get_models()
        for field in model._meta.get_fields(include_hidden=False)
        if field.is_relation and not field.auto_created and field.related_model
    ]
    ours = [link for link in links if link[0] in floor and link[1] in floor]
    assert ours
    assert [field for own, other, field in ours if points_up(own, other, floor)] == []


def test_a_key_that_points_up_or_aside_is_refused():
    floor = floors()
    assert points_up("org", "projects", floor)
    assert points_up("dispatch", "indicators", floor)
    assert not points_up("projects", "dispatch", floor)
