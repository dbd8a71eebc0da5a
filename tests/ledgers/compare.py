"""Compare a reader's answer with the truth of a random ledger, and tell which traits of layout go with its errors.

`python -m tests.ledgers.compare SEED_FROM SEED_TO [--keep DIR]` runs the reader of this checkout over the seeds.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ledgers import make
from wutong.config import cli


@dataclass(frozen=True)
class Difference:
    """One thing that the reader says and the truth does not, or the other way round."""

    seed: int
    what: str
    sheet: str
    row: int | None
    got: Any
    expected: Any

    def __str__(self) -> str:
        return f"seed {self.seed} {self.sheet}!{self.row} {self.what}: got {self.got!r}, expected {self.expected!r}"


def read(path: str) -> dict[str, Any]:
    """Run the command and give what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "answer.json"
        code = cli.main(["ledger", "read", path, "--json", str(out)])
        if code:
            raise RuntimeError(f"wutong ledger read {path} returned {code}")
        answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return answer


def differences(answer: dict[str, Any], truth: dict[str, Any]) -> list[Difference]:
    """Everything in which the answer departs from the truth."""
    found: list[Difference] = []

    def note(what: str, sheet: str, row: int | None, got: Any, expected: Any) -> None:
        found.append(Difference(truth["seed"], what, sheet, row, got, expected))

    if truth["as_of_known"] and answer.get("as_of") != truth["as_of"]:
        note("as_of", "-", None, answer.get("as_of"), truth["as_of"])
    for check in (_columns, _projects, _listed, _ignored):
        for what, sheet, row, got, expected in check(answer, truth):
            note(what, sheet, row, got, expected)
    return found


Place = tuple[str, int, "str | None"]
Found = Iterator[tuple[str, str, "int | None", Any, Any]]


def _columns(answer: dict[str, Any], truth: dict[str, Any]) -> Found:
    """The reader understands every column of a known field, with its unit; others must not take such a field."""
    read_sheets = {sheet["sheet"]: sheet for sheet in answer["sheets"]}
    for sheet in truth["sheets"]:
        columns = read_sheets.get(sheet["sheet"], {}).get("columns", {})
        for letter, expected in sheet["columns"].items():
            got = columns.get(letter, {})
            name = expected["field"]
            if name in make.FIELDS and got.get("field") != name:
                yield f"column {letter} {expected['heading']}", sheet["sheet"], None, got.get("field"), name
            elif name is None and got.get("field") in make.FIELDS and expected["heading"] != "建设性质":
                yield f"column {letter} {expected['heading']}", sheet["sheet"], None, got.get("field"), None
            elif name and expected["unit"] and got.get("unit") != expected["unit"]:
                yield (
                    f"unit of {letter} {expected['heading']}",
                    sheet["sheet"],
                    None,
                    got.get("unit"),
                    expected["unit"],
                )


def _projects(answer: dict[str, Any], truth: dict[str, Any]) -> Found:
    got = {(project["sheet"], project["row"]): project for project in answer["projects"]}
    expected = {(project["sheet"], project["row"]): project for project in truth["projects"]}
    for sheet, row in sorted(got.keys() - expected.keys()):
        yield "a project that is none", sheet, row, got[sheet, row].get("name"), None
    for key, project in expected.items():
        if key not in got:
            yield "a project lost", *key, None, project["name"]
            continue
        for name in make.FIELDS:
            if _plain(name, got[key].get(name)) != _plain(name, project[name]) and not _free(
                truth, key, name
            ):
                yield name, *key, got[key].get(name), project[name]
        yield from _others(key, got[key], project)


def _plain(name: str, value: Any) -> Any:
    """Texts of several lines may keep their lines; a phone may keep its dashes."""
    if name in ("progress", "problem", "owner", "place") and isinstance(value, str):
        return "".join(value.split())
    if name == "phone" and isinstance(value, str):
        return re.sub(r"[\s-]", "", value)
    return value


def _free(truth: dict[str, Any], key: tuple[str, int], name: str) -> bool:
    return any((e["sheet"], e["row"], e.get("field")) == (*key, name) for e in truth["either"])


def _others(key: tuple[str, int], got: dict[str, Any], project: dict[str, Any]) -> Found:
    """Nothing of an unknown column is lost: it stands in `other`, or in a further field of the reader's own."""
    kept = [
        *got.get("other", {}).values(),
        *(v for k, v in got.items() if k not in make.FIELDS and k != "other"),
    ]
    words = {str(value) for value in kept}
    for heading, value in project["_other"].items():
        if (
            isinstance(value, str)
            and heading != "建设性质"
            and value not in words
            and not re.search(r"\d+年|/|√", value)
        ):
            yield f"other {heading}", *key, got.get("other", {}).get(heading), value


