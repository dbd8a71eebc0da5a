"""What leaders wrote on papers in October and November, and what became of it."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from wutong.demo.chapters.spine import FENGQI, WANGYUN
from wutong.demo.services import Chapter, County, Place
from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.duties.services import Proof
from wutong.instructions import services as instructions
from wutong.instructions.models import Instruction
from wutong.instructions.services import Written
from wutong.kit import clock


def chapters() -> Iterator[Chapter]:
    yield date(2026, 10, 26), "县长在停工专报上批示", winter_pay
    yield date(2026, 10, 27), "督查室交办农民工工资", assign_winter_pay
    yield date(2026, 11, 4), "工资问题办结", settle_winter_pay
    yield date(2026, 11, 5), "向县长报告", report_winter_pay
    yield date(2026, 11, 9), "副县长批示供热", heating
    yield date(2026, 11, 12), "供热单位反馈", answer_heating
    yield date(2026, 11, 16), "县长批示用电", power
    yield date(2026, 11, 17), "交办用电和道路", assign_power
    yield date(2026, 11, 19), "用电反馈待核验", answer_power
    yield date(2026, 11, 20), "催办、销号", friday
    yield date(2026, 11, 22), "周末又有批示", weekend


def _county(place: Place) -> County:
    return place.counties[FENGQI]


def page_of_paper(lines: int) -> SimpleUploadedFile:
    """A page as a camera sees it: printed lines, and strokes of a pen in the margin."""
    page = Image.new("RGB", (900, 1200), "#f7f4ec")
    pen = ImageDraw.Draw(page)
    for number in range(lines):
        pen.line((120, 220 + 44 * number, 760 - 37 * (number % 4), 220 + 44 * number), "#55585c", 6)
    for number in range(9):
        x = 520 + 34 * number
        pen.arc((x, 90 + 7 * (number % 3), x + 40, 140), 30, 260, "#b42318", 5)
    out = BytesIO()
    page.save(out, "JPEG", quality=70)
    return SimpleUploadedFile("批示原件.jpg", out.getvalue())


def _register(county: County, leader: str, paper: str, words: str) -> Instruction:
    written = Written(clock.today(), words, paper, "程守信 0439-5550107", page_of_paper(16 + len(words) % 5))
    inspector = county.actors["inspector"]
    return instructions.register(by=inspector, leader=county.posts[leader], written=written)


def _assign(county: County, start: str, text: str, shorts: tuple[str, ...], due: date, **more) -> None:
    instructions.assign(
        by=county.actors["inspector"],
        instruction=Instruction.objects.get(words__startswith=start),
        text=text,
        units=[county.departments[short] for short in shorts],
        due_on=due,
        **more,
    )


def _duty(county: County, short: str, start: str) -> Duty:
    return Duty.objects.get(
        owner_unit=county.departments[short], source_type="instructions.instruction", title__startswith=start
    )


def _reported(county: County, short: str, start: str, text: str, number: str) -> Duty:
    duty = _duty(county, short, start)
    proof = [Proof("number", number)]
    duties.report(by=county.actors[short], duty=duty, text=text, evidence=proof)
    return duty


def winter_pay(place: Place) -> None:
    words = "停工不能停薪。请住建局、工信局逐个工地核清拖欠农民工工资情况，十日内清零，结果报我。"
    _register(_county(place), "principal", "关于入冬停工项目情况的专报", words)


def assign_winter_pay(place: Place) -> None:
    county = _county(place)
    text = "核清停工工地拖欠农民工工资情况并清零"
    _assign(county, "停工不能停薪", text, ("住建局", "工信局"), date(2026, 11, 5), separately=True)
    for short in ("住建局", "工信局"):
        duties.accept(by=county.actors[short], duty=_duty(county, short, text))


def settle_winter_pay(place: Place) -> None:
    county = _county(place)
    told = (
        ("住建局", "排查停工工地 14 个，涉及拖欠 3 个、92 人，工资已全部发放", "凤住建函〔2026〕88号"),
        ("工信局", "排查园区自建项目 5 个，拖欠 1 个、17 人，已由企业补发到位", "凤工信函〔2026〕35号"),
    )
    for short, text, number in told:
        duty = _reported(county, short, "核清停工工地", text, number)
        duties.strike_off(by=county.actors["inspector"], duty=duty, text="已抽查银行代发流水")


def report_winter_pay(place: Place) -> None:
    county = _county(place)
    written = Instruction.objects.get(words__startswith="停工不能停薪")
    outcome = (
        "两家单位共排查停工工地 19 个，发现拖欠 4 个、109 人，工资已全部发放，督查室抽查了银行代发流水。"
    )
    instructions.report_back(by=county.actors["inspector"], instruction=written, outcome=outcome)
    instructions.note_answer(
        by=county.actors["principal"], instruction=written, answer="satisfied", words="春节前再查一遍"
    )


def heating(place: Place) -> None:
    county = _county(place)
    words = "供热管网第三标段漏水反复，请住建局牵头、财政局配合，本月中旬前彻底解决，不许再拖。"
    _register(county, "portfolio", "群众来信摘报第41期", words)
    text = "解决供热管网第三标段漏水问题"
    _assign(county, "供热管网", text, ("住建局", "财政局"), date(2026, 11, 18))
    duties.accept(by=county.actors["住建局"], duty=_duty(county, "住建局", text))


def answer_heating(place: Place) -> None:
    county = _county(place)
    duty = _duty(county, "住建局", "解决供热管网")
    duties.note(by=county.actors["住建局"], duty=duty, text="已更换两处阀门，余下 60 米管道待材料到货")


def power(place: Place) -> None:
    words = "东区五家企业扩容等电，不能让企业等。工信局会同供电公司一周内拿出时间表；道路开挖由交通局保障。"
    _register(_county(place), "principal", "开发区东区企业用电情况报告", words)


def assign_power(place: Place) -> None:
    county = _county(place)
    due = date(2026, 11, 23)
    _assign(county, "东区五家企业", "拿出东区五家企业扩容用电时间表", ("工信局",), due)
    _assign(county, "东区五家企业", "保障东区电缆敷设道路开挖", ("交通局",), date(2026, 11, 27))
    _assign(county, "东区五家企业", "核定东区扩容项目用电指标", ("发改局",), date(2026, 11, 27))
    for short, start in (("工信局", "拿出东区"), ("发改局", "核定东区")):
        duties.accept(by=county.actors[short], duty=_duty(county, short, start))


def answer_power(place: Place) -> None:
    text = "五家企业扩容时间表已与供电公司会签：两家本月通电，三家十二月二十日前通电"
    _reported(_county(place), "工信局", "拿出东区", text, "凤工信〔2026〕52号")


def friday(place: Place) -> None:
    """Who has not even taken it up is chased; what is done is struck off."""
    county = _county(place)
    inspector = county.actors["inspector"]
    words = "请县长批示的事项，今天下班前签收并报进展"
    duties.chase(by=inspector, duty=_duty(county, "交通局", "保障东区"), text=words)
    _register(county, "principal", "秋粮烘干设施建设情况", "请农业农村局核实三个乡镇烘干塔进度，周五前报我。")
    due = date(2026, 11, 27)
    _assign(county, "请农业农村局核实", "核实三个乡镇烘干塔进度", ("农业农村局",), due)
    duty = _reported(
        county, "农业农村局", "核实三个乡镇", "三座烘干塔均已投用，日烘干 900 吨", "凤农函〔2026〕66号"
    )
    duties.strike_off(by=inspector, duty=duty, text="已视频核看")


def weekend(place: Place) -> None:
    """The leader photographs his own page; the words are still to be entered. The neighbour has one of its own."""
    county = _county(place)
    own = Written(clock.today(), paper="重点项目年底冲刺专报", photo=page_of_paper(19))
    instructions.register(by=county.actors["principal"], leader=county.posts["principal"], written=own)
    neighbour = place.counties[WANGYUN]
    _register(neighbour, "principal", "石门镇滑坡隐患报告", "请自然资源局立即派人看护，受威胁的七户先转移。")
