"""Closed lists of being counted."""

from django.db import models


class EnrolmentState(models.TextChoices):
    """How far a project is on its way into the statistics library (入统)."""

    NOT_DECLARED = "not_declared", "未申报"
    PREPARING = "preparing", "资料准备"
    DECLARED = "declared", "已申报"
    ENTERED = "entered", "已入库"
    RETURNED = "returned", "退回"


class ItemState(models.TextChoices):
    MISSING = "missing", "缺"
    THERE = "there", "已备"
    NOT_NEEDED = "not_needed", "不涉及"


class GapReason(models.TextChoices):
    """Why another book says something else than ours."""

    NOT_ENTERED = "not_entered", "尚未入库"
    TIMING = "timing", "报数时点不同"
    SCOPE = "scope", "统计范围不同（土地、旧设备等不计）"
    VOUCHERS = "vouchers", "凭证不全，统计未认"
    LATE = "late", "漏报或迟报"
    MISTAKE = "mistake", "填报有误"
    OTHER = "other", "其他"
