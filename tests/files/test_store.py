"""Which files are kept, under which name, and how often: by what they are, never by what they call themselves."""

import hashlib

import pytest

from wutong.audit.models import Entry
from wutong.files import services
from wutong.files.models import StoredFile
from wutong.files.queries import open_file
from wutong.files.rules import DOCX, XLSX, sniff
from wutong.files.services import keeping, path_of
from wutong.kit.actor import SYSTEM
from wutong.kit.verdict import Invalid
from wutong.kit.writing import writing

PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
KINDS = [
    (b"\xff\xd8\xff\xe0" + bytes(9), "x.jpg", "image/jpeg"),
    (PNG, "x.png", "image/png"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "x.webp", "image/webp"),
    (b"%PDF-1.7", "x.pdf", "application/pdf"),
    (b"PK\x03\x04rest", "台账.xlsx", XLSX),
    (b"PK\x03\x04rest", "台账.XLSM", XLSX),
    (b"PK\x03\x04rest", "纪要.docx", DOCX),
    ("名称,金额".encode(), "x.csv", "text/csv"),
    (PNG, "名字骗人.exe", "image/png"),
]
REFUSED = [
    (b"", "empty.png"),
    (b"MZ\x90\0", "x.png"),
    (b"MZ\x90\0", "x.exe"),
    (b"<html><script>", "x.html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "x.svg"),
    (b"PK\x03\x04rest", "x.zip"),
    (b"PK\x03\x04rest", "x.jar"),
    (b"PK\x05\x06", "empty.xlsx"),
    (b"a,b\0c", "x.csv"),
    (b"text", "csv"),
    (b"RIFF\0\0\0\0AVI ", "x.webp"),
]


@pytest.mark.parametrize(("content", "name", "kind"), KINDS)
def test_what_is_kept(content, name, kind):
    assert sniff(content, name) == kind


@pytest.mark.parametrize(("content", "name"), REFUSED)
def test_what_is_refused(content, name):
    assert sniff(content, name) is None


pytestmark = pytest.mark.django_db


def store(content: bytes = PNG, name: str = "现场.png", **more) -> StoredFile:
    return services.store(by=SYSTEM, name=name, content=content, **more)


def test_a_file_lies_under_its_hash(media):
    stored = store()
    assert stored.sha256 == hashlib.sha256(PNG).hexdigest()
    assert path_of(stored.sha256).relative_to(media).as_posix() == f"{stored.sha256[:2]}/{stored.sha256}"
    with open_file(stored) as stream:
        assert stream.read() == PNG
    assert (stored.size, stored.media_type, stored.name) == (len(PNG), "image/png", "现场.png")
    assert Entry.objects.get().verb == "files.store"


def test_one_content_is_kept_once_however_often_it_comes(media):
    first, second = store(name="一.png"), store(name="二.png")
    assert first.pk != second.pk
    assert len([p for p in media.rglob("*") if p.is_file()]) == 1


def test_the_type_that_is_claimed_counts_for_nothing(media):
    assert store(media_type="text/html").media_type == "image/png"


HOSTILE = [
    ("../../../etc/passwd", "passwd"),
    ("..\\..\\boot.ini", "boot.ini"),
    ("/etc/cron.d/x", "x"),
    ("C:\\evil\\x.png", "x.png"),
    ("a/../../b.png", "b.png"),
    ("长" * 500 + ".png", "长" * 196 + ".png"),
    ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ("=1+1.png", "=1+1.png"),
    ("a\0b\r\n\u202egnp.exe", "abgnp.exe"),
]


@pytest.mark.parametrize(("name", "kept"), HOSTILE)
def test_a_hostile_name_leads_nowhere(media, name, kept):
    stored = store(name=name)
    assert stored.name == kept
    inside = [p for p in media.parent.rglob("*") if p.is_file()]
    assert inside == [path_of(stored.sha256)]


@pytest.mark.parametrize("name", ["", "..", ".", "/", "\\", "\0", "  ", "a/"])
def test_a_name_that_is_none(media, name):
    assert store(name=name).name == "未命名"


def test_too_large(media, settings):
    settings.UPLOAD_LIMIT_BYTES = 2 * 2**20
    store(PNG + bytes(2 * 2**20 - len(PNG)))
    with pytest.raises(Invalid, match="超过2MB"):
        store(PNG + bytes(2 * 2**20))
    assert StoredFile.objects.count() == 1


def test_an_unknown_kind_leaves_nothing(media):
    with pytest.raises(Invalid, match="不是能收的文件"):
        store(b"MZ", "x.png")
    assert not media.exists() and not StoredFile.objects.exists()


def test_content_is_there_before_its_record(media, monkeypatch):
    """A record that points at nothing would be evidence lost; content without a record does no harm."""

    def full(path, content):
        raise OSError("disk full")

    monkeypatch.setattr(keeping, "_keep", full)
    with pytest.raises(OSError, match="full"):
        store()
    assert not StoredFile.objects.exists()
    monkeypatch.undo()


def test_a_record_that_is_rolled_back_leaves_content_only(media):
    with pytest.raises(Invalid), writing(SYSTEM, "x"):
        store()
        raise Invalid("不行")
    assert not StoredFile.objects.exists()
    assert store().pk
