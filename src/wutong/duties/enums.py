"""Closed lists of the duty."""

from django.db import models


class ClockUnit(models.TextChoices):
    WORKDAY = "workday", "工作日"
    DAY = "day", "天"


class EventKind(models.TextChoices):
    """What can happen to a duty after it has been opened. The clock reads all but `noted`."""

    STOPPED = "stopped", "暂停"
    RESUMED = "resumed", "恢复"
    EXTENDED = "extended", "改期"
    REPORTED = "reported", "反馈"
    RETURNED = "returned", "退回"
    SETTLED = "settled", "销号"
    CANCELLED = "cancelled", "取消"
    HANDED_OVER = "handed_over", "移交"
    NOTED = "noted", "进展"
    ACCEPTED = "accepted", "签收"
    CHASED = "chased", "催办"


class StopType(models.TextChoices):
    SUPPLEMENT = "supplement", "补正"
    PUBLICATION = "publication", "公示"
    HEARING = "hearing", "听证"
    EXPERT_REVIEW = "expert_review", "专家评审"
    INSPECTION = "inspection", "检验检测"
    TENDER = "tender", "招标"
    OTHER = "other", "其他"


class EvidenceKind(models.TextChoices):
    NUMBER = "number", "证号或文号"
    PHOTO = "photo", "照片"
    FILE = "file", "文件"
    CONFIRMATION = "confirmation", "对方确认"


class RequestState(models.TextChoices):
    OPEN = "open", "待审批"
    APPROVED = "approved", "已同意"
    REFUSED = "refused", "未同意"
