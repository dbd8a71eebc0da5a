"""Many rows as if written one by one, at a constant price; and the way back from what one entry did."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wutong.audit.models import Change, Entry
from wutong.audit.queries import verify
from wutong.kit import batch, undo
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid
from wutong.kit.writing import snapshot, writing
from wutong.org import services as org
from wutong.org.models import Person, Unit
from wutong.projects.models import Project

PROJECT = "projects.project"


@pytest.fixture
def county(db) -> Unit:
    return org.add_unit(by=SYSTEM, name="凤栖县", kind="county")


def rows(county, count: int, first: int = 0) -> list[dict]:
    return [
        {
            "name": f"项目{n}",
            "county_id": county.pk,
            "scope_path": county.path,
            "total_yuan": Decimal(f"{n}.50"),
            "stage_since": "2026-01-01",
        }
        for n in range(first, first + count)
    ]


def insert(county, count: int, first: int = 0) -> tuple[list[int], int]:
    with writing(SYSTEM, "x.batch") as sheet:
        ids = batch.insert(sheet, Project, rows(county, count, first), label="name")
    return ids, sheet.seq


def told(seq: int, pk: int) -> dict:
    return json.loads(Change.objects.get(entry_id=seq, object_type=PROJECT, object_id=pk).fields)


def test_a_batch_is_as_if_written_one_by_one(county):
    (pk, *_), seq = insert(county, 3)
    with writing(SYSTEM, "x.single") as sheet:
        single = sheet.create(Project(**{**rows(county, 1)[0], "name": "单独的"}))
    batched = Project.objects.get(pk=pk)
    skipped = {"id", "name"}
    assert {k: v for k, v in snapshot(batched).items() if k not in skipped} == {
        k: v for k, v in snapshot(Project.objects.get(pk=single.pk)).items() if k not in skipped
    }
    own, other = told(seq, pk), told(sheet.seq, single.pk)
    assert all(other[column] == value for column, value in own.items() if column not in skipped)
    assert list(batched.history.values_list("history_type", "entry_seq")) == [("+", seq)]
    assert verify() is None


def test_ids_go_on_where_they_were(county):
    first, _ = insert(county, 3)
    Project.objects.filter(pk=first[-1]).delete()
    second, _ = insert(county, 2, first=10)
    assert min(second) > max(first)
    with writing(SYSTEM, "x.single") as sheet:
        assert sheet.create(Project(**rows(county, 1, 50)[0])).pk > max(second)


def test_a_batch_of_nothing(county):
    with writing(SYSTEM, "x") as sheet:
        assert batch.insert(sheet, Project, [], label="name") == []
        assert batch.update(sheet, Project, []) == 0


def test_an_update_keeps_old_and_new_and_counts_the_version(county):
    ids, _ = insert(county, 2)
    changes = [(pk, f"p{pk}", {"name": f"项目{n}"}, {"name": f"新{n}"}) for n, pk in enumerate(ids)]
    with writing(SYSTEM, "x.update") as sheet:
        assert batch.update(sheet, Project, changes) == 2
    project = Project.objects.get(pk=ids[1])
    assert (project.name, project.version) == ("新1", 2)
    assert told(sheet.seq, ids[1]) == {"name": ["项目1", "新1"]}
    assert project.history.filter(history_type="~", entry_seq=sheet.seq).count() == 1


def test_more_rows_cost_no_more_statements(county):
    def cost(count: int, first: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            insert(county, count, first)
        return len(seen)

    assert cost(400, 1000) <= cost(10, 0) + 2


# Undo.


def take_back(seq: int) -> dict:
    with writing(SYSTEM, "x.undo") as sheet:
        return undo.undo(sheet, seq)


def everything() -> list:
    return list(Project.objects.order_by("pk").values_list("pk", "name", "total_yuan", "stage"))


def test_what_was_made_goes_and_what_was_changed_comes_back(county):
    ids, _ = insert(county, 2)
    before = everything()
    with writing(SYSTEM, "x.import") as sheet:
        batch.insert(sheet, Project, rows(county, 3, first=10), label="name")
        batch.update(
            sheet,
            Project,
            [(ids[0], "项目0", {"total_yuan": Decimal("0.50")}, {"total_yuan": Decimal("9.00")})],
        )
    assert take_back(sheet.seq) == {"removed": 3, "restored": 1}
    assert everything() == before
    assert verify() is None
    assert Entry.objects.latest("seq").verb == "x.undo"


def test_an_undo_can_be_undone_only_by_doing_again(county):
    _, seq = insert(county, 1)
    take_back(seq)
    with pytest.raises(Invalid):
        take_back(seq)


def test_later_work_is_not_swallowed(county):
    ids, seq = insert(county, 2)
    project = Project.objects.get(pk=ids[0])
    with writing(SYSTEM, "x.edit") as sheet:
        sheet.update(project, name="后来改的")
    (later,) = undo.conflicts(seq)
    assert (later.label, later.what) == ("后来改的", "项目名称")
    before = everything()
    with pytest.raises(Invalid, match="后来改的"):
        take_back(seq)
    assert everything() == before


def test_without_the_question_later_work_would_be_lost(county, monkeypatch):
    """The control of the test above."""
    ids, seq = insert(county, 2)
    with writing(SYSTEM, "x.edit") as sheet:
        sheet.update(Project.objects.get(pk=ids[0]), name="后来改的")
    monkeypatch.setattr(undo, "conflicts", lambda seq: [])
    take_back(seq)
    assert not Project.objects.exists()


def test_what_was_built_upon_it_stops_the_undo(county):
    """A later row that points at a made one, though the made one itself was never touched again."""
    with writing(SYSTEM, "x.people") as sheet:
        (pk,) = batch.insert(
            sheet,
            Person,
            [{"name": "甲", "unit_id": county.pk, "phone": "", "initials": "j", "is_active": True}],
            label="name",
        )
    post = org.add_post(by=SYSTEM, unit=county, title="科长", role="department")
    org.appoint(by=SYSTEM, post=post, person=Person.objects.get(pk=pk))
    with pytest.raises(Invalid, match="科长"):
        take_back(sheet.seq)
    assert Person.objects.filter(pk=pk).exists()


def test_an_object_changed_twice_by_one_entry_goes_back_to_the_first(county):
    (pk,), _ = insert(county, 1)
    project = Project.objects.get(pk=pk)
    with writing(SYSTEM, "x.twice") as sheet:
        sheet.update(project, name="一改")
        sheet.update(project, name="二改")
    take_back(sheet.seq)
    assert Project.objects.get(pk=pk).name == "项目0"


def edited(pk: int, **values) -> int:
    with writing(SYSTEM, "x.edit") as sheet:
        sheet.update(Project.objects.get(pk=pk), **values)
    return sheet.seq


def test_what_was_itself_undone_is_no_later_work(county):
    """Week two over week one, taken back: week one can go as well, and only the hand's own work stands in its way."""
    (pk, other), first = insert(county, 2)
    second = edited(pk, content="第二周")
    assert undo.conflicts(first)
    take_back(second)
    assert undo.conflicts(first) == []
    edited(other, content="手改的")
    assert [(later.label, later.what) for later in undo.conflicts(first)] == [("项目1", "建设内容及规模")]


def test_the_mark_of_an_undo_is_what_tells(county):
    """The control of the test above: without its mark an undo is one more change."""
    (pk,), first = insert(county, 1)
    take_back(edited(pk, content="第二周"))
    Change.objects.filter(object_type="audit.entry").delete()
    assert len(undo.conflicts(first)) == 2


def test_an_undone_undo_cancels_nothing(county):
    (pk,), first = insert(county, 1)
    second = edited(pk, content="第二周")
    take_back(second)
    third = Entry.objects.latest("seq").seq
    take_back(third)
    assert Project.objects.get(pk=pk).content == "第二周"
    assert [later.what for later in undo.conflicts(first)] == ["建设内容及规模"]


def test_an_undo_says_who_did_what_and_when(county):
    (pk,), first = insert(county, 1)
    edited(pk, content="手改的")
    with pytest.raises(Invalid, match=r"“项目0”的建设内容及规模（.+，20\d\d-\d\d-\d\d \d\d:\d\d）"):
        take_back(first)
