"""Opening kept files."""

from typing import BinaryIO

from wutong.files.models import StoredFile
from wutong.files.services import path_of


def open_file(stored: StoredFile) -> BinaryIO:
    """The content, for reading."""
    return path_of(stored.sha256).open("rb")
