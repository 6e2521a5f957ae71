"""Owners' votes at the desk: what each post sees, what is said when something is missing, and that no page shows a
choice too early.
"""

import io
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from desk_cast import seat, text
from django.test import Client
from django.urls import reverse

from linli.councils.models import Ballot, PaperEntry, Vote
from linli.kernel import clock

sys.path += [str(Path(__file__).parents[1] / "councils"), str(Path(__file__).parents[1] / "paper")]
from pdf_words import pages_of, words_of
from votes_cast import counted, drafted, noticed, opened, rows, say, sheet, units

pytestmark = pytest.mark.django_db


def page(client, name, vote, **more):
    return client.get(reverse(f"desk:{name}", args=[vote.pk]), **more)


def test_a_vote_is_drafted_with_its_matters_its_roll_is_imported_and_notice_given(street):
    head = seat(street.head)
    opens = clock.now() + timedelta(days=20)
    form = {
        "place": street.jinhe.code,
        "title": "公共车位加装充电桩",
        "city": "national",
        "opens": f"{opens:%Y-%m-%dT%H:%M}",
        "closes": f"{opens + timedelta(days=10):%Y-%m-%dT%H:%M}",
        "matter-TOTAL_FORMS": "2",
        "matter-INITIAL_FORMS": "0",
        "matter-0-item": "8",
        "matter-0-title": "北门空地安装充电桩",
        "matter-0-no_cars": "on",
    }
    assert head.get(reverse("desk:vote_new")).status_code == 200
    bad = head.post(reverse("desk:vote_new"), form | {"matter-0-item": ""})
    assert bad.status_code == 422
    assert "北门空地安装充电桩" in text(bad)
    head.post(reverse("desk:vote_new"), form)
    vote = Vote.objects.get()
    assert vote.matters.get().without_kinds == ["garage", "parking"]
    assert "名册是空的" in text(page(head, "vote", vote))
    table = rows(6)
    table[2][2] = "89.555"
    file = io.BytesIO(sheet(table))
    file.name = "名册.xlsx"
    wrong = head.post(reverse("desk:vote_roll", args=[vote.pk]), {"file": file})
    assert wrong.status_code == 422
    assert "89.555" in text(wrong)
    file = io.BytesIO(sheet(rows(6)))
    file.name = "名册.xlsx"
    assert head.post(reverse("desk:vote_roll", args=[vote.pk]), {"file": file, "seen": ""}).status_code == 302
    assert "100.00\N{NO-BREAK SPACE}m²" in text(page(head, "vote_roll", vote))
    assert page(head, "vote_preview", vote).status_code == 200
    vote.refresh_from_db()
    head.post(reverse("desk:vote_step", args=[vote.pk, "give_notice"]), {"seen": vote.version})
    vote.refresh_from_db()
    assert vote.state == "noticed"
    sheets = head.post(reverse("desk:vote_sheets", args=[vote.pk]), {"stairwell": "3栋1单元"})
    assert sheets["Content-Type"] == "application/pdf"
    assert pages_of(sheets.content) == 3
    code = units(vote)[0].code
    assert code in words_of(sheets.content)
    assert sheets["Cache-Control"] == "no-store"
    served = head.post(
        reverse("desk:vote_served", args=[vote.pk]), {"stairwell": "3栋1单元", "kind": "notice", "how": "handed"}
    )
    assert served.status_code == 302


def test_the_draft_can_be_changed_and_who_was_overtaken_loses_nothing(street):
    vote, head = drafted(street), seat(street.head)
    first = page(head, "vote_draft", vote)
    assert first.status_code == 200
    form = {
        "place": street.jinhe.code,
        "title": "改过的题目",
        "city": "hangzhou",
        "opens": f"{vote.opens:%Y-%m-%dT%H:%M}",
        "seen": vote.version,
        "closes": f"{vote.closes:%Y-%m-%dT%H:%M}",
        "matter-TOTAL_FORMS": "1",
        "matter-INITIAL_FORMS": "1",
        "matter-0-item": "5",
        "matter-0-title": "用维修资金",
    }
    assert head.post(reverse("desk:vote_draft", args=[vote.pk]), form).status_code == 302
    late = head.post(reverse("desk:vote_draft", args=[vote.pk]), form | {"title": "又改一次"})
    assert late.status_code == 422
    assert "又改一次" in text(late)


