"""`python -m bench [NAME ...]`: each case in a process of its own, so that memory and caches are its own."""

import importlib
import json
import subprocess
import sys

from bench import report

CASES = (
    "calendars",
    "reading",
    "importing",
    "reconciling",
    "lists",
    "lists_postgresql",
    "queries",
    "briefs",
    "exporting",
    "pictures",
    "reporting",
    "import_memory",
    "web_memory",
)


def main(names: list[str]) -> int:
    if names[:1] == ["--case"]:
        print(json.dumps([vars(r) for r in importlib.import_module(f"bench.{names[1]}").run()]))
        return 0
    results = [result for name in names or CASES for result in _in_process(name)]
    if not names:
        report.write(results)
    return 0 if all(result.holds for result in results) else 1


def _in_process(name: str) -> list[report.Result]:
    command = [sys.executable, "-m", "bench", "--case", name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    results = [report.Result(**row) for row in json.loads(done.stdout.splitlines()[-1])]
    for result in results:
        print(result.row(), flush=True)
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
