"""Money of neighbours: every line public, added and never changed; what goes out needs two."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.councils.actions import cameras, money
from linli.councils.amounts import fen, yuan
from linli.councils.models import Account, Camera, MoneyLine, Motion
from linli.councils.queries.money import book_of, figures_of, with_figures
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Faulty, Overtaken, Refused
from tests.conftest import build_street


@pytest.fixture
def account(street) -> Account:
    return money.open_account(
        place=street.jinhe,
        kind="donations",
        title="防高空抛物摄像头",
        purpose="3栋住户自愿凑集，余款退回捐款人。",
        goal=320_000,
        keeper=street.committee,
        by=street.head,
    )


def line(account, amount: int, by, **more) -> MoneyLine:
    facts = {
        "words": "捐款" if amount > 0 else "买设备",
        "on": clock.today(),
        "submission_key": str(amount),
        "document": "No. 1",
    }
    return money.enter_line(account, amount=amount, by=by, **facts | more)


def test_money_comes_in_at_once_and_goes_out_only_when_a_second_person_has_seen_the_receipt(account, street):
    line(account, 200_00, street.head, giver="3栋张某某")
    out = line(account, -150_00, street.head)
    assert figures_of(account).left == 200_00
    assert figures_of(account).waiting == 1
    with pytest.raises(Refused, match="记账人不能"):
        money.approve_line(out, by=street.head)
    money.approve_line(out, by=street.clerk)
    figures = figures_of(account)
    assert (figures.came, figures.went, figures.left, figures.waiting, figures.givers) == (200_00, 150_00, 50_00, 0, 1)
    with pytest.raises(Refused, match="不需要再核对"):
        money.approve_line(out, by=street.clerk)


def test_no_more_goes_out_than_there_is(account, street):
    line(account, 100_00, street.head)
    out = line(account, -100_01, street.head)
    with pytest.raises(Refused, match="余额不足"):
        money.approve_line(out, by=street.clerk)


def test_money_out_needs_a_receipt_or_its_number(account, street):
    with pytest.raises(Refused, match="须有票据"):
        line(account, -5_00, street.head, document="")


def test_a_wrong_line_is_followed_by_one_against_it_and_both_stay(account, street):
    wrong = line(account, 2_000_00, street.head)
    line(account, 30_00, street.head)
    against = money.reverse_line(wrong, why="多打了一个零", by=street.head)
    assert figures_of(account).left == 2_030_00  # nothing has gone out before a second person has seen it
    money.approve_line(against, by=street.clerk)
    assert [(r.line.number, r.line.amount, r.left) for r in book_of(account)] == [
        (1, 2_000_00, 2_000_00),
        (2, 30_00, 2_030_00),
        (3, -2_000_00, 30_00),
    ]
    assert (figures_of(account).came, figures_of(account).went) == (30_00, 0)
    with pytest.raises(Refused, match="已经冲销"):
        money.reverse_line(wrong, why="再来", by=street.head)


def test_what_never_went_out_is_set_aside_without_money_moving(account, street):
    line(account, 100_00, street.head)
    out = line(account, -40_00, street.head)
    money.reverse_line(out, why="没有买", by=street.clerk)
    assert (figures_of(account).left, figures_of(account).waiting) == (100_00, 0)
    assert [r.left for r in book_of(account)] == [100_00, None, None]


def test_the_same_line_sent_twice_is_one(account, street):
    first = line(account, 50_00, street.head)
    assert line(account, 50_00, street.head) == first
    assert account.lines.count() == 1


def test_an_account_closes_empty_and_says_what_became_of_the_rest(account, street):
    line(account, 50_00, street.head)
    with pytest.raises(Refused, match="还有余款"):
        money.close_account(account, why="完工", by=street.head)
    back = line(account, -50_00, street.head, words="退回捐款人")
    with pytest.raises(Refused, match="第二人"):
        money.close_account(account, why="完工", by=street.head)
    money.approve_line(back, by=street.clerk)
    with pytest.raises(Overtaken):
        money.close_account(account, why="完工", by=street.head, seen=1)
    closed = money.close_account(account, why="余款 50 元已退回", by=street.head)
    assert closed.closed_at
    with pytest.raises(Refused, match="已结清"):
        line(account, 1_00, street.head)


def test_the_maintenance_fund_is_not_touched_without_a_decision(street):
    with pytest.raises(Refused, match="281"):
        money.open_account(
            place=street.jinhe, kind="fund", title="屋面", purpose="维修", keeper=street.committee, by=street.head
        )


@pytest.mark.parametrize(
    "decided", [{"engine": "assembly"}, {"outcome": {"outcome": "failed"}}, {"outcome": None}, {"path": "elsewhere/"}]
)
def test_the_maintenance_fund_opens_by_what_the_owners_of_this_place_carried_and_by_nothing_else(street, decided):
    facts = {
        "engine": "owners",
        "place": street.jinhe,
        "path": street.jinhe.path,
        "title": "屋面",
        "body": "防水",
        "state": "decided",
        "edition": 1,
        "outcome": {"outcome": "carried"},
        "drafted_by": street.head,
        "drafted_at": clock.now(),
    }
    words = {"kind": "fund", "title": "屋面", "purpose": "维修", "keeper": street.committee, "by": street.head}
    with pytest.raises(Refused) as no:
        money.open_account(place=street.jinhe, motion=Motion.objects.create(number="B-1", **facts | decided), **words)
    assert no.value.field == "motion"
    assert money.open_account(place=street.jinhe, motion=Motion.objects.create(number="B-2", **facts), **words).number


def test_another_line_in_a_form_that_was_sent_is_told_and_not_lost(account, street):
    first = line(account, 10_00, street.head, submission_key="form")
    assert line(account, 10_00, street.head, submission_key="form") == first
    with pytest.raises(Refused):
        line(account, 20_00, street.head, submission_key="form")
    line(account, 5_00, street.head, submission_key=f"reverse-{first.pk.hex}")
    assert money.reverse_line(first, why="记错", by=street.head).amount == -10_00


def test_nobody_from_elsewhere_and_no_property_company_keeps_these_books(account, street):
    for post in (street.manager, street.worker, street.officer, street.former):
        with pytest.raises(Refused):
            line(account, 1_00, post)
    assert set(Account.objects.visible_to(street.worker)) == {account}
    assert not Account.objects.visible_to(street.other_worker).exists()


def test_the_journal_keeps_amounts_and_no_names(account, street):
    line(account, 50_00, street.head, giver="李某某")
    facts = [str(e.facts) for e in Entry.objects.filter(subject=account.ref)]
    assert any("5000" in f for f in facts)
    assert not any("李某某" in f for f in facts)


@given(st.integers(1, 10**12))
def test_an_amount_is_written_and_read_exactly(amount):
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize("said", ["", "0", "-5", "1.234", "一百", "1,23", "9" * 20])
def test_what_is_no_amount_gets_a_sentence(said):
    with pytest.raises(Faulty, match=r"1280\.50"):
        fen(said)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_book_and_the_figures_agree_whatever_happens(data):
    from django.db import transaction

    class Undo(Exception):
        pass

    try:
        with transaction.atomic():
            _play(data)
            raise Undo
    except Undo:
        pass


def _play(data):
    street = build_street()
    account = money.open_account(
        place=street.jinhe, kind="revenue", title="公共收益", purpose="公示", keeper=street.committee, by=street.head
    )
    for n in range(data.draw(st.integers(1, 12))):
        deed = data.draw(st.sampled_from(["in", "out", "approve", "reverse"]))
        lines = list(account.lines.all())
        try:
            if deed in ("in", "out"):
                amount = data.draw(st.integers(1, 500)) * (1 if deed == "in" else -1)
                line(account, amount, street.head, submission_key=f"{n}")
            elif lines:
                one = data.draw(st.sampled_from(lines))
                (money.approve_line if deed == "approve" else lambda x, by: money.reverse_line(x, why="错", by=by))(
                    one, by=street.clerk
                )
        except Refused:
            pass
        figures, rows = figures_of(account), [r for r in book_of(account) if r.left is not None]
        assert figures.left == (rows[-1].left if rows else 0) >= 0
        assert with_figures([account]) == [(account, figures)]


# --- cameras ---------------------------------------------------------------------------------------------------


def registered(street, **more) -> Camera:
    facts = {
        "place": street.building,
        "spot": "3栋东侧灯杆",
        "angle": "朝上看外墙，不看窗内",
        "purpose": "查明高空抛物",
        "keeper": street.committee,
        "retention_days": 30,
        "by": street.head,
    }
    return cameras.register_camera(**facts | more)


def test_a_camera_is_registered_then_signed_then_runs(street):
    camera = registered(street)
    today = clock.today()
    with pytest.raises(Refused, match="先挂提示牌"):
        cameras.start_camera(camera, sign_up_on=today, since=today - timedelta(days=1), by=street.head)
    camera = cameras.start_camera(camera, sign_up_on=today, since=today, by=street.head)
    assert camera.state == "running"
    with pytest.raises(Refused, match="在用"):
        cameras.start_camera(camera, sign_up_on=today, since=today, by=street.head)
    assert cameras.remove_camera(camera, on=today, by=street.head).state == "removed"


@pytest.mark.parametrize("days", [0, 29, 91])
def test_pictures_stay_as_long_as_the_book_says(street, days):
    with pytest.raises(Refused, match="30 至 90"):
        registered(street, retention_days=days)


def test_a_camera_says_what_it_sees(street):
    with pytest.raises(Refused):
        registered(street, angle=" ")
