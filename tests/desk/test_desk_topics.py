"""Topics at the desk: the list, screening, the stages, appeals; what is typed stays, and nobody sees more than their
place.
"""

from datetime import timedelta

import pytest
from desk_cast import a_photo, seat, text
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.councils import actions
from linli.councils.models import Evidence, Topic
from linli.kernel import clock

pytestmark = pytest.mark.django_db


def seconded(street, title="树木修剪") -> Topic:
    topic = actions.raise_topic(place=street.jinhe, title=title, words="高层要光，底层要荫。", device="one")
    for n in range(topic.seconders_needed):
        topic = actions.second(topic, device=f"neighbour {n}")
    return topic


def do(client, topic, name, **fields):
    topic.refresh_from_db()
    return client.post(reverse("desk:topic_step", args=[topic.pk, name]), {"seen": topic.version} | fields)


def page(client, topic):
    return client.get(reverse("desk:topic", args=[topic.pk]))


def test_the_committee_raises_a_topic_and_its_form_loses_nothing(street):
    clerk = seat(street.clerk)
    address = reverse("desk:topic_new")
    assert clerk.get(address).status_code == 200
    bad = clerk.post(address, {"place": street.jinhe.code, "title": "", "words": "说了很多"})
    assert bad.status_code == 422
    assert "说了很多" in text(bad)
    bad = clerk.post(address, {"place": street.jinhe.code, "title": "停车", "words": "找 19900001234"})
    assert bad.status_code == 422
    assert "请不要写电话号码" in text(bad)
    clerk.post(address, {"place": street.jinhe.code, "title": "停车", "words": ""})
    assert (Topic.objects.get().state, Topic.objects.get().origin) == ("proposed", "committee")


def test_screening_declares_who_is_concerned_and_begins_the_first_stage(street):
    topic, clerk = seconded(street), seat(street.clerk)
    assert "立项" in text(page(clerk, topic))
    bad = do(clerk, topic, "accept", procedure="plain", g_floor="on", o_floor="一层")
    assert bad.status_code == 422
    assert "需要 2 至" in text(bad)
    fields = {
        "procedure": "solicit3",
        "g_floor": "on",
        "o_floor": "1—2层、3层以上",
        "n_own1": "养狗",
        "o_own1": "养，不养",
    }
    assert do(clerk, topic, "accept", **fields).status_code == 302
    topic.refresh_from_db()
    assert [(group["name"], group["options"]) for group in topic.groups] == [
        ("楼层", ["1—2层", "3层以上"]),
        ("养狗", ["养", "不养"]),
    ]
    said = text(page(clerk, topic))
    assert "一征：征集意见" in said
    assert "至少 7 天" in said
    early = do(clerk, topic, "end_stage", result="写了很多记录")
    assert early.status_code == 422
    assert "写了很多记录" in text(early)


def test_a_refusal_and_the_streets_answer_to_the_appeal(street):
    topic, clerk, leader = seconded(street), seat(street.clerk), seat(street.leader)
    assert do(clerk, topic, "refuse", words="请报修").status_code == 422
    assert do(clerk, topic, "refuse", words="请报修", reasons=["case"]).status_code == 302
    actions.appeal(topic, words="不是一家的事", by=topic.participants.get(raised=True))
    assert "复核：同意立项" not in text(page(clerk, topic))
    assert "复核：同意立项" in text(page(leader, topic))
    assert do(clerk, topic, "admit", finding="是", procedure="plain").status_code == 422
    assert do(leader, topic, "admit", finding="确属公共事务", procedure="plain").status_code == 302
    topic.refresh_from_db()
    assert topic.state == "going"


def test_of_two_who_screen_at_once_the_second_keeps_what_was_typed(street):
    topic, head = seconded(street), seat(street.head)
    was = topic.version
    do(seat(street.clerk), topic, "refuse", words="请报修", reasons=["case"])
    late = head.post(
        reverse("desk:topic_step", args=[topic.pk, "refuse"]),
        {"seen": was, "words": "我也这么看", "reasons": ["unclear"]},
    )
    assert late.status_code == 422


def test_a_topic_of_another_community_does_not_exist(street):
    topic = seconded(street)
    Topic.objects.filter(pk=topic.pk).update(place=street.guiyu, path=street.guiyu.path)
    assert page(seat(street.clerk), topic).status_code == 404
    assert page(seat(street.leader), topic).status_code == 200
    assert seat(street.officer).get(reverse("desk:topics")).status_code == 404


def test_odd_addresses_of_steps_are_no_faults(street):
    topic, clerk = seconded(street), seat(street.clerk)
    assert do(clerk, topic, "no-such-step").status_code == 404
    assert clerk.get(reverse("desk:topic_step", args=[topic.pk, "refuse"])).status_code == 302
    assert do(clerk, topic, "accept", seen="-1", procedure="x").status_code == 422
    assert clerk.get(reverse("desk:topics") + "?state=x&after=" + "f" * 32).status_code == 200


