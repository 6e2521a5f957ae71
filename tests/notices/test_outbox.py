"""The outbox: leased, tried again, given up in the open; a repeated occasion tells nobody twice."""

from datetime import timedelta

import pytest

from linli.kernel import clock
from linli.kernel.refs import Nobody
from linli.notices.actions import BACKOFF, LEASE, deliver_due, forget_old_notices, mark_read, tell, try_again
from linli.notices.channels import CHANNELS
from linli.notices.models import Notice, State
from linli.notices.sentences import sentence

pytestmark = pytest.mark.django_db
ANNA, BERT = Nobody("people/post/anna"), Nobody("people/post/bert")


def a_notice(**more):
    return tell([ANNA], "overdue", place="3栋", title="路灯", number="1", **more)[0]


@pytest.fixture
def pigeon():
    """A channel that fails as often as it is told to."""
    flights = []

    def fly(notice):
        flights.append(notice.pk)
        if pigeon_.failures:
            pigeon_.failures -= 1
            raise OSError("storm")

    class Pigeon:
        failures = 0
        flown = flights

    pigeon_ = Pigeon()
    CHANNELS["pigeon"] = fly
    yield pigeon_
    del CHANNELS["pigeon"]


def test_the_inbox_has_it_after_the_next_round():
    a_notice()
    assert not Notice.objects.inbox_of(ANNA.ref).exists()
    assert deliver_due() == 1
    assert Notice.objects.inbox_of(ANNA.ref).unread().count() == 1
    assert mark_read(by=[BERT]) == 0
    assert mark_read(by=[ANNA]) == 1


def test_a_failure_is_tried_again_later(pigeon):
    pigeon.failures = 1
    notice = a_notice(channel="pigeon")
    deliver_due()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (State.WAITING, 1)
    assert "storm" in notice.last_error
    assert deliver_due() == 0
    with clock.shifted(BACKOFF[0] + timedelta(seconds=1)):
        assert deliver_due() == 1
    notice.refresh_from_db()
    assert notice.state == State.SENT


def test_after_the_last_try_it_is_given_up_in_the_open_and_can_be_sent_again(pigeon):
    pigeon.failures = 99
    notice = a_notice(channel="pigeon")
    later = timedelta()
    for wait in [*BACKOFF, timedelta()]:
        with clock.shifted(later):
            assert deliver_due() == 1
        later += wait + timedelta(seconds=1)
    assert list(Notice.objects.given_up()) == [notice]
    pigeon.failures = 0
    try_again(notice)
    assert deliver_due() == 1
    assert not Notice.objects.given_up().exists()


def test_a_dead_carrier_loses_nothing():
    notice = a_notice()
    Notice.objects.filter(pk=notice.pk).update(state=State.LEASED, leased_until=clock.now() + LEASE, attempts=1)
    assert deliver_due() == 0
    with clock.shifted(LEASE + timedelta(seconds=1)):
        assert deliver_due() == 1


def test_the_same_occasion_tells_nobody_twice():
    for _ in range(3):
        tell([ANNA, BERT], "overdue", once="case-1/finish", place="", title="", number="")
    assert Notice.objects.count() == 2


def test_a_notice_speaks_the_readers_language():
    from django.utils.translation import override

    notice = a_notice()
    with override("en"):
        assert sentence(notice) == "Overdue: 3栋: 路灯"
    with override("zh-hans"):
        assert sentence(notice) == "已超时：3栋：路灯"


def test_notices_are_forgotten_after_half_a_year_but_not_what_still_waits(db):
    a_notice()
    deliver_due()
    waiting = a_notice()
    with clock.frozen(clock.now() + timedelta(days=179)):
        assert forget_old_notices() == 0
    with clock.frozen(clock.now() + timedelta(days=181)):
        assert forget_old_notices() == 1
    assert Notice.objects.get() == waiting
