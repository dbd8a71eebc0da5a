"""Code tables with validity: GB/T 2260 divisions and GB/T 4754 industries."""

from django.db import models


class Code(models.Model):
    """A row of a national table. An empty `valid_from` or `valid_to` means: not known, not: for ever."""

    code = models.CharField("代码", max_length=12)
    level = models.SmallIntegerField("级别")
    name = models.CharField("名称", max_length=120)
    parent_code = models.CharField("上级代码", max_length=12, blank=True)
    valid_from = models.DateField("启用日期", null=True)
    valid_to = models.DateField("停用日期", null=True)
    source = models.CharField("来源", max_length=60)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.code} {self.name}"


class Division(Code):
    """GB/T 2260. A city without districts stands twice under one code, as city and as county level."""

    class Meta:
        db_table = "codes_division"
        constraints = [models.UniqueConstraint(fields=["code", "level"], name="codes_division_code")]
        indexes = [models.Index(fields=["parent_code"], name="codes_division_parent")]


class Industry(Code):
    class Meta:
        db_table = "codes_industry"
        constraints = [models.UniqueConstraint(fields=["code"], name="codes_industry_code")]
        indexes = [models.Index(fields=["parent_code"], name="codes_industry_parent")]
