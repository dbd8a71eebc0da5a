"""A report is one act; what is due is asked once and settled by its arrival; pictures are compared."""

import dataclasses
import os
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.fieldwork import photos
from tests.fieldwork.conftest import MONDAY, WEDNESDAY, shot
from wutong.audit.models import Entry
from wutong.duties.models import Duty
from wutong.fieldwork import photographs, queries, services
from wutong.fieldwork.models import AskedReport, FieldReport, Picture, Visit
from wutong.fieldwork.photographs import receive
from wutong.fieldwork.rules import Concern, Seen
from wutong.files.models import StoredFile
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid, Refused
from wutong.projects import services as projects
from wutong.projects.models import MonthFigure, Project


def ask(day: date = WEDNESDAY) -> int:
    with clock.standing_on(day):
        return services.ask_reports(by=SYSTEM, today=day)


def concern(site, text="施工道路不通", due=date(2026, 12, 1)) -> Concern:
    return Concern(text, site.place.units["other_dep"].pk, due)


def test_a_report_is_one_act_and_one_entry(site):
    projects.report_month(
        by=site.place.office,
        project=site.project,
        month=date(2026, 10, 1),
        month_yuan=Decimal(5_000_000),
        ytd_yuan=Decimal(30_000_000),
    )
    before = Entry.objects.count()
    report = site.send(
        [shot(1), shot(2)],
        month=date(2026, 11, 1),
        month_yuan=Decimal(2_000_000),
        problem=concern(site),
    )
    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("seq").verb == "field.report"
    project = site.project
    assert (project.progress, project.percent) == ("主体二层浇筑完成", 45)
    assert MonthFigure.objects.get(month=date(2026, 11, 1)).ytd_yuan == 32_000_000
    assert report.problem.duty.owner_unit == site.place.units["other_dep"]
    picture = report.pictures.order_by("id").first()
    assert picture.day == WEDNESDAY  # the phone's day lies ahead: not later than today
    assert picture.latitude == Decimal("43.510000") and picture.device == "Wutong X1"


def test_a_period_without_change_says_so_and_keeps_what_is_known(site):
    site.send(text="基础完成", percent=20)
    report = site.send(text="不管写了什么", percent=99, reason="winter")
    project = site.project
    assert (project.progress, project.percent, report.text) == ("基础完成", 20, "")
    latest = project.progress_reports.latest("id")
    assert latest.text == "基础完成" and latest.source == "现场第47周，没有变化：冬季停工"


def test_the_same_key_again_is_the_same_report(site):
    told = site.told()
    first = services.send_report(by=site.secretary, project=site.project, told=told, photographs=[shot()])
    counts = [m.objects.count() for m in (FieldReport, Picture, StoredFile, Entry)]
    changed = dataclasses.replace(told, text="改了字也不算新的一份", percent=90)
    again = services.send_report(by=site.secretary, project=site.project, told=changed, photographs=[shot(2)])
    assert again == first and again.text == first.text
    assert [m.objects.count() for m in (FieldReport, Picture, StoredFile, Entry)] == counts


def test_a_key_is_not_a_way_to_somebody_elses_report(site):
    told = site.told()
    services.send_report(by=site.secretary, project=site.project, told=told)
    with pytest.raises(Invalid, match="编号已经用在别的报告上"):
        services.send_report(by=site.place.office, project=site.project, told=told)
    with pytest.raises(Invalid, match="编号已经用在别的报告上"):
        services.send_report(by=site.secretary, project=site.projects["road"], told=told)


def test_who_does_not_report_on_the_project_is_refused(site):
    for name in ("neighbour_office", "neighbour_department", "inspector"):
        with pytest.raises(Refused):
            services.send_report(by=getattr(site.place, name), project=site.project, told=site.told())
    assert not FieldReport.objects.exists()


def test_a_problem_cannot_be_laid_upon_another_county(site):
    wrong = dataclasses.replace(concern(site), owner_unit_id=site.place.units["neighbour_dep"].pk)
    with pytest.raises(Invalid, match="不在本地区"):
        site.send(problem=wrong)
    assert not FieldReport.objects.exists() and not Picture.objects.exists()


# What is due.


