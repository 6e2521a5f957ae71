"""Who sees what at the desk, and which buttons. The pages give the same answers as the rules."""

import pytest
from desk_cast import buttons, page_of, seat, text
from django.test import Client
from django.urls import reverse

from linli.cases import actions
from linli.cases.lifecycle import MOVES, UNIT_MOVES
from linli.cases.rules import may_see

pytestmark = pytest.mark.django_db

RARE = {
    "ask_extension",
    "ask_pause",
    "ask_slow_lane",
    "wait",
    "raise_case",
    "ask_exclusion",
    "urge",
    "put_back",
}  # folded away
ELSEWHERE = {
    "merge",
    "unmerge",
    "same_matter",
    "give_back",
    "resume",
}  # with what they are about, and only when it is there
SERVING = {"worker", "chief", "clerk", "head", "street_clerk", "leader"}


def names(street):
    return {name: post for name, post in vars(street).items() if post in street.everyone}


def test_nobody_comes_in_without_a_login(street, case):
    for url in (reverse("desk:work"), page_of(case), reverse("desk:inbox"), reverse("desk:intake")):
        answer = Client().get(url)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


def test_somebody_without_a_current_post_is_told_so(street, case):
    answer = seat(street.former).get(page_of(case))
    assert answer.status_code == 403
    assert street.former.person.name in text(answer)


def test_the_page_opens_for_exactly_those_who_may_see_the_case(street, case):
    actions.dispatch(actions.take_up(case, by=street.head), unit=street.city_management, by=street.head)
    case.refresh_from_db()
    for name, post in names(street).items():
        if name != "former":
            expected = 200 if may_see.allows(post, case) else 404
            assert seat(post).get(page_of(case)).status_code == expected, name


@pytest.mark.parametrize(
    ("who", "steps"),
    [
        ("worker", {"take_up", "hand_on", "contact", "correct", "note", "blow_whistle"}),  # in an emergency
        ("chief", {"take_up", "hand_on", "contact", "correct", "note", "dispatch", "blow_whistle"}),
        ("clerk", {"take_up", "hand_on", "contact", "correct", "note", "dispatch"}),
        ("head", {"take_up", "hand_on", "contact", "correct", "note", "dispatch", "blow_whistle"}),
        ("lead", {"note"}),
    ],
)
def test_a_new_case_offers_each_exactly_what_they_may_do(street, case, who, steps):
    assert buttons(seat(getattr(street, who)).get(page_of(case))) - RARE == steps


def test_the_buttons_are_those_of_the_lifecycle_for_everyone_who_sees_the_case(street, case):
    actions.blow_whistle(case, lead=street.city_management, support=[street.property], words="桶要移走", by=street.head)
    for name, post in names(street).items():
        case = type(case).objects.get(pk=case.pk)
        if not may_see.allows(post, case):
            continue
        expected = {m.step for m in MOVES.open_to(post, case)} - {"send_back", "finish"} - ELSEWHERE
        if mine := case.assignments.filter(organisation=post.organisation).first():
            expected |= {m.step for m in UNIT_MOVES.open_to(post, mine)}
        assert buttons(seat(post).get(page_of(case))) == expected, name


def test_a_complaint_about_staff_stays_away_from_their_own_line(street):
    voice = actions.report_case(place=street.unit, words="网格员态度恶劣，推诿", source="web", category="L02")
    for name, post in names(street).items():
        if name != "former":
            expected = 200 if name == "inspector" else 404  # it may be about the leader: nobody is named yet
            assert seat(post).get(page_of(voice.case)).status_code == expected, name
    assert "推诿" not in text(seat(street.head).get(reverse("desk:work") + "?view=area"))


def test_taking_in_is_for_those_who_serve(street, case):
    for name, post in names(street).items():
        if name != "former":
            for view in ("desk:intake", "desk:letter_box", "desk:receipt"):
                expected = 200 if name in SERVING | {"other_worker"} else 403
                assert seat(post).get(reverse(view)).status_code == expected, (name, view)


def test_the_code_of_what_was_entered_at_the_desk_is_shown_to_those_who_take_in(street):
    voice = actions.report_case(place=street.unit, words="老人来说路灯不亮", source="counter", by=street.clerk)
    case = actions.dispatch(voice.case, unit=street.city_management, by=street.head)
    said = voice.receipt[:4] + " " + voice.receipt[4:8]
    assert said in text(seat(street.worker).get(page_of(case)))
    assert seat(street.worker).get(reverse("desk:slip", args=[voice.pk])).status_code == 200
    for post in (street.officer, street.lead):
        answer = text(seat(post).get(page_of(case)))
        assert voice.receipt not in answer
        assert said not in answer
        assert seat(post).get(reverse("desk:slip", args=[voice.pk])).status_code == 404


def test_the_code_on_a_residents_own_phone_is_nobodys_to_rate_with(street, voice):
    for post in (street.worker, street.clerk, street.leader):
        answer = text(seat(post).get(page_of(voice.case)))
        assert voice.receipt[:4] + " " + voice.receipt[4:8] not in answer
        assert seat(post).get(reverse("desk:slip", args=[voice.pk])).status_code == 404


def test_name_and_phone_show_only_after_saying_what_for_and_the_look_is_noted(street, voice):
    client, case = seat(street.worker), voice.case
    assert "19900001234" not in text(client.get(page_of(case)))
    asked = reverse("desk:contact", args=[case.pk, voice.pk])
    assert "19900001234" not in text(client.post(asked, {"purpose": "nothing"}))
    shown = client.post(asked, {"purpose": "visit", "words": "周三下午"})
    assert "19900001234" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert "周三下午" in text(client.get(page_of(case)))
    assert "19900001234" not in text(client.get(page_of(case)))
    assert client.get(asked).status_code == 405


def test_a_called_unit_sees_the_contact_of_an_open_voice_but_never_of_a_confidential_one(street, voice):
    secret = actions.join_case(
        voice.case, words="我也是", source="web", contact=actions.Reachable("李某某", "19900005678"), confidential=True
    )
    actions.dispatch(voice.case, unit=street.city_management, by=street.head)
    client = seat(street.officer)
    ask = lambda v: text(client.post(reverse("desk:contact", args=[v.case_id, v.pk]), {"purpose": "verify"}))  # noqa: E731
    assert "19900001234" in ask(voice)
    assert "19900005678" not in ask(secret)
    assert "李某某" not in ask(secret)


def test_who_looks_on_can_not_open_contact_data(street, voice):
    answer = seat(street.lead).post(reverse("desk:contact", args=[voice.case_id, voice.pk]), {"purpose": "verify"})
    assert "19900001234" not in text(answer)


def test_one_works_as_the_post_one_chose_and_only_as_ones_own(street, case):
    from datetime import date

    from linli.people.models import Post

    second = Post.objects.create(
        person=street.other_worker.person, role="grid_worker", place=street.grid, starts=date(2025, 1, 1)
    )
    client = seat(street.other_worker)
    assert client.get(page_of(case)).status_code == 404
    client.post(reverse("desk:post"), {"post": str(second.pk)})
    assert client.get(page_of(case)).status_code == 200
    client.post(reverse("desk:post"), {"post": str(street.leader.pk)})
    assert client.get(page_of(case)).context["request"].post == second


def test_other_doors_ask_the_database_nothing(street, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/there-is-no-such-page")
