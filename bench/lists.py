"""The list of projects over 100,000 projects and 1,000,000 duties against a bare view of the same rows and columns."""

import os
from contextlib import nullcontext
from pathlib import Path

from bench import place
from bench.measure import paired, seconds
from bench.report import Result

SMALL, LARGE, DUTIES_EACH = 1_000, 100_000, 10


def run(database=nullcontext(""), name: str = "SQLite") -> list[Result]:
    with database as url:
        if url:
            os.environ["WUTONG_DATABASE_URL"] = url
        place.set_up()
        found = _measured(name)
        place.disconnect()
        return found


def _measured(name: str) -> list[Result]:
    top, actor = place.county()
    client = place.client_of(actor)

    def ours():
        answer = client.get("/projects/")
        assert answer.status_code == 200
        return answer

    place.fill(top, SMALL, DUTIES_EACH)
    place.analyze()
    ours()
    small = min(place.sql_seconds(ours) for _ in range(9))
    place.fill(top, LARGE - SMALL, DUTIES_EACH, first=SMALL)
    place.analyze()
    bare = _bare_view(client)
    assert ours().content.count(b'<td class="lead"') == bare().content.count(b"<tr><td>") == 100
    measured = paired(ours, bare, runs=15, warm=3)
    growth = min(place.sql_seconds(ours) for _ in range(9)) / small
    work = f"list of 100 over {LARGE:,} projects, {LARGE * DUTIES_EACH:,} duties, {name}"
    return [
        Result(work, f"{measured.ratio:.2f}x ({measured})", "<= 2x a bare view", measured.ratio <= 2),
        Result(f"its SQL, {name}", f"{growth:.2f}x the same over {SMALL:,}", "<= 3x", growth <= 3),
    ]


def _bare_view(client):
    """A view as one writes it first: the ORM, one template, the same middleware before it."""
    from django.test import override_settings

    templates = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
            "NAME": "bare",
        }
    ]
    from django.conf import settings

    both = override_settings(ROOT_URLCONF="bench.bare", TEMPLATES=[*settings.TEMPLATES, *templates])

    def bare():
        with both:
            return client.get("/bare/")

    return bare


def time_of_page() -> float:
    return seconds(lambda: None)
