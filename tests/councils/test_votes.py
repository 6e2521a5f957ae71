"""Owners decide together: from the draft to the published result, as those who prepare it and those who vote live
through it.
"""

import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from votes_cast import counted, drafted, in_a_thread, noticed, opened, rows, say, sheet, units

from linli.councils import actions, queries, recount
from linli.councils.actions import Asked, Deputy, Silence
from linli.councils.areas import area_in
from linli.councils.lifecycle import VOTE_MOVES
from linli.councils.models import Ballot, Owner, PaperEntry, RollUnit, Service, Vote
from linli.councils.queries.votes import opening_of
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice
from linli.people.models import Organisation, Person, Post
from linli.places.sheets import BadRows

pytestmark = pytest.mark.django_db
ENGINE = Path(recount.__file__)


def test_it_passes_when_enough_took_part_and_three_quarters_said_yes(street):
    vote = noticed(street)
    with opened(vote) as vote:
        assert vote.state == "open"
        for n, unit in enumerate(units(vote)[:20]):
            say(unit, "yes" if n < 15 else "no")
    vote = counted(vote, by=street.head)
    found = vote.outcome["matters"]["m1"]
    assert (vote.state, found["outcome"]) == ("closed", "passed")
    assert (found["took_part"]["heads"], found["yes"]["area"]) == (20, 150_000)
    vote = actions.publish(vote, by=street.head)
    assert vote.state == "published"
    assert vote.published_at


def test_one_head_fewer_and_it_fails_though_the_area_carries_it(street):
    table = rows()
    table[0][2] = "500.00"
    vote = noticed(street, table=table)
    with opened(vote):
        for n, unit in enumerate(units(vote)[:20]):
            say(unit, "yes" if n < 14 else "no")
    found = counted(vote, by=street.head).outcome["matters"]["m1"]
    assert found["outcome"] == "rejected"
    assert "yes area" in found["why"][2] and found["why"][2].endswith(": reached")  # noqa: PT018
    assert found["why"][3].endswith("not reached")


@pytest.mark.parametrize(
    ("said", "area"),
    [("89.50", 8950), ("89.5", 8950), ("１２０．０１㎡", 12_001), ("1,200", 120_000), ("0.01", 1), ("1E+2", 10_000)],
)
def test_areas_are_exact(said, area):
    assert area_in(said) == area


@pytest.mark.parametrize("said", ["89.555", "0", "-3", "大约90", "nan", "inf", "", "1e9"])
def test_areas_that_are_none(said):
    with pytest.raises(Refused):
        area_in(said)


def test_a_roll_with_bad_rows_is_not_imported_and_every_row_is_named(street):
    vote = drafted(street)
    table = rows(4)
    table[1][2], table[2][0], table[3][5] = "89.555", table[0][0], "听说"
    with pytest.raises(BadRows) as no:
        actions.import_roll(vote, sheet(table), by=street.head)
    assert [number for number, _why in no.value.rows] == [3, 4, 5]
    assert vote.roll.count() == 30


@pytest.mark.parametrize(
    "number", ["110101199003070000", "11010119900307000X", "19900000001", "１９９０００００００１"]
)
def test_no_identity_number_stands_on_a_roll_that_is_published(street, number):
    table = rows(4)
    table[2][4] = number
    with pytest.raises(BadRows) as no:
        actions.import_roll(drafted(street), sheet(table), by=street.head)
    assert [row for row, _why in no.value.rows] == [4]


def test_one_person_with_several_units_is_one_head_if_the_sheet_says_so_and_asked_about_if_not(street):
    vote = drafted(street)
    table = rows(6)
    for row in table[:3]:
        row[3] = "张某某"
    _vote, same = actions.import_roll(vote, sheet(table), by=street.head)
    assert same == ["张某某"]
    for row in table[:3]:
        row[4] = "A7"
    _vote, same = actions.import_roll(vote, sheet(table), by=street.head)
    assert same == []
    heads = recount.recount(queries.pack_of(Vote.objects.get(pk=vote.pk)))["matters"]["m1"]["all"]["heads"]
    assert heads == 4
    assert set(Owner.objects.filter(unit__vote=vote, unit__head="A7").values_list("code", flat=True)) == {"A7-1"}


