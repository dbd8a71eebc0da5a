"""Being counted: the way into the statistics library, other people's sheets, the gaps between books, gathered starts."""

from django.db import models

from wutong.counting.enums import EnrolmentState, GapReason, ItemState
from wutong.duties.models import Duty
from wutong.files.models import StoredFile
from wutong.kit.history import keep_history
from wutong.kit.models import Record
from wutong.org.models import Unit
from wutong.projects.enums import BatchState, Meaning
from wutong.projects.models import Project


class Enrolment(Record):
    """A project's way into the statistics library; one that has none yet is not declared."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="enrolment")
    state = models.CharField(
        "入统状态", max_length=14, choices=EnrolmentState.choices, default=EnrolmentState.NOT_DECLARED
    )
    state_since = models.DateField("自", null=True)
    library_code = models.CharField("统计库编码", max_length=40, blank=True)
    declared_on = models.DateField("申报日期", null=True)
    entered_on = models.DateField("入库日期", null=True)
    returned_why = models.TextField("退回理由", blank=True)

    history = keep_history("counting_enrolment_history")

    class Meta:
        db_table = "counting_enrolment"
        indexes = [
            models.Index(fields=["state"], name="counting_enrolment_state"),
            models.Index(fields=["library_code"], name="counting_enrolment_code"),
        ]

    def __str__(self):
        return f"{self.project}入统"


class CheckItem(Record):
    """One paper that the statistics bureau wants. Once it is owed by a day it is a duty, whose end is the item's."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=24)
    label = models.CharField("资料", max_length=80)
    unit = models.ForeignKey(Unit, verbose_name="谁来办", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("情况", max_length=12, choices=ItemState.choices, default=ItemState.MISSING)
    proof_text = models.CharField("佐证", max_length=200, blank=True)
    proof = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField("备齐日期", null=True)
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="check_item")

    class Meta:
        db_table = "counting_check_item"
        constraints = [models.UniqueConstraint(fields=["enrolment", "key"], name="counting_item_once")]

    def __str__(self):
        return self.label

    @property
    def stands(self) -> str:
        """Its state, read from its duty where there is one: two books of one thing would differ."""
        struck_off = self.duty is not None and self.duty.state == "struck_off"
        return ItemState.THERE if struck_off else self.state

    @property
    def stands_label(self) -> str:
        return ItemState(self.stands).label

    @property
    def owed(self) -> bool:
        """Whether somebody owes it at this moment."""
        return self.duty is not None and self.duty.state in ("open", "reported")

    @property
    def proven(self) -> bool:
        return bool(self.duty.proven if self.duty else self.proof_id or self.proof_text)


class Sheet(Record):
    """A sheet of figures as another house keeps them (the statistics bureau, a bank), for one month in one meaning."""

    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meaning = models.CharField("口径", max_length=12, choices=Meaning.choices)
    month = models.DateField("月份", help_text="first day of the month")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    state = models.CharField("状态", max_length=10, choices=BatchState.choices, default=BatchState.PREVIEW)
    skipped = models.JSONField("不计的行", default=list)
    entry_seq = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField("写入时间", null=True)
    person_name = models.CharField("导入人", max_length=60, blank=True)

    class Meta:
        db_table = "counting_sheet"
        indexes = [models.Index(fields=["county", "month", "meaning"], name="counting_sheet_month")]

    def __str__(self):
        return self.name


class SheetRow(models.Model):
    """A row of the sheet and the project it speaks of; `question` is set while somebody has to say which."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="rows")
    place = models.CharField("位置", max_length=80)
    name = models.CharField("项目名称", max_length=200)
    owner = models.CharField("项目单位", max_length=200, blank=True)
    code = models.CharField("编码", max_length=40, blank=True)
    month_yuan = models.DecimalField("当月", max_digits=18, decimal_places=2, null=True)
    ytd_yuan = models.DecimalField("年初以来", max_digits=18, decimal_places=2, null=True)
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="sheet_rows")
    how = models.CharField("对应依据", max_length=12)
    question = models.CharField("疑问", max_length=120, blank=True)
    candidates = models.CharField("可能的项目", max_length=200, blank=True, help_text="their ids")

    HOW = {
        "code": "编码",
        "uscc_name": "信用代码和名称",
        "name_owner": "名称和单位",
        "new": "我方没有",
        "doubt": "拿不准",
        "answered": "人工认定",
    }

    class Meta:
        db_table = "counting_sheet_row"
        indexes = [models.Index(fields=["sheet", "project"], name="counting_row_sheet")]

    def __str__(self):
        return self.name

    @property
    def candidate_ids(self) -> list[int]:
        return [int(pk) for pk in self.candidates.split()]

    @property
    def how_words(self) -> str:
        return self.HOW.get(self.how, self.how)


class Gap(Record):
    """Why the books differ for a project and month, and who mends it; how much they differ is computed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gaps")
    month = models.DateField("月份")
    meaning = models.CharField("对照口径", max_length=12, choices=Meaning.choices)
    reason = models.CharField("差额原因", max_length=12, choices=GapReason.choices)
    text = models.TextField("说明", blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name="谁来对平", null=True, on_delete=models.PROTECT, related_name="+"
    )
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="gap")

    class Meta:
        db_table = "counting_gap"
        constraints = [
            models.UniqueConstraint(fields=["project", "month", "meaning"], name="counting_gap_once")
        ]

    def __str__(self):
        return f"{self.project} {self.month:%Y-%m} {self.get_meaning_display()}"


class StartBatch(Record):
    """A gathered start (集中开工): a ceremony with its list. It starts nothing by itself."""

    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=120)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=120, blank=True)
    host = models.CharField("主持", max_length=60, blank=True)

    class Meta:
        db_table = "counting_start_batch"
        constraints = [
            models.UniqueConstraint(fields=["county", "held_on", "name"], name="counting_start_once")
        ]

    def __str__(self):
        return self.name


class StartEntry(models.Model):
    """A project on the list of a gathered start."""

    batch = models.ForeignKey(StartBatch, on_delete=models.CASCADE, related_name="entries")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="start_entries")
    by_rule = models.BooleanField("按条件列入", default=False)

    class Meta:
        db_table = "counting_start_entry"
        constraints = [models.UniqueConstraint(fields=["batch", "project"], name="counting_start_project")]

    def __str__(self):
        return str(self.project)
