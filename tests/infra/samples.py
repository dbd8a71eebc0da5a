"""Long rows of cases: the first run on every database, the rest on one, for no database changes their answer."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], on_every: int) -> list[Any]:
    """The cases of a parametrized test; those after the first `on_every` are marked `once`."""
    return [c if n < on_every else pytest.param(c, marks=pytest.mark.once) for n, c in enumerate(cases)]