def test_unsold_units_are_one_head_of_the_developer_and_need_no_name(street):
    table = rows(6)
    for row in table[3:]:
        row[3], row[7] = "", "是"
    vote = drafted(street, table=table)
    found = recount.recount(queries.pack_of(vote))["matters"]["m1"]["all"]
    assert found == {"heads": 4, "area": 60_000}


def test_names_are_sealed_and_neither_they_nor_choices_stand_in_the_journal(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        say(unit, "no")
    written = json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)
    assert "业主000" not in written
    assert '"no"' not in written
    assert unit.unit not in written
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select said from councils_ballot union all select name from councils_owner union all select code "
            "from councils_rollunit"
        )
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert '"no"' not in stored
    assert "业主000" not in stored
    assert unit.code not in stored
    assert "业主000" not in json.dumps(queries.pack_of(Vote.objects.get(pk=vote.pk)), ensure_ascii=False)


# --- what must be mended before notice ---------------------------------------------------------------------------


def faults(vote):
    return [str(no) for no in queries.faults(vote, now=clock.now())]


def test_32_notice_too_short_and_window_too_short_are_said_with_the_article(street):
    vote = drafted(street, city="hangzhou", notice=14, window=3)
    short, window = faults(vote)
    assert "14" in short and "15" in short and "第19条" in short  # noqa: PT018
    assert "3" in window and "5" in window  # noqa: PT018
    with pytest.raises(Refused) as no:
        actions.give_notice(vote, by=street.head)
    assert str(no.value) == short


def test_29_danger_is_no_matter_for_a_vote(street):
    vote = drafted(street, emergency=True)
    assert "281" in faults(vote)[0]
    with pytest.raises(Refused):
        actions.give_notice(vote, by=street.head)


def test_without_matters_without_roll_and_with_a_scope_nobody_is_in(street):
    vote = actions.draft_vote(
        place=street.jinhe,
        title="空的",
        opens=clock.now() + timedelta(days=20),
        closes=clock.now() + timedelta(days=30),
        by=street.head,
    )
    assert len(faults(vote)) == 2
    assert len(faults(drafted(street, matters=[Asked(5, "换电梯", only=("9栋1单元",))]))) == 2


def test_31_nothing_is_added_after_the_notice_and_what_was_changed_behind_its_back_does_not_open(street):
    vote = noticed(street)
    with pytest.raises(Refused):
        actions.set_matters(vote, [Asked(1, "再加一项")], by=street.head)
    with pytest.raises(Refused):
        actions.import_roll(vote, sheet(rows(4)), by=street.head)
    RollUnit.objects.filter(pk=units(vote)[0].pk).update(area=99_999)
    with opened(vote) as vote:
        assert vote.state == "abandoned"
        assert vote.abandoned_words


def test_the_hash_of_the_roll_is_published_with_the_notice_and_the_pack_keeps_to_it(street):
    vote = noticed(street)
    pack = queries.pack_of(vote)
    assert pack["roll"]["hash"] == vote.roll_hash == recount.roll_hash(pack["roll"]["units"])
    assert len({unit.code for unit in units(vote)}) == 30


# --- casting -----------------------------------------------------------------------------------------------------


def test_before_and_after_the_window_no_ballot_is_taken(street):
    vote = noticed(street)
    with pytest.raises(Refused):
        say(units(vote)[0])
    with opened(vote):
        pass
    with clock.frozen(vote.closes + timedelta(seconds=1)), pytest.raises(Refused):
        say(units(vote)[0])
    with clock.frozen(vote.closes):
        assert say(units(vote)[0]).receipt


