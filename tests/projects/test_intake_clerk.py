"""What a clerk who had never seen the product stumbled over: nothing is made up, nothing is hidden, all can be told."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse

from tests.projects.test_intake_apply import FIRST, HEADS, applied, book, uploaded
from tests.projects.test_intake_hostile import send
from wutong.engines import ledger
from wutong.kit import clock
from wutong.kit.verdict import Invalid
from wutong.org.models import Person
from wutong.projects import services as projects
from wutong.projects.intake import (
    blanks,
    likeness,
    preview,
    reading,
    services,
    stages,
    totals,
    workbooks,
)
from wutong.projects.models import ImportBatch, Project

AS_OF = date(2026, 11, 23)


# How far a project is.


@pytest.mark.parametrize(
    ("row", "stage", "guessed"),
    [
        (
            {"begun": "未开工", "progress": "正在办理环评", "start": ["2026-04-11", "tenday"]},
            "preliminary",
            False,
        ),
        ({"progress": "正在办理环评", "start": ["2026-04-11", "tenday"]}, "preliminary", True),
        ({"progress": "尚未开工", "start": ["2026-04-01", "month"], "done_ytd_yuan": 5}, "preliminary", True),
        ({"progress": "拟进行主体施工"}, "preliminary", True),
        ({"progress": "正在办理施工许可证"}, "preliminary", True),
        ({"progress": "主体施工，正在办理消防手续"}, "building", True),
        ({"progress": "一期已竣工，二期主体施工"}, "building", True),
        ({"progress": "已竣工投产"}, "producing", True),
        ({"progress": "主体施工", "start": ["2027-04-01", "month"]}, "preliminary", True),
        ({"stage": "在建", "progress": "正在办理环评"}, "building", False),
        ({"stage": "在建", "begun": "否"}, "preliminary", True),
        ({"begun": "是", "progress": "正常推进"}, "started", False),
        ({"nature": "carried_over"}, "building", True),
        ({"done_ytd_yuan": 5, "start": ["2026-04-01", "month"]}, "building", True),
        ({}, "preliminary", True),
    ],
)
def test_a_planned_date_is_the_weakest_word_about_the_stage(row, stage, guessed):
    told = stages.read(row, AS_OF)
    assert (told.stage, bool(told.why)) == (stage, guessed)


def test_not_begun_stays_not_begun_and_a_guess_says_so(county):
    heads = (*HEADS, "计划开工时间", "是否开工")
    rows = (
        (*FIRST[:6], "正在办理环评", "", "2026年4月中旬", "未开工"),
        (2, "望岳物流园项目", *FIRST[2:6], "主体施工", "", "2026年4月中旬", ""),
    )
    made = uploaded(county, book(*rows, heads=heads))
    page = preview.context(made)
    facts = [next(f for f in row["facts"] if f["label"] == "阶段") for row in page["changes"]]
    assert [(f["words"], bool(f["why"])) for f in facts] == [("前期手续", False), ("在建", True)]
    assert "在建1个" in page["stages"]
    services.apply(by=county.actors["clerk"], made=made)
    assert list(Project.objects.order_by("id").values_list("stage", flat=True)) == ["preliminary", "building"]


@pytest.mark.parametrize(
    ("heading", "field", "word"),
    [("项目阶段", "stage", "在建"), ("是否已开工", "begun", "是"), ("项目类型", "project_type", "农业")],
)
def test_columns_of_stage_and_type_are_known_and_can_be_said(county, heading, field, word):
    made = uploaded(county, book((*FIRST, word), heads=(*HEADS, heading)))
    assert reading.reading_of(made).sheets[0].columns[-1].field == field
    other = uploaded(county, book((*FIRST, word), heads=(*HEADS, "盘子")))
    mapping = {"台账": {"I": {"field": field}}}
    services.correct(by=county.actors["clerk"], made=other, mapping=mapping, as_of=None, keep=False)
    assert reading.plan_for(other).rows[0].name == FIRST[1]
    assert reading.reading_of(other).projects[0][field] == word


def test_a_ledger_moves_no_stage_and_says_so(county):
    applied(county, book((*FIRST, "前期"), heads=(*HEADS, "项目阶段")))
    row = reading.plan_for(
        uploaded(county, book((*FIRST, "在建"), heads=(*HEADS, "项目阶段")), "新.xlsx")
    ).rows[0]
    assert any("台账写的是“在建”，库里是“前期手续”" in kept for kept in row.kept)


# Names that are nearly the same.


KNOWN = [
    "金丰年产装配式建材产业园项目",
    "望岳物流园一期项目",
    "石桥镇李家村道路硬化工程",
    "城东污水处理厂建设项目",
]


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("金丰年产10万吨装配式建材产业园项目", KNOWN[0]),
        ("金沣年产装配式建材产业园建设项目", KNOWN[0]),
        ("望岳物流园项目", KNOWN[1]),
        ("望岳物流园二期项目", None),
        ("石桥镇王家村道路硬化工程", None),
        ("城西污水处理厂建设项目", None),
    ],
)
def test_a_longer_name_is_asked_and_another_thing_is_not(name, like):
    (found,) = likeness.closest([name], list(enumerate(KNOWN)))
    assert [KNOWN[place] for place in found] == ([like] if like else [])


def test_likeness_follows_no_crowd():
    """Names that share their common words cost no comparison of all with all."""
    known = [(n, f"石桥镇{chr(0x4E00 + n)}{chr(0x5E00 + n % 900)}村道路硬化工程") for n in range(3000)]
    tried = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness, "alike", lambda one, other: tried.append(one) or 0.0)
        likeness.closest([name for _, name in known[:300]], known)
    assert len(tried) <= 300 * likeness._TRIED


def test_a_similar_name_is_asked_with_both_side_by_side(county):
    applied(county, book((1, KNOWN[0], *FIRST[2:])))
    made = uploaded(
        county, book((1, "金丰年产10万吨装配式建材产业园项目", "金丰公司", *FIRST[3:])), "新.xlsx"
    )
    with pytest.raises(Invalid, match="是不是库里的“金丰年产装配式建材产业园项目”"):
        services.apply(by=county.actors["clerk"], made=made)
    (question,) = [q for q in reading.plan_for(made).questions if q.key.startswith("row:")]
    told = {line[0]: line[1:] for line in question.beside}
    assert told["项目名称"] == ("金丰年产10万吨装配式建材产业园项目", KNOWN[0])
    assert told["项目单位"] == ("金丰公司", FIRST[2])
    assert told["总投资（万元）"] == ("12,000", "12,000")
    services.answer(by=county.actors["clerk"], made=made, answers={question.key: question.options[0][0]})
    services.apply(by=county.actors["clerk"], made=made)
    assert Project.objects.get().owner == "金丰公司"


def test_a_new_project_cannot_bear_a_known_name(county):
    applied(county, book(FIRST))
    made = uploaded(county, book((*FIRST[:2], "别的公司", *FIRST[3:])), "新.xlsx")
    (question,) = [q for q in reading.plan_for(made).questions if q.key.startswith("row:")]
    assert reading.plan_for(made).counts()["asked"] == 1
    services.answer(by=county.actors["clerk"], made=made, answers={question.key: "new"})
    with pytest.raises(Invalid, match="库里已有同名项目"):
        services.apply(by=county.actors["clerk"], made=made)


def test_a_project_that_another_row_names_is_no_candidate(county):
    applied(county, book((1, "望岳物流园项目", *FIRST[2:])))
    rows = ((1, "望岳物流园项目", *FIRST[2:]), (2, "望岳物流园二期项目", *FIRST[2:]))
    assert reading.plan_for(uploaded(county, book(*rows), "新.xlsx")).blocks == []


# Sums.


def sums(first=12000, second=3000, third=500, group_sum=15000, whole=15500, formula=False) -> bytes:
    """Two groups with their 小计 and the 合计 of both."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream)
    page = made.add_worksheet("台账")
    page.write_row(0, 0, HEADS[:5])
    page.write(1, 0, "一、工业项目")
    page.write_row(2, 0, (1, "云杉光伏组件项目", "甲公司", "", first))
    page.write_row(3, 0, (2, "望岳物流园项目", "乙公司", "", second))
    page.write(4, 1, "小计")
    if formula:
        page.write_formula(4, 4, "=SUM(E3:E4)", None, group_sum)
    else:
        page.write(4, 4, group_sum)
    page.write(5, 0, "二、农业项目")
    page.write_row(6, 0, (3, "凤鸣蔬菜大棚项目", "丙公司", "", third))
    page.write(7, 1, "合计")
    page.write(7, 4, f"{whole:,}万元")
    made.close()
    return stream.getvalue()


