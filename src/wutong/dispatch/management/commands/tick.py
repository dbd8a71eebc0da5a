"""`wutong tick`: what time brings. Run by the worker every ten minutes; a second run changes nothing."""

from django.core.management.base import BaseCommand

from wutong.dispatch import services as dispatch
from wutong.duties import services as duties
from wutong.files.services import note_tick
from wutong.kit import clock
from wutong.kit.actor import SYSTEM


class Command(BaseCommand):
    help = "Give the reminders and the ladder's calls that are due, and make the meetings that come."

    def handle(self, *args, verbosity: int, **options):
        warnings = duties.remind(by=SYSTEM)
        meetings = dispatch.prepare(by=SYSTEM, today=clock.today())
        note_tick()
        if verbosity:
            self.stdout.write(f"提醒{warnings}条，排出会议{len(meetings)}次")
