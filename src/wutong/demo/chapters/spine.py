"""Ledgers, meetings, nodes and problems of the autumn."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.resources import files

from django.db.models import QuerySet

from wutong.demo.services import Chapter, County, Place
from wutong.dispatch import services as dispatch
from wutong.dispatch.models import Meeting
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.services import Proof
from wutong.indicators import services as indicators
from wutong.indicators.models import Observation
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.org.models import Post
from wutong.org.queries import actor_of
from wutong.projects import services as projects
from wutong.projects.enums import Light, Meaning, PermitKind, PermitState, TeamRole
from wutong.projects.intake import services as intake
from wutong.projects.models import MonthFigure, Problem, Project, TeamMember

FENGQI, WANGYUN = "凤栖县", "望云县"


def chapters() -> Iterator[Chapter]:
    """(the day it happens, what the progress bar says, the telling)."""
    yield (
        date(2026, 10, 8),
        "导入凤栖县九月台账",
        lambda p: take_in(p, FENGQI, "凤栖县2026年重点项目推进台账（9月）.xlsx"),
    )
    yield date(2026, 10, 9), "望云县台账", lambda p: take_in(p, WANGYUN, "望云县2026年重点项目台账.xlsx")
    yield date(2026, 10, 12), "设定例会", set_up_meetings
    yield date(2026, 10, 16), "核对续建项目", review_carried_over
    yield date(2026, 10, 20), "倒排节点", plan_nodes
    yield (
        date(2026, 11, 2),
        "导入凤栖县十月台账",
        lambda p: take_in(p, FENGQI, "凤栖县2026年重点项目推进台账.xlsx"),
    )
    yield date(2026, 11, 3), "登记统计口径数据", observe
    yield date(2026, 11, 5), "秘书报进度", report_progress
    yield date(2026, 11, 6), "核查十月投资", check_october
    yield date(2026, 11, 9), "十一月九日周调度会", first_meeting
    yield date(2026, 11, 11), "双周调度会", fortnightly
    yield date(2026, 11, 12), "部门反馈", answer_first
    yield date(2026, 11, 13), "列出停滞和缓建", single_out
    yield date(2026, 11, 16), "十一月十六日周调度会", second_meeting
    yield date(2026, 11, 18), "报问题、补手续", midweek
    yield date(2026, 11, 19), "开工、复工、销号", get_moving
    yield date(2026, 11, 20), "提醒与备会", prepare
    yield date(2026, 11, 23), "今早的提醒", prepare


def take_in(place: Place, county: str, name: str) -> None:
    """A ledger dropped by the clerk, looked at, applied."""
    clerk = place.counties[county].actors["clerk"]
    content = (files("wutong.demo") / "data" / name).read_bytes()
    made = intake.upload(by=clerk, county=place.counties[county].unit, name=name, content=content)
    intake.apply(by=clerk, made=made)


def set_up_meetings(place: Place) -> None:
    for county in place.counties.values():
        dispatch.ship_series(
            by=SYSTEM,
            county=county.unit,
            organiser=county.office,
            hosts={k: county.posts[k] for k in ("office", "portfolio", "principal")},
            participants=list(county.departments.values()),
        )


def plan_nodes(place: Place) -> None:
    """What promises a finish from the year's end on gets its nodes counted backward, the nearest first."""
    county = place.counties[FENGQI]
    promising = Project.objects.filter(county=county.unit, finish_on__gte=date(2026, 12, 1))
    for project in promising.order_by("finish_on", "id")[:14]:
        projects.plan_nodes(by=county.actors["clerk"], project=project)


def review_carried_over(place: Place) -> None:
    """Projects whose finish has long passed: some were finished and are proven so, the others ask for a new date."""
    county = place.counties[FENGQI]
    late = Duty.objects.filter(kind="node", key="finish", state="open", due_on__lt=date(2026, 1, 1))
    overdue = late.filter(scope_path=county.unit.path).order_by("due_on", "id")
    for number, node in enumerate(overdue.select_related("owner_unit", "owner_post")):
        project = Project.objects.get(pk=node.subject_id)
        if number % 3:
            _ask_for_time(county, node)
        else:
            _complete(county, project, node)


