"""Screens on walls."""

from django.db import models

from wutong.kit.models import Record
from wutong.org.models import Unit


class Screen(Record):
    """A device that shows the wall of a region by a link of its own. The key in the link is kept as a digest only."""

    unit = models.ForeignKey(Unit, verbose_name="地区", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("挂在哪里", max_length=60)
    key_sha256 = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField("有效期至")
    revoked_on = models.DateField("收回日期", null=True)
    revoked_why = models.CharField("收回理由", max_length=200, blank=True)
    person_name = models.CharField("经办人", max_length=60, blank=True)

    class Meta:
        db_table = "wall_screen"
        verbose_name = verbose_name_plural = "大屏"

    def __str__(self):
        return self.name
