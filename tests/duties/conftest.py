"""A small county with its offices, and people acting in their posts."""

from datetime import date

import pytest

from tests.duties.place import Place
from wutong.kit import clock


@pytest.fixture
def place(db) -> Place:
    return Place.build()


@pytest.fixture
def on():
    """Stand on a day: `with on(2026, 3, 2): ...`."""

    def standing(year: int, month: int, day: int):
        return clock.standing_on(date(year, month, day))

    return standing
