"""`wutong tick`: what time brings. Run by the worker every ten minutes; a second run changes nothing."""

from django.core.management.base import BaseCommand

from wutong.files.services import note_tick
from wutong.kit import clock, sockets


class Command(BaseCommand):
    help = (
        "Do what is due in every app: make the meetings that come, give the reminders and the ladder's calls."
    )

    def handle(self, *args, verbosity: int, **options):
        today = clock.today()
        chores = sorted(sockets.chores.values(), key=lambda chore: chore.order)
        told = [chore.label.format(chore.run(today)) for chore in chores]
        note_tick()
        if verbosity:
            self.stdout.write("，".join(told))
