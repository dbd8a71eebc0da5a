"""Two databases in one process: the one that grows, and a copy of it as it stood when it was small."""

from contextlib import contextmanager

SMALL = "small"


def keep_small() -> None:
    """A copy of the database as it stands, so that small and large can be measured in turns."""
    from django.db import connection, connections

    settings = dict(connections.settings["default"])
    if connection.vendor == "sqlite":
        settings["NAME"] = f"{settings['NAME']}-small"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [settings["NAME"]])
    else:
        _copy_on_the_server(settings["NAME"])
        settings["NAME"] = SMALL
    connections.settings[SMALL] = settings
    with over_small():
        analyze()


def _copy_on_the_server(name: str) -> None:
    """PostgreSQL copies a database that nobody is connected to."""
    import psycopg
    from django.db import connection

    parameters = {**connection.get_connection_params(), "dbname": "template1"}
    known = {"dbname", "user", "host", "port"}
    connection.close()
    with psycopg.connect(**{k: v for k, v in parameters.items() if k in known}, autocommit=True) as server:
        server.execute(f'CREATE DATABASE {SMALL} TEMPLATE "{name}"')


@contextmanager
def over_small():
    """Within the block everything reads and writes the small copy."""
    from django.db import connections

    large = connections["default"]
    connections["default"] = connections[SMALL]
    try:
        yield
    finally:
        connections["default"] = large


def analyze() -> None:
    """What PostgreSQL does by itself after it has grown; SQLite keeps no such figures unless it is told to."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def disconnect() -> None:
    from django.db import connections

    connections.close_all()


def statements_of(work) -> list[tuple]:
    """The statements that `work` runs, with what they were given."""
    from django.db import connection

    seen = []

    def noting(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noting):
        work()
    return seen


def run_bare(statements: list[tuple]) -> None:
    """Run them again, to the last row, and leave what they bring."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()
