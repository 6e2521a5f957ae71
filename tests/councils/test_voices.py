"""Neighbours are heard: on a phone, on paper and at the door, each with one voice, and those who were
not are missed.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from votes_cast import in_a_thread

sys.path.append(str(Path(__file__).parent))
from voices_cast import FLOORS, card, neighbour, say, statement, topic

from linli.councils import actions, alike, doors, hearing, routing
from linli.councils.actions import Said, retention
from linli.councils.models import Opening, Participant, Stance, Statement
from linli.councils.queries import voices as queries
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db
LOW, HIGH = FLOORS["options"]


# --- on a phone -------------------------------------------------------------------------------------------------


def test_the_last_word_counts_and_one_device_has_one_voice(street):
    it = topic(street)
    one = neighbour(it, "王", LOW)
    assert neighbour(it, "王", LOW) == one
    say(one, 1, "agree")
    say(one, 1, "disagree")
    assert [s.side for s in Stance.objects.filter(participant=one)] == ["disagree"]
    talk = queries.talk(it, one)
    assert (talk.done, len(talk.left)) == (1, 3)


def test_a_condition_becomes_a_statement_that_others_may_join_once_it_was_looked_at(street):
    it = topic(street)
    one, other = neighbour(it, "王", LOW), neighbour(it, "李", HIGH)
    said = say(one, 1, "if", condition="先查有没有鸟窝，有就不动")
    wish = said.condition
    assert (wish.kind, wish.state, wish.condition_of.number) == ("condition", "waiting", 1)
    with pytest.raises(Refused):
        say(other, 1, "if", join_condition=wish)
    wish = actions.moderate(wish, show=True, by=street.clerk)
    assert say(other, 1, "if", join_condition=wish).condition == wish
    assert set(wish.stances.values_list("participant", "side")) == {(one.pk, "agree"), (other.pk, "agree")}
    with pytest.raises(Refused) as no:
        say(other, 2, "if")
    assert no.value.field == "condition"


def test_a_condition_taken_back_before_anybody_looked_is_gone(street):
    it = topic(street)
    one = neighbour(it, "王")
    wish = say(one, 1, "if", condition="夜里不剪").condition
    say(one, 1, "if", condition="早上八点以后剪")
    assert not Statement.objects.filter(pk=wish.pk).exists()
    with pytest.raises(Refused):
        actions.moderate(wish, show=True, by=street.clerk)
    say(one, 1, "agree")
    assert not it.statements.filter(kind="condition").exists()


def test_own_words_are_looked_at_and_the_author_agrees_with_them_and_sent_twice_is_one(street):
    it = topic(street)
    one = neighbour(it, "王")
    mine = actions.add_statement(one, "  银杏  可以不动 ")
    assert actions.add_statement(one, "银杏 可以不动") == mine
    assert (mine.words, mine.state, mine.number) == ("银杏 可以不动", "waiting", 5)
    assert Stance.objects.get(statement=mine).side == "agree"
    assert mine not in queries.shown(it)
    assert set(Notice.objects.filter(kind="statement_waits").values_list("to", flat=True)) == {
        street.clerk.ref,
        street.head.ref,
    }
    actions.add_statement(one, "落叶由物业清扫")
    assert Notice.objects.filter(kind="statement_waits").count() == 2  # of the first one only


@pytest.mark.parametrize("words", ["", "  ", "字" * 141, "找我 13800001234"])
def test_words_that_can_not_be_taken(street, words):
    one = neighbour(topic(street), "王")
    with pytest.raises(Refused) as no:
        actions.add_statement(one, words)
    assert no.value.field == "words"


def test_after_the_last_day_nothing_is_taken_but_paper_that_came_in_time_is_entered(street):
    it = topic(street)
    one = neighbour(it, "王")
    it = actions.hear_until(it, clock.now() + timedelta(days=2), by=street.head, seen=it.version)
    cards = actions.print_cards(it, 2, by=street.clerk)
    with clock.shifted(timedelta(days=3)):
        with pytest.raises(Refused):
            say(one, 1)
        assert card(it, Said(1, "agree"), code=cards[0].code, by=street.clerk).entered == 1
    with clock.shifted(timedelta(days=6)), pytest.raises(Refused):
        card(it, Said(1, "agree"), code=cards[1].code, by=street.clerk)


def test_groups_are_of_those_that_were_declared(street):
    one = neighbour(topic(street), "王", LOW)
    with pytest.raises(Refused) as no:
        actions.declare(one, {"floor": "地下室"})
    assert no.value.field == "floor"


# --- what is shown next -----------------------------------------------------------------------------------------


def test_what_is_shown_next_is_what_ones_own_group_has_said_least_on(street):
    it = topic(street)
    for n in range(3):
        for number in (1, 2, 3):
            say(neighbour(it, f"高{n}", HIGH), number)
    say(neighbour(it, "低", LOW), 4)
    assert queries.talk(it, neighbour(it, "又一低", LOW)).left[-1] == 4
    assert queries.talk(it, neighbour(it, "又一高", HIGH)).left[0] == 4


def test_the_order_is_the_same_for_the_same_state_and_popularity_plays_no_part():
    said = [(1, {"floor": "高"}, 90), (2, {"floor": "低"}, 2), (3, {"floor": "高"}, 1)]
    choice = routing.offered([1, 2, 3], said)
    assert routing.in_order(choice, groups={"floor": "低"}, person=7) == [3, 1, 2]
    assert routing.in_order(choice, groups={"floor": "低"}, person=7) == [3, 1, 2]
    assert routing.in_order(choice, groups={"floor": "高", "role": ""}, person=7)[0] == 2
    fresh = routing.offered([1, 2, 3], [])
    assert {routing.in_order(fresh, groups={}, person=n)[0] for n in range(4)} == {1, 2, 3}
    assert routing.in_order([], groups={}, person=1) == []


# --- on paper ---------------------------------------------------------------------------------------------------


def test_a_card_is_entered_by_its_code_and_what_its_holder_corrected_stays(street):
    it = topic(street)
    (one,) = actions.print_cards(it, 1, by=street.clerk)
    taken = card(
        it, Said(1, "agree"), Said(2, "if", "别在早上"), code=one.code.lower(), by=street.worker, groups={"floor": LOW}
    )
    assert (taken.participant, taken.entered, taken.kept) == (one, 2, 0)
    one.refresh_from_db()
    assert (one.channel, one.groups, one.entered_by) == ("card", {"floor": LOW}, street.worker)
    actions.say(queries.holder_of(one.code), statement(it, 1), "disagree")
    again = card(it, Said(1, "agree"), Said(2, "pass"), code=one.code, by=street.clerk, key="k2")
    assert (again.entered, again.kept) == (1, 1)
    assert dict(one.stances.values_list("statement__number", "side")) | {5: ""} == {1: "disagree", 2: "pass", 5: ""}
    assert one.stances.get(statement__number=1).channel == "online"


def test_without_a_card_a_code_is_made_and_a_form_sent_twice_is_one_voice(street):
    it = topic(street)
    first = card(it, Said(1, "agree"), channel="stall", by=street.worker, key="form").participant
    assert card(it, Said(1, "agree"), channel="stall", by=street.worker, key="form").participant == first
    assert card(it, Said(1, "agree"), channel="door", by=street.worker, key="other").participant != first
    assert queries.holder_of(first.code) == first
    assert Participant.objects.filter(topic=it).count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"channel": "online"}, "channel"),
        ({"channel": "card"}, "code"),
        ({"channel": "card", "code": "XXXXXXXX"}, "code"),
        ({"channel": "box", "code": "ACDEFG34"}, "code"),
        ({"channel": "stall", "groups": {"floor": "天上"}}, "floor"),
    ],
)
def test_entries_that_can_not_be_taken(street, facts, field):
    with pytest.raises(Refused) as no:
        card(topic(street), Said(1, "agree"), by=street.worker, **facts)
    assert no.value.field == field
    assert not Stance.objects.exists()


def test_a_letter_box_is_opened_by_two_and_no_more_cards_come_out_of_it_than_lay_in_it(street):
    it = topic(street)
    cards = actions.print_cards(it, 3, by=street.clerk)
    opening = actions.open_box(it, where="3栋门厅", cards=1, by=street.clerk)
    assert actions.open_box(it, where="3栋门厅", cards=1, by=street.clerk) == opening
    with pytest.raises(Refused):
        card(it, Said(1, "agree"), channel="box", code=cards[0].code, by=street.worker)
    with pytest.raises(Refused):
        actions.witness_box(opening, cards=1, by=street.clerk)
    with pytest.raises(Refused) as no:
        actions.witness_box(opening, cards=2, by=street.worker)
    assert no.value.field == "cards"
    actions.witness_box(opening, cards=1, by=street.worker)
    card(it, Said(1, "agree"), channel="box", code=cards[0].code, by=street.worker)
    card(it, Said(1, "disagree"), channel="box", code=cards[0].code, by=street.clerk, key="again")
    with pytest.raises(Refused):
        card(it, Said(1, "agree"), channel="box", code=cards[1].code, by=street.worker, key="second")
    with pytest.raises(Refused):
        actions.drop_opening(opening, by=street.clerk)
    wrong = actions.open_box(it, where="门口", cards=7, by=street.clerk)
    actions.drop_opening(wrong, by=street.clerk)
    assert Opening.objects.count() == 1


# --- one household, one voice -----------------------------------------------------------------------------------


def test_a_households_two_voices_become_one_in_which_the_later_word_counts(street):
    it = topic(street)
    one, two = neighbour(it, "丈夫", LOW), neighbour(it, "妻子")
    say(one, 1, "agree")
    say(two, 1, "disagree")
    say(two, 2, "agree")
    with clock.shifted(timedelta(minutes=5)):
        say(one, 2, "disagree")
    assert queries.shown_by(it, queries.pass_of(one).lower()) == one
    actions.verify_household(one, door="3栋2单元501室", by=street.worker)
    assert actions.verify_household(two, door="3幢2-501", by=street.worker) == one
    one.refresh_from_db()
    assert dict(one.stances.values_list("statement__number", "side")) == {1: "disagree", 2: "disagree"}
    assert queries.meter(it).people == 1
    with clock.shifted(timedelta(minutes=9)):
        say(neighbour(it, "妻子", LOW), 1, "pass")
    assert one.stances.get(statement__number=1).side == "pass"
    with pytest.raises(Refused):
        actions.verify_household(one, door="4-1-101", by=street.worker)
    with connection.cursor() as cursor:
        cursor.execute("select door, household from councils_participant where household is not null")
        assert all("501" not in (door + mark) for door, mark in cursor.fetchall())


@pytest.mark.parametrize("said", ["3栋2单元501室", "3幢2-501", "３号楼二单元501", "三栋二单元 0501"])
def test_a_door_is_one_however_it_is_written(said):
    assert doors.door_of(said) == "3-2-501"


# --- looking at statements --------------------------------------------------------------------------------------


def test_a_statement_is_shown_or_not_with_a_reason_of_the_book_and_the_first_to_look_decides(street):
    it = topic(street)
    mine = actions.add_statement(neighbour(it, "王"), "老李家种的树该砍")
    with pytest.raises(Refused) as no:
        actions.moderate(mine, show=False, by=street.clerk)
    assert no.value.field == "reason"
    actions.moderate(mine, show=False, reason="names", note="不点名可以再写", by=street.clerk, was="waiting")
    with pytest.raises(Overtaken):
        actions.moderate(mine, show=True, by=street.head, was="waiting")
    log = queries.moderation_log(it)
    assert [(reason.key, n) for reason, n in log.refused] == [("names", 1)]
    written = json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)
    assert "老李" not in written


def test_the_same_as_another_goes_over_to_it_with_its_stances(street):
    it = topic(street)
    one, two = neighbour(it, "王"), neighbour(it, "李")
    say(two, 1, "disagree")
    mine = actions.add_statement(one, "每年开春修剪一回")
    actions.moderate(mine, show=True, by=street.clerk)
    say(two, mine.number, "agree")
    with pytest.raises(Refused) as no:
        actions.moderate(mine, show=False, reason="same", same_as=99, by=street.clerk)
    assert no.value.field == "same_as"
    actions.moderate(mine, show=False, reason="same", same_as=1, by=street.clerk)
    assert dict(statement(it, 1).stances.values_list("participant", "side")) == {one.pk: "agree", two.pk: "disagree"}
    assert alike.alike("每年开春修剪一回", ["停车位", "每年春天修剪一次"]) == ["每年春天修剪一次"]


def test_only_posts_of_this_place_print_enter_and_look(street):
    it = topic(street)
    mine = actions.add_statement(neighbour(it, "王"), "别修太狠")
    for post in street.everyone:
        allowed = type(it).objects.visible_to(post).filter(pk=it.pk).exists()
        for deed in (
            lambda post=post: actions.print_cards(it, 1, by=post),
            lambda post=post: actions.moderate(mine, show=True, by=post),
            lambda post=post: actions.seed(it, [f"第{post.pk.hex[:6]}条"], by=post),
            lambda post=post: card(it, Said(1, "agree"), channel="door", by=post, key=post.pk.hex),
            lambda post=post: actions.open_box(it, where="门口", cards=1, by=post),
        ):
            try:
                deed()
            except Refused:
                assert not allowed, post
            else:
                assert allowed, post
    assert type(it).objects.visible_to(street.worker).exists()
    assert not type(it).objects.visible_to(street.manager).exists()


def test_a_neighbour_of_one_topic_says_nothing_in_another(street):
    it, other = topic(street), topic(street, number="T261122-BBBBBB", title="停车")
    with pytest.raises(Refused):
        actions.say(neighbour(it, "王"), statement(other, 1), "agree")


# --- who has been heard -----------------------------------------------------------------------------------------


def test_of_fewer_than_five_nothing_is_shown_and_nothing_can_be_reckoned(street):
    it = topic(street)
    for n in range(5):
        say(neighbour(it, f"高{n}", HIGH), 1)
    say(neighbour(it, "低", LOW), 1)
    say(neighbour(it, "不说"), 1)
    meter = queries.meter(it)
    (row,) = meter.rows
    assert [(cell.option, cell.people) for cell in row.cells] == [(LOW, None), (HIGH, 5)]
    assert (meter.people, row.unsaid, row.missing) == (7, None, [LOW])
    for n in range(4):
        card(it, Said(1, "agree"), channel="door", by=street.worker, key=f"{n}", groups={"floor": LOW})
    meter = queries.meter(it)
    assert [cell.people for cell in meter.rows[0].cells] == [5, 5]
    assert meter.rows[0].unsaid == 1
    assert dict(meter.channels) == {"线上": 7, "上门": 4} or sum(n for _w, n in meter.channels) == 11


@pytest.mark.parametrize("people", [3, 40])
def test_pages_ask_as_often_for_three_as_for_forty(street, people):
    it = topic(street)
    for n in range(people):
        one = neighbour(it, f"{n}", LOW if n % 2 else HIGH)
        for number in range(1, 5):
            say(one, number)
    last = neighbour(it, "末")
    with CaptureQueriesContext(connection) as asked:
        queries.talk(it, last)
        queries.meter(it)
        queries.moderation_log(it)
        queries.box_cards(it)
    assert len(asked) == 7 + len([one for one in asked if "rulebook" in one["sql"]])


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_one_moment_are_one_stance_and_two_who_join_get_two_numbers(street):
    it = topic(street)
    one = neighbour(it, "王")
    with ThreadPoolExecutor(4) as pool:
        taps = [pool.submit(in_a_thread, lambda side=side: say(one, 1, side)) for side in ("agree", "disagree") * 2]
        joins = [pool.submit(in_a_thread, lambda n=n: neighbour(it, f"新{n}")) for n in range(4)]
        found = [f.result() for f in taps + joins]
    assert [f for f in found if isinstance(f, Exception)] == []
    assert Stance.objects.filter(participant=one).count() == 1
    assert sorted(Participant.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


# --- its end ----------------------------------------------------------------------------------------------------


def test_some_time_after_the_end_devices_doors_and_households_are_forgotten_and_what_was_said_stays(street):
    it = topic(street)
    one = neighbour(it, "王", LOW)
    say(one, 1)
    actions.verify_household(one, door="3-2-501", by=street.worker)
    type(it).objects.filter(pk=it.pk).update(state="closed", closed_at=clock.now())
    with clock.shifted(timedelta(days=80)):
        assert retention.survey()["neighbours"] == 0
    with clock.shifted(timedelta(days=100)):
        assert retention.survey()["neighbours"] == 1
        assert retention.let_go()["neighbours"] == 1
        assert retention.let_go()["neighbours"] == 0
    one.refresh_from_db()
    assert (one.device, one.door, one.household) == (None, "", None)
    assert one.stances.count() == 1


# --- the book ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"people_per_group": 4},
        {"people_for_shares": "40"},
        {"reasons": []},
        {"reasons": [{"key": "x", "words": "", "words_en": "x"}]},
        {"reasons": [{"key": "x", "words": "某", "words_en": "x"}]},
        {"keep_days": True},
    ],
)
def test_a_book_of_hearings_that_can_not_be(change):
    with pytest.raises(ValueError):
        hearing.Hearing.read(hearing.SHIPPED | change)
