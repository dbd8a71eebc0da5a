"""Closed lists of the dispatch."""

from django.db import models


class Rhythm(models.TextChoices):
    WEEK = "week", "每周"
    FORTNIGHT = "fortnight", "每两周"
    MONTH = "month", "每月"
