"""Photos as phones send them, made here: a scene of waves and boxes, with or without time and place beside it."""

from io import BytesIO

import numpy as np
from PIL import ExifTags, Image, ImageDraw


def scene(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture unlike any of another seed: as much coarse as fine structure, as in nature, and some things in it."""
    random = np.random.default_rng(seed)
    height, width = 240, 320
    squares = np.fft.fftfreq(height)[:, None] ** 2 + np.fft.fftfreq(width)[None, :] ** 2
    strength = 1 / np.sqrt(squares + 1e-5)
    phases = np.exp(2j * np.pi * random.random((height, width)))
    values = np.fft.ifft2(strength * phases).real
    grey = np.clip(128 + 50 * (values - values.mean()) / values.std(), 0, 255).astype(np.uint8)
    picture = Image.fromarray(grey).convert("RGB").resize(size)
    draw = ImageDraw.Draw(picture)
    for _ in range(8):
        x, y = random.integers(0, size[0]), random.integers(0, size[1])
        across, down = random.integers(size[0] // 20, size[0] // 4, 2)
        colour = tuple(int(c) for c in random.integers(0, 255, 3))
        draw.rectangle([x, y, x + across, y + down], fill=colour)
    return picture


def jpeg(picture: Image.Image, quality: int = 90, **more) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def exif(orientation: int = 1, taken: str = "2026:11:20 10:30:00", south: bool = False) -> Image.Exif:
    """What a phone writes beside its picture."""
    told = Image.Exif()
    told[ExifTags.Base.Make], told[ExifTags.Base.Model] = "Wutong", "Wutong X1"
    told[ExifTags.Base.Orientation] = orientation
    told.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "S" if south else "N"
    place[ExifTags.GPS.GPSLatitude] = (43.0, 30.0, 36.0)
    place[ExifTags.GPS.GPSLongitudeRef] = "E"
    place[ExifTags.GPS.GPSLongitude] = (126.0, 15.0, 0.0)
    return told


def photo(seed: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    return jpeg(scene(seed, size), exif=exif())
