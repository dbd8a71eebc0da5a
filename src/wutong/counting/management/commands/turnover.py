"""`wutong turnover YEAR`: turn a past year over in every county, or in one."""

from django.core.management.base import BaseCommand, CommandError

from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid
from wutong.org.models import Unit
from wutong.org.queries import counties_in
from wutong.projects.turnover import queries, services


class Command(BaseCommand):
    help = "Turn a year that has passed over: keep it and seal it, and carry over what goes on."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="the year that has passed")
        parser.add_argument("--county", default="", help="name of the county; without it all")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, write nothing")

    def handle(self, *args, year: int, county: str, dry_run: bool, **options):
        found = counties_in("").filter(name=county) if county else counties_in("")
        if not found:
            raise CommandError(f"没有名为“{county}”的县（市、区）" if county else "还没有建立县（市、区）")
        for one in found:
            self.stdout.write(self._told(one, year, dry_run))

    def _told(self, county: Unit, year: int, dry_run: bool) -> str:
        try:
            if dry_run:
                turn = queries.turn_of(county, year)
            else:
                turn = services.turn_over(by=SYSTEM, county=county, year=year)
        except Invalid as error:
            raise CommandError(f"{county.name}：{error}") from error
        words = "将留存" if dry_run else "已留存"
        return (
            f"{county.name}{year}年{words}{len(turn.standings)}个项目，转为续建{len(turn.carried)}个，"
            f"缺{year + 1}年计划{len(turn.unplanned)}个，没报{year}年12月{len(turn.silent)}个"
        )