def test_reports_are_asked_of_projects_under_way_once(site):
    assert ask(MONDAY) == 2 and ask(WEDNESDAY) == 0
    duty = AskedReport.objects.get(project=site.project).duty
    assert (duty.kind, duty.owner_post_id) == ("report", site.place.posts["secretary"].pk)
    assert duty.due_on == date(2026, 11, 20) and duty.creditor_unit == site.place.units["office"]
    assert duty.title == "云杉光伏组件项目2026年第47周进展"
    assert ask(date(2026, 11, 23)) == 2


def test_what_has_been_reported_or_stopped_is_not_asked(site):
    site.send()
    Project.objects.filter(pk=site.projects["road"].pk).update(condition="stopped")
    assert ask() == 0


def test_nobody_is_asked_after_the_last_working_day(site):
    assert ask(date(2026, 11, 21)) == 0


def test_a_ten_day_rhythm(site):
    services.set_rhythm(by=site.place.office, county=site.place.units["county"], cadence="tenday")
    assert ask() == 2
    assert AskedReport.objects.first().first == date(2026, 11, 11)
    report = site.send(first=date(2026, 11, 11))
    assert report.cadence == "tenday"
    with pytest.raises(Refused):
        services.set_rhythm(by=site.secretary, county=site.place.units["county"], cadence="week")


def test_a_report_in_time_settles_its_duty(site):
    ask(MONDAY)
    site.send([shot()])
    duty = Duty.objects.get(kind="report", subject_id=site.project.pk)
    assert (duty.state, duty.proven, duty.settled_on) == ("struck_off", True, WEDNESDAY)
    assert duty.due_on >= duty.reported_on


def test_a_late_report_was_red_and_stays_late(site):
    ask(MONDAY)
    with clock.standing_on(date(2026, 11, 23)):
        duty = Duty.objects.get(kind="report", subject_id=site.project.pk)
        assert Duty.objects.with_light(clock.today()).get(pk=duty.pk).light == "over"
        site.send(first=MONDAY)
        duty.refresh_from_db()
    assert duty.state == "struck_off" and duty.settled_on > duty.due_on


def test_a_missed_week_is_told_with_the_next(site):
    ask(MONDAY)
    with clock.standing_on(date(2026, 11, 25)):
        services.ask_reports(by=SYSTEM, today=date(2026, 11, 25))
        site.send(first=date(2026, 11, 23))
    mine = Duty.objects.filter(kind="report", subject_id=site.project.pk)
    assert set(mine.values_list("state", flat=True)) == {"struck_off"}
    assert "一并补上" in mine.get(due_on=date(2026, 11, 20)).events.get(kind="settled").text


def test_the_next_node_of_a_project_is_no_report(site):
    ask()
    assert site.project.next_title == ""


def test_asking_costs_no_query_per_project(site):
    def statements() -> int:
        AskedReport.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            ask()
        return sum("workdays_" not in query["sql"] for query in captured.captured_queries)

    ask()
    few = statements()
    pattern, member = site.project, site.project.team.get()
    for number in range(12):
        pattern.pk, pattern.name = None, f"{number}号项目"
        pattern.save(force_insert=True)
        member.pk, member.project = None, pattern
        member.save(force_insert=True)
    assert statements() == few


# Pictures.


def repeated() -> int:
    """How many of the pictures that have just arrived show what another has shown."""
    before = Picture.objects.filter(same_as__isnull=False).count()
    services.attend_pictures(by=SYSTEM)
    return Picture.objects.filter(same_as__isnull=False).count() - before


def again(seed: int, quality: int = 60, crop: float = 0.9):
    """The same picture as a sender makes it new: cropped, smaller, recompressed, its metadata gone."""
    picture = photos.scene(seed)
    kept = picture.crop((0, 0, int(picture.width * crop), picture.height)).resize((400, 320))
    return receive("再来.jpg", BytesIO(photos.jpeg(kept, quality)))


def test_a_picture_shown_before_is_found_however_it_was_changed(site):
    first = site.send([shot(7)]).pictures.get()
    other = site.send([shot(8)]).pictures.get()
    copy = site.send([again(7)]).pictures.get()
    assert repeated() == 1
    found = {p.pk: p.same_as_id for p in Picture.objects.all()}
    assert found == {first.pk: None, other.pk: None, copy.pk: first.pk}
    assert repeated() == 0
    assert [p.pk for p in queries.repeated(site.place.office)] == [copy.pk]
    assert not queries.repeated(site.place.neighbour_office).exists()


