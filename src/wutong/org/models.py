"""Regions and units in one tree, their people and posts."""

from django.conf import settings
from django.db import models
from treebeard.mp_tree import MP_Node

from wutong.kit.models import Record
from wutong.org.enums import Reach, Role, UnitKind


class Unit(MP_Node):
    """A region (city, county, town, park) or a unit (department, office) under one.

    `path` is the tree's materialised path; `scope_path` is the path of the nearest region at or above the unit:
    rows carry it so that "all of the county" is one range of strings.
    """

    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices)
    code = models.CharField("区划或机构代码", max_length=20, blank=True, db_index=True)
    scope_path = models.CharField(max_length=255, db_index=True, editable=False)
    is_active = models.BooleanField("在用", default=True)

    steplen = 4
    node_order_by: list[str] = []

    class Meta:
        db_table = "org_unit"
        verbose_name = verbose_name_plural = "单位"

    def __str__(self):
        return self.name


class UnitAlias(models.Model):
    """Another name under which ledgers write a unit: 县发改局, 发改局, 县发展和改革局."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=120)

    class Meta:
        db_table = "org_unit_alias"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="org_unit_alias_name")]
        indexes = [models.Index(fields=["name"], name="org_unit_alias_idx")]

    def __str__(self):
        return self.name


class Person(Record):
    """A person, with or without a login: names in a ledger become people without one."""

    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("手机", max_length=30, blank=True, db_index=True)
    initials = models.CharField("拼音首字母", max_length=60, blank=True, db_index=True, editable=False)
    unit = models.ForeignKey(Unit, verbose_name="所在单位", on_delete=models.PROTECT, related_name="people")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="账号",
        null=True,
        on_delete=models.SET_NULL,
        related_name="person",
    )
    is_active = models.BooleanField("在职", default=True)

    class Meta:
        db_table = "org_person"
        indexes = [models.Index(fields=["name"], name="org_person_name")]

    def __str__(self):
        return self.name


class Post(Record):
    """A seat in a unit, held by nobody, one person, or handed from one to the next. Duties belong to posts."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="posts")
    title = models.CharField("岗位", max_length=60)
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    reach = models.CharField("可见范围", max_length=8, choices=Reach.choices, default=Reach.OWN)
    tier = models.SmallIntegerField(
        "层级", default=1, help_text="1 经办人 2 科室负责人 3 分管领导 4 县级 5 市级"
    )

    is_active = models.BooleanField("在用", default=True)

    class Meta:
        db_table = "org_post"
        indexes = [models.Index(fields=["unit", "role"], name="org_post_unit_role")]

    def __str__(self):
        return f"{self.unit} {self.title}"


class Holding(models.Model):
    """Who holds a post from when until when; `until` empty: now."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateField("自")
    until = models.DateField("至", null=True)

    class Meta:
        db_table = "org_holding"
        indexes = [models.Index(fields=["person", "until"], name="org_holding_person")]

    def __str__(self):
        return f"{self.person} {self.post.title}"


class Label(models.Model):
    """A place's own word: 包保领导 here, 包联领导 there. `key` is the term in `org.labels`."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="labels")
    key = models.CharField(max_length=40)
    text = models.CharField("叫法", max_length=40)

    class Meta:
        db_table = "org_label"
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="org_label_key")]

    def __str__(self):
        return f"{self.key}={self.text}"
