"""Closed lists of lists."""

from django.db import models


class Kind(models.TextChoices):
    """Who decides what stands on a list."""

    RULE = "rule", "按条件"
    HAND = "hand", "人工列入"
    PROMOTED = "promoted", "条件候选、人工晋级"
