"""A promise with an owner, a clock, evidence and a ladder."""

from django.db import models

from wutong.duties.enums import ClockUnit, EventKind, EvidenceKind, RequestState, StopType
from wutong.duties.querysets import DutyQuerySet
from wutong.files.models import StoredFile
from wutong.kit.history import keep_history
from wutong.kit.models import Record
from wutong.org.models import Post, Unit


class Duty(Record):
    """One duty of any kind.

    `kind` is registered by a business app (`duties.kinds`). `subject_*` name the object it belongs to (a project, a
    meeting) as plain columns, because foreign keys never point up; `source_*` name where it came from. Due and warn
    days are stored when events happen, so that the light of a million duties is a comparison with today.
    """

    kind = models.CharField("类型", max_length=40)
    key = models.CharField(
        max_length=40, blank=True, help_text="which of its subject's duties: start, finish, …"
    )
    number = models.CharField("编号", max_length=40, blank=True)
    title = models.CharField("事项", max_length=200)
    detail = models.TextField("具体要求", blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField("对象", max_length=200, blank=True)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True)
    source_label = models.CharField("来源", max_length=200, blank=True)
    scope_path = models.CharField(max_length=255)
    owner_unit = models.ForeignKey(
        Unit, verbose_name="责任单位", on_delete=models.PROTECT, related_name="duties"
    )
    owner_post = models.ForeignKey(
        Post, verbose_name="责任岗位", null=True, on_delete=models.PROTECT, related_name="duties"
    )
    creditor_unit = models.ForeignKey(
        Unit, verbose_name="交办单位", null=True, on_delete=models.PROTECT, related_name="duties_owed"
    )
    vacant = models.BooleanField("责任人空缺", default=False)

    unit = models.CharField("计时单位", max_length=8, choices=ClockUnit.choices, default=ClockUnit.DAY)
    limit = models.IntegerField("时限", null=True)
    statutory_limit = models.IntegerField("法定时限", null=True)
    started_on = models.DateField("起算日")
    baseline_due_on = models.DateField("基准到期日", null=True)
    promised_on = models.DateField(
        "承诺日期", null=True, help_text="the date promised as it stands, before stops"
    )
    precision = models.CharField(max_length=8, default="day")
    due_on = models.DateField("到期日", null=True)
    warn_on = models.DateField("预警日", null=True)
    statutory_due_on = models.DateField("法定到期日", null=True)
    provisional = models.BooleanField("暂定", default=False)
    paused = models.BooleanField("暂停中", default=False)
    slips = models.IntegerField("改期次数", default=0)

    accept_by = models.DateField("应签收日", null=True, help_text="empty: no receipt is asked for")
    accepted_on = models.DateField("签收日期", null=True)
    state = models.CharField("状态", max_length=12, default="open")
    fed_back_on = models.DateField("最近反馈", null=True)
    reported_on = models.DateField("办结反馈日期", null=True)
    reported_by_person_id = models.BigIntegerField(null=True)
    settled_on = models.DateField("销号日期", null=True)
    proven = models.BooleanField("有佐证", default=False)
    closing_reason = models.TextField("取消理由", blank=True)

    history = keep_history("duties_duty_history")
    objects = DutyQuerySet.as_manager()

    class Meta:
        db_table = "duties_duty"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "state", "due_on"], name="duties_subject"),
            models.Index(fields=["owner_unit", "state", "due_on"], name="duties_owner_unit"),
            models.Index(fields=["owner_post", "state", "due_on"], name="duties_owner_post"),
            models.Index(fields=["state", "scope_path", "due_on"], name="duties_scope"),
            models.Index(fields=["state", "due_on"], name="duties_due"),
            models.Index(fields=["kind", "state", "due_on"], name="duties_kind"),
        ]

    def __str__(self):
        return self.title

    @property
    def owner_unit_name(self) -> str:
        return self.owner_unit.name


class CoOwner(models.Model):
    """A unit or post that carries the duty together with its owner (配合单位)."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="co_owners")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="co_duties")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="co_duties")

    class Meta:
        db_table = "duties_co_owner"
        constraints = [models.UniqueConstraint(fields=["duty", "unit"], name="duties_co_owner_unit")]

    def __str__(self):
        return self.unit.name


class DutyEvent(models.Model):
    """What happened to a duty, never changed afterwards. It takes effect at the end of `day`."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    day = models.DateField("日期")
    at = models.DateTimeField("登记时间")
    text = models.TextField("内容", blank=True)
    stop_type = models.CharField("暂停类型", max_length=14, choices=StopType.choices, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    stop_limit = models.IntegerField("暂停时限", null=True)
    to_date = models.DateField("改至", null=True)
    from_text = models.CharField("原", max_length=120, blank=True)
    to_text = models.CharField("新", max_length=120, blank=True)
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=60, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "duties_event"
        indexes = [models.Index(fields=["duty", "id"], name="duties_event_duty")]

    def __str__(self):
        return f"{self.day} {self.get_kind_display()}"


class Evidence(models.Model):
    """What proves a duty (佐证材料): a number, a photo taken there and then, a file, the other side's word."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField("类型", max_length=12, choices=EvidenceKind.choices)
    text = models.CharField("内容", max_length=400, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField("提交人", max_length=60, blank=True)

    class Meta:
        db_table = "duties_evidence"

    def __str__(self):
        return self.text or self.get_kind_display()


class DueRequest(Record):
    """A request to move the due date: asked with a reason, decided by somebody else."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="due_requests")
    to_date = models.DateField("改至")
    precision = models.CharField(max_length=8, default="day")
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    asked_by_person_id = models.BigIntegerField(null=True)
    asked_by_name = models.CharField("申请人", max_length=60)
    decided_by_person_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField("审批人", max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField("审批意见", blank=True)

    class Meta:
        db_table = "duties_due_request"

    def __str__(self):
        return f"{self.duty} → {self.to_date}"


class Reminder(models.Model):
    """A warning given once: keyed by rule, object and period, computed over a window."""

    rule = models.CharField(max_length=40)
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="reminders")
    period = models.CharField(max_length=24)
    at = models.DateTimeField("时间")
    text = models.CharField("内容", max_length=300)
    tier = models.SmallIntegerField("层级")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="reminders")
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duties_reminder"
        constraints = [
            models.UniqueConstraint(fields=["rule", "duty", "period"], name="duties_reminder_once")
        ]
        indexes = [models.Index(fields=["post", "read_at"], name="duties_reminder_post")]

    def __str__(self):
        return self.text
