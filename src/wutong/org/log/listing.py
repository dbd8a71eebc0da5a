"""The log as a list: what one may ask of it, and the words for what was done."""

from datetime import date, datetime, time
from functools import cached_property

from django.apps import apps
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from wutong.audit.models import Entry
from wutong.kit import clock
from wutong.kit.scope import within

# The last word of a verb; what is not here is shown as it is.
DEEDS = {
    "add": "增加",
    "administrator": "建立系统管理员",
    "amend": "更正纪要",
    "answer": "回答疑问",
    "appoint": "任职",
    "apply": "导入",
    "assign": "分工",
    "cancel": "取消",
    "close": "关闭",
    "correct": "更正",
    "create": "建立",
    "decide": "决定",
    "decide_due": "审批改期",
    "edit": "修改",
    "ensure": "补录",
    "found": "设立机构",
    "give": "开设",
    "hand_over": "移交",
    "login": "开通入口",
    "mapping": "调整列的含义",
    "mark_read": "阅读提醒",
    "month": "月报",
    "note": "反馈进展",
    "open": "开启",
    "open_many": "成批立项",
    "password": "改密码",
    "permit": "更新手续",
    "plan": "安排",
    "plan_nodes": "排节点",
    "problem": "记录问题",
    "progress": "报进展",
    "recompute": "重算时限",
    "remind": "提醒督办",
    "report": "反馈办结",
    "request_due": "申请改期",
    "reset": "重置密码",
    "resume": "恢复计时",
    "send_back": "退回",
    "set": "设定",
    "ship": "设定",
    "stop": "暂停计时",
    "store": "存文件",
    "strike_off": "销号",
    "undo": "撤销",
    "upload": "上传",
    "vacate": "免职",
}


def deed(verb: str) -> str:
    return DEEDS.get(verb.rsplit(".", 1)[-1], verb)


class Filters:
    """Person, room and day, as asked for in an address; nonsense is not asked for."""

    def __init__(self, asked: QueryDict):
        self.person = asked.get("person", "").strip()[:60]
        self.room = asked.get("room", "") if asked.get("room", "") in dict(self.rooms) else ""
        self.day = _day(asked.get("day", ""))
        kept = {k: asked.get(k, "") for k in ("person", "room", "day")}
        query = QueryDict(mutable=True)
        query.update({k: v for k, v in kept.items() if v})
        self.query = query.urlencode()

    @cached_property
    def rooms(self) -> list[tuple[str, str]]:
        """The apps that keep records: their label and Chinese name."""
        own = [a for a in apps.get_app_configs() if a.name.startswith("wutong.")]
        return [(a.label, str(a.verbose_name)) for a in own if not str(a.verbose_name).isascii()]

    @property
    def any(self) -> bool:
        return bool(self.person or self.room or self.day)

    def apply(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        if self.person:
            entries = entries.filter(person_name=self.person)
        if self.room:
            entries = entries.filter(within(f"{self.room}.", "object_type"))
        if self.day:
            start = timezone.make_aware(datetime.combine(self.day, time.min))
            entries = entries.filter(at__gte=start, at__lte=clock.end_of(self.day))
        return entries


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None
