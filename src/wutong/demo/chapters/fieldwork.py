"""What the secretaries report by phone, what the site looks like week by week, and who went there."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import NAMESPACE_OID, uuid5

from PIL import Image

from wutong.demo.chapters.spine import FENGQI
from wutong.demo.scenery import photo
from wutong.demo.services import Chapter, County, Place
from wutong.fieldwork import services as field
from wutong.fieldwork.models import AskedReport
from wutong.fieldwork.services import Concern, Photograph, Seen, Told, receive
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.org.queries import actor_of
from wutong.projects.enums import TeamRole
from wutong.projects.models import Project, TeamMember

# Three sites of which the pictures go back to October: week by week, how far each has grown, in percent.
GROWN = {
    date(2026, 10, 22): (18, 40, 6),
    date(2026, 10, 29): (27, 48, 9),
    date(2026, 11, 5): (38, 55, 14),
    date(2026, 11, 12): (47, 63, 22),
    date(2026, 11, 19): (55, 70, 26),
}
TELLING = (
    "基础完成，开始主体",
    "主体结构施工，模板、钢筋同步推进",
    "主体结构上升，二次结构插入",
    "围护施工，冬季保温材料进场",
    "外立面封闭，转入室内",
)
QUIET = ("winter", "between", "permit", "money")


def chapters() -> Iterator[Chapter]:
    for week, day in enumerate(GROWN):
        if day < date(2026, 11, 16):
            yield day, "现场照片", lambda place, week=week: grow(place, week)
    yield date(2026, 11, 16), "要周报", lambda place: field.ask_reports(by=SYSTEM, today=clock.today())
    yield date(2026, 11, 17), "督导", inspect
    yield date(2026, 11, 18), "无人机", fly
    yield date(2026, 11, 19), "秘书报第47周进展", report_week
    yield date(2026, 11, 20), "核对照片", lambda place: field.attend_pictures(by=SYSTEM)
    yield date(2026, 11, 23), "要第48周周报", lambda place: field.ask_reports(by=SYSTEM, today=clock.today())


def _sites(county: County) -> list[TeamMember]:
    """A site of the secretary by whom a visitor may enter (`story.open_doors`), and two buildings of others."""
    serving = TeamMember.objects.filter(role=TeamRole.SECRETARY, until=None, project__county=county.unit)
    seats = list(serving.select_related("project__county", "person", "post__unit").order_by("project_id"))
    held = Counter(seat.person_id for seat in seats)
    visitor = max(held, key=lambda pk: (held[pk], -pk))
    own = next(seat for seat in seats if seat.person_id == visitor)
    others = [s for s in seats if s.project.stage == "building" and s.person_id != visitor]
    return [own, *others[:2]]


def _secretary(member: TeamMember) -> Actor:
    return actor_of(member.post, member.person)


def _key(project: Project, what: str) -> str:
    """A key as a phone makes it, the same at every telling."""
    return str(uuid5(NAMESPACE_OID, f"{project.pk} {what}"))


def _shot(site: int, grown: int, hour: int = 10) -> Photograph:
    taken = datetime.combine(clock.today(), datetime.min.time()) + timedelta(hours=hour, minutes=7 * site)
    return receive("现场.jpg", BytesIO(photo(site, grown, taken)))


def _monday() -> date:
    return clock.today() - timedelta(days=clock.today().weekday())


def grow(place: Place, week: int) -> None:
    """A week on the three sites, each with a picture from where the last one was taken."""
    for site, member in enumerate(_sites(place.counties[FENGQI])):
        grown = GROWN[clock.today()][site]
        told = Told(
            client_key=_key(member.project, f"week {week}"),
            first=_monday(),
            text=TELLING[week],
            percent=grown,
        )
        field.send_report(
            by=_secretary(member), project=member.project, told=told, photographs=[_shot(site, grown)]
        )


def report_week(place: Place) -> None:
    """Nearly everybody reports; most of it is winter. Three forget; one sends an old picture again."""
    sites = _sites(place.counties[FENGQI])
    grow(place, 4)
    shown = {member.project_id for member in sites}
    asked = AskedReport.objects.filter(first=_monday(), duty__state="open").exclude(project__in=shown)
    waiting = asked.select_related("project__county").order_by("project_id")
    seats = TeamMember.objects.filter(role=TeamRole.SECRETARY, until=None).select_related(
        "person", "post__unit"
    )
    by_project = {seat.project_id: seat for seat in seats}
    for number, one in enumerate(waiting):
        if number % 20 == 7:
            continue
        told = Told(
            client_key=_key(one.project, "week 47"), first=_monday(), reason=QUIET[number % len(QUIET)]
        )
        photographs = [_old_picture()] if number == 1 else []
        member = by_project[one.project_id]
        field.send_report(by=_secretary(member), project=one.project, told=told, photographs=photographs)


def _old_picture() -> Photograph:
    """A picture of another site and week, cropped and without what its file told."""
    earlier = Image.open(BytesIO(photo(1, GROWN[date(2026, 10, 29)][1], None)))
    cropped, out = earlier.crop((0, 60, 1180, 900)), BytesIO()
    cropped.save(out, "JPEG", quality=80)
    return receive("微信图片.jpg", BytesIO(out.getvalue()))


def inspect(place: Place) -> None:
    """The inspectorate goes to a site and finds two things."""
    county = place.counties[FENGQI]
    project = _sites(county)[0].project
    findings = (
        Concern("基坑周边裸土没有覆盖", county.departments["生态环境局"].pk, date(2026, 11, 24)),
        Concern("临时用电未做三级配电", county.departments["住建局"].pk, date(2026, 11, 27)),
    )
    seen = Seen(
        client_key=_key(project, "inspection"),
        kind="supervision",
        visited_on=clock.today(),
        people="程守信、住建局质安站",
        text="现场施工人员四十二人，塔吊两台，主体施工正常；文明施工和临电有两处要整改。",
        findings=findings,
    )
    field.record_visit(
        by=county.actors["inspector"], project=project, seen=seen, photographs=[_shot(0, 52, 14)]
    )


def fly(place: Place) -> None:
    """The project office flies over another site."""
    county = place.counties[FENGQI]
    project = _sites(county)[1].project
    seen = Seen(
        client_key=_key(project, "flight"),
        kind="drone",
        visited_on=clock.today(),
        people="项目中心丁小满",
        text="航拍全景：屋面板安装过半，室外管沟已开挖。",
    )
    field.record_visit(by=county.actors["clerk"], project=project, seen=seen, photographs=[_shot(1, 69, 15)])