def _complete(county: County, project: Project, node: Duty) -> None:
    clerk = county.actors["clerk"]
    known = {"content": f"{project.name}全部建设内容", "code": f"2401-220299-04-01-{project.pk:06d}"}
    projects.edit_project(by=clerk, project=project, **known)
    proof = Proof("number", f"凤住建验备〔2026〕{project.pk}号")
    duties.report(by=_owner(node), duty=node, text="已竣工验收备案", evidence=[proof])
    duties.strike_off(by=county.actors["inspector"], duty=node, text="备案号已核对")
    projects.take_step(
        by=clerk, project=project, step="completed", reason="竣工验收合格", proof_text="竣工验收备案表"
    )


def _ask_for_time(county: County, node: Duty) -> None:
    """A date moves only by request, reason and somebody else's approval; the first promise stays in sight."""
    until = date(2026, 12, 1) if node.pk % 2 else date(2027, 6, 1)
    asked = duties.request_due(
        by=_owner(node),
        duty=node,
        to_date=until,
        precision="month",
        reason="资金和用地手续滞后，重新排定工期",
    )
    duties.decide_due(
        by=county.actors["inspector"], request=asked, approve=True, note="同意，按新工期逐月检查"
    )


def observe(place: Place) -> None:
    """The published statistics of the county stand beside the projects' own figures, in their own meaning."""
    county = place.counties[FENGQI]
    observation = Observation(
        unit=county.unit,
        indicator="固定资产投资",
        meaning="统计口径",
        period_first=date(2026, 1, 1),
        period_last=date(2026, 6, 30),
        value=620_000_000,
        growth_percent=Decimal("176.5"),
        source="县统计局半年公报",
        known_on=date(2026, 7, 20),
    )
    indicators.record_observation(by=county.actors["clerk"], observation=observation)


def secretary_of(project: Project) -> Actor:
    seat = (
        project.team.filter(role=TeamRole.SECRETARY, until=None)
        .select_related("post__unit", "person")
        .first()
    )
    return actor_of(seat.post, seat.person)


REPORTS = (
    ("主体结构完成三层，正在绑扎四层钢筋", 55, Light.ON_TRACK, "本月底完成四层浇筑"),
    ("设备基础完成，首批设备已到货", 72, Light.ON_TRACK, "开始设备就位"),
    ("因资金未到位，现场人员减少一半", 31, Light.AT_RISK, "本周与银行签订放款协议"),
    ("土地指标仍未落实，未能进场", 5, Light.DELAYED, "协调自然资源局调剂指标"),
    ("管网铺设完成八成", 80, Light.ON_TRACK, "十二月上旬闭水试验"),
    ("钢结构吊装完成，屋面施工", 66, Light.ON_TRACK, "封闭围护，准备冬季停工"),
)


def report_progress(place: Place) -> None:
    """Some secretaries report; others stay silent, as it is."""
    county = place.counties[FENGQI]
    with_secretary = TeamMember.objects.filter(
        role=TeamRole.SECRETARY, until=None, project__county=county.unit
    )
    chosen = Project.objects.filter(pk__in=with_secretary.values("project_id")).order_by("id")
    for project, (text, percent, light, following) in zip(chosen[4:40:6], REPORTS, strict=False):
        projects.report_progress(
            by=secretary_of(project),
            project=project,
            text=text,
            percent=percent,
            declared_light=light,
            next_step=following,
        )


# How far reports of October went from what stood on the ground: (share of it that stands, why).
FOUND = (
    (Decimal("0.62"), "扣除已付未施工的预付款"),
    (Decimal("0.80"), "设备款按到货数核减"),
    (Decimal("1.35"), "补计九月漏报的土建投资"),
    (Decimal("0.45"), "扣除重复计入的土地款"),
    (Decimal("1.20"), "补计已安装的设备"),
    (Decimal("0.70"), "扣除未开票的材料款"),
)


def check_october(place: Place) -> None:
    """The office looks at the works: some figures of October are corrected, each with its reason."""
    county = place.counties[FENGQI]
    told = MonthFigure.objects.filter(
        project__county=county.unit, month=date(2026, 10, 1), meaning=Meaning.OWN, current=True
    )
    for figure, (share, reason) in zip(told.order_by("project_id")[2:60:7], FOUND, strict=False):
        change = (figure.ytd_yuan * (share - 1)).quantize(Decimal(10_000))
        projects.correct_month(
            by=county.actors["clerk"],
            figure=figure,
            month_yuan=max(figure.month_yuan + change, Decimal(0)),
            ytd_yuan=figure.ytd_yuan + change,
            reason=f"现场核查，{reason}",
        )


