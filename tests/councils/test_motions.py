"""Motions: the body that may decide is chosen in plain words, its count is kept apart, and what fails
can be put again.
"""

import json
from datetime import timedelta

import pytest
from django.utils import translation
from votes_cast import counted, opened, rows, say, sheet, units

from linli.councils import actions
from linli.councils.lifecycle import MOTION_MOVES
from linli.councils.models import Meeting, Motion, Topic, Venue, Vote
from linli.councils.queries.motions import advice_on, public_motions, reasons, reworded, suitable_meetings
from linli.councils.rules import convenes, takes_voices
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]


@pytest.fixture
def _in_english():
    """Refusals are asked for by their English sentence."""
    with translation.override("en"):
        yield


def a_meeting(street, *, days=12) -> Meeting:
    venue = Venue.objects.create(place=street.wangchao, path=street.wangchao.path, name=f"议事厅{days}")
    starts = clock.now() + timedelta(days=days)
    return Meeting.objects.create(
        number=f"G{days}",
        kind="residents",
        edition=1,
        place=street.wangchao,
        path=street.wangchao.path,
        title="居民会议",
        venue=venue,
        starts=starts,
        ends=starts + timedelta(hours=2),
        code=f"ROOM{days}",
        called_by=street.head,
        called_at=clock.now(),
    )


def drafted(street, engine="assembly", **more) -> Motion:
    facts = {
        "title": "楼道晾衣时间公约",
        "body": "早七点到晚九点可以在楼道晾衣，消防通道除外。",
        "place": street.wangchao,
        "by": street.head,
    } | more
    return actions.draft_motion(engine=engine, **facts)


def put(street, motion, meeting=None, **more) -> Motion:
    facts = {
        "meeting": meeting or a_meeting(street),
        "entitled": 200,
        "counted_in": "households",
        "noticed_on": clock.today(),
        "studied_on": clock.today(),
        "by": street.head,
    } | more
    return actions.put_motion(motion, **facts)


def test_what_is_put_to_a_meeting_stands_on_its_agenda_once(street):
    meeting = a_meeting(street)
    put(street, drafted(street), meeting)
    assert [item.title for item in meeting.items.all()] == ["楼道晾衣时间公约"]
    closed = a_meeting(street, days=13)
    Meeting.objects.filter(pk=closed.pk).update(agenda_closed_at=clock.now())
    put(street, drafted(street, title="楼道不堆物公约"), Meeting.objects.get(pk=closed.pk))
    assert not closed.items.exists()


COUNT = {"present": 128, "yes": 90, "no": 30, "abstain": 8}


def test_an_assembly_decides_and_says_why(street):
    motion = put(street, drafted(street))
    with clock.frozen(motion.meeting.starts + timedelta(hours=1)):
        motion = actions.count_motion(motion, by=street.worker, **COUNT)
        motion = actions.check_motion(motion, by=street.clerk, **COUNT)
        assert motion.state == "decided"
        assert reasons(motion) == [
            "128 of 200 came; more than half of 200 is 101: enough.",
            "90 agreed; more than half of 128 is 65: enough.",
        ]
        motion = actions.publish_motion(motion, by=street.head)
    assert (motion.state, motion.outcome["outcome"]) == ("published", "carried")


def test_representatives_need_two_thirds(street):
    motion = put(
        street, drafted(street, "delegates"), entitled=60, counted_in="", noticed_on=clock.today() - timedelta(days=3)
    )
    assert motion.counted_in == "delegates"
    with clock.frozen(motion.meeting.starts):
        motion = actions.count_motion(motion, present=39, yes=39, no=0, abstain=0, by=street.clerk)
        motion = actions.check_motion(motion, present=39, yes=39, no=0, abstain=0, by=street.head)
    assert motion.outcome["outcome"] == "no_quorum"
    assert reasons(motion) == ["39 of 60 came; at least 2/3 of 60 is 40: not enough."]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"meeting": False}, "meeting"),
        ({"entitled": None}, "entitled"),
        ({"counted_in": ""}, "counted_in"),
        ({"noticed_on": None}, "noticed_on"),
        ({"studied_on": None}, "studied_on"),
        ({"called_how": "street"}, "called_how"),
        ({"called_how": "residents", "askers": 19, "askers_of": 200}, "askers"),
        ({"called_how": "residents"}, "askers"),
    ],
)
def test_an_assembly_is_called_as_the_law_has_it(street, more, field):
    motion = drafted(street)
    if more.get("meeting") is False:
        more = more | {"meeting": None}
        with pytest.raises(Refused) as no:
            actions.put_motion(motion, entitled=200, by=street.head)
    else:
        with pytest.raises(Refused) as no:
            put(street, motion, **more)
    assert no.value.field == field


