"""The common ground board: what it says of a hearing, what it does not say, and that anybody computes the same."""

import copy
import json
import math
from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hearings import FLOOR, HIGH, LEAVE, LOW, MIDDLE, NESTS, PEOPLE, TRIM, camp, heard, hearing
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.cli.main import main
from linli.councils import actions, boards, books
from linli.councils.hearing import SHIPPED
from linli.councils.models import BoardRun, Statement, Topic
from linli.councils.queries.boards import board_now, board_pack, published_board
from linli.councils.queries.voices import shown
from linli.councils.templatetags.boards import careful
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused

RULES = {name: SHIPPED[name] for name in boards.Thresholds.__dataclass_fields__}


def pack_of(voices, *, statements=3, groups=(FLOOR,), **more):
    """A pack as the pure part reads it, without a database. `voices` as in `hearings.heard`."""
    return {
        "format": boards.FORMAT,
        "version": boards.VERSION,
        "seed": 0,
        "topic": {},
        "rules": RULES,
        "groups": list(groups),
        "channels": {},
        "statements": [
            {"number": n, "kind": "statement", "round": 1, "words": f"第{n}句", "condition_of": None}
            for n in range(1, statements + 1)
        ],
        "people": [
            {
                "number": n,
                "groups": declared,
                "said": {str(s): {"if": side} if isinstance(side, int) else side for s, side in said.items()},
            }
            for n, (declared, said) in enumerate(voices, 1)
        ],
        **more,
    }


def rows_of(board) -> dict:
    return {row["number"]: row for row in board["statements"]}


def group_of(row, option) -> dict:
    return next(group for group in row["groups"] if option in group["of"])


# --- what it says -----------------------------------------------------------------------------------------------


def test_the_condition_that_wins_both_stands_on_top_and_carries_what_it_is_a_condition_of():
    board = boards.compute(pack_of(PEOPLE))
    assert [(row["number"], row["passes"]) for row in board["statements"]] == [
        (NESTS, "yes"),
        (TRIM, "if"),
        (LEAVE, "no"),
    ]
    top, trim = rows_of(board)[NESTS], rows_of(board)[TRIM]
    worst = top["groups"][top["worst"]]
    assert (worst["of"], worst["agree"], worst["said"], worst["share"]) == ([LOW], 16, 18, round(16 / 18, 4))
    ground = group_of(trim, LOW)
    assert (ground["agree"], ground["disagree"], ground["if"], ground["met"]) == (0, 8, 10, 10)
    assert not ground["passes"]
    assert trim["conditions"] == [{"number": NESTS, "met": True}]


def test_what_a_group_does_not_accept_is_said_with_what_would_change_it():
    board = boards.compute(pack_of(PEOPLE))
    ground = next(one for one in board["refusals"] if one["of"] == [LOW])
    trim = ground["statements"][0]
    assert (trim["number"], trim["disagree"], trim["if"], trim["would"]) == (TRIM, 8, 10, True)
    assert trim["conditions"] == [{"number": NESTS, "people": 10, "passes": "yes"}]
    upper = next(one for one in board["refusals"] if one["of"] == [HIGH])
    assert [one["number"] for one in upper["statements"]] == [LEAVE]


def test_agree_if_is_no_agreement_until_its_condition_passes_with_everyone():
    """Twelve of the ground floor now refuse the condition as well: nothing is met by it any more."""
    voices = [
        *PEOPLE[:26],
        *camp(6, LOW, s1=NESTS, s3="agree"),
        *camp(12, LOW, s1="disagree", s3="disagree"),
        *PEOPLE[44:],
    ]
    board = boards.compute(pack_of(voices))
    assert rows_of(board)[NESTS]["passes"] == rows_of(board)[TRIM]["passes"] == "no"
    assert group_of(rows_of(board)[TRIM], LOW)["met"] == 0


def test_the_interval_is_wilsons():
    row = rows_of(boards.compute(pack_of(PEOPLE)))[NESTS]
    k, n, z = 16, 18, 1.96
    middle, half = (k + z * z / 2) / (n + z * z), z / (n + z * z) * math.sqrt(k * (n - k) / n + z * z / 4)
    low = group_of(row, LOW)
    assert low["low"] == pytest.approx(middle - half, abs=1e-4)
    assert low["high"] == pytest.approx(min(1, middle + half), abs=1e-4)


