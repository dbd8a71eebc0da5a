"""Every app tells its question on one page: an app that cannot is a table in its neighbour."""

import pytest

from tests.house.repository import ROOT

APPS = sorted(path.parent for path in (ROOT / "src" / "wutong").glob("*/apps.py"))
ONE_PAGE = 70


def lacking(text: str) -> list[str]:
    """What a README must have and this one has not."""
    wanted = {"a title": text.startswith("# "), "its question": "**Question.**" in text}
    wanted["one page"] = 0 < text.count("\n") <= ONE_PAGE
    return [name for name, there in wanted.items() if not there]


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_app_tells_its_question(app):
    assert (app / "README.md").exists() and lacking((app / "README.md").read_text(encoding="utf-8")) == []


def test_an_empty_or_endless_page_is_refused():
    assert lacking("") and lacking("# a\n**Question.** b\n" + "c\n" * ONE_PAGE)
