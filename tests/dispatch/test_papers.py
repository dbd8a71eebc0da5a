"""The papers of a meeting in every form, and the one A4 of a project."""

import re
import struct
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from wutong.dispatch import papers, queries, services
from wutong.dispatch.papers import sheet
from wutong.kit import clock, typeset
from wutong.projects import papers as project_papers
from wutong.projects import services as projects
from wutong.projects.dossier import Dossier
from wutong.projects.models import Project

PAGE = re.compile(rb"/Type\s*/Page[^s]")
STARTS = {"pdf": b"%PDF", "png": b"\x89PNG", "docx": b"PK", "xlsx": b"PK", "text": "【".encode()}


@pytest.fixture
def busy(place, project, meeting):
    """A county with more problems than a page holds."""
    for n in range(30):
        projects.raise_problem(
            by=place.office, project=project, text=f"第{n}个问题：" + "线路迁改没有落实" * 9,
            owner_unit=place.units["dep"], due_on=date(2026, 12, 1),
        )  # fmt: skip
    return meeting


def test_every_paper_is_what_it_says(busy):
    for name, told, forms in papers.PAPERS.values():
        for form, (ending, _, write) in forms.items():
            assert write(told(busy)).startswith(STARTS[form]), (name, ending)


def test_one_a4_of_a_meeting_is_one_a4(place, busy):
    services.open_meeting(by=place.office, meeting=busy)
    for n in range(15):
        services.decide(
            by=place.office, meeting=busy, text=f"第{n}项议定" * 12, owner_unit=place.units["dep"],
            due_on=busy.held_on + timedelta(days=7),
        )  # fmt: skip
    told = sheet.page_of(busy)
    ending, _, write = papers.SHEET["pdf"]
    assert len(PAGE.findall(write(told))) == 1
    words = "".join(line for block in told.blocks for line in block.lines)
    assert re.search(r"…等30项，另\d+项见系统", words)
    assert told.blocks[-1].total == 15 and busy.brief_sha256[:12] in told.foot


def test_a_figure_is_never_cut(busy):
    told = sheet.page_of(busy)
    brief = queries.brief_of(busy)
    overview = "".join(told.blocks[0].lines)
    for figure in brief.sections[0].figures:
        assert not figure.exact or f"{figure.label}{figure.value}{figure.unit}" in overview


def test_the_long_picture_is_as_wide_as_a_chat(busy):
    content = papers.BRIEF["png"][2](queries.brief_of(busy))
    width, height = struct.unpack(">II", content[16:24])
    assert width == 750 and height > 1500


def test_one_a4_of_a_project_is_one_a4(place, busy, project):
    project = Project.objects.select_related("county", "place", "dept").get(pk=project.pk)
    project.content = project.progress = "三号厂房主体封顶" * 200
    told = project_papers.page_of(Dossier(project, place.office, clock.today()))
    heads = [block.head for block in told.blocks]
    assert len(heads) == 7 and "投资（各口径互不相加）" in heads[2]
    assert told.blocks[4].total == 30 and told.blocks[4].more > 0
    assert len(PAGE.findall(project_papers.FORMS["pdf"][1](told))) == 1
    document = Document(BytesIO(project_papers.FORMS["docx"][1](told)))
    assert document.paragraphs[0].text == project.name and len(document.tables) == 3


def test_who_has_the_ball(place, project):
    def ball() -> str:
        told = project_papers.page_of(
            Dossier(Project.objects.get(pk=project.pk), place.office, clock.today())
        )
        return told.blocks[0].lines[-1]

    assert ball().startswith("球在谁手里：") and "到期" in ball()


def test_papers_on_their_pages(enter, place, project, meeting):
    office = enter("office")
    for address in (
        reverse("projects:paper", args=[project.pk, "pdf"]),
        reverse("projects:paper", args=[project.pk, "docx"]),
        reverse("dispatch:paper", args=[meeting.pk, "sheet", "pdf"]),
        reverse("dispatch:paper", args=[meeting.pk, "brief", "png"]),
    ):
        answer = office.get(address)
        assert (answer.status_code, "attachment" in answer["Content-Disposition"]) == (200, True)
    assert office.get(reverse("dispatch:paper", args=[meeting.pk, "minutes", "png"])).status_code == 404
    assert office.get(reverse("projects:paper", args=[project.pk, "exe"])).status_code == 404
    assert (
        enter("neighbour_office").get(reverse("projects:paper", args=[project.pk, "pdf"])).status_code == 404
    )


def test_without_a_font_the_page_says_so(enter, project, meeting, monkeypatch):
    monkeypatch.setattr(typeset, "installed", lambda: ())
    office = enter("office")
    for address in (
        reverse("projects:paper", args=[project.pk, "pdf"]),
        reverse("dispatch:paper", args=[meeting.pk, "brief", "pdf"]),
    ):
        assert "没有中文字体" in office.get(address, follow=True).content.decode()
