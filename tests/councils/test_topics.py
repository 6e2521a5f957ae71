"""A topic from the first voice to the residents' verdict: raised, seconded, screened, led through its
stages, judged.
"""

from datetime import timedelta

import pytest

from linli.councils import actions, books
from linli.councils.actions import promises
from linli.councils.lifecycle import TOPIC_MOVES
from linli.councils.models import Statement, Topic, Verdict
from linli.councils.queries import topics as queries
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice
from linli.people.models import Organisation, OrganisationKind, Post
from linli.people.roles import Role

GROUPS = [{"key": "floor", "name": "楼层", "options": ["1—2层", "3—5层"]}]


@pytest.fixture
def topic(street) -> Topic:
    return actions.raise_topic(place=street.jinhe, title="树木修剪", words="高层要光，底层要荫。", device="one")


@pytest.fixture
def seconded(topic) -> Topic:
    for n in range(topic.seconders_needed):
        topic = actions.second(topic, device=f"neighbour {n}")
    return topic


@pytest.fixture
def going(seconded, street) -> Topic:
    return actions.take_up(seconded, procedure="plain", groups=GROUPS, by=street.clerk)


def later(days: int):
    return clock.frozen(clock.now() + timedelta(days=days))


def test_a_topic_of_residents_is_handed_in_when_enough_have_seconded_it(topic, street):
    assert (topic.state, topic.origin, topic.seconders_needed) == (
        "raised",
        "residents",
        books.hearing.rules().seconders,
    )
    for n in range(topic.seconders_needed - 1):
        topic = actions.second(topic, device=f"neighbour {n}")
    assert topic.state == "raised"
    topic = actions.second(topic, device="the last one")
    assert topic.state == "proposed"
    told = set(Notice.objects.filter(kind="topic_to_screen").values_list("to", flat=True))
    assert told == {street.clerk.ref, street.head.ref}


def test_one_device_has_one_second_and_none_for_its_own_topic(topic):
    with pytest.raises(Refused, match="自己提出"):
        actions.second(topic, device="one")
    actions.second(topic, device="two")
    with pytest.raises(Refused, match="已经附议"):
        actions.second(topic, device="two")
    assert queries.seconders(topic) == 1


def test_a_device_can_not_be_followed_from_topic_to_topic(topic, street):
    other = actions.raise_topic(place=street.jinhe, title="停车", device="one")
    assert topic.participants.get().device != other.participants.get().device


def test_words_that_everybody_reads_hold_no_telephone_number(street):
    with pytest.raises(Refused, match="电话号码") as no:
        actions.raise_topic(place=street.jinhe, title="找我：１９９００００１２３４", device="one")
    assert no.value.field == "title"


def test_what_a_post_raises_is_handed_in_at_once_and_screened_like_any_other(street):
    raised = actions.raise_topic(
        place=street.jinhe, title="停车", by=street.clerk, origin="cases", cases=["cases/case/1"]
    )
    assert (raised.state, raised.raised_by, raised.cases) == ("proposed", street.clerk, ["cases/case/1"])
    with pytest.raises(Refused):
        actions.raise_topic(place=street.guiyu, title="停车", by=street.clerk)


def test_who_raised_a_topic_is_said_truly(street):
    by_clerk = actions.raise_topic(place=street.jinhe, title="停车", by=street.clerk)
    by_leader = actions.raise_topic(place=street.jinhe, title="照明", by=street.leader)
    office = Organisation.objects.create(
        code="yw", name="锦和苑业主委员会", kind=OrganisationKind.OWNERS_COMMITTEE, place=street.jinhe
    )
    chair = Post.objects.create(
        person=street.clerk.person, role=Role.OWNERS_REPRESENTATIVE, organisation=office, starts=clock.today()
    )
    by_owners = actions.raise_topic(place=street.jinhe, title="长椅", by=chair)
    assert [one.origin for one in (by_clerk, by_leader, by_owners)] == ["committee", "street", "owners"]


