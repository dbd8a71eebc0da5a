"""What runs beside the pages: queued jobs, and every ten minutes the tick (reminders, ladder, meetings)."""

import logging
import time

from django.core.management import call_command
from django.db import close_old_connections

from wutong.kit import clock, sockets

TICK_SECONDS = 600
PAUSE_SECONDS = 5
log = logging.getLogger(__name__)


def work() -> None:
    """Forever. A round that fails is logged and the next one tried: reminders must not die of one bad row."""
    ticked = 0.0
    while True:
        close_old_connections()
        try:
            call_command("db_worker", batch=True, verbosity=0)
            for chore in [c for c in sockets.chores.values() if c.often]:
                chore.run(clock.today())
            if time.monotonic() - ticked >= TICK_SECONDS or not ticked:
                call_command("tick", verbosity=0)
                ticked = time.monotonic()
        except Exception:
            log.exception("后台任务这一轮没有完成")
        time.sleep(PAUSE_SECONDS)
