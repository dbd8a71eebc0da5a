"""The brief's figures against an independent sum over exported sheets: twenty random counties, each with its control."""

from io import BytesIO

import pytest
from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from tests.dispatch import county_random, sheets
from tests.duties.place import Place
from tests.infra.samples import sampled
from wutong.kit import clock

ON = county_random.MONDAY
SEEDS = range(20)


@pytest.fixture
def place(db):
    with clock.standing_on(ON):
        yield Place.build()


def exported(client, meeting) -> tuple[bytes, bytes]:
    """The brief and the list of projects, as the office downloads them."""
    brief = client.get(reverse("dispatch:paper", args=[meeting.pk, "brief", "xlsx"]))
    listed = client.get(reverse("projects:export"))
    return brief.content, b"".join(listed.streaming_content)


@pytest.fixture
def county(place, enter):
    """Both files of a random county."""

    def living(seed: int) -> tuple[bytes, bytes]:
        with TestCase.captureOnCommitCallbacks(execute=True):
            meeting = county_random.live(seed, place)
        return exported(enter("office"), meeting)

    return living


@pytest.mark.parametrize("seed", sampled(SEEDS, 4))
def test_a_random_county_adds_up(county, seed):
    brief, listed = county(seed)
    assert sheets.differences(brief, listed, ON) == []
    assert sheets.differences(brief, changed(listed), ON), "the control: one changed cell must be seen"


def changed(listed: bytes) -> bytes:
    """The list with 100 wan more in the first project's total: the broken twin."""
    book = load_workbook(BytesIO(listed))
    page = book.worksheets[0]
    heads = [cell.value for cell in page[3]]
    cell = page.cell(4, 1 + heads.index("计划总投资（万元）"))
    state = page.cell(4, 1 + heads.index("状态"))
    cell.value, state.value = (cell.value or 0) + 100, "正常推进"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