def test_a_refusal_has_reasons_of_the_book_and_is_appealed_once_before_the_street(seconded, street):
    raiser = queries.participant_of(seconded, "one")
    with pytest.raises(Refused, match="至少选一条"):
        actions.refuse(seconded, reasons=["because"], words="不行", by=street.clerk)
    refused = actions.refuse(seconded, reasons=["case", "unclear"], words="请先报修。", by=street.clerk)
    assert next(reason.words_en for reason in queries.reasons_of(refused)).startswith("one household's matter")
    with pytest.raises(Refused):
        actions.appeal(refused, words="不是报修", by=queries.participant_of(seconded, "neighbour 1"))
    appealed = actions.appeal(refused, words="这是全小区的事", by=raiser)
    with pytest.raises(Refused):
        actions.admit(appealed, finding="是", procedure="plain", by=street.head)
    upheld = actions.uphold(appealed, finding="同意社区意见", by=street.leader)
    assert upheld.state == "refused"
    with pytest.raises(Refused, match="已经复核"):
        actions.appeal(upheld, words="再看看", by=raiser)


def test_whoever_refused_does_not_hear_the_appeal(seconded, street):
    refused = actions.refuse(seconded, reasons=["case"], words="请先报修。", by=street.street_clerk)
    appealed = actions.appeal(refused, words="这是全小区的事", by=queries.participant_of(refused, "one"))
    with pytest.raises(Refused, match="复核不能由"):
        actions.uphold(appealed, finding="维持", by=street.street_clerk)
    admitted = actions.admit(appealed, finding="确属公共事务", procedure="civil3", groups=GROUPS, by=street.leader)
    assert (admitted.state, admitted.at, admitted.stages.count()) == ("going", 1, 7)
    assert [e.event for e in Entry.objects.filter(subject=admitted.ref).order_by("seq")][-2:] == [
        "AppealHeard",
        "TopicTakenUp",
    ]


def test_groups_can_be_changed_until_the_first_voice(going, street):
    changed = actions.declare_groups(going, [*GROUPS, {"name": "电动车", "options": ["有", "没有"]}], by=street.clerk)
    assert [group["key"] for group in changed.groups] == ["floor", "own2"]
    with pytest.raises(Refused, match="2 至"):
        actions.declare_groups(changed, [{"name": "楼层", "options": ["一层"]}], by=street.clerk)
    said = Statement.objects.create(topic=changed, number=1, words="修到三层以下", said_at=clock.now(), state="shown")
    voice = actions.join(changed, device="three")
    said.stances.create(participant=voice, side="agree", channel="online", said_at=clock.now())
    with pytest.raises(Refused, match="不能再改"):
        actions.declare_groups(changed, GROUPS, by=street.clerk)


def test_no_stage_ends_before_its_days_its_record_and_its_publication(going, street):
    with pytest.raises(Refused, match="不能跳过"):
        actions.close_topic(going, result="完", by=street.clerk)
    with pytest.raises(Refused, match="至少 3 天"):
        actions.end_stage(going, result="收到 12 份看法", by=street.clerk)
    with later(3):
        with pytest.raises(Refused, match="用文字说明"):
            actions.end_stage(going, result=" ", by=street.clerk)
        going = actions.end_stage(going, result="收到 12 份看法", by=street.clerk)
        going = actions.end_stage(going, result="修到三层以下，十月前完成", by=street.clerk)
        with pytest.raises(Refused, match="先公示"):
            actions.end_stage(going, result="已公示", by=street.clerk)
        with pytest.raises(Refused, match="15 至"):
            actions.put_on_show(going, title="商定结果", body="修到三层以下", days=14, by=street.clerk)
        actions.put_on_show(going, title="商定结果", body="修到三层以下", days=15, by=street.clerk)
    with later(3 + 15), pytest.raises(Refused, match="公示到"):
        actions.end_stage(going, result="", by=street.clerk)
    with later(3 + 16):
        going = actions.end_stage(going, result="", by=street.clerk)
        assert going.stages.get(order=3).result == "商定结果"
        with pytest.raises(Refused):
            actions.end_stage(going, result="完", by=street.clerk)
    with pytest.raises(Refused, match="“居民评议”至少 3 天"):
        actions.close_topic(going, result="完", by=street.clerk)


