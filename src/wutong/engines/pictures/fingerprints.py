"""The fingerprint of a picture: the signs of 64 slow cosine waves over the whole of it and over a fixed set of windows.

A copy that was made smaller, brighter or recompressed keeps the signs of its whole (a perceptual hash as in Zauner,
"Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). A copy that was cropped is, as a whole,
about the same as one of the windows of what it was cropped from; so the whole of each is compared with the windows of
the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Fingerprint = NDArray[np.uint64]  # one hash a window, that of the whole first
Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the sides

SIDE: Final = 128  # the grey square that is looked at
WAVES: Final = 10  # waves along a side, the constant one included
BITS: Final = 64
# So many of 64 signs may differ. It lets a few strangers through, about one in ten thousand: `agree` turns them away.
TOLERANCE: Final = 14
_BLOCK: Final = 2048  # pictures compared at a time, so that what is between stays in the processor's cache


def _boxes() -> tuple[Box, ...]:
    """The whole; a strip off each side; a corner or the middle kept."""
    boxes: list[Box] = [(0.0, 0.0, 1.0, 1.0)]
    for cut in (0.1, 0.19, 0.28):
        boxes += [(cut, 0, 1, 1), (0, cut, 1, 1), (0, 0, 1 - cut, 1), (0, 0, 1, 1 - cut)]
    for kept in (0.92, 0.85):
        rest = 1 - kept
        boxes += [(x, y, x + kept, y + kept) for x in (0, rest) for y in (0, rest)]
        boxes.append((rest / 2, rest / 2, 1 - rest / 2, 1 - rest / 2))
    return tuple(boxes)


WINDOWS: Final = _boxes()


def grey_square(picture: Image.Image) -> Image.Image:
    """What is looked at: the picture as `SIDE` x `SIDE` grey values, whatever its shape."""
    plain = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    return plain.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0).convert("L")


def fingerprint(picture: Image.Image) -> Fingerprint:
    """The hashes of a picture, one a window of `WINDOWS`. Orientation is the caller's: turn the picture first."""
    values = np.asarray(grey_square(picture), dtype=np.float32)
    signs = np.stack([(down @ values @ across.T)[_LOW] > 0 for across, down in _projections()])
    return np.packbits(signs, axis=1).view(np.uint64).ravel()


def packed(hashes: Fingerprint) -> bytes:
    """As it is kept."""
    return hashes.tobytes()


def table_of(kept: Sequence[bytes]) -> NDArray[np.uint64]:
    """Kept fingerprints as one table, a row a picture. Raises ValueError where one is of another length."""
    width = 8 * len(WINDOWS)
    if any(len(one) != width for one in kept):
        raise ValueError(f"a fingerprint has {width} bytes")
    return np.frombuffer(b"".join(kept), dtype=np.uint64).reshape(-1, len(WINDOWS))


def alike(wanted: Fingerprint, stored: NDArray[np.uint64], tolerance: int = TOLERANCE) -> NDArray[np.intp]:
    """The rows of `stored` that may show the same picture as `wanted`, in their order."""
    found = [
        start + np.flatnonzero(_distances(wanted, stored[start : start + _BLOCK]) <= tolerance)
        for start in range(0, len(stored), _BLOCK)
    ]
    return np.concatenate(found) if found else np.empty(0, dtype=np.intp)


def _distances(wanted: Fingerprint, stored: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Row by row, how far the whole of one is from the nearest of the whole and the windows of the other."""
    theirs = np.bitwise_count(stored ^ wanted[0]).min(axis=1)
    wholes = np.ascontiguousarray(stored[:, 0])
    ours = np.bitwise_count(wholes ^ wanted[1:, None]).min(axis=0)
    return np.minimum(theirs, ours)


def _low_waves() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The 64 slowest waves but the constant one: they bear a small shift of the window best."""
    waves = [(y, x) for y in range(WAVES) for x in range(WAVES) if (y, x) != (0, 0)]
    slowest = sorted(waves, key=lambda w: (w[0] ** 2 + w[1] ** 2, w))[:BITS]
    return np.array([y for y, _ in slowest]), np.array([x for _, x in slowest])


_LOW: Final = _low_waves()


@cache
def _projections() -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """For each window what turns the grey square into its waves: (across, down)."""
    return [(_waves(left, right), _waves(top, bottom)) for left, top, right, bottom in WINDOWS]


def _waves(first: float, last: float) -> NDArray[np.float32]:
    """Cosine waves over a stretch of the side, each pixel by the share of it that lies within."""
    edges = np.arange(SIDE + 1) / SIDE
    weights = np.clip(np.minimum(edges[1:], last) - np.maximum(edges[:-1], first), 0, None)
    place = ((edges[1:] + edges[:-1]) / 2 - first) / (last - first)
    return (weights * np.cos(np.pi * np.arange(WAVES)[:, None] * place)).astype(np.float32)
