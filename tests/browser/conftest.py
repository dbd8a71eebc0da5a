"""A real browser before a real server with the demo county."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.installation import ROOT, Installation

WIDTHS = (1440, 390)


@pytest.fixture(scope="session")
def told(tmp_path_factory) -> Installation:
    """The demo county, told once; every story lives in a copy."""
    installation = Installation(tmp_path_factory.mktemp("told"))
    installation.wutong("demo", "--no-serve")
    return installation


@pytest.fixture
def county(told, tmp_path):
    """A copy of the demo county, served."""
    installation = told.copy(tmp_path / "home")
    installation.start()
    yield installation
    installation.stop()


@pytest.fixture(scope="session")
def shown(told, tmp_path_factory):
    """One served county for all who only look."""
    installation = told.copy(tmp_path_factory.mktemp("shown") / "home")
    installation.start()
    yield installation
    installation.stop()


@pytest.fixture(scope="session")
def browser():
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        yield running
        running.close()


class Visitor:
    """Somebody at a screen: enters as a persona, goes to pages, and notices what went wrong on them."""

    def __init__(self, browser: Browser, address: str, width: int = 1440):
        self.address = address
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            accept_downloads=True,
            reduced_motion="reduce",
        )
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._answered)
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _said(self, message) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _answered(self, response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def enter(self, persona: str) -> "Visitor":
        self.page.context.clear_cookies()
        self.go(f"/demo/{persona}/")
        self.page.click("main button")
        self.page.wait_for_url(f"{self.address}/")
        return self

    def go(self, path: str) -> "Visitor":
        self.page.goto(self.address + path)
        return self

    @property
    def text(self) -> str:
        return self.page.inner_text("body")


@pytest.fixture
def visit(browser):
    """`visit(county, "office", 390)`: a visitor who has entered."""
    visitors: list[Visitor] = []

    def visiting(installation: Installation, persona: str = "", width: int = 1440) -> Visitor:
        visitor = Visitor(browser, installation.address, width)
        visitors.append(visitor)
        return visitor.enter(persona) if persona else visitor

    yield visiting
    for visitor in visitors:
        visitor.page.context.close()
    assert not [c for v in visitors for c in v.complaints]


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> Path:
    """Where pictures are kept: docs/pictures when `./run docs` asks for them."""
    if os.environ.get("WUTONG_SHOTS") == "docs":
        folder = ROOT / "docs" / "pictures"
        folder.mkdir(exist_ok=True)
        return folder
    return tmp_path_factory.mktemp("pictures")
