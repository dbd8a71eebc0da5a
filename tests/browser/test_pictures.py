"""The pictures of the README and the guide, taken of the real pages; `./run docs` keeps them in docs/pictures."""

import openpyxl
import pytest

from tests.browser.installation import ROOT

LEDGER = ROOT / "tests" / "data" / "ledgers" / "凤栖县2026年重点项目推进台账.xlsx"
# What a clerk's ledger of the next week might hold: a day that is none, a guess, a moved promise, new money.
CHANGED = {"总投资": "约3000", "竣工": "2027年13月", "开工": "2026年9月中旬"}


@pytest.fixture
def next_week(tmp_path) -> str:
    """The county's own ledger a week later, with a few cells as people write them."""
    book = openpyxl.load_workbook(LEDGER)
    sheet = book.worksheets[0]
    heads = {str(c.value): c.column for row in sheet.iter_rows(min_row=3, max_row=4) for c in row if c.value}
    for offset, (word, value) in enumerate(CHANGED.items()):
        column = next(column for head, column in heads.items() if word in head)
        sheet.cell(8 + offset, column).value = value
    path = tmp_path / "凤栖县2026年重点项目推进台账（11月）.xlsx"
    book.save(path)
    return str(path)


def take(visitor, folder, name: str) -> None:
    """What the screen shows, as people see it when the page has come."""
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    path = folder / f"{name}.png"
    visitor.page.screenshot(path=path)
    assert path.stat().st_size > 30_000


def test_the_preview_of_a_ledger(county, visit, pictures, next_week):
    clerk = visit(county, "office").go("/projects/intake/")
    clerk.page.set_input_files("#ledger", next_week)
    clerk.page.click("text=上传并预览")
    assert "13月" in clerk.text
    take(clerk, pictures, "intake")


def test_a_project_on_its_line(shown, visit, pictures):
    office = visit(shown, "office").go("/projects/?node=over&sort=due")
    office.page.locator("tbody tr td.lead a").nth(1).click()
    assert "项目一条线" in office.text
    take(office, pictures, "project")


def test_the_clock_of_a_duty(shown, visit, pictures):
    office = visit(shown, "office").go("/duties/assignments/?light=over")
    office.page.locator(".table.cards tbody tr td.lead a").first.click()
    assert "逐级提醒" in office.text
    take(office, pictures, "duty")


def test_the_brief_of_the_week(shown, visit, pictures):
    office = visit(shown, "office")
    office.page.click("text=项目中心周调度会 11月23日")
    assert "总体情况" in office.text
    take(office, pictures, "brief")


def test_the_list_of_projects_in_a_hand(shown, visit, pictures):
    office = visit(shown, "office", 390).go("/projects/?node=over&sort=due")
    office.page.screenshot(path=pictures / "phone.png")
    assert "■ 滞后" in office.text
