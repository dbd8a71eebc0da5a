"""Another house's sheet: read, matched, answered, applied all or nothing, undone."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from wutong.counting import access, rules
from wutong.counting.models import Sheet, SheetRow
from wutong.engines import ledger, matching
from wutong.files import services as files
from wutong.kit import batch, clock, undo
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.models import Unit
from wutong.projects import services as projects
from wutong.projects.enums import BatchState, Meaning
from wutong.projects.models import Project

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ONLY_THERE = "none"


def upload(*, by: Actor, county: Unit, meaning: str, month: date | None, name: str, content: bytes) -> Sheet:
    """Keep a sheet as read and matched, to look at. `month` where the sheet itself does not say it.

    `LedgerError` where the file cannot be read, Invalid where it tells no figures or of no month.
    """
    require(access.can_import(by, county, meaning))
    read = ledger.read(content, filename=name, as_of=month)
    told = _month(month or read.as_of)
    if not any("done" in (c.field or "") for s in read.sheets for c in s.columns):
        raise Invalid({"file": "表里没有找到“本月完成”“本年累计完成”这样的列，请核对表头"})
    rows, skipped = _rows(county, read)
    with writing(by, "counting.sheet.upload") as sheet:
        stored = files.store(by=by, name=name, content=content, media_type=SHEET_TYPE)
        made = Sheet(
            county=county,
            meaning=meaning,
            month=told,
            file=stored,
            name=name[:200],
            skipped=skipped,
            person_name=by.person_name,
        )
        sheet.create(made)
        batch.insert(sheet, SheetRow, ({"sheet_id": made.pk, **row} for row in rows), label="name")
    return made


def _month(day: date | None) -> date:
    if day is None:
        raise Invalid({"month": "表里没有写明是哪个月的数，请选月份"})
    if day > clock.today().replace(day=28) and day.replace(day=1) > clock.today():
        raise Invalid({"month": "不能导入以后月份的数"})
    return day.replace(day=1)


def _rows(county: Unit, read: ledger.Reading) -> tuple[list[dict], list[dict]]:
    """Rows as they are kept, each with its project or its question; and what was left out, with the reason."""
    known = list(_known(county))
    codes = {code for one in known for code in (one.code, one.other_code) if code}
    sound, skipped = [], [_left_out(cell, cell["column"], cell["why"]) for cell in read.not_understood]
    for row in read.projects:
        figure = rules.figure_of(row)
        if why := rules.contradiction(figure):
            skipped.append(_left_out(row, row.get("name") or "", why))
        else:
            sound.append((_keyed(row, codes), figure))
    matches = matching.match((row for row, _ in sound), known, {})
    return [_kept(row, f, m) for (row, f), m in zip(sound, matches, strict=True)], skipped


def _known(county: Unit) -> Iterator[matching.Known]:
    columns = ("id", "name", "code", "uscc", "owner", "enrolment__library_code")
    for pk, name, code, uscc, owner, library in Project.objects.filter(county=county).values_list(*columns):
        yield matching.Known(pk, name, code, uscc, owner, library or "")


def _left_out(row: Mapping[str, Any], what: str, why: str) -> dict[str, str]:
    return {"place": f"“{row['sheet']}”第{row['row']}行", "what": what, "why": why}


def _keyed(row: Mapping[str, Any], codes: set[str]) -> dict[str, str]:
    """The row by what names it: our code where we know it, else the other house's."""
    ours, theirs = row.get("project_code") or "", rules.other_code(row)
    place = f"“{row['sheet']}”第{row['row']}行"
    return {
        "key": f"{row['sheet']}!{row['row']}",
        "place": place,
        "name": row.get("name") or "",
        "code": ours if ours in codes or not theirs else theirs,
        "uscc": row.get("uscc") or "",
        "owner": row.get("owner") or "",
    }


def _kept(row: Mapping[str, str], figure: Mapping[str, Any], match: matching.Match) -> dict[str, Any]:
    return {
        "place": row["place"][:80],
        "name": row["name"][:200],
        "owner": row["owner"][:200],
        "code": row["code"][:40],
        **figure,
        "project_id": match.project_id,
        "how": match.how,
        "question": match.question[:120],
        "candidates": " ".join(map(str, match.candidates[:10])),
    }


def answer(*, by: Actor, made: Sheet, answers: Mapping[int, str]) -> None:
    """Say for rows in doubt which project they speak of, or that the project is only in the sheet."""
    require(access.can_import(by, made.county, made.meaning))
    with writing(by, "counting.sheet.answer") as sheet:
        _still_open(made)
        sheet.about(made)
        taken = set(made.rows.exclude(project=None).values_list("project_id", flat=True))
        for row in made.rows.filter(pk__in=answers).exclude(question="").order_by("id"):
            chosen = _chosen(row, answers[row.pk], taken - {row.project_id})
            sheet.update(row, project_id=chosen, how="answered")
            taken.add(chosen)


def _chosen(row: SheetRow, given: str, taken: set[int]) -> int | None:
    if given == ONLY_THERE:
        return None
    if given not in row.candidates.split():
        raise Invalid("答案不在所列的选项里，请刷新再选")
    if int(given) in taken:
        raise Invalid(f"{row.place}“{row.name}”：这个项目已经对应了另一行，两行不能是同一个项目")
    return int(given)


def _still_open(made: Sheet) -> None:
    made.refresh_from_db()
    if made.state != BatchState.PREVIEW:
        raise Invalid("这份表已经写入或撤销，不能再改；要改请先撤销，再重新上传")


def apply(*, by: Actor, made: Sheet) -> int:
    """Write the figures of all matched rows or none; returns how many told something new."""
    require(access.can_import(by, made.county, made.meaning))
    with writing(by, "counting.sheet.apply", f"导入《{made.name}》") as sheet:
        _still_open(made)
        sheet.about(made)
        rows = list(made.rows.values_list("project_id", "month_yuan", "ytd_yuan", "how", "question"))
        if unanswered := sum(bool(question) and how != "answered" for *_, how, question in rows):
            raise Invalid(f"还有{unanswered}行拿不准是哪个项目，请先回答")
        told = {pk: {"month_yuan": m, "ytd_yuan": ytd} for pk, m, ytd, *_ in rows if pk}
        count = projects.record_months(
            by=by,
            county=made.county,
            month=made.month,
            meaning=made.meaning,
            told=told,
            source=f"{Meaning(made.meaning).label}表《{made.name}》"[:120],
            known_on=clock.today(),
        )
        sheet.update(made, state=BatchState.APPLIED, entry_seq=sheet.seq, applied_at=clock.now())
    return count


def revert(*, by: Actor, made: Sheet, reason: str) -> dict[str, int]:
    """Undo an applied sheet as a whole; refused with the names if a figure was corrected since."""
    require(access.can_import(by, made.county, made.meaning))
    with writing(by, "counting.sheet.undo", reason or "撤销导入") as sheet:
        made.refresh_from_db()
        if made.state != BatchState.APPLIED:
            raise Invalid("这份表没有写入，不用撤销")
        sheet.about(made)
        result = undo.undo(sheet, made.entry_seq)
        made.refresh_from_db()
        sheet.update(made, state=BatchState.UNDONE)
    return result
