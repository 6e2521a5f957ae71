"""Every address, asked by everyone: what one may not see is not there, and looking changes nothing."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from linli.cases import actions
from linli.cases.lifecycle import MOVES, UNIT_MOVES
from linli.cases.models import Addition, Assignment, Case, Contact, Photo, Voice
from linli.cases.rules import may_see
from linli.desk.cases.steps import STEPS
from linli.journal.models import Entry
from linli.notices.actions import deliver_due
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db

SECRET = "网格员某某收钱不办事"
NAME, PHONE = "李某某", "19900005678"
EMPTY_FORMS_OF_NOBODY = {"/language", "/elder"}  # their switches need no token: see ui.views


def seat(post, **more) -> Client:
    client = Client(**more)
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def everyone(street):
    return {name: post for name, post in vars(street).items() if post in street.everyone and name != "former"}


def addresses(**filled) -> list[str]:
    """Every address of the house with these in its gaps, by name or by kind; a second key is the first once more."""
    filled = {"uuid": filled.get("key"), "int": 1, **filled}

    def walk(patterns, before=""):
        for one in patterns:
            route = before + str(one.pattern)
            yield from [route] if isinstance(one, URLPattern) else walk(one.url_patterns, route)

    def fill(gap):
        kind, _, name = gap[1].rpartition(":")
        return str(filled.get(name) or filled.get(kind) or filled["str"])

    return sorted({"/" + re.sub(r"<([^>]+)>", fill, route) for route in walk(get_resolver().url_patterns)})


def body(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8", "replace")


def everything_stored() -> list:
    return [
        Entry.objects.count(),
        Voice.objects.count(),
        Addition.objects.count(),
        Photo.objects.count(),
        Contact.objects.count(),
        sorted(Case.objects.values_list("pk", "version", "state", "keeper")),
        sorted(Assignment.objects.values_list("pk", "stage")),
        Notice.objects.count(),
        Notice.objects.exclude(read_at=None).count(),
        sorted(Session.objects.values_list("session_key", "session_data")),
    ]


def test_what_one_may_not_see_is_not_there_at_any_address(street, voice):
    """A case of the other community, with its voice, slip and photo; and a complaint about staff at one's own place."""
    foreign = actions.report_case(place=street.other_building, words="灯不亮", source="web")
    complaint = actions.report_case(place=street.unit, words=SECRET, source="web", category="L02")
    for one in (foreign, complaint):
        case, shot = (
            one.case,
            Photo.objects.create(
                case=one.case,
                voice=one,
                file="aa/" + "a" * 64 + ".jpg",
                width=1,
                height=1,
                size=1,
                by="visitor",
                added_at=one.said_at,
            ),
        )
        keys = [case.pk, one.pk, shot.pk]
        refused = {who: post for who, post in everyone(street).items() if not may_see.allows(post, case)}
        for turn, (who, post) in enumerate(
            refused.items()
        ):  # each step is opened by one half of them, sent by the other
            client, opened, sent = seat(post), [*STEPS][turn % 2 :: 2], [*STEPS][1 - turn % 2 :: 2]
            for url in [
                reverse("desk:case", args=[case.pk]),
                reverse("desk:photo", args=[shot.pk]),
                reverse("desk:slip", args=[one.pk]),
                reverse("desk:slip_sheet", args=[one.pk]),
                *(reverse("desk:step", args=[case.pk, name]) for name in opened),
            ]:
                assert client.get(url).status_code == 404, (who, url)
            before = everything_stored()[:-1]
            for name in [*sent, "finish", "withdraw"]:
                assert (
                    client.post(reverse("desk:step", args=[case.pk, name]), {"seen": 1, "words": "x"}).status_code
                    == 404
                )
            ask = reverse("desk:contact", args=[case.pk, one.pk])
            assert client.post(ask, {"purpose": "verify"}).status_code == 404
            assert everything_stored()[:-1] == before, who
            mine = Case.objects.visible_to(post).first()
            if mine:  # a voice of a case that is not mine, by way of a case that is
                ask = reverse("desk:contact", args=[mine.pk, one.pk])
                assert client.post(ask, {"purpose": "verify"}).status_code == 404, (who, keys)