def finished(topic: Topic, street) -> Topic:
    """Up to the residents' verdict, twenty days from now."""
    with later(3):
        for result in ("收到 12 份看法", "修到三层以下"):
            topic = actions.end_stage(topic, result=result, by=street.clerk)
        actions.put_on_show(topic, title="商定结果", body="修到三层以下", by=street.clerk)
    with later(20):
        return actions.end_stage(topic, result="", by=street.clerk)


def test_residents_judge_at_the_end_and_few_are_only_counted(going, street):
    voice = actions.join(going, device="three")
    with pytest.raises(Refused, match="还没到这一步"):
        actions.judge(going, solved=True, grade=5, by=voice)
    going = finished(going, street)
    with later(21):
        actions.judge(going, solved=True, grade=5, by=voice)
        actions.judge(going, solved=False, grade=2, words="还是暗", by=voice)
        found = queries.judgement(going, queries.judged(going))
        assert (found.people, found.solved, found.few, found.words) == (1, 0, True, [])
        for n in range(4):
            actions.judge(going, solved=n > 0, grade=n + 2, by=actions.join(going, device=f"more {n}"))
        found = queries.judgement(going, queries.judged(going))
    assert (found.people, found.solved, found.few, found.average, found.share) == (5, 3, False, "3.2", 60)
    assert found.words == ["还是暗"]
    assert Verdict.objects.filter(topic=going).count() == 5


def test_a_closed_topic_is_opened_again_from_a_stage_and_its_history_stays(going, street):
    going = finished(going, street)
    with later(24):
        closed = actions.close_topic(going, result="多数居民认为已解决", by=street.clerk)
        for n in range(5):
            actions.judge(closed, solved=False, grade=1, by=actions.join(closed, device=f"more {n}"))
        assert Notice.objects.filter(kind="topic_not_solved").count() == 2
        again = actions.reopen(closed, start=2, why="居民反映又长密了", by=street.head)
        assert (again.state, again.at, [stage.order for stage in again.stages.all()]) == ("going", 5, list(range(1, 8)))
        assert queries.judgement(again, queries.judged(again)).people == 5
        assert again.stages.get(order=2).result == "修到三层以下"


def test_of_two_at_once_the_second_is_told(seconded, street):
    actions.refuse(seconded, reasons=["case"], words="请先报修。", by=street.clerk, seen=seconded.version)
    with pytest.raises(Overtaken):
        actions.take_up(seconded, procedure="plain", by=street.head, seen=seconded.version)


def test_rule_and_query_set_agree_for_everyone(seconded, street):
    from linli.councils.rules import takes_voices

    elsewhere = actions.raise_topic(place=street.guiyu, title="停车", by=street.street_clerk)
    for post in street.everyone:
        seen = set(Topic.objects.visible_to(post))
        assert seen == {topic for topic in (seconded, elsewhere) if takes_voices.allows(post, topic)}, post


def test_every_step_of_the_table_is_taken_by_an_action(going):
    from pathlib import Path

    import linli.councils.actions as rooms

    code = "".join(path.read_text() for path in Path(rooms.__file__).parent.glob("*.py"))
    mine = {
        "second",
        "second_on_paper",
        "enter_appeal",
        "hand_in",
        "accept",
        "refuse",
        "appeal",
        "admit",
        "uphold",
        "declare_groups",
        "end_stage",
        "put_on_show",
        "judge",
        "close",
        "reopen",
        "withdraw",
    }
    assert mine <= TOPIC_MOVES.moves.keys()
    assert all(f'step("{name}"' in code for name in mine)


def test_the_book_keeps_what_the_law_asks_of_every_procedure():
    from copy import deepcopy

    from linli.councils.procedures import SHIPPED, Procedures

    def without(change):
        body = deepcopy(SHIPPED)
        change(body["stages"])
        return body

    with pytest.raises(ValueError, match="居民评议"):
        Procedures.read(without(lambda stages: stages.pop()))
    with pytest.raises(ValueError, match="第三十四条"):
        Procedures.read(without(lambda stages: stages[2].update(least_days=14)))
    with pytest.raises(ValueError, match="没有“party”"):
        Procedures.read(without(lambda stages: stages[0].update(kind="party")))
    with pytest.raises(ValueError, match="没有名为"):
        Procedures.read(without(lambda stages: stages[0].update(procedure="x")))
    for wrong in (
        None,
        [],
        {},
        {"procedures": [{}]},
        {"procedures": [{"key": 1, "name": 2}], "stages": [{"kind": []}]},
    ):
        with pytest.raises(ValueError):
            Procedures.read(wrong)


