"""The stories that a county lives by, each in a real browser on a real server."""

from io import BytesIO

import openpyxl
import pytest
from docx import Document
from openpyxl import Workbook

HEADS = ("序号", "项目名称", "建设单位", "责任单位", "总投资（万元）", "计划竣工时间", "形象进度", "存在问题")


def _ledger(path, *rows) -> str:
    book = Workbook()
    page = book.active
    page.title = "台账"
    page.append(("凤栖县2026年重点项目台账（截至2026年11月20日）",))
    for row in (HEADS, *rows):
        page.append(row)
    book.save(path)
    return str(path)


ROWS = (
    (1, "云杉木业加工项目", "云杉木业有限公司", "县工信局", 12000, "2027年6月", "基础施工", "资金未到位"),
    (2, "白桦康养项目", "白桦康养有限公司", "县卫健局", 8000, "2027年13月", "前期手续", None),
)


def test_a_new_clerk_imports_and_undoes(county, visit, tmp_path):
    clerk = visit(county, "office")
    clerk.page.click("text=台账导入")
    clerk.page.set_input_files("#ledger", _ledger(tmp_path / "新台账.xlsx", *ROWS))
    clerk.page.click("text=上传并预览")
    assert "读到2个项目" in clerk.text and "13月" in clerk.text and "确认之前不会写入" in clerk.text
    with clerk.page.expect_download() as marked:
        clerk.page.click("text=下载标注了问题的原表")
    book = openpyxl.load_workbook(BytesIO(marked.value.path().read_bytes()))
    assert [c.coordinate for row in book.active.iter_rows() for c in row if c.comment]
    clerk.page.click("text=确认导入")
    assert "已导入2个项目：新增2" in clerk.text
    clerk.go("/projects/?q=云杉木业")
    clerk.page.click("text=云杉木业加工项目")
    assert "资金未到位" in clerk.text and "项目一条线" in clerk.text
    clerk.go("/projects/intake/")
    clerk.page.click("text=新台账.xlsx")
    clerk.page.click("text=撤销导入")
    assert "已撤销" in clerk.text
    clerk.go("/projects/?q=云杉木业")
    assert "没有符合条件的项目" in clerk.text


def test_a_corrected_mapping_is_kept_for_the_next_ledger(county, visit, tmp_path):
    clerk = visit(county, "office")
    clerk.go("/projects/intake/")
    clerk.page.set_input_files("#ledger", _ledger(tmp_path / "甲.xlsx", ROWS[0]))
    clerk.page.click("text=上传并预览")
    clerk.page.click(".sheet thead a[href='#f0-6']")  # the head leads to where it is corrected
    clerk.page.select_option("select[name='field|台账|G']", "")
    clerk.page.click("text=按此重新读取")
    assert "存入其他列" in clerk.page.inner_text(".sheet thead")
    clerk.go("/projects/intake/")
    clerk.page.set_input_files("#ledger", _ledger(tmp_path / "乙.xlsx", ROWS[0]))
    clerk.page.click("text=上传并预览")
    assert "存入其他列" in clerk.page.inner_text(".sheet thead")


def test_a_node_goes_red_and_climbs(county, visit):
    """A node of early December: in time on 23 November, red on 7 December, and its superiors are told."""
    office = visit(county, "office")
    office.go("/projects/?node=warn&sort=due")
    first = office.page.locator("tbody tr").first
    name = first.locator("a").inner_text()
    assert "▲" in first.inner_text()
    county.stand_on("2026-12-28T09:00")
    county.wutong("tick")
    office = visit(county, "office")
    office.go(f"/projects/?q={name}")
    assert "■ 滞后" in office.page.locator("tbody tr").first.inner_text()
    office.page.click(f"tbody >> text={name}")
    office.page.locator(".table.cards >> text=■").first.wait_for()
    leader = visit(county, "leader")
    leader.go("/duties/reminders/")
    assert name in leader.text


def test_a_problem_is_struck_off_with_proof(county, visit):
    department = visit(county, "department")
    department.go("/duties/?tab=unit&kind=problem")
    department.page.locator("tbody a").first.click()
    address = department.page.url.removeprefix(county.address)
    department.page.click("text=反馈 >> visible=true")
    department.page.fill("[name=text]", "已办结，文号见佐证")
    department.page.select_option("[name=evidence_kind]", "number")
    department.page.fill("[name=evidence_text]", "凤工信函〔2026〕7号")
    department.page.locator("form.form button.btn-primary").click()
    assert "待核验" in department.text
    inspector = visit(county, "inspectorate")
    inspector.go(address)
    assert "凤工信函〔2026〕7号" in inspector.text
    inspector.page.locator(".actions >> text=销号").click()
    inspector.page.locator("form.form button.btn-primary").click()
    assert "◆ 有佐证" in inspector.text
    inspector.go("/projects/problems/?state=closed")
    assert "✓" in inspector.page.inner_text("tbody")


