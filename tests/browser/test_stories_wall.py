"""Lists, the wall for an hour and without a network, and the papers for a leader."""

from datetime import datetime

import pytest

MINUTE = 60_000


@pytest.fixture
def hung(county, visit):
    """A screen on the wall of the hall: its page at 1920x1080, opened by the link and nothing else."""
    office = visit(county, "office")
    office.go("/wall/screens/")
    office.page.fill("[name=name]", "政府办门厅")
    office.page.fill("[name=expires_on]", "2027-06-30")
    office.page.click("text=生成链接")
    link = office.page.inner_text("#link").removeprefix(county.address)
    screen = visit(county, "", 1920)
    screen.page.set_viewport_size({"width": 1920, "height": 1080})
    screen.page.clock.install(time=datetime(2026, 11, 23, 17, 30))
    screen.go(link)
    yield office, screen
    # Without a network the browser itself says so in its console; that is what the story wants.
    screen.complaints = [c for c in screen.complaints if "net::ERR_" not in c]


def _number(page) -> str:
    return page.inner_text("#number")


def test_the_wall_runs_an_hour(county, hung):
    office, screen = hung
    page = screen.page
    documents: list[str] = []
    page.on(
        "request", lambda asked: documents.append(asked.url) if asked.resource_type == "document" else None
    )
    renewed: list[int] = []
    page.on(
        "response", lambda answer: renewed.append(answer.status) if answer.url.endswith("/data/") else None
    )
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    seen = set()
    for _ in range(60):
        page.clock.run_for(MINUTE)
        page.locator("#age:not(.late)").wait_for()
        seen.add(_number(page).split("/")[0])
    assert len(renewed) >= 50 and set(renewed) == {200} and documents == [], "renewed, never loaded again"
    assert len(seen) == int(_number(page).split("/")[1]) >= 3, "every page had its turn"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark", "it is past six"
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    small = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.offsetParent && e.childElementCount === 0"
        " && e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 28).length"
    )
    assert small == 0, "read from five metres"


def test_it_can_be_paused_and_coloured(shown, visit):
    leader = visit(shown, "leader", 1920)
    leader.page.clock.install(time=datetime(2026, 11, 23, 10))
    page = leader.go("/wall/").page
    page.keyboard.press(" ")
    before = _number(page)
    page.clock.run_for(2 * MINUTE)
    assert _number(page) == before and page.inner_text("#pause") == "继续"
    page.click("h1")
    page.clock.run_for(25_000)
    assert _number(page) != before
    page.click("#theme")
    page.click("#theme")
    page.reload()
    assert (
        page.evaluate("document.documentElement.dataset.theme") == "dark"
        and page.inner_text("#theme") == "深色"
    )


def test_without_a_network_it_keeps_what_it_has_and_says_how_old_it_is(county, hung):
    office, screen = hung
    page = screen.page
    shown = page.inner_text(".wall-page:not([hidden])")
    page.context.set_offline(True)
    page.clock.run_for(12 * MINUTE + 1000)
    assert "已 12 分钟没有更新" in page.inner_text("#age")
    page.clock.run_for(60 * MINUTE)
    assert "已 1 小时 12 分钟没有更新" in page.inner_text("#age")
    for _ in range(10):
        if page.inner_text(".wall-page:not([hidden])") == shown:
            break
        page.keyboard.press("ArrowRight")
    assert page.inner_text(".wall-page:not([hidden])") == shown
    page.context.set_offline(False)
    page.clock.run_for(MINUTE)
    page.locator("#age:not(.late)").wait_for()
    office.go("/wall/screens/")
    office.page.locator("tbody a:has-text('收回')").first.click()
    office.page.fill("[name=reason]", "门厅改造")
    office.page.click("button:has-text('收回')")
    page.clock.run_for(MINUTE)
    page.wait_for_selector("text=已收回或到期")
    assert page.locator(".wall-page").count() == 0, "nothing stays on a screen that may show nothing"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_list_of_the_places_own_and_a_promotion(county, visit, width):
    office = visit(county, "office", width)
    page = office.page
    office.go("/rosters/create/")
    page.select_option("[name=group]", label="五张清单")
    page.fill("[name=name]", "缓建停建清单")
    page.check("[name=conditions][value=slow]")
    page.locator("form.form button.btn-primary").click()
    page.click("text=缓建停建清单")
    assert "条件：状态是缓建" in office.text and "缓建，" in page.inner_text("tbody")
    office.go("/rosters/")
    page.click("main >> text=三早项目")
    page.click("nav.tabs >> text=候选")
    row = page.locator("tbody tr").first
    name = row.locator("td.lead a").inner_text()
    row.locator("a:has-text('晋级')").click()
    page.fill("[name=reason]", "已试生产，县长办公会同意")
    page.locator("form.form button.btn-primary").click()
    assert name in page.inner_text("tbody") and "县长办公会同意" in page.inner_text("tbody")
    page.click(f"tbody >> text={name}")
    assert "三早项目" in page.inner_text("section[aria-labelledby=rosters-heading]")
    with page.expect_download() as paper:
        page.click("text=一页纸 PDF")
    assert paper.value.path().read_bytes().startswith(b"%PDF")


def test_papers_of_a_meeting_for_the_leader_and_the_chat_group(shown, visit):
    office = visit(shown, "office")
    office.go("/dispatch/")
    office.page.click("tr:has-text('11月23日') a >> nth=0")
    for words, start in (("一页纸 PDF", b"%PDF"), ("材料 PDF", b"%PDF"), ("长图", b"\x89PNG")):
        with office.page.expect_download() as paper:
            office.page.click(f"text={words}")
        assert paper.value.path().read_bytes().startswith(start), words
