"""`wutong backup FILE`: database and kept files into one archive."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wutong.files import services


class Command(BaseCommand):
    help = "Write the whole installation, database and kept files, into one archive."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        path = options["file"]
        try:
            done = services.back_up(path, self._say)
        except services.ArchiveError as error:
            raise CommandError(str(error)) from None
        size = path.stat().st_size / 2**20
        self.stdout.write(
            f"已备份 {done.tables} 张表 {done.rows} 行、{done.files} 个文件到 {path}（{size:.1f} MB）"
        )
        for sha256 in done.missing:
            print(f"注意：文件 {sha256} 已丢失或损坏，备份里没有它", file=sys.stderr)
        if done.finding:
            print(f"注意：审计日志核验不过：{done.finding}", file=sys.stderr)

    def _say(self, text):
        print(f"备份：{text}", file=sys.stderr, flush=True)
