"""Keeping pictures: drawn anew, so that what is kept is a picture and nothing else.

Orientation is applied, size bounded, and everything that was packed beside the pixels (place, device, thumbnails, a
second file at the end) is left behind. Who needs the time or place of the shot reads it from what was sent.
"""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from wutong.files.models import StoredFile
from wutong.files.rules import plain_name
from wutong.files.services.keeping import check_size, store
from wutong.kit.actor import Actor
from wutong.kit.verdict import Invalid

KINDS = ("JPEG", "PNG", "WEBP")
PIXELS_READ = 64_000_000
LONG_EDGE = 2400
QUALITY = 85


def keep_picture(*, by: Actor, name: str, content: bytes) -> StoredFile:
    """Keep a picture as JPEG and return its record. Raises Invalid for what is too large or no picture."""
    check_size(content)
    stem = plain_name(name).rpartition(".")[0] or plain_name(name)
    return store(by=by, name=f"{stem}.jpg", content=_drawn_anew(name, content))


def _drawn_anew(name: str, content: bytes) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > PIXELS_READ:
                raise Invalid({"file": f"“{name}”像素过多，请缩小后再传"})
            picture.draft("RGB", (LONG_EDGE, LONG_EDGE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Invalid({"file": f"“{name}”不是能打开的照片，请传 JPG、PNG 或 WEBP 图片"}) from error
    upright.thumbnail((LONG_EDGE, LONG_EDGE))
    out = BytesIO()
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
