"""The files that the house tests read: what is ours and kept, not what tools leave behind."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "src" / "wutong"
_PLACES = ("src", "tests", "bench", "frontend", "docs", "requirements", ".ci")
_LEFT_BEHIND = {"node_modules", "__pycache__", "dist"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep; without git (an unpacked archive), every file of our folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return tuple(_walk())
    return tuple(p for name in sorted(filter(None, listed.split("\0"))) if (p := ROOT / name).is_file())


def _walk() -> Iterator[Path]:
    for place in _PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            if path.is_file() and not _LEFT_BEHIND & set(path.parts):
                yield path
    yield from (p for p in sorted(ROOT.iterdir()) if p.is_file())


def python_files(*places: str) -> list[Path]:
    """Our Python source under the named folders (all where none is named), without migrations."""
    found = [p for p in files() if p.suffix == ".py" and "migrations" not in p.parts]
    return [p for p in found if not places or p.relative_to(ROOT).parts[0] in places]


def templates() -> list[Path]:
    return [p for p in files() if p.suffix == ".html" and "templates" in p.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
