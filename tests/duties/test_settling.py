"""What arrives with the app that owns its kind is settled there; what comes in a rhythm does not drown the lists."""

from datetime import date

import pytest

from wutong.duties import lists, services
from wutong.duties.flows import FLOW
from wutong.duties.models import DutyEvent
from wutong.kit import clock, sockets
from wutong.kit.sockets import DutyKind
from wutong.kit.verdict import Refused


@pytest.fixture
def weekly(monkeypatch) -> str:
    kind = DutyKind("weekly_trial", "周报", routine=True, arrives=True)
    monkeypatch.setitem(sockets.duty_kinds, kind.key, kind)
    return kind.key


def test_what_has_arrived_is_struck_off_at_once(place, weekly):
    duty = place.open(kind=weekly)
    services.settle(by=place.clerk, duty=duty, text="第8周已报", proven=True)
    duty.refresh_from_db()
    assert (duty.state, duty.settled_on, duty.reported_on) == ("struck_off", clock.today(), clock.today())
    assert duty.proven and duty.reported_by_person_id == place.clerk.person_id
    assert DutyEvent.objects.get(duty=duty, kind="settled").text == "第8周已报"
    with pytest.raises(Refused, match="已销号"):
        services.settle(by=place.clerk, duty=duty, text="再报一次")


def test_what_must_be_verified_cannot_be_settled_so(place):
    """The control: the same step on a kind that does not arrive anywhere."""
    duty = place.open(kind="plain")
    with pytest.raises(Refused, match="要经反馈、核验"):
        services.settle(by=place.clerk, duty=duty, text="办完了")
    duty.refresh_from_db()
    assert duty.state == "open"


def test_nobody_settles_elsewhere_and_no_page_offers_it(place, weekly):
    duty = place.open(kind=weekly)
    with pytest.raises(Refused, match="其他地区"):
        services.settle(by=place.neighbour_office, duty=duty, text="越权")
    from wutong.duties.forms import STEP_FORMS

    assert "settle" in FLOW.steps and "settle" not in STEP_FORMS


def _shown(place, tab: str, **given) -> set[str]:
    duties = lists.TABS[tab].duties(place.clerk)
    filters = lists.Filters(given, duties, clock.today())
    return set(lists.found(lists.TABS[tab], filters, duties).values_list("title", flat=True))


def test_others_lists_show_a_rhythm_only_where_it_is_late_or_asked_for(place, weekly):
    place.open(kind=weekly, title="这周", limit=None, promised_on=date(2027, 1, 1))
    place.open(
        kind=weekly, title="上周", limit=None, started_on=date(2020, 1, 1), promised_on=date(2020, 1, 5)
    )
    place.open(kind="plain", title="普通")
    assert _shown(place, "unit") == {"上周", "普通"}
    assert _shown(place, "unit", kind=weekly) == {"上周", "这周"}
    assert _shown(place, "mine") == {"上周", "这周", "普通"}