def test_nobody_is_led_to_the_login_from_every_address_of_the_desk(street, voice):
    for method in ("get", "post"):
        for url in addresses(uuid=voice.case_id, slug="take_up", str="x"):
            if url.startswith("/desk/") and url not in ("/desk/login/", "/desk/logout/"):
                answer = getattr(Client(), method)(url)
                assert answer.status_code in (302, 405), url
                assert answer.status_code == 405 or answer.url.startswith("/desk/login/?next=/desk/"), url


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(street, voice, method):
    actions.blow_whistle(voice.case, lead=street.city_management, words="请到场", by=street.head)
    deliver_due()
    case = voice.case
    urls = [
        url
        for name in ("take_up", "sign", "answer")
        for url in addresses(key=case.pk, voice=voice.pk, slug=name, code=voice.receipt, str=street.plate.code)
    ]
    seats = [seat(post) for name, post in everyone(street).items() if name in ("worker", "officer", "administrator")]
    before = everything_stored()
    for client in [*seats, Client()]:
        for url in sorted(set(urls)):
            getattr(client, method)(url)
    assert everything_stored() == before


def test_every_form_asks_for_its_token(street, voice):
    """Whoever is led here by another site can do nothing."""
    case, client = voice.case, seat(street.head, enforce_csrf_checks=True)
    actions.take_up(case, by=street.head)
    before = everything_stored()[:-1]
    filled = {"key": case.pk, "voice": voice.pk, "code": voice.receipt, "str": street.plate.code}
    typed = {"seen": 2, "words": "x", "text": "x", "solved": "yes", "post": str(street.head.pk)}
    for url in sorted({url for name in STEPS for url in addresses(slug=name, **filled)}):
        answer = client.post(url, typed)
        assert answer.status_code in ((302,) if url in EMPTY_FORMS_OF_NOBODY else (403, 405)), url
    assert everything_stored()[:-1] == before


def test_a_step_that_is_not_offered_does_nothing(street, case):
    """One of each kind tries each step; only what the lifecycle offers happens."""
    typed = {
        "words": "x",
        "how": "phone",
        "to": street.head.pk,
        "unit": street.city_management.pk,
        "lead": street.city_management.pk,
        "reason": "not_ours",
        "item": "CG-12",
        "category": "B01",
        "public": "on",
        "go": "send",
    }

    def all_try():
        for who in ("worker", "lead", "officer", "manager"):
            post = getattr(street, who)
            client = seat(post)
            for name in [*STEPS, "finish", "withdraw", "remind", "__class__"]:
                now = Case.objects.get(pk=case.pk)
                mine = next((a for a in now.assignments.all() if a.organisation_id == post.organisation_id), None)
                offered = {m.step for m in MOVES.open_to(post, now)} - {"send_back", "finish", "withdraw"}
                if mine is not None:
                    offered |= {m.step for m in UNIT_MOVES.open_to(post, mine)}
                if name not in offered:
                    client.post(reverse("desk:step", args=[now.pk, name]), typed | {"seen": now.version})
                    assert Case.objects.get(pk=case.pk).version == now.version, (who, name, now.state)

    actions.blow_whistle(case, lead=street.city_management, support=[street.property], words="请到场", by=street.head)
    one, other = Case.objects.get(pk=case.pk).assignments.all()
    actions.report_done(actions.sign(one, by=street.officer), words="好了", by=street.officer)
    all_try()
    actions.report_done(actions.sign(other, by=street.manager), words="好了", by=street.manager)
    all_try()


def test_a_unit_acts_on_its_own_part_only(street, case):
    actions.blow_whistle(case, lead=street.city_management, support=[street.property], words="请到场", by=street.head)
    answer = seat(street.manager).post(reverse("desk:step", args=[case.pk, "sign"]), {"seen": 2})
    assert answer.status_code == 302
    stages = dict(Assignment.objects.values_list("organisation", "stage"))
    assert stages == {street.property.pk: "signed", street.city_management.pk: "called"}


def test_a_complaint_about_staff_leaves_no_trace_at_any_address(street, voice):
    """Also one that became a complaint only when it was set right, after the worker complained about had
    taken it up.
    """
    complaints = [
        actions.report_case(place=street.unit, words=SECRET, source="web", category="L02", may_publish=True),
        actions.report_case(place=street.unit, words=SECRET, source="plate", category="C01"),
    ]
    case = actions.take_up(complaints[1].case, by=street.worker)
    actions.blow_whistle(
        actions.take_up(voice.case, by=street.worker), lead=street.city_management, words="到场", by=street.head
    )
    Notice.objects.all().delete()
    from linli.cases.queries import category_by_code

    actions.correct(case, category=category_by_code("L02"), by=street.street_clerk)
    for one in complaints:
        actions.add_to_voice(one, words=SECRET)
    deliver_due()
    urls = [
        *addresses(uuid=case.pk, slug="note", str=street.grid.code),
        *addresses(uuid=case.pk, slug="note", str=street.street.code),
        *addresses(uuid=case.pk, slug="note", str=street.plate.code),
        "/desk/?view=area",
        "/desk/?q=收钱",
        "/desk/?q=" + case.number,
        "/desk/?view=mine",
        "/desk/?view=overdue",
    ]
    for who, post in {**everyone(street), "nobody": None}.items():
        if who not in ("worker", "head", "street_clerk", "lead", "officer", "administrator", "nobody"):
            continue
        client = seat(post) if post else Client()
        for url in sorted(url for url in set(urls) if post is None or url.startswith("/desk/")):
            said = body(client.get(url))
            assert SECRET not in said, (who, url)
            assert url.endswith(case.number) or case.number not in said, (who, url)
    told = set(Notice.objects.filter(about=case.ref).values_list("to", flat=True))
    assert told == {street.inspector.ref}


