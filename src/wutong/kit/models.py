"""What every editable record has."""

from django.db import models


class Record(models.Model):
    """`version` counts saves, so that a save based on stale data is noticed."""

    created_at = models.DateTimeField("建立时间", editable=False)
    updated_at = models.DateTimeField("更新时间", editable=False)
    version = models.IntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True


class HistoryRow(models.Model):
    """Base of history tables: the audit entry tells who, as what, why; the row tells what the object was."""

    entry_seq = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        abstract = True
