"""Closed lists of the instruction."""

from django.db import models


class Answer(models.TextChoices):
    """What the leader says when it is reported back."""

    SATISFIED = "satisfied", "满意"
    GO_ON = "go_on", "继续办"
