"""One record of a project from idea to full output, with its people, money, permits and problems."""

from django.db import models

from wutong.duties.models import Duty
from wutong.files.models import StoredFile
from wutong.kit.history import keep_history
from wutong.kit.models import Record
from wutong.org.models import Person, Post, Unit
from wutong.projects.enums import (
    BatchState,
    Condition,
    Level,
    Light,
    Meaning,
    Nature,
    PermitKind,
    PermitState,
    ProjectType,
    Stage,
    TeamRole,
)

PRECISIONS = [
    ("day", "日"),
    ("tenday", "旬"),
    ("month", "月"),
    ("quarter", "季"),
    ("halfyear", "半年"),
    ("year", "年"),
    ("years", "跨年"),
    ("started", "已开工"),
    ("finished", "已完工"),
]


def _money(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=18, decimal_places=2, null=True, blank=True)


class Project(Record):
    """A project. Planned dates are periods: the first day and the precision they came with."""

    county = models.ForeignKey(
        Unit, verbose_name="县（市、区）", on_delete=models.PROTECT, related_name="projects"
    )
    place = models.ForeignKey(
        Unit,
        verbose_name="属地",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects_here",
    )
    place_text = models.CharField("建设地点", max_length=120, blank=True)
    scope_path = models.CharField(max_length=255, editable=False)
    code = models.CharField("项目代码", max_length=40, blank=True)
    name = models.CharField("项目名称", max_length=200)
    initials = models.CharField("拼音首字母", max_length=200, blank=True, editable=False)
    owner = models.CharField("项目单位", max_length=200, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    content = models.TextField("建设内容及规模", blank=True)
    nature = models.CharField("建设性质", max_length=14, choices=Nature.choices, default=Nature.NEW)
    project_type = models.CharField(
        "项目类型", max_length=16, choices=ProjectType.choices, default=ProjectType.INDUSTRY
    )
    industry_code = models.CharField("国民经济行业", max_length=6, blank=True)
    level = models.CharField("项目级别", max_length=10, choices=Level.choices, default=Level.COUNTY)
    tags = models.CharField("标签", max_length=200, blank=True)
    funding = models.CharField("资金来源", max_length=120, blank=True)
    dept = models.ForeignKey(
        Unit,
        verbose_name="行业主管部门",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects_led",
    )

    stage = models.CharField("阶段", max_length=12, choices=Stage.choices, default=Stage.PRELIMINARY)
    stage_since = models.DateField("进入阶段日期")
    condition = models.CharField("状态", max_length=10, choices=Condition.choices, default=Condition.NORMAL)
    condition_since = models.DateField("列入状态日期", null=True)
    condition_reason = models.TextField("状态说明", blank=True)

    year_from = models.SmallIntegerField("建设起始年", null=True, blank=True)
    year_to = models.SmallIntegerField("建设终止年", null=True, blank=True)
    start_on = models.DateField("计划开工", null=True, blank=True)
    start_precision = models.CharField("计划开工精确到", max_length=8, choices=PRECISIONS, blank=True)
    finish_on = models.DateField("计划竣工", null=True, blank=True)
    finish_precision = models.CharField("计划竣工精确到", max_length=8, choices=PRECISIONS, blank=True)
    started_on = models.DateField("实际开工", null=True, blank=True)
    finished_on = models.DateField("实际竣工", null=True, blank=True)

    total_yuan = _money("计划总投资")
    plan_yuan = _money("年度计划投资")
    plan_year = models.SmallIntegerField("计划年度", null=True, blank=True)
    money_source = models.CharField("投资数据来源", max_length=120, blank=True)
    money_known_on = models.DateField("投资数据日期", null=True, blank=True)

    land_mu = models.DecimalField("用地（亩）", max_digits=12, decimal_places=2, null=True, blank=True)
    floor_area_sqm = models.DecimalField(
        "建筑面积（平方米）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    capacity = models.CharField("产能", max_length=120, blank=True)
    output_yuan = _money("达产年产值")
    tax_yuan = _money("达产年税收")
    jobs = models.IntegerField("吸纳就业（人）", null=True, blank=True)

    progress = models.TextField("形象进度", blank=True)
    progress_on = models.DateField("进度日期", null=True, blank=True)
    percent = models.SmallIntegerField("完成比例", null=True, blank=True)
    declared_light = models.CharField("填报研判", max_length=10, choices=Light.choices, blank=True)
    next_step = models.TextField("下一步工作", blank=True)
    # The earliest open node, kept by services when its duty moves: lists show lights without reading duties.
    next_title = models.CharField("下一节点", max_length=200, blank=True)
    next_due_on = models.DateField("节点到期日", null=True, blank=True)
    next_warn_on = models.DateField(null=True, blank=True)
    other = models.JSONField("台账其他列", default=dict, blank=True)

    history = keep_history("projects_project_history")

    class Meta:
        db_table = "projects_project"
        verbose_name = verbose_name_plural = "项目"
        constraints = [models.UniqueConstraint(fields=["county", "name"], name="projects_project_name")]
        indexes = [
            models.Index(fields=["scope_path", "id"], name="projects_scope"),
            models.Index(fields=["code"], name="projects_code"),
            models.Index(fields=["uscc"], name="projects_uscc"),
            models.Index(fields=["initials"], name="projects_initials"),
            # Whether a unit has a project in a region: what can be chosen above a list.
            models.Index(fields=["place", "scope_path"], name="projects_place_scope"),
            models.Index(fields=["dept", "scope_path"], name="projects_dept_scope"),
        ]

    def __str__(self):
        return self.name

    def plan_of(self, year: int):
        """The plan of that year; one entered without its year is taken as asked for. None where it is another's."""
        return self.plan_yuan if self.plan_year in (None, year) else None

    @property
    def node_text(self) -> str:
        """The next node without the project's name before it."""
        return self.next_title.removeprefix(self.name)


class TeamMember(models.Model):
    """Who answers for the project as what, from when until when."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="team")
    role = models.CharField("职责", max_length=16, choices=TeamRole.choices)
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, verbose_name="岗位", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name="姓名", null=True, on_delete=models.PROTECT, related_name="project_roles"
    )
    since = models.DateField("自")
    until = models.DateField("至", null=True)

    class Meta:
        db_table = "projects_team_member"
        verbose_name = verbose_name_plural = "责任人"
        indexes = [
            models.Index(fields=["project", "role"], name="projects_team_project"),
            models.Index(fields=["person", "until"], name="projects_team_person"),
            models.Index(fields=["unit", "until"], name="projects_team_unit"),
        ]

    def __str__(self):
        return f"{self.get_role_display()} {self.person or self.unit}"


class MonthFigure(models.Model):
    """Investment of one month in one meaning, with source and date; a correction is a new revision."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="figures")
    meaning = models.CharField("口径", max_length=12, choices=Meaning.choices)
    month = models.DateField("月份", help_text="first day of the month")
    month_yuan = _money("当月完成投资")
    ytd_yuan = _money("年初以来完成投资")
    source = models.CharField("来源", max_length=120)
    known_on = models.DateField("取得日期")
    proven = models.BooleanField("有佐证", default=False)
    revision = models.SmallIntegerField("更正次数", default=0)
    current = models.BooleanField("现行", default=True)
    reason = models.TextField("更正理由", blank=True)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        db_table = "projects_month_figure"
        verbose_name = verbose_name_plural = "月度投资"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "meaning", "month", "revision"], name="projects_figure_once"
            )
        ]
        indexes = [models.Index(fields=["meaning", "month", "current"], name="projects_figure_month")]

    def __str__(self):
        return f"{self.project} {self.month:%Y-%m} {self.get_meaning_display()}"


