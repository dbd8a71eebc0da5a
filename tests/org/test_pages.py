"""The pages of units, people and posts: what they show, who is let in, what they do and what they cost."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.org.conftest import PASSWORD
from wutong.accounts.models import Account
from wutong.audit.models import Entry
from wutong.duties import services as duties
from wutong.kit import clock
from wutong.kit.actor import SYSTEM
from wutong.org import queries, services
from wutong.org.models import Holding, Person, Post, Unit
from wutong.projects.models import Project, TeamMember

LIST = "/org/"


def unit_url(place, key: str) -> str:
    return reverse("org:unit", args=[place.units[key].pk])


def add_url(place, key: str, what: str) -> str:
    return reverse("org:add", args=[place.units[key].pk, what])


def post_url(place, key: str, what: str) -> str:
    return reverse("org:post", args=[place.posts[key].pk, what])


def person_url(place, key: str, name: str = "person") -> str:
    return reverse(f"org:{name}", args=[place.people[key].pk])


def html_of(answer) -> str:
    return answer.content.decode()


def test_the_tree_shows_holders_and_vacancies(enter, place):
    services.vacate(by=SYSTEM, post=place.posts["clerk"])
    html = html_of(enter("admin").get(LIST))
    assert "县发改局" in html and "苏敏" in html
    assert '<span class="tag">空缺</span>' in html
    assert "岗位空缺 1 个" in html
    assert "望云" not in html
    assert "望云县项目中心" in html_of(enter("city_admin").get(LIST))


def test_filters(enter, place):
    services.vacate(by=SYSTEM, post=place.posts["clerk"])

    def units(**asked) -> set[str]:
        return {row.unit.name for row in enter("admin").get(LIST, asked).context["rows"]}

    assert units(vacant="1") == {"县发改局"}
    assert units(q="苏敏") == {"县项目中心"}
    assert units(q="项目") == {"县项目中心"}
    assert units(q="没有", page="-3") == set()


@pytest.mark.parametrize(
    ("who", "answer"),
    [("admin", 200), ("office", 200), ("city_admin", 200), ("neighbour_admin", 404), ("clerk", 403)],
)
def test_who_is_let_in(enter, place, who, answer):
    urls = [
        unit_url(place, "dep"),
        add_url(place, "dep", "person"),
        post_url(place, "clerk", "appoint"),
        person_url(place, "clerk"),
    ]
    assert {enter(who).get(url).status_code for url in urls} == {answer}


def test_without_a_login_one_is_sent_to_it(client, place):
    for url in (LIST, unit_url(place, "dep"), reverse("org:password")):
        assert client.get(url).status_code == 302


def test_words_that_lead_nowhere(enter, place):
    admin = enter("admin")
    for url in (add_url(place, "dep", "bomb"), post_url(place, "clerk", "bomb")):
        assert admin.get(url).status_code == 404
    assert admin.post(reverse("org:let_in", args=[place.people["clerk"].pk, "bomb"])).status_code == 404
    assert admin.get(reverse("org:let_in", args=[place.people["clerk"].pk, "close"])).status_code == 405


def test_a_new_department_with_a_person_in_a_post(enter, place):
    admin = enter("admin")
    data = {"name": "县水利局", "short_name": "水利局", "kind": "department", "code": ""}
    assert admin.post(add_url(place, "county", "unit"), data).status_code == 302
    unit = Unit.objects.get(name="县水利局")
    assert unit.scope_path == place.units["county"].path
    place.units["water"] = unit
    admin.post(add_url(place, "water", "alias"), {"name": "县水务局"})
    admin.post(add_url(place, "water", "person"), {"name": "江有源", "phone": "0431-0000000"})
    post = {"name": "科长", "role": "department", "reach": "unit", "tier": "2"}
    admin.post(add_url(place, "water", "post"), post)
    place.posts["water"] = Post.objects.get(unit=unit)
    admin.post(post_url(place, "water", "appoint"), {"name": "江有源", "since": "2026-11-23"})
    html = html_of(admin.get(unit_url(place, "water")))
    for words in ("县水务局", "江有源", "科长", "本单位参与的", "空缺 0 个"):
        assert words in html
    admin.post(post_url(place, "water", "vacate"), {"until": "2026-11-23"})
    assert "空缺 1 个" in html_of(admin.get(unit_url(place, "water")))
    assert Holding.objects.get(post=place.posts["water"]).until == date(2026, 11, 23)


BAD = [
    ("county", "unit", {"name": "县发改局", "kind": "department"}, "已有"),
    ("county", "unit", {"name": "别县", "kind": "county"}, "选择"),
    ("dep", "unit", {"name": "某镇", "kind": "town"}, "选择"),
    ("dep", "unit", {"name": "  ", "kind": "office"}, "必填"),
    ("dep", "alias", {"name": ""}, "必填"),
    ("dep", "person", {"name": "甲", "phone": "拨打总机"}, "电话"),
    ("dep", "post", {"name": "员", "role": "king", "reach": "own", "tier": "1"}, "选择"),
    ("dep", "post", {"name": "员", "role": "department", "reach": "own", "tier": "9"}, "选择"),
    ("dep", "person", {"name": "长" * 61}, "60"),
]


@pytest.mark.parametrize(("unit", "what", "data", "why"), BAD)
def test_what_cannot_be_comes_back_with_its_reason(enter, place, unit, what, data, why):
    before = Entry.objects.count()
    answer = enter("admin").post(add_url(place, unit, what), data)
    assert answer.status_code == 422
    assert 'class="field-error"' in html_of(answer) and why in html_of(answer)
    assert Entry.objects.count() == before


def test_names_that_nobody_or_two_bear(enter, place):
    url = post_url(place, "clerk", "appoint")
    data = {"name": "没这人", "since": "2026-11-23"}
    assert "没有这个人" in html_of(enter("admin").post(url, data))
    assert "没有这个人" in html_of(enter("admin").post(url, {**data, "name": "柏立群"}))
    for phone in ("1380000", "1390000"):
        services.add_person(by=SYSTEM, name="同名", unit=place.units["dep"], phone=phone)
    assert "多人同名" in html_of(enter("admin").post(url, {**data, "name": "同名"}))
    assert enter("admin").post(url, {**data, "name": "同名", "phone": "1390000"}).status_code == 302
    assert Holding.objects.get(post=place.posts["clerk"], until=None).person.phone == "1390000"


def test_a_save_upon_what_somebody_changed_since_is_refused(enter, place):
    person = Person.objects.get(pk=place.people["clerk"].pk)
    data = {"name": "范知行", "phone": "1", "unit": person.unit_id, "is_active": "on"}
    data["phone"] = "13000000000"
    assert (
        enter("admin").post(person_url(place, "clerk"), {**data, "version": person.version}).status_code
        == 302
    )
    again = {**data, "phone": "14000000000", "version": person.version}
    answer = enter("office").post(person_url(place, "clerk"), again)
    assert answer.status_code == 409
    assert "已被他人修改" in html_of(answer)
    assert Person.objects.get(pk=person.pk).phone == "13000000000"


# Logins.


def test_a_login_from_the_first_password_to_one_s_own(enter, place, client):
    person = services.add_person(by=SYSTEM, name="新人", unit=place.units["dep"])
    services.appoint(by=SYSTEM, post=place.posts["clerk"], person=person)
    url = reverse("org:login", args=[person.pk])
    given = {"username": "newcomer", "password": PASSWORD, "again": PASSWORD}
    assert "不一样" in html_of(enter("admin").post(url, {**given, "again": "x"}))
    assert "至少要10位" in html_of(enter("admin").post(url, {**given, "password": "短", "again": "短"}))
    assert enter("admin").post(url, given).status_code == 302
    own, other = Client(), Client()
    for browser in (own, other):
        assert browser.post("/login/", {"username": "newcomer", "password": PASSWORD}).status_code == 302
    change = {"old": PASSWORD, "password": "另一个足够长的新密码", "again": "另一个足够长的新密码"}
    assert "原密码不对" in html_of(own.post("/org/password/", {**change, "old": "x"}))
    assert own.post("/org/password/", change).status_code == 302
    assert own.get("/org/password/").status_code == 200
    assert other.get("/org/password/").status_code == 302
    assert Account.objects.get(username="newcomer").check_password("另一个足够长的新密码")


def test_an_account_is_closed_and_opened(enter, place):
    url = person_url(place, "clerk", "login")
    admin = enter("admin")
    assert admin.post(f"{url}close/").status_code == 302
    assert not Account.objects.get(username="clerk").is_active
    assert "已停用" in html_of(admin.get(unit_url(place, "dep")))
    assert admin.post(f"{url}open/").status_code == 302
    assert Account.objects.get(username="clerk").is_active
    own = admin.post(person_url(place, "admin", "login") + "close/", follow=True)
    assert "不能停用自己" in html_of(own)
    assert Account.objects.get(username="admin").is_active


def test_logins_are_not_offered_to_the_project_office(enter, place):
    assert "重置密码" in html_of(enter("admin").get(unit_url(place, "dep")))
    assert "重置密码" not in html_of(enter("office").get(unit_url(place, "dep")))
    assert enter("office").get(person_url(place, "clerk", "login")).status_code == 403
    assert enter("office").post(person_url(place, "clerk", "login") + "close/").status_code == 403


def test_everybody_changes_their_own_password(enter):
    assert enter("clerk").get("/org/password/").status_code == 200


# Cost.


def cost(client, url: str, data: dict | None = None) -> int:
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(url, data) if data else client.get(url)
    assert answer.status_code in (200, 302)
    return len([q for q in seen.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_the_tree_costs_the_same_however_large(enter, place):
    client = enter("admin")
    before = cost(client, LIST), cost(client, unit_url(place, "dep"))
    for n in range(60):
        services.add_unit(by=SYSTEM, name=f"局{n}", kind="department", parent=place.units["county"])
    names = [(f"人{n}", "", place.units["dep"].pk, "secretary") for n in range(60)]
    services.ensure_people(by=SYSTEM, wanted=names)
    assert (cost(client, LIST), cost(client, unit_url(place, "dep"))) == before
    assert max(before) <= 15


def hold_projects(place, person: Person, count: int) -> None:
    now, county = clock.now(), place.units["county"]
    Project.objects.bulk_create(
        Project(
            name=f"项目{n}",
            county=county,
            scope_path=county.path,
            created_at=now,
            updated_at=now,
            stage_since=now.date(),
        )
        for n in range(count)
    )
    TeamMember.objects.bulk_create(
        TeamMember(
            project=project,
            role="secretary",
            unit=place.units["dep"],
            post=place.posts["clerk"],
            person=person,
            since=now.date(),
        )
        for project in Project.objects.all()
    )


def test_saving_a_person_who_holds_2000_projects(enter, place):
    """The service within ten statements; the whole page adds what every page costs."""
    person = place.people["clerk"]
    hold_projects(place, person, 2000)
    by = place.actor("admin")
    with CaptureQueriesContext(connection) as seen:
        services.edit_person(by=by, person=person, name="范致远", phone="13000000000")
    assert len(seen) <= 10
    client = enter("admin")
    person.refresh_from_db()
    data = {
        "name": "范知行",
        "phone": "",
        "unit": person.unit_id,
        "is_active": "on",
        "version": person.version,
    }
    assert cost(client, person_url(place, "clerk"), data) <= 16
    assert TeamMember.objects.filter(person__name="范知行").count() == 2000


# Nothing chosen for who does not choose; names changed; what is done with, closed.


@pytest.mark.parametrize(("unit", "what", "field"), [("county", "unit", "kind"), ("dep", "post", "role")])
def test_the_most_telling_choice_is_never_made_by_default(enter, place, unit, what, field):
    admin = enter("admin")
    shown = html_of(admin.get(add_url(place, unit, what)))
    select = shown.split(f'<select name="{field}"')[1].split("</select>")[0]
    assert select.split("<option")[1].startswith(' value="" selected>请选择')
    answer = admin.post(add_url(place, unit, what), {"name": "新的", "reach": "own", "tier": "1"})
    assert answer.status_code == 422 and "请选择" in html_of(answer).split("field-error")[1]


def test_a_unit_is_renamed_and_still_found_by_its_old_name(enter, place):
    unit = place.units["dep"]
    edit, before = reverse("org:edit_unit", args=[unit.pk]), unit.name
    sent = {"name": "县发展和改革局", "short_name": "发改局", "code": "", "is_active": "on"}
    assert enter("admin").post(edit, sent).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.is_active) == ("县发展和改革局", True)
    assert queries.resolve_units([before], place.units["county"])[before] == [unit]
    assert enter("neighbour_admin").post(edit, sent).status_code == 404


def test_a_unit_is_closed_only_when_nothing_hangs_on_it(enter, place):
    admin, unit = enter("admin"), place.units["dep"]
    edit = reverse("org:edit_unit", args=[unit.pk])
    sent = {"name": unit.name, "short_name": "", "code": ""}
    duty = duties.open_duty(
        by=SYSTEM, kind="assignment", title="补手续", owner_unit=unit, scope_path=place.units["county"].path
    )
    html = html_of(admin.post(edit, sent))
    assert "还不能停用" in html and "在职人员1人" in html and "未销号的任务1项" in html
    duties.cancel(by=place.actor("office"), duty=duty, reason="不办了")
    services.vacate(by=SYSTEM, post=place.posts["clerk"])
    services.edit_person(by=SYSTEM, person=place.people["clerk"], is_active=False)
    assert admin.post(edit, sent).status_code == 302
    unit.refresh_from_db()
    assert not unit.is_active
    assert admin.post(edit, {**sent, "is_active": "on"}).status_code == 302


def test_a_post_is_renamed_and_closed_only_when_nobody_holds_it(enter, place):
    admin, post = enter("admin"), place.posts["clerk"]
    url = post_url(place, "clerk", "edit")
    assert "范知行在岗" in html_of(admin.post(url, {"name": "综合科长"}))
    services.vacate(by=SYSTEM, post=post)
    assert admin.post(url, {"name": "综合科长"}).status_code == 302
    post.refresh_from_db()
    assert (post.title, post.is_active) == ("综合科长", False)
    assert post not in queries.vacancies(place.units["county"].path)
    refused = admin.post(post_url(place, "clerk", "appoint"), {"name": "范知行", "since": "2026-11-23"})
    assert "已停用" in html_of(refused)


def test_a_password_set_by_the_office_opens_only_the_page_that_changes_it(place, client):
    person = services.add_person(by=SYSTEM, name="新来的", unit=place.units["office"])
    post = services.add_post(
        by=SYSTEM, unit=place.units["office"], title="科员", role="project_office", reach="region"
    )
    services.appoint(by=SYSTEM, post=post, person=person)
    services.give_login(by=place.actor("admin"), person=person, username="xinlaide", password=PASSWORD)
    assert client.post("/login/", {"username": "xinlaide", "password": PASSWORD}).status_code == 302
    own = reverse("org:password")
    for url in ("/", LIST, "/projects/", "/projects/export/"):
        assert client.get(url)["Location"] == own
    assert "别人替您设的" in html_of(client.get(own))
    new = "梧桐二叶知秋2027"
    changed = client.post(own, {"old": PASSWORD, "password": new, "again": new})
    assert changed.status_code == 302 and client.get("/").status_code == 200
    services.reset_password(
        by=place.actor("admin"), person=Person.objects.get(pk=person.pk), password=PASSWORD
    )
    client.post("/login/", {"username": "xinlaide", "password": PASSWORD})
    assert client.get("/")["Location"] == own
    client.post("/logout/")


@pytest.mark.parametrize(("phone", "why"), [("138", "电话位数不够"), ("总机转3", "电话只能有")])
def test_a_phone_that_is_none_is_told_why(enter, place, phone, why):
    answer = enter("admin").post(add_url(place, "dep", "person"), {"name": "甲", "phone": phone})
    assert why in html_of(answer)
