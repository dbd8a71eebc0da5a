"""Which rows of a table are projects, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from wutong.engines.ledger import columns, notes, words
from wutong.engines.ledger.columns import Column
from wutong.engines.ledger.headings import Head
from wutong.engines.ledger.vocabulary import NO_NATURE
from wutong.engines.ledger.workbook import Sheet

TITLE, HEAD, NUMBERS, GROUP, TOTAL, NOTE, SIGNED, NAMELESS, CONTINUED = (
    "标题", "表头", "序号行", "分组标题", "合计行", "注释", "签署", "没有项目名称", "与上一行是同一个项目"
)  # fmt: skip
_TOTAL = re.compile(
    r"^[(（]?(全[县市区省]|本[县市区页]|[一二三四五六七八九十]+[、.．])?.{0,8}(合计|小计|总计|共计|累计|汇总)([(（:：\d].*)?$|^其中[:：]?.{0,16}$"
)
_GROUP = re.compile(
    r"^([一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]+[类部批章]|[ⅠⅡⅢⅣⅤⅥ]+[、.．]?|[A-Z][、.．])"
)
_COUNT = re.compile(r"[(（]?共?计?\d+个?[个项家][)）]?$")
_ORDINAL = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?$|^[ⅠⅡⅢⅣⅤⅥ]+$")
_NOTE = re.compile(
    r"^(注|说明|备注|附注|※|填表说明|\*+)\d*[:：、.．\s]|^(注|说明|备注)$|^\d+[.．、](?=.{8,})|^※"
)
_SIGNED = re.compile(
    r"(填报|制表|审核|填表|分管|主要|联系|单位|负责)(人|单位|领导|负责人)?(签字|电话|日期|时间|[(（]盖章[)）])*[:：]|填报(日期|时间)|日期[:：]|^\d{4}年\d{1,2}月\d{1,2}日$"
)
_COLON = re.compile(r"[:：]|^\d{4}年\d{1,2}月\d{1,2}日$")
_NUMBERING = re.compile(r"^[(（]?\d{1,2}[)）]?$|^[甲乙丙丁戊己庚辛壬癸]$|^[A-Z]$|^[-—]$|^\d+栏$")
_AMOUNTS = {"amount", "seq", "other"}


@dataclass
class Rows:
    """Row numbers (from 0) of the projects, with the title of their group and the nature told by titles, and the others
    with their reason.

    `continued` are further rows of a project, with the row that it begins in.
    """

    projects: list[int] = field(default_factory=list)
    natures: list[str | None] = field(default_factory=list)
    groups: list[str | None] = field(default_factory=list)
    ignored: list[tuple[int, str]] = field(default_factory=list)
    continued: list[tuple[int, int]] = field(default_factory=list)


class _Sorter:
    def __init__(self, sheet: Sheet, head: Head, found: list[Column]):
        self.sheet, self.head = sheet, head
        by_field = {c.field: c.number for c in found if c.field}
        self.name = by_field["name"]
        self.seq = by_field.get("seq")
        part = by_field.get("part")
        self.evidence = [c.number for c in found if c.kind not in _AMOUNTS and c.number != self.name]
        self.first = min(head.paths)
        head_rows = [sheet.rows[r] for r in range(head.top, head.bottom + 1)]
        self.bare_heads = [[columns.bare(v) if isinstance(v, str) else v for v in row] for row in head_rows]
        self.name_heads = {row[self.name] for row in head_rows if row[self.name]}
        self.continued = {
            r
            for a, b, c, d in sheet.merges
            if a > head.bottom and b <= self.name <= d
            for r in range(a + 1, c + 1)
            if part is None or r >= len(sheet.rows) or sheet.rows[r][part] in ("", None)
        }

    def at_a_glance(self) -> list[bool]:
        """For each row of the sheet whether `_plainly` says yes already for the first two things it looks at."""
        if len(self.evidence) < 2:
            return [False] * len(self.sheet.rows)
        told = map(itemgetter(self.name, *self.evidence[:2]), self.sheet.rows)
        heads = self.name_heads
        return [
            a != "" != b and type(name) is str and len(name) > 2 and name[0] not in "(（" and name[-1] not in "称名"
            and ":" not in name and "：" not in name and name not in heads
            for name, a, b in told
        ]  # fmt: skip

    def reason(self, r: int, row: list[Any]) -> str | None:
        """Why the row is no project; None if it is one, "" if it is blank."""
        name = row[self.name]
        if type(name) is str and len(name) > 2 and self._plainly(name, row):
            return CONTINUED if r in self.continued else None
        cells = [(c, v) for c, v in enumerate(row) if v not in ("", None) and str(v).strip()]
        if not cells:
            return ""
        return self._slow(r, row, cells)

    def _plainly(self, name: str, row: list[Any]) -> bool:
        """Most rows: a name that is no heading, and things that only projects have."""
        if name[0] in "(（" or name[-1] in "称名" or name in self.name_heads or ":" in name or "：" in name:
            return False
        proof = 0
        for c in self.evidence:
            if row[c] != "":
                proof += 1
                if proof == 2:
                    return True
        return False

    def _slow(self, r: int, row: list[Any], cells: list[tuple[int, Any]]) -> str | None:
        if self._repeats(row, cells):
            return HEAD
        if self._numbers(row):
            return NUMBERS
        texts = [re.sub(r"\s", "", str(v)) for _, v in cells if isinstance(v, str)]
        labels = [
            t for c, v in cells if c <= self.name and isinstance(v, str) and (t := re.sub(r"\s", "", v))
        ]
        proof = sum(1 for c in self.evidence if row[c] not in ("", None))
        if any(_TOTAL.match(t) for t in labels) and proof <= 1:
            return TOTAL
        if texts and _NOTE.match(texts[0]) and len(cells) <= 2:
            return NOTE
        if (
            texts
            and len(texts) == len(cells) <= 8
            and _SIGNED.search(texts[0])
            and all(_COLON.search(t) for t in texts)
        ):
            return SIGNED
        if self._group(row, labels, proof):
            return GROUP
        return self._named(r, row, cells, texts)

    def _named(self, r: int, row: list[Any], cells: list, texts: list[str]) -> str | None:
        if r in self.continued:
            return CONTINUED
        name = str(row[self.name]).strip() if row[self.name] is not None else ""
        if name:
            if len(cells) == 1 and (len(name) > 40 or _SIGNED.search(name)):
                return NOTE
            return GROUP if len(cells) == 1 and self._wide(r) else None
        if len(cells) == 1:
            return NOTE if texts and len(texts[0]) > 25 else GROUP
        return SIGNED if any(_SIGNED.search(t) for t in texts) else NAMELESS

    def _wide(self, r: int) -> bool:
        return any(a == r and d - b >= 3 for a, b, c, d in self.sheet.merges)

    def _group(self, row: list[Any], labels: list[str], proof: int) -> bool:
        if proof > 1 or not labels:
            return False
        seq = row[self.seq] if self.seq is not None else row[self.first]
        if isinstance(seq, str) and self.first != self.name and _ORDINAL.match(re.sub(r"\s", "", seq)):
            return True
        label = labels[0]
        return bool(_GROUP.match(label) or (proof == 0 and _COUNT.search(label)))

    def _repeats(self, row: list[Any], cells: list[tuple[int, Any]]) -> bool:
        told = [(c, columns.bare(v) if isinstance(v, str) else v) for c, v in cells]
        return len(cells) > 1 and any(
            sum(1 for c, v in told if head[c] == v) * 3 >= len(cells) * 2 for head in self.bare_heads
        )

    def _numbers(self, row: list[Any]) -> bool:
        """The row of column numbers under a head: 1, 2, 3 … or 甲, 乙, 1, 2 …"""
        values = [words.shown(v) for v in row if v not in ("", None)]
        if len(values) < 3 or not all(_NUMBERING.match(v) for v in values):
            return False
        numbers = [int(d) for v in values if (d := re.sub(r"\D", "", v))]
        return all(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))


def sort(sheet: Sheet, head: Head, found: list[Column]) -> Rows:
    """Sort the rows under the head; titles of groups pass on the nature that they name."""
    sorter = _Sorter(sheet, head, found)
    out = Rows()
    out.ignored += [(r, _above(sheet.rows[r])) for r in range(head.start, head.top) if any(sheet.rows[r])]
    nature = title_nature(notes.titles(sheet, head))
    group = _title(sheet.rows[head.top - 1]) if out.ignored[-1:] == [(head.top - 1, GROUP)] else None
    plain = sorter.at_a_glance()
    for r in range(head.bottom + 1, head.until):
        row = sheet.rows[r]
        why = None if plain[r] and r not in sorter.continued else sorter.reason(r, row)
        if why is None:
            out.projects.append(r)
            out.natures.append(nature)
            out.groups.append(group)
        elif why:
            out.ignored.append((r, why))
            if why == CONTINUED and out.projects:
                out.continued.append((r, out.projects[-1]))
            if why == GROUP:
                group = _title(row)
                nature = _group_nature("".join(v for v in row if isinstance(v, str)), nature)
    return out


def _group_nature(title: str, before: str | None) -> str | None:
    """The nature that the title of a group names, or that of the group around it."""
    return words.nature(title) or (None if NO_NATURE.search(title) else before)


def _title(row: list[Any]) -> str:
    """A title in its own words; the count in a cell of its own belongs to it, the sums behind do not."""
    texts = [re.sub(r"\s", "", v) for v in row if isinstance(v, str) and v.strip()]
    if len(texts) > 1 and _ORDINAL.match(texts[0]):
        return f"{texts[0].rstrip('、.．')}、{texts[1]}"
    return texts[0] if texts else ""


def _above(row: list[Any]) -> str:
    first = next((re.sub(r"\s", "", v) for v in row if isinstance(v, str) and v.strip()), "")
    return GROUP if _GROUP.match(first) or _COUNT.search(first) else TITLE


def title_nature(titles: Iterable[str]) -> str | None:
    """The nature that the titles name, if they name one and not both."""
    found = {n for t in titles if (n := words.nature(t)) and not ("新" in t and "续建" in t)}
    return found.pop() if len(found) == 1 else None
