"""Taking in on somebody's behalf, the letter box, and coming in."""

import re

import pytest
from desk_cast import seat, text
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case, Photo, Voice
from linli.desk.cases.places import find
from linli.journal.models import Entry

pytestmark = pytest.mark.django_db


def given(**more):
    return {
        "source": "phone",
        "place": "锦和苑3栋2单元",
        "text": "楼上漏水，厨房吊顶都湿了",
        "key": "desk-1",
        "name": "张某某",
        "phone": "19900004321",
        **more,
    }


def test_a_call_is_taken_in_and_the_code_can_be_read_out(street):
    client = seat(street.clerk)
    saved = client.post(reverse("desk:intake"), given())
    voice = Voice.objects.get()
    assert saved.url == reverse("desk:slip", args=[voice.pk])
    assert (voice.case.place, voice.source, voice.entered_by) == (street.unit, "phone", street.clerk)
    slip = text(client.get(saved.url))
    assert " ".join(re.findall("....", voice.receipt)) in slip
    assert "<svg" in slip
    assert "漏水" not in slip
    assert client.get(reverse("desk:slip_sheet", args=[voice.pk])).content.startswith(b"%PDF")
    entry = Entry.objects.get(subject=voice.case.ref)
    assert entry.by == street.clerk.ref


def test_sent_twice_it_is_taken_in_once(street):
    client = seat(street.clerk)
    assert client.post(reverse("desk:intake"), given()).url == client.post(reverse("desk:intake"), given()).url
    assert Case.objects.count() == 1


def test_what_was_typed_stays_when_the_place_is_not_known(street):
    answer = seat(street.clerk).post(reverse("desk:intake"), given(place="月亮背面"))
    assert answer.status_code == 422
    assert "厨房吊顶" in text(answer)
    assert "19900004321" in text(answer)
    assert answer.context["form"].errors["place"]


def test_a_photo_sent_with_a_form_that_is_refused_is_kept(street):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    client = seat(street.clerk)
    photo = SimpleUploadedFile("a.jpg", picture.getvalue(), "image/jpeg")
    bad = SimpleUploadedFile("b.txt", b"not a picture", "text/plain")
    refused = client.post(reverse("desk:intake"), given(photos=[photo, bad]))
    assert refused.status_code == 422
    [kept] = refused.context["form"].fields["photos"].widget.kept
    assert seat(street.clerk).get(reverse("desk:kept_photo", args=[kept]))["Content-Type"] == "image/jpeg"
    assert client.post(reverse("desk:intake"), given(kept=kept)).status_code == 302
    found = Photo.objects.get()
    shown = seat(street.worker).get(reverse("desk:photo", args=[found.pk]))
    assert shown["Content-Type"] == "image/jpeg"
    assert seat(street.other_worker).get(reverse("desk:photo", args=[found.pk])).status_code == 404


def test_one_takes_in_for_ones_own_places_only(street):
    answer = seat(street.worker).post(reverse("desk:intake"), given(place="桂语里1栋"))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_a_complaint_about_staff_leaves_the_counter_with_a_slip_and_nothing_else(street):
    client = seat(street.clerk)
    saved = client.post(reverse("desk:intake"), given(category="L02", text="受理员态度不好"))
    case = Case.objects.get()
    assert case.restricted
    assert client.get(saved.url).status_code == 200
    assert client.get(reverse("desk:case", args=[case.pk])).status_code == 404
    assert seat(street.head).get(saved.url).status_code == 404


def box(*slips, openers="社区受理员01、网格员03", **more):
    rows = {
        f"slip-{n}-{name}": value
        for n, slip in enumerate(slips)
        for name, value in zip(("place", "text"), slip, strict=True)
    }
    form = {"slip-TOTAL_FORMS": max(len(slips), 5), "slip-INITIAL_FORMS": 0, "opened_on": "2025-01-02", "key": "box-1"}
    return form | {"openers": openers, **rows, **more}


def test_slips_from_the_box_each_get_their_receipt_and_the_openers_are_noted(street):
    client = seat(street.clerk)
    answer = client.post(reverse("desk:letter_box"), box(("锦和苑3栋", "路灯不亮"), ("第3网格", "狗叫"), ("", "")))
    assert answer.status_code == 200
    assert Voice.objects.filter(source="letter_box").count() == 2
    for voice in Voice.objects.all():
        assert " ".join(re.findall("....", voice.receipt)) in text(answer)
        assert "网格员03" in Entry.objects.get(subject=voice.case.ref, event="Noted").facts["words"]
    client.post(reverse("desk:letter_box"), box(("锦和苑3栋", "路灯不亮"), ("第3网格", "狗叫")))
    assert Voice.objects.count() == Entry.objects.filter(event="Noted").count() == 2


