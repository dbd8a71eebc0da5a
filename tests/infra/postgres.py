"""A private PostgreSQL cluster that the tests start and stop: no TCP, no fsync, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PORT = 54329


def binaries() -> Path | None:
    """Where initdb and postgres are, or None where the machine has no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return Path(path).parent if path else None


def _as_server_user() -> list[str]:
    """initdb refuses root: step down to `postgres`, or `nobody` where there is no such user."""
    if os.geteuid():
        return []
    for user in ("postgres", "nobody"):
        found = subprocess.run(["id", "-u", user], capture_output=True, text=True)
        if found.returncode == 0:
            return ["setpriv", f"--reuid={user}", "--clear-groups"]
    return []


@contextmanager
def cluster() -> Iterator[str]:
    """The url of a fresh cluster's database; the server ends with the block."""
    tools = binaries()
    assert tools, "no PostgreSQL server on this machine"
    folder = Path(tempfile.mkdtemp(prefix="wutong-pg-"))
    step_down = _as_server_user()
    if step_down:
        shutil.chown(folder, step_down[1].removeprefix("--reuid="))
    data = folder / "data"
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    subprocess.run(
        [*step_down, tools / "initdb", "-D", data, "-U", "wutong", "-A", "trust", "-E", "UTF8", "--no-sync"],
        **run,
    )
    quick = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    server = subprocess.Popen(
        [*step_down, tools / "postgres", "-D", data, "-k", folder, "-p", str(PORT), "-h", "", *quick],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        _wait(tools, folder)
        yield f"postgresql://wutong@/postgres?host={quote(str(folder), safe='')}&port={PORT}"
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(tools: Path, folder: Path) -> None:
    ready = [tools / "pg_isready", "-h", folder, "-p", str(PORT), "-t", "30"]
    for _ in range(100):
        if subprocess.run(ready, stdout=subprocess.DEVNULL).returncode == 0:
            return
        subprocess.run(["sleep", "0.1"])
    raise RuntimeError("the private PostgreSQL did not start")
