"""The pages of figures: each opens to its rows, and nobody sees a region that is not theirs."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.indicators import county
from wutong.indicators.models import Observation
from wutong.kit import sockets

LIST = reverse("indicators:list")
TODAY = "2026-10-20"


@pytest.fixture
def enter(place, client):
    """Log in as one of the place's people."""

    def entering(who: str):
        client.force_login(place.people[who].account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return entering


@pytest.fixture
def samples(place):
    made = county.make(7)
    county.save(made, place.units["county"])
    return made


def detail(key: str, **query: str) -> str:
    return reverse("indicators:detail", args=[key], query=query or None)


def test_the_list_shows_every_indicator_with_its_definition(enter, samples):
    html = enter("office").get(LIST).content.decode()
    for indicator in sockets.indicators.values():
        assert indicator.label in html
        assert indicator.definition in html
        assert detail(indicator.key) in html


@pytest.mark.parametrize("key", ["projects.total", "projects.ytd", "projects.plan", "projects.month"])
def test_the_foot_is_the_value_and_the_sum_of_the_rows(enter, samples, key):
    html = enter("office").get(detail(key, on=TODAY)).content.decode()
    body, foot = html.split("<tbody>")[1].split("</tbody>")
    numbers = [Decimal(n.replace(",", "")) for n in re.findall(r'class="num">([\d.,]+)</td>', body)]
    total = Decimal(re.search(r"<strong>([\d.,]+)</strong>", foot)[1].replace(",", ""))
    expected = county.figures(samples, county.ON)[key] / 10_000
    assert abs(total - expected) <= Decimal("0.01")
    assert abs(sum(numbers) - total) < Decimal("0.01") * (len(numbers) + 1)


def test_every_row_leads_to_its_project(enter, samples):
    client = enter("office")
    html = client.get(detail("projects.count")).content.decode()
    alive = [s for s in samples if s.condition != "cancelled"]
    assert html.count('<td class="lead"><a href="/projects/') == len(alive)


def test_what_is_told_by_the_month_says_its_period_and_until_when(enter, samples):
    client = enter("office")
    html = client.get(detail("projects.ytd", on=TODAY)).content.decode()
    assert "2026年1月1日至2026年10月20日" in html
    _, told = county.reach(samples, county.ON)["projects.ytd"]
    alive = sum(s.condition != "cancelled" for s in samples)
    assert re.search(rf"<dd>2026年\d+月，{told}/{alive}个项目已报</dd>", html)
    assert "<dd>当前台账</dd>" in client.get(detail("projects.total", on=TODAY)).content.decode()


def test_a_percentage_shows_both_its_sums(enter, samples):
    html = enter("office").get(detail("projects.plan_rate")).content.decode()
    assert "年度计划投资（万元）" in html
    assert "由上面两个合计得出" in html


@pytest.mark.parametrize("key", sorted(["projects.count", "projects.month_growth", "projects.ytd"]))
def test_a_region_without_rows_says_what_to_do(enter, place, key):
    page = enter("office").get(detail(key))
    assert page.status_code == 200
    assert "还没有可计入的数据" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "region", "expected"),
    [
        ("office", "county", 200),
        ("principal", "county", 200),
        ("office", "neighbour", 404),
        ("office", "city", 404),
        ("city_leader", "neighbour", 200),
        ("office", "dep", 404),
        ("clerk", "county", 403),
        ("secretary", "county", 403),
    ],
)
def test_a_region_is_read_by_who_sees_it(enter, place, who, region, expected):
    scope = place.units[region].path
    client = enter(who)
    assert client.get(LIST, {"scope": scope}).status_code == expected
    assert client.get(detail("projects.count", scope=scope)).status_code == expected


@pytest.mark.parametrize("scope", ["nowhere", "../..", "0001' OR 1=1", "0001%"])
def test_a_scope_that_is_none_is_not_there(enter, scope):
    assert enter("office").get(LIST, {"scope": scope}).status_code == 404


@pytest.mark.parametrize("on", ["2026-13-01", "yesterday", "0001-01-01", "2090-01-01", ""])
def test_a_day_that_cannot_be_is_said_and_today_is_shown(enter, on):
    page = enter("office").get(LIST, {"on": on})
    assert page.status_code == 422
    assert "field-error" in page.content.decode()


def test_an_unknown_indicator_is_not_there(enter):
    assert enter("office").get(detail("projects.luck")).status_code == 404


def test_a_long_list_is_paged_and_the_foot_counts_all(enter, place):
    many = [county.Sample(f"项目{n}", "new", "normal", Decimal(10_000), None) for n in range(250)]
    county.save(many, place.units["county"])
    client = enter("office")
    for page, rows in (("1", 200), ("2", 50), ("nonsense", 200)):
        html = client.get(detail("projects.total", page=page)).content.decode()
        assert html.count('<td class="lead"><a href="/projects/') == rows
        assert "<strong>250</strong>" in html


SENT = {
    "indicator": "固定资产投资",
    "meaning": "统计口径",
    "period_first": "2026-01-01",
    "period_last": "2026-09-30",
    "value_wan": "62000.5",
    "growth_percent": "176.5",
    "source": "县统计局月报",
    "known_on": "2026-10-15",
}


def test_a_published_figure_is_entered_shown_beside_and_corrected(enter):
    client = enter("office")
    sent = client.post(reverse("indicators:record"), SENT)
    made = Observation.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, reverse("indicators:published", args=[made.pk]))
    assert made.value == Decimal("620005000")
    html = client.get(LIST).content.decode()
    own, published = html.split('id="own-heading"')[1].split('id="published-heading"')
    assert 'value="2026-10-20"' in html
    assert "固定资产投资" in published and "县统计局月报" in published and "62,000.5" in published
    assert "固定资产投资" not in own
    correct = reverse("indicators:correct", args=[made.pk])
    assert 'value="62000.5"' in client.get(correct).content.decode()
    changed = {"value_wan": "61000", "source": "县统计局月报", "known_on": "2026-10-18"}
    assert client.post(correct, changed).status_code == 422
    assert client.post(correct, {**changed, "reason": "核减"}).status_code == 302
    latest = Observation.objects.get(revision=1)
    assert (latest.value, latest.period_last) == (Decimal(610_000_000), date(2026, 9, 30))
    html = client.get(reverse("indicators:published", args=[latest.pk])).content.decode()
    assert "62,000.5" in html and "61,000" in html and "核减" in html


def test_a_refusal_stands_at_its_field(enter):
    page = enter("office").post(reverse("indicators:record"), {**SENT, "known_on": "2090-01-01"})
    assert page.status_code == 422
    assert "取得日期不能晚于今天" in page.content.decode()
    page = enter("office").post(reverse("indicators:record"), {**SENT, "value_wan": "待定"})
    assert page.status_code == 422
    assert not Observation.objects.exists()


def test_who_may_not_enter_is_told_and_the_foreign_figure_is_not_there(enter, place):
    enter("office").post(reverse("indicators:record"), SENT)
    made = Observation.objects.get()
    page, correct = (reverse(f"indicators:{name}", args=[made.pk]) for name in ("published", "correct"))
    assert enter("principal").get(reverse("indicators:record")).status_code == 403
    assert enter("principal").get(page).status_code == 200
    assert enter("principal").get(correct).status_code == 403
    for who in ("neighbour_office", "clerk"):
        assert enter(who).get(page).status_code == 404
        assert enter(who).get(correct).status_code == 404