@pytest.mark.parametrize(
    "sent",
    [
        box(("锦和苑3栋", "路灯不亮"), ("月亮", "太亮")),
        box(("锦和苑3栋", "路灯不亮"), ("锦和苑", "")),
        box(("锦和苑3栋", "路灯不亮"), openers="一个人"),
        box(("锦和苑3栋", "路灯不亮"), opened_on="2999-01-01"),
        box(),
    ],
)
def test_nothing_of_a_batch_is_entered_before_all_of_it_can_be(street, sent):
    answer = seat(street.clerk).post(reverse("desk:letter_box"), sent)
    assert answer.status_code == 422
    assert not Voice.objects.exists()


def test_more_lines_keep_what_was_typed(street):
    answer = seat(street.clerk).post(reverse("desk:letter_box"), box(("锦和苑3栋", "路灯不亮"), more="1"))
    assert answer.status_code == 200
    assert "路灯不亮" in text(answer)
    assert len(answer.context["rows"].forms) == 10


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("锦和苑 3栋 2单元", "unit"),
        ("锦和苑3栋2单元", "unit"),
        ("锦和苑３号楼2单元", "unit"),
        ("锦和苑3-2", "unit"),
        ("锦和苑3栋", "building"),
        ("锦和苑", "jinhe"),
        ("锦和", "jinhe"),
        ("3栋", "building"),
        ("3栋2单元501", "unit"),
        ("望潮社区第3网格", "grid"),
        ("第3网格", "grid"),
        ("月亮", None),
        ("桂语里", None),
        ("", None),
        ("锦和苑99栋", None),
    ],
)
def test_a_place_is_found_however_it_is_written(street, said, found):
    assert find(said, street.wangchao)[:1] == ([getattr(street, found)] if found else [])


@pytest.mark.parametrize(("said", "found"), [("锦和苑3栋", "building"), ("3栋2单元", "unit"), ("第3网格", "grid")])
def test_a_grid_worker_finds_the_places_the_grid_serves(street, said, found):
    assert find(said, street.grid)[:1] == [getattr(street, found)]


# --- coming in --------------------------------------------------------------------------------------------------


def test_name_and_password_lead_to_the_work_list(street, settings):
    street.worker.person.set_password("a-long-enough-word")
    street.worker.person.save()
    cache.clear()
    client = Client()
    wrong = client.post(reverse("account_login"), {"login": "worker", "password": "wrong"})
    assert wrong.status_code == 200
    assert "worker" in text(wrong)
    right = client.post(reverse("account_login"), {"login": "worker", "password": "a-long-enough-word"})
    assert right.url == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/desk/").status_code == 302


def test_the_way_out_stands_under_ones_name_and_more_leads_to_all_that_the_bar_holds(street):
    client = seat(street.worker)
    page = client.get(reverse("desk:work"))
    bar = text(page).partition("<header")[2].partition("</header>")[0]
    menu = bar.partition('<details class="switcher">')[2].partition("</details>")[0]
    assert reverse("account_logout") in menu
    links = [f'href="{reverse(f"desk:{name}")}"' for name, _words in page.context["links"] if name != "more"]
    more = text(client.get(reverse("desk:more"))).partition("<main")[2]
    assert links
    assert [link for link in links if link not in more] == []


def test_guessing_passwords_ends_soon(street):
    cache.clear()
    client = Client()
    answers = [client.post(reverse("account_login"), {"login": "worker", "password": str(n)}) for n in range(12)]
    assert any("次数" in text(answer) or "多次" in text(answer) or answer.status_code == 429 for answer in answers)
    cache.clear()


def test_the_demo_shows_whom_one_may_come_in_as_and_nothing_else_does(street, settings):
    assert "linli-demo" not in text(Client().get(reverse("account_login")))
    settings.DEMO = True
    page = text(Client().get(reverse("account_login")))
    assert "linli-demo-2026" in page
    assert street.worker.person.name in page
    assert street.former.person.name not in page
