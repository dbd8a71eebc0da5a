"""What an object was on a day: django-simple-history with this project's own columns.

Rows saved one by one get their history from the package's signal; batches copy theirs by one INSERT ... SELECT.
"""

from django.db import connection, models
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from wutong.kit.models import HistoryRow


def keep_history(table: str) -> HistoricalRecords:
    """The history of a model in `table`. Who and why stand in the audit entry that `entry_seq` names."""
    return HistoricalRecords(
        table_name=table,
        bases=[HistoryRow],
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=lambda historical_instance: None,
        history_user_setter=lambda historical_instance, user: None,
        history_change_reason_field=models.CharField(max_length=100, null=True),
        use_base_model_db=True,
    )


def _stamp(sender, **kwargs):
    kwargs["history_instance"].entry_seq = getattr(kwargs["instance"], "_entry_seq", None)


pre_create_historical_record.connect(_stamp, dispatch_uid="kit.history")


def copy_rows(model: type[models.Model], ids: list[int], kind: str, at, seq: int) -> None:
    """Write the history of many rows just saved: `kind` is "+" created, "~" changed, "-" about to be removed."""
    history = model.history.model
    quote = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in model._meta.concrete_fields)
    into = f"{quote(history._meta.db_table)} ({columns}, history_date, history_type, entry_seq)"
    pk = quote(model._meta.pk.column)
    copy = f"INSERT INTO {into} SELECT {columns}, %s, %s, %s FROM {quote(model._meta.db_table)} WHERE {pk}"
    with connection.cursor() as cursor:
        if ids and ids == list(range(ids[0], ids[0] + len(ids))):
            cursor.execute(f"{copy} BETWEEN %s AND %s", [at, kind, seq, ids[0], ids[-1]])
            return
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"{copy} IN ({marks})", [at, kind, seq, *part])
