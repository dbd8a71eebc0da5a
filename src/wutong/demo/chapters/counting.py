"""Being counted: papers for the statistics library, the bureau's October, the gaps, a gathered start."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from wutong.counting import queries
from wutong.counting import services as counting
from wutong.counting.enums import GapReason
from wutong.counting.models import CheckItem, Enrolment
from wutong.demo.chapters.spine import FENGQI
from wutong.demo.services import Chapter, County, Place
from wutong.duties import services as duties
from wutong.duties.services import Proof
from wutong.kit import clock
from wutong.projects import services as projects
from wutong.projects.enums import Meaning, PermitKind, PermitState, Stage
from wutong.projects.models import MonthFigure, Project

OCTOBER = date(2026, 10, 1)


def chapters() -> Iterator[Chapter]:
    yield date(2026, 10, 22), "一批项目入统", enrol
    yield date(2026, 11, 4), "准备入统资料", gather_papers
    yield date(2026, 11, 10), "与统计局对十月的账", reconcile
    yield date(2026, 11, 12), "筹备集中开工", gather_starts


def _begun(county: County):
    """The county's projects that ought to be counted, as its ledger has them."""
    return Project.objects.filter(queries.OUGHT, county=county.unit).select_related("county").order_by("id")


def enrol(place: Place) -> None:
    """What has been counted for long is written down; the bureau's numbers are its own."""
    county = place.counties[FENGQI]
    for number, project in enumerate(_begun(county)[:24], start=1):
        made = _prepared(county, project)
        counting.take_step(by=county.actors["clerk"], enrolment=made, step="declare")
        counting.take_step(
            by=county.actors["统计局"], enrolment=made, step="enter", library_code=f"TZ2202990{number:03d}"
        )


def _prepared(county: County, project: Project) -> Enrolment:
    made = counting.prepare(by=county.actors["clerk"], project=project)
    for item in made.items.select_related("enrolment__project", "unit", "duty"):
        text = f"凤统资〔2026〕{made.pk}-{item.pk}号"
        counting.settle_item(by=county.actors["clerk"], item=item, state="there", proof_text=text)
    return made


def gather_papers(place: Place) -> None:
    """Four more on their way: one declared, one sent back, two with papers asked of departments."""
    county = place.counties[FENGQI]
    clerk = county.actors["clerk"]
    declared, returned, *under_way = _begun(county).exclude(enrolment__state="entered")[:4]
    counting.take_step(by=clerk, enrolment=_prepared(county, declared), step="declare")
    back = _prepared(county, returned)
    counting.take_step(by=clerk, enrolment=back, step="declare")
    why = "现场照片不是开工后拍的，施工合同没有盖章"
    counting.take_step(by=county.actors["统计局"], enrolment=back, step="send_back", reason=why)
    for project, due_on in zip(under_way, (date(2026, 11, 18), date(2026, 11, 27)), strict=True):
        made = counting.prepare(by=clerk, project=project)
        counting.assign_all(by=clerk, enrolment=made, due_on=due_on)
        _answered(county, made)


def _answered(county: County, made: Enrolment) -> None:
    """One department has handed its paper in, and the office has seen it."""
    filing = CheckItem.objects.select_related("duty").get(enrolment=made, key="filing")
    duties.report(
        by=county.actors["发改局"],
        duty=filing.duty,
        text="已出具备案证",
        evidence=[Proof("number", "凤发改备〔2026〕71号")],
    )
    duties.strike_off(by=county.actors["inspector"], duty=filing.duty, text="备案号已核对")


def reconcile(place: Place) -> None:
    """The bureau's sheet of October, laid beside the projects' own; the largest gaps get a reason and somebody to mend."""
    county = place.counties[FENGQI]
    made = counting.upload(
        by=county.actors["统计局"],
        county=county.unit,
        meaning=Meaning.STATISTICS,
        month=OCTOBER,
        name="凤栖县2026年1-10月固定资产投资项目表.xlsx",
        content=_sheet(county),
    )
    rows = made.rows.exclude(question="").values_list("pk", flat=True)
    counting.answer(by=county.actors["统计局"], made=made, answers=dict.fromkeys(rows, "none"))
    counting.apply(by=county.actors["统计局"], made=made)
    books = queries.side_by_side(Project.objects.filter(county=county.unit), OCTOBER, Meaning.STATISTICS)
    widest = books.filter(queries.where("gap", Meaning.STATISTICS)).order_by("gap_yuan", "id")[:3]
    reasons = (GapReason.VOUCHERS, GapReason.SCOPE, GapReason.TIMING)
    words = ("三张进度款发票未到", "购置旧设备一千二百万元，统计不计", "")
    owner = county.departments["工信局"]
    for project, reason, text in zip(widest, reasons, words, strict=True):
        counting.explain(
            by=county.actors["clerk"], project=project, month=OCTOBER, meaning=Meaning.STATISTICS, reason=reason,
            text=text, unit=owner, due_on=date(2026, 11, 25),
        )  # fmt: skip


def _sheet(county: County) -> bytes:
    """The sheet as the bureau keeps it: its own numbers, some figures below ours, one project that we do not have."""
    told = MonthFigure.objects.filter(
        project__county=county.unit, project__enrolment__state="entered", meaning=Meaning.OWN, month=OCTOBER,
        current=True, ytd_yuan__isnull=False,
    ).select_related("project__enrolment")  # fmt: skip
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet("投资项目")
    page.write(0, 0, "凤栖县2026年1-10月固定资产投资项目完成情况")
    page.write(1, 5, "单位：万元")
    page.write_row(2, 0, ("序号", "项目名称", "统计入库编码", "建设单位", "本年累计完成投资"))
    for number, figure in enumerate(told.order_by("project_id")):
        project, yuan = figure.project, figure.ytd_yuan
        share = Decimal(("1", "1", "0.8", "0.9", "1")[number % 5])
        row = (
            number + 1,
            project.name,
            project.enrolment.library_code,
            project.owner,
            int(yuan * share / 10_000),
        )
        page.write_row(3 + number, 0, row)
    page.write_row(
        3 + len(told), 0, (len(told) + 1, "松江镇农户光伏", "TZ2202990901", "松江新能源有限公司", 860)
    )
    book.close()
    return stream.getvalue()


def gather_starts(place: Place) -> None:
    """The ceremony of the eighteenth: by rule what has its permit, by hand one that hopes for it."""
    county = place.counties[FENGQI]
    clerk = county.actors["clerk"]
    batch = counting.set_up(
        by=clerk, county=county.unit, name="四季度重点项目集中开工", held_on=date(2026, 11, 18),
        place="天石材料园区", host="梁克俭",
    )  # fmt: skip
    waiting = list(
        Project.objects.filter(county=county.unit, stage=Stage.PRELIMINARY)
        .order_by("-id")
        .select_related("county")[:4]
    )
    for project in waiting[:2]:
        projects.set_permit(
            by=clerk, project=project, kind=PermitKind.CONSTRUCTION, state=PermitState.DONE,
            number=f"凤建施许〔2026〕{project.pk}号", done_on=clock.today(),
        )  # fmt: skip
    counting.add_by_rule(by=clerk, batch=batch, first=date(2026, 1, 1), last=date(2026, 12, 31))
    counting.add(by=clerk, batch=batch, projects=waiting[:3])