def _listed(answer: dict[str, Any], truth: dict[str, Any]) -> Found:
    """Each doubt stands where it belongs, and no other cell is doubted."""
    either = {_place(entry) for entry in truth["either"]}
    may = either | {_place(entry) for entry in truth["may_doubt"]}
    for key in ("not_understood", "doubtful"):
        got = {_place(entry): entry for entry in answer[key]}
        expected = {_place(entry): entry for entry in truth[key]}
        for place, entry in expected.items():
            yield from _entry(key, place, entry, got)
        hidden = {place[:2] for place in expected if place[2] is None}
        for place in got.keys() - expected.keys() - may:
            if place[:2] not in hidden or key == "not_understood":
                yield f"{key} too much {place[2]}", place[0], place[1], got[place].get("value"), None
    spoken = {_place(entry) for key in ("not_understood", "doubtful") for entry in answer[key]}
    for sheet, row, heading in either - spoken:
        yield f"silent on {heading}", sheet, row, None, "a word in either list"


def _entry(key: str, place: Place, entry: dict[str, Any], got: dict[Place, dict[str, Any]]) -> Found:
    sheet, row, heading = place
    if heading is None:
        if not any(other[:2] == (sheet, row) for other in got):
            yield f"{key} hidden row", sheet, row, None, "an entry"
    elif place not in got:
        yield f"{key} {heading}", sheet, row, None, entry["value"]
    elif str(got[place].get("value")) != entry["value"]:
        yield f"{key} value {heading}", sheet, row, got[place].get("value"), entry["value"]


def _place(entry: dict[str, Any]) -> Place:
    """Sheet, row and heading without its line breaks and unit."""
    heading = entry.get("column")
    bare = None if heading is None else re.sub(r"[（(](单位：)?[亿万]?元[)）]|\s", "", heading)
    return entry["sheet"], entry["row"], bare


def _ignored(answer: dict[str, Any], truth: dict[str, Any]) -> Found:
    got = {(entry["sheet"], entry["row"]): entry for entry in answer["ignored_rows"]}
    for entry in truth["ignored_rows"]:
        found = got.get((entry["sheet"], entry["row"]))
        if found is None:
            yield "ignored row not listed", entry["sheet"], entry["row"], None, "listed"
        elif not found.get("why"):
            yield "ignored row without a reason", entry["sheet"], entry["row"], found, "why"


def run(
    seeds: Iterable[int], folder: Path, projects: int = 60
) -> tuple[list[dict[str, Any]], list[Difference]]:
    """Write and read the ledgers of the seeds; give the truths and all differences."""
    truths, found = [], []
    for seed in seeds:
        truth = make.write(folder, seed, projects)
        truths.append(truth)
        try:
            found += differences(read(truth["file"]), truth)
        except Exception as error:
            found.append(
                Difference(seed, f"failure {type(error).__name__}", "-", None, str(error), "an answer")
            )
    return truths, found


def report(truths: list[dict[str, Any]], found: list[Difference], most: int = 3) -> Iterator[str]:
    """Lines for a person: what differs how often, with examples, and which traits go with it."""
    wrong = {difference.seed for difference in found}
    yield f"{len(truths)} ledgers, {len(wrong)} with differences, {len(found)} differences"
    by_kind: dict[str, list[Difference]] = {}
    for difference in found:
        by_kind.setdefault(difference.what, []).append(difference)
    for kind, members in sorted(by_kind.items(), key=lambda item: -len(item[1])):
        seeds = sorted({member.seed for member in members})
        yield f"\n{kind}: {len(members)} in {len(seeds)} ledgers; {_blame(truths, set(seeds))}"
        shown: dict[str, Difference] = {}
        for member in members:
            shown.setdefault(repr((member.got, member.expected)), member)
        yield from (f"    {member}" for member in list(shown.values())[:most])


def _blame(truths: list[dict[str, Any]], seeds: set[int]) -> str:
    """The three traits most peculiar to these ledgers: share among them, share among all."""
    among: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    for truth in truths:
        marks = set(_marks(truth["traits"]))
        everywhere.update(marks)
        among.update(marks if truth["seed"] in seeds else ())
    lifts = [
        (count / len(seeds) - everywhere[mark] / len(truths), mark, count) for mark, count in among.items()
    ]
    worst = sorted(lifts, reverse=True)[:3]
    return ", ".join(
        f"{mark} {count}/{len(seeds)} (all {everywhere[mark]}/{len(truths)})" for _, mark, count in worst
    )


def _marks(traits: dict[str, Any]) -> Iterator[str]:
    for name, value in traits.items():
        yield from (f"{name}={each}" for each in (value if isinstance(value, tuple) else (value,)))


def main(argv: list[str] | None = None) -> int:
    """Compare over a range of seeds (the last not included) and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--keep", type=Path, help="a directory that keeps the workbooks and their truth")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        truths, found = run(range(arguments.first, arguments.last), arguments.keep or Path(folder))
    if arguments.keep:
        for truth in truths:
            written = json.dumps(truth, ensure_ascii=False, indent=1, default=str)
            (arguments.keep / f"{truth['seed']}.truth.json").write_text(written, encoding="utf-8")
    print("\n".join(report(truths, found)))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
