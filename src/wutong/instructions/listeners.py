"""What an instruction does when one of its assignments ends."""

from wutong.duties.events import DutyClosed
from wutong.instructions import services
from wutong.instructions.access import SUBJECT
from wutong.instructions.models import Instruction


def on_closed(event: DutyClosed) -> None:
    if event.subject_type == SUBJECT and event.subject_id:
        services.follow(instruction=Instruction.objects.get(pk=event.subject_id))
