"""Append-only record of every write, sealed into a Merkle log (RFC 9162)."""

from django.db import models


class Entry(models.Model):
    """One call of one service: who, as what, when, which verb, upon what, why.

    Actors are stored as plain columns: the ground points at nothing above it, and a person who leaves stays named.
    `seq` is the leaf's position in the log, from 0 without gaps.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("时间")
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField("人员", max_length=60, blank=True)
    post_id = models.BigIntegerField(null=True)
    post_title = models.CharField("岗位", max_length=60, blank=True)
    unit_id = models.BigIntegerField(null=True)
    unit_name = models.CharField("单位", max_length=120, blank=True)
    scope_path = models.CharField("所属地区", max_length=255, blank=True)
    verb = models.CharField("动作", max_length=60)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    reason = models.TextField("理由", blank=True)
    change_count = models.IntegerField(default=0)
    changes_digest = models.CharField(max_length=64, blank=True)
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_entry_object"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self):
        return f"{self.seq} {self.verb}"


class Change(models.Model):
    """What one entry changed on one object: `fields` maps a field to [old, new]; old is null on creation."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="changes")
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    object_label = models.CharField(max_length=200, blank=True)
    fields = models.TextField()

    class Meta:
        db_table = "audit_change"
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_change_object")]

    def __str__(self):
        return f"{self.object_type} {self.object_id}"


class Log(models.Model):
    """The state of the log, one row: its size and the roots of its perfect subtrees (the frontier)."""

    size = models.BigIntegerField(default=0)
    peaks = models.TextField(default="[]")

    class Meta:
        db_table = "audit_log"

    def __str__(self):
        return f"log of {self.size}"