def test_paper_is_entered_by_one_and_confirmed_by_another_who_does_not_see_the_first_reading(street):
    vote = noticed(street)
    worker, clerk = seat(street.worker), seat(street.clerk)
    with opened(vote) as vote:
        where = reverse("desk:vote_paper", args=[vote.pk])
        unit = units(vote)[0]
        assert worker.get(where).status_code == 200
        assert worker.get(where, {"unit": "9-9-99"}).status_code == 404
        assert worker.get(where, {"unit": unit.unit}).status_code == 200
        form = {
            "unit": unit.unit,
            "m1": "no",
            "owner": "3-1-01-1",
            "signed": "on",
            "received_at": f"{clock.now():%Y-%m-%dT%H:%M}",
            "key": "k",
        }
        assert worker.post(where, form | {"m1": ""}).status_code == 422
        assert worker.post(where, form).status_code == 302
        entry = PaperEntry.objects.get()
        again = reverse("desk:vote_confirm", args=[vote.pk, entry.pk])
        assert "checked" not in text(clerk.get(again))
        assert worker.post(again, {"m1": "no"}).status_code == 422
        assert clerk.post(again, {"m1": "yes"}).status_code == 422
        assert clerk.post(again, {"m1": "no"}).status_code == 302
        assert Ballot.objects.get().choices == {"m1": "no"}
        assert "3-1-02" in text(page(clerk, "vote", vote))


def test_while_it_is_open_pages_tell_who_took_part_and_never_how(street):
    vote = noticed(street)
    with opened(vote) as vote:
        for unit in units(vote)[:12]:
            say(unit, "no")
        desk = text(page(seat(street.head), "vote", vote))
        public = text(Client().get(reverse("public:vote", args=[vote.number])))
        own = text(Client().get(reverse("resident:vote", args=[units(vote)[0].code])))
    assert "还差 8" in desk
    assert "反对" not in desk
    assert "反对" not in public
    assert "checked" not in own


def test_a_resident_votes_with_the_code_gets_a_receipt_and_sees_afterwards_how_the_unit_was_counted(street):
    vote = noticed(street)
    phone = Client()
    with opened(vote) as vote:
        unit = units(vote)[0]
        where = reverse("resident:vote", args=[unit.code])
        assert "第278条" in text(phone.get(where))
        assert phone.post(where, {"key": "k"}).status_code == 422
        done = phone.post(where, {"m1": "yes", "key": "k"})
        assert phone.post(where, {"m1": "yes", "key": "k"}).url == done.url
        receipt = Ballot.objects.get().receipt
        assert f"{receipt[:4]} {receipt[4:8]}" in text(phone.get(done.url))
    assert phone.get(reverse("resident:vote", args=["NOSUCHCODE"])).status_code == 404
    assert phone.get(reverse("resident:find_vote"), {"code": unit.code.lower()}).url == where
    counted(vote, by=street.head)
    assert "已计入" in text(phone.get(where))


def test_where_the_city_has_its_own_system_no_ballot_box_is_shown_and_the_outcome_is_entered(street):
    vote, head = noticed(street, city="beijing"), seat(street.head)
    with opened(vote) as vote:
        where = reverse("resident:vote", args=[units(vote)[0].code])
        assert 'name="m1"' not in text(Client().get(where))
        assert Client().post(where, {"m1": "yes", "key": "k"}).status_code == 422
    counted(vote, by=street.head)
    papers = text(page(head, "vote", vote))
    assert "这里只是纸质票的计数" in papers
    assert "参与表决的不够" not in papers.split("结果文书")[0]  # what the papers alone come to is no result
    assert "公布结果</button>" not in papers
    sums = {f"m1-{n}-{what}": "20" for n in ("all", "took_part", "yes") for what in ("heads", "area")}
    assert (
        head.post(reverse("desk:vote_outcome", args=[vote.pk]), {"document": "", "m1": "passed"} | sums).status_code
        == 422
    )
    assert (
        head.post(
            reverse("desk:vote_outcome", args=[vote.pk]), {"document": "结果单12", "m1": "passed"} | sums
        ).status_code
        == 302
    )
    vote.refresh_from_db()
    assert vote.outcome["matters"]["m1"]["all"] == {"heads": 20, "area": 2000}
    assert "公布结果</button>" in text(page(head, "vote", vote))


