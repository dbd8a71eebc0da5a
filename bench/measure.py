"""Timing in pairs: A B A B …, so that a machine that drifts drifts for both."""

import gc
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
        return f"{self.ours:.4f} s / {self.peer:.4f} s = {self.ratio:.2f}"


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(ours: Callable[[], object], peer: Callable[[], object], runs: int = 5, warm: int = 1) -> Ratio:
    """`runs` counted pairs after `warm` uncounted ones."""
    for _ in range(warm):
        ours()
        peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    return Ratio(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )
