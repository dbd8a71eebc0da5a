"""The verbs of the site: report, visit, ask for what is due, compare pictures. Nothing else of the app writes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.queries import next_number
from wutong.engines.calendar import period_of
from wutong.fieldwork import access, queries, rules
from wutong.fieldwork import photographs as darkroom
from wutong.fieldwork.enums import Cadence, Unchanged
from wutong.fieldwork.models import AskedReport, FieldReport, Finding, Picture, Rhythm, Visit
from wutong.fieldwork.photographs import Photograph, receive
from wutong.fieldwork.rules import Concern, Seen, Told
from wutong.files import services as files
from wutong.kit import batch, clock
from wutong.kit.actor import Actor
from wutong.kit.scope import within
from wutong.kit.verdict import Invalid, Overtaken, require
from wutong.kit.writing import Sheet, writing
from wutong.org.models import Unit
from wutong.projects import services as projects
from wutong.projects.models import Problem, Project

__all__ = [
    "Concern",
    "Photograph",
    "Seen",
    "Told",
    "ask_reports",
    "attend_pictures",
    "compare_pictures",
    "receive",
    "record_visit",
    "send_report",
    "set_rhythm",
]
REPORT, ASSIGNMENT = "report", "assignment"
SUBJECT = "projects.project"
PICTURE_NAME = "现场照片.jpg"
DEVELOPED_AT_A_TIME, COMPARED_AT_A_TIME = 8, 300
NOTHING_TOLD = "还没有填过形象进度"


# The report.


def send_report(
    *, by: Actor, project: Project, told: Told, photographs: Sequence[Photograph] = ()
) -> FieldReport:
    """Take in a report from the site: progress, the month's figure, a problem, pictures, as one act.

    What was sent before under the same key is answered as it was then, and nothing is written. Raises Invalid with a
    sentence per field, Refused for who does not report on the project.
    """
    require(access.can_report(by, project))
    if earlier := _sent_before(FieldReport, by, project, told.client_key):
        return earlier
    cadence = queries.cadence_of(project.county_id)
    errors = rules.check(told, clock.today(), cadence) | _check_photographs(photographs)
    if errors:
        raise Invalid(errors)
    try:
        return _take_in(by, project, told, cadence, photographs)
    except Overtaken:
        if earlier := _sent_before(FieldReport, by, project, told.client_key):
            return earlier
        raise


def _take_in(
    by: Actor, project: Project, told: Told, cadence: str, photographs: Sequence[Photograph]
) -> FieldReport:
    words = rules.period_words(period_of(cadence, told.first))
    _put_aside(told.client_key, photographs)
    with writing(by, "field.report") as sheet:
        sheet.about(project)
        report = FieldReport(
            client_key=told.client_key,
            project=project,
            cadence=cadence,
            first=told.first,
            reason=told.reason,
            text="" if told.reason else told.text.strip(),
            percent=None if told.reason else told.percent,
            month=told.month if told.month_yuan is not None else None,
            month_yuan=told.month_yuan,
            problem=_raise_problem(by, project, told.problem),
            at=sheet.at,
            person_id=by.person_id,
            person_name=by.person_name,
        )
        sheet.create(report)
        _tell_progress(sheet, project, report, words)
        _tell_month(by, project, report, words)
        _keep(sheet, project, photographs, report=report)
        _settle(by, report, words, proven=bool(photographs))
    return report


def _sent_before(model: Any, by: Actor, project: Project, key: str) -> Any:
    """What was kept under this key. Raises Invalid where it is somebody else's or of another project."""
    earlier = model.objects.filter(client_key=key).first()
    if earlier and (earlier.person_id, earlier.project_id) != (by.person_id, project.pk):
        raise Invalid({"client_key": "这份草稿的编号已经用在别的报告上，请刷新页面后重新填写"})
    return earlier


def _raise_problem(by: Actor, project: Project, concern: Concern | None) -> Problem | None:
    if concern is None:
        return None
    owner = _unit_of(project, concern)
    return projects.raise_problem(
        by=by, project=project, text=concern.text, owner_unit=owner, due_on=concern.due_on
    )


def _unit_of(project: Project, concern: Concern) -> Unit:
    """The unit that has to see to it: one of the project's own county."""
    here = Unit.objects.filter(within(project.county.path, "path"), is_active=True)
    found = here.filter(pk=concern.owner_unit_id).first()
    if found is None:
        raise Invalid({"problem_unit": "责任单位不在本地区，请重新选择"})
    return found


def _tell_progress(sheet: Sheet, project: Project, report: FieldReport, words: str) -> None:
    """A period without change repeats what is known, and says so: silence and standstill are not the same."""
    text, source = report.text, f"现场{words}"
    if report.no_change:
        sheet.renew(project)
        text = project.progress or NOTHING_TOLD
        source = f"{source}，没有变化：{Unchanged(report.reason).label}"
    told = {"text": text, "percent": report.percent, "source": source}
    projects.report_progress(by=sheet.by, project=project, **told)


def _tell_month(by: Actor, project: Project, report: FieldReport, words: str) -> None:
    if report.month is None or report.month_yuan is None:
        return
    before = queries.year_figures(project, report.month.year)
    ytd = rules.ytd_of(report.month, report.month_yuan, before)
    projects.report_month(
        by=by,
        project=project,
        month=report.month,
        month_yuan=report.month_yuan,
        ytd_yuan=ytd,
        source=f"现场{words}",
    )


def _settle(by: Actor, report: FieldReport, words: str, proven: bool) -> None:
    """What was asked for up to this period has arrived; what was missed before is told with it, and stays late."""
    asked = AskedReport.objects.filter(project=report.project_id, first__lte=report.first, duty__state="open")
    for one in asked.select_related("duty__owner_unit"):
        late = "" if one.first == report.first else "，一并补上"
        duties.settle(by=by, duty=one.duty, text=f"{words}进展已报{late}", proven=proven)


# Pictures.


def _check_photographs(photographs: Sequence[Photograph]) -> dict[str, str]:
    if len(photographs) <= rules.MOST_PICTURES:
        return {}
    return {"photos": f"一次最多传{rules.MOST_PICTURES}张照片，请分两次报"}


def _put_aside(key: str, photographs: Sequence[Photograph]) -> None:
    """The originals, before the transaction that names them: a row never waits for what is not there."""
    for photograph in photographs:
        darkroom.put_aside(key, photograph)


def _keep(sheet: Sheet, project: Project, photographs: Sequence[Photograph], **of: Any) -> None:
    """Note the photos of a report or visit, each once; one that was handed in before is marked at once."""
    once = {photograph.sha256: photograph for photograph in photographs}
    earlier = Picture.objects.filter(sha256__in=once).order_by("id")
    known = {picture.sha256: picture for picture in earlier} if once else {}
    for photograph in once.values():
        _note(sheet, project, photograph, known.get(photograph.sha256), of)


def _note(
    sheet: Sheet, project: Project, photograph: Photograph, same: Picture | None, of: dict[str, Any]
) -> None:
    day = clock.local(photograph.taken_at).date() if photograph.taken_at else clock.today()
    picture = Picture(
        project=project,
        day=min(day, clock.today()),
        taken_at=photograph.taken_at,
        latitude=photograph.latitude,
        longitude=photograph.longitude,
        device=photograph.device,
        sha256=photograph.sha256,
        same_as=same,
        compared_at=sheet.at if same else None,
        at=sheet.at,
        person_name=sheet.by.person_name,
        **of,
    )
    sheet.create(picture)


def attend_pictures(*, by: Actor) -> int:
    """Develop what has arrived and compare it with what was there; returns how many were developed."""
    developed = 0
    while waiting := list(queries.undeveloped()[:DEVELOPED_AT_A_TIME]):
        developed += _develop(by, waiting)
    compare_pictures(by=by)
    darkroom.sweep()
    return developed


def _develop(by: Actor, waiting: list[Picture]) -> int:
    """A few at a time: what takes long is done before the log is locked."""
    made = [(picture, _print_of(picture)) for picture in waiting]
    with writing(by, "field.develop") as sheet:
        for picture, drawn in made:
            sheet.renew(picture)
            if picture.file_id is None and not picture.broken:
                sheet.update(picture, **_kept(by, drawn))
    for picture in waiting:
        darkroom.remove(picture.came_under, picture.sha256)
    return len(waiting)


def _print_of(picture: Picture) -> darkroom.Print | None:
    try:
        return darkroom.develop(darkroom.lying_aside(picture.came_under, picture.sha256))
    except Invalid:
        return None


def _kept(by: Actor, drawn: darkroom.Print | None) -> dict[str, Any]:
    if drawn is None:
        return {"broken": True, "compared_at": clock.now()}
    return {
        "file": files.store(by=by, name=PICTURE_NAME, content=drawn.content),
        "thumbnail": files.store(by=by, name=PICTURE_NAME, content=drawn.thumbnail),
        "hashes": drawn.hashes,
    }


