"""Saying what one thinks, without script and without an account; and the card's own page."""

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from voices_cast import FLOORS, LINES, card, neighbour, say, topic

from linli.councils import actions
from linli.councils.actions import Said
from linli.councils.models import Participant, Stance
from linli.gate.models import Knock

pytestmark = pytest.mark.django_db
LOW, HIGH = FLOORS["options"]


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def it(street):
    return topic(street)


@pytest.fixture
def home(it):
    return reverse("resident:say", args=[it.number])


def test_first_the_groups_then_one_statement_after_the_other_until_all_are_said(it, home):
    phone = Client()
    first = phone.get(home)
    assert "不想说" in text(first)
    assert not phone.cookies.get("linli_voice")  # looking leaves nothing behind
    assert not Participant.objects.exists()
    phone.post(home, {"do": "groups", "floor": LOW})
    one = Participant.objects.get()
    assert (one.groups, one.channel) == ({"floor": LOW}, "online")
    cookie = phone.cookies["linli_voice"]
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
    for n, side in enumerate(("agree", "disagree", "pass", "if"), 1):
        page = phone.get(home)
        number = page.context["statement"].number
        answer = phone.post(home, {"do": "stance", "statement": number, "side": side, "condition": "先贴通知"})
        assert answer.status_code == 303
        assert f"{n} / 4" in text(phone.get(answer["Location"]))
    assert "谢谢" in text(phone.get(home))
    assert Stance.objects.filter(participant=one).count() == 5  # and the condition its author agrees with
    listed = text(phone.get(home, {"see": "all"}))
    assert all(line in listed for line in LINES)
    assert "待" in listed


def test_the_first_form_sent_twice_at_once_is_one_voice(it, home):
    page = Client().get(home)
    form = {"do": "groups", "floor": LOW, "device": page.context["secret"]}
    Client().post(home, form)
    Client().post(home, form)
    assert Participant.objects.count() == 1


def test_without_groups_the_first_tap_is_the_first_stance(street):
    it = topic(street, groups=())
    phone, home = Client(), reverse("resident:say", args=[it.number])
    phone.post(home, {"do": "stance", "statement": 1, "side": "agree"})
    phone.post(home, {"do": "stance", "statement": 1, "side": "disagree"})
    assert Stance.objects.get().side == "disagree"


def test_a_condition_without_words_is_asked_for_and_long_words_are_kept(it, home):
    phone = Client()
    phone.post(home, {"do": "groups", "floor": ""})
    no = phone.post(home, {"do": "stance", "statement": 2, "side": "if"})
    assert no.status_code == 422
    assert LINES[1] in text(no)
    assert "满足什么条件" in text(no)
    long = "树" * 150
    no = phone.post(home, {"do": "own", "words": long})
    assert no.status_code == 422
    assert long in text(no)
    assert "150" in text(no)


def test_who_wants_to_say_what_was_said_is_shown_it_first(it, home):
    phone = Client()
    phone.post(home, {"do": "groups", "floor": HIGH})
    shown = phone.post(home, {"do": "own", "words": "修剪之前先查查鸟窝"})
    assert "修剪前先查鸟窝" in text(shown)
    assert it.statements.count() == 4
    phone.post(home, {"do": "own", "words": "修剪之前先查查鸟窝", "sure": "1"})
    mine = it.statements.get(number=5)
    assert mine.state == "waiting"
    actions.moderate(mine, show=False, reason="same", same_as=4, by=it.raised_by)
    assert "与另一条意思相同" in text(phone.get(home, {"see": "own"}))


def test_a_machine_that_fills_in_everything_says_nothing(it, home):
    Client().post(home, {"do": "stance", "statement": 1, "side": "agree", "subject_line": "buy"})
    assert not Participant.objects.exists()


def test_a_stairwell_may_answer_through_one_address_but_not_a_flood(it, home):
    phone = Client()
    for n in range(1, 5):
        assert phone.post(home, {"do": "stance", "statement": n, "side": "agree"}).status_code == 303
    Knock.objects.update(times=3000)
    no = phone.post(home, {"do": "stance", "statement": 1, "side": "pass"})
    assert no.status_code == 422
    assert Stance.objects.filter(side="pass").count() == 0


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"do": "x"},
        {"do": "stance"},
        {"do": "stance", "statement": "99", "side": "agree"},
        {"do": "stance", "statement": "1", "side": "love"},
        {"do": "groups", "floor": "火星"},
    ],
)
def test_odd_forms_get_a_page(it, home, said):
    phone = Client()
    assert phone.post(home, said).status_code in (303, 422)
    assert not Stance.objects.exists()


def test_after_the_end_the_page_says_so_and_a_topic_nobody_may_read_is_not_there(it, home):
    phone = Client()
    phone.post(home, {"do": "stance", "statement": 1, "side": "agree"})
    type(it).objects.update(state="closed")
    page = phone.get(home)
    assert "同意" in text(page)
    assert "已关闭" in text(page) or "暂不征集" in text(page)
    assert phone.post(home, {"do": "stance", "statement": 1, "side": "pass"}).status_code == 422
    type(it).objects.update(state="refused")
    assert phone.get(home).status_code == 404


def test_whoever_holds_the_card_sees_what_was_entered_and_corrects_it(street, it):
    (blank,) = actions.print_cards(it, 1, by=street.clerk)
    card(it, Said(1, "agree"), Said(2, "disagree"), code=blank.code, by=street.worker, groups={"floor": LOW})
    phone, home = Client(), reverse("resident:card", args=[blank.code])
    page = phone.get(home, {"see": "all"})
    assert page["Cache-Control"] == "no-store"
    assert "意见卡" in text(page)
    phone.post(home, {"do": "stance", "statement": 2, "side": "agree", "back": "all"})
    assert Stance.objects.get(statement__number=2).channel == "online"
    assert "linli_voice" not in phone.cookies
    assert phone.get(reverse("resident:card", args=["XXXXXXXX"])).status_code == 404
    found = phone.get(reverse("resident:find_card"), {"code": f" {blank.code[:4].lower()} {blank.code[4:]}"})
    assert found["Location"] == home


def test_pages_ask_as_often_for_three_statements_as_for_three_hundred(street):
    counts = set()
    for n, lines in enumerate((3, 300)):
        it = topic(street, lines=[], number=f"T261122-{'AB'[n] * 6}")
        for start in range(0, lines, 30):
            actions.seed(it, [f"第{number}条看法" for number in range(start, min(lines, start + 30))], by=street.clerk)
        one = neighbour(it, "王", LOW)
        say(one, 1)
        phone = Client()
        home = reverse("resident:say", args=[it.number])
        phone.post(home, {"do": "groups", "floor": LOW})
        phone.post(home, {"do": "stance", "statement": 2, "side": "agree"})
        phone.get(home, {"see": "all"})
        for query in ({}, {"see": "all"}):
            with CaptureQueriesContext(connection) as asked:
                assert phone.get(home, query).status_code == 200
            counts.add((str(query), len(asked)))
    assert len(counts) == 2
