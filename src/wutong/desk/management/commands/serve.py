"""`wutong serve`: this installation on 127.0.0.1, by waitress, with its worker beside it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from waitress import serve


@contextmanager
def _worker(wanted: bool) -> Iterator[None]:
    """The worker as a process of its own: it lives as long as the pages are served."""
    if not wanted:
        yield
        return
    running = subprocess.Popen([sys.executable, "-P", "-m", "wutong.config.cli", "worker"])
    try:
        yield
    finally:
        running.terminate()
        running.wait(timeout=30)


class Command(BaseCommand):
    help = "Serve this installation; put a web server with HTTPS before it for others."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument("--no-worker", action="store_true", help="where `wutong worker` runs by itself")

    def handle(self, *args, host: str, port: int, threads: int, no_worker: bool, **options):
        if not 0 < port < 2**16:
            raise CommandError(f"端口应在1至65535之间，不能是{port}")
        self.stdout.write(f"梧桐正在 http://{host}:{port}/ 提供服务，按 Ctrl+C 停止。")
        self.stdout.flush()
        # Asked to end, it ends in order: the worker with it.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with _worker(not no_worker):
            serve(get_wsgi_application(), host=host, port=port, threads=threads, ident=None)
