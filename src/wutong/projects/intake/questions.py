"""What only a person can decide about a ledger, and how it is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wutong.engines import matching, units
from wutong.org import queries as org
from wutong.org.models import Person, Unit
from wutong.projects.intake import blanks, classes
from wutong.projects.intake.planned import PlannedRow, State

Answers = Mapping[str, str]
NOT_YET = "none"


@dataclass(frozen=True)
class Question:
    """Something only a person can decide; `options` are (answer, words). `preset`: it goes on with `answer` until
    somebody says otherwise. `beside` are rows of words: what is asked about next to what it may be.
    """

    key: str
    text: str
    options: tuple[tuple[str, str], ...]
    answer: str = ""
    preset: bool = False
    beside: tuple[tuple[str, ...], ...] = ()


def of_rows(planned: Iterable[PlannedRow], state: State, answers: Answers) -> list[Question]:
    out = []
    for row in planned:
        if not row.match.question:
            continue
        known = [state.projects[pk] for pk in row.match.candidates]
        same = [(str(p["id"]), f"就是库里的“{p['name']}”") for p in known]
        text = f"{row.place}“{row.name}”：{row.match.question}"
        options = (*same, (matching.NEW, "是另一个项目，新建"))
        key = f"row:{row.key}"
        out.append(Question(key, text, options, answers.get(key, ""), beside=_side_by_side(row, known)))
    return out


def _side_by_side(row: PlannedRow, known: list[dict]) -> tuple[tuple[str, ...], ...]:
    """Name, unit, place and total of the row and of each project that it may be."""
    sides = [{**row.values, "name": row.name}, *known]
    heads = ("", row.place, *("库里的" for _ in known))
    telling = (("项目名称", "name"), ("项目单位", "owner"), ("建设地点", "place_text"))
    rows = [(label, *(str(side.get(column) or "—") for side in sides)) for label, column in telling]
    money = (units.display(side.get("total_yuan")) for side in sides)
    return (heads, *rows, ("总投资（万元）", *money))


def of_units(
    rows: Iterable[Mapping], county: Unit, found: Mapping[str, list[Unit]], answers: Answers
) -> list[Question]:
    """Ambiguous unit names are asked; an unknown department too, as it would own duties. An unknown place is text."""
    departments = {row["dept"] for row in rows if row.get("dept")}
    out = []
    for name, bearing in sorted(found.items()):
        if len(bearing) == 1 or (not bearing and name not in departments):
            continue
        options = bearing or list(org.departments_of(county))
        words = tuple((str(u.pk), f"是{u.name}") for u in options)
        text = f"“{name}”" + ("对应多个单位" if bearing else "不在机构树里")
        none = (NOT_YET, "先不对应，原文留在项目里，责任记到项目中心名下并列入空缺清单")
        out.append(Question(f"unit:{name}", text, (*words, none), answers.get(f"unit:{name}", "")))
    return out


def person_key(pair: tuple[str, str]) -> str:
    return f"person:{pair[0]}|{pair[1]}"


def of_people(people: Mapping[tuple[str, str], list[Person]], answers: Answers) -> list[Question]:
    out = []
    for pair, found in people.items():
        if len(found) < 2 and person_key(pair) not in answers:
            continue
        options = tuple((str(p.pk), f"{p.unit.name}的{p.name} {p.phone}".strip()) for p in found)
        text = f"“{pair[0]}”有{len(found)}位同名人员"
        new = (matching.NEW, "是另一个人，新建")
        out.append(Question(person_key(pair), text, (*options, new), answers.get(person_key(pair), "")))
    return out


def of_blanks(rows: list[Mapping], answers: Answers) -> list[Question]:
    """Once for each column with empty cells between filled ones of a group; taken as empty until it is answered."""
    options = ((blanks.NONE, "没有，就是空的"), (blanks.SAME, "同上一行"))
    return [
        Question(
            key := blanks.key(sheet, field),
            f"“{sheet}”的{blanks.COLUMNS[field]}有{count}格空着，上下都填了（如第{first}行）：空格同上，还是没有？",
            options,
            answers.get(key) or blanks.NONE,
            preset=key not in answers,
        )
        for (sheet, field), (count, first) in blanks.between(rows).items()
    ]


def of_classes(planned: Iterable[PlannedRow], answers: Answers) -> list[Question]:
    """What new projects are where the ledger does not say: once for each group of them."""
    left_open = classes.open_groups((row.group, row.assumed) for row in planned if row.is_new)
    out = []
    for (column, group), count in left_open.items():
        label, choices, default = classes.ASSUMED[column]
        where = f"“{group}”下的" if group else ""
        key = classes.key(column, group)
        text = f"台账没写{where}{count}个新项目的{label}"
        answer = answers.get(key) or str(default)
        options = tuple((str(value), str(words)) for value, words in choices.choices)
        out.append(Question(key, text, options, answer, preset=key not in answers))
    return out
