"""The pages of lists."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.rosters.conftest import TODAY, made
from wutong.projects.models import Project
from wutong.rosters import rules, services
from wutong.rosters.models import Entry, Roster, RosterSet


def url(name: str, *args) -> str:
    return reverse(f"rosters:{name}", args=args)


def html(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_place_starts_from_the_lists_that_ship_and_names_its_own(enter, place, projects):
    office = enter("office")
    assert "用自带的清单" in html(office.get(url("list")))
    office.post(url("ship"))
    shown = html(office.get(url("list")))
    assert "五张清单" in shown and "计划总投资不少于5,000万元" in shown
    office.post(url("rename_set", RosterSet.objects.get(name="五张清单").pk), {"name": "三单两库"})
    assert "三单两库" in html(office.get(url("list")))
    assert office.post(url("make_set"), {"name": "三单两库"}).status_code == 422


def test_a_rule_is_written_as_sentences(enter, place, lists):
    office, group = enter("office"), RosterSet.objects.first()
    sent = {
        "group": group.pk,
        "name": "工业亿元项目",
        "kind": "rule",
        "types": ["industry"],
        "total_from": "10000",
    }
    assert office.post(url("create"), {**sent, "total_from": ""}).status_code == 302
    roster = Roster.objects.get(name="工业亿元项目")
    assert roster.rule == {"types": ["industry"]}
    shown = html(office.get(url("edit", roster.pk)))
    assert all(f'name="{condition.key}"' in shown for condition in rules.CONDITIONS)
    office.post(url("edit", roster.pk), sent)
    roster.refresh_from_db()
    assert roster.rule == {"types": ["industry"], "total_from": "100000000"}
    shown = html(office.get(url("detail", roster.pk)))
    assert "计划总投资不少于10,000万元" in shown and "云杉光伏组件项目" in shown
    empty = office.post(url("create"), {"group": group.pk, "name": "空", "kind": "rule"})
    assert (empty.status_code, "请至少写一个条件" in empty.content.decode()) == (422, True)


def test_promotion_on_the_pages(enter, place, lists, projects):
    office, roster = enter("office"), lists["三早项目"]
    assert "云杉光伏组件项目" in html(office.get(url("detail", roster.pk) + "?tab=candidates"))
    add = url("add", roster.pk)
    assert "云杉光伏组件项目" in html(office.get(add + "?project=云杉光伏组件项目"))
    assert office.post(add, {"project": "没有的项目", "reason": "好"}).status_code == 422
    doubtful = office.post(add, {"project": "项目", "reason": "好"})
    assert "有几个都像" in doubtful.content.decode()
    assert office.post(add, {"project": "ysgf", "reason": "三月已进场"}).status_code == 302
    entry = Entry.objects.get()
    shown = html(office.get(url("detail", roster.pk)))
    assert "三月已进场" in shown and "第1天" in shown
    office.post(url("remove", roster.pk, entry.pk), {"reason": "写错"})
    assert "移出" in html(office.get(url("detail", roster.pk)))
    assert "云杉光伏组件项目" in html(office.get(reverse("projects:detail", args=[entry.project_id])))


def test_a_projects_page_says_on_which_lists_it_stands(enter, place, lists, projects):
    page = reverse("projects:detail", args=[projects["云杉光伏组件项目"].pk])
    office = html(enter("office").get(page))
    assert "在哪些清单" in office and "重点项目" in office and "列入冬季不停工" in office
    assert "列入冬季不停工" not in html(enter("principal").get(page))


def test_a_past_day_and_the_excel_file(enter, place, lists):
    office, roster = enter("office"), lists["重点项目"]
    past = html(office.get(url("detail", roster.pk) + "?on=2026-11-01"))
    assert "2026年11月1日" in past and "那时还没有记录" not in past and "从2026年11月23日起有记录" in past
    answer = office.get(url("export", roster.pk))
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[3:]] == ["云杉光伏组件项目", "凤鸣供水改造项目"]
    assert rows[3][8] == "总投资12,000万元"


@pytest.mark.parametrize("who", ["clerk", "secretary"])
def test_only_projects_in_sight_are_counted_and_listed(enter, place, lists, who):
    """A department sees those it leads; a secretary without projects none: on the page and in the file."""
    mine = html(enter(who).get(url("detail", lists["重点项目"].pk)))
    assert ("云杉光伏组件项目" in mine) == (who == "clerk")
    Project.objects.update(dept=None)
    rest = html(enter(who).get(url("detail", lists["重点项目"].pk)))
    assert "云杉光伏组件项目" not in rest and "现在 0 个" in rest


def test_foreign_lists_are_not_there(enter, place, lists):
    neighbour, pk = enter("neighbour_office"), lists["三早项目"].pk
    for name in ("detail", "export", "edit", "close", "add"):
        assert neighbour.get(url(name, pk)).status_code == 404
    assert "三早项目" not in html(neighbour.get(url("list")))


def queries_of(client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(path)
    return len(captured)


@pytest.mark.parametrize("path", ["list", "detail"])
def test_queries_do_not_grow_with_projects(enter, place, lists, path):
    office = enter("office")
    pages = [url("list")] if path == "list" else [url("detail", lists["重点项目"].pk)]
    few = [queries_of(office, page) for page in pages]
    for n in range(30):
        made(place, f"添建{n}号项目", "building", "new", TODAY, 9000)
    services.keep(by=place.office, today=TODAY)
    assert [queries_of(office, page) for page in pages] == few
    assert max(few) <= 16
