"""Another house's sheet: read, matched, asked, written all or nothing, undone."""

from datetime import date
from decimal import Decimal

import pytest

from tests.counting.conftest import OCTOBER
from tests.counting.workbooks import ROWS, sheet
from wutong.counting import desk, queries, services
from wutong.counting.models import Gap
from wutong.duties.models import Duty
from wutong.engines.ledger import LedgerError
from wutong.kit.verdict import Invalid, Refused
from wutong.projects import services as project_services
from wutong.projects.models import MonthFigure, Project


def lay(place, content: bytes | None = None, by=None, **more):
    wanted = {"meaning": "statistics", "month": None, "name": "统计局10月表.xlsx"} | more
    return services.upload(
        by=by or place.office, county=place.units["county"], content=content or sheet(), **wanted
    )


def figures(meaning: str = "statistics") -> dict[str, int]:
    found = MonthFigure.objects.filter(meaning=meaning, current=True).select_related("project")
    return {f.project.name: int(f.ytd_yuan / 10_000) for f in found}


def test_rows_find_their_projects_by_code_and_by_name_with_unit(place, projects):
    made = lay(place)
    assert (made.month, made.state) == (OCTOBER, "preview")
    told = [(r.name, r.project and r.project.name, r.how, int(r.ytd_yuan)) for r in made.rows.order_by("id")]
    assert told == [
        ("云杉光伏组件（一期）", "云杉光伏组件项目", "code", 24_000_000),
        ("望岳物流园项目", "望岳物流园项目", "name_owner", 10_000_000),
        ("外县飞地项目", None, "new", 7_000_000),
    ]
    assert figures() == {}


def test_the_bureaus_own_number_finds_a_renamed_project(place, projects, project):
    made = services.prepare(by=place.office, project=project)
    for item in made.items.all():
        services.settle_item(by=place.office, item=item, state="there", proof_text="有")
    services.take_step(by=place.office, enrolment=made, step="declare")
    services.take_step(by=place.office, enrolment=made, step="enter", library_code="TJ009")
    told = lay(place, sheet([("全新的名字", "", "别的公司", "TJ009", 1, 2)]))
    assert told.rows.get().project == project


def test_applied_whole_and_never_over_what_is_known(place, projects, project):
    made = lay(place)
    assert services.apply(by=place.office, made=made) == 2
    assert figures() == {"云杉光伏组件项目": 2400, "望岳物流园项目": 1000}
    assert figures("own") == {"云杉光伏组件项目": 3000, "望岳物流园项目": 1000}
    changed = [(*ROWS[0][:5], 2500), *ROWS[1:]]
    assert services.apply(by=place.office, made=lay(place, sheet(changed))) == 1
    revisions = project.figures.filter(meaning="statistics").order_by("revision")
    assert [(int(f.ytd_yuan), f.current, bool(f.reason)) for f in revisions] == [
        (24_000_000, False, False),
        (25_000_000, True, True),
    ]


def test_undone_as_a_whole_and_not_over_later_work(place, projects, project):
    first, second = lay(place), lay(place, sheet([(*ROWS[0][:5], 2500)]))
    services.apply(by=place.office, made=first)
    services.apply(by=place.office, made=second)
    with pytest.raises(Invalid, match="不能整体撤销"):
        services.revert(by=place.office, made=first, reason="")
    services.revert(by=place.office, made=second, reason="传错了")
    assert (figures()["云杉光伏组件项目"], second.state) == (2400, "undone")
    with pytest.raises(Invalid, match="不用撤销"):
        services.revert(by=place.office, made=second, reason="")


def test_what_was_never_known_is_gone_again(place, projects):
    made = lay(place)
    services.apply(by=place.office, made=made)
    services.revert(by=place.office, made=made, reason="传错了")
    assert (figures(), figures("own")) == ({}, {"云杉光伏组件项目": 3000, "望岳物流园项目": 1000})


def test_doubt_is_asked_and_answered_before_anything_is_written(place, projects):
    renamed = [("望岳物流园项目", "", "另一家公司", "", 1, 900), ("云杉光伏组件项目", "", "", "", 1, 800)]
    made = lay(place, sheet(renamed))
    row = made.rows.get(name="望岳物流园项目")
    assert row.question and row.candidate_ids == [projects["望岳物流园项目"].pk]
    with pytest.raises(Invalid, match="还有1行拿不准"):
        services.apply(by=place.office, made=made)
    assert figures() == {}
    other = made.rows.exclude(pk=row.pk).get().project_id
    with pytest.raises(Invalid, match="不在所列"):
        services.answer(by=place.office, made=made, answers={row.pk: str(other)})
    services.answer(by=place.office, made=made, answers={row.pk: "none"})
    assert services.apply(by=place.office, made=made) == 1
    assert list(queries.only_there(made)) == [row]


def test_two_rows_are_not_answered_as_one_project(place, projects):
    twice = [
        ("望岳物流园项目", "", "望岳实业有限公司", "", 1, 900),
        ("望岳物流园项目", "", "望岳实业有限公司", "", 2, 800),
    ]
    made = lay(place, sheet(twice))
    row = made.rows.exclude(question="").get()
    with pytest.raises(Invalid, match="两行不能是同一个项目"):
        services.answer(by=place.office, made=made, answers={row.pk: row.candidates})


