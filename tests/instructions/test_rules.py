"""Numbers, first lines, the size of type, and the shapes along the days."""

from datetime import date
from types import SimpleNamespace

import pytest

from wutong.instructions import rules, strip

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ([], "凤督〔2026〕1号"),
        (["凤督〔2026〕1号", "凤督〔2026〕9号", "凤督〔2026〕10号"], "凤督〔2026〕11号"),
        (["凤督〔2025〕7号", "凤督〔2026〕x号"], "凤督〔2026〕1号"),
    ],
)
def test_the_next_number_of_the_year(used, expected):
    assert rules.next_number("凤督", 2026, used) == expected


def test_an_assignment_is_numbered_within_its_instruction():
    assert rules.assignment_number("凤督〔2026〕3号", 1) == "凤督〔2026〕3号-2"


def test_the_first_line_is_cut_where_it_is_long():
    assert rules.first_line("\n 先办 \n后报") == "先办"
    assert rules.first_line("长" * 80) == "长" * 59 + "…"
    assert rules.first_line("") == ""


def test_the_type_shrinks_with_what_is_to_be_said():
    sizes = [rules.type_size(["字" * n], 8) for n in (100, 500, 900, 9000)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (16.0, 9.0)


def _instruction(**more):
    known = {"given_on": date(2026, 11, 9), "assigned_on": None, "settled_on": None, "reported_on": None}
    return SimpleNamespace(**{"state": "registered", **known, **more})


def test_each_stretch_ends_where_the_next_begins():
    told = _instruction(state="settled", assigned_on=date(2026, 11, 10), settled_on=date(2026, 11, 20))
    window = strip.window_of([told], [], TODAY)
    bars = strip.lay_out(told, [], window).bars
    assert [bar.kind for bar in bars] == ["waiting", "working", "telling"]
    assert bars[0].x + bars[0].width == pytest.approx(bars[1].x, abs=0.2)
    assert bars[2].x + bars[2].width == pytest.approx(window.today_x, abs=0.2)


def test_the_window_is_a_season_at_most_and_holds_today():
    window = strip.window_of([_instruction(given_on=date(2025, 1, 1))], [], TODAY)
    assert (TODAY - window.first).days == strip.LONGEST
    assert 0 < window.today_x < strip.WIDTH
    assert strip.window_of([], [], TODAY).weeks
