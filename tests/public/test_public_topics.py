"""Topics as residents and everybody see them: raised on a phone, seconded, refused with reasons, judged, printed."""

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.councils import actions
from linli.councils.actions import money, promises
from linli.councils.models import Topic
from linli.kernel import clock

sys.path.append(str(Path(__file__).parents[1] / "paper"))
from pdf_words import words_of

pytestmark = pytest.mark.django_db


def read(client, path, status=200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def raised(street, phone, title="树木修剪") -> Topic:
    answer = phone.post(f"/topics/raise?place={street.jinhe.code}", {"title": title, "words": "高层要光"})
    assert answer.status_code == 302
    return Topic.objects.get(title=title)


def proposed(street, phone, title="树木修剪") -> Topic:
    topic = raised(street, phone, title)
    for _n in range(topic.seconders_needed):
        Client().post(f"/topics/{topic.number}/second")
    topic.refresh_from_db()
    return topic


def test_a_topic_is_raised_without_account_and_seconded_once_by_each_device(street):
    phone, neighbour = Client(), Client()
    assert "提出" in read(phone, f"/topics/raise?place={street.jinhe.code}")
    topic = raised(street, phone)
    assert "这是您提出的" in read(phone, f"/topics/{topic.number}")
    assert "我也关心" in read(neighbour, f"/topics/{topic.number}")
    assert phone.post(f"/topics/{topic.number}/second").status_code == 422
    assert neighbour.post(f"/topics/{topic.number}/second").status_code == 302
    assert "您已附议" in read(neighbour, f"/topics/{topic.number}")
    again = neighbour.post(f"/topics/{topic.number}/second")
    assert again.status_code == 422
    assert "已经附议过了" in again.content.decode()


def test_what_was_typed_stays_when_it_is_refused(street):
    answer = Client().post(f"/topics/raise?place={street.jinhe.code}", {"title": "", "words": "写了很多"})
    assert answer.status_code == 422
    assert "写了很多" in answer.content.decode()
    assert read(Client(), "/topics/raise?place=none", 404)


def test_a_road_belongs_to_the_community_whose_neighbours_talk_about_it(street):
    assert street.wangchao.name in read(Client(), f"/topics/raise?place={street.grid.code}")


def test_what_was_not_taken_up_is_on_no_list_but_its_reasons_stand_at_its_address(street):
    phone = Client()
    topic = proposed(street, phone)
    assert topic.number not in read(phone, "/topics/")
    actions.refuse(topic, reasons=["case"], words="请先报修。", by=street.clerk)
    said = read(Client(), f"/topics/{topic.number}")
    assert "请先报修。" in said
    assert "请作为事项上报" in said
    assert f"/topics/{topic.number}/appeal" not in said
    assert "申请街道复核" in read(phone, f"/topics/{topic.number}")
    assert Client().get(f"/topics/{topic.number}/appeal").status_code == 422
    assert phone.post(f"/topics/{topic.number}/appeal", {"words": ""}).status_code == 422
    assert phone.post(f"/topics/{topic.number}/appeal", {"words": "这是大家的事"}).status_code == 302
    assert phone.post(f"/topics/{topic.number}/appeal", {"words": "再来"}).status_code == 422
    assert topic.number not in read(phone, "/topics/")


def test_the_list_of_a_place_holds_what_lies_inside_it(street):
    topic = raised(street, Client())
    assert topic.number in read(Client(), f"/topics/?place={street.wangchao.code}")
    assert topic.number not in read(Client(), f"/topics/?place={street.tinghe.code}")
    assert "还没有正在协商" in read(Client(), f"/topics/?place={street.tinghe.code}") or "现在没有正在协商" in read(
        Client(), f"/topics/?place={street.tinghe.code}"
    )
    read(Client(), "/topics/?place=none", 404)
    assert f"/topics/?place={street.wangchao.code}" in read(Client(), f"/s/{street.wangchao.code}")


def test_the_whole_chain_stands_on_one_page_and_on_paper(street):
    topic = actions.take_up(proposed(street, Client()), procedure="plain", by=street.clerk)
    with clock.frozen(clock.now() + timedelta(days=3)):
        actions.end_stage(topic, result="收到十二份看法", by=street.clerk)
        actions.end_stage(topic, result="修到三层窗下", by=street.clerk)
        shown = actions.put_on_show(topic, title="修剪办法", body="冬季修剪，修到三层窗下。", by=street.clerk)
        promises.promise(
            place=topic.place,
            topic=topic,
            words="修剪前查鸟窝",
            due=clock.today() + timedelta(days=30),
            owner_words="物业",
            by=street.head,
        )
        money.open_account(
            place=topic.place,
            kind="revenue",
            title="修剪费",
            purpose="公共收益列支",
            keeper=street.committee,
            topic=topic,
            by=street.head,
        )
    with clock.frozen(clock.now() + timedelta(days=20)):
        actions.end_stage(topic, result="", by=street.clerk)
        phone = Client()
        form = read(phone, f"/topics/{topic.number}/verdict")
        assert "办得怎么样" in form
        assert phone.post(f"/topics/{topic.number}/verdict", {"grade": "5"}).status_code == 422
        assert phone.post(f"/topics/{topic.number}/verdict", {"solved": "yes", "grade": "9"}).status_code == 422
        answer = phone.post(f"/topics/{topic.number}/verdict", {"solved": "yes", "grade": "4", "words": "亮堂了"})
        assert answer.status_code == 302
        said = read(phone, f"/topics/{topic.number}")
        assert "修到三层窗下" in said
        assert "已有 1 位居民评议" in said
        assert "亮堂了" not in said
        paper = phone.get(f"/topics/{topic.number}/notice.pdf")
        assert paper["Content-Type"] == "application/pdf"
        hung = words_of(paper.content)
        assert "冬季修剪" in hung
        assert "修剪前查鸟窝（已承诺）" in hung  # what was promised and what was paid hang there too
        assert re.search(r"修剪费.*余额.?0\.00.?元", hung)
        one = words_of(phone.get(f"/topics/{topic.number}/notice.pdf?show={shown.pk}").content)
        assert re.search(
            f"公示期：{shown.published_at.astimezone(clock.SHANGHAI):%Y-%m-%d}.?至{shown.shown_until:%Y-%m-%d}", one
        )
        assert "居务监督委员会" in one
        assert phone.get(f"/topics/{topic.number}/notice.pdf?show=x").status_code == 404
        assert "解决了吗？我来评议" in said
    with clock.frozen(clock.now() + timedelta(days=30)):
        actions.close_topic(topic, result="修好了", by=street.clerk)
        over = read(phone, f"/topics/{topic.number}")
        assert "解决了吗？我来评议" not in over
        assert "又出问题了？" in over
        assert "说出您的看法" not in words_of(phone.get(f"/topics/{topic.number}/notice.pdf").content)


def test_a_card_judges_for_whoever_holds_it(street):
    topic = actions.take_up(proposed(street, Client()), procedure="plain", by=street.clerk)
    with clock.frozen(clock.now() + timedelta(days=3)):
        for result in ("看法", "商定"):
            actions.end_stage(topic, result=result, by=street.clerk)
        actions.put_on_show(topic, title="办法", body="照办", by=street.clerk)
    card = topic.participants.create(number=99, channel="card", code="ACDEFGHJ", joined_at=clock.now())
    with clock.frozen(clock.now() + timedelta(days=20)):
        actions.end_stage(topic, result="", by=street.clerk)
        assert "我有意见卡" in read(Client(), f"/topics/{topic.number}/verdict")
        form = {"solved": "yes", "grade": "5"}
        assert Client().post(f"/topics/{topic.number}/verdict?card=acde fghj", form).status_code == 302
        assert Client().get(f"/topics/{topic.number}/verdict?card=XXXX").status_code == 422
    assert card.verdicts.get().grade == 5


def test_judging_comes_at_the_end(street):
    topic = raised(street, Client())
    assert "还没到这一步" in read(Client(), f"/topics/{topic.number}/verdict")
    assert Client().post(f"/topics/{topic.number}/verdict", {"solved": "yes", "grade": "5"}).status_code == 422


def test_a_raiser_is_known_by_the_device_and_looking_sets_no_cookie(street):
    phone, passer_by = Client(), Client()
    topic = raised(street, phone)
    read(passer_by, f"/topics/{topic.number}")
    assert "linli_voice" in phone.cookies
    assert "linli_voice" not in passer_by.cookies


def test_lists_cost_the_same_for_three_and_for_three_hundred(street):
    def asked(count):
        Topic.objects.all().delete()
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
        read(Client(), "/topics/")
        with CaptureQueriesContext(connection) as queries:
            said = read(Client(), "/topics/")
        assert len(re.findall(r"/topics/T-\d+", said)) == min(count, 60)
        return len(queries)

    assert asked(3) == asked(300) <= 2


def test_whoever_comes_back_to_the_address_of_seconding_is_led_to_the_topic(street):
    topic = raised(street, Client())
    answer = Client().get(f"/topics/{topic.number}/second")
    assert (answer.status_code, answer["Location"]) == (302, f"/topics/{topic.number}")
    assert Client().get("/topics/T000000-XXXXXX/second").status_code == 404