def test_nine_days_of_notice_are_too_few(street):
    with pytest.raises(Refused, match="9 days until the assembly, at least 10"):
        put(street, drafted(street), a_meeting(street, days=9))
    assert put(street, drafted(street), a_meeting(street, days=10)).state == "open"


def test_a_tenth_of_the_households_may_have_it_called(street):
    motion = put(street, drafted(street), called_how="residents", askers=20, askers_of=200)
    assert (motion.called_how, motion.askers) == ("residents", 20)


@pytest.mark.parametrize("engine", ["assembly", "delegates"])
@pytest.mark.parametrize("item", [5, 8, 279])
def test_what_is_the_owners_is_told_to_go_to_the_owners(street, engine, item):
    with pytest.raises(Refused, match="for the owners") as no:
        drafted(street, engine, item=item)
    assert no.value.field == "engine"
    assert drafted(street, "advice", item=item).state == "draft"  # advice may be asked on anything: it binds nobody


@pytest.mark.parametrize("engine", ["advice", "assembly", "delegates", "owners"])
def test_the_committees_election_stays_off_the_platform(street, engine):
    with pytest.raises(Refused, match="stays off this platform"):
        drafted(street, engine, item=19)
    with pytest.raises(Refused, match="stays off this platform"):
        drafted(street, engine if engine != "owners" else "advice", title="居委会换届选举办法")


def test_words_that_read_like_a_matter_of_the_owners_are_asked_about(street):
    with pytest.raises(Refused, match="reads like a matter of the owners") as no:
        drafted(street, title="北门装充电桩")
    assert no.value.field == "sure"
    assert drafted(street, title="北门装充电桩", body="对已有充电桩的使用时间提出建议。", sure=True).state == "draft"


def test_the_owners_decide_only_what_the_code_names(street):
    with pytest.raises(Refused) as no:
        drafted(street, "owners")
    assert no.value.field == "item"


def test_the_second_count_is_by_another_person_and_the_same(street):
    motion = put(street, drafted(street))
    with pytest.raises(Refused, match="has not begun"):
        actions.count_motion(motion, by=street.clerk, **COUNT)
    with clock.frozen(motion.meeting.starts):
        with pytest.raises(Refused, match="More came"):
            actions.count_motion(motion, by=street.clerk, **(COUNT | {"present": 201}))
        motion = actions.count_motion(motion, by=street.clerk, **COUNT)
        assert Notice.objects.filter(kind="motion_to_check", to=street.head.ref).exists()
        assert not Notice.objects.filter(kind="motion_to_check", to=street.clerk.ref).exists()
        with pytest.raises(Refused, match="somebody else"):
            actions.check_motion(motion, by=street.clerk, **COUNT)
        with pytest.raises(Refused, match="differ"):
            actions.check_motion(motion, by=street.head, **(COUNT | {"yes": 91}))
        motion = actions.recount_motion(motion, why="两次不一致", by=street.head)
        assert (motion.state, motion.yes) == ("open", None)


def test_two_at_once(street):
    motion = put(street, drafted(street))
    with clock.frozen(motion.meeting.starts):
        actions.count_motion(motion, by=street.clerk, seen=motion.version, **COUNT)
        with pytest.raises(Overtaken):
            actions.count_motion(motion, by=street.head, seen=motion.version, **COUNT)


