"""Lists of projects, in the words of their place."""

from django.db import models

from wutong.kit.models import Record
from wutong.org.models import Unit
from wutong.projects.models import Project
from wutong.rosters.enums import Kind


class RosterSet(Record):
    """Lists that go together under a name of the place's own: 五张清单."""

    unit = models.ForeignKey(Unit, verbose_name="地区", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=40)
    position = models.SmallIntegerField("次序", default=0)

    class Meta:
        db_table = "rosters_set"
        verbose_name = verbose_name_plural = "一组清单"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="rosters_set_name")]

    def __str__(self):
        return self.name


class Roster(Record):
    """One list. `rule` holds conditions as data (`rules.CONDITIONS`); empty where hands decide."""

    unit = models.ForeignKey(Unit, verbose_name="地区", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(
        RosterSet, verbose_name="归入", on_delete=models.PROTECT, related_name="rosters"
    )
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("怎么列入", max_length=10, choices=Kind.choices)
    rule = models.JSONField("条件", default=dict)
    note = models.CharField("说明", max_length=200, blank=True)
    position = models.SmallIntegerField("次序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        db_table = "rosters_roster"
        verbose_name = verbose_name_plural = "清单"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="rosters_roster_name")]

    def __str__(self):
        return self.name

    @property
    def by_rule(self) -> bool:
        return self.kind == Kind.RULE

    @property
    def promotes(self) -> bool:
        return self.kind == Kind.PROMOTED


class Entry(Record):
    """A project put on a list by hand: who, why, from when; taken off when and why."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="entries")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="roster_entries")
    since = models.DateField("列入日期")
    until = models.DateField("移出日期", null=True)
    reason = models.CharField("列入理由", max_length=200)
    left_reason = models.CharField("移出理由", max_length=200, blank=True)
    person_name = models.CharField("经办人", max_length=60, blank=True)

    class Meta:
        db_table = "rosters_entry"
        verbose_name = verbose_name_plural = "列入清单"
        constraints = [
            models.UniqueConstraint(fields=["roster", "project", "since"], name="rosters_entry_once")
        ]
        indexes = [models.Index(fields=["project", "until"], name="rosters_entry_project")]

    def __str__(self):
        return f"{self.project}列入{self.roster}"


class Standing(models.Model):
    """From when until when a project fulfilled a list's rule, as the day's pass found it.

    The project is a plain number: what the pass writes down must not stand in the way of undoing a ledger.
    """

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="standings")
    project_id = models.BigIntegerField()
    since = models.DateField("列入日期")
    until = models.DateField("移出日期", null=True)

    class Meta:
        db_table = "rosters_standing"
        verbose_name = verbose_name_plural = "符合清单条件"
        constraints = [
            models.UniqueConstraint(fields=["roster", "project_id", "since"], name="rosters_standing_once")
        ]
        indexes = [models.Index(fields=["roster", "until"], name="rosters_standing_until")]

    def __str__(self):
        return f"{self.roster} {self.since}"
