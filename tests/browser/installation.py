"""An installation of its own for a story: a copy of the demo's home, served by a process on a free port."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
MONDAY = "2026-11-23T09:00"


class Installation:
    def __init__(self, home: Path, moment: str = MONDAY):
        self.home, self.moment = home, moment
        self._server: subprocess.Popen | None = None
        self.port = 0

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "WUTONG_HOME": str(self.home),
            "WUTONG_CLOCK": self.moment,
            "WUTONG_DEMO": "1",
            "WUTONG_DATABASE_URL": "",
            "PYTHONPATH": str(ROOT / "src"),
        }

    def wutong(self, *arguments: str) -> str:
        """Run a command to its end; its answer."""
        command = [sys.executable, "-m", "wutong.config.cli", *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self, port: int = 0) -> str:
        """Serve, where nothing else is said on a free port; the address."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = port or free.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "wutong.config.cli",
            "serve",
            "--no-worker",
            "--port",
            str(self.port),
        ]
        self._server = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with (
                suppress(URLError, ConnectionError, TimeoutError),
                urlopen(f"{self.address}/demo/", timeout=5) as answer,
            ):
                if answer.status == 200:
                    return self.address
            time.sleep(0.1)
        raise AssertionError("the server did not answer within a minute")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(timeout=30)
            self._server = None

    def stand_on(self, moment: str) -> None:
        """Go on living at another moment: what runs is started again there."""
        self.stop()
        self.moment = moment
        port = self.port
        self.start()
        assert port != 0

    def copy(self, home: Path) -> "Installation":
        shutil.copytree(self.home, home)
        return Installation(home, self.moment)
