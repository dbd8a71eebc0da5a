"""The peer of the import: django-import-export with its defaults, a flat CSV of the projects' own columns."""

from datetime import datetime
from typing import Any


def copy_of_projects() -> str:
    """The projects as they stand, one line each, without their ids."""
    import tablib

    from wutong.projects.models import Project

    fields = Project._meta.concrete_fields
    data = tablib.Dataset(headers=[f.name for f in fields])
    for row in Project.objects.order_by("id").values(*(f.attname for f in fields)):
        data.append([_cell(value) if name != "id" else "" for name, value in row.items()])
    return data.export("csv")


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else value


def load(copy: str) -> None:
    import tablib
    from import_export import resources

    from wutong.projects.models import Project

    resource = resources.modelresource_factory(Project)()
    result = resource.import_data(tablib.Dataset().load(copy, format="csv"))
    assert result.totals["new"] == len(result.rows), "the peer must have taken every row"
