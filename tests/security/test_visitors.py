"""What a stranger may try with words, links, cookies and passwords."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from linli.cases import actions, books
from linli.notices.actions import deliver_due
from linli.rulebook.actions import issue

pytestmark = pytest.mark.django_db

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "///evil.example",
    "/\t/evil.example",
    "https:///evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
]


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def seat(post) -> Client:
    client = Client()
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def with_password(post, password="a-long-password-of-2026"):
    post.person.set_password(password)
    post.person.save()
    return {"login": post.person.username, "password": password}


def test_what_strangers_and_offices_typed_is_shown_and_never_run(street):
    """In every place that shows words, names, titles, notes, answers or places."""
    for place in (street.unit, street.building, street.jinhe, street.grid, street.wangchao):
        place.name = (EVIL + place.name)[:60]
        place.save()
    for unit in (street.city_management, street.property):
        unit.name = EVIL[:70]
        unit.save()
    duty = {"level": "department", "unit": "chengguan", "number": EVIL[:20], "item": EVIL}
    issue(books.duties, [*books.duties.shipped(), duty], why=EVIL, by=street.administrator)
    street.worker.title = EVIL[:30]
    street.worker.save()
    street.worker.person.name = EVIL[:30]
    street.worker.person.save()
    voice = actions.report_case(
        place=street.unit,
        words=EVIL + "楼道",
        source="plate",
        category="B01",
        may_publish=True,
        contact=actions.Reachable(EVIL[:39], EVIL[:29]),
    )
    case = actions.take_up(voice.case, by=street.worker)
    actions.add_to_voice(voice, words=EVIL)
    actions.open_contact(voice, purpose=EVIL, by=street.worker)
    case = actions.blow_whistle(
        case, lead=street.city_management, support=[street.property], words=EVIL, why=EVIL, by=street.head
    )
    deliver_due()
    pages = [
        (street.officer, reverse("desk:step", args=[case.pk, "send_back"])),
        (street.officer, reverse("desk:whistles")),
        (street.administrator, reverse("desk:duties")),
    ]
    for part, post in zip(case.assignments.all(), (street.officer, street.manager), strict=True):
        actions.report_done(actions.sign(part, by=post), words=EVIL, by=post)
    case = actions.answer(actions.pass_check(case, words=EVIL, by=street.head), words=EVIL, public=True, by=street.head)
    actions.rate(voice, solved=False, grade=1, words=EVIL)
    for post in (street.worker, street.head, street.officer, street.lead):
        pages += [
            (post, url)
            for url in (
                reverse("desk:case", args=[case.pk]),
                reverse("desk:work"),
                reverse("desk:work") + "?view=area&q=" + EVIL,
                reverse("desk:inbox"),
                reverse("desk:places"),
                reverse("desk:slip", args=[voice.pk]),
            )
        ]
    pages += [
        (None, url)
        for url in (
            f"/c/{voice.receipt}",
            f"/c/{voice.receipt}/withdraw",
            "/c/?code=" + EVIL,
            f"/r/{street.plate.code}",
            f"/g/{street.grid.code}",
            f"/s/{street.wangchao.code}",
            f"/places/{street.jinhe.code}",
            "/report?in=" + EVIL,
            "/report?place=" + EVIL,
            f"/r/{EVIL}",
            "/" + EVIL,
        )
    ]
    for post, url in pages:
        answer = (seat(post) if post else Client()).get(url)
        said = answer.content.decode()
        assert "<script>alert" not in said, url
        assert "onerror=alert(1)>" not in said.replace("&gt;", ""), url
        assert "49" not in re.findall(r"\{\{7\*7\}\}|&gt;49", said), url
        for tag in re.findall(r"<script\b[^>]*>", said):
            assert 'src="/static/' in tag, url
        assert not re.search(r"<[^>]*\s(?:on\w+|style)=", re.sub(r'"[^"]*"', '""', said)), url


def test_every_page_says_what_a_browser_may_do_with_it(street, voice):
    """Also those of errors: nothing inline, no frame, no address of ours to other sites, no copy in between."""
    for client, url in [
        (Client(), "/"),
        (Client(), f"/c/{voice.receipt}"),
        (Client(), f"/c/{voice.receipt}/withdraw"),
        (Client(), "/nothing"),
        (Client(), "/desk/login/"),
        (Client(), "/%00"),
        (Client(), f"/r/{street.plate.code}"),
        (seat(street.worker), "/desk/"),
        (seat(street.worker), reverse("desk:case", args=[voice.case_id])),
        (seat(street.worker), reverse("desk:slip", args=[voice.pk])),
        (seat(street.former), "/desk/"),
        (seat(street.officer), "/desk/intake"),
    ]:
        answer = client.get(url)
        rules = answer["Content-Security-Policy"]
        assert "default-src 'self'" in rules, url
        assert "unsafe" not in rules, url
        assert "frame-ancestors 'none'" in rules, url
        assert answer["Referrer-Policy"] == "same-origin", url
        assert answer["X-Content-Type-Options"] == "nosniff", url
        if answer.status_code == 200:
            assert "private" in answer["Cache-Control"], url


def test_no_link_of_a_receipt_leads_to_another_house(voice):
    """Its address is the key to it."""
    said = Client().get(f"/c/{voice.receipt}").content.decode()
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', said)
    assert "noindex" in said


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_switch_and_no_login_leads_elsewhere(street, elsewhere):
    for url, fields in (("/language", {"language": "en"}), ("/elder", {"elder": "1"})):
        answer = Client().post(url, {**fields, "next": elsewhere})
        assert answer["Location"] == "/", url
    answer = Client().post("/desk/login/", {**with_password(street.worker), "next": elsewhere})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/")
    for url in ("/desk/login/", "/desk/logout/"):
        answer = seat(street.worker).get(url, {"next": elsewhere})
        assert "evil" not in answer.get("Location", ""), url
    answer = seat(street.worker).post("/desk/logout/", {"next": elsewhere})
    assert "evil" not in answer["Location"]


def test_a_header_cannot_be_slipped_in(street):
    answer = Client().post("/language", {"language": "en\r\nSet-Cookie: a=1", "next": "/a\r\nSet-Cookie: b=1"})
    assert "\n" not in answer["Location"]
    assert set(answer.cookies) == {"django_language"}


def test_the_session_changes_hands_at_the_login_and_ends_at_the_logout(street):
    client = Client()
    client.cookies["sessionid"] = "chosen-by-somebody-else-000000000"
    client.post("/desk/login/", with_password(street.worker))
    mine = client.cookies["sessionid"]
    assert mine.value != "chosen-by-somebody-else-000000000"
    assert mine["httponly"]
    assert mine["samesite"] == "Lax"
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/logout/").status_code == 200
    assert client.get("/desk/").status_code == 200, "looking at the logout is no logout"
    client.post("/desk/logout/")
    assert not Session.objects.filter(session_key=mine.value).exists()
    client.cookies["sessionid"] = mine.value
    assert client.get("/desk/").status_code == 302


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(street):
    with_password(street.worker)
    said = []
    for name in ("worker", "nobody-of-this-name"):
        answer = Client().post("/desk/login/", {"login": name, "password": "wrong-password"})
        said.append(re.sub(r"(?s)<input[^>]*>", "", answer.content.decode()).replace(name, ""))
    assert said[0] == said[1]


def test_an_account_that_is_closed_is_told_so_calmly(street):
    fields = with_password(street.worker)
    street.worker.person.is_active = False
    street.worker.person.save()
    client = Client(raise_request_exception=False)
    assert client.post("/desk/login/", fields).status_code == 403
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "url", ["/desk/signup/", "/accounts/signup/", "/desk/password/reset/", "/admin/", "/static/../settings.py"]
)
def test_no_page_signs_up_resets_or_lists_accounts(client, db, url):
    assert client.get(url).status_code == 404


def wrong(name, address="203.0.113.9", **headers) -> int:
    fields = {"login": name, "password": "a-wrong-one"}
    return Client().post("/desk/login/", fields, REMOTE_ADDR=address, headers=headers).status_code


def right(post, address="203.0.113.9", **headers) -> bool:
    return Client().post("/desk/login/", with_password(post), REMOTE_ADDR=address, headers=headers).status_code == 302


def test_a_stranger_s_tries_end_and_do_not_follow_a_claimed_address(street, settings):
    settings.TRUSTED_PROXIES = 0
    for n in range(11):
        wrong(f"name{n}", **{"x-forwarded-for": f"198.51.100.{n}"})
    assert not right(street.worker, **{"x-forwarded-for": "198.51.100.99"})
    assert right(street.worker, "203.0.113.10"), "an office at another address is not kept out"


def test_behind_our_proxies_each_visitor_is_counted_apart(street, settings):
    settings.TRUSTED_PROXIES = 1
    for n in range(11):
        wrong(f"name{n}", **{"x-forwarded-for": f"9.9.9.{n}, 198.51.100.1"})
    assert not right(street.worker, **{"x-forwarded-for": "198.51.100.1"})
    assert right(street.worker, **{"x-forwarded-for": "198.51.100.1, 198.51.100.2"})


def test_tries_are_counted_for_all_processes_together_and_for_each_name(street):
    """Even when each comes from another address to a process that knows of no other try."""
    fields = with_password(street.worker)
    for n in range(30):
        cache.clear()
        assert wrong("worker", f"198.51.100.{n}") == 200
    cache.clear()
    assert Client().post("/desk/login/", fields, REMOTE_ADDR="198.51.100.99").status_code == 429
    assert Client().post("/desk/login/", with_password(street.head)).status_code == 302


def test_wrong_receipt_codes_run_out(db):
    codes = [Client().get("/c/", {"code": f"{n:016}"}).status_code for n in range(30)]
    assert codes[-1] == 429 or Client().get("/c/1234567890123456").status_code == 429
