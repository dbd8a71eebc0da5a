"""What the one A4 of a project says, from what its page shows: the same for PDF and Word."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from wutong.engines import units
from wutong.kit.onepage import Block, OnePage, cut, fitting, lines, table
from wutong.projects.dossier import Dossier, DutyRow
from wutong.projects.enums import PermitState, Stage

STAGES = 8
_LIGHTS = {"over": "■", "warn": "▲", "ok": "●", "paused": "Ⅱ", "done": "✓"}
_WORDS = {"on_track": "● 正常", "at_risk": "▲ 有风险", "delayed": "■ 滞后"}
_URGENT = ("over", "warn", "ok", "paused", "done")


def page_of(dossier: Dossier) -> OnePage:
    """As much of nodes and problems as stands on the page."""
    return fitting(lambda most: _page(dossier, most))


def _page(dossier: Dossier, most: int) -> OnePage:
    project, today = dossier.project, dossier.today
    heads = (_state(dossier), _way(dossier), _money(dossier))
    blocks = (*heads, _nodes(dossier, most), _problems(dossier, most), *_rest(dossier))
    foot = f"{project.county.name}项目中心　数据截至{_day(today)}　○ 只有填报　◆ 有佐证"
    return OnePage(cut(project.name, 44), cut(dossier.sentence), blocks, foot)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else "—"


def _wan(yuan: Decimal | None) -> str:
    return "—" if yuan is None else units.display(yuan, "万元", 0)


def _state(dossier: Dossier) -> Block:
    """Where it stands, by both lights, and who has to move next."""
    project, lights = dossier.project, dossier.lights
    told = [f"系统研判：{_WORDS[lights['computed']]}，{lights['reason']}。{lights['disagreement']}"]
    if project.condition_reason or project.condition != "normal":
        told.append(f"状态：{project.get_condition_display()}。{project.condition_reason}")
    on = f"（{_day(project.progress_on)}）" if project.progress_on else ""
    told.append(f"形象进度{on}：{project.progress or '还没有报过'}")
    told.append(f"球在谁手里：{_ball(dossier)}")
    return lines("一、现在怎样", told)


def _ball(dossier: Dossier) -> str:
    """Who owes the next node: the one with the nearest day that is still open."""
    waiting = [row for row in dossier.nodes if row.duty.state in ("open", "reported") and row.duty.due_on]
    if not waiting:
        return "没有在办的节点"
    row = waiting[0]
    who = f"{row.duty.owner_unit}{f' {row.duty.owner_post.title}' if row.duty.owner_post else ''}"
    if row.duty.state == "reported":
        return f"{row.text}已反馈，等{row.duty.creditor_unit or '交办单位'}核验"
    return f"{who}，{row.text}，{_day(row.duty.due_on)}到期，{_light(row)}"


def _light(row: DutyRow) -> str:
    words = {"over": "超期{}天", "warn": "还剩{}天", "ok": "还剩{}天"}.get(row.light, "")
    days = words.format(row.days) if words and row.days is not None else ""
    return f"{_LIGHTS.get(row.light, '○')} {days}".strip()


def _way(dossier: Dossier) -> Block:
    """The life line in one line: the stages taken, where it stands, what is still wanted for the next."""
    project = dossier.project
    taken = [f"{c.to_text}（{c.day.year}-{c.day.month:02d}）" for c in dossier.changes][-STAGES:]
    here = f"现处{Stage(project.stage).label}，{_day(project.stage_since)}起"
    following, gaps = dossier.before_next
    next_one = f"进入{following}还缺：{'、'.join(gaps)}" if gaps else ""
    promised = f"计划竣工{_day(project.finish_on)}" if project.finish_on else "计划竣工未填"
    return lines("二、走到哪一步", [x for x in (" → ".join(taken), f"{here}；{promised}。", next_one) if x])


def _money(dossier: Dossier) -> Block:
    """Each meaning in a row of its own; they are never summed."""
    project = dossier.project
    rows = [
        ("计划总投资", _wan(project.total_yuan), "—", project.money_source or "台账"),
        (f"{dossier.today.year}年度计划", _wan(dossier.plan_yuan), "—", project.money_source or "台账"),
    ]
    for account in dossier.accounts:
        figure = account.latest
        if figure:
            mark = "◆" if figure.proven else "○"
            rows.append(
                (account.label, _wan(figure.ytd_yuan), f"{figure.month:%Y-%m}", f"{mark} {figure.source}")
            )
    columns = (("口径", 3), ("万元（年初以来）", 3), ("截至", 2), ("来源", 5))
    return table("三、投资（各口径互不相加）", columns, rows, len(rows), (1,))


def _nodes(dossier: Dossier, most: int) -> Block:
    """The red and the yellow first, then what comes; those done last."""
    rows = sorted(dossier.nodes, key=lambda row: _URGENT.index(row.light) if row.light in _URGENT else 9)
    rows = [row for row in rows if row.duty.state not in ("struck_off", "cancelled")]
    told = [
        (
            _light(row),
            row.text,
            str(row.duty.owner_unit),
            *map(_iso, (row.duty.due_on, row.duty.baseline_due_on)),
        )
        for row in rows
    ]
    columns = (("灯", 3), ("节点", 6), ("责任单位", 4), ("到期", 3), ("基准", 3))
    return _or_none(table("四、节点（红黄灯在前）", columns, told, most), "没有在办的节点。")


def _problems(dossier: Dossier, most: int) -> Block:
    told = [
        (_light(row), problem.text, str(row.duty.owner_unit), _iso(row.duty.due_on))
        for problem, row in dossier.problems
        if row.duty.state in ("open", "reported")
    ]
    columns = (("灯", 3), ("问题", 8), ("责任单位", 4), ("时限", 3))
    return _or_none(table("五、问题", columns, told, most), "没有在案的问题。")


def _or_none(block: Block, words: str) -> Block:
    return block if block.rows else Block(block.head, (words,))


def _rest(dossier: Dossier) -> Iterable[Block]:
    permits = "；".join(
        f"{label}{PermitState(permit.state).label if permit else '未填'}"
        for label, permit in dossier.permits.items()
    )
    yield lines("六、手续", [permits])
    people = "；".join(
        f"{m.get_role_display()}{m.person.name if m.person else m.unit.short_name or m.unit.name}"
        for m in dossier.serving
    )
    yield lines("七、谁负责", [people or "还没有定责任人"])