def test_from_brief_to_minutes_to_next_weeks_follow_up(county, visit):
    office = visit(county, "office")
    office.go("/dispatch/")
    office.page.click("tr:has-text('11月23日') a >> nth=0")
    office.page.locator(".actions >> text=开会").first.click()
    office.page.locator("form.form button.btn-primary").click()
    assert "定稿" in office.text
    office.page.locator("#lights summary").click()
    form = office.page.locator("#lights form")
    form.locator("[name=text]").fill("云上路改线方案本周定下来")
    form.locator("[name=owner_unit]").select_option(label="凤栖县交通运输局")
    form.locator("[name=due_on]").fill("2026-11-27")
    form.locator("button").click()
    assert "云上路改线方案本周定下来" in office.page.inner_text("aside")
    office.page.locator(".actions >> text=散会").click()
    office.page.fill("[name=summary]", "按期反馈")
    office.page.locator("form.form button.btn-primary").click()
    with office.page.expect_download() as minutes:
        office.page.click("text=纪要 Word")
    document = Document(BytesIO(minutes.value.path().read_bytes()))
    assert "云上路改线方案本周定下来" in "".join(
        c.text for t in document.tables for r in t.rows for c in r.cells
    )
    county.stand_on("2026-11-30T09:00")
    county.wutong("tick")
    office = visit(county, "office")
    office.go("/dispatch/")
    office.page.click("tr:has-text('11月30日') a >> nth=0")
    told = office.page.inner_text("#assignments")
    assert "云上路改线方案本周定下来" in told and "超期3天" in told


def test_the_city_looks_down_and_a_county_looks_across(county, visit):
    city = visit(county, "city")
    assert "凤栖县" in city.text and "望云县" in city.text
    city.go("/projects/?q=云杉光伏组件项目")
    city.page.click("tbody >> text=云杉光伏组件项目")
    across = city.page.url.removeprefix(county.address)
    office = visit(county, "office")
    office.go("/projects/?q=云杉光伏组件项目")
    assert "没有符合条件的项目" in office.text
    assert office.page.goto(county.address + across).status == 404


def test_two_people_edit_one_project(county, visit):
    office, second = visit(county, "office"), visit(county, "office")
    office.go("/projects/")
    office.page.locator("tbody a").first.click()
    office.page.click("text=修改 >> nth=0")
    second.page.goto(office.page.url)
    second.page.fill("[name=owner]", "乙公司")
    second.page.click("button:has-text('保存')")
    office.page.fill("[name=owner]", "甲公司")
    office.page.click("button:has-text('保存')")
    assert "您打开之后" in office.text and "项目单位" in office.text
    assert office.page.input_value("[name=owner]") == "甲公司"
    office.page.click("button:has-text('保存')")
    assert "已保存" in office.text


def test_a_backup_is_restored(county, visit, tmp_path):
    kept = str(tmp_path / "county.backup")
    county.wutong("backup", kept)
    office = visit(county, "office")
    office.go("/projects/")
    office.page.locator("tbody a").first.click()
    where = office.page.url.removeprefix(county.address)
    office.go(where + "progress/")
    office.page.fill("[name=text]", "备份之后才报的进度")
    office.page.click("button:has-text('保存')")
    assert "备份之后才报的进度" in office.text
    county.stop()
    county.wutong("restore", kept, "--replace")
    county.start()
    office = visit(county, "office")
    office.go(where)
    assert "备份之后才报的进度" not in office.text and "项目一条线" in office.text


@pytest.mark.parametrize("width", [1440, 390])
def test_the_secretary_reports_from_the_site(county, visit, width):
    secretary = visit(county, "secretary", width)
    secretary.go("/projects/")
    secretary.page.locator("tbody a").first.click()
    secretary.page.click("text=报进度")
    secretary.page.fill("[name=text]", "三层封顶")
    secretary.page.fill("[name=percent]", "60")
    secretary.page.click("button:has-text('保存')")
    assert "三层封顶" in secretary.text


def test_the_keyboard_finds_and_walks(county, visit):
    office = visit(county, "office")
    office.go("/projects/")
    office.page.keyboard.press("/")
    assert office.page.evaluate("document.activeElement.id") == "search"
    office.page.keyboard.press("Escape")
    office.page.evaluate("document.activeElement.blur()")
    office.page.keyboard.press("j")
    office.page.keyboard.press("j")
    second = office.page.locator("tbody tr").nth(1).locator("a").first.inner_text()
    assert office.page.evaluate("document.activeElement.textContent") == second
    office.page.keyboard.press("Enter")
    office.page.wait_for_url("**/projects/*/")
    assert second in office.page.inner_text("h1")


def test_a_list_shows_what_it_finds_as_the_question_is_put(county, visit):
    """The parts that change are taken from the page itself: what is shown equals the page of that address."""
    office = visit(county, "office")
    office.go("/projects/")
    office.page.fill("#q", "石英玻璃管")
    office.page.wait_for_url("**/projects/?q=*")
    office.page.select_option("select[name=nature]", "new")
    office.page.wait_for_url("**nature=new*")
    shown = [office.page.inner_text(part) for part in ("#found", "#sentence", "#actions")]
    address = office.page.url
    assert "石英玻璃管" in shown[0] and "筛选后共" in shown[1] and office.page.is_visible("#clear")
    office.page.goto(address)
    assert shown == [office.page.inner_text(part) for part in ("#found", "#sentence", "#actions")]
    office.page.click("#clear")
    assert "共 60 个项目" in office.text