def test_the_result_is_published_with_reasons_and_the_packs_can_be_taken(street):
    vote, head = noticed(street), seat(street.head)
    with opened(vote) as vote:
        for n, unit in enumerate(units(vote)[:24]):
            say(unit, "yes" if n < 17 else "no")
    vote = counted(vote, by=street.head)
    number = reverse("public:vote", args=[vote.number])
    assert "没有通过" not in text(Client().get(number))
    assert Client().get(reverse("public:vote_pack", args=[vote.number])).status_code == 404
    head.post(reverse("desk:vote_step", args=[vote.pk, "publish"]), {"seen": vote.version})
    shown = text(Client().get(number))
    assert "没有通过" in shown
    assert "还差" in shown
    assert "3-1-01" in shown
    assert "业主000" not in shown
    assert (
        json.loads(Client().get(reverse("public:vote_pack", args=[vote.number])).content)["outcome"]["matters"]["m1"][
            "outcome"
        ]
        == "rejected"
    )
    pack = json.loads(head.post(reverse("desk:vote_pack", args=[vote.pk]), {"names": "1"}).content)
    assert pack["names"]["3-1-01-1"] == "业主000"
    assert b"def recount" in head.get(reverse("desk:vote_script")).content
    again = head.get(reverse("desk:vote_new"), {"after": str(vote.pk)})
    assert vote.number in text(again)


def test_a_sale_is_noted_with_a_new_code(street):
    vote, head = noticed(street), seat(street.head)
    old = units(vote)[0].code
    given = {"unit": "3-1-01", "buyer": "吴某某", "at": f"{clock.now() + timedelta(minutes=2):%Y-%m-%dT%H:%M}"}
    assert head.post(reverse("desk:vote_sale", args=[vote.pk]), given).status_code == 422
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert head.post(reverse("desk:vote_sale", args=[vote.pk]), given | {"unit": "9-9-9"}).status_code == 422
        assert head.post(reverse("desk:vote_sale", args=[vote.pk]), given).status_code == 302
    assert units(vote)[0].code != old


def test_abandoning_needs_a_reason_that_everyone_reads(street):
    vote, head = noticed(street), seat(street.head)
    head.post(reverse("desk:vote_step", args=[vote.pk, "abandon"]), {"why": ""})
    vote.refresh_from_db()
    assert vote.state == "noticed"
    head.post(reverse("desk:vote_step", args=[vote.pk, "abandon"]), {"why": "方案要改"})
    assert "方案要改" in text(Client().get(reverse("public:vote", args=[vote.number])))
    assert head.post(reverse("desk:vote_step", args=[vote.pk, "explode"])).status_code == 404


def test_who_has_nothing_to_do_with_it_finds_no_page_and_a_draft_is_nobody_elses(street):
    vote = drafted(street)
    for post in (street.manager, street.other_worker, street.officer):
        assert page(seat(post), "vote", vote).status_code == 404
    assert seat(street.manager).get(reverse("desk:votes")).status_code == 404
    assert Client().get(reverse("public:vote", args=[vote.number])).status_code == 404
    worker = seat(street.worker)
    assert page(worker, "vote", vote).status_code == 200
    assert page(worker, "vote_draft", vote).status_code == 403
    assert page(worker, "vote_roll", vote).status_code == 403
    assert worker.get(reverse("desk:vote_new")).status_code == 404
    assert "锦和苑" in text(seat(street.head).get(reverse("desk:votes")))


def test_the_page_of_a_vote_asks_the_database_as_often_for_many_ballots_as_for_few(
    street, django_assert_max_num_queries
):
    vote, head = noticed(street), seat(street.head)
    with opened(vote) as vote:
        for unit in units(vote):
            say(unit)
        page(head, "vote", vote)
        with django_assert_max_num_queries(32):
            page(head, "vote", vote)
