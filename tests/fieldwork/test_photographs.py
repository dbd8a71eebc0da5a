"""A photo is drawn anew; what its file told stands beside it; what is no photo is refused in words."""

import os
import struct
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from tests.fieldwork import photos
from wutong.fieldwork import photographs
from wutong.fieldwork.photographs import LONG_EDGE, THUMBNAIL_EDGE, develop, receive
from wutong.kit.verdict import Invalid


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_time_place_and_device_are_read_and_not_kept_in_the_picture():
    sent = receive("现场.JPG", BytesIO(photos.photo()))
    made = develop(photos.photo())
    assert sent.taken_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert (sent.latitude, sent.longitude) == (Decimal("43.510000"), Decimal("126.250000"))
    assert (sent.device, sent.name) == ("Wutong X1", "现场.JPG")
    for content in (made.content, made.thumbnail):
        kept = opened(content)
        assert kept.format == "JPEG" and not dict(kept.getexif()) and "exif" not in kept.info
        assert b"Wutong" not in content


def test_a_picture_stands_upright_and_is_bounded():
    lying = photos.jpeg(Image.new("RGB", (4032, 3024)), exif=photos.exif(orientation=6))
    made = develop(lying)
    assert opened(made.content).size == (1512, LONG_EDGE)
    assert max(opened(made.thumbnail).size) == THUMBNAIL_EDGE
    narrow = develop(_png(Image.new("RGBA", (3, 5000), (9, 9, 9, 9))))
    assert opened(narrow.content).size == (1, LONG_EDGE)


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_what_is_packed_behind_a_picture_does_not_survive():
    """Polyglots die: a page of script behind the pixels and in the comment is not in what is kept."""
    script = b"<script>alert(1)</script>"
    made = develop(photos.jpeg(photos.scene(3), comment=script) + script)
    assert script not in made.content and script not in made.thumbnail


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是能打开的照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是能打开的照片"),
        (b"GIF89a" + bytes(40), "不是能打开的照片"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (bytes(photographs.BYTES_READ + 1), "超过20MB"),
    ],
    ids=["empty", "svg", "gif", "heic", "too large"],
)
def test_what_is_no_photo_is_refused(content, words):
    with pytest.raises(Invalid, match=words):
        receive("坏.jpg", BytesIO(content))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large; there is next to nothing in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg_of(width: int, height: int, **more) -> bytes:
    """A JPEG whose head says it is so large."""
    small = photos.jpeg(Image.new("RGB", (16, 16)), **more)
    place = max(small.find(b"\xff\xc0"), small.find(b"\xff\xc2")) + 5
    return small[:place] + struct.pack(">HH", height, width) + small[place + 4 :]


@pytest.mark.parametrize(
    "content",
    [
        png_of(20_000, 20_000),
        png_of(5_000, 4_000),
        jpeg_of(30_000, 30_000),
        jpeg_of(9_000, 9_000),
        jpeg_of(5_000, 4_000, progressive=True),
    ],
    ids=["png", "png of 20 megapixels", "jpeg", "jpeg of 81 megapixels", "progressive"],
)
def test_a_bomb_is_refused_before_it_is_decoded(content, monkeypatch):
    def decode(*args):
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", decode)
    with pytest.raises(Invalid, match="大.png"):
        receive("大.png", BytesIO(content))


def test_what_is_cut_off_is_received_and_cannot_be_developed():
    cut = photos.photo()[:4000]
    assert receive("断.jpg", BytesIO(cut)).sha256
    with pytest.raises(Invalid, match="打不开"):
        develop(cut)


def test_whatever_stands_in_the_metadata_no_photo_fails_for_it():
    told = photos.exif(taken="2026:13:45 99:99:99")
    told.get_ifd(0x8825)[2] = ("x", (1, 0), None)
    content = photos.jpeg(photos.scene(4), exif=photos.exif())
    broken = content.replace(b"Exif\0\0", b"Exif\0\0" + os.urandom(2), 1)
    for sent in (photos.jpeg(photos.scene(4)), broken):
        made = receive("a.jpg", BytesIO(sent))
        assert made.taken_at is None and made.latitude is None
    assert photographs._moment({0x9003: "2026:13:45 99:99:99"}) is None
    assert photographs._place({1: "N", 2: ("x",), 3: "E", 4: (1, 0, 0)}) == (None, None)
    assert photographs._place({1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)}) == (None, None)


def test_south_is_negative_and_an_offset_counts():
    made = receive("a.jpg", BytesIO(photos.jpeg(photos.scene(5), exif=photos.exif(south=True))))
    assert made.latitude == Decimal("-43.510000")
    assert photographs._moment({0x9003: "2026:11:20 10:30:00", 0x9011: "+09:00"}) == datetime(
        2026, 11, 20, 1, 30, tzinfo=UTC
    )
