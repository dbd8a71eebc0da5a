"""Everything out into one file and back: equal to the row, all or nothing, and refused where it is not sound."""

import hashlib
import json
import zipfile
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.files.conftest import PNG, furnish
from wutong.audit.models import Entry
from wutong.files import services
from wutong.files.models import StoredFile
from wutong.files.services import path_of, restoring
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.org import services as org
from wutong.org.models import Unit

pytestmark = pytest.mark.django_db(transaction=True)


def quiet(text):
    """Progress that nobody reads."""


def everything() -> dict[str, list]:
    """Every table as it is, as a reader independent of the backup sees it."""
    tables = apps.get_models(include_auto_created=True)
    return {m._meta.label: list(m._base_manager.order_by("pk").values_list()) for m in tables}


def wipe() -> None:
    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def installed(media):
    return furnish()


@pytest.fixture
def made(installed, tmp_path):
    path = tmp_path / "b.zip"
    services.back_up(path, quiet)
    return path


def test_what_comes_back_is_what_went_out(installed, tmp_path, media):
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.create(
        id=uuid4(),
        args_kwargs={"args": [1, "二"], "kwargs": {}},
        task_path="x",
        backend_name="default",
        exception_class_path="",
        traceback="",
        run_after=clock.now(),
    )
    before = everything()
    done = services.back_up(tmp_path / "b.zip", quiet)
    assert (done.files, done.missing, done.finding) == (2, (), "")
    wipe()
    media.rename(tmp_path / "gone")
    restored = services.restore(tmp_path / "b.zip", quiet)
    assert everything() == before
    assert restored.rows == done.rows == sum(map(len, before.values()))
    assert {path_of(s.sha256).read_bytes() for s in StoredFile.objects.all()} == {PNG, b"%PDF-1.7 x"}


def test_work_goes_on_after_a_restore(made, installed):
    """New rows take new ids: not those of rows that were removed before the backup."""
    last = StoredFile.objects.order_by("pk").last().pk
    services.restore(made, quiet, replace=True)
    made_after = services.store(by=SYSTEM, name="x.pdf", content=b"%PDF-2")
    assert made_after.pk == last + 1
    size = Entry.objects.count()
    org.add_unit(by=SYSTEM, name="望云县", kind="county")
    assert Entry.objects.order_by("seq").last().seq == size


def test_an_id_of_a_removed_row_is_not_given_again(installed, tmp_path):
    last = StoredFile.objects.order_by("pk").last()
    pk = last.pk
    last.delete()
    services.back_up(tmp_path / "b.zip", quiet)
    wipe()
    services.restore(tmp_path / "b.zip", quiet)
    assert services.store(by=SYSTEM, name="x.pdf", content=b"%PDF-2").pk > pk


def test_the_backup_is_its_owner_s_alone_and_never_overwrites(made):
    assert made.stat().st_mode & 0o777 == 0o600
    assert not list(made.parent.glob("*.part"))
    with pytest.raises(services.ArchiveError, match="已存在"):
        services.back_up(made, quiet)


def test_a_lost_and_a_damaged_file_are_told_and_the_rest_is_kept(installed, tmp_path):
    lost, damaged = StoredFile.objects.order_by("pk")
    path_of(lost.sha256).unlink()
    path_of(damaged.sha256).write_bytes(b"something else")
    done = services.back_up(tmp_path / "b.zip", quiet)
    assert set(done.missing) == {lost.sha256, damaged.sha256}
    assert services.restore(tmp_path / "b.zip", quiet, replace=True).files == 0


def test_restoring_over_data_needs_a_word(made):
    Unit.objects.filter(name="凤栖县").update(name="改过")
    with pytest.raises(services.ArchiveError, match="--replace"):
        services.restore(made, quiet)
    assert Unit.objects.filter(name="改过").exists()
    services.restore(made, quiet, replace=True)
    assert not Unit.objects.filter(name="改过").exists()


def test_reading_and_loading_go_by_batches(made, installed):
    """A hundred more rows cost no statement more."""
    with CaptureQueriesContext(connection) as few:
        services.restore(made, quiet, replace=True)
    org.ensure_people(by=SYSTEM, wanted=[(f"人{n}", "", installed.pk, "secretary") for n in range(100)])
    again = made.with_name("more.zip")
    services.back_up(again, quiet)
    with CaptureQueriesContext(connection) as many:
        services.restore(again, quiet, replace=True)
    assert len(many) <= len(few) + 10


# What is refused.


