"""Pictures of invented sites, drawn: a frame that grows floor by floor under a crane, with time and place beside it."""

from datetime import datetime
from io import BytesIO

import numpy as np
from PIL import ExifTags, Image, ImageDraw, ImageFilter

SIZE = (1280, 960)
FLOORS = 12
# Somewhere in the invented county.
NORTH, EAST = (43.0, 21.0), (126.0, 34.0)


def photo(site: int, grown: int, taken: datetime | None) -> bytes:
    """A site from its own standpoint, `grown` percent built, as a phone sends it; without `taken` nothing stands beside."""
    random = np.random.default_rng([site, grown])
    picture = _ground(site, random)
    _building(picture, site, grown)
    _about(picture, random)
    out = BytesIO()
    _held(picture, random).save(out, "JPEG", quality=88, exif=_beside(site, taken))
    return out.getvalue()


def _held(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """As somebody holds a phone: a little aslant, never from quite the same place."""
    width, height = SIZE
    turned = picture.rotate(random.uniform(-3, 3), Image.Resampling.BILINEAR)
    kept = random.uniform(0.78, 0.9)
    left, top = random.uniform(0.05, 0.95 - kept, 2)
    box = (left * width, top * height, (left + kept) * width, (top + kept) * height)
    return turned.resize(SIZE, Image.Resampling.BILINEAR, box).filter(ImageFilter.GaussianBlur(0.8))


def _about(picture: Image.Image, random: np.random.Generator) -> None:
    """What stands about on a site, every week somewhere else: stacks, trucks, sheds."""
    draw = ImageDraw.Draw(picture)
    for _ in range(9):
        x, y = int(random.uniform(0, SIZE[0])), int(random.uniform(690, 900))
        across, down = int(random.uniform(60, 260)), int(random.uniform(30, 110))
        colour = tuple(int(c) for c in random.uniform((60, 60, 60), (200, 150, 160)))
        draw.rectangle([x, y, x + across, y + down], fill=colour, outline=(70, 66, 60), width=3)


def _ground(site: int, random: np.random.Generator) -> Image.Image:
    """Sky, hills and earth, never twice the same light."""
    width, height = SIZE
    shape = np.random.default_rng(site)
    down = np.linspace(0, 1, height)[:, None, None]
    clouds = Image.fromarray(random.uniform(-45, 45, (6, 9)).astype(np.float32)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    sky = np.array([150.0, 175, 205]) + random.uniform(-25, 25) + 50 * down + np.asarray(clouds)[:, :, None]
    across = np.arange(width) / width
    hills = 0.5 + 0.06 * np.sin(across * shape.uniform(4, 9) + site) + 0.02 * np.sin(across * 31)
    shade = Image.fromarray(random.uniform(-28, 28, (8, 8)).astype(np.float32)).resize(
        SIZE, Image.Resampling.BICUBIC
    )
    earth = (
        np.array([132.0, 112, 84]) + np.asarray(shade)[:, :, None] + random.normal(0, 9, (height, width, 1))
    )
    wood = np.array([86.0, 96, 78]) + random.normal(0, 7, (height, width, 1))
    values = np.where(down > hills[None, :, None], wood, np.broadcast_to(sky, (height, width, 3)))
    values = np.where(down > 0.66, earth, values)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _building(picture: Image.Image, site: int, grown: int) -> None:
    draw = ImageDraw.Draw(picture)
    left, right, foot = 240 + 90 * site, 860 + 60 * site, 700
    step, floors = 38, max(FLOORS * grown // 100, 1)
    for floor in range(floors):
        top = foot - step * (floor + 1)
        closed = floor < floors - 3
        draw.rectangle(
            [left, top, right, top + step],
            fill=(176, 170, 160) if closed else None,
            outline=(96, 92, 88),
            width=4,
        )
        for column in range(left, right, 62):
            if closed:
                draw.rectangle([column + 16, top + 9, column + 46, top + 30], fill=(98, 112, 128))
            else:
                draw.rectangle([column, top, column + 9, top + step], fill=(120, 114, 108))
    mast = left - 70
    draw.rectangle([mast, 120, mast + 12, foot], fill=(214, 160, 30))
    draw.rectangle([mast - 120, 128, mast + 520, 138], fill=(214, 160, 30))
    draw.line([mast + 300, 138, mast + 300, foot - step * floors - 30], fill=(60, 60, 60), width=3)


def _beside(site: int, taken: datetime | None) -> Image.Exif:
    told = Image.Exif()
    if taken is None:
        return told
    told[ExifTags.Base.Make], told[ExifTags.Base.Model] = "WUTONG", "W20"
    told.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
    place[ExifTags.GPS.GPSLatitude] = (*NORTH, 12.5 * site)
    place[ExifTags.GPS.GPSLongitude] = (*EAST, 41.0 - 9 * site)
    return told
