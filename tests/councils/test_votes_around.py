"""Around the count: who is told what and when, the log's head of each day, papers called back, a city's own outcome,
what is forgotten.
"""

import hashlib
import io
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from openpyxl import Workbook
from votes_cast import counted, noticed, opened, rows, say, units

sys.path.append(str(Path(__file__).parents[1] / "paper"))
from pdf_words import pages_of, words_of

from linli.councils import actions, queries, recount
from linli.councils.actions import Asked, Deputy, retention
from linli.councils.cities import SHIPPED, Cities
from linli.councils.models import CallBack, Owner, Proxy, RollUnit, Vote
from linli.councils.queries.heads import called_back, daily_heads
from linli.councils.queries.outcomes import differences, read_outcome
from linli.councils.queries.votes import publicity
from linli.councils.sampling import drawn, size
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.notices.models import Notice
from linli.paper.ballots import voting_sheets
from linli.places.sheets import BadRows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def told(kind) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("to", flat=True))


def paper(street, unit, choice="no", second=None, **more):
    choices = {m.key: choice for m in actions.matters_of(unit)}
    owner = next(iter(actions.owners_now(unit)))
    entry = actions.enter_paper(
        unit,
        choices,
        owner=owner,
        received_at=clock.now(),
        signed=True,
        by=street.worker,
        submission_key=f"p{unit.pk}",
        **more,
    )
    return actions.confirm_paper(entry, choices, by=second or street.clerk)


# --- who is told ------------------------------------------------------------------------------------------------


def test_those_who_prepare_and_enter_are_told_of_each_step_and_the_street_is_not(street):
    vote = noticed(street)
    near = {street.clerk.ref, street.worker.ref, street.chief.ref}
    assert told("vote_noticed") == near
    with opened(vote):
        assert told("vote_opened") == near | {street.head.ref}
    counted(vote, by=street.head)
    assert told("vote_closed") == {street.head.ref, street.clerk.ref}
    assert street.leader.ref not in told("vote_noticed") | told("vote_opened")


def test_the_day_before_the_close_they_hear_what_is_missing_and_only_once(street):
    vote = noticed(street)
    with opened(vote):
        for unit in units(vote)[:15]:
            say(unit)
        assert actions.remind_of_votes() == 0
    with clock.frozen(vote.closes - timedelta(hours=20)):
        actions.remind_of_votes()
        actions.remind_of_votes()
    notice = Notice.objects.get(kind="vote_closing", to=street.head.ref)
    assert (notice.facts["heads"], notice.facts["area"]) == (5, "500.00")
    assert Notice.objects.filter(kind="vote_closing").count() == 4


def test_when_enough_came_they_hear_that(street):
    vote = noticed(street)
    with opened(vote):
        for unit in units(vote)[:20]:
            say(unit)
    with clock.frozen(vote.closes - timedelta(hours=20)):
        actions.remind_of_votes()
    assert told("vote_closing_enough")
    assert not told("vote_closing")


def test_the_city_says_when_the_result_has_to_be_out_and_how_long_it_is_shown(street):
    vote = noticed(street, city="beijing")
    with opened(vote):
        pass
    vote = counted(vote, by=street.head)
    assert (publicity(vote).publish_by - vote.closed_at.astimezone(clock.SHANGHAI).date()).days == 3
    with clock.frozen(vote.closed_at + timedelta(days=2)):
        actions.remind_of_votes()
        assert told("vote_to_publish") == {street.head.ref, street.clerk.ref}
        assert not publicity(vote).late
    with clock.frozen(vote.closed_at + timedelta(days=4)):
        actions.remind_of_votes()
        assert told("vote_publish_late")
        assert publicity(vote).late


def test_the_result_stays_on_show(street):
    vote = noticed(street, city="qingyuan")
    with opened(vote):
        pass
    vote = counted(vote, by=street.head)
    vote = actions.bring_outcome(vote, {"m1": {"outcome": "rejected"}}, document="第3号", by=street.head)
    with clock.frozen(vote.closed_at):
        vote = actions.publish(vote, by=street.head)
    with clock.frozen(vote.published_at + timedelta(days=16)):
        actions.remind_of_votes()
        assert told("vote_off_show")
        assert Client().get(f"/votes/{vote.number}").status_code == 200


# --- the log's head, day by day ---------------------------------------------------------------------------------


