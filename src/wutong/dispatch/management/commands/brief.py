"""`wutong brief --meeting weekly --on 2026-11-23 --format text|json|docx|xlsx|pdf|png [-o FILE] [--unit CODE]`."""

import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from wutong.dispatch import papers, queries
from wutong.dispatch.models import Series
from wutong.kit import clock


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text[:40]}”不是日期，请写成2026-11-23这样") from None


class Command(BaseCommand):
    help = "Compute the brief of a meeting: the frozen one where it has opened, else as the rows stand."

    def add_arguments(self, parser):
        parser.add_argument(
            "--meeting", required=True, help="key of the series: weekly, fortnightly, monthly"
        )
        parser.add_argument("--on", type=str, default="", help="day of the meeting, today by default")
        parser.add_argument("--format", default="text", choices=["json", *papers.BRIEF])
        parser.add_argument(
            "--unit", default="", help="code of the region, where several hold such a meeting"
        )
        parser.add_argument("-o", "--output", default="", help="file to write; standard output otherwise")

    def handle(self, *args, meeting: str, on: str, format: str, unit: str, output: str, **options):
        series = self._series(meeting, unit)
        brief = queries.brief_of(queries.meeting_on(series, _day(on) if on else clock.today()))
        if format == "json":
            content = (json.dumps(brief.to_json(), ensure_ascii=False, indent=1) + "\n").encode()
        else:
            content = papers.BRIEF[format][2](brief)
        self._write(content, output, format)

    def _series(self, key: str, code: str) -> Series:
        found = Series.objects.filter(key=key, is_active=True).select_related("scope_unit", "organiser")
        if code:
            found = found.filter(scope_unit__code=code)
        series = list(found.order_by("scope_unit__path"))
        if not series:
            raise CommandError(
                f"没有代号为“{key[:40]}”的会议{f'（地区{code[:20]}）' if code else ''}，请先设定会议周期"
            )
        if len(series) > 1:
            others = "、".join(f"{s.scope_unit.name}（{s.scope_unit.code}）" for s in series[1:])
            self.stderr.write(f"取{series[0].scope_unit.name}的会议；另有{others}，用 --unit 选择")
        return series[0]

    def _write(self, content: bytes, output: str, format: str) -> None:
        if output:
            try:
                Path(output).write_bytes(content)
            except OSError as error:
                raise CommandError(f"写不了“{output}”：{error.strerror}") from None
        elif format not in ("text", "json") and sys.stdout.isatty():
            raise CommandError("Word、Excel、PDF 和图片要用 -o 指定文件")
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