def test_what_cannot_be_right_is_left_out_and_said(place, projects):
    rows = [("云杉光伏组件项目", "", "", "", 300, 200), ("望岳物流园项目", "", "", "", None, None)]
    made = lay(place, sheet(rows))
    assert not made.rows.exists()
    assert [one["why"][:8] for one in made.skipped] == ["年初以来累计小于", "当月和年初以来都"]


def test_what_is_no_sheet_of_figures_is_refused(place, projects):
    with pytest.raises(LedgerError):
        lay(place, b"not a workbook")
    with pytest.raises(Invalid, match="不能导入以后月份"):
        lay(place, month=date(2026, 12, 1))
    with pytest.raises(Invalid, match="请选月份"):
        lay(place, sheet(title="投资项目完成情况"))


@pytest.mark.parametrize(
    ("who", "meaning"),
    [
        ("clerk", "statistics"),
        ("neighbour_office", "statistics"),
        ("statistics", "received"),
        ("principal", "statistics"),
    ],
)
def test_others_do_not_lay_sheets(place, projects, who, meaning):
    with pytest.raises(Refused):
        lay(place, by=place.actors[who], meaning=meaning)


def test_the_bureau_lays_its_own_sheet(place, projects):
    """The broken twin of the refusals: the same verb, by the bureau in its own meaning."""
    made = lay(place, by=place.actors["statistics"])
    assert services.apply(by=place.actors["statistics"], made=made) == 2


# The desk.


def question(place, which: str = "gap", against: str = "statistics") -> desk.Question:
    return desk.Question(place.units["county"], OCTOBER, against, which)


def names(place, which: str) -> list[str]:
    asked = question(place, which)
    return [p.name for p in desk.chosen(asked, desk.books(asked, Project.objects.all()))]


def test_books_stand_side_by_side_and_are_never_one_sum(place, projects):
    services.apply(by=place.office, made=lay(place))
    project_services.report_month(
        by=place.office, project=projects["凤鸣供水改造项目"], month=OCTOBER, month_yuan=None,
        ytd_yuan=Decimal(5_000_000),
    )  # fmt: skip
    assert names(place, "gap") == ["云杉光伏组件项目"]
    assert names(place, "even") == ["望岳物流园项目"]
    assert names(place, "ours") == ["凤鸣供水改造项目"]
    assert names(place, "theirs") == []
    totals = queries.totals(desk.books(question(place), Project.objects.all()), "statistics")
    assert (totals["own_sum"], totals["statistics_sum"]) == (45_000_000, 34_000_000)
    assert (totals["received_sum"], totals["gap_sum"]) == (None, -6_000_000)
    assert sum(totals[which] for which in ("gap", "even", "ours", "theirs")) == totals["all"] == 3


def test_a_month_nobody_told_is_unknown_not_last_months(place, projects):
    services.apply(by=place.office, made=lay(place))
    asked = desk.Question(place.units["county"], date(2026, 11, 1), "statistics", "all")
    rows = desk.rows(asked, list(desk.chosen(asked, desk.books(asked, Project.objects.all()))))
    assert [row.figures for row in rows] == [[None] * 4] * 3


def test_a_gap_has_a_reason_and_its_mending_is_a_duty(place, projects, project):
    services.apply(by=place.office, made=lay(place))
    values = {"by": place.office, "project": project, "month": OCTOBER, "meaning": "statistics"}
    with pytest.raises(Invalid, match="写明是什么原因"):
        services.explain(**values, reason="other")
    with pytest.raises(Invalid, match="时限"):
        services.explain(**values, reason="vouchers", unit=place.units["dep"])
    gap = services.explain(
        **values, reason="vouchers", text="缺发票", unit=place.units["dep"], due_on=date(2026, 11, 30)
    )
    duty = Duty.objects.get(kind="gap")
    assert (gap.duty, duty.owner_unit, duty.creditor_unit) == (
        duty,
        place.units["dep"],
        place.units["office"],
    )
    with pytest.raises(Invalid, match="都在任务里办"):
        services.explain(**values, reason="late", unit=place.units["dep"], due_on=date(2026, 12, 1))
    services.explain(**values, reason="late")
    assert (Gap.objects.get().reason, Gap.objects.get().duty) == ("late", duty)
    row = desk.rows(
        question(place),
        list(desk.chosen(question(place), desk.books(question(place), Project.objects.all()))),
    )[0]
    assert (row.gap.yuan, row.gap.percent, row.explained.duty, row.light) == (-6_000_000, -20, duty, "ok")


@pytest.mark.parametrize(
    ("who", "may"), [("office", True), ("statistics", True), ("clerk", False), ("neighbour_office", False)]
)
def test_who_keeps_a_book_explains_the_gap(place, projects, project, who, may):
    values = {"project": project, "month": OCTOBER, "meaning": "statistics", "reason": "timing"}
    if not may:
        with pytest.raises(Refused):
            services.explain(by=place.actors[who], **values)
    else:
        assert services.explain(by=place.actors[who], **values).pk
