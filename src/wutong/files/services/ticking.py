"""When the schedule last ran to its end: a stamp in the home, for `wutong doctor` to read."""

from pathlib import Path

from django.conf import settings

from wutong.kit import clock


def stamp() -> Path:
    return Path(settings.HOME) / "last-tick"


def note_tick() -> None:
    """Called by `wutong tick` when everything due has been done."""
    stamp().write_text(clock.now().isoformat(), encoding="ascii")