class ClosedYear(Record):
    """A year that the county has turned over: its months are told no more, unless it was opened again with reason."""

    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField("年度")
    closed_on = models.DateField("结转日期")
    reopened_on = models.DateField("重新打开日期", null=True)
    reopen_reason = models.TextField("重新打开的理由", blank=True)
    entry_seq = models.BigIntegerField()
    person_name = models.CharField("经办人", max_length=60, blank=True)

    class Meta:
        db_table = "projects_closed_year"
        constraints = [models.UniqueConstraint(fields=["county", "year"], name="projects_closed_once")]

    def __str__(self):
        return f"{self.county}{self.year}年"


class YearRecord(models.Model):
    """What a project was on 31 December, and what it had done of the year's plan when the year was closed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="years")
    year = models.SmallIntegerField("年度")
    nature = models.CharField("建设性质", max_length=14, choices=Nature.choices)
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices)
    condition = models.CharField("状态", max_length=10, choices=Condition.choices)
    plan_yuan = _money("年度计划投资")
    done_yuan = _money("当年完成投资")

    class Meta:
        db_table = "projects_year_record"
        constraints = [models.UniqueConstraint(fields=["project", "year"], name="projects_year_once")]

    def __str__(self):
        return f"{self.project} {self.year}年"


class Permit(Record):
    """A permit as a status and its number; handling it is another app's."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="permits")
    kind = models.CharField("手续", max_length=20, choices=PermitKind.choices)
    state = models.CharField("办理情况", max_length=14, choices=PermitState.choices)
    number = models.CharField("证号或文号", max_length=80, blank=True)
    done_on = models.DateField("办结日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        db_table = "projects_permit"
        verbose_name = verbose_name_plural = "手续"
        constraints = [models.UniqueConstraint(fields=["project", "kind"], name="projects_permit_kind")]

    def __str__(self):
        return self.get_kind_display()


class Progress(models.Model):
    """One report of how far the works are; never changed, a later one follows."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="progress_reports")
    day = models.DateField("日期")
    text = models.TextField("形象进度")
    percent = models.SmallIntegerField("完成比例", null=True)
    declared_light = models.CharField("研判", max_length=10, choices=Light.choices, blank=True)
    next_step = models.TextField("下一步工作", blank=True)
    source = models.CharField("来源", max_length=120)
    person_name = models.CharField("填报人", max_length=60, blank=True)
    at = models.DateTimeField("填报时间")

    class Meta:
        db_table = "projects_progress"
        verbose_name = verbose_name_plural = "进度"
        indexes = [models.Index(fields=["project", "day"], name="projects_progress_day")]

    def __str__(self):
        return f"{self.day} {self.text[:40]}"


class StageChange(models.Model):
    """One step on the life line, or a change of condition, with reason and proof."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stage_changes")
    day = models.DateField("日期")
    at = models.DateTimeField()
    step = models.CharField(max_length=24)
    from_text = models.CharField("原", max_length=40)
    to_text = models.CharField("新", max_length=40)
    reason = models.TextField("理由", blank=True)
    proof = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    proof_text = models.CharField("佐证", max_length=200, blank=True)
    person_name = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "projects_stage_change"

    def __str__(self):
        return f"{self.day} {self.from_text} → {self.to_text}"


