"""The weekly brief over 5,000 projects and 100,000 duties against its own statements run bare, and against a tenth."""

from bench import databases, place
from bench.measure import paired
from bench.report import Result

PROJECTS, DUTIES_EACH = 5000, 20


def run() -> list[Result]:
    place.set_up()
    from wutong.dispatch import queries, rules

    top, _ = place.county()
    scope = rules.BriefScope(top.path, top.name, place.DAY.replace(day=16), place.DAY)

    def brief():
        return queries.compute(scope, "周调度").to_json()

    def brief_of_a_tenth():
        with databases.over_small():
            return brief()

    place.fill(top, PROJECTS // 10, DUTIES_EACH)
    databases.keep_small()
    place.fill(top, PROJECTS - PROJECTS // 10, DUTIES_EACH, first=PROJECTS // 10)
    databases.analyze()
    statements = databases.statements_of(brief)
    assert brief() != brief_of_a_tenth(), "there is more to tell"
    bare = paired(brief, lambda: databases.run_bare(statements), runs=9, warm=2)
    tenth = paired(brief, brief_of_a_tenth, runs=9, warm=2)
    return [
        Result(
            "weekly brief over 5,000 projects, 100,000 duties",
            f"{bare.ratio:.2f}x ({bare})",
            f"<= 3x its {len(statements)} statements bare",
            bare.ratio <= 3,
        ),
        Result("that brief", f"{tenth.ratio:.1f}x ({tenth})", "<= 12x that of a tenth", tenth.ratio <= 12),
    ]
