"""Timing in pairs: A B A B …, so that a machine that drifts drifts for both."""

import gc
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Seconds of both sides and the median of the pairwise ratios ours/peer."""

    ours: float
    peer: float
    ratio: float

    def __str__(self) -> str:
        return f"{self.ours:.4f} s / {self.peer:.4f} s"


def seconds(work: Callable[[], object], before: Callable[[], object] | None = None) -> float:
    """How long `work` takes; `before` sets the stage and is not counted."""
    if before:
        before()
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_mib() -> float:
    """The most memory that this process has had resident, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def paired(
    ours: Callable[[], object],
    peer: Callable[[], object],
    runs: int = 5,
    warm: int = 1,
    before: Callable[[], object] | None = None,
) -> Ratio:
    """`runs` counted pairs after `warm` uncounted ones; `before` runs before each side."""
    for _ in range(warm):
        seconds(ours, before)
        seconds(peer, before)
    pairs = [(seconds(ours, before), seconds(peer, before)) for _ in range(runs)]
    return Ratio(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