Decided = list[tuple[str, str, date]]


def _hold(county: County, key: str, decisions: Decided, summary: str) -> None:
    """Prepare, open, decide and close today's meeting of a series."""
    clerk, meeting = county.actors["clerk"], _todays(county, key)
    dispatch.open_meeting(by=clerk, meeting=meeting)
    for text, short, due in decisions:
        dispatch.decide(
            by=clerk, meeting=meeting, text=text, owner_unit=county.departments[short], due_on=due
        )
    dispatch.close_meeting(
        by=clerk,
        meeting=meeting,
        place="县政府第二会议室",
        attendance="项目中心、各责任单位",
        summary=summary,
    )


def _todays(county: County, key: str) -> Meeting:
    dispatch.prepare(by=SYSTEM, today=clock.today())
    return Meeting.objects.get(series__key=key, series__scope_unit=county.unit, held_on=clock.today())


def first_meeting(place: Place) -> None:
    decisions = [
        ("逐个核清十个土地指标未落实的项目，提出调剂方案", "自然资源局", date(2026, 11, 13)),
        ("会同供电公司落实五个扩容项目的电力方案", "工信局", date(2026, 11, 20)),
        ("牵头银企对接，落实十一个项目的资金", "财政局", date(2026, 11, 27)),
    ]
    _hold(place.counties[FENGQI], "weekly", decisions, "会议要求各责任单位对账销号，周五前反馈。")
    theirs = [("年底前竣工的项目逐个排出验收时间", "住建局", date(2026, 11, 20))]
    _hold(place.counties[WANGYUN], "weekly", theirs, "会议逐项过了十二个项目的年底目标。")


def fortnightly(place: Place) -> None:
    """The portfolio leader hosts in one county; in the other he is away, and says so."""
    decisions = [("对停滞、缓建项目逐一约谈业主，报送复工计划", "发改局", date(2026, 11, 20))]
    _hold(place.counties[FENGQI], "fortnightly", decisions, "会议研究了停滞、缓建项目的资金和复工问题。")
    wangyun = place.counties[WANGYUN]
    reason = "分管副县长外出招商，议题并入十一月十六日周调度会"
    dispatch.cancel_meeting(
        by=wangyun.actors["clerk"], meeting=_todays(wangyun, "fortnightly"), reason=reason
    )


def _assignment(owner: str) -> Duty:
    return Duty.objects.get(kind="assignment", title__contains=owner, state="open")


def answer_first(place: Place) -> None:
    """One department answers with proof and is struck off; another only notes how far it is."""
    county = place.counties[FENGQI]
    land, power = _assignment("土地指标"), _assignment("电力方案")
    duties.report(
        by=county.actors["自然资源局"],
        duty=land,
        text="十个项目指标缺口逐个核清，调剂方案已报县政府",
        evidence=[Proof("number", "凤自然资函〔2026〕41号")],
    )
    duties.strike_off(by=county.actors["inspector"], duty=land, text="已见调剂方案原件")
    duties.note(by=county.actors["工信局"], duty=power, text="已与供电公司对接两次，三个项目定了方案")


def single_out(place: Place) -> None:
    """What does not move is called so, with its reason and proof."""
    county = place.counties[FENGQI]
    for project, step, reason, proof in zip(
        _under_way(county)[5:20:5],
        ("stall", "slow", "stall"),
        ("业主资金链紧张，现场已无人施工", "设备选型调整，放慢土建", "施工合同纠纷，总包单位退场"),
        ("现场核查记录〔2026〕17号", "企业调整工期申请", "现场核查记录〔2026〕18号"),
        strict=True,
    ):
        projects.take_step(
            by=county.actors["clerk"], project=project, step=step, reason=reason, proof_text=proof
        )


def _under_way(county: County) -> QuerySet[Project]:
    return Project.objects.filter(county=county.unit, stage="building").order_by("id")


