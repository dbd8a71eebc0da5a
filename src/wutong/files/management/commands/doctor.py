"""`wutong doctor`: whether this installation is well; exit code 1 where anything is wrong."""

from django.core.management.base import BaseCommand

from wutong.files.checkup import examine


class Command(BaseCommand):
    help = "Check database, migrations, log, files, assets, clock, disk, working days and schedule."

    def handle(self, *args, **options):
        wrong = 0
        for line in examine():
            self.stdout.write(str(line))
            self.stdout.flush()
            wrong += line.well is False
        if wrong:
            raise SystemExit(1)