def test_sent_twice_it_is_one_ballot_and_a_later_one_takes_its_place(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        assert say(unit, "yes", key="k") == say(unit, "yes", key="k")
        with clock.frozen(clock.now() + timedelta(hours=1)):
            say(unit, "no", key="later")
    vote = counted(vote, by=street.head)
    assert Ballot.objects.count() == 2
    assert vote.outcome["matters"]["m1"]["no"]["heads"] == 1
    assert [fate for _ballot, fate in queries.how_counted(RollUnit.objects.select_related("vote").get(pk=unit.pk))] == [
        "superseded",
        "counted",
    ]


def test_every_matter_of_the_unit_is_answered_and_a_matter_of_other_stairwells_is_not_asked(street):
    two = [Asked(1, "议事规则"), Asked(5, "1单元屋面维修", only=("3栋1单元",))]
    vote = noticed(street, matters=two)
    with opened(vote):
        upper, other = units(vote)[0], units(vote)[-1]
        with pytest.raises(Refused) as no:
            actions.cast(upper, {"m1": "yes"}, submission_key="half")
        assert no.value.field == "m2"
        say(upper)
        assert say(other).choices == {"m1": "yes"}
    matters = counted(vote, by=street.head).outcome["matters"]
    assert (matters["m1"]["all"]["heads"], matters["m2"]["all"]["heads"]) == (30, 15)


def test_15_co_owners_who_disagree_take_no_part_until_they_agree(street):
    table = rows()
    table[0][3] = "张某某、李某某"
    vote = noticed(street, table=table)
    with opened(vote):
        unit = units(vote)[0]
        one, two = actions.owners_now(unit)
        with pytest.raises(Refused) as no:
            say(unit)
        assert no.value.field == "owner"
        say(unit, "yes", key="1", owner=one)
        say(unit, "no", key="2", owner=two)
    assert counted(vote, by=street.head).outcome["matters"]["m1"]["took_part"]["heads"] == 0


def test_where_a_city_has_its_own_system_paper_is_taken_and_its_outcome_brought(street):
    vote = noticed(street, city="beijing")
    with opened(vote):
        with pytest.raises(Refused):
            say(units(vote)[0])
        on_paper(units(vote)[0], street)
    vote = counted(vote, by=street.head)
    with pytest.raises(Refused):
        actions.publish(vote, by=street.head)
    found = {
        "m1": {
            "outcome": "passed",
            "all": {"heads": 30, "area": 300_000},
            "took_part": {"heads": 25, "area": 250_000},
            "yes": {"heads": 20, "area": 200_000},
            "why": [],
        }
    }
    with pytest.raises(Refused):
        actions.bring_outcome(
            vote, {"m1": {"outcome": "perhaps"}}, document="业主共同决定系统 结果单 12", by=street.head
        )
    vote = actions.bring_outcome(vote, found, document="业主共同决定系统 结果单 12", by=street.head)
    assert actions.publish(vote, by=street.head).outcome["matters"]["m1"]["outcome"] == "passed"


# --- on paper ----------------------------------------------------------------------------------------------------


def on_paper(unit, street, choice="yes", *, signed=True, confirm=True, key="", **more):
    choices = {m.key: choice for m in actions.matters_of(unit)}
    owner = more.pop("owner", None) or next(iter(actions.owners_now(unit)))
    entry = actions.enter_paper(
        unit,
        choices,
        owner=owner,
        received_at=clock.now(),
        signed=signed,
        by=street.worker,
        submission_key=key or f"p-{unit.pk}",
        **more,
    )
    return actions.confirm_paper(entry, choices, by=street.clerk) if confirm else entry


def test_a_paper_counts_when_a_second_person_has_read_the_same(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        entry = on_paper(unit, street, confirm=False)
        assert entry == on_paper(unit, street, confirm=False)
        with pytest.raises(Refused):
            actions.confirm_paper(entry, {"m1": "yes"}, by=street.worker)
        with pytest.raises(Refused):
            actions.confirm_paper(entry, {"m1": "no"}, by=street.clerk)
        assert not Ballot.objects.exists()
        ballot = actions.confirm_paper(entry, {"m1": "yes"}, by=street.clerk)
        assert ballot == actions.confirm_paper(entry, {"m1": "yes"}, by=street.clerk)
        with pytest.raises(Refused):
            actions.set_aside(entry, by=street.worker)


def test_a_wrong_reading_is_set_aside_and_entered_anew_and_waiting_papers_hold_the_count(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        entry = on_paper(unit, street, "no", confirm=False, key="first")
        with pytest.raises(Refused):
            on_paper(unit, street, confirm=False, key="second")
        actions.set_aside(entry, by=street.worker)
        again = on_paper(unit, street, confirm=False, key="second")
    with pytest.raises(Refused):
        counted(vote, by=street.head)
    with clock.frozen(vote.closes + timedelta(hours=2)):
        actions.confirm_paper(again, {"m1": "yes"}, by=street.clerk)  # it had come in time
    assert counted(vote, by=street.head).outcome["matters"]["m1"]["yes"]["heads"] == 1


def test_18_and_19_of_paper_and_electronic_the_announced_one_counts_and_unsigned_paper_does_not(street):
    vote = noticed(street)
    with opened(vote):
        first, second = units(vote)[:2]
        on_paper(first, street, "no")
        say(first, "yes")
        on_paper(second, street, "yes", signed=False)
    vote = counted(vote, by=street.head)
    assert vote.outcome["matters"]["m1"]["yes"]["heads"] == 1
    assert sorted(b["fate"] for b in vote.outcome["ballots"]) == ["counted", "superseded", "unsigned"]


def test_20_a_fourth_owner_for_one_proxy_and_property_staff_are_refused_where_the_city_says_so(street):
    vote = noticed(street, city="weifang")
    with opened(vote):
        for unit in units(vote)[:3]:
            on_paper(unit, street, deputy=Deputy("赵某", "19900000001"))
        with pytest.raises(Refused) as no:
            on_paper(units(vote)[3], street, deputy=Deputy("赵 某", "19900000001"))
        assert "第32条" in str(no.value)
        on_paper(units(vote)[3], street, deputy=Deputy("钱某", "19900000002"))
    assert counted(vote, by=street.head).outcome["matters"]["m1"]["took_part"]["heads"] == 4
    vote = noticed(street, city="zhoushan")
    with opened(vote), pytest.raises(Refused) as no:
        on_paper(units(vote)[0], street, deputy=Deputy("孙某", "19900000003", property_staff=True))
    assert no.value.field == "property_staff"


def test_22_the_sellers_vote_stands_else_the_buyer_votes_with_a_new_code(street):
    vote = noticed(street)
    with opened(vote):
        voted, silent = units(vote)[:2]
        say(voted, "no")
        old = silent.code
        with clock.frozen(clock.now() + timedelta(days=1)):
            for unit in (voted, silent):
                actions.transfer(unit, buyer="吴某某", at=clock.now(), by=street.head)
            with clock.frozen(clock.now() + timedelta(hours=1)):
                assert queries.unit_of(old) is None
                with pytest.raises(Refused):
                    say(RollUnit.objects.get(pk=voted.pk), "yes", key="buyer")
                say(RollUnit.objects.get(pk=silent.pk), "yes")
    found = counted(vote, by=street.head).outcome["matters"]["m1"]
    assert (found["yes"]["heads"], found["no"]["heads"]) == (1, 1)


def test_whoever_goes_back_and_changes_a_choice_in_the_same_form_has_changed_it(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        for choice in ("yes", "no", "yes", "no"):
            assert say(unit, choice, key="form").choices == {"m1": choice}
        assert say(unit, "no", key="form") == unit.ballots.latest("id")
    assert Ballot.objects.count() == 4


def test_a_sellers_unsigned_paper_does_not_take_the_buyers_vote_away(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        on_paper(unit, street, "no", signed=False)
        with clock.frozen(clock.now() + timedelta(days=1)):
            actions.transfer(unit, buyer="吴某某", at=clock.now(), by=street.head)
            say(RollUnit.objects.get(pk=unit.pk), "yes")
    found = counted(vote, by=street.head).outcome["matters"]["m1"]
    assert (found["yes"]["heads"], found["no"]["heads"]) == (1, 0)


def test_a_sellers_paper_that_came_before_the_sale_may_be_entered_after_it(street):
    vote = noticed(street)
    with opened(vote) as vote:
        unit, came = units(vote)[0], clock.now()
        (seller,) = actions.owners_now(unit)
        with clock.frozen(came + timedelta(days=1)):
            actions.transfer(unit, buyer="吴某某", at=clock.now(), by=street.head)
            unit = RollUnit.objects.select_related("vote").get(pk=unit.pk)
            assert list(actions.owners_during(unit).values()) == ["业主000", "吴某某"]
            said = {"owner": seller, "signed": True, "by": street.worker}
            with pytest.raises(Refused):
                actions.enter_paper(unit, {"m1": "no"}, received_at=clock.now(), submission_key="late", **said)
            with pytest.raises(Refused):
                actions.transfer(unit, buyer="郑某某", at=came, by=street.head)
            entry = actions.enter_paper(unit, {"m1": "no"}, received_at=came, submission_key="in time", **said)
            actions.confirm_paper(entry, {"m1": "no"}, by=street.clerk)
            with pytest.raises(Refused):
                say(unit, "yes")
    assert counted(vote, by=street.head).outcome["matters"]["m1"]["no"]["heads"] == 1


def test_the_same_paper_is_not_entered_twice_and_a_sent_form_with_other_choices_is_not_taken_for_it(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        on_paper(unit, street, "yes", confirm=False, key="form")
        with pytest.raises(Refused):
            on_paper(unit, street, "no", confirm=False, key="form")
        on_paper(unit, street, "yes", key="form")
        with pytest.raises(Refused) as no:
            on_paper(unit, street, "yes", key="by a colleague")
        assert no.value.field == "received_at"


def test_a_dash_in_the_phone_makes_nobody_another_proxy(street):
    vote = noticed(street, city="weifang")
    with opened(vote):
        for unit, phone in zip(units(vote), ("19900000001", "199-0000-0001", "＋86 199 0000 0001"), strict=False):
            on_paper(unit, street, deputy=Deputy("赵某", phone))
        with pytest.raises(Refused):
            on_paper(units(vote)[3], street, deputy=Deputy("赵某", "（199）00000001"))


def test_a_buyer_who_votes_again_takes_the_own_earlier_vote_back(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        actions.transfer(unit, buyer="吴某某", at=clock.now(), by=street.head)
        for hours, choice in ((1, "yes"), (2, "no")):
            with clock.frozen(clock.now() + timedelta(hours=hours)):
                say(RollUnit.objects.get(pk=unit.pk), choice, key=choice)
    found = counted(vote, by=street.head).outcome["matters"]["m1"]
    assert (found["yes"]["heads"], found["no"]["heads"]) == (0, 1)


# --- two at once -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_phones_send_the_same_ballot_at_once_and_there_is_one(street):
    vote = noticed(street)
    with opened(vote):
        unit = units(vote)[0]
        with ThreadPoolExecutor(2) as both:
            got = list(both.map(lambda _n: in_a_thread(lambda: say(unit, key="one-form")), range(2)))
    assert len({ballot.receipt for ballot in got}) == 1
    assert Ballot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_ballot_and_the_close_meet_and_it_is_either_counted_or_refused(street):
    vote = noticed(street)
    with opened(vote):
        first = units(vote)[0]
        entry = on_paper(first, street, confirm=False)
    with clock.frozen(vote.closes + timedelta(hours=25)), ThreadPoolExecutor(2) as both:
        confirmed = both.submit(in_a_thread, lambda: actions.confirm_paper(entry, {"m1": "yes"}, by=street.clerk))
        turned = both.submit(in_a_thread, actions.turn)
        confirmed, _turned = confirmed.result(), turned.result()
    vote = Vote.objects.get(pk=vote.pk)
    took_part = vote.outcome["matters"]["m1"]["took_part"]["heads"]
    assert vote.state == "closed"
    assert took_part == (0 if isinstance(confirmed, Refused) else 1)
    assert vote.outcome["unconfirmed_papers"] == 1 - took_part
    assert recount.recount(queries.pack_of(vote))["matters"] == vote.outcome["matters"]


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_the_same_paper_at_once_make_one_ballot(street):
    vote = noticed(street)
    with opened(vote):
        entry = on_paper(units(vote)[0], street, confirm=False)
        with ThreadPoolExecutor(2) as both:
            posts = [street.clerk, street.head]
            got = list(
                both.map(lambda post: in_a_thread(lambda: actions.confirm_paper(entry, {"m1": "yes"}, by=post)), posts)
            )
    assert len({ballot.pk for ballot in got}) == 1
    assert Ballot.objects.count() == 1


def test_who_was_overtaken_at_the_desk_is_told(street):
    vote = drafted(street)
    with pytest.raises(Overtaken):
        actions.give_notice(vote, by=street.head, seen=vote.version - 1)


# --- the clock, the silent clause, the pack ----------------------------------------------------------------------


def test_the_clock_opens_and_a_day_after_the_close_it_counts(street):
    vote = noticed(street)
    assert actions.turn() == 0
    with opened(vote) as vote:
        assert vote.state == "open"
        with pytest.raises(Refused):
            actions.close(vote, by=street.head)
    with clock.frozen(vote.closes + timedelta(hours=23)):
        assert actions.turn() == 0
    with clock.frozen(vote.closes + timedelta(hours=25)):
        assert actions.turn() == 1
        assert actions.turn() == 0
    assert Vote.objects.get(pk=vote.pk).outcome["matters"]["m1"]["outcome"] == "no_quorum"


def test_silence_counts_only_by_a_clause_and_after_notice_and_two_reminders_and_is_shown_beside(street):
    assert "silent" not in drafted(street).silent
    vote = drafted(street, item=1, silence=Silence())
    assert faults(vote)
    vote = noticed(
        street, item=1, silence=Silence("经送达、提醒两次仍未表决的，视为同意已表决的多数意见", "2024-05-01")
    )
    served = units(vote)[:25]
    actions.serve(vote, served, kind=Service.Kind.NOTICE, how=Service.How.HANDED, by=street.worker)
    for _ in range(2):
        actions.serve(vote, served[:22], kind=Service.Kind.REMINDER, how=Service.How.DOOR, by=street.worker)
    with opened(vote):
        for unit in served[:10]:
            say(unit)
    found = counted(vote, by=street.head).outcome["matters"]["m1"]
    assert found["outcome"] == "no_quorum"
    assert found["with_silent_clause"]["outcome"] == "passed"
    assert found["with_silent_clause"]["took_part"]["heads"] == 22


def test_the_pack_is_counted_again_by_the_script_alone_to_the_same_outcome(street, tmp_path):
    vote = noticed(street)
    with opened(vote):
        for n, unit in enumerate(units(vote)[:22]):
            say(unit, "abstain" if n > 18 else "yes")
    vote = counted(vote, by=street.head)
    pack = actions.take_pack(vote, by=street.head, names=True)
    assert pack["names"]["3-1-01-1"] == "业主000"
    assert vote.pack_hash == recount.digest({key: value for key, value in pack.items() if key != "names"})
    (tmp_path / "pack.json").write_text(json.dumps(pack, ensure_ascii=False))
    told = subprocess.run(
        [sys.executable, "-I", ENGINE, tmp_path / "pack.json"], capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout)["matters"] == vote.outcome["matters"]


def _drop_a_ballot(pack):
    pack["ballots"].pop()


def _mark_unsigned(pack):
    next(b for b in pack["ballots"] if b["channel"] == "paper")["signed"] = False


def _drop_from_the_log_too(pack):
    gone = pack["ballots"].pop()["commitment"]
    for day in pack["log"]:
        day["commitments"] = [one for one in day["commitments"] if one != gone]


TAMPERING = {
    "the roll": lambda p: p["roll"]["units"][3].update(area=1),
    "a threshold": lambda p: p["rules"]["special"].update(area=[1, 2]),
    "a cap nobody announced": lambda p: p["rules"].update(proxy_cap=1),
    "the class of a matter": lambda p: p["matters"][0].update({"class": "ordinary"}),
    "a matter's scope": lambda p: p["matters"][0].update(only_units=["3-1-01"]),
    "the words of the notice": lambda p: p["notice"].update(closes=p["vote"]["opens"]),
    "the window": lambda p: p["vote"].update(closes=p["vote"]["opens"]),
    "a choice": lambda p: p["ballots"][0]["choices"].update(m1="no"),
    "a moment": lambda p: p["ballots"][0].update(at=p["vote"]["noticed"]),
    "a signature": _mark_unsigned,
    "a ballot left out": _drop_a_ballot,
    "a ballot left out of the log too": _drop_from_the_log_too,
    "a ballot twice": lambda p: p["ballots"].append(dict(p["ballots"][0])),
    "a day's head": lambda p: p["log"][0].update(head="0" * 64),
}


def _is_unsound(pack) -> bool:
    try:
        recount.recount(pack)
    except recount.Unsound:
        return True
    return False


def test_whatever_is_changed_in_the_pack_the_recount_alone_sees_it(street):
    vote = noticed(street)
    with opened(vote):
        first, *others = units(vote)[:22]
        on_paper(first, street)
        for unit in others:
            say(unit)
    vote = counted(vote, by=street.head)
    text = json.dumps(queries.pack_of(vote))
    assert recount.recount(json.loads(text))["matters"] == vote.outcome["matters"]
    for what, tamper in TAMPERING.items():
        pack = json.loads(text)
        tamper(pack)
        assert _is_unsound(pack), what


def test_the_pack_says_how_every_unit_was_served_and_who_read_the_papers(street):
    vote = noticed(street)
    actions.serve(vote, units(vote)[:2], kind="notice", how="handed", by=street.worker)
    with opened(vote):
        on_paper(units(vote)[0], street)
    vote = counted(vote, by=street.head)
    pack = actions.take_pack(vote, by=street.head, names=True)
    assert [(one["unit"], one["how"]) for one in pack["service"]] == [("3-1-01", "handed"), ("3-1-02", "handed")]
    assert pack["ballots"][0]["read_by"] == [street.worker.ref, street.clerk.ref]
    assert pack["names"][street.worker.ref] == str(street.worker.person)
    assert str(street.worker.person) not in json.dumps(queries.pack_of(vote), ensure_ascii=False)


def test_what_was_changed_behind_its_back_is_not_counted_and_that_is_said(street):
    vote, other = noticed(street), noticed(street)
    with opened(vote):
        ballot = say(units(vote)[0])
    Ballot.objects.filter(pk=ballot.pk).update(at=vote.opens)
    with pytest.raises(Refused) as no:
        counted(vote, by=street.head)
    assert "选票与公布或收到时的不一致" in str(no.value)
    with clock.frozen(vote.closes + timedelta(hours=25)):
        actions.turn()
        actions.turn()
    assert Vote.objects.get(pk=vote.pk).state == "open"
    assert Vote.objects.get(pk=other.pk).state == "closed"
    assert Notice.objects.filter(kind="vote_unsound", about=vote.ref, to=street.head.ref).count() == 1


def test_the_public_pack_holds_neither_names_nor_choices_but_what_each_owner_can_open(street):
    vote = noticed(street)
    with opened(vote):
        ballot = say(units(vote)[0], "no")
    vote = counted(vote, by=street.head)
    text = json.dumps(queries.public_pack(vote), ensure_ascii=False)
    assert "业主000" not in text
    assert '"choices"' not in text
    assert ballot.receipt not in text
    assert ballot.salt not in text
    assert hashlib.sha256(opening_of(ballot).encode()).hexdigest() in text
    assert recount.digest(queries.public_pack(vote)["notice"]) == vote.notice_hash


@pytest.mark.parametrize(
    ("no", "abstain", "hidden"),
    [
        (1, 0, {"yes", "no", "abstain"}),
        (4, 0, {"yes", "no", "abstain"}),
        (5, 1, {"no", "abstain"}),
        (5, 5, set()),
        (0, 0, set()),
    ],
)
def test_the_area_of_a_few_is_not_public_since_it_would_lead_to_their_doors(street, no, abstain, hidden):
    table = rows()
    table[0][2] = "123.45"
    vote = noticed(street, table=table)
    with opened(vote):
        for n, unit in enumerate(units(vote)[:24]):
            say(unit, "no" if n < no else "abstain" if n < no + abstain else "yes")
    vote = actions.publish(counted(vote, by=street.head), by=street.head)
    public = queries.public_pack(vote)["outcome"]["matters"]["m1"]
    assert {side for side in recount.CHOICES if "area" not in public[side]} == hidden
    assert public["no"]["heads"] == no
    assert "area" in queries.pack_of(vote)["roll"]["units"][0]
    (result,) = queries.results(vote)
    assert (result.approval[1] is None, result.few) == ("yes" in hidden, bool(hidden))
    (whole,) = queries.results(vote, whole=True)
    assert whole.approval[1] and not whole.few  # noqa: PT018
    if hidden:
        assert "123.45" not in Client().get(f"/votes/{vote.number}").content.decode()


def test_why_a_ballot_does_not_count_is_not_public_since_it_tells_of_choices(street):
    table = rows()
    table[0][3] = "张某某、李某某"
    vote = noticed(street, table=table)
    with opened(vote):
        for choice, owner in zip(("yes", "no"), actions.owners_now(units(vote)[0]), strict=True):
            say(units(vote)[0], choice, key=choice, owner=owner)
    vote = counted(vote, by=street.head)
    assert [one["fate"] for one in queries.public_pack(vote)["ballots"]] == ["not_counted"] * 2


def test_who_took_part_is_told_by_stairwell_with_what_is_still_missing(street):
    vote = noticed(street)
    with opened(vote) as vote:
        for unit in units(vote)[:12]:
            say(unit)
        found = queries.participation(vote)
    (standing,) = found.standings
    assert (standing.heads.part, standing.heads.missing, standing.area.missing) == (12, 8, 80_000)
    assert not standing.reached
    assert [(s.took_part, s.units, s.area_missing) for s in found.stairwells] == [(12, 15, 30_000), (0, 15, 150_000)]


# --- rights ------------------------------------------------------------------------------------------------------


def test_the_property_company_neither_prepares_nor_enters_and_grid_workers_only_enter(street):
    vote = noticed(street)
    for post in (street.manager, street.officer, street.lead, street.administrator, street.other_worker, street.former):
        with pytest.raises(Refused):
            actions.abandon(vote, why="不该", by=post)
        assert not Vote.objects.visible_to(post).exists()
    assert Vote.objects.visible_to(street.worker).exists()
    with pytest.raises(Refused):
        actions.abandon(vote, why="不该", by=street.worker)


def test_one_rule_and_one_query_set_give_the_same_answer(street):
    from linli.councils.rules import enters_ballots

    vote = noticed(street)
    for post in street.everyone:
        assert enters_ballots.allows(post, vote) == Vote.objects.visible_to(post).exists(), post


def test_an_owners_committee_prepares_for_its_own_compound_only(street):
    committee = Organisation.objects.create(
        code="ywh", name="锦和苑业主委员会", kind="owners_committee", place=street.jinhe
    )
    person = Person.objects.create(name="马某某")
    post = Post.objects.create(
        person=person, role="owners_representative", organisation=committee, starts=clock.today()
    )
    opens = clock.now() + timedelta(days=20)
    made = actions.draft_vote(
        place=street.jinhe, title="选聘物业", opens=opens, closes=opens + timedelta(days=9), by=post
    )
    assert list(Vote.objects.visible_to(post)) == [made]
    with pytest.raises(Refused):
        actions.draft_vote(place=street.guiyu, title="选聘物业", opens=opens, closes=opens + timedelta(days=9), by=post)


def test_every_step_of_the_lifecycle_has_words_and_somebody(street):
    vote = drafted(street)
    assert {m.step for m in VOTE_MOVES.open_to(street.head, vote)} == {"prepare", "give_notice", "abandon"}


def test_put_again_with_a_condition_it_takes_over_the_roll_with_its_sales(street):
    vote = noticed(street)
    with opened(vote):
        actions.transfer(units(vote)[0], buyer="吴某某", at=clock.now(), by=street.head)
    again = drafted(street, follows=vote)
    assert [u.unit for u in units(again)] == [u.unit for u in units(vote)]
    assert again.roll.first().owners.get().name == "吴某某"
    assert not PaperEntry.objects.filter(unit__vote=again).exists()
