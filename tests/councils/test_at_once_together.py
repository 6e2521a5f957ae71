"""Two at the same moment, in threads of their own: one room and one purse hold."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from votes_cast import in_a_thread

from linli.councils.actions import meetings, money
from linli.councils.models import Meeting, MoneyLine
from linli.councils.queries.money import figures_of
from linli.kernel import clock
from linli.kernel.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def both(*deeds) -> list:
    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result() for one in [pool.submit(in_a_thread, deed) for deed in deeds]]


def test_two_who_call_into_one_room_at_once_get_one_room_and_one_sentence(street):
    room = meetings.add_venue(street.jinhe, name="议事厅", by=street.head)
    starts = clock.now() + timedelta(days=3)
    facts = {"place": street.jinhe, "venue": room, "title": "", "starts": starts, "ends": starts + timedelta(hours=1)}
    got = both(
        *(
            lambda post=post: meetings.call_meeting("five_party", by=post, **facts)
            for post in (street.head, street.clerk)
        )
    )
    assert sorted(type(one).__name__ for one in got) == ["Meeting", "Refused"]
    assert Meeting.objects.count() == 1
    (no,) = (one for one in got if isinstance(one, Refused))
    assert "议事厅" in str(no)


def test_two_bills_approved_at_once_do_not_take_out_more_than_there_is(street):
    account = money.open_account(
        place=street.jinhe, kind="donations", title="摄像头", purpose="凑钱", keeper=street.committee, by=street.head
    )
    line = {"words": "一笔", "on": clock.today(), "document": "1", "by": street.head}
    money.enter_line(account, amount=100_00, submission_key="in", **line)
    bills = [money.enter_line(account, amount=-80_00, submission_key=f"out {n}", **line) for n in (1, 2)]
    got = both(*(lambda bill=bill: money.approve_line(bill, by=street.clerk) for bill in bills))
    assert sorted(type(one).__name__ for one in got) == ["MoneyLine", "Refused"]
    assert figures_of(account).left == 20_00


def test_a_line_reversed_twice_at_once_and_one_sent_twice_at_once_are_one(street):
    account = money.open_account(
        place=street.jinhe, kind="donations", title="摄像头", purpose="凑钱", keeper=street.committee, by=street.head
    )
    facts = {"amount": 10_00, "words": "捐款", "on": clock.today(), "submission_key": "form", "by": street.head}
    one, same = both(*[lambda: money.enter_line(account, **facts)] * 2)
    assert one == same
    got = both(
        *(lambda post=post: money.reverse_line(one, why="记错", by=post) for post in (street.head, street.clerk))
    )
    assert sorted(type(back).__name__ for back in got) == ["MoneyLine", "Refused"]
    assert MoneyLine.objects.count() == 2