def test_a_picture_is_developed_and_its_original_removed(site):
    picture = site.send([shot(7)]).pictures.get()
    aside = photographs._aside(picture.came_under, picture.sha256)
    assert aside.exists() and not picture.file and not StoredFile.objects.exists()
    assert services.attend_pictures(by=SYSTEM) == 1 and services.attend_pictures(by=SYSTEM) == 0
    picture.refresh_from_db()
    assert picture.file.media_type == picture.thumbnail.media_type == "image/jpeg"
    assert not aside.exists()


def test_what_cannot_be_developed_is_marked_and_holds_nothing_up(site):
    cut = receive("断.jpg", BytesIO(photos.photo(1)[:4000]))
    broken, fine = site.send([cut]).pictures.get(), site.send([shot(2)]).pictures.get()
    lost = site.send([shot(3)]).pictures.get()
    photographs.remove(lost.came_under, lost.sha256)
    services.attend_pictures(by=SYSTEM)
    found = {p.pk: (p.broken, bool(p.file)) for p in Picture.objects.all()}
    assert found == {broken.pk: (True, False), fine.pk: (False, True), lost.pk: (True, False)}


def test_what_was_sent_and_never_kept_is_swept_after_a_day(site):
    photographs.put_aside("never-answered", shot(1))
    left = photographs._aside("never-answered", shot(1).sha256)
    os.utime(left, (0, 0))
    site.send([shot(2)])
    photographs.sweep()
    assert not left.exists() and services.attend_pictures(by=SYSTEM) == 1


def test_the_very_same_file_is_marked_at_once_and_kept_once_in_a_report(site):
    first = site.send([shot(7), shot(7)]).pictures.get()
    assert site.send([shot(7)]).pictures.get().same_as == first


def test_pictures_of_one_report_are_not_held_against_each_other(site):
    site.send([shot(7), again(7)])
    assert repeated() == 0


def test_too_many_pictures_are_refused_whole(site):
    with pytest.raises(Invalid, match="最多传9张"):
        site.send([shot()] * 10)
    assert not FieldReport.objects.exists()


# Visits.


def seen(site, **more) -> Seen:
    wanted = {
        "client_key": "visit-key-0001",
        "kind": "supervision",
        "visited_on": WEDNESDAY,
        "people": "程守信、丁小满",
        "text": "现场有三十人施工，临时用电不规范",
        "findings": (concern(site, "临时用电不规范"),),
    }
    return Seen(**{**wanted, **more})


def test_a_finding_becomes_an_assignment_that_knows_its_visit(site):
    visit = services.record_visit(
        by=site.place.inspector, project=site.project, seen=seen(site), photographs=[shot()]
    )
    duty = visit.findings.get().duty
    assert (duty.kind, duty.title, duty.due_on) == ("assignment", "整改：临时用电不规范", date(2026, 12, 1))
    assert (duty.source_type, duty.source_id) == ("fieldwork.visit", visit.pk)
    assert duty.creditor_unit == site.place.units["government_office"] and duty.number == "2026-001"
    assert visit.pictures.count() == 1 and str(visit) == "2026-11-18督导"
    again_sent = services.record_visit(by=site.place.inspector, project=site.project, seen=seen(site))
    assert again_sent == visit and Duty.objects.filter(kind="assignment").count() == 1


def test_a_wrong_visit_leaves_nothing(site):
    late = (dataclasses.replace(concern(site), due_on=date(2026, 11, 1)),)
    for wrong in (
        {"findings": late},
        {"visited_on": date(2026, 11, 19)},
        {"people": " "},
        {"text": ""},
        {"visited_on": date(2024, 1, 1)},
    ):
        with pytest.raises(Invalid):
            services.record_visit(by=site.place.inspector, project=site.project, seen=seen(site, **wrong))
    with pytest.raises(Refused):
        services.record_visit(by=site.place.neighbour_office, project=site.project, seen=seen(site))
    assert not Visit.objects.exists() and not Duty.objects.filter(kind="assignment").exists()