def test_advice_binds_nobody_and_the_minority_says_why(street):
    motion = actions.put_motion(drafted(street, "advice"), by=street.head)
    with pytest.raises(Refused):
        actions.conclude_advice(motion, by=street.head)
    with pytest.raises(Refused, match="gives a reason"):
        actions.advise(motion, member="3栋居民代表", side="against", by=street.worker)
    for n in range(3):
        actions.advise(motion, member=f"{n + 1}栋居民代表", side="for", by=street.worker)
    actions.advise(motion, member="4栋居民代表", side="against", reason="楼道窄，晾衣挡路", by=street.worker)
    actions.advise(motion, member="4栋居民代表", side="against", reason="楼道窄，担架过不去", by=street.worker)
    motion = actions.conclude_advice(Motion.objects.get(pk=motion.pk), by=street.head)
    assert motion.outcome == {"outcome": "advised", "for": 3, "against": 1, "abstain": 0, "smaller": "against"}
    found = advice_on(motion)
    assert found.smaller == "against"
    assert [one.reason for one in dict(found.sides)["against"]] == ["楼道窄，担架过不去"]


def test_the_engines_are_kept_apart(street):
    advice = actions.put_motion(drafted(street, "advice"), by=street.head)
    with pytest.raises(Refused, match="Another body"):
        actions.count_motion(advice, by=street.clerk, **COUNT)
    assembly = put(street, drafted(street))
    with pytest.raises(Refused, match="Another body"):
        actions.advise(assembly, member="1栋", side="for", by=street.clerk)
    with pytest.raises(Refused, match="Another body"):
        actions.ask_owners(
            drafted(street),
            opens=clock.now() + timedelta(days=16),
            closes=clock.now() + timedelta(days=26),
            city="national",
            by=street.head,
        )
    with pytest.raises(Refused, match="by a vote"):
        actions.put_motion(drafted(street, "owners", item=8), by=street.head)


def bays(street, **more) -> Motion:
    body = more.pop("body", "在北门装充电桩，夜间不断电。")
    motion = drafted(street, "owners", item=8, title="北门空地安装公共充电桩", body=body, place=street.jinhe, **more)
    now = clock.now()
    return actions.ask_owners(
        motion,
        opens=now + timedelta(days=16),
        closes=now + timedelta(days=26),
        city="national",
        by=street.head,
        reason="利用共有部分经营",
    )


def decide(street, motion, yes) -> Motion:
    vote = motion.vote
    if not vote.roll.exists():
        actions.import_roll(vote, sheet(rows()), by=street.head)
    vote = actions.give_notice(Vote.objects.get(pk=vote.pk), by=street.head)
    with opened(vote):
        for n, unit in enumerate(units(vote)[:20]):
            say(unit, "yes" if n < yes else "no")
    vote = counted(vote, by=street.head)
    with clock.frozen(vote.closed_at):
        actions.publish(vote, by=street.head)
    return Motion.objects.get(pk=motion.pk)


def test_a_motion_prepares_the_owners_vote_and_takes_over_its_result(street):
    motion = bays(street)
    matter = motion.vote.matters.get()
    assert (matter.item, matter.title, matter.kind, motion.state) == (8, motion.title, "special", "open")
    motion = decide(street, motion, yes=14)
    assert (motion.state, motion.outcome["outcome"]) == ("published", "failed")
    again = bays(street, follows=motion, body="在北门装充电桩，夜间 23 点后断电。")
    assert again.vote.follows == motion.vote
    assert again.vote.roll.count() == 30
    assert ("new", "夜间 23 点后断电。") in reworded(again)
    assert decide(street, again, yes=15).outcome["outcome"] == "carried"


def test_a_vote_that_is_abandoned_takes_its_motion_along(street):
    motion = bays(street)
    with pytest.raises(Refused, match="on its own page"):
        actions.abandon_motion(motion, why="不办了", by=street.head)
    actions.abandon(motion.vote, why="方案要改", by=street.head)
    motion = Motion.objects.get(pk=motion.pk)
    assert (motion.state, motion.abandoned_why) == ("abandoned", "方案要改")


