"""`wutong ledger read FILE --json OUT|-`: the answer alone on standard output; exit 2 where the file is of no use."""

from __future__ import annotations

import json
import sys
from pathlib import Path

USAGE = "用法：wutong ledger read 台账文件 --json 输出文件|-"


def main(arguments: list[str]) -> int:
    """Run with what follows the verb; returns the exit code."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0
    parsed = _parse(arguments)
    if parsed is None:
        return _refuse(USAGE)
    source, target = parsed
    from wutong.engines.ledger import LedgerError, read

    try:
        answer = json.dumps(read(source).as_json(), ensure_ascii=False, indent=1)
        if target == "-":
            print(answer)
        else:
            Path(target).write_text(answer + "\n", encoding="utf-8")
    except LedgerError as error:
        return _refuse(str(error))
    except OSError:
        return _refuse(f"写不了“{target}”，请核对路径")
    return 0


def _parse(arguments: list[str]) -> tuple[str, str] | None:
    verb, *rest = arguments
    target = "-"
    if "--json" in rest:
        place = rest.index("--json")
        if place + 1 >= len(rest):
            return None
        target = rest[place + 1]
        del rest[place : place + 2]
    if verb != "read" or len(rest) != 1:
        return None
    return rest[0], target


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
