"""How long a thing may be, and what no file may hold. Each checker is also shown a bad piece that it must refuse."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.repository import files, name_of, python_files, templates

FILE_LINES = 600
FUNCTION_LINES = 60
LONG_FUNCTION_LINES = 40
VIEW_LINES = 40
TEMPLATE_LINES = 150
ARGUMENTS = 8

# Functions of the product between 40 and 60 lines: each one a flat list that splitting would only scatter.
LONG = {"src/wutong/audit/services.py write"}

VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|managers?|handlers?|handle|process)(_|$)")
LOOSE_ENDS = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b|type:\s*ignor[e]|\bnoq[a]\b")
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style\b|<[^>]*\sstyle\s*=|<[^>]*\son[a-z]+\s*=|javascript:", re.I
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(text: str) -> Iterator[Function]:
    return (n for n in ast.walk(ast.parse(text)) if isinstance(n, Function))


def lines_of(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def too_long(name: str, text: str) -> list[str]:
    """The file itself and its functions; views are held shorter, for they only ask, call and answer."""
    wrong = [name] if text.count("\n") > FILE_LINES else []
    views = name.endswith("views.py")
    for function in functions(text):
        limit = VIEW_LINES if views else FUNCTION_LINES
        if name.startswith("src/") and f"{name} {function.name}" not in LONG:
            limit = LONG_FUNCTION_LINES
        if lines_of(function) > limit:
            wrong.append(f"{name} {function.name}: {lines_of(function)} lines")
    return wrong


def too_many_arguments(name: str, text: str) -> list[str]:
    """All parameters count, keyword-only ones too; `self`, `cls`, *args and **kwargs do not."""
    wrong = []
    for function in functions(text):
        given = function.args
        names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        if len([n for n in names if n not in ("self", "cls")]) > ARGUMENTS:
            wrong.append(f"{name} {function.name}")
    return wrong


def vague_names(name: str, text: str) -> list[str]:
    """A module must say what it holds."""
    parts = name.removesuffix(".py").split("/")
    return [name] if any(VAGUE.search(part) for part in parts) else []


def loose_ends(name: str, text: str) -> list[str]:
    return [f"{name}:{n}" for n, line in enumerate(text.splitlines(), 1) if LOOSE_ENDS.search(line)]


def inline_code(name: str, text: str) -> list[str]:
    """What the content security policy would block: inline scripts, styles and event attributes."""
    bare = TEMPLATE_TAG.sub("", text)
    return [f"{name}: {found.group()[:60]}" for found in INLINE.finditer(bare)]


def long_template(name: str, text: str) -> list[str]:
    return [name] if text.count("\n") > TEMPLATE_LINES else []


def inline_code_in_strings(name: str, text: str) -> list[str]:
    """The same for markup that Python puts together."""
    strings = (n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant))
    return [hit for s in strings if isinstance(s, str) and "<" in s for hit in inline_code(name, s)]


Checker = Callable[[str, str], list[str]]

LONG_BODY = "\n".join(["    x = 1"] * 45)
BAD: list[tuple[Checker, str, str]] = [
    (too_long, "src/wutong/a/queries.py", f"def f():\n{LONG_BODY}\n"),
    (too_long, "tests/a.py", f"def f():\n{LONG_BODY}\n{LONG_BODY}\n"),
    (too_long, "bench/views.py", f"def f():\n{LONG_BODY}\n"),
    (too_long, "tests/a.py", "x = 1\n" * 601),
    (too_many_arguments, "a.py", "def f(a, b, c, d, e, *, f, g, h, i): ..."),
    (vague_names, "src/wutong/projects/utils.py", ""),
    (vague_names, "src/wutong/common/models.py", ""),
    (loose_ends, "a.py", "x = 1  # TO" + "DO later"),
    (loose_ends, "a.py", "x = 1  # type: " + "ignore[arg-type]"),
    (loose_ends, "a.py", "import os  # no" + "qa: F401"),
    (inline_code, "a.html", "<script>alert(1)</script>"),
    (inline_code, "a.html", '<p class="x" style="width: {{ share }}%">'),
    (inline_code, "a.html", '<a href="/" {% if x %}class="y"{% endif %} onclick="go()">'),
    (inline_code, "a.html", "<style>p { color: red }</style>"),
    (long_template, "a.html", "<p></p>\n" * 151),
    (inline_code_in_strings, "a.py", "def f(w):\n    return '<i style=\"width:%d\">' % w"),
]


@pytest.mark.parametrize(("checker", "name", "text"), BAD)
def test_each_checker_refuses_its_broken_twin(checker, name, text):
    assert checker(name, text)


def test_fair_pieces_pass():
    assert not inline_code("a.html", "<script src=\"{% static 'kit/kit.js' %}\" defer></script>")
    assert not inline_code("a.html", '<p class="one" data-on="x">style = plain words</p>')
    assert not too_many_arguments("a.py", "def f(self, a, b, c, d, e, f, g, h, **more): ...")
    assert not vague_names("src/wutong/projects/processing_times.py", "")


def check(paths, *checkers: Checker) -> None:
    wrong = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        wrong += [hit for checker in checkers for hit in checker(name_of(path), text)]
    assert not wrong, "\n".join(wrong)


def test_python_stays_within_its_budgets():
    check(python_files(), too_long, too_many_arguments)


def test_modules_have_names_that_say_something():
    check(python_files("src"), vague_names)


def test_templates_are_short_and_hold_no_code():
    check(templates(), inline_code, long_template)
    check(python_files("src"), inline_code_in_strings)


def test_no_loose_ends():
    kinds = {".py", ".html", ".css", ".js", ".toml", ".md", ".in", ""}
    check([p for p in files() if p.suffix in kinds], loose_ends)
