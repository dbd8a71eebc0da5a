"""`wutong restore FILE [--replace]`: what a backup holds back into the database and the folder of files."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wutong.files import services


class Command(BaseCommand):
    help = "Restore a backup into an empty installation, or over everything there is with --replace."
    # A bare database has no tables yet to be checked against.
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="覆盖库中现有的全部数据")

    def handle(self, *args, **options):
        try:
            done = services.restore(options["file"], self._say, replace=options["replace"])
        except services.ArchiveError as error:
            raise CommandError(str(error)) from None
        log = f"审计日志 {done.log_size} 条，核验{'不过：' + done.finding if done.finding else '完好'}"
        self.stdout.write(f"已恢复 {done.tables} 张表 {done.rows} 行、{done.files} 个文件；{log}")

    def _say(self, text):
        print(f"恢复：{text}", file=sys.stderr, flush=True)
