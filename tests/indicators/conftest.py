"""The small county of the duties' tests, with its people."""

import pytest

from tests.duties.place import Place
from tests.indicators.county import ON
from wutong.kit import clock


@pytest.fixture
def place(db) -> Place:
    with clock.standing_on(ON):
        yield Place.build()