def rewrite(path, changes: dict[str, bytes | None], into=None, **manifest):
    """The same archive with parts changed (None: left out) and the manifest made to fit, as a forger would."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    told = json.loads(parts.pop("manifest.json"))
    parts = {k: v for k, v in (parts | changes).items() if v is not None}
    told["parts"] = [[k, len(v), hashlib.sha256(v).hexdigest()] for k, v in parts.items()]
    told |= manifest
    forged = path.with_name("forged.zip")
    with zipfile.ZipFile(forged, "w") as new:
        for name, content in {**parts, "manifest.json": json.dumps(told).encode()}.items():
            new.writestr(name, content)
    return forged


def refused(path) -> str:
    before = everything()
    with pytest.raises(services.ArchiveError) as error:
        services.restore(path, quiet, replace=True)
    assert everything() == before
    return str(error.value)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"\0" * 5000, "台账".encode()])
def test_a_file_that_is_no_backup(media, tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert "不是梧桐的备份" in refused(path)


def test_another_zip_and_an_absent_file(media, tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as other:
        other.writestr("a.txt", "x")
    assert "不是梧桐的备份" in refused(tmp_path / "x.zip")
    assert "读不了" in refused(tmp_path / "absent.zip")


def test_a_changed_part_does_not_fit_its_hash(made):
    with zipfile.ZipFile(made) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["tables/org.unit.jsonl"] = parts["tables/org.unit.jsonl"].replace("凤栖".encode(), "望云".encode())
    with zipfile.ZipFile(made, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert "摘要不符" in refused(made)


def test_a_flipped_byte(made):
    """In the middle of what a part holds: its head has bytes that nobody reads."""
    with zipfile.ZipFile(made) as archive:
        largest = max(archive.infolist(), key=lambda info: info.compress_size)
        following = min(
            (i.header_offset for i in archive.infolist() if i.header_offset > largest.header_offset),
            default=archive.start_dir,
        )
    content = bytearray(made.read_bytes())
    content[following - largest.compress_size // 2] ^= 0xFF
    made.write_bytes(content)
    assert refused(made)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "files/../../evil", "tables/../x.jsonl", "files/ab/x"]
)
def test_a_name_that_leads_elsewhere(made, name):
    assert "不该有的文件名" in refused(rewrite(made, {name: b"x"}))


def test_a_part_too_many_and_one_too_few(made):
    assert "与程序不符" in refused(rewrite(made, {}, tables=[]))
    assert "清单不符" in refused(rewrite(made, {"tables/org.unit.jsonl": None}, parts=[]))


def test_a_newer_version(made):
    assert "先升级" in refused(rewrite(made, {}, format=2))
    told = json.loads(zipfile.ZipFile(made).read("manifest.json"))
    later = [*told["migrations"], ["org", "0999_later"]]
    assert "先升级" in refused(rewrite(made, {}, migrations=later))


def test_an_older_version_wants_a_bare_database(made):
    told = json.loads(zipfile.ZipFile(made).read("manifest.json"))
    earlier = [m for m in told["migrations"] if m != ["duties", "0002_feedback"]]
    assert "全新的空库" in refused(rewrite(made, {}, migrations=earlier))


def test_a_forged_row_is_found_by_the_log(made):
    """Hashes made to fit do not help: the log still knows what was."""
    with zipfile.ZipFile(made) as old:
        entries = old.read("tables/audit.entry.jsonl").replace("范知行".encode(), "某某某".encode())
    assert "审计日志核验不过" in refused(rewrite(made, {"tables/audit.entry.jsonl": entries}))


def test_without_the_check_of_the_log_the_forgery_would_pass(made, monkeypatch):
    """The control of the test above."""
    with zipfile.ZipFile(made) as old:
        entries = old.read("tables/audit.entry.jsonl").replace("范知行".encode(), "某某某".encode())
    forged = rewrite(made, {"tables/audit.entry.jsonl": entries})
    monkeypatch.setattr(restoring, "_check_log", lambda manifest: "")
    assert services.restore(forged, quiet, replace=True).rows


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"[1]", "列数不对"),
        (b"{", "读不出来"),
        (b'["x","y",null,"z"]', "写不进"),
        (b'[9999,9999,9999,"x"]', ""),
    ],
)
def test_rows_that_do_not_fit(made, row, why):
    assert why in refused(rewrite(made, {"tables/org.label.jsonl": row + b"\n"}))


def test_a_log_that_was_broken_before_can_still_be_restored(installed, tmp_path):
    Entry.objects.filter(seq=1).update(person_name="某某某")
    done = services.back_up(tmp_path / "b.zip", quiet)
    assert "第1条" in done.finding
    wipe()
    assert services.restore(tmp_path / "b.zip", quiet).finding == done.finding


# The commands.


def test_the_commands_tell_what_they_did(installed, tmp_path, capsys):
    path = tmp_path / "b.zip"
    call_command("backup", str(path))
    told = capsys.readouterr()
    assert told.out.startswith("已备份") and told.out.count("\n") == 1
    assert "org.unit 2 行" in told.err
    call_command("restore", str(path), "--replace")
    assert "完好" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(path))