def test_every_day_has_a_head_that_the_published_data_prove(street):
    vote = noticed(street, window=3)
    with opened(vote):
        for unit in units(vote)[:4]:
            say(unit)
    with clock.frozen(vote.opens + timedelta(days=1, hours=3)):
        paper(street, units(vote)[4])
        days = daily_heads(vote)
        assert [one.ballots for one in days] == [4]
        sheet = Client().get(f"/votes/{vote.number}/heads/{days[0].day}.pdf")
        assert days[0].head[:8] in words_of(sheet.content)
        assert Client().get(f"/votes/{vote.number}/heads/2020-01-01.pdf").status_code == 404
    first = days[0]
    vote = counted(vote, by=street.head)
    with clock.frozen(vote.closed_at):
        vote = actions.publish(vote, by=street.head)
    pack = queries.public_pack(vote)
    head = pack["vote"]["notice_hash"]
    for day in pack["log"]:
        head = recount.chained(head, day["commitments"])
        assert head == day["head"]
    assert pack["log"][0]["head"] == first.head
    assert {c for day in pack["log"] for c in day["commitments"]} == {one["commitment"] for one in pack["ballots"]}
    assert recount.chained("a", ["b"]) == hashlib.sha256(b"a|b").hexdigest()


# --- call-backs -------------------------------------------------------------------------------------------------


def test_the_draw_follows_from_the_pack_and_from_no_order():
    papers = [f"{n:016}" for n in range(80)]
    assert drawn(papers, "seed") == drawn(reversed(papers), "seed")
    assert drawn(papers, "seed") != drawn(papers, "another")
    assert [size(n) for n in (0, 3, 5, 40, 80, 1000)] == [0, 3, 5, 5, 8, 30]


def called(street):
    vote = noticed(street)
    with opened(vote):
        for unit in units(vote)[:8]:
            paper(street, unit)
        for unit in units(vote)[8:20]:
            say(unit)
    vote = counted(vote, by=street.head)
    return vote, list(CallBack.objects.filter(ballot__unit__vote=vote))


def test_papers_are_asked_about_by_two_and_nobody_who_entered_them(street):
    vote, calls = called(street)
    assert len(calls) == 5
    assert [one.ballot.receipt for one in calls] == drawn(
        [b.receipt for u in units(vote)[:8] for b in u.ballots.all()], vote.pack_hash
    )
    assert told("papers_drawn")
    with clock.frozen(vote.closed_at):
        for reader in (street.worker, street.clerk):
            with pytest.raises(Refused, match="somebody else asks"):
                actions.ask_back(calls[0], {"m1": "no"}, how="by_phone", by=reader)
        with pytest.raises(Refused, match="Nobody has asked"):
            actions.confirm_back(calls[0], by=street.clerk)
        assert actions.ask_back(calls[0], {"m1": "no"}, how="by_phone", by=street.head).result == "matches"
        assert actions.ask_back(calls[1], {"m1": "yes"}, how="in_person", by=street.chief).result == "differs"
        assert actions.ask_back(calls[2], None, how="by_phone", by=street.head).result == "not_reached"
        with pytest.raises(Refused, match="Two people"):
            actions.confirm_back(calls[0], by=street.head)
        for call in calls[:3]:
            actions.confirm_back(call, by=street.clerk)
        with pytest.raises(Refused, match="confirmed already"):
            actions.ask_back(calls[0], {"m1": "yes"}, how="by_phone", by=street.head)
    assert called_back(vote) == {"drawn": 5, "open": 2, "matches": 1, "differs": 1, "not_reached": 1}


def test_a_vote_without_papers_draws_none(street):
    vote = noticed(street)
    with opened(vote):
        say(units(vote)[0])
    vote = counted(vote, by=street.head)
    assert called_back(vote) == {}


# --- a city's own outcome ---------------------------------------------------------------------------------------


HEADER = ["事项", "结果", "业主总人数", "专有部分总面积", "参与表决人数", "参与表决面积", "同意人数", "同意面积"]


def a_file(*table, header=HEADER) -> bytes:
    book = Workbook()
    for row in [header, *table]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def in_beijing(street):
    vote = noticed(street, city="beijing", matters=[Asked(8, "安装充电桩"), Asked(5, "维修屋面")])
    with opened(vote):
        pass
    return counted(vote, by=street.head)


def test_an_outcome_read_from_a_file_agrees_with_the_roll_or_says_where_not(street):
    vote = in_beijing(street)
    good = read_outcome(
        vote,
        a_file(
            [1, "通过", 30, "3000.00", 20, "2000.00", 15, "1500"],
            ["维修屋面", "未通过", 30, "3,000", 24, "2400", 12, "1200"],
        ),
    )
    assert good["m1"] == {
        "outcome": "passed",
        "all": {"heads": 30, "area": 300_000},
        "took_part": {"heads": 20, "area": 200_000},
        "yes": {"heads": 15, "area": 150_000},
    }
    assert differences(vote, good) == []
    odd = read_outcome(
        vote, a_file([1, "通过", 31, "3000.00", 20, "2000", 14, "1500"], [2, "参与不足", 30, "3000", 31, "100", 0, "0"])
    )
    said = differences(vote, odd)
    assert said[0] == "Matter 1: all owners are 31 there, 30 on our roll."
    assert any("art. 278" in line for line in said)
    assert any("more took part" in line for line in said)
    kept = actions.bring_outcome(vote, odd, document="京表决〔2026〕7号", by=street.head)
    assert kept.outcome["differences"] == said
    actions.publish(kept, by=street.head)
    page = Client().get(f"/votes/{kept.number}").content.decode()
    assert "京表决〔2026〕7号" in page
    assert "一人有多套房的只算一人" not in page  # our own papers are not what was counted


