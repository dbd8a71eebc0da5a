"""`wutong setup`: the tables that every installation needs; at every start, nothing to do costs nothing."""

from django.core.management.base import BaseCommand

from wutong.codes import services as codes
from wutong.kit import clock
from wutong.workdays import services as workdays


class Command(BaseCommand):
    help = "Load code tables and working days where they are missing."

    def handle(self, *args, **options):
        codes.load_tables()
        workdays.load_gazetted(noted_on=clock.today())
