"""Opening kept files, and whether the installation that keeps them is well."""

from typing import BinaryIO

from wutong.files.checkup import examine
from wutong.files.models import StoredFile
from wutong.files.services import path_of

__all__ = ["examine", "open_file"]


def open_file(stored: StoredFile) -> BinaryIO:
    """The content, for reading."""
    return path_of(stored.sha256).open("rb")
