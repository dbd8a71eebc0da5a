"""The brief as a text that pastes into the chat group."""

from itertools import groupby

from wutong.dispatch.minutes import Minutes
from wutong.dispatch.rules import Brief, Figure, Line, Section, Table

NUMERALS = "一二三四五六七八九十"
LIGHTS = {"ok": "●", "warn": "▲", "over": "■", "pause": "Ⅱ"}
MARKS = {"new": "【新】", "worse": "【恶化】", "better": "【好转】", "settled": "【销号】"}


def brief(material: Brief) -> bytes:
    return render(material).encode()


def minutes(told: Minutes) -> bytes:
    """The minutes as the chat group gets them."""
    facts = [f"{word}：{value}" for word, value in told.facts]
    decided = [f"{n}. {what}（{who}，{until}）" for n, what, who, until in told.decisions]
    parts = [f"【{told.heading}】", *facts, *([told.summary] if told.summary else []), "议定事项："]
    return "\n".join([*parts, *(decided or ["没有议定事项。"]), ""]).encode()


def render(brief: Brief) -> str:
    """Plain text: title, numbered sections, one line an item; no table, as chat groups break them."""
    parts = [f"【{brief.title}】", f"{brief.unit}，{brief.period}"]
    for number, section in zip(NUMERALS, brief.sections, strict=False):
        parts += ["", f"{number}、{section.title}", *_body(section)]
    parts += ["", *(f"注：{note}" for note in brief.notes)] if brief.notes else []
    return "\n".join(parts) + "\n"


def _body(section: Section) -> list[str]:
    lines = [
        text
        for owner, group in groupby(section.lines, key=lambda line: line.owner)
        for text in _group(owner, group)
    ]
    table = [_row(section.table, row) for row in section.table.rows] if section.table else []
    more = [f"另有{section.more}项，见系统。"] if section.more else []
    body = [*section.sentences, *figure_lines(section.figures), *table, *lines, *more]
    return body or [section.empty]


def figure_lines(figures: tuple[Figure, ...]) -> list[str]:
    """One line for each meaning and period; what is not known is left to the other papers."""
    known = [f for f in figures if f.exact]
    return [
        f"{meaning}{f'（{until}）' if until else ''}：" + "，".join(_figure(f) for f in group) + "。"
        for (meaning, until), group in groupby(known, key=lambda f: (f.meaning, f.reach))
    ]


def _figure(figure: Figure) -> str:
    source = "" if figure.key else f"（{figure.definition}）"
    return f"{figure.label}{figure.value}{figure.unit}{source}"


def _row(table: Table, row: tuple[str, ...]) -> str:
    """A row of a table in one line, for chat groups break tables: 工信局：项目数8个，年度计划1,870万元."""
    name, *cells = row
    told = [f"{h.label}{cell}{h.unit}" for h, cell in zip(table.head[1:], cells, strict=True) if cell != "—"]
    return f"{name}：" + "，".join(told)


def _group(owner: str, lines) -> list[str]:
    items = [line_text(line) for line in lines]
    return [f"〔{owner}〕", *items] if owner else items


def line_text(line: Line) -> str:
    """Light, since-last mark and words, as on every paper."""
    return " ".join(
        part for part in (LIGHTS.get(line.light, "·"), MARKS.get(line.mark, "") + line.text) if part
    )
