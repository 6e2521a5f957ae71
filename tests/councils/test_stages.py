"""What a stage rests on: minutes that are out, a motion that was decided, or a sheet that was signed elsewhere. Words
alone are no record.
"""

from datetime import timedelta

import pytest

from linli.councils import actions
from linli.councils.actions import meetings, minutes, promises, retention
from linli.councils.models import Evidence, Meeting, Motion, Topic, Venue
from linli.councils.queries import topics as queries
from linli.kernel import clock
from linli.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def later(days: int):
    return clock.frozen(clock.now() + timedelta(days=days))


@pytest.fixture
def room(street) -> Venue:
    return meetings.add_venue(street.jinhe, name="一楼议事厅", by=street.head)


@pytest.fixture
def topic(street) -> Topic:
    """By 民事民提民议民评, a week after it was taken up: the meeting is next."""
    raised = actions.raise_topic(place=street.jinhe, title="停车", by=street.clerk)
    taken_up = actions.take_up(raised, procedure="civil3", by=street.clerk)
    with later(7):
        return actions.end_stage(taken_up, result="收到三十份看法", by=street.clerk)


def meet(street, room, topic: Topic | None, *, days: int, publish: bool = True) -> Meeting:
    """Held so many days from now, its minutes out on the same evening."""
    starts = clock.now() + timedelta(days=days)
    with clock.frozen(starts - timedelta(days=5)):
        meeting = meetings.call_meeting(
            "coordination",
            place=street.jinhe,
            venue=room,
            title="停车协调会",
            starts=starts,
            ends=starts + timedelta(hours=2),
            topic=topic,
            by=street.head,
        )
    with clock.frozen(starts):
        meeting = minutes.end(minutes.begin(meeting, by=street.head), by=street.head)
        meeting = minutes.sign(meeting, parties=["committee"], by=street.head)
        return minutes.publish_minutes(meeting, by=street.head) if publish else meeting


def decide(street, topic: Topic) -> Motion:
    motion = actions.draft_motion(
        place=street.jinhe, engine="advice", title="停车怎么分", body="先保通道。", topic=topic, by=street.head
    )
    motion = actions.put_motion(motion, by=street.head)
    actions.advise(motion, member="1栋居民代表", side="for", by=street.clerk)
    return actions.conclude_advice(Motion.objects.get(pk=motion.pk), by=street.head)


def end(street, topic: Topic, **said) -> Topic:
    return actions.end_stage(topic, result="商定先保通道", by=street.clerk, **said)


def test_a_meeting_stage_ends_on_minutes_that_are_out(street, room, topic):
    with later(8), pytest.raises(Refused, match="纪要已公布"):
        end(street, topic)
    meet(street, room, None, days=9)
    held = meet(street, room, topic, days=10, publish=False)
    with later(11):
        with pytest.raises(Refused, match="纪要已公布"):
            end(street, topic)
        minutes.publish_minutes(held, by=street.head)
        went_on = end(street, topic)
    assert (went_on.at, went_on.stages.get(order=2).meeting) == (3, held)


def test_a_meeting_before_the_stage_began_does_not_count(street, room):
    raised = actions.raise_topic(place=street.jinhe, title="停车", by=street.clerk)
    taken_up = actions.take_up(raised, procedure="civil3", by=street.clerk)
    meet(street, room, taken_up, days=6)
    with later(7):
        topic = actions.end_stage(taken_up, result="收到三十份看法", by=street.clerk)
        with pytest.raises(Refused, match="纪要已公布"):
            end(street, topic)


def test_a_decision_stage_ends_on_a_motion_that_was_decided(street, room, topic):
    meet(street, room, topic, days=10)
    with later(11):
        topic = end(street, topic)
        with pytest.raises(Refused, match="议案作出决定"):
            end(street, topic)
        motion = decide(street, topic)
        topic = end(street, topic)
    assert topic.stages.get(order=3).motion == motion

    # Opened again, it is decided on anew.
    topic.state = "closed"
    topic.save()
    with later(12):
        again = actions.reopen(topic, start=3, why="又停到通道上了", by=street.head)
        with pytest.raises(Refused, match="议案作出决定"):
            end(street, again)
        anew = decide(street, again)
        assert end(street, again).stages.get(order=8).motion == anew


