"""The verbs of files: keep one, back everything up, restore it."""

from wutong.files.services.keeping import path_of, store

__all__ = ["path_of", "store"]
