"""Meetings that come by themselves, their frozen briefs, and their decisions."""

from django.db import models

from wutong.dispatch import rules
from wutong.dispatch.enums import Rhythm
from wutong.duties.models import Duty
from wutong.kit.models import Record
from wutong.org.models import Post, Unit


class Series(Record):
    """A meeting of a rhythm: who hosts, over which region, on which day of its period (1 = its first day)."""

    key = models.CharField(max_length=20)
    name = models.CharField("会议名称", max_length=80)
    scope_unit = models.ForeignKey(
        Unit, verbose_name="调度范围", on_delete=models.PROTECT, related_name="series"
    )
    rhythm = models.CharField("周期", max_length=10, choices=Rhythm.choices)
    day_offset = models.SmallIntegerField("期内第几天", default=1)
    host_post = models.ForeignKey(
        Post, verbose_name="主持", null=True, on_delete=models.PROTECT, related_name="series_hosted"
    )
    organiser = models.ForeignKey(
        Unit, verbose_name="承办", on_delete=models.PROTECT, related_name="series_run"
    )
    participants = models.ManyToManyField(Unit, verbose_name="参会单位", related_name="+")
    prepare_days = models.SmallIntegerField("提前准备天数", default=3)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        db_table = "dispatch_series"
        constraints = [models.UniqueConstraint(fields=["scope_unit", "key"], name="dispatch_series_key")]

    def __str__(self):
        return self.name

    @property
    def rhythm_words(self) -> str:
        return rules.rhythm_words(self.rhythm, self.day_offset)


class Meeting(Record):
    """One meeting. `brief` is computed until it opens; opening freezes it here with its data's date."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField("日期")
    since = models.DateField("上次会议", help_text="the brief tells what happened after this day")
    scope_path = models.CharField(max_length=255)
    state = models.CharField("状态", max_length=10, default="planned")
    opened_at = models.DateTimeField("开会时间", null=True)
    closed_at = models.DateTimeField("散会时间", null=True)
    brief = models.JSONField("调度材料", null=True)
    brief_sha256 = models.CharField(max_length=64, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    attendance = models.TextField("出席", blank=True)
    summary = models.TextField("会议小结", blank=True)

    class Meta:
        db_table = "dispatch_meeting"
        constraints = [models.UniqueConstraint(fields=["series", "held_on"], name="dispatch_meeting_once")]

    def __str__(self):
        return f"{self.series} {self.held_on}"


class Decision(Record):
    """What a meeting decided (议定事项), joined to the assignment it became."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    number = models.SmallIntegerField("序号")
    section = models.CharField(
        "所议", max_length=60, blank=True, help_text="key of the brief's section or item"
    )
    text = models.TextField("议定事项")
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="decision")

    class Meta:
        db_table = "dispatch_decision"
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="dispatch_decision_number")]

    def __str__(self):
        return self.text
