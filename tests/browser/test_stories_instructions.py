"""An instruction photographed on Monday is struck off on Friday and reported back."""

from io import BytesIO

import pytest
from docx import Document
from PIL import Image

from tests.browser.conftest import WIDTHS

WORDS = "河东供水管网三天两头停水，请水利局周五前解决，结果报我。"


def _shot(path) -> str:
    Image.new("RGB", (1200, 1600), "#f7f4ec").save(path, "JPEG")
    return str(path)


def _send(visitor, **fields) -> None:
    for name, value in fields.items():
        field = visitor.page.locator(f"form.form [name={name}]")
        if field.evaluate("it => it.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    visitor.page.locator("form.form button.btn-primary").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_photographed_on_monday_struck_off_on_friday_and_reported_back(county, visit, tmp_path, width):
    leader = visit(county, "leader", width).go("/instructions/")
    leader.page.click(".actions >> text=批示")
    leader.page.set_input_files("[name=photo]", _shot(tmp_path / "批示.jpg"))
    _send(leader, paper="群众来信摘报第45期")
    address = leader.page.url.removeprefix(county.address)
    assert "待交办" in leader.text and leader.page.locator(".page-photo").count() == 1

    inspector = visit(county, "inspectorate", width).go(address)
    inspector.page.click(".actions >> text=补录修改")
    _send(inspector, words=WORDS)
    inspector.page.locator(".actions a").get_by_text("交办", exact=True).click()
    _send(inspector, text="解决河东供水管网停水", lead="凤栖县工业和信息化局", due_on="2026-11-27")
    assert "交办中" in inspector.text and "1 件在办" in inspector.text
    with inspector.page.expect_download() as slip:
        inspector.page.click("text=交办单")
    assert WORDS in _cells(slip.value)

    county.stand_on("2026-11-25T09:00")
    inspector = visit(county, "inspectorate", width).go("/instructions/?whose=all")
    row = inspector.page.locator("tr", has_text="河东供水")
    assert "未签收" in row.inner_text()
    inspector.go(address).page.click("text=催办")
    _send(inspector, text="请今天签收")
    department = visit(county, "department", width).go("/duties/reminders/")
    department.page.click("text=请今天签收")
    department.page.locator(".actions >> text=签收").click()
    _send(department)

    county.stand_on("2026-11-27T16:00")
    department = visit(county, "department", width).go("/duties/?tab=unit&kind=assignment")
    department.page.click("text=解决河东供水管网停水")
    department.page.locator(".actions >> text=反馈").click()
    _send(
        department,
        text="更换两处阀门，已恢复供水",
        evidence_kind="证号或文号",
        evidence_text="凤工信〔2026〕77号",
    )
    inspector = visit(county, "inspectorate", width).go(address)
    assert "待核验" in inspector.text
    inspector.page.click("td >> text=解决河东供水管网停水")
    inspector.page.locator(".actions >> text=销号").click()
    _send(inspector)
    inspector.go(address)
    assert "已办结待报告" in inspector.text
    inspector.page.locator(".actions >> text=报告领导").click()
    _send(inspector, outcome="阀门更换完毕，供水恢复，居民回访满意。")
    with inspector.page.expect_download() as paper:
        inspector.page.click("text=一页纸 PDF")
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
    with inspector.page.expect_download() as paper:
        inspector.page.click("text=一页纸 Word")
    assert "按期，有佐证" in "".join(_cells(paper.value))

    leader = visit(county, "leader", width).go("/instructions/")
    leader.page.click("text=河东供水管网")
    leader.page.locator(".actions >> text=记领导意见").click()
    _send(leader, answer="满意")
    assert "领导意见：满意" in leader.text


def _cells(download) -> list[str]:
    document = Document(BytesIO(download.path().read_bytes()))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]
