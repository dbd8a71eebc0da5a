"""Two pictures side by side: whether one is a copy of the other or of a part of it.

Each window of the one, moved and stretched a little, is laid over the whole of the other; how well the grey values go
together is their correlation, which knows neither brightness nor contrast. A copy fits everywhere. What was taken from
the same place on another day fits as a whole, but somewhere something has been built, parked or lit otherwise: so a
patch that fits badly decides as well. The two worst are left out, for there brightness may have run into white.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from wutong.engines.pictures.fingerprints import SIDE, WINDOWS, Box, grey_square

SAME: Final = 0.9
UNLIKE: Final = 0.5
_BLUR: Final = ImageFilter.BoxBlur(3)
_GRID: Final = 24  # points along a side at which two pictures are compared
_PATCHES: Final = 6  # along a side
_FINER: Final = (0.03, 0.012, 0.005)

Grey = NDArray[np.float32]


class Agreement(NamedTuple):
    """`fit`: the correlation, at most 1; `unlike`: what remains in a bad patch, in standard deviations of the whole."""

    fit: float
    unlike: float


def agree(one: Image.Image, other: Image.Image) -> bool:
    """Whether the two show the same picture: one is the other made smaller, recompressed, brighter or cropped."""
    found = agreement(one, other)
    return found.fit >= SAME and found.unlike <= UNLIKE


def agreement(one: Image.Image, other: Image.Image) -> Agreement:
    """How well the whole of one goes together with the part of the other that fits it best."""
    first, second = _blurred(one), _blurred(other)
    return max(_within(first, second), _within(second, first))


def _within(whole: Grey, larger: Grey) -> Agreement:
    """How well `whole` goes together with the part of `larger` that fits it best: coarsely, then more finely."""
    wanted = _standard(_sampled(whole, _every([(0.0, 0.0, 1.0, 1.0)])))[0]
    boxes = _every(WINDOWS)
    parts = _standard(_sampled(larger, boxes))
    for step in _FINER:
        best = boxes[np.argsort(parts @ wanted)[-3:]]
        boxes = np.clip((best[:, None, :] + step * _moves()).reshape(-1, 4), 0, 1)
        parts = _standard(_sampled(larger, boxes))
    fits = parts @ wanted
    nearest = fits.argmax()
    return Agreement(float(fits[nearest]), _unlike(wanted - fits[nearest] * parts[nearest]))


def _unlike(rest: Grey) -> float:
    """The root mean square of the patch in which the third most remains."""
    patches = rest.reshape(_PATCHES, _GRID // _PATCHES, _PATCHES, _GRID // _PATCHES)
    remaining = np.sort((patches**2).mean(axis=(1, 3)), axis=None)
    return float(np.sqrt(remaining[-3])) * _GRID


def _blurred(picture: Image.Image) -> Grey:
    """Without what is finer than the steps in which windows are laid."""
    return np.asarray(grey_square(picture).filter(_BLUR), dtype=np.float32)


def _every(boxes: list[Box] | tuple[Box, ...]) -> NDArray[np.float64]:
    return np.array(boxes, dtype=np.float64)


@cache
def _moves() -> NDArray[np.float64]:
    """Each edge of a box left, kept or right: 81 ways."""
    return np.array(list(product((-1.0, 0.0, 1.0), repeat=4)))


def _sampled(grey: Grey, boxes: NDArray[np.float64]) -> Grey:
    """The grey values at a grid of points within each box: a row a box."""
    steps = (np.arange(_GRID) + 0.5) / _GRID
    x = boxes[:, 0, None] + (boxes[:, 2] - boxes[:, 0])[:, None] * steps
    y = boxes[:, 1, None] + (boxes[:, 3] - boxes[:, 1])[:, None] * steps
    columns, rows = (np.minimum((p * SIDE).astype(np.intp), SIDE - 1) for p in (x, y))
    return grey[rows[:, :, None], columns[:, None, :]].reshape(len(boxes), -1)


def _standard(rows: Grey) -> Grey:
    """Each row with mean 0 and length 1; a row without any contrast stays 0 and goes together with nothing."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.where(length > 1e-3, length, np.inf), dtype=np.float32)