def test_exactly_half_does_not_pass():
    voices = [*camp(20, HIGH, s1="agree"), *camp(10, LOW, s1="agree"), *camp(10, LOW, s1="disagree")]
    assert rows_of(boards.compute(pack_of(voices)))[1]["passes"] == "no"


def test_a_statement_that_a_group_has_hardly_heard_passes_with_nobody():
    voices = [
        *camp(30, HIGH, s1="agree", s2="agree"),
        *camp(16, LOW, s2="agree"),
        *camp(4, LOW, s1="agree", s2="agree"),
    ]
    row = rows_of(boards.compute(pack_of(voices)))[1]
    assert row["passes"] == "unheard"
    assert group_of(row, LOW) == {"dimension": "floor", "of": [LOW], "heard": False}


def test_groups_of_fewer_than_five_are_put_together_or_left_out():
    assert boards.merged({"a": 20, "b": 3, "c": 4}, 5) == [("a",), ("b", "c")]
    assert boards.merged({"a": 20, "b": 3, "c": 9}, 5) == [("a",), ("b", "c")]
    assert boards.merged({"a": 20, "b": 3}, 5) == [("a", "b")]
    assert boards.merged({"a": 2, "b": 2}, 5) == []
    assert boards.merged({"a": 6, "b": 0}, 5) == [("a",)]
    board = boards.compute(
        pack_of([*camp(40, HIGH, s1="agree"), *camp(3, LOW, s1="disagree"), *camp(8, MIDDLE, s1="agree")])
    )
    dimension = board["dimensions"][0]
    assert [group["of"] for group in dimension["groups"]] == [[LOW, MIDDLE], [HIGH]]
    assert dict(dimension["options"]) == {LOW: None, MIDDLE: None, HIGH: 40}


def test_of_a_rare_combination_of_groups_the_last_is_not_said():
    people = (
        [{"floor": HIGH, "car": "yes"}] * 6
        + [{"floor": HIGH, "car": "no"}] * 5
        + [{"floor": LOW, "car": "yes"}] * 2
        + [{"floor": LOW}] * 4
    )
    told = boards.blur(people, ["floor", "car"], 5)
    assert told[:11] == people[:11]
    assert told[11:] == [{"floor": LOW}] * 6
    assert boards.blur([{"floor": LOW, "car": "yes"}] * 4, ["floor", "car"], 5) == [{}] * 4


def test_who_alone_is_a_shopkeeper_is_not_the_one_of_whom_nothing_is_said():
    """Everybody knows the one shop, and that it spoke: of whoever stood in the pack without a group one would know
    every stance.
    """
    told = boards.blur([{"role": "shop"}] + [{"role": "owner"}] * 40 + [{"role": "tenant"}] * 9, ["role"], 5)
    assert sum(not row for row in told) == 5
    assert told[0] == {}
    assert sum(row.get("role") == "owner" for row in told) == 36
    assert sum(row.get("role") == "tenant" for row in told) == 9
    few = boards.blur([{"role": "shop"}] + [{"role": "owner"}] * 7, ["role"], 5)
    assert few == [{}] * 8
    assert boards.blur([{}] * 2 + [{"role": "owner"}] * 3, ["role"], 5) == [{}] * 5


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b", "c"]), st.sampled_from(["", "x", "y"])), max_size=60))
def test_whatever_is_declared_every_combination_in_a_pack_is_shared_by_five_or_nothing_is_said(said):
    told = boards.blur([{"p": p, "q": q} for p, q in said], ["p", "q"], 5)
    shared = Counter(tuple(sorted(row.items())) for row in told)
    assert all(n >= 5 for n in shared.values()) or set(shared) == {()}


def test_it_warns_when_agreement_rests_on_few_or_one_sided_voices():
    few = [
        *camp(30, HIGH, s2="agree"),
        *camp(10, LOW, s2="agree"),
        *camp(9, HIGH, s1="agree"),
        *camp(5, LOW, s1="agree"),
    ]
    codes = {(w["code"], w.get("number")) for w in boards.compute(pack_of(few))["warnings"]}
    assert ("few", 1) in codes
    assert ("silent", None) in codes
    one_sided = boards.compute(pack_of([*camp(45, HIGH, s1="agree"), *camp(5, LOW, s1="agree")]))["warnings"]
    assert {"code": "one_sided", "dimension": "楼层", "option": HIGH, "people": 45, "of": 50} in one_sided
    assert boards.compute(pack_of(camp(45, HIGH, s1="agree"), groups=()))["warnings"][0] == {"code": "no_groups"}


