"""The life of a duty as data: it ends when it is struck off after verification, not when somebody says so."""

from wutong.duties import access
from wutong.duties.enums import EventKind
from wutong.duties.models import Duty
from wutong.duties.rules import evidence_words, kind_of
from wutong.kit import clock
from wutong.kit.flow import Flow, State, Step
from wutong.kit.verdict import YES, Verdict, no

OPEN, REPORTED, STRUCK_OFF, CANCELLED = "open", "reported", "struck_off", "cancelled"


def _running(duty: Duty) -> Verdict:
    return no("计时暂停中，请先恢复") if duty.paused else YES


def _paused(duty: Duty) -> Verdict:
    return YES if duty.paused else no("没有暂停")


def _not_due_yet(duty: Duty) -> Verdict:
    """Stopping must not hide delay: a clock that has run out cannot be stopped."""
    if duty.due_on and duty.due_on <= clock.today():
        return no("已到期，不能再暂停计时")
    if not (duty.due_on or duty.paused):
        return no("没有时限，无需暂停")
    return YES


def _to_accept(duty: Duty) -> Verdict:
    if duty.accept_by is None:
        return no("这类事项不用签收")
    return no("已经签收") if duty.accepted_on else YES


def _not_chased_today(duty: Duty) -> Verdict:
    today = clock.today()
    chased = any(event.kind == EventKind.CHASED and event.day == today for event in duty.events.all())
    return no("今天已经催办过") if chased else YES


def _arrives(duty: Duty) -> Verdict:
    return YES if kind_of(duty.kind).arrives else no("这类事项要经反馈、核验才能销号")


def _proven(duty: Duty) -> Verdict:
    needed = kind_of(duty.kind).evidence
    if needed and not duty.proven:
        return no(f"还缺佐证材料：{evidence_words(needed)}（任一）")
    return YES


FLOW = Flow(
    "duty",
    states=[
        State(OPEN, "办理中"),
        State(REPORTED, "已反馈待核验", public_label="办理中"),
        State(STRUCK_OFF, "已销号", public_label="已办结", terminal=True),
        State(CANCELLED, "已取消", terminal=True),
    ],
    steps=[
        Step("accept", "签收", (OPEN,), None, access.can_accept, guard=_to_accept),
        Step("chase", "催办", (OPEN,), None, access.can_chase, guard=_not_chased_today),
        Step("report", "反馈", (OPEN,), REPORTED, access.can_report, guard=_running),
        Step("send_back", "退回", (REPORTED,), OPEN, access.can_send_back, reason=True),
        Step("strike_off", "销号", (REPORTED,), STRUCK_OFF, access.can_strike_off, guard=_proven),
        Step("extend", "申请改期", (OPEN,), None, access.can_request_due, guard=_running, reason=True),
        Step("stop", "暂停", (OPEN,), None, access.can_stop, guard=_not_due_yet, reason=True),
        Step("resume", "恢复", (OPEN,), None, access.can_resume, guard=_paused),
        Step("hand_over", "移交", (OPEN, REPORTED), None, access.can_hand_over, reason=True),
        Step("cancel", "取消", (OPEN, REPORTED), CANCELLED, access.can_cancel, reason=True),
        Step("settle", "收到销号", (OPEN,), STRUCK_OFF, access.can_settle, guard=_arrives),
        Step("lapse", "随对象取消", (OPEN, REPORTED), CANCELLED, access.can_lapse, reason=True),
    ],
)
