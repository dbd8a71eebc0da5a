"""The most memory that a process of `wutong serve` takes while seven people walk through every page of the demo county.

The server is the real one, with its eight threads; the walkers follow each link they are shown, all at once.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

from bench.report import Result

WALKERS = ("leader", "office", "secretary", "department", "inspectorate", "city", "admin")
PAGES_EACH = 300
COMMAND = [sys.executable, "-P", "-m", "wutong.config.cli"]


def run() -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="wutong-bench-") as home:
        environment = {**os.environ, "WUTONG_HOME": home, "WUTONG_DEMO": "1"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*COMMAND, "demo", "--no-serve"], env=environment, check=True, **quiet)
        with _served(environment, quiet) as (pid, base):
            with ThreadPoolExecutor(len(WALKERS)) as pool:
                pages = list(pool.map(lambda who: _walk(base, who), WALKERS))
            peak = _peak_mib(pid)
    assert min(pages) > 10, "everybody has pages to walk"
    name = f"memory of a web process, {sum(pages)} pages walked by {len(WALKERS)} people at once"
    return [Result(name, f"{peak:.0f} MiB at the peak", "< 250 MiB", peak < 250)]


@contextmanager
def _served(environment, quiet):
    """The real server on a free port of this machine: (its process id, its address)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment, **quiet)
    try:
        _wait_for(port)
        yield server.pid, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024


def _walk(base: str, who: str) -> int:
    """Log in through the demo's door and follow every link, the nearest first; how many answered."""
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
    door = f"{base}/demo/{who}/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.open(door).read().decode()).group(
        1
    )
    browser.open(door, urlencode({"csrfmiddlewaretoken": token}).encode()).read()
    waiting, seen, answered = deque([f"{base}/"]), {f"{base}/"}, 0
    while waiting and answered < PAGES_EACH:
        url = waiting.popleft()
        links = _links_of(browser, url)
        answered += 1
        fresh = [link for link in links if link not in seen and link.startswith(base)]
        seen.update(fresh)
        waiting.extend(fresh)
    return answered


def _links_of(browser, url: str) -> list[str]:
    """Where a page leads; a file is read to its end and leads nowhere. An error of the server ends the run."""
    try:
        with browser.open(url, timeout=120) as answer:
            kind, content = answer.headers.get_content_type(), answer.read()
    except HTTPError as error:
        if error.code >= 500:
            raise
        return []
    if kind != "text/html":
        return []
    found = re.findall(r'<(?:a|link|img|script)\b[^>]*?\b(?:href|src)="([^"#]+)', content.decode())
    return [
        urljoin(url, link.replace("&amp;", "&")) for link in dict.fromkeys(found) if not urlsplit(link).scheme
    ]
