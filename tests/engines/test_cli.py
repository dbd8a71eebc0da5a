import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import wutong
from wutong.config import cli

SOURCE = str(Path(wutong.__file__).parents[1])
COMMAND = """
from django.core.management.base import BaseCommand, CommandError

class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("word")

    def handle(self, **options):
        if options["word"] == "bad":
            raise CommandError("这个词\\n不能用")
        if options["word"] == "differs":
            raise SystemExit(1)
        self.stdout.write(options["word"])
"""


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "wutong.config.cli", *words],
        env={**os.environ, "PYTHONPATH": SOURCE, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=30,
    )


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A Django project of one app with one management command, `echo`, and a way to run it."""
    commands = tmp_path / "office_app" / "management" / "commands"
    commands.mkdir(parents=True)
    for package in (commands, commands.parent, commands.parents[1]):
        (package / "__init__.py").touch()
    (commands / "echo.py").write_text(COMMAND, encoding="utf-8")
    settings = 'SECRET_KEY = "x"\nINSTALLED_APPS = ["office_app"]\nUSE_TZ = True\n'
    (tmp_path / "office_settings.py").write_text(settings, encoding="utf-8")
    path = os.pathsep.join((SOURCE, str(tmp_path)))
    return lambda *words: run(*words, PYTHONPATH=path, DJANGO_SETTINGS_MODULE="office_settings")


def test_calendar_answers_through_the_command_line():
    done = run("calendar", "add", "2026-02-13", "3")
    assert (done.returncode, done.stdout, done.stderr) == (0, "2026-02-25\n", "")


def test_calendar_starts_fast():
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        run("calendar", "add", "2026-02-13", "3")
        spent.append(time.perf_counter() - began)
    assert min(spent) < 0.5


def test_calendar_loads_neither_django_nor_numpy():
    code = (
        "import sys; from wutong.config import cli; cli.main(['calendar', 'add', '2026-02-13', '3']);"
        "print(sorted({'django', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": SOURCE},
        capture_output=True,
        check=True,
    )
    assert done.stdout.split() == [b"2026-02-25", b"[]"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_text_is_utf8_whatever_the_terminal_says(encoding):
    done = run("calendar", "add", "2026-13-01", "3", PYTHONIOENCODING=encoding)
    assert done.returncode == 2 and done.stderr.startswith("日期无效：2026-13-01")


def test_a_reader_that_leaves_early_is_no_error():
    command = f"{sys.executable} -m wutong.config.cli calendar explain 2004-01-01 40000 | head -n 1"
    done = subprocess.run(
        command, shell=True, env={**os.environ, "PYTHONPATH": SOURCE}, capture_output=True, check=True
    )
    assert done.stdout.startswith(b"2004-01-02") and done.stderr == b""


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_alone_it_lists_its_verbs(capsys, words):
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert all(
        verb in told
        for verb in ("calendar", "ledger", "audit", "brief", "backup", "restore", "doctor", "tick")
    )


def test_other_verbs_are_management_commands(office):
    done = office("echo", "梧桐")
    assert (done.returncode, done.stdout, done.stderr) == (0, "梧桐\n", "")


def test_a_command_error_is_one_line_and_exit_2(office):
    done = office("echo", "bad")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "这个词 不能用\n")


def test_a_command_may_return_a_code_of_its_own(office):
    assert office("echo", "differs").returncode == 1


def test_wrong_arguments_of_a_command_are_one_line(office):
    done = office("echo")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("参数有误（wutong echo -h 查看用法）") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["backup"], "缺少 file"),
        (["serve", "--port", "abc"], "--port 的值 'abc' 不对"),
        (["audit", "foo"], "不能是 'foo'"),
        (["tick"], "还没有建表"),
    ],
)
def test_whatever_is_wrong_is_one_chinese_line(tmp_path, words, said):
    """On a bare home: no tables yet."""
    done = run(
        *words,
        WUTONG_HOME=str(tmp_path),
        WUTONG_DATABASE_URL="",
        DJANGO_SETTINGS_MODULE="wutong.config.settings",
    )
    assert (done.returncode, done.stderr.count("\n"), said in done.stderr) == (2, 1, True), done.stderr


def test_an_unknown_verb_is_refused(office):
    done = office("nonsense")
    assert (done.returncode, done.stderr) == (2, "不认识的命令：nonsense（wutong -h 列出可用的命令）\n")