def test_what_becomes_a_complaint_leaves_its_keeper(street, case):
    from linli.cases.queries import category_by_code

    actions.take_up(case, by=street.worker)
    case = actions.correct(case, category=category_by_code("L02"), by=street.head)
    assert case.keeper is None
    assert case.state == "reported"
    assert set(Notice.objects.filter(about=case.ref, to=street.inspector.ref).values_list("kind", flat=True)) == {
        "case_reported"
    }
    case = actions.correct(case, category=category_by_code("B01"), by=street.inspector)
    assert not case.restricted
    assert (
        Notice.objects.filter(about=case.ref, to=street.worker.ref, kind="case_reported").count() == 1
    )  # the first was taken back


def test_what_is_kept_by_a_post_that_has_ended_is_told_to_the_block(street, voice):
    """The notice would lie in an inbox that nobody opens any more."""
    from linli.people.models import Post

    actions.take_up(voice.case, by=street.worker)
    Post.objects.filter(pk=street.worker.pk).update(ends="2025-01-01")
    Notice.objects.all().delete()
    actions.add_to_voice(voice, words="还在")
    assert set(Notice.objects.values_list("to", flat=True)) == {street.chief.ref}


def test_a_confidential_name_and_phone_are_nowhere_before_a_unit(street, voice):
    actions.join_case(
        voice.case, words="我家也是", source="web", contact=actions.Reachable(NAME, PHONE), confidential=True
    )
    whistled = actions.blow_whistle(voice.case, lead=street.city_management, words="请到场", by=street.head)
    for one in Voice.objects.filter(case=whistled):
        actions.open_contact(one, purpose="核实", by=street.head)
    deliver_due()
    client, secret = seat(street.officer), Voice.objects.get(confidential=True)
    urls = [
        u
        for name in STEPS
        for u in addresses(key=whistled.pk, voice=secret.pk, slug=name, str=street.plate.code)
        if u.startswith("/desk/")
    ]
    for url in sorted(set(urls)):
        for answer in (client.get(url), client.post(url, {"purpose": "verify", "seen": 1, "words": "x"})):
            said = body(answer)
            assert NAME not in said, url
            assert PHONE not in said, url
            assert secret.receipt not in said.replace(" ", ""), url
    stored = [*Entry.objects.values_list("facts", flat=True), *Notice.objects.values_list("facts", flat=True)]
    assert NAME not in str(stored)
    assert PHONE not in str(stored)


def test_one_cannot_sit_on_somebody_elses_chair(street, case):
    client = seat(street.officer)
    for chair in (street.leader.pk, street.former.pk, "x", ""):
        client.post(reverse("desk:post"), {"post": str(chair)})
        assert client.get(reverse("desk:inbox")).context["request"].post == street.officer
    session = client.session
    session["post"] = str(street.leader.pk)  # even if it stood there already, from before the post went to another
    session.save()
    assert client.get(reverse("desk:inbox")).context["request"].post == street.officer


def test_a_post_that_ends_while_one_works_ends_the_work(street, case):
    from linli.people.models import Post

    client = seat(street.worker)
    assert client.get(reverse("desk:case", args=[case.pk])).status_code == 200
    Post.objects.filter(pk=street.worker.pk).update(ends="2025-01-01")
    assert client.get(reverse("desk:case", args=[case.pk])).status_code == 403
    assert client.post(reverse("desk:step", args=[case.pk, "take_up"]), {"seen": 1}).status_code == 403
    assert Case.objects.get().state == "reported"


def test_notices_of_others_are_not_mine_to_read(street, case):
    deliver_due()
    theirs = Notice.objects.filter(to=street.worker.ref).first()
    assert seat(street.officer).post(reverse("desk:read"), {"notice": str(theirs.pk)}).status_code == 404
    seat(street.officer).post(reverse("desk:read"))
    theirs.refresh_from_db()
    assert theirs.read_at is None
    assert seat(street.head).post(reverse("desk:again", args=[theirs.pk])).status_code == 403
