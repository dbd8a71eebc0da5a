"""A million working-day additions against numpy's busday_offset made exact."""

import numpy as np

from bench.measure import paired
from bench.report import Result
from wutong.engines.calendar import shipped_calendar

MILLION = 1_000_000


def run() -> list[Result]:
    calendar = shipped_calendar()
    random = np.random.default_rng(1)
    first, last = np.datetime64("2005-01-01"), np.datetime64("2026-06-30")
    days = random.integers(first.astype(int), last.astype(int), MILLION).astype(np.int32)
    steps = random.integers(1, 60, MILLION).astype(np.int32)
    dates = days.astype("datetime64[D]")
    rests = _rest_days(calendar, first, np.datetime64("2027-12-31"))

    def ours():
        return calendar.add_many(days, steps)

    def peer():
        # "n working days after d" with d working or not: roll back to the last working day, then forward n.
        return np.busday_offset(dates, steps, roll="backward", weekmask="1111111", holidays=rests)

    assert np.array_equal(np.asarray(ours()), peer().astype(np.int32)), (
        "the peer was made exact, so both agree"
    )
    measured = paired(ours, peer)
    faster = 1 / measured.ratio
    return [
        Result(
            "1,000,000 working-day additions", f"{faster:.0f}x faster ({measured})", ">= 20x", faster >= 20
        )
    ]


def _rest_days(calendar, first: np.datetime64, last: np.datetime64) -> np.ndarray:
    days = np.arange(first, last + 1)
    return days[[not calendar.is_workday(day.item()) for day in days]]
