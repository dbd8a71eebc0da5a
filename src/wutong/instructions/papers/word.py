"""The slip and the report as Word files."""

from wutong.duties.models import Duty
from wutong.instructions import rules
from wutong.instructions.models import Instruction
from wutong.instructions.papers.telling import HEADS, TITLE, Report, words_of
from wutong.kit import clock, word


def slip(instruction: Instruction, duty: Duty) -> bytes:
    """The slip of an assignment (交办单), with the receipt that the unit signs and sends back."""
    joining = "、".join(co.unit.name for co in duty.co_owners.all())
    due = words_of(duty.due_on) + "前" if duty.due_on else "未定"
    document = word.page()
    word.title(document, "督查事项交办单")
    word.paragraph(document, duty.number, centred=True)
    word.facts(
        document,
        [
            ("承办单位", duty.owner_unit.name),
            *([("配合单位", joining)] if joining else []),
            ("批示领导", f"{instruction.leader}，{words_of(instruction.given_on)}"),
            *([("批示文件", instruction.paper)] if instruction.paper else []),
            ("批示内容", instruction.words),
            ("交办事项", duty.detail or duty.title),
            ("办理时限", due),
            ("联系人", instruction.contact or "—"),
        ],
    )
    word.paragraph(
        document, "请在一个工作日内签收，按时限办结并附佐证材料反馈；不能按期办结的，到期前申请改期。"
    )
    word.to_the_right(document, duty.creditor_unit.name if duty.creditor_unit else "")
    word.to_the_right(document, words_of(clock.local(duty.created_at).date()))
    word.paragraph(document, "………………………………签收回执………………………………", size=word.TABLE_PT, centred=True)
    receipt = words_of(duty.accepted_on) if duty.accepted_on else ""
    rows = (("编号", duty.number), ("签收单位", duty.owner_unit.name), ("签收人", ""), ("签收日期", receipt))
    word.facts(document, rows)
    return word.content(document)


def report(told: Report) -> bytes:
    """The report on one A4: the type shrinks until it stands on it."""
    said = [*told.lines, told.outcome, *("".join(row) for row in told.rows)]
    size = rules.type_size(said, len(told.rows) + 10)
    document = word.page(size)
    word.title(document, TITLE)
    word.paragraph(document, f"{told.to}：", size=size).paragraph_format.first_line_indent = 0
    for line in told.lines:
        word.paragraph(document, line, size=size)
    word.paragraph(document, f"办理结果：{told.outcome}", size=size)
    if told.rows:
        word.table(document, HEADS, told.rows)
    if told.more:
        word.paragraph(document, f"另有 {told.more} 件，见系统。", size=size)
    word.to_the_right(document, told.signed, size)
    word.to_the_right(document, told.day, size)
    word.paragraph(document, "领导意见：□ 满意　□ 继续办　　　　　　　签字：", size=size)
    return word.content(document)
