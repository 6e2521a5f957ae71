"""The desk's pages about looks, retention, photos for the public and exports."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from linli.cases import actions
from linli.cases.actions import Reachable, exports
from linli.cases.models import Case, Export, LookObjection, Photo, Voice
from linli.desk.privacy.taken_out import WRITERS, Written
from linli.journal.models import Entry
from linli.kernel import clock
from linli.people import rules as people
from linli.pictures.photos import Picture, take_in

pytestmark = pytest.mark.django_db


def seat(post) -> Client:
    client = Client()
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def jpeg() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (200, 100), "red").save(drawn, "JPEG")
    return SimpleUploadedFile("a.jpg", drawn.getvalue(), "image/jpeg")


def test_a_resident_sees_who_looked_by_role_objects_and_reads_the_answer(street, voice):
    client = seat(street.clerk)
    opened = client.post(
        reverse("desk:contact", args=[voice.case_id, voice.pk]), {"purpose": "verify", "words": "确认楼层"}
    )
    assert "19900001234" in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    assert "19900001234" not in client.get(reverse("desk:case", args=[voice.case_id])).content.decode()
    receipt = Client().get(f"/c/{voice.receipt}").content.decode()
    assert "望潮社区" in receipt
    assert "确认楼层" in receipt
    assert "社区受理员01" not in receipt
    look = Entry.objects.get(event="ContactOpened")
    sent = Client().post(reverse("resident:look", args=[voice.receipt, look.pk]), {"text": "没接到电话"})
    assert sent.status_code == 303
    again = Client().post(reverse("resident:look", args=[voice.receipt, look.pk]), {"text": "再说一次"})
    assert again.status_code == 422
    one = LookObjection.objects.get()
    for post in (street.worker, street.officer, street.clerk):
        assert seat(post).get(reverse("desk:look", args=[one.pk])).status_code == 404
    page = seat(street.inspector).post(reverse("desk:look", args=[one.pk]), {"proper": "no"})
    assert page.status_code == 422
    done = seat(street.inspector).post(
        reverse("desk:look", args=[one.pk]), {"proper": "no", "words": "没有必要，已提醒"}
    )
    assert done.status_code == 302
    receipt = Client().get(f"/c/{voice.receipt}").content.decode()
    assert "没有必要，已提醒" in receipt
    assert "纪检员01" not in receipt


def test_nobody_without_the_code_objects_for_somebody_else(street, voice):
    other = actions.report_case(
        place=street.unit, words="路灯不亮", source="web", contact=Reachable("李某某", "19900005678")
    )
    actions.open_contact(other, purpose="核实", by=street.worker)
    look = Entry.objects.get(event="ContactOpened")
    assert Client().post(reverse("resident:look", args=[voice.receipt, look.pk]), {"text": "x"}).status_code == 422
    assert not LookObjection.objects.exists()


@pytest.mark.parametrize("page", ["desk:looks", "desk:exports"])
def test_lists_ask_as_much_for_three_as_for_thirty(street, voice, page, django_assert_num_queries):
    def more(n):
        for _ in range(n):
            one = actions.report_case(
                place=street.unit, words="灯", source="web", contact=Reachable("李某某", "19900005678")
            )
            actions.open_contact(one, purpose="核实", by=street.worker)
            actions.object_to_look(one, Entry.objects.filter(event="ContactOpened").latest("id").pk)
            export = exports.ask("hotline_replies", rows=30, purpose="x", by=street.street_clerk, personal=True)
            assert export.second

    client = seat(street.inspector)
    more(3)
    client.get(reverse(page))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(reverse(page))
    more(27)
    with django_assert_num_queries(len(few)):
        client.get(reverse(page))


def test_only_the_administrator_sees_what_goes_when_and_the_public_page_says_the_same(street, voice):
    actions.withdraw(voice)
    with clock.shifted(timedelta(days=92)):
        for post in street.everyone:
            if post is not street.former:
                assert seat(post).get(reverse("desk:retention")).status_code == (
                    200 if post == street.administrator else 403
                ), post
        page = seat(street.administrator).get(reverse("desk:retention")).content.decode()
        assert voice.case.number in page
        assert "张某某" not in page
        actions.let_go()
        assert voice.case.number not in seat(street.administrator).get(reverse("desk:retention")).content.decode()
    assert "90天" in re.sub(r"<[^>]+>", "", Client().get("/about").content.decode())


@pytest.fixture
def photo(street):
    voice = actions.report_case(place=street.unit, words="路灯不亮", source="web")
    case, taken = actions.take_up(voice.case, by=street.worker), take_in(jpeg())
    case = actions.solve(case, words="修好", photos=[Picture(taken.file, 200, 100, taken.size)], by=street.worker)
    actions.answer(case, words="修好了", public=True, by=street.worker)
    return Photo.objects.get()


def boxes(*rows, **more):
    said = {"box-TOTAL_FORMS": str(max(len(rows), 12)), "box-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        said |= {f"box-{n}-{side}": value for side, value in zip(("left", "top", "width", "height"), row, strict=True)}
    return said | more


def test_boxes_are_typed_previewed_saved_and_seen_by_everyone(street, photo):
    client, url = seat(street.worker), reverse("desk:public_copy", args=[photo.pk])
    assert (
        reverse("desk:public_copy", args=[photo.pk])
        in client.get(reverse("desk:case", args=[photo.case_id])).content.decode()
    )
    assert client.post(url, boxes()).status_code == 422  # neither a box nor a word that nobody is on it
    assert client.post(url, boxes(("10", "10", "", ""))).status_code == 422
    seen = client.post(url, boxes(("10", "10", "30", "200"))).content.decode()
    assert 'value="200"' in seen  # what was typed stays
    shown = client.post(url, boxes(("10", "20", "30", "40"), go="preview"))
    query = shown.context["preview_query"]
    drawn = Image.open(io.BytesIO(client.get(f"{url}/preview?{query}").content)).convert("RGB")
    assert max(drawn.getpixel((50, 40))) < 12
    assert Client().get(reverse("public:photo", args=[photo.pk])).status_code == 404
    assert client.post(url, boxes(("10", "20", "30", "40"), go="save")).status_code == 302
    photo.refresh_from_db()
    assert photo.boxes == [[0.1, 0.2, 0.3, 0.4]]
    public = Client().get(reverse("public:photo", args=[photo.pk]))
    drawn = Image.open(io.BytesIO(b"".join(public.streaming_content))).convert("RGB")
    assert max(drawn.getpixel((50, 40))) < 12
    assert reverse("public:photo", args=[photo.pk]) in Client().get("/s/990101001001").content.decode()
    assert client.post(reverse("desk:take_photo_back", args=[photo.pk])).status_code == 302
    assert Client().get(reverse("public:photo", args=[photo.pk])).status_code == 404


def test_who_may_not_serve_the_place_covers_nothing(street, photo):
    url = reverse("desk:public_copy", args=[photo.pk])
    for post in (street.officer, street.other_worker):
        assert seat(post).post(url, boxes(("10", "20", "30", "40"), go="save")).status_code == 404
    assert not Photo.objects.get().public_file


def test_a_file_that_needs_a_second_person_is_agreed_to_and_taken(street, monkeypatch):
    monkeypatch.setitem(exports.WHAT, "letters", exports.Sort("Letters", people.takes_in))
    monkeypatch.setitem(WRITERS, "letters", lambda one: Written(exports.mark_of(one).encode(), "信.xlsx"))
    one = exports.ask("letters", rows=30, purpose="月报", by=street.clerk)
    url, take = reverse("desk:export", args=[one.pk]), reverse("desk:export_file", args=[one.pk])
    assert seat(street.clerk).post(url, {"granted": "yes"}).status_code == 404
    assert seat(street.clerk).post(take).status_code == 302
    assert seat(street.head).post(url, {"granted": "no"}).status_code == 422
    assert seat(street.head).post(url, {"granted": "yes"}).status_code == 302
    got = seat(street.clerk).post(take)
    assert one.number in got.content.decode()
    assert got["Cache-Control"] == "no-store"
    assert Export.objects.get().times == 1


def test_what_was_erased_says_so_on_both_pages(street, voice):
    actions.withdraw(voice)
    with clock.shifted(timedelta(days=3 * 366)):
        actions.let_go()
        assert "已清除" in seat(street.clerk).get(reverse("desk:case", args=[voice.case_id])).content.decode()
        receipt = Client().get(f"/c/{voice.receipt}").content.decode()
        assert "已删除" in receipt
        assert "垃圾桶摆在" not in receipt
    assert Voice.objects.get().words == ""
    assert Case.objects.get().erased_on
