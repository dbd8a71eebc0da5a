"""Reading a ledger of 34,470 rows against the bare calamine read of the same file."""

from python_calamine import CalamineWorkbook

from bench import files
from bench.measure import paired
from bench.report import Result
from wutong.engines import ledger


def run() -> list[Result]:
    path = files.ledger()

    def ours():
        return ledger.read(path)

    def peer():
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()

    assert len(ours().projects) == files.ROWS
    measured = paired(ours, peer)
    holds = measured.ratio <= 3
    return [
        Result(
            "read a ledger of 34,470 rows x 12 columns",
            f"{measured.ratio:.2f}x ({measured})",
            "<= 3x bare calamine",
            holds,
        )
    ]
