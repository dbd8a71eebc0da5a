"""Uploaded and made files, stored once by content."""

from django.db import models


class StoredFile(models.Model):
    """A file in `MEDIA_ROOT/<first two of sha256>/<sha256>`. Who may read it is told by the object that holds it."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.BigIntegerField("字节数")
    stored_at = models.DateTimeField("时间")
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField("上传人", max_length=60, blank=True)

    class Meta:
        db_table = "files_stored_file"

    def __str__(self):
        return self.name
