"""Being counted, as people do it: a month reconciled with statistics, and New Year's day."""

import pytest

from tests.browser.conftest import WIDTHS
from tests.counting.workbooks import sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_month_is_reconciled_with_statistics(county, visit, width):
    visitor = visit(county, "office", width)
    page = visitor.go("/counting/desk/?month=2026-10&which=all").page
    first = page.locator("#found td.lead a").first.inner_text()
    page.click("text=导入统计表")
    rows = [(first, "", "", "", None, 1), ("外县飞地项目", "", "远山实业有限公司", "", None, 700)]
    page.set_input_files("input[type=file]", {"name": "统计局.xlsx", "mimeType": XLSX, "buffer": sheet(rows)})
    page.click("text=上传并对应")
    page.click("text=确认写入")
    assert "已写入" in visitor.text
    page.click("main .actions >> text=对账台")
    row = page.locator("#found tbody tr", has_text=first)
    row.get_by_text("填原因").click()
    page.select_option("select[name=reason]", label="凭证不全，统计未认")
    page.select_option("select[name=unit]", index=3)
    page.fill("input[name=due_on]", "2026-11-30")
    page.click("main form button")
    assert "已记下差额原因" in visitor.text and "凭证不全" in row.inner_text()
    row.locator("td:has-text('谁来对平') a, td a[href^='/duties/']").first.click()
    assert f"对平{first}2026年10月统计口径差额" in visitor.text
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_new_years_day(county, visit, width):
    county.stand_on("2027-01-01T09:00")
    visitor = visit(county, "office", width)
    page = visitor.go("/projects/").page
    assert {cell.inner_text().strip() for cell in page.locator("td[data-label='已完成（万元）']").all()} == {
        "—"
    }
    carried = page.locator("td.lead .tag:text-is('续建')").count()
    visitor.go("/counting/years/")
    assert "2026年还没有结转" in visitor.text
    page.click("main .actions button")
    assert "2026年已结转" in visitor.text and "已封存" in visitor.text
    visitor.go("/projects/")
    assert page.locator("td.lead .tag:text-is('续建')").count() > carried
    page.locator("td.lead a").first.click()
    page.click("text=报月度投资")
    page.fill("input[name=month]", "2026-12")
    page.fill("input[name=ytd_yuan]", "99999")
    page.click("main form.form button")
    assert "2026年已经结转封存" in visitor.text
    visitor.go("/counting/years/")
    page.click("main >> text=撤销结转")
    page.fill("textarea[name=reason]", "等十二月报齐再结转")
    page.click("main form.form button")
    visitor.go("/projects/")
    assert page.locator("td.lead .tag:text-is('续建')").count() == carried
