"""Turn a year over, take it back, open it again and close it anew."""

from wutong.kit import batch, clock, undo
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.models import Unit
from wutong.projects import access
from wutong.projects.enums import Nature
from wutong.projects.models import ClosedYear, Project, YearRecord
from wutong.projects.turnover import queries
from wutong.projects.turnover.queries import Standing, Turn


def turn_over(*, by: Actor, county: Unit, year: int) -> Turn:
    """Keep every project's year as it stood on 31 December, carry over what goes on, seal the year: one entry."""
    require(access.can_turn_over(by, county))
    today = clock.today()
    if year >= today.year:
        raise Invalid({"year": f"{year}年还没有过完，到{year + 1}年1月1日起才能结转"})
    with writing(by, "project.year.turn", f"{year}年度结转") as sheet:
        if ClosedYear.objects.filter(county=county, year=year).exists():
            raise Invalid({"year": f"{county.name}{year}年已经结转，不用再结转"})
        turn = queries.turn_of(county, year)
        closed = ClosedYear(
            county=county, year=year, closed_on=today, entry_seq=sheet.seq, person_name=by.person_name
        )
        sheet.create(closed)
        batch.insert(sheet, YearRecord, [_record(s, year) for s in turn.standings])
        batch.update(sheet, Project, [_carried(s) for s in turn.carried])
        batch.update(
            sheet, Project, [(s.id, s.name, {"plan_year": None}, {"plan_year": year}) for s in turn.undated]
        )
    return turn


def _record(standing: Standing, year: int) -> dict:
    kept = ("nature", "stage", "condition", "plan_yuan", "done_yuan")
    return {"project_id": standing.id, "year": year} | {name: getattr(standing, name) for name in kept}


def _carried(standing: Standing) -> tuple[int, str, dict, dict]:
    return standing.id, standing.name, {"nature": Nature.NEW}, {"nature": Nature.CARRIED_OVER}


def take_back(*, by: Actor, closed: ClosedYear, reason: str) -> None:
    """The turn as if it had not been; refused where later work stands on it."""
    require(access.can_turn_over(by, closed.county))
    if not reason.strip():
        raise Invalid({"reason": "撤销结转要写明理由"})
    with writing(by, "project.year.undo", reason) as sheet:
        sheet.about(closed.county)
        undo.undo(sheet, closed.entry_seq)


def reopen(*, by: Actor, closed: ClosedYear, reason: str) -> None:
    """Let months of a sealed year be told or corrected, for a stated reason."""
    require(access.can_turn_over(by, closed.county))
    if not reason.strip():
        raise Invalid({"reason": "重新打开已结转的年度要写明理由"})
    with writing(by, "project.year.reopen", reason) as sheet:
        closed.refresh_from_db()
        if closed.reopened_on:
            raise Invalid(f"{closed.year}年已经打开")
        sheet.update(closed, reopened_on=clock.today(), reopen_reason=reason.strip())


def close_again(*, by: Actor, closed: ClosedYear) -> None:
    """Seal an opened year; what was told meanwhile goes into its records."""
    require(access.can_turn_over(by, closed.county))
    with writing(by, "project.year.close") as sheet:
        closed.refresh_from_db()
        if not closed.reopened_on:
            raise Invalid(f"{closed.year}年没有打开，不用再封存")
        done = queries.done_of(closed.county, closed.year)
        records = YearRecord.objects.filter(project__county=closed.county, year=closed.year)
        changed = [
            (r.pk, str(r), {"done_yuan": r.done_yuan}, {"done_yuan": done[r.project_id][1]})
            for r in records.select_related("project")
            if r.project_id in done and r.done_yuan != done[r.project_id][1]
        ]
        batch.update(sheet, YearRecord, changed)
        sheet.update(closed, reopened_on=None)
