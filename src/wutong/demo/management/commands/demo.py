"""`wutong demo`: the demo county, told once, then served."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from wutong.demo import services, story
from wutong.demo.personas import PERSONAS
from wutong.kit import clock
from wutong.org.models import Unit

# Beside the database, so that both go together.
TOLD = settings.HOME / "demo.told"


class Command(BaseCommand):
    help = "Load the demo county through the real services, print its doors, and serve it on 127.0.0.1."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="load only")

    def handle(self, *args, port: int, no_serve: bool, **options):
        call_command("migrate", verbosity=0)
        call_command("setup")
        if not TOLD.exists():
            self._tell()
        if no_serve:
            return
        self._doors(port)
        call_command("serve", port=port)

    def _tell(self):
        """A telling that was cut off is told anew at the next start."""
        if Unit.objects.exists():
            call_command("flush", interactive=False, verbosity=0)
            call_command("setup")
        bar = _Bar(2 + sum(1 for _ in story.chapters()))
        bar.step("设立机构和人员")
        with clock.standing_on(story.FOUNDED):
            place = services.found()
        story.tell(place, bar.step)
        bar.step("开通演示入口")
        story.open_doors(place)
        bar.end()
        TOLD.touch()

    def _doors(self, port: int):
        self.stdout.write(f"梧桐演示已就绪（演示日期 {clock.today()}）。点开任一入口：")
        for persona in PERSONAS:
            self.stdout.write(f"  {persona.word:　<6} http://127.0.0.1:{port}/demo/{persona.key}/")
        self.stdout.flush()


class _Bar:
    """How far the telling is, on standard error: a moving line on a terminal, plain lines elsewhere."""

    def __init__(self, total: int):
        self.total, self.done = total, 0

    def step(self, words: str) -> None:
        filled = "█" * self.done + "░" * (self.total - self.done)
        end = "\r" if sys.stderr.isatty() else "\n"
        line = f"[{filled}] {self.done}/{self.total} {words}…"
        sys.stderr.write(f"{line:　<60}{end}" if sys.stderr.isatty() else f"{line}{end}")
        sys.stderr.flush()
        self.done += 1

    def end(self) -> None:
        sys.stderr.write(f"[{'█' * self.total}] 演示数据已装好\n")
