"""What the projects tell others after commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LedgerApplied:
    batch_id: int
    county_id: int


@dataclass(frozen=True)
class StageTaken:
    project_id: int
    step: str
