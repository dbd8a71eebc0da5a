"""Each thing that can be wrong is found, by name; what is well says so."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder

from tests.files.conftest import furnish
from wutong.audit.models import Entry
from wutong.files import checkup, services
from wutong.files.models import StoredFile
from wutong.files.services import path_of
from wutong.kit import clock
from wutong.workdays import services as workdays

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def installed(media, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(checkup.finders, "find", lambda name: name)
    with clock.standing_on(TODAY):
        furnish()
        workdays.load_gazetted(noted_on=TODAY)
        services.note_tick()
        yield


def findings() -> dict[str, checkup.Line]:
    return {line.name: line for line in checkup.examine()}


def wrong() -> set[str]:
    return {name for name, line in findings().items() if line.well is False}


def test_all_is_well(installed, capsys):
    assert wrong() == set()
    call_command("doctor")
    out = capsys.readouterr().out
    assert out.count("\n") == len(checkup.CHECKS)
    assert "✓ 文件：2 个都在" in out
    assert "○ 工作日：2027 年的放假安排还没有录入" in out


def test_a_changed_log(installed, capsys):
    Entry.objects.filter(seq=1).update(person_name="某某某")
    assert wrong() == {"审计日志"}
    with pytest.raises(SystemExit) as left:
        call_command("doctor")
    assert left.value.code == 1
    assert "✗ 审计日志：第1条" in capsys.readouterr().out


@pytest.mark.parametrize("harm", ["lose", "damage"])
def test_a_lost_and_a_damaged_file(installed, harm):
    path = path_of(StoredFile.objects.get(name="批复.pdf").sha256)
    path.unlink() if harm == "lose" else path.write_bytes(b"x")
    assert wrong() == {"文件"}
    assert "批复.pdf" in findings()["文件"].text


def test_a_migration_that_was_not_run_and_one_from_the_future(installed):
    recorder = MigrationRecorder.Migration.objects
    recorder.filter(app="duties", name="0002_feedback").delete()
    assert "1 个迁移没有执行" in findings()["迁移"].text
    recorder.create(app="org", name="0999_later")
    assert "比程序新" in findings()["迁移"].text


def test_missing_assets(installed, monkeypatch):
    monkeypatch.setattr(checkup.finders, "find", lambda name: None)
    assert wrong() == {"前端资源"}


def test_a_clock_before_the_last_entry_and_one_that_is_set(installed, settings):
    with clock.standing_on(TODAY - timedelta(days=2)):
        assert "时钟" in wrong()
    settings.CLOCK, settings.DEMO = "2026-11-23T09:00", False
    assert wrong() == {"时钟"}
    settings.DEMO = True
    assert wrong() == set()


def test_a_full_disk(installed, monkeypatch):
    monkeypatch.setattr(checkup, "ENOUGH_BYTES", 2**80)
    assert wrong() == {"磁盘空间"}


@pytest.mark.parametrize(
    ("day", "well"), [(date(2026, 11, 30), None), (date(2026, 12, 1), False), (date(2027, 1, 5), False)]
)
def test_years_without_a_notice(installed, day, well):
    with clock.standing_on(day):
        assert findings()["工作日"].well is well


def test_a_schedule_that_stands_still_or_never_ran(installed):
    with clock.standing_on(TODAY + timedelta(days=3)):
        assert wrong() == {"后台定时"}
    services.ticking.stamp().unlink()
    assert findings()["后台定时"].well is None


def test_a_check_that_breaks_down_is_a_finding(installed, monkeypatch):
    monkeypatch.setattr(checkup.audit, "verify", lambda: 1 / 0)
    assert "查不了" in findings()["审计日志"].text
