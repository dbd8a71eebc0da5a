"""The site by phone: with network, without it, and what the office then sees."""

import pytest

from tests.fieldwork import photos


def _report_page(secretary) -> str:
    """The first card's report; by then the phone keeps the page and the worker is at hand."""
    secretary.go("/field/")
    secretary.page.locator(".field-go a.btn-primary").first.click()
    secretary.page.wait_for_url("**/report/")
    secretary.page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    secretary.page.reload()
    return secretary.page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_a_secretary_without_network_reports_and_the_report_arrives_once(county, visit, width, tmp_path):
    (tmp_path / "现场.jpg").write_bytes(photos.photo(11))
    secretary = visit(county, "secretary", width)
    page, address = secretary.page, _report_page(secretary)
    project = page.inner_text(".sentence a")
    county.stop()
    page.context.set_offline(True)
    page.goto(address)
    page.fill("[name=text]", "断网时写的：设备基础浇筑完成")
    page.set_input_files("[name=photos]", str(tmp_path / "现场.jpg"))
    page.click("button:has-text('提交第48周进展')")
    page.wait_for_selector("#told:has-text('已保存在手机')")
    page.goto(address)
    page.wait_for_selector("#drafts li")
    assert project in page.inner_text("#drafts") and "照片 1 张" in page.inner_text("#drafts")
    county.start(county.port)
    page.context.set_offline(False)
    page.wait_for_selector("#drafts", state="hidden", timeout=30_000)
    secretary.go("/field/")
    assert "✓ 第48周已报" in secretary.text or "第48周已报" in secretary.text
    county.wutong("tick")
    secretary.go(address.removeprefix(county.address).replace("/report/", "/pictures/"))
    taken = page.locator(".field-grid figcaption:has-text('2026-11-20 10:30')")
    assert taken.count() == 1
    office = visit(county, "office")
    office.go(address.removeprefix(county.address).replace("/field/", "/projects/").replace("report/", ""))
    assert office.page.locator(".thread p:has-text('断网时写的')").count() == 1
    secretary.complaints = [
        c for c in secretary.complaints if "net::ERR" not in c and "status of 503" not in c
    ]


def test_two_taps_are_a_report(county, visit):
    secretary = visit(county, "secretary", 390)
    _report_page(secretary)
    secretary.page.click("summary:has-text('没有变化')")
    secretary.page.click("button:has-text('冬季停工')")
    secretary.page.wait_for_url("**/field/")
    assert "没有变化（冬季停工）" in secretary.text and "进展已收到" in secretary.text


def test_an_inspection_finds_what_becomes_an_assignment(county, visit, tmp_path):
    (tmp_path / "航拍.jpg").write_bytes(photos.photo(12))
    inspector = visit(county, "inspectorate", 390)
    inspector.go("/field/")
    inspector.page.locator(".field-told h2 a").first.click()
    inspector.page.click("text=登记走访")
    inspector.page.select_option("[name=kind]", "joint")
    inspector.page.fill("[name=text]", "四个部门一起看了现场")
    inspector.page.set_input_files("[name=photos]", str(tmp_path / "航拍.jpg"))
    inspector.page.click("summary:has-text('发现的问题 1')")
    inspector.page.fill("[name=finding_0]", "消防通道被材料占用")
    inspector.page.select_option("[name=owner_0]", index=2)
    inspector.page.fill("[name=due_on_0]", "2026-12-01")
    inspector.page.click("button:has-text('登记走访')")
    inspector.page.wait_for_url("**/pictures/")
    assert "联合检查" in inspector.text
    inspector.go("/duties/assignments/")
    assert "整改：消防通道被材料占用" in inspector.text


def test_the_pages_of_the_site_fit(shown, visit):
    secretary = visit(shown, "secretary")
    address = _report_page(secretary).removeprefix(shown.address)
    for path in (
        "/field/",
        address,
        address.replace("report", "pictures"),
        address.replace("report", "visit"),
    ):
        secretary.go(path)
        for width in (1440, 390, 360):
            secretary.page.set_viewport_size({"width": width, "height": 800})
            assert secretary.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
