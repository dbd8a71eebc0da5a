"""The first administrator, on an empty tree and on one that is there; and what is refused."""

import json

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from wutong.accounts.models import Account
from wutong.audit import queries as audit
from wutong.audit.models import Change, Entry
from wutong.kit.actor import SYSTEM
from wutong.org import queries, services
from wutong.org.models import Person, Unit

pytestmark = pytest.mark.django_db
GOOD = "梧桐-一叶-2026"


@pytest.fixture
def create(monkeypatch):
    def creating(*arguments: str, password: str = GOOD):
        monkeypatch.setenv("WUTONG_ADMIN_PASSWORD", password)
        call_command("createadmin", *arguments)

    return creating


def nothing_was_made() -> bool:
    return not (Account.objects.exists() or Person.objects.exists() or Entry.objects.exists())


def test_the_first_one_makes_the_root_too(create, rf, capsys):
    create("admin", "--unit", "凤栖县", "--person", "安有序")
    account = authenticate(rf.post("/login/"), username="admin", password=GOOD)
    actor = queries.actor_for(account)
    assert (actor.role, actor.reach, actor.unit_name, actor.person_name) == (
        "administrator",
        "region",
        "凤栖县",
        "安有序",
    )
    assert account.is_admin and actor.scope_path == Unit.objects.get().path
    assert "已建立系统管理员" in capsys.readouterr().out
    assert Entry.objects.count() == 1
    assert audit.verify() is None


def test_the_log_never_holds_a_password(create):
    create("admin", "--unit", "凤栖县")
    account = Account.objects.get()
    services.reset_password(by=SYSTEM, person=account.person, password="另一个足够长的新密码")
    told = json.dumps(list(Change.objects.values_list("fields", flat=True)), ensure_ascii=False)
    assert "pbkdf2" not in told and GOOD not in told
    account.refresh_from_db()
    assert account.check_password("另一个足够长的新密码")


def test_an_existing_root_is_taken_and_several_are_asked_about(create):
    services.add_unit(by=SYSTEM, name="青桐市", kind="city")
    create("admin")
    assert Person.objects.get().unit.name == "青桐市"
    services.add_unit(by=SYSTEM, name="望云县", kind="county")
    with pytest.raises(CommandError, match="青桐市、望云县"):
        create("second")
    create("second", "--unit", "望云县")
    assert Unit.objects.count() == 2


@pytest.mark.parametrize("password", ["short", "password1234", "administrator", ""])
def test_a_weak_password_leaves_nothing_behind(create, password):
    with pytest.raises(CommandError, match="密码"):
        create("administrator", "--unit", "凤栖县", password=password)
    assert nothing_was_made() and not Unit.objects.exists()


@pytest.mark.parametrize("name", ["a", "有空 格", "-x", "a" * 61, "管理员", "a/b"])
def test_a_name_that_cannot_be_a_login(create, name):
    with pytest.raises(CommandError):
        create("--unit=凤栖县", "--", name)
    assert nothing_was_made()


def test_a_taken_name_and_an_empty_tree_without_a_name(create):
    with pytest.raises(CommandError, match="--unit"):
        create("admin")
    create("admin", "--unit", "凤栖县")
    with pytest.raises(CommandError, match="已有人用"):
        create("ADMIN")
    assert Account.objects.count() == 1


def test_the_password_is_asked_twice(monkeypatch):
    monkeypatch.delenv("WUTONG_ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = iter([GOOD, "别的"])
    monkeypatch.setattr("wutong.org.management.commands.createadmin.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="不一样"):
        call_command("createadmin", "admin", "--unit", "凤栖县")
    assert nothing_was_made()
