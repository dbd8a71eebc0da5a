"""`wutong worker`: jobs and ticks in a process of their own, for installations with several web processes."""

from django.core.management.base import BaseCommand

from wutong.desk.working import work


class Command(BaseCommand):
    help = "Run queued jobs and, every ten minutes, the tick."

    def handle(self, *args, **options):
        work()
