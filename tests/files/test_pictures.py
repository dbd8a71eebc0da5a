"""Pictures are drawn anew: upright, bounded, and nothing but a picture."""

from io import BytesIO

import pytest
from PIL import Image

from wutong.files import services
from wutong.files.queries import open_file
from wutong.files.services import picturing
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid

pytestmark = pytest.mark.django_db
SECRET = b"GPS 45.1N 124.8E <script>"


def _picture(size=(40, 20), kind="JPEG", **more) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#b42318").save(out, kind, **more)
    return out.getvalue()


def _kept(content: bytes, name: str = "现场.jpg") -> bytes:
    stored = services.keep_picture(by=SYSTEM, name=name, content=content)
    assert (stored.media_type, stored.name) == ("image/jpeg", "现场.jpg")
    with open_file(stored) as stream:
        return stream.read()


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "现场.jpg"), ("PNG", "现场.png"), ("WEBP", "现场.webp")])
def test_each_kind_becomes_a_jpeg(kind, name):
    with Image.open(BytesIO(_kept(_picture(kind=kind), name))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (40, 20))


def test_it_stands_upright_and_what_was_beside_it_is_gone():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, SECRET.decode()
    sent = _picture(exif=exif) + b"PK\x03\x04" + SECRET
    assert SECRET in sent
    kept = _kept(sent)
    assert SECRET not in kept and b"PK\x03\x04" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert picture.size == (20, 40) and not picture.getexif()


def test_a_large_one_is_bounded():
    with Image.open(BytesIO(_kept(_picture((5000, 100))))) as kept:
        assert max(kept.size) <= picturing.LONG_EDGE


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<svg/>", _picture(kind="GIF"), _picture()[:300], b"\xff\xd8\xff" + bytes(99)],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Invalid, match="不是能打开的照片"):
        services.keep_picture(by=SYSTEM, name="x.jpg", content=content)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(picturing, "PIXELS_READ", 10)
    with pytest.raises(Invalid, match="像素过多"):
        services.keep_picture(by=SYSTEM, name="x.jpg", content=_picture())
