"""Photos are read with suspicion and kept without anything but pixels."""

import base64
import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.kernel.errors import Refused
from linli.pictures import photos


def file(content: bytes, name: str = "门口.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def drawn(kind="JPEG", size=(640, 480), mode="RGB", colour="teal", **more) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **more)
    return written.getvalue()


def with_gps(orientation=1) -> bytes:
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste("red", (0, 0, 300, 100))  # the upper half
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Phonemaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 12.0, 5.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=b"at home", xmp=b"<x:xmpmeta>home</x:xmpmeta>")
    return written.getvalue()


def stored(picture, small=False) -> bytes:
    with photos.open_photo(picture.file, small=small) as kept:
        return kept.read()


@pytest.mark.parametrize(
    "content",
    [
        drawn("JPEG"),
        drawn("PNG"),
        drawn("PNG", mode="RGBA"),
        drawn("PNG", mode="P", colour=3),
        drawn("PNG", mode="LA", colour=9),
        drawn("PNG", mode="I;16", colour=900),
        drawn("WEBP"),
        drawn("JPEG", mode="L", colour=9),
        drawn("JPEG", mode="CMYK", colour=0),
    ],
)
def test_a_picture_of_any_usual_kind_is_kept_as_a_jpeg(content):
    kept = photos.take_in(file(content))
    assert (kept.width, kept.height, kept.size) == (640, 480, len(stored(kept)))
    assert Image.open(io.BytesIO(stored(kept))).format == "JPEG"
    assert max(Image.open(io.BytesIO(stored(kept, small=True))).size) == 480


def test_nothing_tells_where_it_was_taken():
    before = with_gps()
    assert b"Phonemaker" in before
    for small in (False, True):
        after = stored(photos.take_in(file(before)), small)
        for trace in (b"Exif", b"Phonemaker", b"GPS", b"xmpmeta", b"at home", b"ICC_PROFILE"):
            assert trace not in after


def test_a_picture_stands_upright():
    kept = photos.take_in(file(with_gps(orientation=6)))  # the camera was turned: the top lies at the right
    assert (kept.width, kept.height) == (200, 300)
    right, left = (Image.open(io.BytesIO(stored(kept))).getpixel((x, 150)) for x in (190, 10))
    assert right[1] < 80 < 200 < left[1]


def test_a_large_picture_is_made_smaller():
    kept = photos.take_in(file(drawn(size=(8000, 6000))))
    assert (kept.width, kept.height) == (2560, 1920)


HEIC = """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERA
AAIAAQAAAAAB4gABAAAAAAAAABgAAgAAAAAB+gABAAAAAAAAADAAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQAC
AABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAA
AAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaA
AAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAA
AAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAUG1kYXQAAAAUKAGvBBj4ynHX//AiT3eT9qcSEecAAAAGRXhpZgAATU0AKgAA
AAgAAQEPAAIAAAALAAAAGgAAAABQaG9uZW1ha2VyAAA=
"""  # 64 by 48 pixels of teal, from "Phonemaker"


def test_a_heic_photo_from_a_phone_is_read():
    original = base64.b64decode(HEIC)
    assert b"Phonemaker" in original
    kept = photos.take_in(file(original, "IMG_0001.HEIC"))
    assert (kept.width, kept.height) == (64, 48)
    assert b"Phonemaker" not in stored(kept)


def test_a_heic_photo_that_cannot_be_decoded_says_what_to_do(monkeypatch):
    monkeypatch.setattr(photos.pi_heif, "register_heif_opener", lambda: None)
    monkeypatch.setattr(photos, "_READABLE", ["JPEG", "PNG"])
    with pytest.raises(Refused, match=r"门口.heic.*(JPEG|kind)"):
        photos.take_in(file(base64.b64decode(HEIC), "门口.heic"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty|空"),
        (b"MZ\x90\0" + os.urandom(4000), "not a photo|不是照片"),
        (b"%PDF-1.7 nothing", "not a photo|不是照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not a photo|不是照片"),
        (drawn("GIF", mode="P", colour=1), "not a photo|不是照片"),
        (drawn(size=(1200, 900))[:3000], "broken|损坏"),
        (b"\xff\xd8\xff\xe0" + os.urandom(500), "broken|not a photo|损坏|不是照片"),
        (
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + os.urandom(300),
            "broken|kind we can't read|not a photo|损坏|不是照片|无法识别",
        ),
    ],
)
def test_what_is_no_photo_is_refused_by_name(content, words):
    with pytest.raises(Refused, match=words) as no:
        photos.take_in(file(content))
    assert "门口.jpg" in str(no.value)
    assert no.value.field == "photos"


def test_a_decompression_bomb_is_not_opened():
    bomb = drawn("PNG", size=(8000, 7600), mode="1", colour=0)
    assert len(bomb) < 20_000
    with pytest.raises(Refused, match=r"像素|pixels"):
        photos.take_in(file(bomb, "bomb.png"))
    huge = drawn("PNG", size=(30000, 20000), mode="1", colour=0)
    with pytest.raises(Refused, match=r"像素|pixels"):
        photos.take_in(file(huge, "bomb.png"))


def test_too_many_bytes_are_refused():
    with pytest.raises(Refused, match="30 MB"):
        photos.take_in(file(b"\xff\xd8" + bytes(31 * 1024 * 1024)))


@pytest.mark.parametrize("name", ["../../etc/passwd", "aa/../x.jpg", "", "/etc/passwd", "aa/" + "a" * 64 + ".jpg\n"])
def test_the_store_gives_out_only_its_own(name):
    with pytest.raises(FileNotFoundError):
        photos.open_photo(name)


def test_a_file_name_cannot_lead_anywhere():
    kept = photos.take_in(SimpleUploadedFile("../../evil\n.jpg", drawn()))
    assert kept.file.count("/") == 1


@pytest.mark.django_db
def test_pictures_of_reports_that_never_came_are_forgotten(street, settings, tmp_path):
    from linli.cases.actions import report_case

    settings.MEDIA_ROOT = tmp_path
    kept, lost = photos.take_in(file(drawn())), photos.take_in(file(drawn(colour="red")))
    report_case(place=street.unit, words="灯坏了", source="web", photos=[kept])
    assert photos.forget_unused(older_than_seconds=60) == 0
    assert photos.forget_unused(older_than_seconds=-60) == 1
    assert stored(kept)
    with pytest.raises(FileNotFoundError):
        stored(lost)
    assert not list(tmp_path.rglob(".*"))
