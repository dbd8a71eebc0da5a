"""Which known project a row of somebody's table speaks of.

Keys in order: the project's code, ours or the other side's; credit code and name; name and unit. Whatever is only nearly the same is asked, never
guessed: a wrong match writes one project's figures into another's.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NEW = "new"
_NOISE = re.compile(r"[\s\u3000·•,，.。、:：;；\"'“”‘’\-—_()（）\[\]【】《》<>]+")


def normal(text: str | None) -> str:
    """A name without what people write differently: width, spaces, brackets and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text or "")).upper()


@dataclass(frozen=True)
class Known:
    """A project as the county has it; `other_code` is what the other side calls it by."""

    id: int
    name: str
    code: str = ""
    uscc: str = ""
    owner: str = ""
    other_code: str = ""


@dataclass(frozen=True)
class Match:
    """`project_id` of the row, or None for a new project. `question` is set while somebody has to answer."""

    project_id: int | None
    how: str
    candidates: tuple[int, ...] = ()
    question: str = ""


_NOBODY_KNOWS = Match(None, NEW)


class _Index:
    def __init__(self, known: Iterable[Known]):
        self.by_code: dict[str, list[Known]] = defaultdict(list)
        self.by_uscc: dict[str, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for project in known:
            for code in {project.code, project.other_code} - {""}:
                self.by_code[code.upper()].append(project)
            if project.uscc:
                self.by_uscc[project.uscc].append(project)
            self.by_name[normal(project.name)].append(project)


def match(rows: Iterable[Mapping], known: Iterable[Known], answers: Mapping[str, str]) -> list[Match]:
    """A match for each row. `rows` have `key`, `name`, `code`, `uscc`, `owner`; `answers` maps a row's key to a
    project id or "new". A project that two rows claim is asked for the later row.
    """
    index = _Index(known)
    taken: dict[int, str] = {}
    found = []
    for row in rows:
        result = _answered(row, answers) or _match_one(row, index)
        if result.project_id in taken and result.project_id is not None:
            first = taken[result.project_id]
            result = Match(None, "doubt", (result.project_id,), f"与{first}对应到同一个项目")
        elif result.project_id is not None:
            taken[result.project_id] = row["place"]
        found.append(result)
    return found


def _answered(row: Mapping, answers: Mapping[str, str]) -> Match | None:
    answer = answers.get(row["key"])
    if answer is None:
        return None
    return Match(None, "answered") if answer == NEW else Match(int(answer), "answered")


def _match_one(row: Mapping, index: _Index) -> Match:
    code, uscc = (row.get("code") or "").upper(), row.get("uscc") or ""
    if code and len(index.by_code[code]) == 1:
        return Match(index.by_code[code][0].id, "code")
    same_name = index.by_name.get(normal(row.get("name")), [])
    if uscc and (both := [p for p in same_name if p.uscc == uscc]):
        return _single(both, "uscc_name")
    owner = normal(row.get("owner"))
    if both := [p for p in same_name if owner and normal(p.owner) == owner]:
        return _single(both, "name_owner")
    if same_name:
        return _same_name(same_name, uscc, owner)
    if others := index.by_uscc.get(uscc, []) if uscc else []:
        return _same_firm(row, others)
    return _NOBODY_KNOWS


def _single(projects: list[Known], how: str) -> Match:
    if len(projects) == 1:
        return Match(projects[0].id, how)
    return Match(None, "doubt", tuple(p.id for p in projects), "库里有多个项目与这一行相符")


def _same_name(projects: list[Known], uscc: str, owner: str) -> Match:
    """Equal names: sure only where neither side names another firm."""
    open_ones = [p for p in projects if not (uscc and p.uscc) and not (owner and p.owner)]
    if len(open_ones) == 1 == len(projects):
        return Match(open_ones[0].id, "name_owner")
    return Match(None, "doubt", tuple(p.id for p in projects), "库里有同名项目，但单位或信用代码不同")


def _same_firm(row: Mapping, others: list[Known]) -> Match:
    """The same firm under another project name: a renamed project, or one more of the firm's."""
    alike = [p for p in others if similarity(normal(row.get("name")), normal(p.name)) >= 0.6]
    if not alike:
        return _NOBODY_KNOWS
    return Match(None, "doubt", tuple(p.id for p in alike), "同一单位有名称相近的项目，可能是改名")


def similarity(a: str, b: str) -> float:
    """Share of common letter pairs (Dice), 0 to 1."""
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    if not pairs_a or not pairs_b:
        return 0.0
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
