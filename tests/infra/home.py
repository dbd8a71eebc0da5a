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
