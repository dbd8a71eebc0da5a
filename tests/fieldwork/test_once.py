"""A report that is sent many times at once arrives once; without the constraint it would not."""

import threading
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, connections, transaction

from tests.fieldwork.conftest import WEDNESDAY, build, shot
from wutong.fieldwork import services
from wutong.fieldwork.models import FieldReport, Picture
from wutong.kit import clock
from wutong.kit.verdict import Busy
from wutong.projects.models import Progress, Project

SENDERS = 6


@pytest.fixture
def laid(transactional_db):
    """Rows that other connections see, too."""
    with clock.standing_on(WEDNESDAY):
        yield build()


def sender(site, told):
    """What a phone does: it sends, and sends again until it is answered."""
    project = Project.objects.select_related("county").get(pk=site.project.pk)
    while True:
        try:
            return services.send_report(
                by=site.secretary, project=project, told=told, photographs=[shot()]
            ).pk
        except (OperationalError, Busy):  # the tests' own SQLite lies in memory, and does not wait for a lock
            connections.close_all()


def test_sent_many_times_at_once_it_arrives_once(laid, monkeypatch):
    """Nobody has seen anybody else's when they begin: all have looked for the key before the first one writes."""
    told = laid.told()
    start, looked, look, answers = threading.Barrier(SENDERS), threading.local(), services._sent_before, []

    def looking(*args):
        found = look(*args)
        if not hasattr(looked, "once"):
            looked.once = start.wait(20)
        return found

    def send():
        with clock.standing_on(WEDNESDAY):
            answers.append(sender(laid, told))
        connections.close_all()

    monkeypatch.setattr(services, "_sent_before", looking)
    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    report = FieldReport.objects.get()
    assert answers == [report.pk] * SENDERS
    assert Picture.objects.count() == Progress.objects.count() == 1


def send_behind(site, monkeypatch) -> list[int]:
    """The same report twice, the second sent and kept after the first had looked and before it writes."""
    told = site.told()
    module, waits, answers = import_module("wutong.kit.writing"), [True], []

    def atomic():
        if waits:
            waits.pop()
            answers.append(sender(site, told))
        return transaction.atomic()

    ours = SimpleNamespace(atomic=atomic, on_commit=transaction.on_commit)
    monkeypatch.setattr(module, "transaction", ours)
    answers.append(sender(site, told))
    return answers


def test_who_comes_second_is_answered_as_the_first(laid, monkeypatch):
    first, second = send_behind(laid, monkeypatch)
    assert first == second == FieldReport.objects.get().pk
    assert Picture.objects.count() == Progress.objects.count() == 1


@pytest.fixture
def unheld(laid):
    """The table without the constraint that holds the key."""
    held = FieldReport._meta.constraints
    FieldReport._meta.constraints = []
    with connection.schema_editor() as editor:
        editor.remove_constraint(FieldReport, held[0])
    yield laid
    FieldReport.objects.latest("id").delete()
    FieldReport._meta.constraints = held
    with connection.schema_editor() as editor:
        editor.add_constraint(FieldReport, held[0])


def test_without_the_constraint_it_arrives_twice(unheld, monkeypatch):
    """The control: the same two on a table that does not hold the key."""
    send_behind(unheld, monkeypatch)
    assert FieldReport.objects.count() == 2
