"""Ledgers as counties keep them, read as the person who wrote them down reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledgers import hand


@pytest.mark.parametrize("path", sorted(hand.FOLDER.glob("*.txt")), ids=lambda path: path.stem[:2])
def test_the_reader_reads_a_ledger_as_a_person_does(path: Path) -> None:
    assert hand.misses(path) == []
