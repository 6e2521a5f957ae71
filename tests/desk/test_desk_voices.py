"""Voices at the desk: looked at, printed, entered, opened by two."""

import sys
from pathlib import Path

import pytest
from desk_cast import seat, text
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from voices_cast import FLOORS, neighbour, say, statement, topic

from linli.councils import actions
from linli.councils.models import Opening, Participant, Stance
from linli.councils.queries import voices as queries

pytestmark = pytest.mark.django_db
LOW, HIGH = FLOORS["options"]


def to(it, name="voices", *more):
    return reverse(f"desk:{name}", args=[it.pk, *more])


def test_what_waits_is_shown_or_not_and_who_was_overtaken_is_told(street):
    it = topic(street)
    mine = actions.add_statement(neighbour(it, "王", LOW), "别在周末一早就锯")
    clerk, head = seat(street.clerk), seat(street.head)
    assert "别在周末一早就锯" in text(clerk.get(to(it)))
    where, prefix = to(it, "voices_moderate", mine.pk), f"n{mine.number}-"
    no = clerk.post(where, {prefix + "was": "waiting", prefix + "note": "请换个说法"})
    assert no.status_code == 422
    assert "请换个说法" in text(no)
    assert clerk.post(where, {"show": "1", prefix + "was": "waiting"}).status_code == 302
    late = head.post(where, {prefix + "was": "waiting", prefix + "reason": "names"})
    assert late.status_code == 422
    assert "先一步" in text(late)
    assert statement(it, mine.number).state == "shown"
    assert clerk.get(to(it), {"s": mine.number}).context["again"]


def test_the_first_statements_the_last_day_and_the_cards(street):
    it = topic(street, lines=[])
    clerk = seat(street.clerk)
    empty = clerk.post(to(it, "voices_cards"), {"cards": "3"})
    assert empty.status_code == 422
    long = "树" * 141
    no = clerk.post(to(it, "voices_seed"), {"lines": f"每年修一次\n{long}"})
    assert no.status_code == 422
    assert long in text(no)
    assert clerk.post(to(it, "voices_seed"), {"lines": "每年修一次\n\n一棵也别动"}).status_code == 302
    pdf = clerk.post(to(it, "voices_cards"), {"cards": "3"})
    assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")
    assert Participant.objects.filter(topic=it, joined_at=None).count() == 3
    assert clerk.post(to(it, "voices_cards"), {"cards": "0"}).status_code == 422
    assert clerk.post(to(it, "voices_until"), {"until": "2020-01-01T10:00"}).status_code == 422
    assert clerk.post(to(it, "voices_until"), {"until": "2099-01-01T10:00", "seen": it.version}).status_code == 302
    assert clerk.post(to(it, "voices_until"), {"until": "2098-01-01T10:00", "seen": it.version}).status_code == 422


def test_a_card_is_entered_and_at_a_stall_one_after_the_other(street):
    it = topic(street)
    (blank,) = actions.print_cards(it, 1, by=street.clerk)
    worker = seat(street.worker)
    where = to(it, "voice_enter")
    form = {"channel": "card", "code": blank.code, "group-floor": LOW, "s1": "agree", "c2": "别在早上", "key": "k"}
    assert worker.get(where).status_code == 200
    wrong = worker.post(where, form | {"code": "XXXX XXXX"})
    assert wrong.status_code == 422
    assert "别在早上" in text(wrong)
    assert worker.post(where, form).status_code == 302
    said = dict(Stance.objects.filter(participant=blank).values_list("statement__number", "side"))
    assert said == {1: "agree", 2: "if", 5: "agree"}
    next_one = worker.post(where, {"channel": "stall", "s3": "disagree", "key": "s1"}, follow=True)
    made = Participant.objects.get(topic=it, channel="stall")
    assert f"{made.code[:4]} {made.code[4:]}" in text(next_one)
    assert next_one.context["form"].initial["channel"] == "stall"


def test_a_box_is_confirmed_by_somebody_else(street):
    it = topic(street)
    clerk, worker = seat(street.clerk), seat(street.worker)
    assert clerk.post(to(it, "voices_box"), {"where": "", "cards": "2"}).status_code == 422
    assert clerk.post(to(it, "voices_box"), {"where": "门厅", "cards": "2"}).status_code == 302
    opening = Opening.objects.get()
    where = to(it, "voices_second", opening.pk)
    assert clerk.post(where, {"cards": "2"}).status_code == 422
    assert worker.post(where, {"cards": "3"}).status_code == 422
    assert worker.post(where, {"cards": "2"}).status_code == 302
    assert "2" in text(worker.get(to(it, "voice_enter")))


def test_a_household_is_noted_by_the_word_on_a_phone(street):
    it = topic(street)
    one = neighbour(it, "王", LOW)
    say(one, 1)
    worker = seat(street.worker)
    assert worker.post(to(it, "voices_household"), {"shown": "AAAA", "door": "3-2-501"}).status_code == 422
    said = {"shown": queries.pass_of(one), "door": "7栋9单元888"}
    assert worker.post(to(it, "voices_household"), said).status_code == 302
    one.refresh_from_db()
    assert one.household
    assert "888" not in text(worker.get(to(it)))


def test_others_find_nothing_here(street):
    it = topic(street)
    for post in (street.manager, street.officer, street.other_worker, street.lead):
        for name in ("voices", "voice_enter"):
            assert seat(post).get(to(it, name)).status_code in (403, 404)


def test_the_page_asks_as_often_for_three_as_for_three_hundred(street):
    counts = set()
    for n, people in enumerate((3, 300)):
        it = topic(street, number=f"T261122-{'AB'[n] * 6}")
        for who in range(people if people < 10 else 30):
            one = neighbour(it, f"{who}", LOW)
            say(one, 1)
            actions.add_statement(one, f"第{who}条")
        clerk = seat(street.clerk)
        clerk.get(to(it))
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get(to(it)).status_code == 200
        counts.add(len(asked))
    assert len(counts) == 1


def test_the_public_page_tells_who_has_been_heard_and_counts_what_is_not_shown_by_its_reason(street):
    it = topic(street)
    for n in range(5):
        say(neighbour(it, f"高{n}", HIGH), 1)
    say(neighbour(it, "低", LOW), 1)
    mine = actions.add_statement(neighbour(it, "王", LOW), "老李砍的树")
    actions.moderate(mine, show=False, reason="names", by=street.clerk)
    page = text(Client().get(reverse("public:topic", args=[it.number])))
    assert "少于 5 人" in page
    assert "点了个人的名" in page
    assert "老李" not in page
    assert reverse("resident:say", args=[it.number]) in page
