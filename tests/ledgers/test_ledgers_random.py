"""The reader against ledgers it has never seen; more of them by `python -m tests.ledgers.compare 0 1000`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledgers import compare, make


@pytest.mark.parametrize("seed", range(20))
def test_the_reader_tells_the_truth_about_a_random_ledger(seed: int, tmp_path: Path) -> None:
    truth = make.write(tmp_path, seed)
    assert [str(difference) for difference in compare.differences(compare.read(truth["file"]), truth)] == []


def test_a_seed_makes_the_same_truth_each_time(tmp_path: Path) -> None:
    assert make.write(tmp_path, 5) == make.write(tmp_path, 5)
