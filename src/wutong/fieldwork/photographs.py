"""A photo from a phone: received at once by its head, developed soon afterwards by the worker.

Receiving reads what the file tells and checks its limits, without decoding a pixel. Developing draws the picture anew,
so that nothing packed beside its pixels is kept: a page of script, a second file, a place. Until then the original lies
aside, where nobody is served from; then it is removed.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
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
_CHUNK = 2**18
_DAY_SECONDS = 86_400
_HEIF = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif"}
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, ArithmeticError, EOFError)
_NO_PICTURE = (UnidentifiedImageError, Image.DecompressionBombError, *_BROKEN)


@dataclass(frozen=True)
class Photograph:
    """A photo as it was sent, and what its file tells; nothing of it has been kept yet."""

    name: str
    sent: BinaryIO
    sha256: str
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    device: str = ""


@dataclass(frozen=True)
class Print:
    """What is kept of a photo: the picture, its thumbnail, and its fingerprint."""

    content: bytes
    thumbnail: bytes
    hashes: bytes


def receive(name: str, sent: BinaryIO) -> Photograph:
    """The photo in an uploaded file. Raises Invalid, in words for the sender, for what is not one or is too large."""
    sha256, size = hashlib.sha256(), 0
    while chunk := sent.read(_CHUNK):
        sha256.update(chunk)
        size += len(chunk)
        if size > BYTES_READ:
            raise Invalid({"photos": f"“{name}”超过{BYTES_READ // 2**20}MB，请在相机里选较小的尺寸再拍"})
    sent.seek(0)
    head = sent.read(12)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        raise Invalid({"photos": f"“{name}”是HEIC格式，请在手机相机设置里选“兼容性最佳”（JPG）再拍"})
    sent.seek(0)
    try:
        picture = Image.open(sent, formats=FORMATS)
        _check_pixels(name, picture)
        return Photograph(name, sent, sha256.hexdigest(), **_told(picture))
    except _NO_PICTURE as error:
        raise Invalid({"photos": f"“{name}”不是能打开的照片，请传JPG、PNG或WEBP格式的照片"}) from error


def _check_pixels(name: str, picture: Image.Image) -> None:
    scales = picture.format == "JPEG" and not picture.info.get("progressive")
    limit = PIXELS_SCALED if scales else PIXELS_WHOLE
    if picture.width * picture.height > limit:
        raise Invalid({"photos": f"“{name}”超过{limit // 10_000}万像素，请在相机里选较小的尺寸再拍"})


# Aside, between the two.


def _aside(key: str, sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming" / f"{key}-{sha256}"


def put_aside(key: str, photograph: Photograph) -> None:
    """Lay the original aside under the key of what it came with, whole or not at all."""
    path = _aside(key, photograph.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.urandom(6).hex()}.part")
    photograph.sent.seek(0)
    with part.open("wb") as out:
        while chunk := photograph.sent.read(_CHUNK):
            out.write(chunk)
    part.replace(path)


def lying_aside(key: str, sha256: str) -> bytes:
    """The original. Raises Invalid where it is no longer there."""
    try:
        return _aside(key, sha256).read_bytes()
    except OSError as error:
        raise Invalid("原照片已经不在") from error


def remove(key: str, sha256: str) -> None:
    _aside(key, sha256).unlink(missing_ok=True)


def sweep() -> None:
    """Remove what has lain aside for longer than a day beside younger ones: it was sent and never answered."""
    lying = [(path.stat().st_mtime, path) for path in (Path(settings.MEDIA_ROOT) / "incoming").glob("*")]
    youngest = max((moment for moment, _ in lying), default=0)
    for moment, path in lying:
        if moment < youngest - _DAY_SECONDS:
            path.unlink(missing_ok=True)


# Developing.


def develop(content: bytes) -> Print:
    """Draw the picture anew. Raises Invalid for what cannot be decoded after all."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            return _developed(picture)
    except _NO_PICTURE as error:
        raise Invalid("照片打不开") from error


def _developed(picture: Image.Image) -> Print:
    picture.draft("RGB", _fitted(picture.size, LONG_EDGE))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    if max(upright.size) > LONG_EDGE:
        upright = upright.resize(_fitted(upright.size, LONG_EDGE), reducing_gap=2.0)
    small = upright.resize(_fitted(upright.size, THUMBNAIL_EDGE), reducing_gap=2.0)
    return Print(
        content=_jpeg(upright, QUALITY),
        thumbnail=_jpeg(small, THUMBNAIL_QUALITY),
        hashes=pictures.packed(pictures.fingerprint(small)),
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
