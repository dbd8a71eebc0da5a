"""A small county built through the services, with a person in every role, and one object for every kind of address."""

import base64
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.counting.workbooks import sheet as statistics_sheet
from tests.fieldwork import photos
from wutong.accounts.models import Account
from wutong.audit.models import Entry
from wutong.counting import services as counting
from wutong.counting.models import CheckItem, Sheet, StartEntry
from wutong.dispatch import services as dispatch
from wutong.dispatch.models import Meeting, Series
from wutong.duties import services as duties
from wutong.duties.models import DueRequest, Duty, Evidence
from wutong.fieldwork import services as fieldwork
from wutong.fieldwork.models import Picture, Visit
from wutong.fieldwork.photographs import receive
from wutong.fieldwork.rules import Seen
from wutong.indicators.models import Observation
from wutong.indicators.services import record_observation
from wutong.instructions import services as instructions
from wutong.instructions.models import Instruction
from wutong.instructions.services import Written
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.org import services as org
from wutong.org.models import Person, Post, Unit
from wutong.org.queries import actor_of
from wutong.projects import services as projects
from wutong.projects.enums import TeamRole
from wutong.projects.intake import services as intake
from wutong.projects.models import ClosedYear, ImportBatch, MonthFigure, Project
from wutong.projects.turnover import services as turnover
from wutong.rosters import services as rosters
from wutong.rosters.models import Entry as RosterEntry
from wutong.wall import services as wall
from wutong.wall.models import Screen

TODAY = date(2026, 10, 20)
LEDGER = Path(__file__).parents[1] / "data" / "ledgers" / "凤栖县2026年重点项目推进台账.xlsx"
# The smallest picture that opens: one grey point.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)

# Persona: (unit, role, reach, tier). Every role once in the county or above it, and one actor of another county.
PERSONAS = {
    "principal": ("county", "principal_leader", "region", 4),
    "portfolio": ("county", "portfolio_leader", "region", 3),
    "sponsor": ("county", "sponsor", "own", 3),
    "inspector": ("inspectorate", "inspectorate", "region", 2),
    "office": ("office", "project_office", "region", 2),
    "secretary": ("department", "secretary", "own", 1),
    "department": ("department", "department", "unit", 2),
    "town": ("town", "local_unit", "unit", 1),
    "city": ("city_office", "city_office", "region", 2),
    "admin": ("city_office", "administrator", "region", 1),
    "foreign": ("foreign_office", "project_office", "region", 2),
}
UNITS = {
    "city": (None, "青桐市", "city"),
    "city_office": ("city", "市项目中心", "office"),
    "county": ("city", "凤栖县", "county"),
    "office": ("county", "县项目中心", "office"),
    "inspectorate": ("county", "县督查室", "office"),
    "department": ("county", "县发改局", "department"),
    "town": ("county", "栖霞镇", "town"),
    "foreign": ("city", "望云县", "county"),
    "foreign_office": ("foreign", "望云县项目中心", "office"),
}