def test_the_list_costs_the_same_for_three_topics_and_for_three_hundred(street):
    clerk = seat(street.clerk)
    taken_up = actions.take_up(seconded(street), procedure="plain", by=street.clerk)

    def asked(count):
        Topic.objects.exclude(pk=taken_up.pk).delete()
        Topic.objects.bulk_create(
            Topic(
                number=f"T-{n}",
                place=street.jinhe,
                path=street.jinhe.path,
                title=f"第{n}件",
                origin="residents",
                state="going",
                raised_at=clock.now(),
            )
            for n in range(count)
        )
        clerk.get(reverse("desk:topics"))
        with CaptureQueriesContext(connection) as queries:
            said = text(clerk.get(reverse("desk:topics")))
        assert ("更早的" in said) == (count == 300)
        return len(queries)

    assert asked(3) == asked(300) <= 9


def test_a_topics_page_costs_the_same_however_long_its_story(street):
    clerk = seat(street.clerk)
    topic = actions.take_up(seconded(street), procedure="four2", by=street.clerk)

    def asked():
        page(clerk, topic)
        with CaptureQueriesContext(connection) as queries:
            page(clerk, topic)
        return len(queries)

    before = asked()
    with clock.frozen(clock.now() + timedelta(days=8)):
        actions.end_stage(topic, result="收到看法", by=street.clerk)
        for n in range(8):
            actions.put_on_show(topic, title=f"第{n}次公示", body="照办", by=street.clerk)
    assert asked() <= before + 1


def test_a_meeting_stage_leads_to_calling_one_or_asks_for_the_signed_sheet(street):
    raised = actions.raise_topic(place=street.jinhe, title="停车", by=street.clerk)
    topic = actions.take_up(raised, procedure="civil3", by=street.clerk)
    with clock.frozen(clock.now() + timedelta(days=7)):
        topic = actions.end_stage(topic, result="收到看法", by=street.clerk)
        clerk = seat(street.clerk)
        said = text(page(clerk, topic))
        assert "就本议题开过会" in said
        assert f"{reverse('desk:meeting_new')}?topic={topic.number}" in page(clerk, topic).content.decode()
        bad = do(clerk, topic, "end_stage", result="商定先保通道", outside="在居委会开了纸面会议")
        assert bad.status_code == 422
        assert "请附上签字页的照片" in text(bad)
        assert "在居委会开了纸面会议" in bad.content.decode()
        fields = {"result": "商定先保通道", "outside": "在居委会开了纸面会议", "photos": a_photo()}
        assert do(clerk, topic, "end_stage", **fields).status_code == 302
        sheet = Evidence.objects.get()
        address = reverse("desk:topic_sheet", args=[topic.pk, sheet.pk])
        assert address in page(clerk, topic).content.decode()
        assert clerk.get(address)["Content-Type"] == "image/jpeg"
        assert seat(street.officer).get(address).status_code == 404
        everybody = Client().get(reverse("public:topic", args=[topic.number])).content.decode()
    assert "在居委会开了纸面会议" in everybody
    assert "签字页存社区居委会" in everybody
    assert str(sheet.pk) not in everybody
    assert Client().get(reverse("public:promise_photo", args=[sheet.pk])).status_code == 404


def test_seconders_and_an_appeal_on_paper_are_entered_and_marked(street):
    topic = actions.raise_topic(place=street.jinhe, title="树木修剪", device="one")
    worker = seat(street.worker)
    bad = do(worker, topic, "second_on_paper", count="3", sheet="")
    assert bad.status_code == 422
    assert 'value="3"' in text(bad)
    assert do(worker, topic, "second_on_paper", count="3", sheet="社区2号窗口").status_code == 302
    everybody = Client().get(reverse("public:topic", args=[topic.number])).content.decode()
    assert "其中 3 人在纸上签名，签名表放在：社区2号窗口" in everybody
    assert "没有手机" in everybody
    assert do(worker, topic, "second_on_paper", count="5", sheet="社区2号窗口").status_code == 302
    assert "其中 5 人在纸上签名" in text(page(seat(street.clerk), topic))
    assert do(seat(street.clerk), topic, "refuse", reasons=["case"], words="请先报修。").status_code == 302
    everybody = Client().get(reverse("public:topic", args=[topic.number])).content.decode()
    assert "到社区当面或写信" in everybody
    assert do(worker, topic, "enter_appeal", words="这是全小区的事").status_code == 302
    everybody = Client().get(reverse("public:topic", args=[topic.number])).content.decode()
    assert "以书面或当面提出，由社区代为录入" in everybody
