"""A photo from a phone as it is kept: drawn anew without anything packed beside its pixels, what its file told apart.

Every limit stands before the decoding that it bounds. At most two photos are in work in a process at a time, so that
many secretaries at once need the time of many photos, not their memory.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any, BinaryIO

from django.utils.timezone import get_default_timezone
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from wutong.engines import pictures
from wutong.kit.verdict import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
BYTES_READ = 20 * 2**20
# What a JPEG is scaled down to while it is decoded costs no memory; what is decoded whole is held smaller.
PIXELS_SCALED, PIXELS_WHOLE = 64_000_000, 16_000_000
# Half of what a phone of twelve megapixels takes: decoded at half its size, nothing is left to resize.
LONG_EDGE, THUMBNAIL_EDGE = 2016, 320
QUALITY, THUMBNAIL_QUALITY = 85, 75
_AT_A_TIME = BoundedSemaphore(2)
_HEIF = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif"}
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, ArithmeticError, EOFError)


@dataclass(frozen=True)
class Photograph:
    """What is kept of a photo; nothing of it has been written yet."""

    name: str
    content: bytes
    thumbnail: bytes
    sha256: str
    hashes: bytes
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    device: str = ""


def develop(name: str, sent: BinaryIO) -> Photograph:
    """The photo in an uploaded file. Raises Invalid, in words for the sender, for what is not one or is too large."""
    content = sent.read(BYTES_READ + 1)
    if len(content) > BYTES_READ:
        raise Invalid({"photos": f"“{name}”超过{BYTES_READ // 2**20}MB，请在相机里选较小的尺寸再拍"})
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        raise Invalid({"photos": f"“{name}”是HEIC格式，请在手机相机设置里选“兼容性最佳”（JPG）再拍"})
    try:
        with _AT_A_TIME, Image.open(BytesIO(content), formats=FORMATS) as picture:
            _check_pixels(name, picture)
            return _developed(name, content, picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, *_BROKEN) as error:
        raise Invalid({"photos": f"“{name}”不是能打开的照片，请传JPG、PNG或WEBP格式的照片"}) from error


def _check_pixels(name: str, picture: Image.Image) -> None:
    scales = picture.format == "JPEG" and not picture.info.get("progressive")
    limit = PIXELS_SCALED if scales else PIXELS_WHOLE
    if picture.width * picture.height > limit:
        raise Invalid({"photos": f"“{name}”超过{limit // 10_000}万像素，请在相机里选较小的尺寸再拍"})


def _developed(name: str, content: bytes, picture: Image.Image) -> Photograph:
    told = _told(picture)
    picture.draft("RGB", _fitted(picture.size, LONG_EDGE))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    if max(upright.size) > LONG_EDGE:
        upright = upright.resize(_fitted(upright.size, LONG_EDGE), reducing_gap=2.0)
    small = upright.resize(_fitted(upright.size, THUMBNAIL_EDGE), reducing_gap=2.0)
    return Photograph(
        name=f"{name.rpartition('.')[0] or name}.jpg"[-200:],
        content=_jpeg(upright, QUALITY),
        thumbnail=_jpeg(small, THUMBNAIL_QUALITY),
        sha256=hashlib.sha256(content).hexdigest(),
        hashes=pictures.packed(pictures.fingerprint(small)),
        **told,
    )


def _fitted(size: tuple[int, int], edge: int) -> tuple[int, int]:
    """The size with its longer edge no longer than `edge`."""
    share = min(edge / max(size), 1)
    return max(int(size[0] * share), 1), max(int(size[1] * share), 1)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    """The pixels alone: what `info` still holds of the old file is not written."""
    picture.info = {}
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


# What the file told. It is a claim of the phone that made it, and no picture fails for it.


def _told(picture: Image.Image) -> dict[str, Any]:
    try:
        exif = picture.getexif()
        shot, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except _BROKEN:
        return {}
    make, model = (_text(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
    latitude, longitude = _place(place)
    return {
        "taken_at": _moment(shot),
        "latitude": latitude,
        "longitude": longitude,
        "device": (model if model.startswith(make) else f"{make} {model}").strip()[:80],
    }


def _text(value: Any) -> str:
    return "".join(c for c in value if c.isprintable()).strip() if isinstance(value, str) else ""


def _moment(shot: dict[int, Any]) -> datetime | None:
    """When it was taken, in the phone's zone where it says so, else in the place's."""
    try:
        told = datetime.strptime(_text(shot.get(ExifTags.Base.DateTimeOriginal)), "%Y:%m:%d %H:%M:%S")
        return told.replace(tzinfo=_zone(_text(shot.get(ExifTags.Base.OffsetTimeOriginal))))
    except ValueError:
        return None


def _zone(offset: str):
    if len(offset) != 6:
        return get_default_timezone()
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1))


def _place(told: dict[int, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Latitude and longitude in degrees; both or neither."""
    gps = ExifTags.GPS
    try:
        latitude = _degrees(told[gps.GPSLatitude], told[gps.GPSLatitudeRef] == "S")
        longitude = _degrees(told[gps.GPSLongitude], told[gps.GPSLongitudeRef] == "W")
    except _BROKEN:
        return None, None
    if abs(latitude) > 90 or abs(longitude) > 180 or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _degrees(parts: tuple[Any, Any, Any], negative: bool) -> Decimal:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = Decimal(f"{degrees + minutes / 60 + seconds / 3600:.6f}")
    return -value if negative else value