def test_a_resolution_is_no_advice_and_waits_for_what_is_still_under_way(street):
    raised = actions.raise_topic(place=street.jinhe, title="停车", by=street.clerk)
    topic = actions.take_up(raised, procedure="four2", by=street.clerk)
    topic.stages.filter(order__lt=5).update(ended_at=clock.now())
    topic.stages.filter(order=5).update(began_at=clock.now())
    Topic.objects.filter(pk=topic.pk).update(at=5)
    advice = decide(street, topic)
    with pytest.raises(Refused, match="只有议事会建议还不够"):
        end(street, topic)
    Motion.objects.filter(pk=advice.pk).update(engine="delegates", outcome={"outcome": "no_quorum"})
    with pytest.raises(Refused, match="只有议事会建议还不够"):
        end(street, topic)
    Motion.objects.filter(pk=advice.pk).update(outcome={"outcome": "failed"})
    again = actions.draft_motion(
        place=street.jinhe, engine="advice", title="再提", body="换个办法。", topic=topic, by=street.head
    )
    again = actions.put_motion(again, by=street.head)
    with pytest.raises(Refused, match="还在进行"):
        end(street, topic)
    actions.abandon_motion(again, why="不提了", by=street.head)
    assert end(street, topic).stages.get(order=5).motion == advice


def test_what_was_held_elsewhere_needs_its_signed_sheet(street, topic):
    with later(8):
        with pytest.raises(Refused, match="签字"):
            end(street, topic, outside="11月20日在居委会开了纸面会议")
        with pytest.raises(Refused, match="用文字说明"):
            end(street, topic, sheets=["sheet"])
        with pytest.raises(Refused, match="电话号码"):
            end(street, topic, outside="找 19900001234", sheets=["sheet"])
        ended = end(street, topic, outside="11月20日在居委会开会，二十一户到场", sheets=["sheet"])
    stage = ended.stages.get(order=2)
    assert (stage.meeting, stage.outside) == (None, "11月20日在居委会开会，二十一户到场")
    assert [one.file for one in queries.sheets_of([stage])] == ["sheet"]
    assert Evidence.objects.get(of=stage.ref).kind == "document"
    with later(9):
        actions.withdraw_topic(ended, why="另有安排", by=street.clerk)
    with later(9 + 364):
        assert retention.survey()["sheets"] == 0
    with later(9 + 366):
        assert (retention.survey()["sheets"], retention.let_go()["sheets"]) == (1, 1)
    assert queries.sheets_of([stage]) == []


def test_only_a_meeting_or_a_decision_is_held_elsewhere(street):
    raised = actions.raise_topic(place=street.jinhe, title="停车", by=street.clerk)
    taken_up = actions.take_up(raised, procedure="civil3", by=street.clerk)
    with later(7), pytest.raises(Refused, match="不要求"):
        actions.end_stage(taken_up, result="收到三十份看法", outside="纸面", sheets=["sheet"], by=street.clerk)


def test_carrying_out_ends_when_every_promise_is_kept_or_dropped(street, room, topic):
    meet(street, room, topic, days=10)
    with later(11):
        topic = end(street, topic)
        decide(street, topic)
        topic = end(street, topic)
        actions.put_on_show(topic, title="停车办法", body="先保通道。", by=street.clerk)
    with later(27):
        topic = end(street, topic)
        given = promises.promise(
            place=street.jinhe,
            words="划线",
            due=clock.today() + timedelta(days=9),
            owner=street.manager,
            topic=topic,
            by=street.head,
        )
        with pytest.raises(Refused, match="尚未了结"):
            end(street, topic)
        promises.keep(given, words="划好了", by=street.manager)
        assert end(street, topic).at == 6