# --- few people, and many ---------------------------------------------------------------------------------------


def test_below_forty_people_there_are_rounds_and_no_shares():
    pack = pack_of(PEOPLE[:39])
    pack["statements"][0]["kind"], pack["statements"][2]["kind"] = "like", "condition"
    board = boards.compute(pack)
    assert board["mode"] == "rounds"
    assert not {"statements", "map", "representative", "majority", "refusals"} & board.keys()
    only = board["rounds"][0]
    assert [(one["number"], one["agree"]) for one in only["likes"]] == [(1, 24)]
    assert [(one["number"], one["agree"]) for one in only["conditions"]] == [(3, 39)]
    assert boards.compute(pack_of(PEOPLE[:40]))["mode"] == "shares"


def test_that_more_voices_could_turn_it_is_said_once_of_all_it_is_true_of():
    words = {n: f"第{n}句" for n in range(1, 6)}
    warnings = [{"code": "wide", "number": n} for n in range(1, 6)]
    with translation.override("en"):
        assert careful(warnings[:1], words) == ["More voices could still turn this: “第1句”."]
        assert careful([*warnings, {"code": "no_groups"}], words) == [
            "Nobody has said which group they belong to, so that no group's share stands here.",
            "More voices could still turn this: “第1句” “第2句” “第3句” and 2 more.",
        ]


def camps(people: int, statements: int, seed: int = 1):
    """Two camps that differ on all but three statements, with a little noise."""
    chance = np.random.default_rng(seed)
    upper = chance.random(people) < 0.5
    base = chance.choice(["agree", "disagree"], size=statements)
    other = {"agree": "disagree", "disagree": "agree"}
    voices = []
    for i in range(people):
        said = {}
        for j in range(statements):
            if chance.random() > 0.7:
                continue
            side = base[j] if upper[i] else other[base[j]]
            said[j + 1] = (
                "agree"
                if j < 3
                else str(chance.choice(["agree", "disagree", "pass"]))
                if chance.random() < 0.1
                else str(side)
            )
        voices.append(({"floor": HIGH if upper[i] else LOW}, said))
    return voices


def test_groups_are_found_only_where_eighty_people_said_seven_things_each():
    few = boards.compute(pack_of(camps(85, 6), statements=6))["map"]
    assert (few["shown"], few["why"]) == (False, "few")
    assert boards.compute(pack_of(camps(70, 20), statements=20))["map"]["shown"] is False
    drawn = boards.compute(pack_of(camps(120, 20), statements=20))
    assert drawn["map"]["shown"]
    assert len(drawn["map"]["groups"]) == 2
    assert drawn["map"]["stability"] > 0.9
    assert len(drawn["map"]["points"]) == drawn["map"]["enough"]
    assert boards.OPINION in drawn["representative"]
    assert all(set(row["consensus"]) == {"floor", "opinion"} for row in drawn["statements"])


def test_groups_that_would_not_come_out_again_are_not_shown():
    chance = np.random.default_rng(5)
    noise = [({}, {j: str(chance.choice(["agree", "disagree", "pass"])) for j in range(1, 13)}) for _ in range(100)]
    board = boards.compute(pack_of(noise, statements=12))
    assert board["map"]["shown"] is False
    assert board["map"]["why"] == "unstable"
    assert boards.OPINION not in board["representative"]


# --- the same for everybody -------------------------------------------------------------------------------------

sides = st.sampled_from(["agree", "disagree", "pass", 2, None])
hearings_at_random = st.lists(
    st.tuples(st.sampled_from([LOW, MIDDLE, HIGH, ""]), st.lists(sides, min_size=4, max_size=4)),
    min_size=0,
    max_size=70,
)


def voices_of(drawn):
    return [
        (
            {"floor": floor} if floor else {},
            {n: side for n, side in enumerate(said, 1) if side is not None and side != n},
        )
        for floor, said in drawn
    ]