def second_meeting(place: Place) -> None:
    decisions = [("施工许可未办结的项目，列出清单逐周销号", "住建局", date(2026, 12, 11))]
    _hold(place.counties[FENGQI], "weekly", decisions, "会议通报上周交办办结情况，逐项对账。")
    theirs = [("月底到期的两个项目逐日倒排，确保按期竣工", "发改局", date(2026, 11, 30))]
    _hold(place.counties[WANGYUN], "weekly", theirs, "会议并入双周议题，听取了各专班汇报。")


def midweek(place: Place) -> None:
    """A problem solved with proof, a new one raised from the site, a permit got, a date that cannot be kept."""
    county = place.counties[FENGQI]
    problems = Problem.objects.filter(project__county=county.unit, duty__state="open").order_by("id")
    solved, late = problems[0], problems[3]
    _reach(county, solved.duty, "临时用电已接通，供电方案批复", "凤供电〔2026〕118号")
    duties.request_due(
        by=_owner(late.duty),
        duty=late.duty,
        to_date=date(2026, 12, 15),
        reason="上级指标十二月初才下达",
    )
    site = _under_way(county).exclude(pk__in=problems.values("project_id")).filter(condition="normal")[1]
    projects.raise_problem(
        by=secretary_of(site),
        project=site,
        text="施工道路与农田灌渠交叉，大型设备进不了场",
        measure="由水利局会同属地提出改道方案",
        owner_unit=county.departments["水利局"],
        due_on=date(2026, 12, 4),
    )
    for project in Project.objects.filter(county=county.unit, nature="new").order_by("id")[:3]:
        projects.set_permit(
            by=county.actors["clerk"],
            project=project,
            kind=PermitKind.FILING,
            state=PermitState.DONE,
            number=f"2611-220299-04-01-{project.pk:06d}",
            done_on=clock.today(),
        )


def get_moving(place: Place) -> None:
    """One project starts, one resumes, a node is reached with proof, an assignment is struck off."""
    county = place.counties[FENGQI]
    clerk = county.actors["clerk"]
    stalled = Project.objects.filter(county=county.unit, condition="stalled").order_by("-id")[0]
    projects.take_step(
        by=clerk, project=stalled, step="resume", reason="合同纠纷调解达成，新总包进场", proof_text="复工报告"
    )
    ready = Project.objects.filter(county=county.unit, stage="preliminary", problems=None)
    _start(county, ready.order_by("-id")[0])
    ours = Duty.objects.filter(kind="node", key="equipment", state="open", scope_path=county.unit.path)
    for reached in ours.filter(due_on__lte=date(2026, 11, 23)).order_by("due_on", "id")[:2]:
        _reach(county, reached, "设备已安装调试，有单机试车记录", f"试车记录〔2026〕{reached.pk}号")
    funds = _assignment("落实十一个项目的资金")
    duties.report(
        by=county.actors["财政局"],
        duty=funds,
        text="十一个项目全部对接到银行，七个已签意向",
        evidence=[Proof("number", "凤财金〔2026〕23号")],
    )
    duties.strike_off(by=county.actors["inspector"], duty=funds, text="已见银企对接台账")


def _start(county: County, project: Project) -> None:
    known = {"content": f"{project.name}全部建设内容", "code": f"2611-220299-04-01-{project.pk:06d}"}
    projects.edit_project(by=county.actors["clerk"], project=project, **known)
    node = Duty.objects.get(kind="node", key="start", subject_id=project.pk, state="open")
    _reach(county, node, "已取得施工许可并进场施工", f"凤建施许〔2026〕{project.pk}号")
    projects.take_step(
        by=county.actors["clerk"], project=project, step="started", reason="施工许可已取得，进场施工"
    )


def _reach(county: County, node: Duty, text: str, number: str) -> None:
    duties.report(by=_owner(node), duty=node, text=text, evidence=[Proof("number", number)])
    duties.strike_off(by=county.actors["inspector"], duty=node, text="文号已核对")


def _owner(duty: Duty) -> Actor:
    """Who acts for a duty's owner: the holder of its post, else of the unit's first."""
    post = duty.owner_post or Post.objects.filter(unit=duty.owner_unit).order_by("tier", "id").first()
    holding = post.holdings.filter(until=None).select_related("person").first()
    return actor_of(post, holding.person if holding else None)


def prepare(place: Place) -> None:
    """What `wutong tick` does: warnings, the ladder, and the meetings that come."""
    duties.remind(by=SYSTEM)
    dispatch.prepare(by=SYSTEM, today=clock.today())
