"""Motions at the desk and on the public page: the body is chosen in plain words, the count is entered blind by a
second person.
"""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from desk_cast import seat, text
from django.test import Client
from django.urls import reverse

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from test_motions import COUNT, a_meeting, bays, drafted, put

from linli.councils import actions
from linli.councils.models import Motion, Vote
from linli.kernel import clock
from linli.places.models import Place

pytestmark = pytest.mark.django_db
WORDS = {"title": "楼道晾衣时间公约", "body": "早七点到晚九点可以在楼道晾衣。", "item": "", "engine": "delegates"}


def at(name, motion, *more):
    return reverse(f"desk:{name}", args=[motion.pk, *more])


def test_a_representatives_decision_from_the_draft_to_the_public_page(street):
    head, clerk, meeting = seat(street.head), seat(street.clerk), a_meeting(street)
    assert "议事会建议" in text(head.get(reverse("desk:motion_new")))
    form = WORDS | {"place": street.wangchao.code}
    sent_away = head.post(reverse("desk:motion_new"), form | {"item": "8"})
    assert sent_away.status_code == 422
    assert "居民会议无权决定" in text(sent_away)
    assert "早七点到晚九点" in text(sent_away)
    head.post(reverse("desk:motion_new"), form)
    motion = Motion.objects.get()
    assert Client().get(reverse("public:motion", args=[motion.number])).status_code == 404
    call = {
        "meeting": str(meeting.pk),
        "entitled": "60",
        "noticed_on": f"{clock.today():%Y-%m-%d}",
        "seen": motion.version,
    }
    missing = head.post(at("motion_put", motion), call)
    assert missing.status_code == 422
    assert 'value="60"' in text(missing)
    head.post(at("motion_put", motion), call | {"studied_on": f"{clock.today():%Y-%m-%d}"})
    motion.refresh_from_db()
    assert motion.state == "open"
    assert "将于" in text(Client().get(reverse("public:motion", args=[motion.number])))
    with clock.frozen(meeting.starts + timedelta(hours=1)):
        count = {"present": "45", "yes": "30", "no": "10", "abstain": "5"}
        assert clerk.post(at("motion_count", motion), count).status_code == 302
        assert "须由另一人复核" in text(clerk.get(at("motion", motion)))
        page = text(head.get(at("motion", motion)))
        assert "社区受理员01 已录入计数" in page
        assert 'value="45"' not in page
        wrong = head.post(at("motion_count", motion), count | {"yes": "31"})
        assert wrong.status_code == 422
        assert "两次计数不一致" in text(wrong)
        assert head.post(at("motion_count", motion), count).status_code == 302
        assert "应到 60，实到 45；60 的 2/3 以上是 40：达到。" in text(head.get(at("motion", motion)))
        assert "应到 60" not in text(Client().get(reverse("public:motion", args=[motion.number])))
        motion.refresh_from_db()
        head.post(at("motion_step", motion, "publish"), {"seen": motion.version})
        public = text(Client().get(reverse("public:motion", args=[motion.number])))
        assert "应到 60，实到 45" in public
        assert "至少公示到" in public


def test_advice_is_shown_with_the_minoritys_reason(street):
    head = seat(street.head)
    motion = actions.put_motion(drafted(street, "advice"), by=street.head)
    head.post(at("motion_advise", motion), {"member": "1栋居民代表", "side": "for"})
    bad = head.post(at("motion_advise", motion), {"member": "2栋居民代表", "side": "against"})
    assert bad.status_code == 422
    assert "2栋居民代表" in text(bad)
    head.post(at("motion_advise", motion), {"member": "2栋居民代表", "side": "against", "reason": "担架过不去"})
    head.post(at("motion_advise", motion), {"member": "3栋居民代表", "side": "for"})
    head.post(at("motion_step", motion, "conclude"))
    head.post(at("motion_step", motion, "publish"))
    page = text(Client().get(reverse("public:motion", args=[motion.number])))
    assert "担架过不去" in page
    assert "少数意见" in page
    assert "没有约束力" in page