@pytest.mark.parametrize(
    "table",
    [
        [[1, "也许", 30, 3000, 20, 2000, 15, 1500], [2, "通过", 30, 3000, 20, 2000, 15, 1500]],
        [[1, "通过", "三十", 3000, 20, 2000, 15, 1500], [2, "通过", 30, 3000, 20, 2000, 15, 1500]],
        [[1, "通过", 30, "3000.001", 20, 2000, 15, 1500], [2, "通过", 30, 3000, 20, 2000, 15, 1500]],
        [[7, "通过", 30, 3000, 20, 2000, 15, 1500]],
        [[1, "通过", 30, 3000, 20, 2000, 15, 1500], [1, "通过", 30, 3000, 20, 2000, 15, 1500]],
        [[1, "通过", 30, 3000, 20, 2000, 15, 1500]],
    ],
)
def test_a_file_with_a_wrong_row_brings_nothing(street, table):
    with pytest.raises((BadRows, Refused)):
        read_outcome(in_beijing(street), a_file(*table))


# --- paper, profiles, and what is forgotten ---------------------------------------------------------------------


def test_a_units_sheet_holds_only_what_it_votes_on(street):
    matters = [Asked(5, "维修二单元电梯", only=("3栋2单元",)), Asked(8, "安装充电桩", without_kinds=("shop",))]
    table = rows()
    table[0][6] = "商铺"
    vote = noticed(street, table=table, matters=matters)
    first, *_rest, last = units(vote)
    with translation.override("zh-hans"):
        assert "安装充电桩" not in words_of(voting_sheets(vote, [first], "http://x"))
        both = voting_sheets(vote, [units(vote)[1], last], "http://x")
    assert pages_of(both) == 2
    assert "维修二单元电梯" in words_of(voting_sheets(vote, [last], "http://x"))
    assert "维修二单元电梯" not in words_of(voting_sheets(vote, [units(vote)[1]], "http://x"))
    assert last.code not in words_of(voting_sheets(vote, [last], ""))


def test_an_owner_prints_the_written_authority(street):
    vote = noticed(street)
    answer = Client().get(f"/v/{units(vote)[0].code}/paper.pdf")
    assert answer["Cache-Control"] == "no-store"
    assert "委托他人代为表决" in words_of(answer.content)
    assert Client().get("/v/AAAAAAAAAAAA/paper.pdf").status_code == 404


def test_profiles_name_only_what_was_read():
    cities = Cities.read(SHIPPED).by_key
    assert "第18、69条" in cities["shanghai"].articles
    assert "待核对" in cities["zhengzhou"].articles
    assert all(city.notice_days >= 15 for city in cities.values())


def test_names_and_codes_go_after_the_year_of_objection_and_the_count_stays(street):
    vote = noticed(street)
    with opened(vote):
        for unit in units(vote)[:20]:
            say(unit)
        paper(street, units(vote)[20], deputy=Deputy("张某某", "19900001234"))
    vote = counted(vote, by=street.head)
    with clock.frozen(vote.closed_at):
        vote = actions.publish(vote, by=street.head)
    other = noticed(street)
    with clock.frozen(vote.published_at + timedelta(days=370)):
        assert retention.owners_known().filter(vote=vote).count() == 0
    with clock.frozen(vote.published_at + timedelta(days=401)):
        assert retention.owners_known().filter(vote=vote).count() == 30
        retention.forget_owners()
        assert retention.owners_known().filter(vote=vote).count() == 0
    assert not Owner.objects.filter(unit__vote=vote).exclude(name="").exists()
    assert not RollUnit.objects.filter(vote=vote).exclude(code="").exists()
    assert set(Proxy.objects.filter(vote=vote).values_list("name", flat=True)) == {""}
    assert recount.digest(queries.pack_of(Vote.objects.get(pk=vote.pk))) == vote.pack_hash
    assert Owner.objects.filter(unit__vote=other).exclude(name="").exists()


def test_whoever_may_stay_silent_reads_beforehand_what_the_clause_makes_of_it(street):
    clause, client = "送达后未表决的，视为同意多数意见。", Client()
    plain = noticed(street)
    vote = noticed(street, silence=actions.Silence(clause, "2024-05-01"))
    with translation.override("zh-hans"):
        assert "未表决票条款" in words_of(voting_sheets(vote, units(vote)[:1], "http://x"))
        assert "未表决票条款" not in words_of(voting_sheets(plain, units(plain)[:1], "http://x"))
    assert clause in client.get(f"/votes/{vote.number}").content.decode()
    assert "未表决票条款" not in client.get(f"/votes/{plain.number}").content.decode()
    with opened(vote):
        assert clause in client.get(f"/v/{units(vote)[0].code}").content.decode()