def test_the_sums_of_an_export_are_added_up_anew(county):
    _, made = applied(county, sums())
    projects.edit_project(
        by=county.actors["clerk"],
        project=Project.objects.get(name="望岳物流园项目"),
        total_yuan=Decimal(40_000_000),
        reason="核实",
    )
    page = openpyxl.load_workbook(io.BytesIO(workbooks.same_layout(made)))["台账"]
    assert (page["E4"].value, page["E5"].value, page["E8"].value) == (4000, 16000, "16,500万元")


def test_a_sum_that_is_a_formula_stays_one_and_shows_its_result(county):
    _, made = applied(county, sums(formula=True))
    projects.edit_project(
        by=county.actors["clerk"],
        project=Project.objects.get(name="望岳物流园项目"),
        total_yuan=Decimal(40_000_000),
        reason="核实",
    )
    content = workbooks.same_layout(made)
    assert openpyxl.load_workbook(io.BytesIO(content))["台账"]["E5"].value == "=SUM(E3:E4)"
    assert openpyxl.load_workbook(io.BytesIO(content), data_only=True)["台账"]["E5"].value == 16000


def test_sums_that_do_not_add_up_are_told(county):
    assert list(totals.wrong(ledger.read(sums(), filename="台账.xlsx"))) == []
    page = preview.context(uploaded(county, sums(whole=16000)))
    ((row, value, why),) = [(s["row"], s["value"], s["why"]) for s in page["sums"]]
    assert (row, value, "15,500" in why) == (8, "16,000", True)


