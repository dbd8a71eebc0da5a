"""What the dispatch tells others after commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeetingOpened:
    meeting_id: int


@dataclass(frozen=True)
class MeetingClosed:
    meeting_id: int
