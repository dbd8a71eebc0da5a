"""An installation with rows of every kind of value, kept files, and a log."""

from datetime import date

import pytest

from wutong.files import services as files
from wutong.kit.actor import SYSTEM
from wutong.org import services as org

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def furnish():
    """A county with a person in a post, and two kept files; returns the county."""
    county = org.add_unit(by=SYSTEM, name="凤栖县", kind="county")
    dep = org.add_unit(by=SYSTEM, name="县发改局", kind="department", parent=county)
    person = org.add_person(by=SYSTEM, name="范知行", unit=dep)
    post = org.add_post(by=SYSTEM, unit=dep, title="科长", role="department")
    org.appoint(by=SYSTEM, post=post, person=person, since=date(2026, 1, 1))
    files.store(by=SYSTEM, name="现场.png", content=PNG)
    files.store(by=SYSTEM, name="批复.pdf", content=b"%PDF-1.7 x")
    return county