def test_nothing_is_exported_of_what_was_not_applied(county, clerk):
    send(clerk, book(FIRST))
    made = ImportBatch.objects.get()
    answer = clerk.get(reverse("projects:intake_export", args=[made.pk]), follow=True)
    assert "导出的是库里的数据" in answer.content.decode()


# Nothing is made up, and nothing lost.


def test_names_and_not_numbers_stand_in_the_preview(county):
    applied(county, book(FIRST))
    made = uploaded(county, book((*FIRST[:3], "县发改局", *FIRST[4:])), "新.xlsx")
    ((label, old, new),) = [
        (c["label"], c["old"], c["new"]) for c in preview.context(made)["changes"][0]["changes"]
    ]
    assert label == "行业主管部门"
    assert "工信" in old and "发" in new


def test_type_comes_from_the_group_and_what_is_assumed_is_asked(county):
    made = uploaded(county, sums())
    plan = reading.plan_for(made)
    assert [row.values.get("project_type") for row in plan.rows] == ["industry", "industry", "agriculture"]
    nature = [q for q in plan.questions if q.key.startswith("assume:nature")]
    assert [(q.answer, q.preset) for q in nature] == [("new", True)] * 2
    services.answer(by=county.actors["clerk"], made=made, answers={nature[1].key: "carried_over"})
    services.apply(by=county.actors["clerk"], made=made)
    told = Project.objects.order_by("id").values_list("project_type", "nature")
    assert list(told) == [("industry", "new"), ("industry", "new"), ("agriculture", "carried_over")]


def test_who_will_be_made_is_told(county):
    made = uploaded(county, book((*FIRST, "闻所未闻"), heads=(*HEADS, "包保领导")))
    assert preview.context(made)["people"] == [("闻所未闻", "", "包保领导")]
    services.apply(by=county.actors["clerk"], made=made)
    assert Person.objects.filter(name="闻所未闻").count() == 1
    assert (
        preview.context(uploaded(county, book((*FIRST, "闻所未闻"), heads=(*HEADS, "包保领导")), "新.xlsx"))[
            "people"
        ]
        == []
    )


def test_the_words_for_a_unit_that_is_none_stay(county):
    made = uploaded(county, book((*FIRST[:3], "梧桐局", *FIRST[4:])))
    services.answer(by=county.actors["clerk"], made=made, answers={"unit:梧桐局": "none"})
    services.apply(by=county.actors["clerk"], made=made)
    project = Project.objects.get()
    assert (project.dept, project.other["行业主管部门"]) == (None, "梧桐局")


def test_other_columns_are_kept_up_to_date(county):
    applied(county, book((*FIRST, "甲"), heads=(*HEADS, "备注栏")))
    plan, _ = applied(county, book((*FIRST, "乙"), heads=(*HEADS, "备注栏")), "新.xlsx")
    assert [(d.label, d.old, d.new) for d in plan.rows[0].changes] == [("备注栏", "甲", "乙")]
    assert Project.objects.get().other["备注栏"] == "乙"


def test_empty_cells_between_filled_ones_are_asked_once_for_a_column(county):
    rows = [
        (n, f"第{n}个{'甲乙丙丁'[n - 1]}项目", "公司", dept, *FIRST[4:])
        for n, dept in enumerate(("县工信局", "", "", "县发改局"), 1)
    ]
    made = uploaded(county, book(*rows))
    (question,) = [q for q in reading.plan_for(made).questions if q.key.startswith("blank:")]
    assert ("2格" in question.text, question.answer, question.preset) == (True, blanks.NONE, True)
    assert [bool(r.values.get("dept_id")) for r in reading.plan_for(made).rows] == [True, False, False, True]
    services.answer(by=county.actors["clerk"], made=made, answers={question.key: blanks.SAME})
    told = [r.values.get("dept_id") for r in reading.plan_for(made).rows]
    assert told[0] == told[1] == told[2] != told[3]


