"""The weekly brief over 5,000 projects and 100,000 duties against its own statements run bare, and against a tenth."""

from bench import place
from bench.measure import paired, seconds
from bench.report import Result

PROJECTS, DUTIES_EACH = 5000, 20


def run() -> list[Result]:
    place.set_up()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from wutong.dispatch import queries, rules

    top, _ = place.county()
    scope = rules.BriefScope(top.path, top.name, place.DAY.replace(day=16), place.DAY)

    def brief():
        return queries.compute(scope, "周调度").to_json()

    place.fill(top, PROJECTS // 10, DUTIES_EACH)
    brief()
    small = min(seconds(brief) for _ in range(5))
    place.fill(top, PROJECTS - PROJECTS // 10, DUTIES_EACH, first=PROJECTS // 10)
    with CaptureQueriesContext(connection) as captured:
        brief()
    statements = [q["sql"] for q in captured.captured_queries]

    def bare():
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
                cursor.fetchall()

    connection.force_debug_cursor = False
    measured = paired(brief, bare)
    growth = measured.ours / small
    return [
        Result("brief over 5,000 projects, 100,000 duties", f"{measured.ratio:.2f}x ({measured})", "<= 3x its statements bare", measured.ratio <= 3),
        Result("brief at ten times the size", f"{growth:.1f}x its own time", "<= 12x", growth <= 12),
    ]  # fmt: skip
