"""The pages: what they show, who is let in, what they cost, and that reading writes nothing."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from tests.duties.place import counted
from wutong.audit.models import Entry
from wutong.duties import services
from wutong.duties.models import Duty, DutyEvent, Evidence
from wutong.kit import clock
from wutong.kit.actor import SYSTEM

TODAY = date(2026, 3, 4)


@pytest.fixture
def enter(place, client):
    """Log in as one of the place's people."""

    def entering(who: str):
        client.force_login(place.people[who].account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    with clock.standing_on(TODAY):
        yield entering


@pytest.fixture
def duty(place) -> Duty:
    with clock.standing_on(date(2026, 2, 13)):
        return place.open(unit="workday", limit=10, statutory_limit=20)


def _detail(duty: Duty) -> str:
    return reverse("duties:detail", args=[duty.pk])


def _step(duty: Duty, step: str) -> str:
    return reverse("duties:step", args=[duty.pk, step])


def test_the_page_explains_the_clock(enter, duty):
    html = enter("clerk").get(_detail(duty)).content.decode()
    assert "2月14日、2月28日补班计入" in html
    assert "春节放假不计" in html
    assert "第 9 个工作日，还剩 1 个" in html
    assert "逐日说明" in html
    assert "<svg" in html


@pytest.mark.parametrize(
    ("who", "expected"),
    [("clerk", 200), ("office", 200), ("city_leader", 200), ("colleague", 404), ("neighbour_office", 404)],
)
@pytest.mark.parametrize("page", ["detail", "report", "evidence"])
def test_a_foreign_duty_is_not_there(enter, duty, who, expected, page):
    if page == "evidence":
        urls = [reverse("duties:evidence", args=[duty.pk, 1])]
        expected = 404
    else:
        urls = [_detail(duty) if page == "detail" else _step(duty, "report")]
        if page == "report" and expected == 200 and who != "clerk":
            expected = 403
    for url in urls:
        assert enter(who).get(url).status_code == expected


def test_an_unknown_step_is_not_there(enter, duty):
    assert enter("office").get(_step(duty, "lapse")).status_code == 404
    assert enter("office").get(_step(duty, "explode")).status_code == 404


def test_without_a_login_one_is_sent_to_it(client, duty):
    for url in (_detail(duty), reverse("duties:list"), _step(duty, "report")):
        assert client.get(url).status_code == 302


def test_what_may_not_be_done_is_greyed_with_its_reason(enter, duty):
    html = enter("clerk").get(_detail(duty)).content.decode()
    assert "只有交办单位、本地区项目中心或督查室可以办理" in html


def test_the_story_of_a_duty_through_its_pages(place, enter, duty):
    answer = enter("clerk").post(
        _step(duty, "report"),
        {"text": "已取得批复", "evidence_kind": "number", "evidence_text": "凤自然资〔2026〕1号"},
    )
    assert (answer.status_code, answer.url) == (302, _detail(duty))
    assert Evidence.objects.get().text == "凤自然资〔2026〕1号"
    assert enter("clerk").post(_step(duty, "strike_off"), {}).status_code == 403
    page = enter("office").get(_detail(duty)).content.decode()
    assert "待核验" in page
    assert "凤自然资〔2026〕1号" in page
    assert enter("office").post(_step(duty, "strike_off"), {"text": "属实"}).status_code == 302
    duty.refresh_from_db()
    assert duty.state == "struck_off"
    assert "按期" in enter("office").get(_detail(duty)).content.decode()


def test_who_verifies_sees_the_photo(place, enter, duty):
    out = BytesIO()
    Image.new("RGB", (60, 40)).save(out, "JPEG")
    proof = services.Proof("photo", upload=SimpleUploadedFile("现场.jpg", out.getvalue()))
    services.report(by=place.clerk, duty=duty, text="办结", evidence=[proof])
    html = enter("office").get(reverse("duties:step", args=[duty.pk, "strike_off"])).content.decode()
    shown = reverse("duties:evidence", args=[duty.pk, duty.evidence.get().pk])
    assert f'<img class="thumb" src="{shown}"' in html


def test_an_error_stands_at_its_field_and_nothing_is_written(enter, duty):
    answer = enter("clerk").post(_step(duty, "report"), {"text": "", "evidence_text": "1号"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "请选择佐证类型" in html
    assert not DutyEvent.objects.exists()


def test_deciding_on_what_somebody_has_changed_since_is_refused(place, enter, duty):
    with clock.standing_on(TODAY):
        services.report(by=place.clerk, duty=duty, text="办结")
    stale = {"reason": "不实", "version": duty.version - 1}
    answer = enter("office").post(_step(duty, "send_back"), stale)
    assert answer.status_code == 422
    assert "已被他人修改" in answer.content.decode()
    assert (
        enter("office").post(_step(duty, "send_back"), {**stale, "version": duty.version}).status_code == 302
    )


@pytest.mark.parametrize(
    ("who", "step", "data"),
    [
        ("clerk", "note", {"text": "正在办"}),
        ("office", "stop", {"stop_type": "supplement", "reason": "缺图纸", "limit": "5"}),
        ("clerk", "extend", {"to_date": "2026-05-01", "precision": "month", "reason": "等批复"}),
        ("office", "cancel", {"reason": "项目终止"}),
    ],
)
def test_each_step_has_its_page(enter, duty, who, step, data):
    assert enter(who).get(_step(duty, step)).status_code == 200
    assert enter(who).post(_step(duty, step), data).status_code == 302
    assert enter(who).get(_detail(duty)).status_code == 200


def test_stop_and_resume_by_page(place, enter, duty):
    data = {"stop_type": "supplement", "reason": "缺图纸"}
    assert enter("office").post(_step(duty, "stop"), data).status_code == 302
    html = enter("office").get(_detail(duty)).content.decode()
    assert "因补正暂停计时" in html
    assert enter("office").post(_step(duty, "resume"), {"stop_type": "supplement"}).status_code == 302
    duty.refresh_from_db()
    assert not duty.paused


def test_handing_over_by_page(place, enter, duty):
    data = {"to_unit": place.units["other_dep"].pk, "reason": "职能调整"}
    assert enter("office").post(_step(duty, "hand_over"), data).status_code == 302
    assert "县发改局 → 县住建局" in enter("office").get(_detail(duty)).content.decode()
    foreign = {"to_unit": place.units["neighbour_dep"].pk, "reason": "职能调整"}
    assert enter("office").post(_step(duty, "hand_over"), foreign).status_code == 422


def test_a_request_is_decided_on_its_page(place, enter, duty):
    with clock.standing_on(TODAY):
        request = services.request_due(
            by=place.clerk, duty=duty, to_date=date(2026, 5, 1), reason="等上级批复"
        )
    url = reverse("duties:decide", args=[request.pk])
    assert enter("clerk").get(url).status_code == 403
    assert enter("neighbour_office").get(url).status_code == 404
    assert enter("office").get(url).status_code == 200
    assert enter("office").post(url, {"decision": "refuse"}).status_code == 422
    assert enter("office").post(url, {"decision": "approve"}).status_code == 302
    duty.refresh_from_db()
    assert duty.due_on == date(2026, 5, 1)


LISTS = [
    "/duties/?tab=mine",
    "/duties/?tab=unit",
    "/duties/?tab=owed",
    "/duties/?tab=verify",
    "/duties/assignments/",
    "/duties/reminders/",
]


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("who", ["clerk", "office", "secretary", "principal"])
def test_lists_with_nothing_say_so(enter, url, who):
    answer = enter(who).get(url)
    assert answer.status_code == 200
    assert "empty" in answer.content.decode()


def test_filters_narrow_a_list(place, enter):
    with clock.standing_on(date(2026, 2, 2)):
        place.open(title="已超期的", limit=3)
        place.open(title="还早的", limit=300, owner_unit=place.units["other_dep"])
    client = enter("office")
    for query, shown, hidden in (
        ("light=over", "已超期的", "还早的"),
        ("light=ok", "还早的", "已超期的"),
        (f"owner={place.units['other_dep'].pk}", "还早的", "已超期的"),
    ):
        html = client.get(f"/duties/?tab=owed&{query}").content.decode()
        assert shown in html
        assert hidden not in html
    for query in ("kind=nothing", "owner=x", "source=nowhere", "light=blue", "page=zero"):
        assert client.get(f"/duties/?tab=owed&{query}").status_code == 200


def test_what_waits_for_somebody_stands_on_their_list_and_not_on_the_asker_s(place, enter, duty):
    other = place.open(title="另一件", limit=30)
    with clock.standing_on(TODAY):
        services.report(by=place.clerk, duty=duty, text="办结")
        services.request_due(by=place.office, duty=other, to_date=date(2026, 8, 1), reason="等批复")
    for who, verifies, decides in (
        ("office", True, False),
        ("office_second", True, True),
        ("inspector", True, True),
        ("clerk", False, False),
        ("neighbour_office", False, False),
    ):
        html = enter(who).get("/duties/?tab=verify").content.decode()
        assert ("办理用地手续" in html) is verifies, who
        assert ("另一件" in html) is decides, who


def test_vacancies_are_a_filter(place, enter):
    with clock.standing_on(TODAY):
        place.open(title="没有人的", owner_unit=place.units["office"], vacant=True)
        place.open(title="有人的")
    html = enter("office").get("/duties/?tab=owed&vacant=1").content.decode()
    assert "没有人的" in html
    assert "有人的</a>" not in html.replace("没有人的", "")


def test_the_book_of_assignments_counts(place, enter):
    with clock.standing_on(date(2026, 2, 2)):
        place.open(kind="assignment", title="一", limit=3, source=place.units["county"])
        place.open(kind="assignment", title="二", limit=300, owner_unit=place.units["other_dep"])
    html = enter("inspector").get("/duties/assignments/").content.decode()
    assert "31 至 90 天" in html
    for words in ("县发改局", "县住建局", "凤栖县", "一", "二"):
        assert words in html


def _many(place, count: int) -> None:
    specs = [
        place.spec(
            f"任务{i}",
            kind="assignment",
            limit=3 + i % 9,
            unit="workday",
            creditor_unit_id=place.units["office"].pk,
            source_label=f"第{i % 7}次会议",
            co_owners=((place.units["other_dep"].pk, None),),
        )
        for i in range(count)
    ]
    with clock.standing_on(date(2026, 3, 2)):
        services.open_many(by=place.office, duties=specs)


@pytest.mark.parametrize("url", LISTS)
def test_a_list_of_100_stays_within_twelve_queries_and_flat(place, enter, url):
    client, costs = enter("office"), []
    for more in (10, 90):
        _many(place, more)
        services.remind(by=SYSTEM, today=TODAY)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        costs.append(counted(captured))
    assert costs[0] == costs[1] <= 12, costs


def test_the_page_of_a_duty_stays_within_fifteen_queries_and_flat(place, enter, duty):
    client, costs = enter("office"), []
    for more in (1, 12):
        with clock.standing_on(TODAY):
            for number in range(more):
                proof = services.Proof("number", f"第{number}号")
                services.note(by=place.clerk, duty=duty, text="进展", evidence=[proof])
                services.promise_changed(
                    by=place.inspector,
                    duty=duty,
                    to_date=date(2027, 1, 1 + number),
                    precision="day",
                    reason="改",
                )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(_detail(duty)).status_code == 200
        costs.append(counted(captured))
    assert costs[0] == costs[1] <= 15, costs


def test_reading_writes_nothing(place, enter, duty):
    client = enter("office")
    client.get("/duties/")
    before = Entry.objects.count()
    with CaptureQueriesContext(connection) as captured:
        for url in [*LISTS, _detail(duty), _step(duty, "cancel"), _step(duty, "hand_over")]:
            assert client.get(url).status_code == 200
    verbs = ("INSERT", "UPDATE", "DELETE")
    writes = [q["sql"] for q in captured.captured_queries if q["sql"].startswith(verbs)]
    assert (writes, Entry.objects.count()) == ([], before)


def test_reminders_are_read_away(place, enter, duty):
    services.remind(by=SYSTEM, today=date(2026, 3, 20))
    client = enter("clerk")
    assert "办理用地手续" in client.get("/duties/reminders/").content.decode()
    ids = [r.pk for r in duty.reminders.all()]
    assert client.post("/duties/reminders/", {"reminder": [*ids, "x"]}).status_code == 302
    assert "没有未读提醒" in client.get("/duties/reminders/").content.decode()
