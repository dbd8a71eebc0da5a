"""The verbs of an instruction: registered, assigned, settled, reported back, answered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from wutong.duties import services as duties
from wutong.duties.models import Duty
from wutong.files import services as files
from wutong.files.models import StoredFile
from wutong.instructions import access, queries, rules
from wutong.instructions.enums import Answer
from wutong.instructions.flows import FLOW
from wutong.instructions.models import Instruction
from wutong.kit import clock
from wutong.kit.actor import SYSTEM, Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import writing
from wutong.org.models import Post, Unit
from wutong.org.queries import holders, region_of

ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Written:
    """What was written, when, on which paper; typed, photographed, or both."""

    given_on: date
    words: str = ""
    paper: str = ""
    contact: str = ""
    photo: UploadedFile | None = None

    def columns(self) -> dict[str, Any]:
        return {
            "given_on": self.given_on,
            "words": self.words.strip(),
            "paper": self.paper.strip(),
            "contact": self.contact.strip(),
        }


def register(*, by: Actor, leader: Post, written: Written) -> Instruction:
    """Enter an instruction under the next number of its region and year."""
    require(access.can_register_for(by, leader))
    _check(written, has_photo=written.photo is not None)
    scope_path = leader.unit.scope_path
    sign = f"{region_of(scope_path).name[0]}督"
    holder = holders([leader]).get(leader.pk)
    with writing(by, "instructions.register") as sheet:
        instruction = Instruction(
            scope_path=scope_path,
            number=queries.next_number(sign, scope_path, written.given_on.year),
            leader_post=leader,
            leader_name=holder.name if holder else "",
            photo=_kept(by, written.photo),
            **written.columns(),
        )
        sheet.about(instruction)
        sheet.create(instruction)
    return instruction


def edit(*, by: Actor, instruction: Instruction, written: Written) -> None:
    """Complete or mend what was entered, as long as nothing has been assigned; a new picture takes the old one's place."""
    _check(written, has_photo=written.photo is not None or instruction.photo_id is not None)
    with writing(by, "instructions.edit") as sheet:
        sheet.about(instruction)
        columns = written.columns()
        if written.photo is not None:
            columns["photo"] = _kept(by, written.photo)
        FLOW.take(sheet, instruction, "edit", **columns)


def assign(
    *,
    by: Actor,
    instruction: Instruction,
    text: str,
    units: list[Unit],
    due_on: date,
    separately: bool = False,
) -> list[Duty]:
    """Give it to units: the first leads and the others join, or `separately` each has an assignment of its own."""
    _check_assignment(text, units, due_on)
    parts = [(unit, []) for unit in units] if separately else [(units[0], units[1:])]
    with writing(by, "instructions.assign") as sheet:
        sheet.about(instruction)
        first = instruction.assigned_on or clock.today()
        FLOW.take(sheet, instruction, "assign", assigned_on=first, settled_on=None)
        return [_open(by, instruction, text.strip(), part, due_on) for part in parts]


def _open(
    by: Actor, instruction: Instruction, text: str, part: tuple[Unit, list[Unit]], due_on: date
) -> Duty:
    owner, joining = part
    return duties.open_duty(
        by=by,
        kind=ASSIGNMENT,
        title=text[:200],
        detail=text,
        number=rules.assignment_number(instruction.number, queries.assignments(instruction).count()),
        subject=instruction,
        source=instruction,
        scope_path=instruction.scope_path,
        owner_unit=owner,
        co_owners=tuple(joining),
        creditor_unit=Unit.objects.get(pk=by.unit_id),
        promised_on=due_on,
    )


def follow(*, instruction: Instruction) -> None:
    """Note what its assignments have come to: all struck off, or all cancelled. Nothing where some are under way."""
    for step, values in (("settle", {"settled_on": clock.today()}), ("fall_back", {"assigned_on": None})):
        if FLOW.may(SYSTEM, instruction, step):
            with writing(SYSTEM, f"instructions.{step}") as sheet:
                sheet.about(instruction)
                FLOW.take(sheet, instruction, step, **values)
            return


def settle(*, by: Actor, instruction: Instruction) -> None:
    """Note by hand that all of it is struck off, where the system has not."""
    with writing(by, "instructions.settle") as sheet:
        sheet.about(instruction)
        FLOW.take(sheet, instruction, "settle", settled_on=clock.today())


def report_back(*, by: Actor, instruction: Instruction, outcome: str) -> None:
    """The leader is handed one A4."""
    if not outcome.strip():
        raise Invalid({"outcome": "请写明办理结果"})
    cleared = {"answer": "", "answer_words": "", "answered_on": None}
    with writing(by, "instructions.report_back") as sheet:
        sheet.about(instruction)
        FLOW.take(sheet, instruction, "report", outcome=outcome.strip(), reported_on=clock.today(), **cleared)


def note_answer(*, by: Actor, instruction: Instruction, answer: str, words: str = "") -> None:
    """The leader's word: content with it, or it goes on and waits to be assigned again."""
    if answer not in Answer.values:
        raise Invalid({"answer": "请选择领导意见"})
    said = {"answer": answer, "answer_words": words.strip(), "answered_on": clock.today()}
    with writing(by, "instructions.answer", words) as sheet:
        sheet.about(instruction)
        if answer == Answer.GO_ON:
            FLOW.take(sheet, instruction, "go_on", reason=words, **said)
        else:
            FLOW.take(sheet, instruction, "answer", **said)


def file(*, by: Actor, instruction: Instruction, reason: str) -> None:
    """Nothing is to be done: read and filed."""
    with writing(by, "instructions.file", reason) as sheet:
        sheet.about(instruction)
        FLOW.take(sheet, instruction, "file", reason=reason, filing_reason=reason.strip())


def _kept(by: Actor, photo: UploadedFile | None) -> StoredFile | None:
    if photo is None:
        return None
    try:
        return files.keep_picture(by=by, name=photo.name or "批示.jpg", content=photo.read())
    except Invalid as error:
        raise Invalid({"photo": str(error)}) from error


def _check(written: Written, has_photo: bool) -> None:
    errors = {}
    if written.given_on > clock.today():
        errors["given_on"] = "批示日期不能晚于今天"
    if not written.words.strip() and not has_photo:
        errors["words"] = "请拍照上传原件，或填写批示内容"
    if errors:
        raise Invalid(errors)


def _check_assignment(text: str, units: list[Unit], due_on: date) -> None:
    errors = {}
    if not text.strip():
        errors["text"] = "请写明交办事项"
    if not units:
        errors["lead"] = "请选择承办单位"
    if due_on < clock.today():
        errors["due_on"] = "办理时限不能早于今天"
    if errors:
        raise Invalid(errors)
