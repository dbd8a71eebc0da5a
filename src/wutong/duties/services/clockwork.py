"""Stops of the clock, and due dates: moved only by request, reason and the approval of somebody else."""

from datetime import date

from wutong.duties import access, rules
from wutong.duties.enums import EventKind, RequestState, StopType
from wutong.duties.flows import FLOW
from wutong.duties.models import DueRequest, Duty
from wutong.duties.queries import open_stops
from wutong.duties.services.recording import about, clock_columns, moved, record, who
from wutong.kit import clock
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid, require
from wutong.kit.writing import Sheet, writing


def stop(
    *, by: Actor, duty: Duty, stop_type: str, reason: str, basis: str = "", limit: int | None = None
) -> None:
    """Stop the clock at the end of today, for a stated kind of reason; `limit` in the duty's unit for the stop itself."""
    if stop_type not in StopType.values:
        raise Invalid({"stop_type": "请选择暂停类型"})
    if limit is not None and limit < 0:
        raise Invalid({"limit": "暂停时限不能为负数"})
    with writing(by, "duties.stop", reason) as sheet:
        _take_note(sheet, duty, "stop", reason)
        record(sheet, duty, EventKind.STOPPED, reason, stop_type=stop_type, basis=basis, stop_limit=limit)
        _restate(sheet, duty)


def resume(*, by: Actor, duty: Duty, stop_type: str = "", text: str = "") -> None:
    """Let the clock run on from tomorrow; `stop_type` is needed only where several stops are open."""
    with writing(by, "duties.resume") as sheet:
        _take_note(sheet, duty, "resume")
        record(sheet, duty, EventKind.RESUMED, text, stop_type=stop_type or _only_stop(duty))
        _restate(sheet, duty)


def request_due(*, by: Actor, duty: Duty, to_date: date, precision: str = "day", reason: str) -> DueRequest:
    """Ask for another due date; nothing moves before somebody else approves."""
    due = rules.promised_due(to_date, precision)
    if due < clock.today():
        raise Invalid({"to_date": "改期日期不能早于今天"})
    if due == duty.due_on:
        raise Invalid({"to_date": "与现在的到期日相同，无需改期"})
    with writing(by, "duties.request_due", reason) as sheet:
        if duty.due_requests.filter(state=RequestState.OPEN).exists():
            raise Invalid("已有一份改期申请待审批，请先处理")
        _take_note(sheet, duty, "extend", reason)
        return _ask(sheet, duty, to_date, precision, reason)


def promise_changed(
    *, by: Actor, duty: Duty, to_date: date, precision: str, reason: str
) -> DueRequest | None:
    """Another source (a ledger imported again) names another date: ask for it in the name of who brought it.

    None where the date is the one already promised or asked for, or the clock does not run. What the same person
    asked before is withdrawn; what others asked stays for the one who decides.
    """
    require(access.can_request_due(by, duty))
    due = rules.promised_due(to_date, precision)
    if duty.state != "open" or duty.paused or due == _promised(duty):
        return None
    waiting = list(duty.due_requests.filter(state=RequestState.OPEN))
    if any(rules.promised_due(r.to_date, r.precision) == due for r in waiting):
        return None
    with writing(by, "duties.request_due", reason) as sheet:
        for request in waiting:
            if request.asked_by_person_id == by.person_id:
                _decide(sheet, request, RequestState.REFUSED, "申请人另提了日期")
        return _ask(sheet, duty, to_date, precision, reason)


def decide_due(*, by: Actor, request: DueRequest, approve: bool, note: str = "") -> None:
    """Approve or refuse a request. The baseline stays; a later date counts as one slip more."""
    require(access.can_decide_due(by, request))
    if request.state != RequestState.OPEN:
        raise Invalid("这份改期申请已经处理过")
    if not approve and not note.strip():
        raise Invalid({"note": "不同意要写明意见"})
    with writing(by, "duties.decide_due", note) as sheet:
        about(sheet, request.duty)
        _decide(sheet, request, RequestState.APPROVED if approve else RequestState.REFUSED, note)
        if approve:
            _move(sheet, request.duty, request)


def _take_note(sheet: Sheet, duty: Duty, step: str, reason: str = "") -> None:
    about(sheet, duty)
    FLOW.take(sheet, duty, step, reason=reason)


def _restate(sheet: Sheet, duty: Duty, **values) -> None:
    baseline = values.get("baseline_due_on", duty.baseline_due_on)
    sheet.update(duty, **values, **clock_columns(duty, baseline))
    moved(sheet, duty)


def _only_stop(duty: Duty) -> str:
    stops = open_stops(duty)
    if len(stops) > 1:
        raise Invalid({"stop_type": "有多项暂停，请选择恢复哪一项"})
    return stops[0]


def _promised(duty: Duty) -> date | None:
    return rules.promised_due(duty.promised_on, duty.precision) if duty.promised_on else duty.due_on


def _ask(sheet: Sheet, duty: Duty, to_date: date, precision: str, reason: str) -> DueRequest:
    if not reason.strip():
        raise Invalid({"reason": "申请改期要写明理由"})
    request = DueRequest(
        duty=duty,
        to_date=to_date,
        precision=precision,
        reason=reason.strip(),
        asked_by_person_id=sheet.by.person_id,
        asked_by_name=who(sheet.by),
    )
    sheet.create(request)
    return request


def _decide(sheet: Sheet, request: DueRequest, state: RequestState, note: str) -> None:
    sheet.update(
        request,
        state=state,
        decided_by_person_id=sheet.by.person_id,
        decided_by_name=who(sheet.by),
        decided_at=sheet.at,
        decision_note=note.strip(),
    )


def _move(sheet: Sheet, duty: Duty, request: DueRequest) -> None:
    """Enter the new date among the events. A date already past (a wrong one corrected) takes effect on itself."""
    if duty.state != "open" or duty.paused:
        raise Invalid("事项不在办理中或计时暂停中，不能改期")
    due = rules.promised_due(request.to_date, request.precision)
    before = duty.due_on
    more = {"from_text": before.isoformat() if before else "未定", "to_text": due.isoformat()}
    day = min(clock.today(), due)
    record(sheet, duty, EventKind.EXTENDED, request.reason, day, to_date=due, **more)
    _restate(
        sheet,
        duty,
        promised_on=request.to_date,
        precision=request.precision,
        baseline_due_on=duty.baseline_due_on or due,
        slips=duty.slips + (before is not None and due > before),
    )
