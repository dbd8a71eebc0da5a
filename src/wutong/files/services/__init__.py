"""The verbs of files: keep one, back everything up, restore it, note that the schedule ran."""

from wutong.files.archive import ArchiveError
from wutong.files.services.backing_up import Backup, back_up
from wutong.files.services.keeping import path_of, store
from wutong.files.services.picturing import keep_picture
from wutong.files.services.restoring import Restored, restore
from wutong.files.services.ticking import note_tick

__all__ = [
    "ArchiveError",
    "Backup",
    "Restored",
    "back_up",
    "keep_picture",
    "note_tick",
    "path_of",
    "restore",
    "store",
]
