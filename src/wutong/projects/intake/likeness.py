"""Which known project a new name may mean: the same words with something put in, left out or mistyped (pure).

Lists hold many names that differ in one telling word, 李家村道路 and 王家村道路: a word exchanged for another, other numbers,
another direction tell two projects apart. What is only longer or shorter is asked.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from wutong.engines.matching import normal

ALIKE = 0.8
_NEARLY = 0.55
_ASKED = 3
_TRIED = 6
_PAIRS = 8
_LONG = 150
_GENERAL = re.compile(r"建设项目|项目|工程|建设|新建|改扩建|扩建|迁建|生产线|及?配套(设施)?")
_TELLING = re.compile(r"[\dA-Z一二三四五六七八九十甲乙丙丁东南西北上下新老前后左右期号#.]+")
_NAMES_A_PLACE = re.compile(r"村|镇|乡|街|路|庄|屯|社区|小学|中学|桥|园区|县|区")


def closest(names: Sequence[str], known: Iterable[tuple[int, str]]) -> list[tuple[int, ...]]:
    """For each name the ids of the known projects that it may mean, the likest first; few, or none."""
    index = _Index(known)
    return [tuple(index.alike(name)) for name in names] if index.cores else [()] * len(names)


def core(name: str) -> str:
    """A name without the words that every project has; whole where nothing else is left."""
    plain = normal(name)
    bare = _GENERAL.sub("", plain)
    return bare if len(bare) >= 4 else plain


class _Index:
    """The known names by their pairs of letters. A pair that very many have tells nothing and is not followed."""

    def __init__(self, known: Iterable[tuple[int, str]]):
        self.ids: list[int] = []
        self.cores: list[str] = []
        self.by_pair: dict[str, list[int]] = defaultdict(list)
        for place, (pk, name) in enumerate(known):
            text = core(name)
            self.ids.append(pk)
            self.cores.append(text)
            for pair in set(_pairs(text)):
                self.by_pair[pair].append(place)

    def alike(self, name: str) -> Iterator[int]:
        text = core(name)
        scored = sorted(
            ((score, place) for place in self._near(text) if (score := alike(text, self.cores[place]))),
            key=lambda pair: (-pair[0], pair[1]),
        )
        return (self.ids[place] for _, place in scored[:_ASKED])

    def _near(self, text: str) -> list[int]:
        """Those with most of the name's rarer pairs."""
        followed = [
            found for p in set(_pairs(text)) if len(found := self.by_pair.get(p, ())) <= _LONG and found
        ]
        rare = sorted(followed, key=len)[:_PAIRS]
        shared: Counter[int] = Counter()
        for places in rare:
            shared.update(places)
        return [
            place
            for place, count in shared.most_common(_TRIED)
            if count >= _NEARLY * min(len(rare), len(self.cores[place]) - 1)
        ]


def alike(one: str, other: str) -> float:
    """How alike two cores are, 0 where they are two projects' names."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return 0.0
    exchanged = (
        (one[a:b], other[c:d], one[b : b + 2])
        for what, a, b, c, d in matcher.get_opcodes()
        if what == "replace"
    )
    return 0.0 if any(_tells(*words) for words in exchanged) else matcher.ratio()


def _tells(old: str, new: str, behind: str) -> bool:
    """Whether an exchanged word makes it another project: a number, a direction, a place, or a word of two letters."""
    if min(len(old), len(new)) >= 2 or _NAMES_A_PLACE.search(behind):
        return True
    return bool(_TELLING.fullmatch(old) and _TELLING.fullmatch(new))


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]
