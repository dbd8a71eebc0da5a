"""Whatever is done to the log is found, each kind of tampering by its name; and what an outside head adds."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from wutong.audit import queries, services
from wutong.audit.models import Change, Entry, Log
from wutong.engines import merkle
from wutong.kit.actor import SYSTEM
from wutong.org import services as org

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def log(db):
    """Eleven entries: a county and ten aliases of it."""
    county = org.add_unit(by=SYSTEM, name="凤栖县", kind="county")
    for n in range(10):
        org.add_alias(by=SYSTEM, unit=county, name=f"别名{n}")
    return county


def finding() -> str:
    found = queries.verify()
    return found.text if found else ""


def digest(rows) -> str:
    total = hashlib.sha256()
    for row in rows:
        total.update(services.digested(*row))
    return total.hexdigest()


def seal_anew() -> None:
    """What a forger with the program at hand can do: make every hash and the frontier fit again."""
    frontier = merkle.Frontier()
    for seq, entry in enumerate(Entry.objects.order_by("seq")):
        columns = "object_type", "object_id", "object_label", "fields"
        rows = list(entry.changes.order_by("id").values_list(*columns))
        entry.change_count, entry.changes_digest = len(rows), digest(rows)
        assert entry.seq == seq
        leaf = merkle.leaf_hash(services.leaf_bytes(entry))
        entry.leaf_hash = leaf.hex()
        entry.save()
        frontier = frontier.append(leaf)
    Log.objects.update(size=frontier.size, peaks=json.dumps(frontier.as_json()["peaks"]))


def test_an_untouched_log_is_sound(log):
    assert queries.verify() is None
    head = queries.head(AT)
    assert head.size == Entry.objects.count() == 11
    leaves = [merkle.leaf_hash(services.leaf_bytes(e)) for e in Entry.objects.order_by("seq")]
    assert head.root == merkle.merkle_root(leaves)
    assert queries.verify(head) is None


def test_an_empty_log(db):
    head = queries.head(AT)
    assert head.size == 0
    assert queries.verify(head) is None


COLUMNS = {
    "at": AT,
    "account_id": 9,
    "person_id": 9,
    "person_name": "某某某",
    "post_id": 9,
    "post_title": "局长",
    "unit_id": 9,
    "unit_name": "别局",
    "scope_path": "0009",
    "verb": "x.y",
    "object_type": "org.post",
    "object_id": 9,
    "object_label": "别的",
    "reason": "改过",
    "leaf_hash": "0" * 64,
}


@pytest.mark.parametrize("column", COLUMNS)
def test_an_edited_column(log, column):
    Entry.objects.filter(seq=4).update(**{column: COLUMNS[column]})
    assert finding().startswith("第4条")


def test_every_column_is_tried():
    """A column that is added later must be sealed too."""
    sealed_otherwise = {"seq", "change_count", "changes_digest"}
    assert {f.attname for f in Entry._meta.concrete_fields} == set(COLUMNS) | sealed_otherwise


@pytest.mark.parametrize(
    "edit",
    [
        {"fields": '{"name":[null,"x"]}'},
        {"object_type": "org.post"},
        {"object_id": 999},
        {"object_label": "别的"},
    ],
)
def test_an_edited_detail(log, edit):
    Change.objects.filter(entry_id=4).update(**edit)
    assert "第4条" in finding() and "明细" in finding()


def test_a_removed_and_an_added_detail(log):
    line = Change.objects.get(entry_id=4)
    line.pk = None
    line.save()
    assert "明细" in finding()
    Change.objects.filter(entry_id=4).delete()
    assert "明细" in finding()


def test_a_detail_moved_to_another_entry(log):
    Change.objects.filter(entry_id=4).update(entry_id=5)
    assert "第4条" in finding()


def test_a_deleted_entry(log):
    Change.objects.filter(entry_id=4).delete()
    Entry.objects.filter(seq=4).delete()
    assert finding().startswith("第4条缺失")


def test_two_swapped_entries(log):
    Change.objects.all().delete()
    Entry.objects.filter(seq=4).update(seq=999)
    Entry.objects.filter(seq=5).update(seq=4)
    Entry.objects.filter(seq=999).update(seq=5)
    assert finding()


def test_an_inserted_entry(log):
    copy = Entry.objects.get(seq=4)
    copy.seq, copy.change_count, copy.changes_digest = 11, 0, digest([])
    copy.leaf_hash = merkle.leaf_hash(services.leaf_bytes(copy)).hex()
    copy.save(force_insert=True)
    assert "尾部" in finding()


def test_a_truncated_tail_that_forgot_the_frontier(log):
    Change.objects.filter(entry_id=10).delete()
    Entry.objects.filter(seq=10).delete()
    assert "尾部" in finding()


def test_an_edit_with_its_own_hash_made_to_fit(log):
    entry = Entry.objects.get(seq=4)
    entry.person_name = "某某某"
    entry.leaf_hash = merkle.leaf_hash(services.leaf_bytes(entry)).hex()
    entry.save()
    assert "摘要" in finding()


# What only a head kept outside can show.


def test_a_clean_truncation_needs_the_outside_head(log):
    head = queries.head(AT)
    Change.objects.filter(entry_id__gte=8).delete()
    Entry.objects.filter(seq__gte=8).delete()
    seal_anew()
    assert queries.verify() is None, "the control: from within, the shorter log is sound"
    assert "截断" in queries.verify(head).text


def test_a_full_rewrite_needs_the_outside_head(log):
    head = queries.head(AT)
    Entry.objects.filter(seq=4).update(person_name="某某某")
    seal_anew()
    assert queries.verify() is None, "the control: from within, the rewritten log is sound"
    assert "改写" in queries.verify(head).text


def test_an_older_head_still_holds_after_more_work(log):
    head = queries.head(AT)
    org.add_alias(by=SYSTEM, unit=log, name="又一个")
    assert queries.verify(head) is None


def test_a_rewrite_after_the_head_is_not_its_business(log):
    """A head vouches for what came before it, and for nothing else."""
    head = queries.head(AT)
    org.add_alias(by=SYSTEM, unit=log, name="又一个")
    Entry.objects.filter(seq=11).update(person_name="某某某")
    seal_anew()
    assert queries.verify(head) is None


# The command.


def test_the_head_goes_out_and_comes_back(log, tmp_path, capsys):
    path = tmp_path / "head.json"
    call_command("audit", "head", "-o", str(path))
    call_command("audit", "verify", "--head", str(path))
    assert capsys.readouterr().out == "审计日志完好\n"
    call_command("audit", "verify")
    assert "看不出截断" in capsys.readouterr().out
    call_command("audit", "head")
    assert json.loads(capsys.readouterr().out)["size"] == 11


def test_the_command_says_what_it_found(log, capsys):
    Entry.objects.filter(seq=4).update(person_name="某某某")
    with pytest.raises(SystemExit) as left:
        call_command("audit", "verify")
    assert left.value.code == 1
    assert "第4条" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{}", '{"size": -1, "root": "00", "at": "x"}', "\0", "台账"])
def test_a_head_that_is_none(db, tmp_path, text):
    path = tmp_path / "head.json"
    path.write_text(text)
    with pytest.raises(CommandError, match="外部摘要"):
        call_command("audit", "verify", "--head", str(path))
    with pytest.raises(CommandError):
        call_command("audit", "verify", "--head", str(tmp_path / "absent"))
