"""The same list on PostgreSQL, on a private cluster."""

from tests.infra import postgres

from bench import databases, lists
from bench.report import Result


def run() -> list[Result]:
    if not postgres.binaries():
        return [Result("list of 100, PostgreSQL", "no server on this machine", "<= 2x a bare view", False)]
    with postgres.cluster() as url:
        try:
            return lists.measured("PostgreSQL", url)
        finally:
            databases.disconnect()  # the server ends when nobody is connected any more
