"""Closed lists of the site."""

from django.db import models


class Unchanged(models.TextChoices):
    """Why a period brought no change: the second of two taps."""

    WINTER = "winter", "冬季停工"
    WEATHER = "weather", "天气"
    MONEY = "money", "资金未到位"
    PERMIT = "permit", "等手续"
    LAND = "land", "用地、征拆未完"
    OWNER = "owner", "业主未安排施工"
    BETWEEN = "between", "工序间歇"


class Cadence(models.TextChoices):
    """How often the site reports; the values are periods of the calendar."""

    WEEK = "week", "每周"
    TENDAY = "tenday", "每旬"


class VisitKind(models.TextChoices):
    DAILY = "daily", "日常走访"
    SUPERVISION = "supervision", "督导"
    DRONE = "drone", "无人机"
    JOINT = "joint", "联合检查"
