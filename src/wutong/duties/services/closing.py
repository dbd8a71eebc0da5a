"""Feedback, verification, and the two ends of a duty."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models

from wutong.duties import access, events
from wutong.duties.enums import EventKind, EvidenceKind
from wutong.duties.flows import FLOW
from wutong.duties.models import Duty, Evidence
from wutong.duties.queries import of_subject
from wutong.duties.rules import kind_of, proves
from wutong.duties.services.recording import about, arrived, clock_columns, record, tell
from wutong.files import services as files
from wutong.files.models import StoredFile
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import Sheet, writing


@dataclass(frozen=True)
class Proof:
    """A piece of evidence handed in: a text (a permit number, who confirmed), a stored file, or one just uploaded."""

    kind: str
    text: str = ""
    file: StoredFile | None = None
    upload: UploadedFile | None = None


def accept(*, by: Actor, duty: Duty) -> None:
    """The owner confirms that it has arrived (签收)."""
    with writing(by, "duties.accept") as sheet:
        about(sheet, duty)
        FLOW.take(sheet, duty, "accept", accepted_on=clock.today())
        record(sheet, duty, EventKind.ACCEPTED)


def note(*, by: Actor, duty: Duty, text: str, evidence: Iterable[Proof] = ()) -> None:
    """Tell how it stands without saying that it is done; the duty stays open and no longer counts as silent."""
    require(access.can_note(by, duty))
    if duty.state != "open":
        raise Invalid("事项不在办理中，不能再补充进展")
    with writing(by, "duties.note") as sheet:
        about(sheet, duty)
        proven = _hand_in(sheet, duty, evidence)
        record(sheet, duty, EventKind.NOTED, _written(text))
        sheet.update(duty, fed_back_on=clock.today(), proven=proven, **arrived(duty))


def report(*, by: Actor, duty: Duty, text: str, evidence: Iterable[Proof] = ()) -> None:
    """Say that it is done, with what proves it; from then on it waits for verification."""
    today = clock.today()
    with writing(by, "duties.report") as sheet:
        about(sheet, duty)
        require(FLOW.may(by, duty, "report"))
        proven = _hand_in(sheet, duty, evidence)
        FLOW.take(
            sheet,
            duty,
            "report",
            reported_on=today,
            reported_by_person_id=by.person_id,
            fed_back_on=today,
            proven=proven,
            **arrived(duty),
        )
        record(sheet, duty, EventKind.REPORTED, _written(text))
        tell(sheet, events.DutyReported, duty)


def send_back(*, by: Actor, duty: Duty, reason: str) -> None:
    """Not done yet: open again, and the days since the report count after all."""
    with writing(by, "duties.send_back", reason) as sheet:
        about(sheet, duty)
        FLOW.take(sheet, duty, "send_back", reason=reason, reported_on=None, reported_by_person_id=None)
        record(sheet, duty, EventKind.RETURNED, reason)
        tell(sheet, events.DutyReturned, duty)


def strike_off(*, by: Actor, duty: Duty, text: str = "") -> None:
    """Verified: the duty ends, in time or not by the day of the report that is accepted here."""
    with writing(by, "duties.strike_off") as sheet:
        about(sheet, duty)
        require(FLOW.may(by, duty, "strike_off"))
        record(sheet, duty, EventKind.SETTLED, text)
        _close(sheet, duty, "strike_off", settled_on=clock.today())


def settle(*, by: Actor, duty: Duty, text: str, proven: bool = False) -> None:
    """What was promised has arrived (a weekly report): the duty ends today, in time or late.

    Called by the app that owns the kind, which holds what arrived and says whether that proves it; only for kinds that
    say `arrives`.
    """
    today = clock.today()
    with writing(by, "duties.settle") as sheet:
        about(sheet, duty)
        require(FLOW.may(by, duty, "settle"))
        record(sheet, duty, EventKind.SETTLED, text)
        told = {"reported_on": today, "reported_by_person_id": by.person_id, "fed_back_on": today}
        _close(sheet, duty, "settle", settled_on=today, proven=proven, **told)


def cancel(*, by: Actor, duty: Duty, reason: str) -> None:
    """End it without its being done, with the reason."""
    with writing(by, "duties.cancel", reason) as sheet:
        about(sheet, duty)
        require(FLOW.may(by, duty, "cancel"))
        _cancel(sheet, duty, "cancel", reason)


def cancel_of_subject(*, by: Actor, subject: models.Model, reason: str, key: str | None = None) -> int:
    """Cancel what is unfinished of an object that has ended; `key` narrows it to one of its duties.

    Who may end the object is told by the app that owns it and calls this. Returns how many were cancelled.
    """
    duties = of_subject(subject).unfinished().select_related("owner_unit")
    if key is not None:
        duties = duties.filter(key=key)
    with writing(by, "duties.cancel", reason) as sheet:
        for duty in (found := list(duties)):
            _cancel(sheet, duty, "lapse", reason)
    return len(found)


def _cancel(sheet: Sheet, duty: Duty, step: str, reason: str) -> None:
    record(sheet, duty, EventKind.CANCELLED, reason)
    _close(sheet, duty, step, reason=reason, closing_reason=reason)


def _close(sheet: Sheet, duty: Duty, step: str, **values: Any) -> None:
    FLOW.take(sheet, duty, step, **clock_columns(duty), **values)
    tell(sheet, events.DutyClosed, duty, state=duty.state, proven=duty.proven)


def _hand_in(sheet: Sheet, duty: Duty, evidence: Iterable[Proof]) -> bool:
    """Keep the evidence; whether the duty is proven now."""
    given = list(evidence)
    for proof in given:
        _check(proof)
        sheet.create(
            Evidence(
                duty=duty,
                kind=proof.kind,
                text=proof.text.strip(),
                file=proof.file or _stored(sheet.by, proof),
                at=sheet.at,
                person_id=sheet.by.person_id,
                person_name=sheet.by.person_name,
            )
        )
    return duty.proven or proves(kind_of(duty.kind), [p.kind for p in given])


def _stored(by: Actor, proof: Proof) -> StoredFile | None:
    """A photo must be one that opens; another file one of a known kind."""
    upload = proof.upload
    if upload is None:
        return None
    keep = files.keep_picture if proof.kind == EvidenceKind.PHOTO else files.store
    try:
        return keep(by=by, name=upload.name or "", content=upload.read())
    except Invalid as error:
        raise Invalid({"evidence_file": str(error)}) from error


def _check(proof: Proof) -> None:
    kind = EvidenceKind(proof.kind)
    has_file = proof.file is not None or proof.upload is not None
    if kind in (EvidenceKind.PHOTO, EvidenceKind.FILE) and not has_file:
        raise Invalid({"evidence_file": f"佐证类型为“{kind.label}”，请选择文件"})
    if kind == EvidenceKind.PHOTO and proof.file and not proof.file.media_type.startswith("image/"):
        raise Invalid({"evidence_file": f"“{proof.file.name}”不是照片，请传照片或改选佐证类型“文件”"})
    if not has_file and not proof.text.strip():
        raise Invalid({"evidence_text": f"佐证类型为“{kind.label}”，请填写内容"})


def _written(text: str) -> str:
    if not text.strip():
        raise Invalid({"text": "请写明办理情况"})
    return text.strip()