def test_what_is_under_way_is_not_put_again(street):
    with pytest.raises(Refused, match="still under way"):
        drafted(street, follows=drafted(street))


def test_only_those_who_convene_may_and_rule_and_list_agree(street):
    motion = drafted(street)
    for post in street.everyone:
        assert (motion in Motion.objects.visible_to(post)) == takes_voices.allows(post, motion)
        steps = {move.step for move in MOTION_MOVES.open_to(post, motion)}
        assert ("put" in steps) == convenes.allows(post, motion)
    with pytest.raises(Refused):
        actions.draft_motion(place=street.wangchao, engine="advice", title="t", body="b", by=street.manager)


def test_drafts_stand_on_no_public_page_and_nothing_personal_in_the_journal(street):
    motion = drafted(street)
    assert motion not in public_motions()
    motion = actions.put_motion(drafted(street, "advice"), by=street.head)
    actions.advise(motion, member="4栋居民代表", side="against", reason="楼道窄，晾衣挡路", by=street.worker)
    assert motion in public_motions()
    written = json.dumps(list(Entry.objects.values_list("facts", flat=True)), ensure_ascii=False)
    assert "楼道窄" not in written
    assert "4栋" not in written


def test_a_motion_hangs_on_its_topic(street):
    topic = Topic.objects.create(
        number="T1",
        place=street.jinhe,
        path=street.jinhe.path,
        title="充电",
        origin="committee",
        state="going",
        raised_by=street.head,
        raised_at=clock.now(),
    )
    motion = drafted(street, topic=topic)
    assert list(topic.motions.all()) == [motion]


def test_the_residents_assembly_decides_at_no_coordination_meeting(street):
    wrong, own = a_meeting(street, days=12), a_meeting(street, days=13)
    Meeting.objects.filter(pk=wrong.pk).update(kind="coordination")
    Meeting.objects.filter(pk=own.pk).update(kind="assembly")
    wrong.refresh_from_db()
    own.refresh_from_db()
    motion = drafted(street)
    with pytest.raises(Refused) as no:
        put(street, motion, wrong)
    assert no.value.field == "meeting"
    assert put(street, motion, own).state == "open"


def test_advice_is_concluded_when_its_meeting_has_begun(street):
    """The council speaks at the meeting: before it nobody can say what it advised."""
    meeting = a_meeting(street)
    motion = actions.put_motion(drafted(street, "advice"), meeting=meeting, by=street.head)
    actions.advise(motion, member="1栋居民代表", side="for", by=street.worker)
    with pytest.raises(Refused, match="has not begun"):
        actions.conclude_advice(Motion.objects.get(pk=motion.pk), by=street.head)
    with clock.frozen(meeting.starts):
        motion = actions.conclude_advice(Motion.objects.get(pk=motion.pk), by=street.head)
    assert motion.state == "decided"


def test_nothing_is_put_to_a_meeting_that_is_over(street):
    meeting = a_meeting(street)
    assert list(suitable_meetings(street.wangchao)) == [meeting]
    with clock.frozen(meeting.ends):
        assert not suitable_meetings(street.wangchao)
        with pytest.raises(Refused, match="is over") as no:
            actions.put_motion(drafted(street, "advice"), meeting=meeting, by=street.head)
    assert no.value.field == "meeting"
    Meeting.objects.filter(pk=meeting.pk).update(state="sitting")
    with clock.frozen(meeting.ends):
        assert list(suitable_meetings(street.wangchao)) == [meeting]  # it takes longer than was planned


def test_a_motion_says_no_area_that_would_lead_to_a_few_doors(street):
    """Three said no: the area of those who agreed, beside that of all who took part, would name their flats."""
    few = decide(street, bays(street), yes=17)
    assert reasons(few)[1] == "17 of these owners agreed."
    many = decide(street, bays(street), yes=14)
    assert reasons(many)[1] == "14 of these owners agreed, with 1,400.00 m²."
