"""Feedback, evidence, verification, cancellation, hand-over, and what each leaves behind."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wutong.audit.models import Change, Entry
from wutong.duties import events, services
from wutong.duties.models import Duty, DutyEvent
from wutong.files import services as files
from wutong.kit import sockets
from wutong.kit.sockets import DutyKind
from wutong.kit.verdict import Invalid, Refused


@pytest.fixture
def permit(monkeypatch) -> str:
    """A kind that needs a number or a file before it can be struck off."""
    kind = DutyKind("permit_trial", "办件", evidence=("number", "file"))
    monkeypatch.setitem(sockets.duty_kinds, kind.key, kind)
    return kind.key


@pytest.fixture
def heard(monkeypatch) -> list:
    found: list[object] = []
    for event_type in (events.DutyOpened, events.DutiesOpened, events.DutyMoved, events.DutyClosed):
        monkeypatch.setitem(sockets._listeners, event_type, [found.append])
    return found


def test_evidence_of_the_kind_is_needed_before_striking_off(place, permit):
    duty = place.open(kind=permit)
    services.report(
        by=place.clerk, duty=duty, text="办结", evidence=[services.Proof("confirmation", "企业王经理")]
    )
    assert not duty.proven
    with pytest.raises(Refused, match="还缺佐证材料：证号或文号、文件"):
        services.strike_off(by=place.office, duty=duty)
    services.send_back(by=place.office, duty=duty, reason="没有证号")
    proof = services.Proof("number", "地字第2026001号")
    services.report(by=place.clerk, duty=duty, text="补上证号", evidence=[proof])
    services.strike_off(by=place.office, duty=duty)
    assert (duty.state, duty.proven) == ("struck_off", True)


def test_said_without_evidence_is_not_proven(place):
    duty = place.open()
    services.report(by=place.clerk, duty=duty, text="办结")
    services.strike_off(by=place.office, duty=duty)
    assert (duty.state, duty.proven) == ("struck_off", False)


@pytest.mark.parametrize(
    ("proof", "where"),
    [
        (("photo", ""), "evidence_file"),
        (("file", "有文件"), "evidence_file"),
        (("number", " "), "evidence_text"),
    ],
)
def test_empty_evidence_is_refused(place, proof, where):
    duty = place.open()
    with pytest.raises(Invalid) as refused:
        services.report(by=place.clerk, duty=duty, text="办结", evidence=[services.Proof(*proof)])
    assert where in refused.value.errors
    assert Duty.objects.get().state == "open"
    assert not DutyEvent.objects.exists()


def shot() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "#f7f4ec").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.xlsx", b"PK\x03\x04 broken"),
        ("照片.jpg", b"\xff\xd8\xff broken"),
        ("照片.png", b"%PDF-1.7 a paper"),
        ("照片.png", b""),
    ],
)
def test_a_photo_must_be_one_that_opens(place, name, content):
    duty = place.open()
    proof = services.Proof("photo", upload=SimpleUploadedFile(name, content))
    with pytest.raises(Invalid) as refused:
        services.report(by=place.clerk, duty=duty, text="办结", evidence=[proof])
    assert set(refused.value.errors) == {"evidence_file"}
    assert not Duty.objects.get().proven


def test_a_photo_is_proof_and_a_file_is_not_a_photo(place):
    duty = place.open()
    proof = services.Proof("photo", upload=SimpleUploadedFile("现场.png", shot()))
    services.report(by=place.clerk, duty=duty, text="办结", evidence=[proof])
    kept = duty.evidence.get().file
    assert (duty.proven, kept.media_type) == (True, "image/jpeg")
    paper = files.store(by=place.clerk, name="批复.pdf", content=b"%PDF-1.7 a paper")
    with pytest.raises(Invalid, match="不是照片"):
        services.report(
            by=place.clerk, duty=place.open(), text="办结", evidence=[services.Proof("photo", file=paper)]
        )


def test_feedback_must_say_something(place):
    duty = place.open()
    for verb in (services.report, services.note):
        with pytest.raises(Invalid):
            verb(by=place.clerk, duty=duty, text="  ")


def test_reasons_are_required(place):
    duty = place.open()
    with pytest.raises(Invalid, match="取消要写明理由"):
        services.cancel(by=place.office, duty=duty, reason=" ")
    with pytest.raises(Invalid):
        services.stop(by=place.office, duty=duty, stop_type="other", reason="")
    with pytest.raises(Invalid):
        services.hand_over(by=place.office, duty=duty, to_unit=place.units["other_dep"], reason="")
    with pytest.raises(Invalid):
        services.stop(by=place.office, duty=duty, stop_type="holiday", reason="x")
    services.report(by=place.clerk, duty=duty, text="办结")
    with pytest.raises(Invalid):
        services.send_back(by=place.office, duty=duty, reason="")


def test_steps_out_of_order_are_refused(place):
    duty = place.open()
    with pytest.raises(Refused, match="办理中"):
        services.strike_off(by=place.office, duty=duty)
    services.cancel(by=place.office, duty=duty, reason="项目终止")
    for verb in (services.report, services.note):
        with pytest.raises((Refused, Invalid)):
            verb(by=place.clerk, duty=duty, text="还想反馈")
    with pytest.raises(Refused, match="已取消"):
        services.cancel(by=place.office, duty=duty, reason="再取消")


def test_no_report_while_the_clock_stands(place):
    duty = place.open()
    services.stop(by=place.office, duty=duty, stop_type="other", reason="等批复")
    with pytest.raises(Refused, match="暂停中"):
        services.report(by=place.clerk, duty=duty, text="办结")


def test_handing_over_keeps_who_had_it(place, on):
    with on(2026, 3, 2):
        duty = place.open()
    with on(2026, 3, 6):
        services.hand_over(by=place.office, duty=duty, to_unit=place.units["other_dep"], reason="职能调整")
    event = DutyEvent.objects.get()
    assert (event.from_text, event.to_text, event.text) == ("县发改局", "县住建局", "职能调整")
    assert duty.owner_unit == place.units["other_dep"]
    assert duty.due_on == date(2026, 3, 12)
    assert [h.owner_unit_id for h in duty.history.order_by("history_id")] == [
        place.units["dep"].pk,
        place.units["other_dep"].pk,
    ]


def test_a_post_of_another_unit_is_refused(place):
    duty = place.open()
    with pytest.raises(Invalid, match="不是"):
        services.hand_over(
            by=place.office,
            duty=duty,
            to_unit=place.units["other_dep"],
            to_post=place.posts["clerk"],
            reason="职能调整",
        )
    with pytest.raises(Invalid, match="无需移交"):
        services.hand_over(by=place.office, duty=duty, to_unit=place.units["dep"], reason="职能调整")


def test_an_ended_object_takes_its_duties_with_it(place):
    subject = place.units["neighbour"]
    kept = place.open(subject=place.units["county"])
    for key in ("start", "finish"):
        place.open(subject=subject, key=key)
    assert services.cancel_of_subject(by=place.office, subject=subject, reason="项目取消", key="start") == 1
    assert services.cancel_of_subject(by=place.office, subject=subject, reason="项目取消") == 1
    kept.refresh_from_db()
    assert kept.state == "open"
    assert set(Duty.objects.filter(state="cancelled").values_list("closing_reason", flat=True)) == {
        "项目取消"
    }


def test_each_verb_leaves_one_entry_and_tells_the_listeners(place, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        duty = place.open(subject=place.units["county"])
        services.hand_over(by=place.office, duty=duty, to_unit=place.units["other_dep"], reason="职能调整")
        services.cancel(by=place.office, duty=duty, reason="项目终止")
    assert [type(e).__name__ for e in heard] == ["DutyOpened", "DutyMoved", "DutyClosed"]
    assert {(e.subject_type, e.subject_id) for e in heard} == {("org.unit", place.units["county"].pk)}
    entries = Entry.objects.order_by("seq")
    assert [e.verb for e in entries] == ["duties.open", "duties.hand_over", "duties.cancel"]
    assert {e.object_label for e in entries} == {duty.title}
    assert entries[1].reason == "职能调整"
    assert Change.objects.filter(entry=entries[2], object_type="duties.duty").count() == 1
