"""Pictures that are none, or more than they seem."""

import io
import random
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageCms

from linli.cases import actions
from linli.kernel.errors import Refused
from linli.pictures import photos
from linli.pictures.photos import open_photo, take_in


def drawn(mode="RGB", kind="JPEG", size=(40, 30), **more) -> bytes:
    content = io.BytesIO()
    Image.new(mode, size).save(content, kind, **more)
    return content.getvalue()


def sent(content: bytes, name="photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def exif() -> Image.Exif:
    data = Image.Exif()
    data[0x0112], data[0x010F] = 6, "camera"
    data.get_ifd(0x8825)[2] = (31.0, 12.0, 5.0)
    return data


COLOURS = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SEEDS = [
    drawn(exif=exif(), icc_profile=COLOURS),
    drawn("CMYK", icc_profile=COLOURS),
    drawn("L", exif=exif()),
    drawn("RGBA", "PNG", exif=exif()),
    drawn("P", "PNG"),
    drawn("I;16", "PNG"),
    drawn("1", "PNG"),
    drawn("LA", "PNG"),
    drawn("RGBA", "WEBP", exif=exif()),
    drawn("RGB", "WEBP", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")]),
]


def damaged(content: bytes, dice: random.Random) -> bytes:
    """A few bytes changed, cut out or put in, mostly in the head, where the decoders look; PNG checksums set right
    again.
    """
    bad = bytearray(content)
    for _ in range(dice.choice([1, 2, 4, 12])):
        at, how = dice.randrange(len(bad) if dice.random() < 0.4 else min(len(bad), 300)), dice.random()
        if how < 0.6:
            bad[at] = dice.choice([0, 1, 128, 255, dice.randrange(256)])
        elif how < 0.8:
            bad[at : at + 4] = struct.pack(">I", dice.choice([0, 1, 65535, 0x7FFFFFFF, 0xFFFFFFFF]))
        elif how < 0.9:
            del bad[at : at + dice.randrange(20)]
        else:
            bad[at:at] = dice.randbytes(8)
    at = 8
    while bad[:4] == b"\x89PNG" and at + 12 <= len(bad):
        long = struct.unpack(">I", bad[at : at + 4])[0]
        if at + 12 + long > len(bad):
            break
        bad[at + 8 + long : at + 12 + long] = struct.pack(">I", zlib.crc32(bad[at + 4 : at + 8 + long]))
        at += 12 + long
    return bytes(bad)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(seed):
    dice = random.Random(seed)
    for _ in range(150):
        try:
            take_in(sent(damaged(dice.choice(SEEDS), dice)))
        except Refused:
            pass


def test_broken_data_about_a_picture_do_not_cost_the_picture():
    """An orientation beside a position in a form nobody can write again: the picture is turned, the rest is dropped."""
    head = b"Exif\0\0MM\0*\0\0\0\x08"
    entries = [
        struct.pack(">HHII", 0x0112, 3, 1, 6 << 16),  # turned by a quarter
        struct.pack(">HHI4s", 0x011A, 2, 4, b"abc\0"),  # a resolution in letters
        struct.pack(">HHI4s", 0x8769, 2, 4, b"abc\0"),  # a further directory in letters
    ]
    broken = head + struct.pack(">H", len(entries)) + b"".join(entries) + b"\0\0\0\0"
    taken = take_in(sent(drawn(size=(40, 30), exif=broken)))
    assert (taken.width, taken.height) == (30, 40)


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<?xml version='1.0'?><svg/>",
        b"GIF89a<script>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"%PDF-1.7",
        b"II*\0" + b"\0" * 60,
        b"BM" + b"\0" * 60,
        b"\0\0\0\x18ftypmif1" + b"\0" * 80,
    ],
)
def test_only_four_kinds_are_opened_whatever_the_name_says(content):
    with pytest.raises(Refused):
        take_in(sent(content, "photo.jpg"))


def test_nothing_rides_along_behind_a_picture():
    """A page, an archive or a script behind the picture's end, or in a comment of it, is gone."""
    script = b"<script>alert(1)</script>PK\x03\x04"
    taken = take_in(sent(drawn(comment=script) + script))
    for small in (False, True):
        with open_photo(taken.file, small=small) as file:
            assert b"script" not in file.read()


@pytest.mark.parametrize(
    ("kind", "size"), [("PNG", (9000, 9000)), ("WEBP", (6000, 6000)), ("PNG", (2**31 - 1, 2**31 - 1))]
)
def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_is_opened(kind, size, monkeypatch):
    monkeypatch.setattr(photos, "_cleaned", lambda _picture: pytest.fail("it was opened"))
    if kind == "WEBP":
        content = drawn("RGB", "WEBP", size)
    else:
        head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
        )
    with pytest.raises(Refused):
        take_in(sent(content))


@pytest.mark.django_db
def test_a_photo_is_reached_only_through_the_receipt_it_belongs_to(street, voice, client):
    """Not with another code, not at another door, and what staff took stays inside until it is part of an answer."""
    picture = take_in(sent(drawn(size=(20, 20))))
    other = actions.report_case(place=street.unit, words="路灯不亮", source="web", photos=[picture])
    inside = actions.note(other.case, words="内部", photos=[take_in(sent(drawn(size=(21, 21))))], by=street.worker)
    theirs, internal = inside.photos.get(voice=other), inside.photos.get(voice=None)
    show = lambda one, photo: client.get(reverse("resident:photo", args=[one.receipt, photo.pk])).status_code  # noqa: E731
    assert show(other, theirs) == 200
    assert show(voice, theirs) == 404
    assert show(other, internal) == 404
    assert client.get(f"/media/{picture.file}").status_code == 404
    assert client.get(reverse("desk:photo", args=[theirs.pk])).status_code == 302


@pytest.mark.parametrize(
    "ref", ["../../keys/secret_key", "aa/" + "a" * 64 + ".jpg", "WyJhIl0:x:y", "%2e%2e", "é", ":::"]
)
def test_a_reference_to_a_photo_can_not_be_made_up(client, ref, db):
    assert client.get(f"/report/photos/{ref}").status_code in (400, 404)
