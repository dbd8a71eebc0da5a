"""Telling whether two pictures are the same one: resized, recompressed or cropped. No Django, no files, no clock.

`fingerprint` once a picture; `alike` finds among very many fingerprints the few that may be the same; `agree` looks at
two pictures themselves and decides.
"""

from wutong.engines.pictures.agreement import SAME, UNLIKE, Agreement, agree, agreement
from wutong.engines.pictures.fingerprints import (
    TOLERANCE,
    WINDOWS,
    Fingerprint,
    alike,
    fingerprint,
    packed,
    table_of,
)

__all__ = [
    "SAME",
    "TOLERANCE",
    "UNLIKE",
    "WINDOWS",
    "Agreement",
    "Fingerprint",
    "agree",
    "agreement",
    "alike",
    "fingerprint",
    "packed",
    "table_of",
]
