"""From the photograph to the leader's word."""

from datetime import date

import pytest

from tests.instructions.conftest import FRIDAY, MONDAY, WORDS, picture
from wutong.audit.models import Entry
from wutong.duties import services as duties
from wutong.duties.models import Duty, Reminder
from wutong.duties.services import Proof
from wutong.instructions import services
from wutong.instructions.models import Instruction
from wutong.instructions.services import Written
from wutong.kit import clock
from wutong.kit.verdict import Invalid, Refused


def _answered(place, duty, who="clerk"):
    proof = [Proof("number", "凤发改〔2026〕1号")]
    duties.report(by=getattr(place, who), duty=duty, text="已查清", evidence=proof)


def test_what_is_photographed_on_monday_is_struck_off_on_friday_and_reported_back(
    place, register, assign, commits
):
    written = register(photo=picture())
    assert (written.number, written.leader_name) == ("凤督〔2026〕1号", place.people["principal"].name)
    assert written.photo.media_type == "image/jpeg"
    (duty,) = assign(written, "dep", "other_dep")
    assert (duty.number, duty.due_on, duty.accept_by) == ("凤督〔2026〕1号-1", FRIDAY, date(2026, 11, 24))
    assert [co.unit for co in duty.co_owners.all()] == [place.units["other_dep"]]
    with clock.standing_on(FRIDAY):
        _answered(place, duty)
        with commits():
            duties.strike_off(by=place.inspector, duty=duty)
        written.refresh_from_db()
        assert (written.state, written.settled_on) == ("settled", FRIDAY)
        services.report_back(by=place.inspector, instruction=written, outcome="已查清，责任人约谈")
        services.note_answer(by=place.principal, instruction=written, answer="satisfied")
    assert (written.state, written.reported_on, written.answer) == ("reported", FRIDAY, "satisfied")


def test_separate_assignments_must_all_be_struck_off(place, register, assign, commits):
    written = register()
    first, second = assign(written, "dep", "other_dep", separately=True)
    assert [d.number for d in (first, second)] == ["凤督〔2026〕1号-1", "凤督〔2026〕1号-2"]
    for duty, who, state in ((first, "clerk", "assigned"), (second, "neighbour_department", "settled")):
        _answered(place, duty, who)
        with commits():
            duties.strike_off(by=place.inspector, duty=duty)
        written.refresh_from_db()
        assert written.state == state


def test_when_all_is_cancelled_it_waits_to_be_assigned_again(place, register, assign, commits):
    written = register()
    (duty,) = assign(written, "dep")
    with commits():
        duties.cancel(by=place.inspector, duty=duty, reason="交错单位")
    written.refresh_from_db()
    assert (written.state, written.assigned_on) == ("registered", None)


def test_more_may_be_assigned_after_it_was_settled(place, register, assign, commits):
    written = register()
    (duty,) = assign(written, "dep")
    _answered(place, duty)
    with commits():
        duties.strike_off(by=place.inspector, duty=duty)
    written.refresh_from_db()
    assign(written, "other_dep")
    assert (written.state, written.settled_on) == ("assigned", None)
    with pytest.raises(Refused, match="还有 1 件交办没有销号"):
        services.settle(by=place.inspector, instruction=written)


def test_the_leader_wants_more(place, register, assign, commits):
    written = register()
    (duty,) = assign(written, "dep")
    _answered(place, duty)
    with commits():
        duties.strike_off(by=place.inspector, duty=duty)
    written.refresh_from_db()
    services.report_back(by=place.inspector, instruction=written, outcome="已查清")
    with pytest.raises(Invalid):
        services.note_answer(by=place.principal, instruction=written, answer="go_on")
    services.note_answer(by=place.principal, instruction=written, answer="go_on", words="再查望云路")
    assert (written.state, written.answer_words) == ("registered", "再查望云路")
    (again,) = assign(written, "dep")
    assert again.number == "凤督〔2026〕1号-2"


def test_an_answer_is_noted_once(place, register, assign, commits):
    written = register()
    (duty,) = assign(written, "dep")
    _answered(place, duty)
    with commits():
        duties.strike_off(by=place.inspector, duty=duty)
    written.refresh_from_db()
    services.report_back(by=place.inspector, instruction=written, outcome="已查清")
    services.note_answer(by=place.inspector, instruction=written, answer="satisfied")
    for answer in ("satisfied", "go_on"):
        with pytest.raises(Refused, match="已记下领导意见"):
            services.note_answer(by=place.principal, instruction=written, answer=answer, words="再查")


def test_a_photograph_alone_waits_for_its_words(place, register, assign):
    written = register(by="principal", words="", photo=picture())
    with pytest.raises(Refused, match="还缺：批示内容"):
        assign(written, "dep")
    services.edit(by=place.inspector, instruction=written, written=Written(MONDAY, WORDS))
    assert (written.words, bool(written.photo_id)) == (WORDS, True)
    assert assign(written, "dep")
    with pytest.raises(Refused):
        services.edit(by=place.inspector, instruction=written, written=Written(MONDAY, "别的"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": " "}, "words"),
        ({"given_on": date(2026, 11, 24)}, "given_on"),
        ({"photo": picture(kind="GIF")}, "photo"),
    ],
)
def test_what_cannot_be_right_is_refused(register, wrong, field):
    with pytest.raises(Invalid) as refused:
        register(**wrong)
    assert list(refused.value.errors) == [field]
    assert not Instruction.objects.exists()


def test_an_assignment_needs_a_text_a_unit_and_a_day_to_come(register, assign):
    with pytest.raises(Invalid) as refused:
        assign(register(), text=" ", due_on=date(2026, 11, 1))
    assert set(refused.value.errors) == {"text", "lead", "due_on"}
    assert not Duty.objects.exists()


def test_nothing_to_do_is_filed_with_its_reason(place, register, assign):
    written = register()
    with pytest.raises(Invalid):
        services.file(by=place.inspector, instruction=written, reason=" ")
    services.file(by=place.inspector, instruction=written, reason="圈阅件")
    assert written.state == "filed"
    with pytest.raises(Refused):
        assign(written, "dep")


def test_each_verb_is_one_entry_of_the_log(place, register, assign):
    before = Entry.objects.count()
    written = register(photo=picture())
    assign(written, "dep", "other_dep", separately=True)
    verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))[before:]
    assert verbs == ["instructions.register", "instructions.assign"]


def test_numbers_are_those_of_the_place_and_year(register):
    assert [register().number for _ in range(3)] == [f"凤督〔2026〕{n}号" for n in (1, 2, 3)]
    assert register(given_on=date(2025, 12, 31)).number == "凤督〔2025〕1号"


def test_who_is_chased_finds_it_in_the_inbox(place, register, assign):
    (duty,) = assign(register(), "dep")
    duties.chase(by=place.principal, duty=duty, text="今天报进展")
    reminder = Reminder.objects.get()
    assert (reminder.unit, "今天报进展" in reminder.text) == (place.units["dep"], True)
