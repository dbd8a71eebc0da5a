"""Another machine: a bare home takes a backup of an older version, and is at the newest afterwards."""

import os
import subprocess
import sys

import pytest

OLDER = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "duties", "0001", verbosity=0)
for app in ("contenttypes", "auth", "sessions", "axes", "accounts", "audit", "codes", "workdays", "org", "files"):
    call_command("migrate", app, verbosity=0)
call_command("setup")
from tests.files.conftest import furnish
furnish()
"""
COUNTS = """
import django; django.setup()
from wutong.audit import queries
from wutong.org.models import Unit
from wutong.duties.models import Duty
print(queries.verify(), Unit.objects.count(), Duty.objects.count())
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run Python or a command of Wutong in a home of its own; returns (code, output, progress)."""

    def running(home: str, *command: str) -> tuple[int, str, str]:
        env = {**os.environ, "WUTONG_HOME": str(tmp_path / home), "PYTHONPATH": os.pathsep.join(sys.path)}
        env.pop("WUTONG_DATABASE_URL", None)
        done = subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    return running


def test_an_older_backup_comes_up_in_a_bare_home(run, tmp_path):
    cli, backup = ("-m", "wutong.config.cli"), str(tmp_path / "b.zip")
    assert run("old", "-c", OLDER)[0] == 0
    code, out, _ = run("old", *cli, "backup", backup)
    assert (code, out[:3]) == (0, "已备份")
    code, out, told = run("new", *cli, "restore", backup)
    assert code == 0, told
    assert out.startswith("已恢复") and "完好" in out
    assert "升级到当前版本" in told
    assert run("new", "-c", COUNTS)[1] == "None 2 0\n"
    assert len(list((tmp_path / "new" / "files").glob("*/*"))) == 2
    code, out, told = run("new", *cli, "restore", backup)
    assert (code, out) == (2, "")
    assert "全新的空库" in told
