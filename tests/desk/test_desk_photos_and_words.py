"""What the desk's pages say of times, and how photos come in with a step."""

from datetime import timedelta

import pytest
from desk_cast import a_photo, page_of, seat, take, text
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.cases import actions
from linli.cases.actions.within import title_of
from linli.kernel import clock
from linli.ui.moments import said_moment

pytestmark = pytest.mark.django_db


# --- photos ------------------------------------------------------------------------------------------------------


def test_a_photo_travels_ahead_of_its_step(street, case):
    client = seat(street.worker)
    sent = client.post(reverse("desk:send_photo"), {"photo": a_photo()}).json()
    assert client.get(reverse("desk:kept_photo", args=[sent["ref"]]))["Content-Type"] == "image/jpeg"
    assert (
        take(client, case, "note", words="看过", kept=[sent["ref"]], photos=[a_photo("b.jpg", "red")]).status_code
        == 302
    )
    assert case.photos.count() == 2


def test_what_is_no_photo_is_said_at_once(street):
    refused = seat(street.worker).post(reverse("desk:send_photo"), {"photo": SimpleUploadedFile("b.txt", b"words")})
    assert refused.status_code == 422
    assert "b.txt" in refused.json()["sentence"]


def test_a_photo_stays_when_words_were_forgotten(street, case):
    client = seat(street.worker)
    refused = take(client, case, "note", words="", photos=[a_photo()])
    assert refused.status_code == 422
    assert 'name="kept"' in text(refused)


@pytest.mark.parametrize("kept", ["", "nonsense", "a:b:c"])
def test_a_reference_nobody_gave_brings_no_photo(street, case, kept):
    assert take(seat(street.worker), case, "note", words="看过", kept=kept).status_code == 302
    assert not case.photos.exists()


# --- words -------------------------------------------------------------------------------------------------------


def test_a_unit_that_does_not_sign_in_time_is_late_by_its_own_clock(street, case):
    actions.blow_whistle(case, lead=street.city_management, support=[street.property], words="到场", by=street.head)
    actions.sign(case.assignments.get(organisation=street.property), by=street.manager)
    with clock.shifted(timedelta(hours=5)):
        late = seat(street.officer).get("/desk/?view=overdue").context["rows"]
        in_time = seat(street.manager).get("/desk/?view=overdue").context["rows"]
    assert (list(late), list(in_time)) == ([case], [])


def test_who_calls_a_unit_reads_what_the_resident_was_promised(street, case):
    page = text(seat(street.head).get(page_of(case)))
    assert (
        page.count(f"已承诺居民在 {said_moment(case.finish_due)} 前答复") == 2
    )  # where one dispatches, and with the whistle


def test_a_contact_made_says_when_it_was_and_whether_in_time(street, case):
    actions.take_up(case, by=street.worker)
    actions.contact(case, how="phone", words="约了明早", by=street.worker)
    case.refresh_from_db()
    assert f"{said_moment(case.contacted_at)} 已联系" in text(seat(street.worker).get(page_of(case)))


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("单" * 60, "单" * 60),
        ("单" * 61, "单" * 59 + "…"),
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 79 + "…"),
        (" 桶\n 臭 ", "桶 臭"),
    ],
)
def test_a_title_is_about_as_wide_in_every_script(words, title):
    assert title_of(words) == title
