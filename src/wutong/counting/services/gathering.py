"""Gathered starts: set up, filled by hand or by rule."""

from collections.abc import Iterable
from datetime import date

from wutong.counting import access, queries
from wutong.counting.models import StartBatch, StartEntry
from wutong.kit import batch as rows
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.models import Unit
from wutong.projects.models import Project


def set_up(
    *, by: Actor, county: Unit, name: str, held_on: date, place: str = "", host: str = ""
) -> StartBatch:
    """Announce a gathered start."""
    require(access.can_gather(by, county))
    if not name.strip():
        raise Invalid({"name": "请填写名称"})
    batch = StartBatch(
        county=county, name=name.strip(), held_on=held_on, place=place.strip(), host=host.strip()
    )
    with writing(by, "counting.start.create") as sheet:
        if StartBatch.objects.filter(county=county, name=batch.name, held_on=held_on).exists():
            raise Invalid({"name": f"{held_on}已有“{batch.name}”"})
        sheet.create(batch)
    return batch


def add(*, by: Actor, batch: StartBatch, projects: Iterable[Project], by_rule: bool = False) -> int:
    """Put projects of the county on the list; those on it already are left alone. Returns how many were put."""
    require(access.can_gather(by, batch.county))
    with writing(by, "counting.start.add") as sheet:
        sheet.about(batch)
        known = set(batch.entries.values_list("project_id", flat=True))
        fresh = {p.pk: p for p in projects if p.pk not in known}
        if any(p.county_id != batch.county_id for p in fresh.values()):
            raise Invalid({"project": f"只能列入{batch.county.name}的项目"})
        wanted = [{"batch_id": batch.pk, "project_id": pk, "by_rule": by_rule} for pk in fresh]
        rows.insert(sheet, StartEntry, wanted)
        sheet.note(batch, {})
    return len(fresh)


def add_by_rule(*, by: Actor, batch: StartBatch, first: date, last: date) -> int:
    """Put on the list what promises to start within the days and has its permits."""
    if last < first:
        raise Invalid({"last": "止日不能早于起日"})
    found = queries.ready_to_start(batch.county, first, last)
    return add(by=by, batch=batch, projects=found, by_rule=True)


def strike(*, by: Actor, entry: StartEntry) -> None:
    """Take a project off the list."""
    require(access.can_gather(by, entry.batch.county))
    with writing(by, "counting.start.strike") as sheet:
        sheet.about(entry.batch)
        sheet.remove(entry)