def test_news_are_what_happened_since_somebody_looked(going, street):
    voice = actions.join(going, device="three")
    with later(1):
        actions.look_at_news(voice)
        assert queries.news_of(going, voice.news_seen_at) == []
    with later(3):
        going = actions.end_stage(going, result="收到 12 份看法", by=street.clerk)
    assert [(news.kind, news.words) for news in queries.news_of(going, voice.news_seen_at)] == [("stage", "征集看法")]


def test_who_spoke_hears_of_each_change_without_having_asked_for_it(going, street):
    """A promise that was made, was late and was kept: all of it stands on the page of whoever spoke."""
    voice = actions.join(going, device="three")
    assert queries.news_for(voice) == []
    with later(1):
        promise = promises.promise(
            place=going.place,
            topic=going,
            words="清走旧车",
            due=clock.today() + timedelta(days=1),
            owner_words="物业",
            by=street.head,
        )
    with later(4):
        assert [one.said for one in queries.news_for(voice)] == ["承诺已逾期：清走旧车", "作出承诺：清走旧车"]
        actions.look_at_news(voice)
    with later(5):
        promises.keep(promise, words="已清走 12 辆", by=street.head)
        assert [one.said for one in queries.news_for(voice)] == ["承诺已兑现：清走旧车"]


def test_signatures_on_paper_count_beside_devices_and_none_twice(topic, street):
    with pytest.raises(Refused, match="放在哪里") as no:
        actions.second_on_paper(topic, count=3, sheet=" ", by=street.worker)
    assert no.value.field == "sheet"
    with pytest.raises(Refused):
        actions.second_on_paper(topic, count=3, sheet="社区窗口", by=street.officer)
    topic = actions.second(topic, device="two")
    for _again in range(2):
        topic = actions.second_on_paper(topic, count=topic.seconders_needed - 2, sheet="社区2号窗口", by=street.worker)
    assert (queries.seconders(topic), topic.state) == (topic.seconders_needed - 1, "raised")
    topic = actions.second_on_paper(topic, count=topic.seconders_needed - 1, sheet="社区2号窗口", by=street.clerk)
    assert topic.state == "proposed"
    facts = Entry.objects.get(subject=topic.ref, event="TopicHandedIn").facts
    assert facts == {"seconders": topic.seconders_needed}
    assert Notice.objects.filter(kind="topic_to_screen").exists()
    with pytest.raises(Refused):
        actions.second_on_paper(topic, count=9, sheet="社区2号窗口", by=street.clerk)


def test_an_appeal_comes_by_letter_or_at_the_counter_too(seconded, street):
    refused = actions.refuse(seconded, reasons=["case"], words="请先报修。", by=street.clerk)
    with pytest.raises(Refused):
        actions.enter_appeal(refused, words="这是全小区的事", by=street.officer)
    appealed = actions.enter_appeal(refused, words="这是全小区的事", by=street.worker)
    assert (appealed.state, appealed.appeal, appealed.appeal_entered_by) == (
        "appealed",
        "这是全小区的事",
        street.worker,
    )
    assert Entry.objects.get(subject=appealed.ref, event="RefusalAppealed").facts == {"on_paper": True}
    upheld = actions.uphold(appealed, finding="同意社区意见", by=street.leader)
    with pytest.raises(Refused, match="已经复核"):
        actions.enter_appeal(upheld, words="再看看", by=street.worker)
    ours = actions.raise_topic(place=street.jinhe, title="停车", by=street.clerk)
    ours = actions.refuse(ours, reasons=["case"], words="请先报修。", by=street.head)
    with pytest.raises(Refused, match="自己申请复核"):
        actions.enter_appeal(ours, words="这是全小区的事", by=street.worker)