@dataclass
class County:
    """Everything by its name; `objects` are those that addresses lead to."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    project: Project | None = None
    figure: MonthFigure | None = None
    duty: Duty | None = None
    evidence: Evidence | None = None
    asked: DueRequest | None = None
    batch: ImportBatch | None = None
    meeting: Meeting | None = None
    published: Observation | None = None
    instruction: Instruction | None = None
    assignment: Duty | None = None
    paper: CheckItem | None = None
    sheet: Sheet | None = None
    start: StartEntry | None = None
    closed: ClosedYear | None = None
    picture: Picture | None = None
    visit: Visit | None = None
    listed: RosterEntry | None = None
    screen: Screen | None = None
    screen_key: str = ""
    seq: int | None = None


def build() -> County:
    """Call it with the clock standing on TODAY."""
    county = County()
    for key, (parent, name, kind) in UNITS.items():
        above = Unit.objects.get(pk=county.units[parent].pk) if parent else None
        county.units[key] = org.add_unit(by=SYSTEM, name=name, kind=kind, parent=above)
    for key in PERSONAS:
        _seat(county, key)
    _project(county)
    _duty(county)
    _meeting(county)
    office = county.actors["office"]
    county.batch = intake.upload(
        by=office, county=county.units["county"], name=LEDGER.name, content=LEDGER.read_bytes()
    )
    _instruction(county)
    county.published = record_observation(by=office, observation=_published(county.units["county"]))
    _counting(county)
    _site(county)
    _rosters(county)
    county.seq = Entry.objects.latest("seq").seq
    return county


def _seat(county: County, key: str) -> None:
    where, role, reach, tier = PERSONAS[key]
    unit = county.units[where]
    account = Account.objects.create(username=f"persona-{key}", created_at=clock.now())
    person = org.add_person(by=SYSTEM, name=f"人员{len(county.people)}", unit=unit, account=account)
    post = org.add_post(by=SYSTEM, unit=unit, title=f"岗位{key}", role=role, reach=reach, tier=tier)
    org.appoint(by=SYSTEM, post=post, person=person)
    county.people[key], county.actors[key] = person, actor_of(post, person)


def _project(county: County) -> None:
    office = county.actors["office"]
    project = projects.create_project(
        by=office,
        county=county.units["county"],
        name="凤栖冷链物流",
        finish_on=date(2027, 6, 1),
        finish_precision="month",
        total_yuan=Decimal(24_100_000),
        dept=county.units["department"],
    )
    for role, key in (
        (TeamRole.SECRETARY, "secretary"),
        (TeamRole.COUNTY_SPONSOR, "sponsor"),
        (TeamRole.LOCAL_UNIT, "town"),
    ):
        person = county.people[key]
        projects.assign(by=office, project=project, role=role, unit=person.unit, person=person)
    county.figure = projects.report_month(
        by=office, project=project, month=date(2026, 9, 1), month_yuan=Decimal(5), ytd_yuan=Decimal(9)
    )
    projects.set_permit(by=office, project=project, kind="permit_eia", state="in_progress")
    projects.raise_problem(
        by=office,
        project=project,
        text="用地未落实",
        owner_unit=county.units["department"],
        due_on=date(2026, 11, 1),
    )
    projects.plan_nodes(by=office, project=project)
    county.project = Project.objects.get(pk=project.pk)


def _duty(county: County) -> None:
    department = county.actors["department"]
    duty = duties.open_duty(
        by=county.actors["office"],
        kind="plain",
        title="办理用地手续",
        owner_unit=county.units["department"],
        creditor_unit=county.units["office"],
        scope_path=county.units["county"].path,
        limit=10,
    )
    proof = duties.Proof("photo", upload=SimpleUploadedFile("现场.png", PICTURE))
    duties.note(by=department, duty=duty, text="已现场踏勘", evidence=[proof])
    county.asked = duties.request_due(
        by=department, duty=duty, to_date=date(2026, 12, 1), reason="勘界未完成"
    )
    county.duty = Duty.objects.get(pk=duty.pk)
    county.evidence = Evidence.objects.get(duty=duty)


def _meeting(county: County) -> None:
    unit = county.units["county"]
    series = Series(
        scope_unit=unit,
        key="weekly",
        name="项目周调度",
        rhythm="week",
        organiser=county.units["office"],
    )
    office = county.actors["office"]
    dispatch.set_up_series(by=office, series=series, participants=[county.units["department"]])
    county.meeting = dispatch.plan_meeting(by=office, series=series, held_on=TODAY)


def _counting(county: County) -> None:
    """A paper that the statistics bureau wants, its sheet, a gathered start, and a year turned over."""
    office, unit = county.actors["office"], county.units["county"]
    county.paper = counting.prepare(by=office, project=county.project).items.first()
    county.sheet = counting.upload(
        by=office, county=unit, meaning="statistics", month=None, name="统计.xlsx", content=statistics_sheet()
    )
    batch = counting.set_up(by=office, county=unit, name="集中开工", held_on=TODAY)
    counting.add(by=office, batch=batch, projects=[county.project])
    county.start = StartEntry.objects.get(batch=batch)
    turnover.turn_over(by=office, county=unit, year=TODAY.year - 1)
    county.closed = ClosedYear.objects.get(county=unit)


def _rosters(county: County) -> None:
    """The lists that ship, and the project put on one of them by hand."""
    office = county.actors["office"]
    made = {r.name: r for r in rosters.ship(by=office, unit=county.units["county"])}
    county.listed = rosters.add(
        by=office, roster=made["冬季不停工"], project=county.project, reason="室内安装"
    )
    county.screen, county.screen_key = wall.hang(
        by=office, unit=county.units["county"], name="门厅", expires_on=date(2027, 1, 1)
    )


def _instruction(county: County) -> None:
    """A leader's instruction with its picture, assigned to the department."""
    inspector, leader = county.actors["inspector"], county.actors["principal"]
    shot = BytesIO()
    Image.new("RGB", (30, 40), "#f7f4ec").save(shot, "JPEG")
    photo = SimpleUploadedFile("批示.jpg", shot.getvalue())
    written = Written(TODAY, "请发改局查清，周五前报我。", "停工专报", photo=photo)
    post = Post.objects.get(pk=leader.post_id)
    county.instruction = instructions.register(by=inspector, leader=post, written=written)
    (county.assignment,) = instructions.assign(
        by=inspector,
        instruction=county.instruction,
        text="查清停工原因",
        units=[county.units["department"]],
        due_on=date(2026, 10, 23),
    )


def _site(county: County) -> None:
    """A picture of the site, brought by a visit; for the secretary a report is due."""
    project = Project.objects.get(pk=county.project.pk)
    seen = Seen("visit-key-0001", "supervision", TODAY, "督查室", "施工正常")
    photograph = receive("现场.jpg", BytesIO(photos.photo(1, (64, 48))))
    inspector = county.actors["inspector"]
    county.visit = fieldwork.record_visit(by=inspector, project=project, seen=seen, photographs=[photograph])
    fieldwork.attend_pictures(by=SYSTEM)
    county.picture = county.visit.pictures.get()
    fieldwork.ask_reports(by=SYSTEM, today=TODAY)


def _published(unit: Unit) -> Observation:
    return Observation(
        unit=unit,
        indicator="固定资产投资",
        meaning="统计口径",
        period_first=date(2026, 1, 1),
        period_last=date(2026, 9, 30),
        value=Decimal(620_000_000),
        source="县统计局月报",
        known_on=TODAY,
    )
