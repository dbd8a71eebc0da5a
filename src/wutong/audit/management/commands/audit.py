"""`wutong audit head [-o FILE]` and `wutong audit verify [--head FILE]`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wutong.audit import queries
from wutong.engines import merkle


class Command(BaseCommand):
    help = "Export the head of the audit log, or verify the log, best against a head kept outside."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        head = verbs.add_parser("head")
        head.add_argument("-o", "--output")
        verify = verbs.add_parser("verify")
        verify.add_argument("--head")

    def handle(self, *args, **options):
        self._head(options) if options["verb"] == "head" else self._verify(options)

    def _head(self, options):
        text = queries.head(timezone.now()).as_text()
        if options["output"]:
            Path(options["output"]).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)

    def _verify(self, options):
        finding = queries.verify(self._outside(options["head"]))
        if finding:
            self.stdout.write(finding.text)
            raise SystemExit(1)
        self.stdout.write(
            "审计日志完好" if options["head"] else "审计日志前后一致（没有外部摘要，看不出截断和整体改写）"
        )

    def _outside(self, path):
        if not path:
            return None
        try:
            return merkle.Head.from_text(Path(path).read_text(encoding="utf-8"))
        except (OSError, merkle.MerkleError, UnicodeDecodeError) as error:
            raise CommandError(f"读不了外部摘要“{path}”：{error}") from None