class Problem(Record):
    """A problem in the ledger of problems (问题台账); its owner, deadline and striking off are its duty's."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="problems")
    text = models.TextField("问题")
    measure = models.TextField("解决措施", blank=True)
    raised_on = models.DateField("提出日期")
    duty = models.OneToOneField(Duty, on_delete=models.PROTECT, related_name="problem")
    source = models.CharField("来源", max_length=120, blank=True)

    class Meta:
        db_table = "projects_problem"
        verbose_name = verbose_name_plural = "问题"

    def __str__(self):
        return self.text[:60]


class MappingProfile(Record):
    """A corrected understanding of a ledger's columns, kept for the next file with the same heads."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=120)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        db_table = "projects_mapping"
        constraints = [models.UniqueConstraint(fields=["unit", "signature"], name="projects_mapping_heads")]

    def __str__(self):
        return self.name


class ImportBatch(Record):
    """One uploaded ledger: how it was understood, what it changed, and the way back."""

    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    as_of = models.DateField("数据截至", null=True)
    state = models.CharField("状态", max_length=10, choices=BatchState.choices, default=BatchState.PREVIEW)
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict, help_text="the clerk's answers to doubtful matches, by row")
    summary = models.JSONField(default=dict)
    undo = models.JSONField(default=dict, help_text="what the way back needs besides history")
    entry_seq = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    person_name = models.CharField("导入人", max_length=60, blank=True)

    class Meta:
        db_table = "projects_import_batch"

    def __str__(self):
        return self.name
