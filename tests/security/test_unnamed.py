"""A resident who asked to stay unnamed stays so before every unit, also in the own words."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases import actions
from linli.cases.models import Case, Voice
from linli.cases.queries import category_by_code
from linli.notices.actions import deliver_due
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db
NAME, PHONE = "李某某", "19900005678"
WORDS = f"我是{NAME}，电话{PHONE}，座机0990-55501234，饭店老板骂人"


def seat(post) -> Client:
    client = Client()
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def whistled(street, voice):
    actions.take_up(voice.case, by=street.worker)
    actions.contact(Case.objects.get(), how="phone", words=f"{NAME}说老板又骂人，{PHONE}", by=street.worker)
    case = actions.blow_whistle(
        Case.objects.get(), lead=street.city_management, words=f"请联系{NAME}，{PHONE}", by=street.head
    )
    actions.add_to_voice(voice, words=f"还是{NAME}，{PHONE}")
    deliver_due()
    return case


@pytest.fixture
def secret(street):
    return actions.report_case(
        place=street.unit, words=WORDS, source="web", contact=actions.Reachable(NAME, PHONE), confidential=True
    )


def test_no_page_of_a_unit_says_who_it_was(street, secret):
    case = whistled(street, secret)
    pages = ["desk:work", "desk:whistles", "desk:inbox"]
    urls = [reverse("desk:case", args=[case.pk]), *map(reverse, pages)]
    for url in urls:
        said = seat(street.officer).get(url).content.decode()
        assert NAME not in said, url
        assert PHONE not in said, url
        assert "5550" not in said, url
    said = seat(street.officer).get(urls[0]).content.decode()
    assert "饭店老板骂人" in said
    assert "还是***" in said


def test_those_who_serve_read_every_word(street, secret):
    case = whistled(street, secret)
    said = seat(street.worker).get(reverse("desk:case", args=[case.pk])).content.decode()
    assert WORDS in said
    assert f"还是{NAME}" in said


def test_a_voice_that_is_not_confidential_is_read_whole(street):
    voice = actions.report_case(place=street.unit, words=WORDS, source="web", contact=actions.Reachable(NAME, PHONE))
    case = whistled(street, voice)
    assert WORDS in seat(street.officer).get(reverse("desk:case", args=[case.pk])).content.decode()


def test_a_search_of_a_unit_does_not_tell_what_was_blotted(street, secret):
    whistled(street, secret)
    for asked in (NAME, PHONE, PHONE[:4]):
        assert not seat(street.officer).get(reverse("desk:work"), {"q": asked, "view": "to_sign"}).context["rows"]
        assert seat(street.worker).get(reverse("desk:work"), {"q": asked, "view": "area"}).context["rows"]
    number = Case.objects.get().number
    assert seat(street.officer).get(reverse("desk:work"), {"q": number, "view": "to_sign"}).context["rows"]


def test_the_inbox_names_only_what_may_still_be_seen(street, voice):
    """What becomes a complaint is taken back from the worker's own line and from the units called, as if never told."""
    other = actions.report_case(place=street.unit, words="路灯不亮", source="web")
    actions.blow_whistle(voice.case, lead=street.city_management, words="请到场", by=street.head)
    actions.correct(Case.objects.get(pk=voice.case_id), category=category_by_code("L02"), by=street.head)
    deliver_due()
    for post in (street.worker, street.officer):
        page = seat(post).get(reverse("desk:inbox"))
        assert "垃圾桶" not in page.content.decode()
        assert not Notice.objects.filter(to=post.ref, about=voice.case.ref).exists()
    assert other.case.title in seat(street.worker).get(reverse("desk:inbox")).content.decode()
    assert "垃圾桶" in seat(street.inspector).get(reverse("desk:inbox")).content.decode()


def test_an_old_notice_of_a_case_that_went_elsewhere_says_no_more_what_it_was(street, voice):
    """The other community's now: the worker who was told of it reads neither the matter nor the page."""
    deliver_due()
    told = Notice.objects.get(to=street.worker.ref, about=voice.case.ref)
    assert "垃圾桶" in seat(street.worker).get(reverse("desk:inbox")).content.decode()
    actions.correct(Case.objects.get(), place=street.other_building, by=street.street_clerk)
    page = seat(street.worker).get(reverse("desk:inbox")).content.decode()
    assert str(told.pk) in page
    assert "垃圾桶" not in page
    opened = seat(street.worker).post(reverse("desk:read"), {"notice": str(told.pk)})
    assert opened.url == reverse("desk:inbox")


def test_administrators_read_no_words_in_what_was_given_up(street, voice):
    Notice.objects.update(state="given_up")
    page = seat(street.administrator).get(reverse("desk:inbox")).content.decode()
    assert "垃圾桶" not in page
    assert voice.case.number in page


def test_logging_out_clears_what_the_browser_kept_but_no_cookie(street):
    answer = seat(street.worker).post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in seat(street.worker).get(reverse("account_logout")).headers


def test_a_confidential_word_is_not_published_even_if_released(street, secret):
    Voice.objects.update(may_publish=True)
    case = actions.take_up(secret.case, by=street.worker)
    case = actions.solve(case, words="好了", by=street.worker)
    page = seat(street.worker).post(
        reverse("desk:step", args=[case.pk, "answer"]),
        {"seen": case.version, "words": f"{NAME}您好，3栋2单元501室已处理", "public": "on", "go": "preview"},
    )
    (offer,) = [o for o in page.context["offers"] if o.preview]
    assert offer.in_public == ("***您好，3栋已处理",)
    Voice.objects.update(confidential=False)
    page = seat(street.worker).post(
        reverse("desk:step", args=[case.pk, "answer"]),
        {"seen": case.version, "words": "已处理", "public": "on", "go": "preview"},
    )
    (offer,) = [o for o in page.context["offers"] if o.preview]
    assert offer.in_public == ("我是***，电话***，座机***，饭店老板骂人", "已处理")
