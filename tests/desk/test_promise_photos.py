"""Photos that show a promise kept: taken in without what a camera writes into them, and shown to everybody as such."""

import io
from datetime import timedelta

import pytest
from desk_cast import seat, text
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from linli.councils.actions import promises
from linli.councils.models import Evidence, Promise
from linli.kernel import clock
from linli.pictures.photos import open_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(street) -> Promise:
    due = clock.today() + timedelta(days=9)
    return promises.promise(place=street.jinhe, words="划线", due=due, owner=street.manager, by=street.head)


def from_a_phone() -> SimpleUploadedFile:
    """With the place and the phone in it, as a phone writes them."""
    drawn, picture = io.BytesIO(), Image.new("RGB", (900, 600), "teal")
    told = picture.getexif()
    told[0x010F] = "邻里牌手机"
    told.get_ifd(0x8825)[2] = (31.0, 14.0, 30.0)
    picture.save(drawn, "JPEG", exif=told)
    return SimpleUploadedFile("a.jpg", drawn.getvalue(), "image/jpeg")


def test_a_photo_of_a_kept_promise_is_public_and_tells_no_more_than_it_shows(street, promise):
    manager = seat(street.manager)
    page = reverse("desk:promise", args=[promise.pk])
    assert "不要拍到人脸" in text(manager.get(page))
    keep = reverse("desk:promise_step", args=[promise.pk, "keep"])
    answer = manager.post(keep, {"words": "", "seen": "1", "photos": from_a_phone()})
    assert answer.status_code == 302
    proof = Evidence.objects.get(of=promise.ref)
    with open_photo(proof.file) as file:
        kept = Image.open(file)
        assert not kept.getexif()
        assert kept.size == (900, 600)
    address = reverse("public:promise_photo", args=[proof.pk])
    assert address in text(Client().get("/promises/?view=ended"))
    whole, small = (b"".join(Client().get(address + more)) for more in ("", "?small"))
    assert not Image.open(io.BytesIO(whole)).getexif()
    assert Image.open(io.BytesIO(small)).width < 900
    assert Client().get(reverse("public:receipt_picture", args=[proof.pk])).status_code == 404


def test_what_is_no_photo_is_said_and_the_promise_stays(street, promise):
    keep = reverse("desk:promise_step", args=[promise.pk, "keep"])
    bad = SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")
    answer = seat(street.manager).post(keep, {"words": "划好了", "seen": "1", "photos": bad})
    assert answer.status_code == 422
    assert "划好了" in text(answer)
    assert not Evidence.objects.exists()
    assert Promise.objects.get().state == "promised"


def test_each_line_of_a_promises_story_has_its_mark(street, promise):
    later = clock.today() + timedelta(days=20)
    promises.put_off(promise, due=later, why="等材料", by=street.head)
    promises.keep(promise, words="划好了", by=street.manager)
    promises.doubt(promise, why="少了两个", by=street.head)
    said = text(seat(street.head).get(reverse("desk:promise", args=[promise.pk])))
    assert said.count('class="story__mark') == 4
    for tone in ("whistle", "good", "bad"):
        assert f"story__mark--{tone}" in said