def test_an_owners_motion_prepares_the_vote(street):
    head = seat(street.head)
    motion = drafted(street, "owners", item=8, title="北门空地安装公共充电桩", place=street.jinhe)
    assert "四分之三以上" in text(head.get(at("motion", motion)))
    opens = clock.now() + timedelta(days=20)
    form = {
        "place": street.jinhe.code,
        "city": "national",
        "opens": f"{opens:%Y-%m-%dT%H:%M}",
        "closes": f"{opens + timedelta(days=9):%Y-%m-%dT%H:%M}",
        "seen": motion.version,
    }
    assert head.post(at("motion_owners", motion), form | {"closes": form["opens"]}).status_code == 422
    assert head.post(at("motion_owners", motion), form).status_code == 302
    vote = Vote.objects.get()
    assert vote.matters.get().item == 8
    assert vote.number in text(head.get(at("motion", motion)))


def test_a_motion_that_failed_is_put_again_with_what_changed(street):
    motion = bays(street)
    actions.abandon(motion.vote, why="方案要改", by=street.head)
    head = seat(street.head)
    new = reverse("desk:motion_new") + f"?after={motion.pk}"
    assert "夜间不断电" in text(head.get(new))
    head.post(
        new,
        {
            "place": street.jinhe.code,
            "title": motion.title,
            "body": "在北门装充电桩，夜间 23 点后断电。",
            "item": "8",
            "engine": "owners",
        },
    )
    again = Motion.objects.get(follows=motion)
    page = text(head.get(at("motion", again)))
    assert "<del>夜间不断电。</del>" in page
    assert "<ins>夜间 23 点后断电。</ins>" in page


def test_who_was_overtaken_is_told_and_loses_nothing(street):
    motion = put(street, drafted(street))
    head = seat(street.head)
    with clock.frozen(motion.meeting.starts):
        old = motion.version
        actions.count_motion(motion, by=street.worker, **COUNT)
        actions.recount_motion(Motion.objects.get(), why="数错了", by=street.worker)
        late = head.post(at("motion_count", motion), {k: str(v) for k, v in COUNT.items()} | {"seen": old})
    assert late.status_code == 422
    assert 'value="128"' in text(late)


def test_others_find_no_motion(street):
    motion = drafted(street)
    for post in (street.manager, street.officer, street.other_worker, street.administrator):
        client = seat(post)
        assert client.get(at("motion", motion)).status_code == 404
        assert client.post(at("motion_step", motion, "abandon"), {"why": "x"}).status_code == 404
    assert seat(street.manager).get(reverse("desk:motions")).status_code == 404
    worker = seat(street.worker)
    assert worker.get(at("motion", motion)).status_code == 200
    assert worker.get(at("motion_draft", motion)).status_code == 403


def test_the_list_asks_as_often_for_many_as_for_few(street, django_assert_num_queries):
    head = seat(street.head)
    head.get(reverse("desk:motions"))

    def asked():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            assert head.get(reverse("desk:motions")).status_code == 200
        return len(found)

    for _n in range(3):
        drafted(street)
    few = asked()
    for _n in range(57):
        drafted(street)
    assert asked() == few


def test_a_post_with_several_compounds_asks_the_owners_of_the_one_it_chose(street):
    """The community has more than one compound; the one that is meant is not always the first."""
    Place.objects.create(
        code="990101001001-X00",
        name="阿房苑",
        kind="compound",
        parent=street.wangchao,
        path=f"{street.wangchao.path}990101001001-X00/",
    )
    head = seat(street.head)
    motion = drafted(street, "owners", item=8, title="北门空地安装公共充电桩", place=street.jinhe)
    opens = clock.now() + timedelta(days=20)
    said = {"place": street.jinhe.code, "city": "national", "seen": motion.version}
    said |= {"opens": f"{opens:%Y-%m-%dT%H:%M}", "closes": f"{opens + timedelta(days=9):%Y-%m-%dT%H:%M}"}
    assert head.post(at("motion_owners", motion), said).status_code == 302
    assert Vote.objects.get().place == street.jinhe
