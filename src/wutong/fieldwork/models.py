"""What the site says, and what it looks like."""

from django.db import models

from wutong.duties.models import Duty
from wutong.fieldwork.enums import Cadence, Unchanged, VisitKind
from wutong.files.models import StoredFile
from wutong.kit.models import Record
from wutong.org.models import Unit
from wutong.projects.models import Problem, Project


class Rhythm(Record):
    """How often a county's secretaries report; a county without one reports every week."""

    county = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    cadence = models.CharField("上报周期", max_length=8, choices=Cadence.choices, default=Cadence.WEEK)

    class Meta:
        db_table = "fieldwork_rhythm"

    def __str__(self):
        return self.get_cadence_display()


class AskedReport(models.Model):
    """A report that a project owes for a period, once; whether it came in time is its duty's."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="asked_reports")
    first = models.DateField("期间首日")
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="asked_report")

    class Meta:
        db_table = "fieldwork_asked"
        constraints = [models.UniqueConstraint(fields=["project", "first"], name="fieldwork_asked_once")]

    def __str__(self):
        return f"{self.project} {self.first}"


class FieldReport(models.Model):
    """What somebody reported from the site for a period; never changed, a later one follows.

    `client_key` is made on the phone when the report is begun: whatever is sent under it again is this report.
    """

    client_key = models.CharField(max_length=36)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="field_reports")
    cadence = models.CharField("周期", max_length=8, choices=Cadence.choices)
    first = models.DateField("期间首日")
    reason = models.CharField("没有变化的原因", max_length=12, choices=Unchanged.choices, blank=True)
    text = models.TextField("形象进度", blank=True)
    percent = models.SmallIntegerField("完成比例", null=True)
    month = models.DateField("投资月份", null=True)
    month_yuan = models.DecimalField("当月完成投资", max_digits=18, decimal_places=2, null=True)
    problem = models.ForeignKey(Problem, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("收到时间")
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField("上报人", max_length=60, blank=True)

    class Meta:
        db_table = "fieldwork_report"
        constraints = [models.UniqueConstraint(fields=["client_key"], name="fieldwork_report_once")]
        indexes = [models.Index(fields=["project", "at"], name="fieldwork_report_project")]

    def __str__(self):
        return f"{self.project} {self.first}"

    @property
    def no_change(self) -> bool:
        return bool(self.reason)


class Visit(models.Model):
    """Somebody went there: a daily visit, an inspection, a flight, a joint check; never changed afterwards."""

    client_key = models.CharField(max_length=36)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="visits")
    kind = models.CharField("方式", max_length=12, choices=VisitKind.choices)
    visited_on = models.DateField("日期")
    people = models.CharField("参加人", max_length=200)
    text = models.TextField("现场情况")
    at = models.DateTimeField("登记时间")
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField("登记人", max_length=60, blank=True)
    unit_name = models.CharField("登记单位", max_length=120, blank=True)

    class Meta:
        db_table = "fieldwork_visit"
        constraints = [models.UniqueConstraint(fields=["client_key"], name="fieldwork_visit_once")]
        indexes = [models.Index(fields=["project", "visited_on"], name="fieldwork_visit_project")]

    def __str__(self):
        return f"{self.visited_on:%Y-%m-%d}{self.get_kind_display()}"


class Finding(models.Model):
    """What a visit found wrong; its owner, deadline and striking off are its assignment's."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="findings")
    text = models.CharField("发现问题", max_length=400)
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="finding")

    class Meta:
        db_table = "fieldwork_finding"

    def __str__(self):
        return self.text[:60]


class Picture(models.Model):
    """A photo as it is kept: drawn anew, with what its file told of time, place and device apart from it, as evidence.

    It arrives first and is developed soon afterwards (`photographs`): until then it has no `file`; `broken` is one that
    could not be. `sha256` is of the file that was handed in: whoever has the original can show that it is this one. `same_as` is an
    earlier picture that shows the same.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pictures")
    report = models.ForeignKey(FieldReport, null=True, on_delete=models.CASCADE, related_name="pictures")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.CASCADE, related_name="pictures")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    broken = models.BooleanField("打不开", default=False)
    day = models.DateField("日期", help_text="of the shot where the file told it, else of the report")
    taken_at = models.DateTimeField("拍摄时间", null=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True)
    device = models.CharField("设备", max_length=80, blank=True)
    sha256 = models.CharField("原图摘要", max_length=64)
    hashes = models.BinaryField(default=bytes)
    same_as = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="copies")
    compared_at = models.DateTimeField(null=True)
    at = models.DateTimeField("收到时间")
    person_name = models.CharField("拍摄人", max_length=60, blank=True)

    class Meta:
        db_table = "fieldwork_picture"
        indexes = [
            models.Index(fields=["project", "day"], name="fieldwork_picture_day"),
            models.Index(fields=["sha256"], name="fieldwork_picture_sha"),
            models.Index(fields=["compared_at"], name="fieldwork_picture_new"),
        ]

    def __str__(self):
        return f"{self.day} 照片"

    @property
    def came_under(self) -> str:
        """The key of the report or visit that brought it."""
        source = self.report or self.visit
        return source.client_key if source else ""