@given(hearings_at_random, st.randoms())
@settings(max_examples=60, deadline=None)
def test_neither_the_order_of_people_nor_of_stances_changes_anything(drawn, chance):
    pack = pack_of(voices_of(drawn), statements=4)
    shuffled = copy.deepcopy(pack)
    chance.shuffle(shuffled["people"])
    chance.shuffle(shuffled["statements"])
    for n, person in enumerate(shuffled["people"], 1):
        said = list(person["said"].items())
        chance.shuffle(said)
        person["number"], person["said"] = n, dict(said)
    one, two = boards.compute(pack), boards.compute(shuffled)
    assert boards.digest(one) == boards.digest(two)
    assert boards.digest(json.loads(json.dumps(one))) == boards.digest(one)


@given(hearings_at_random)
@settings(max_examples=30, deadline=None)
def test_a_statement_that_everybody_agrees_with_comes_out_on_top_and_changes_no_other(drawn):
    voices = [*PEOPLE, *(one for one in voices_of(drawn) if one[1])]
    before = boards.compute(pack_of(voices, statements=4))
    after = boards.compute(pack_of([(groups, said | {5: "agree"}) for groups, said in voices], statements=5))
    assert all(group["share"] == 1 for group in after["statements"][0]["groups"])
    unanimous = rows_of(after).pop(5)
    assert unanimous["passes"] == "yes"
    assert {n: row for n, row in rows_of(after).items() if n != 5} == rows_of(before)


def test_with_a_hundred_and_twenty_people_the_map_does_not_depend_on_their_order_either():
    pack = pack_of(camps(120, 20), statements=20)
    turned = {**pack, "people": pack["people"][::-1]}
    assert boards.digest(boards.compute(pack)) == boards.digest(boards.compute(turned))


