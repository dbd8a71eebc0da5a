"""What the projects do when duties change: keep their next node on the row."""

from wutong.duties.events import DutiesOpened
from wutong.projects import services


def on_duty(event) -> None:
    if event.subject_type == services.SUBJECT and event.subject_id:
        services.refresh_next([event.subject_id])


def on_duties(event: DutiesOpened) -> None:
    services.refresh_next(pk for kind, pk in event.subjects if kind == services.SUBJECT)
