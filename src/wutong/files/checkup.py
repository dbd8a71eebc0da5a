"""What `wutong doctor` looks at. Each check gives one line; a check that breaks down is itself a finding."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection

from wutong.audit import queries as audit
from wutong.audit.models import Entry
from wutong.files.archive import chunks_of
from wutong.files.models import StoredFile
from wutong.files.services.keeping import path_of
from wutong.files.services.tables import Schema
from wutong.files.services.ticking import stamp
from wutong.kit import clock
from wutong.workdays.models import Notice

ASSETS = ("kit/kit.css", "kit/kit.js", "tabler/css/tabler.min.css")
ENOUGH_BYTES = 2 * 2**30
CLOCK_TOLERANCE = timedelta(minutes=5)
TICK_EVERY = timedelta(hours=24)
# The State Council gazettes next year's days in autumn; by December everybody should have entered them.
NOTICE_MONTH = 12


@dataclass(frozen=True)
class Line:
    """`well` None: nothing is wrong, but something is not known or will be needed."""

    name: str
    well: bool | None
    text: str

    @property
    def mark(self) -> str:
        return {True: "✓", None: "○", False: "✗"}[self.well]

    def __str__(self) -> str:
        return f"{self.mark} {self.name}：{self.text}"


Answer = tuple[bool | None, str]


def examine(deep: bool = True) -> Iterator[Line]:
    """The checks in order, each when it is done; those that read everything only if it is to be `deep`."""
    for name, check in CHECKS:
        if check in DEEP and not deep:
            continue
        try:
            yield Line(name, *check())
        except Exception as error:  # what a check trips over is what the doctor is for
            yield Line(name, False, f"查不了（{type(error).__name__}：{' '.join(str(error).split())[:120]}）")


def _database() -> Answer:
    connection.ensure_connection()
    Entry.objects.first()
    return True, f"{connection.display_name} 可读"


def _migrations() -> Answer:
    schema = Schema()
    if schema.strange:
        return False, "数据库比程序新，请升级程序"
    if behind := schema.known - schema.applied:
        return False, f"还有 {len(behind)} 个迁移没有执行，请运行 wutong migrate"
    return True, f"{len(schema.applied)} 个迁移都已执行"


def _log() -> Answer:
    if finding := audit.verify():
        return False, f"{finding.text}；请停止写入，与存放在外的摘要和备份核对"
    return True, f"{Entry.objects.count()} 条前后一致"


def _files() -> Answer:
    lost, damaged, count = [], [], 0
    kept = StoredFile.objects.order_by("sha256").values_list("sha256", "name")
    known: dict[str, bool | None] = {}
    for sha256, name in kept.iterator():
        count += 1
        if sha256 not in known:
            known = {sha256: _content_is(sha256)}
        if known[sha256] is None:
            lost.append(name)
        elif not known[sha256]:
            damaged.append(name)
    if lost or damaged:
        return False, f"缺 {len(lost)} 个、损坏 {len(damaged)} 个，请从备份取回：{_few(lost + damaged)}"
    return True, f"{count} 个都在，内容与登记一致"


def _content_is(sha256: str) -> bool | None:
    """Whether the content is what it was; None where there is none."""
    digest = hashlib.sha256()
    try:
        with path_of(sha256).open("rb") as stream:
            for chunk in chunks_of(stream):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest() == sha256


def _assets() -> Answer:
    missing = [name for name in ASSETS if not finders.find(name)]
    if missing:
        return False, f"缺少 {_few(missing)}，请运行 ./run serve（会自动安装）"
    return True, "样式和脚本齐全"


def _clock() -> Answer:
    now = clock.now()
    local = f"{clock.today()}"
    if settings.CLOCK and not settings.DEMO:
        return False, f"WUTONG_CLOCK 把时间定在 {local}，只应用于演示，请去掉"
    last = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    if last and last > now + CLOCK_TOLERANCE:
        return False, f"现在 {local}，早于最后一条审计记录，请校准本机时间"
    return True, f"{local}（{settings.TIME_ZONE}）"


def _disk() -> Answer:
    home = Path(settings.HOME)
    free = shutil.disk_usage(home).free
    words = f"{home} 剩余 {free / 2**30:.1f} GB"
    return (True, words) if free >= ENOUGH_BYTES else (False, f"{words}，请清理或扩容")


def _workdays() -> Answer:
    today = clock.today()
    known = set(Notice.objects.values_list("year", flat=True))
    if today.year not in known:
        return False, f"没有 {today.year} 年的放假安排，期限都按暂定计算，请录入或运行 wutong setup"
    following = today.year + 1
    if following in known:
        return True, f"{today.year}、{following} 年都已录入"
    late = today.month >= NOTICE_MONTH
    return (False if late else None), f"{following} 年的放假安排还没有录入，落在该年的期限按暂定计算"


def _tick() -> Answer:
    try:
        last = datetime.fromisoformat(stamp().read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None, "没有运行过的记录；提醒和督办要靠 ./run worker"
    since = clock.now() - last
    if since > TICK_EVERY:
        return False, f"已 {since.days} 天没有运行，提醒和督办停着，请启动 ./run worker"
    return True, f"{max(int(since.total_seconds()), 0) // 60} 分钟前运行过"


def _few(names: Iterable[str], limit: int = 3) -> str:
    names = list(names)
    return "、".join(names[:limit]) + ("等" if len(names) > limit else "")


CHECKS: tuple[tuple[str, Callable[[], Answer]], ...] = (
    ("数据库", _database),
    ("迁移", _migrations),
    ("审计日志", _log),
    ("文件", _files),
    ("前端资源", _assets),
    ("时钟", _clock),
    ("磁盘空间", _disk),
    ("工作日", _workdays),
    ("后台定时", _tick),
)
DEEP = (_log, _files)
