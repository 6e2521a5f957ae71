"""Several agents reach for the queue at the same moment."""

from datetime import datetime, timedelta

import pytest

from linli.cases import actions
from linli.cases.models import Supervision, Voice
from linli.kernel import clock
from linli.people.models import Person, Post
from tests.conftest import build_street, fill
from tests.security.test_at_once import at_once, refused

MORNING = datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)


@pytest.fixture
def street(transactional_db):
    fill()
    return build_street()


def test_each_gets_another_resident_and_nobody_two(street):
    agents = [street.clerk, street.head, street.street_clerk, street.leader]
    with clock.frozen(MORNING):
        for n in range(3):
            voice = actions.report_case(
                place=street.unit,
                words=f"灯不亮{n}",
                source="web",
                contact=actions.Reachable("张某某", f"1990000000{n}"),
            )
            case = actions.take_up(voice.case, by=street.worker)
            actions.answer(actions.solve(case, words="修好", by=street.worker), words="修好了", by=street.worker)
    Voice.objects.update(next_call_at=MORNING)
    with clock.frozen(MORNING + timedelta(days=1)):
        got = [voice for voice in at_once(*(lambda by=by: actions.take_call(by=by) for by in agents)) if voice]
    assert len(got) == 3 == len({voice.pk for voice in got})
    assert len(set(Voice.objects.values_list("call_held_by", flat=True))) == 3


def test_two_say_seen_and_the_clock_climbs_meanwhile(street):
    case = actions.report_case(place=street.unit, words="灯不亮", source="web").case
    boss = Person.objects.create(name="副主任", username="deputy", password="!")
    deputy = Post.objects.create(person=boss, role="street_leader", place=street.street, starts=street.leader.starts)
    actions.raise_case(case, rung=4, words="请看", by=street.head)
    one = Supervision.objects.get()
    given = at_once(*(lambda by=by: actions.acknowledge(one, by=by) for by in (street.leader, deputy)), actions.remind)
    assert refused(given) == 1
    assert Supervision.objects.get().acknowledged_by in (street.leader, deputy)
