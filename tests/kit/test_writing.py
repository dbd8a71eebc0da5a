"""One act, one transaction, one entry; events after the commit; saves upon stale data noticed."""

from dataclasses import dataclass

import pytest
from django.db import OperationalError, transaction

from wutong.audit.models import Change, Entry
from wutong.audit.queries import history_of, verify
from wutong.kit import sockets
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Busy, Invalid, Stale
from wutong.kit.writing import writing
from wutong.org import services as org
from wutong.org.models import Person, Unit, UnitAlias
from wutong.projects import services as projects


@dataclass(frozen=True)
class Happened:
    what: str


@pytest.fixture
def county(db) -> Unit:
    return org.add_unit(by=SYSTEM, name="凤栖县", kind="county")


@pytest.fixture
def person(county) -> Person:
    return org.add_person(by=SYSTEM, name="范知行", unit=county)


@pytest.fixture
def heard(monkeypatch) -> list:
    told: list = []
    monkeypatch.setitem(sockets._listeners, Happened, [told.append])
    return told


def last_entry() -> Entry:
    return Entry.objects.latest("seq")


def test_a_change_leaves_its_line(person):
    with writing(SYSTEM, "x.rename", "笔误") as sheet:
        assert sheet.update(person, name="范知止", phone="")
    entry = last_entry()
    assert (entry.verb, entry.reason, entry.object_label, entry.change_count) == (
        "x.rename",
        "笔误",
        "范知止",
        1,
    )
    (past, *_) = history_of(person)
    assert [(f.label, f.old, f.new) for f in past.fields] == [("姓名", "范知行", "范知止")]
    assert Person.objects.get(pk=person.pk).name == "范知止"


def test_nothing_changed_writes_nothing_but_the_entry(person):
    with writing(SYSTEM, "x.rename") as sheet:
        assert not sheet.update(person, name="范知行")
    assert last_entry().change_count == 0
    assert Person.objects.get(pk=person.pk).version == 1


def test_making_and_removing_leave_their_lines(county):
    with writing(SYSTEM, "x.alias") as sheet:
        alias = sheet.create(UnitAlias(unit=county, name="凤栖"))
    pk = alias.pk
    with writing(SYSTEM, "x.alias") as sheet:
        sheet.remove(alias)
    made, removed = Change.objects.filter(object_type="org.unitalias", object_id=pk).order_by("id")
    assert '"name":[null,"凤栖"]' in made.fields
    assert '"name":["凤栖",null]' in removed.fields
    assert verify() is None


def test_services_within_services_write_one_entry(county):
    before = Entry.objects.count()
    with writing(SYSTEM, "x.move"):
        for name in ("甲", "乙"):
            org.add_person(by=SYSTEM, name=name, unit=county)
        with writing(SYSTEM, "x.inner", "里层的理由不另立一条"):
            org.add_alias(by=SYSTEM, unit=county, name="凤栖")
    assert Entry.objects.count() == before + 1
    assert (last_entry().verb, last_entry().change_count) == ("x.move", 3)


def test_an_error_leaves_nothing_at_all(county, heard, django_capture_on_commit_callbacks):
    before = Entry.objects.count(), Person.objects.count()
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(Invalid),
        writing(SYSTEM, "x") as sheet,
    ):
        org.add_person(by=SYSTEM, name="甲", unit=county)
        sheet.emit(Happened("x"))
        raise Invalid("不行")
    assert (Entry.objects.count(), Person.objects.count()) == before
    assert heard == []
    org.add_person(by=SYSTEM, name="乙", unit=county)
    assert Entry.objects.count() == before[0] + 1, "the sheet that failed is no longer open"
    assert verify() is None


def test_events_follow_the_commit(county, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with writing(SYSTEM, "x") as sheet:
            sheet.emit(Happened("one"))
            with writing(SYSTEM, "y") as inner:
                inner.emit(Happened("two"))
        assert heard == []
    assert heard == [Happened("one"), Happened("two")]


def test_a_rolled_back_act_is_not_heard_of(county, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with writing(SYSTEM, "x") as sheet:
            sheet.emit(Happened("one"))
        transaction.set_rollback(True)
    assert heard == []


def test_the_version_that_was_seen_must_be_the_present_one(person):
    mine, theirs = Person.objects.get(pk=person.pk), Person.objects.get(pk=person.pk)
    with writing(SYSTEM, "x") as sheet:
        sheet.update(theirs, expected=1, name="先到")
    with pytest.raises(Stale) as error, writing(SYSTEM, "x") as sheet:
        sheet.update(mine, expected=1, name="后到")
    assert error.value.current.name == "先到", (
        "noticed by the row's own version, though `expected` fits the object"
    )
    with pytest.raises(Stale), writing(SYSTEM, "x") as sheet:
        sheet.update(theirs, expected=1, name="再来")
    assert Person.objects.get(pk=person.pk).name == "先到"


def test_without_the_version_the_later_save_would_win(person, monkeypatch):
    """The control: the same two saves on the row itself lose one of them."""
    mine, theirs = Person.objects.get(pk=person.pk), Person.objects.get(pk=person.pk)
    for obj, name in ((theirs, "先到"), (mine, "后到")):
        obj.name = name
        obj.save()
    assert Person.objects.get(pk=person.pk).name == "后到"


def test_history_rows_name_their_entry(county):
    project = projects.create_project(by=SYSTEM, county=county, name="冷链物流")
    made = last_entry()
    with writing(SYSTEM, "x.rename") as sheet:
        sheet.update(project, name="冷链物流园")
    rows = list(project.history.order_by("history_id").values_list("name", "history_type", "entry_seq"))
    assert rows == [("冷链物流", "+", made.seq), ("冷链物流园", "~", last_entry().seq)]


def test_the_subject_is_the_first_object_unless_said(county):
    with writing(SYSTEM, "x") as sheet:
        person = sheet.create(Person(name="甲", unit=county))
        sheet.create(UnitAlias(unit=county, name="凤栖"))
    assert (last_entry().object_type, last_entry().object_id) == ("org.person", person.pk)
    with writing(SYSTEM, "x") as sheet:
        sheet.create(UnitAlias(unit=county, name="别名"))
        sheet.about(county)
    assert (last_entry().object_type, last_entry().object_id) == ("org.unit", county.pk)


@pytest.mark.parametrize(
    ("said", "becomes"), [("database is locked", Busy), ("no such table: x", OperationalError)]
)
def test_a_write_that_waited_too_long_is_told_so(county, said, becomes):
    """Only the lock's own word: another fault of the database is not hidden."""
    with pytest.raises(becomes), writing(SYSTEM, "test"):
        raise OperationalError(said)