def test_the_end_of_a_group_is_no_gap():
    rows = [
        {"sheet": "甲", "row": n, "dept": d, "group": g}
        for n, (d, g) in enumerate([("x", 1), (None, 1), ("y", 2), (None, 2)])
    ]
    assert blanks.between(rows) == {}


# The preview.


def test_a_new_project_shows_what_it_will_be(county):
    made = uploaded(county, book((*FIRST[:4], "1.2亿", *FIRST[5:])))
    facts = {f["label"]: (f["cell"], f["words"]) for f in preview.context(made)["changes"][0]["facts"]}
    assert facts["计划总投资"] == ("1.2亿", "12,000万元")
    assert {"阶段", "项目单位", "行业主管部门", "计划竣工"} <= set(facts)


def test_a_planned_date_is_told_as_it_is_meant(county):
    applied(county, book(FIRST))
    made = uploaded(county, book((*FIRST[:5], "2027年9月中旬", *FIRST[6:])), "新.xlsx")
    (change,) = preview.context(made)["changes"][0]["changes"]
    assert (change["label"], change["old"], change["new"]) == ("计划竣工", "2027年6月", "2027年9月中旬")


def test_what_changed_is_kept_with_its_project(county, clerk):
    applied(county, book(FIRST))
    _, made = applied(county, book((*FIRST[:4], 13000, *FIRST[5:])), "新.xlsx")
    page = clerk.get(reverse("projects:intake_preview", args=[made.pk])).content.decode()
    assert reverse("projects:detail", args=[Project.objects.get().pk]) in page
    assert "13,000万元" in page and "没有变化" not in page


def test_two_columns_for_one_thing_are_refused_by_their_names(county):
    made = uploaded(county, book((*FIRST, 7), heads=(*HEADS, "盘子")))
    mapping = {"台账": {"I": {"field": "total_yuan", "unit": "万元"}}}
    with pytest.raises(Invalid, match="“总投资（万元）”和“盘子”两列都对应到“计划总投资”"):
        services.correct(by=county.actors["clerk"], made=made, mapping=mapping, as_of=None, keep=True)
    assert ImportBatch.objects.get().mapping == {}


def test_lists_say_what_they_leave_out(county, clerk, monkeypatch):
    names = ["云杉", "望岳", "凤鸣"]
    applied(county, book(*((n, f"{name}光伏组件", *FIRST[2:]) for n, name in enumerate(names))))
    monkeypatch.setattr(preview, "ABSENT_LISTED", 1)
    made = uploaded(county, book((1, "石桥粮库", *FIRST[2:])), "新.xlsx")
    page = clerk.get(reverse("projects:intake_preview", args=[made.pk])).content.decode()
    assert "没有的（3）" in page and "另有 2 个" in page


# Days.


def test_a_ledger_of_a_day_to_come_is_of_today(county, clerk):
    with clock.standing_on(date(2026, 10, 20)):
        made = uploaded(county, book(FIRST))  # its title says 31 October
        assert made.as_of == date(2026, 10, 20)
        assert "2026-10-31" in preview.context(made)["sentence"]
        with pytest.raises(Invalid, match="还没到"):
            services.correct(
                by=county.actors["clerk"], made=made, mapping={}, as_of=date(2026, 10, 31), keep=False
            )


def test_a_report_by_hand_on_the_ledgers_own_day_stays(county):
    applied(county, book(FIRST))
    with clock.standing_on(date(2026, 10, 31)):
        projects.report_progress(by=county.actors["clerk"], project=Project.objects.get(), text="手报的")
        row = reading.plan_for(uploaded(county, book(FIRST), "新.xlsx")).rows[0]
    assert ([d.column for d in row.changes], "同一天" in row.kept[0]) == ([], True)


def test_money_newer_than_the_ledger_is_warned_of(county):
    applied(county, book(FIRST))
    project = Project.objects.get()
    Project.objects.filter(pk=project.pk).update(total_yuan=1, money_known_on=date(2026, 11, 1))
    made = uploaded(county, book(FIRST), "新.xlsx")
    (change,) = preview.context(made)["changes"][0]["changes"]
    assert change["warning"] == "库里的数是11月1日的，比台账新"


def test_a_day_to_come_is_refused_kindly(county, clerk):
    page = clerk.get(reverse("projects:past"), {"on": "2026-12-31"})
    assert page.status_code == 200
    assert "2026年12月31日还没到" in page.content.decode()


# What is no workbook.


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG图片"),
        (b"%PDF-1.7 ...", "PDF文件"),
        (b"Rar!\x1a\x07", "RAR压缩包"),
    ],
)
def test_a_file_that_is_something_else_is_called_so(clerk: Client, content, kind):
    answer = send(clerk, content)
    assert (answer.status_code, kind in answer.context["error"]) == (400, True)
