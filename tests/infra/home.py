"""Every test runs on a home of its own and on a clock that stands on a Monday of the demo's year."""

import os
import tempfile

import pytest

os.environ["WUTONG_HOME"] = tempfile.mkdtemp(prefix="wutong-test-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wutong.config.settings")
os.environ.pop("WUTONG_CLOCK", None)


@pytest.fixture(autouse=True)
def fresh_calendar():
    """Each test rolls the tables of days back; what was read of them must not outlive it."""
    from wutong.workdays import queries

    queries.forget()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Who asks for the database through a fixture is marked as well, so that the run on PostgreSQL takes it too."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
