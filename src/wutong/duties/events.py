"""What happened to duties, told after commit. `subject_*` name the object that the duty belongs to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DutyOpened:
    duty_id: int
    kind: str
    subject_type: str
    subject_id: int | None


@dataclass(frozen=True)
class DutiesOpened:
    """A batch was opened: `subjects` are its distinct (type, id) pairs."""

    duty_ids: tuple[int, ...]
    subjects: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class DutyMoved:
    """The due day or the owner changed, or the clock was stopped or resumed (`due_on` None while it stands)."""

    duty_id: int
    kind: str
    subject_type: str
    subject_id: int | None
    due_on: date | None


@dataclass(frozen=True)
class DutyReported:
    """The owner says that it is done; it waits for verification."""

    duty_id: int
    kind: str
    subject_type: str
    subject_id: int | None


@dataclass(frozen=True)
class DutyReturned:
    """The verifier sent it back: it is open again."""

    duty_id: int
    kind: str
    subject_type: str
    subject_id: int | None


@dataclass(frozen=True)
class DutyClosed:
    """Struck off or cancelled. `state` says which; `proven` whether evidence lies with it."""

    duty_id: int
    kind: str
    subject_type: str
    subject_id: int | None
    state: str
    proven: bool
