"""Every arrow between packages points down: import-linter's contracts, and a check that it looks at all."""

import re
import subprocess
import sys
from pathlib import Path

from tests.house.repository import ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    """The linter in a process of its own, for it rearranges the logging of the one it runs in."""
    command = [sys.executable, "-c", LINT, "--config", str(config), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_no_import_points_up():
    done = lint(ROOT / "pyproject.toml")
    assert done.returncode == 0, done.stdout
    assert "floors of the house KEPT" in done.stdout


def test_a_house_upside_down_or_with_a_room_on_no_floor_is_refused(tmp_path):
    plan = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    upside_down = re.sub(r'"duties",\n  "files",\n  "org",', '"org",\n  "files",\n  "duties",', plan)
    homeless = plan.replace('  "files",\n', "")
    for number, twin in enumerate((upside_down, homeless)):
        assert twin != plan
        config = tmp_path / f"{number}.toml"
        config.write_text(twin, encoding="utf-8")
        assert "floors of the house BROKEN" in lint(config).stdout
