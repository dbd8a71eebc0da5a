"""What a leader wrote (批示), and how far it has come."""

from django.db import models

from wutong.files.models import StoredFile
from wutong.instructions.enums import Answer
from wutong.kit.history import keep_history
from wutong.kit.models import Record
from wutong.org.models import Post


class Instruction(Record):
    """One instruction. Its assignments are duties whose subject and source it is.

    `leader_name` is who held the post on the day: posts change hands, what was written does not. `outcome` and the
    leader's answer are those of the latest report; earlier ones stand in the history.
    """

    scope_path = models.CharField(max_length=255)
    number = models.CharField("编号", max_length=40)
    leader_post = models.ForeignKey(
        Post, verbose_name="批示领导", on_delete=models.PROTECT, related_name="instructions"
    )
    leader_name = models.CharField("领导姓名", max_length=60, blank=True)
    given_on = models.DateField("批示日期")
    paper = models.CharField("批在哪份文件上", max_length=200, blank=True)
    words = models.TextField("批示内容", blank=True)
    photo = models.ForeignKey(
        StoredFile, verbose_name="原件照片", null=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.CharField("联系人和电话", max_length=80, blank=True)

    state = models.CharField("状态", max_length=12, default="registered")
    assigned_on = models.DateField("交办日期", null=True)
    settled_on = models.DateField("办结日期", null=True)
    reported_on = models.DateField("报告日期", null=True)
    outcome = models.TextField("办理结果", blank=True)
    answer = models.CharField("领导意见", max_length=10, choices=Answer.choices, blank=True)
    answer_words = models.TextField("领导的话", blank=True)
    answered_on = models.DateField("意见日期", null=True)
    filing_reason = models.TextField("存阅理由", blank=True)

    history = keep_history("instructions_instr_history")

    class Meta:
        db_table = "instructions_instruction"
        constraints = [models.UniqueConstraint(fields=["scope_path", "number"], name="instructions_number")]
        indexes = [
            models.Index(fields=["scope_path", "state", "given_on"], name="instructions_scope"),
            models.Index(fields=["leader_post", "state"], name="instructions_leader"),
        ]

    def __str__(self):
        return f"{self.number} {self.leader}批示"

    @property
    def leader(self) -> str:
        return f"{self.leader_name}{self.leader_post.title}"
