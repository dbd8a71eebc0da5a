"""The most memory that a process takes which imports a ledger of 34,470 rows: everything that it has loaded included."""

from bench import files, place
from bench.measure import peak_mib
from bench.report import Result


def run() -> list[Result]:
    path = files.ledger()
    place.set_up()
    top, actor = place.county()
    place.import_ledger(top, actor, path.read_bytes())
    peak = peak_mib()
    return [
        Result("memory of the import of 34,470 rows", f"{peak:.0f} MiB at the peak", "< 300 MiB", peak < 300)
    ]