@pytest.mark.parametrize(
    "voices",
    [
        [],
        [({}, {})],
        [({"floor": LOW}, {1: "agree"})],
        camp(60, HIGH, s1="agree", s2="agree"),
        camp(60, HIGH, s1="pass"),
        [({}, {1: "disagree"})] * 50,
        camp(2, HIGH, s1="agree"),
        [({"floor": "七楼"}, {1: "agree"})] * 45,
        [({"floor": LOW}, dict.fromkeys(range(1, 11), "agree"))] * 100,
    ],
)
def test_nobody_two_people_or_one_opinion_never_fail(voices):
    json.dumps(boards.compute(pack_of(voices, statements=10)))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda p: p.update(format="x"), "format"),
        (lambda p: p.pop("seed"), "no seed"),
        (lambda p: p.update(rules={}), "form"),
        (lambda p: p["rules"].update(people_per_group=1), "people_per_group"),
        (lambda p: p["people"][0]["said"].update({"9": "agree"}), "not in the pack"),
        (lambda p: p["people"][0]["said"].update({"1": "yes"}), "no stance"),
        (lambda p: p["people"].append(p["people"][0]), "twice"),
        (lambda p: p.update(people=7), "form"),
        (lambda p: p["people"][0].update(said=7), "form"),
        (lambda p: p["people"][0]["said"].update({"1": {"if": 99}}), "not in"),
        (lambda p: p["statements"][0].pop("words"), "lacks"),
        (lambda p: p["groups"].append({"key": "x", "options": []}), "declared"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused_with_a_sentence(spoil, said):
    pack = copy.deepcopy(pack_of(PEOPLE))
    spoil(pack)
    with pytest.raises(boards.Unsound, match=said):
        boards.compute(pack)


# --- kept, published, computed again ----------------------------------------------------------------------------


def test_a_pack_holds_numbers_in_place_of_people(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    pack = board_pack(topic)
    boards.check(pack)
    assert len(pack["people"]) == len(PEOPLE)
    assert {tuple(sorted(person)) for person in pack["people"]} == {("groups", "number", "said")}
    assert pack["channels"] == {"online": len(PEOPLE)}
    coming = [person["groups"]["floor"] for person in pack["people"]]
    assert coming != [groups["floor"] for groups, _said in PEOPLE]
    assert boards.digest(boards.compute(pack)) == boards.digest(
        boards.compute(pack_of(PEOPLE) | {key: pack[key] for key in ("statements", "channels")})
    )


def test_only_what_is_shown_stands_in_it_and_who_was_merged_speaks_once(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    first, second = topic.participants.all()[:2]
    second.merged_into = first
    second.save()
    topic.statements.filter(number=LEAVE).update(state=Statement.State.REFUSED)
    topic.statements.filter(number=NESTS).update(state=Statement.State.WAITING)
    pack = board_pack(topic)
    assert [s["number"] for s in pack["statements"]] == [TRIM]
    assert len(pack["people"]) == len(PEOPLE) - 1
    assert {"if": None} in [person["said"].get("1") for person in pack["people"]]


def test_the_same_voices_give_the_same_run(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    one = actions.compute_board(topic, by=street.head)
    two = actions.compute_board(topic, by=street.head)
    assert one == two
    kept = BoardRun.objects.get()
    assert (kept.input_hash, kept.output_hash) == (boards.digest(kept.pack), boards.digest(kept.output))
    assert boards.recount(json.loads(json.dumps(boards.published(kept.pack, kept.output)))).same
    topic.statements.filter(number=1).update(words="别的话")
    assert actions.compute_board(topic, by=street.head) != one
    assert Entry.objects.filter(subject=topic.ref, event="BoardComputed").count() == 2


def test_who_convenes_computes_and_publishes_and_nobody_else(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    for post in (street.worker, street.manager, street.other_worker, street.officer):
        with pytest.raises(Refused):
            actions.compute_board(topic, by=post)
    run = actions.compute_board(topic, by=street.clerk)
    with pytest.raises(Refused):
        actions.publish_board(run, by=street.manager)
    assert published_board(topic) is None
    actions.publish_board(run, by=street.head, seen=topic.version)
    assert published_board(topic) == run
    with pytest.raises(Overtaken):
        actions.publish_board(run, by=street.clerk, seen=topic.version)


def test_two_publications_do_not_tell_what_the_one_between_them_said(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    actions.publish_board(actions.compute_board(topic, by=street.head), by=street.head)
    order = [one["said"] for one in board_pack(topic)["people"]]
    heard(topic, camp(1, LOW, s1="agree"))
    run = actions.compute_board(topic, by=street.head)
    with pytest.raises(Refused):
        actions.publish_board(run, by=street.head)
    heard(topic, camp(3, LOW, s1="agree"))
    with pytest.raises(Refused):
        actions.publish_board(actions.compute_board(topic, by=street.head), by=street.head)
    Topic.objects.filter(pk=topic.pk).update(hearing_until=clock.now() - timedelta(minutes=1))
    run = actions.compute_board(topic, by=street.head)
    assert actions.publish_board(run, by=street.head).published_at
    assert [one["number"] for one in run.pack["people"]] == list(range(1, len(PEOPLE) + 5))
    assert order != [one["said"] for one in run.pack["people"]][: len(order)]


def test_nobody_stands_in_a_pack_where_they_came(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    pack = board_pack(topic)
    first = topic.participants.order_by("number").first()
    topic.participants.filter(pk=first.pk).update(number=900)
    assert board_pack(topic) == pack
    assert [boards.digest({"groups": p["groups"], "said": p["said"]}) for p in pack["people"]] == sorted(
        boards.digest({"groups": p["groups"], "said": p["said"]}) for p in pack["people"]
    )


def test_nothing_is_published_before_anybody_has_spoken(street):
    run = actions.compute_board(hearing(street), by=street.head)
    with pytest.raises(Refused):
        actions.publish_board(run, by=street.head)


def test_when_the_hearing_ends_the_clock_keeps_its_board_and_once_more_after_the_last_papers(street):
    topic = hearing(street, hearing_until=clock.now() + timedelta(days=2))
    heard(topic, PEOPLE)
    assert actions.compute_ended() == 0
    with clock.shifted(timedelta(days=2, minutes=5)):
        assert actions.compute_ended() == 1
        assert actions.compute_ended() == 0
        heard(topic, camp(3, LOW, s1="disagree"))
    with clock.shifted(timedelta(days=5, minutes=5)):
        assert actions.compute_ended() == 1
        assert actions.compute_ended() == 0
    assert [run.output["people"] for run in topic.boards.all()] == [len(PEOPLE) + 3, len(PEOPLE)]
    assert not topic.boards.exclude(by=None).exists()


def test_the_live_board_follows_every_voice(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    _pack, before = board_now(topic)
    heard(topic, camp(1, LOW, s1="disagree"))
    _pack, after = board_now(topic)
    assert after["people"] == before["people"] + 1


def test_a_hearing_of_three_and_of_three_hundred_statements_is_read_in_as_many_steps(street):
    books.hearing.rules()

    def asked(count, number):
        topic = hearing(street, words=[f"第{n}句" for n in range(count)], conditions={}, number=number)
        heard(topic, [({"floor": HIGH}, dict.fromkeys(range(1, count + 1), "agree"))] * 40)
        topic = Topic.objects.select_related("place__parent__parent").get(pk=topic.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            board_pack(topic)
        return len(queries)

    assert asked(3, "T-3") == asked(300, "T-300") <= 4


# --- rounds -----------------------------------------------------------------------------------------------------


def test_the_next_round_puts_what_was_chosen_to_everybody_again(street):
    topic = hearing(street)
    heard(topic, PEOPLE[:12])
    begun = actions.begin_round(topic, [NESTS], by=street.clerk)
    assert [(s.number, s.round, s.words, s.condition_of.number) for s in begun] == [
        (4, 2, topic.statements.get(number=NESTS).words, TRIM)
    ]
    _pack, board = board_now(topic)
    assert [one["round"] for one in board["rounds"]] == [2, 1]
    assert [one.number for one in shown(topic)] == [4]  # neighbours are asked about this round only
    third = actions.begin_round(topic, [4], by=street.clerk)
    assert third[0].round == 3
    actions.begin_round(topic, [third[0].number], by=street.clerk)
    with pytest.raises(Refused) as no:
        actions.begin_round(topic, [TRIM], by=street.clerk)  # of an earlier round
    assert no.value.field == "goes_on"
    with pytest.raises(Refused):
        actions.begin_round(topic, [4], by=street.manager)


def test_what_goes_on_together_stays_together_and_what_waits_goes_along(street):
    topic = hearing(street)
    heard(topic, PEOPLE[:12])
    topic.statements.filter(number=LEAVE).update(state=Statement.State.WAITING)
    trim, nests = actions.begin_round(topic, [TRIM, NESTS], by=street.clerk)
    assert nests.condition_of == trim
    assert topic.statements.get(number=LEAVE).round == 2


def test_no_round_begins_where_enough_have_spoken(street):
    topic = hearing(street)
    heard(topic, PEOPLE)
    with pytest.raises(Refused, match="40"):
        actions.begin_round(topic, [NESTS], by=street.clerk)


# --- the command ------------------------------------------------------------------------------------------------


def recounted(file, tmp_path, capsys):
    path = tmp_path / "file.json"
    path.write_text(file if isinstance(file, str) else json.dumps(file, ensure_ascii=False))
    try:
        main(["councils", "recount", str(path)])
        code = 0
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out


def test_a_published_board_is_computed_again_by_the_command(tmp_path, capsys):
    pack = pack_of(PEOPLE)
    file = boards.published(pack, boards.compute(pack))
    code, said = recounted(file, tmp_path, capsys)
    assert code == 0
    assert json.loads(said) == {
        "same": True,
        "published": {"input": file["input_hash"], "output": file["output_hash"]},
        "recomputed": {"input": file["input_hash"], "output": file["output_hash"]},
        "differs": [],
    }


def test_a_board_that_was_touched_up_is_found_out(tmp_path, capsys):
    pack = pack_of(PEOPLE)
    file = boards.published(pack, boards.compute(pack))
    file["output"]["statements"][0]["groups"][0]["agree"] += 1
    code, said = recounted(file | {"output_hash": boards.digest(file["output"])}, tmp_path, capsys)
    assert code == 1
    assert json.loads(said)["differs"] == ["statements[0].groups[0].agree"]
    code, said = recounted(file, tmp_path, capsys)  # with the old hash left beside it
    assert code == 1
    file = boards.published(pack, boards.compute(pack))
    file["pack"] = pack_of(PEOPLE[1:])
    code, said = recounted(file, tmp_path, capsys)
    assert code == 1


@pytest.mark.parametrize("text", ["", "7", "[]", "{}", '{"format": "linli-board/1"}', "\x00"])
def test_a_file_that_is_neither_is_refused_with_a_sentence(tmp_path, capsys, text):
    code, said = recounted(text, tmp_path, capsys)
    assert code not in (0, 1)
    assert not said


def test_two_who_compute_at_once_keep_one_run(street):
    """The topic's row is locked, so the second finds the first one's."""
    topic = hearing(street)
    heard(topic, PEOPLE)
    runs = [actions.compute_board(topic, by=post) for post in (street.head, street.clerk)]
    assert len({run.pk for run in runs}) == 1