def compare_pictures(*, by: Actor) -> int:
    """Look for each new picture among the earlier ones; returns how many show what another has shown before."""
    new = list(queries.uncompared()[:COMPARED_AT_A_TIME])
    if not new:
        return 0
    library = queries.Library(Picture.objects.filter(pk__lte=new[-1].pk, file__isnull=False))
    found = [queries.same_as(picture, library) for picture in new]
    with writing(by, "field.compare") as sheet:
        for picture, same in zip(new, found, strict=True):
            sheet.update(picture, same_as=same, compared_at=sheet.at)
    return sum(same is not None for same in found)


# Visits.


def record_visit(*, by: Actor, project: Project, seen: Seen, photographs: Sequence[Photograph] = ()) -> Visit:
    """Write down a visit with its pictures; each finding becomes an assignment that stands until it is struck off.

    The same key again is the same visit, as with a report.
    """
    require(access.can_visit(by, project))
    if earlier := _sent_before(Visit, by, project, seen.client_key):
        return earlier
    errors = rules.check_visit(seen, clock.today()) | _check_photographs(photographs)
    if errors:
        raise Invalid(errors)
    try:
        return _write_down(by, project, seen, photographs)
    except Overtaken:
        if earlier := _sent_before(Visit, by, project, seen.client_key):
            return earlier
        raise


def _write_down(by: Actor, project: Project, seen: Seen, photographs: Sequence[Photograph]) -> Visit:
    _put_aside(seen.client_key, photographs)
    with writing(by, "field.visit") as sheet:
        visit = Visit(
            client_key=seen.client_key,
            project=project,
            kind=seen.kind,
            visited_on=seen.visited_on,
            people=seen.people.strip(),
            text=seen.text.strip(),
            at=sheet.at,
            person_id=by.person_id,
            person_name=by.person_name,
            unit_name=by.unit_name,
        )
        sheet.create(visit)
        sheet.about(visit)
        _keep(sheet, project, photographs, visit=visit)
        for concern in seen.findings:
            duty = _assign(by, visit, concern)
            sheet.create(Finding(visit=visit, text=concern.text.strip(), duty=duty))
    return visit


def _assign(by: Actor, visit: Visit, concern: Concern) -> Duty:
    county = visit.project.county
    return duties.open_duty(
        by=by,
        kind=ASSIGNMENT,
        title=f"整改：{concern.text.strip()}"[:200],
        detail=f"{visit}，{visit.people}：{concern.text.strip()}",
        number=next_number(ASSIGNMENT, county.path, clock.today().year),
        subject=visit.project,
        source=visit,
        scope_path=county.path,
        owner_unit=_unit_of(visit.project, concern),
        creditor_unit=Unit.objects.filter(pk=by.unit_id).first(),
        promised_on=concern.due_on,
    )


# The rhythm.


def ask_reports(*, by: Actor, today: date) -> int:
    """Open the duty of each report that the running period asks for; a second pass finds none. Returns how many."""
    if not queries.wanted(today):
        return 0
    with writing(by, "field.ask") as sheet:
        wanted = queries.wanted(today)
        offices = queries.offices({w.project.county.path for w in wanted})
        specs = [_asked(w, offices.get(w.project.county.path), today) for w in wanted]
        ids = duties.open_many(by=by, duties=specs)
        rows = [
            {"project_id": w.project.pk, "first": w.period.first, "duty_id": pk}
            for w, pk in zip(wanted, ids, strict=True)
        ]
        batch.insert(sheet, AskedReport, rows)
    return len(wanted)


def _asked(wanted: queries.Wanted, office: int | None, today: date) -> duties.DutySpec:
    return duties.DutySpec(
        kind=REPORT,
        key=f"{wanted.period.first:%Y%m%d}",
        title=rules.title_of(wanted.project.name, wanted.period),
        subject_type=SUBJECT,
        subject_id=wanted.project.pk,
        subject_label=wanted.project.name[:200],
        scope_path=wanted.project.county.path,
        owner_unit_id=wanted.unit_id,
        owner_post_id=wanted.post_id,
        creditor_unit_id=office,
        started_on=today,
        promised_on=wanted.due_on,
    )


def set_rhythm(*, by: Actor, county: Unit, cadence: str) -> Rhythm:
    """How often the county's secretaries report from now on; what has been asked for already stays."""
    require(access.can_set_rhythm(by, county))
    if cadence not in Cadence.values:
        raise Invalid({"cadence": "请选每周或每旬"})
    with writing(by, "field.rhythm") as sheet:
        rhythm = Rhythm.objects.filter(county=county).first()
        if rhythm:
            sheet.update(rhythm, cadence=cadence)
        else:
            rhythm = Rhythm(county=county, cadence=cadence)
            sheet.create(rhythm)
    return rhythm
