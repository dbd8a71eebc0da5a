"""`./run test`: what the tests need is installed where it may be, then each part runs; what is left out is said."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.infra import postgres

ROOT = Path(__file__).resolve().parents[2]
NO_TESTS = 5


def main(arguments: list[str]) -> int:
    missing = install_what_is_missing()
    if arguments:
        return pytest("chosen", arguments)
    within = ["tests", "--ignore=tests/browser", "-n", "2", "-m"]
    parts = [("unit", [*within, "not django_db"]), ("sqlite", [*within, "django_db"])]
    if "postgresql" not in missing:
        parts.append(("postgresql", [*within, "django_db and not once"]))
    if "chromium" not in missing and (ROOT / "tests" / "browser").exists():
        parts.append(("browser", ["tests/browser", "-n", "2", "--dist", "worksteal"]))
    codes = [run_part(name, arguments) for name, arguments in parts]
    for name in sorted(missing):
        print(f"left out: {LEFT_OUT[name]}")
    return max(codes)


def run_part(name: str, arguments: list[str]) -> int:
    with ExitStack() as stack:
        if name == "postgresql":
            os.environ["WUTONG_DATABASE_URL"] = stack.enter_context(postgres.cluster())
            stack.callback(os.environ.pop, "WUTONG_DATABASE_URL")
        return pytest(name, arguments)


def pytest(name: str, arguments: list[str]) -> int:
    print(f"== {name}", flush=True)
    start = time.monotonic()
    code = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT).returncode
    print(f"== {name}: {time.monotonic() - start:.0f} s", flush=True)
    return 0 if code == NO_TESTS else code


NEEDS = {
    "chromium": ("chromium", lambda: bool(shutil.which("chromium") or shutil.which("google-chrome"))),
    "postgresql": ("postgresql", lambda: postgres.binaries() is not None),
    "font": ("fonts-noto-cjk", lambda: has_cjk_font()),
}
LEFT_OUT = {
    "chromium": "the browser tests (no Chromium; install the package chromium)",
    "postgresql": "the PostgreSQL tests (no server; install the package postgresql)",
    "font": "no test, but pictures lack Chinese characters (no CJK font; install fonts-noto-cjk)",
}


def has_cjk_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


def install_what_is_missing() -> set[str]:
    """Names of what is still missing after installing what the system's packages give."""
    wanted = {name for name, (_, there) in NEEDS.items() if not there()}
    if wanted and not os.geteuid() and shutil.which("apt-get"):
        packages = sorted(NEEDS[name][0] for name in wanted)
        print("installing", *packages, flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["update", "-q"],
            ["install", "-yq", "--no-install-recommends", "fontconfig", *packages],
        ):
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL)
    return {name for name, (_, there) in NEEDS.items() if not there()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
