"""`wutong serve`: this installation on 127.0.0.1, by waitress, with its worker beside it."""

from threading import Thread

from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from waitress import serve

from wutong.desk.working import work


class Command(BaseCommand):
    help = "Serve this installation; put a web server with HTTPS before it for others."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument("--no-worker", action="store_true", help="where `wutong worker` runs by itself")

    def handle(self, *args, host: str, port: int, threads: int, no_worker: bool, **options):
        if not no_worker:
            Thread(target=work, name="worker", daemon=True).start()
        self.stdout.write(f"梧桐正在 http://{host}:{port}/ 提供服务，按 Ctrl+C 停止。")
        self.stdout.flush()
        serve(get_wsgi_application(), host=host, port=port, threads=threads, ident=None)
