"""Neighbours raise the trimming of the trees; the community refuses, the street takes it up after all; it ends with
their own verdict.
"""

import io
import re
from datetime import timedelta

from PIL import Image

from linli.councils.actions import meetings, minutes
from linli.councils.models import Topic
from linli.kernel import clock


def done(clerk, topic, step: str) -> None:
    clerk.page.wait_for_url(re.compile(rf"/desk/topics/{topic.pk}$"))
    clerk.sees(f"已完成：{step}")


def test_neighbours_raise_a_topic_are_refused_appeal_and_judge_what_became_of_it(town):
    raiser = town.resident().open("/topics/")
    raiser.sees("现在没有正在协商的议题")
    raiser.follow("提出议题")
    for place in ("望潮社区", "锦和苑"):
        raiser.follow(place)
    raiser.follow("就选锦和苑，不用再细分")
    raiser.write("想和大家商量什么？", "树木修剪：高层要阳光，底层要树荫")
    raiser.write("现在是什么情况？关系到哪些人？", "六层白天要开灯，一层怕夏天晒。")
    raiser.look("4-raise", dark=True)
    raiser.press("提出")
    raiser.sees("这是您提出的", "征集附议")
    topic = Topic.objects.get()
    raiser.look("4-raised")

    for _n in range(topic.seconders_needed):
        neighbour = town.resident().open(f"/topics/{topic.number}")
        neighbour.press("我也关心，附议")
        neighbour.sees(re.compile("您已附议|待审核"))
    raiser.again()
    raiser.sees("社区正在审核")

    # The community does not take it up, and says why.
    clerk = town.as_post("clerk").open("/desk/topics")
    clerk.sees("待审核")
    clerk.page.get_by_role("link", name=re.compile("树木修剪")).click()
    clerk.look("4-screening")
    clerk.fits("4-screening", widths=[375])
    refusal = clerk.unfold("不予立项")
    clerk.choose("属于个人诉求或报修，请作为事项上报", within=refusal)
    clerk.write("给提出人的说明", "修树请报修。", within=refusal)
    clerk.press("不予立项", within=refusal)
    done(clerk, topic, "不予立项")
    raiser.again()
    raiser.sees("为什么不予立项", "修树请报修。")
    raiser.look("4-refused")
    raiser.follow("申请街道复核")
    raiser.write("为什么应该立项？", "高层和底层想的不一样，报修解决不了。")
    raiser.press("提交街道")
    raiser.sees("街道复核中")

    # The street takes it up after all.
    leader = town.as_post("leader").open(f"/desk/topics/{topic.pk}")
    leader.write("街道复核意见", "关系全小区，应当协商。")
    leader.choose(re.compile("民事民提民议民评："))
    leader.choose("楼层")
    leader.press("复核：同意立项")
    done(leader, topic, "复核：同意立项")
    raiser.again()
    raiser.sees("民事民提：征集看法", "欢迎说出您的看法", "关系全小区，应当协商。")
    raiser.look("4-going", dark=True)

    # No stage can be skipped, nor ended before its days.
    clerk.open(f"/desk/topics/{topic.pk}")
    clerk.sees("至少 7 天")
    with clerk.expecting(422):
        clerk.write("本阶段记录", "收到三十份看法")
        clerk.press("结束本阶段")
        clerk.sees("至少 7 天")
    town.later(days=7)
    end(clerk, topic, "收到三十份看法")

    # A meeting is no words: its minutes are out. What was decided outside the platform has its signed sheet.
    with clerk.expecting(422):
        clerk.write("本阶段记录", "协调会商定冬季修剪")
        clerk.press("结束本阶段")
        clerk.sees(re.compile("就本议题开过会，且纪要已公布"))
    clerk.look("4-no-meeting")
    hold(town.street, topic)
    clerk.open(f"/desk/topics/{topic.pk}")
    clerk.sees("依据的会议纪要：", "树木修剪协调会")
    end(clerk, topic, "协调会商定冬季修剪")
    clerk.sees("会议纪要：")
    fold = clerk.unfold("是在平台之外、纸面决定的")
    clerk.write(re.compile("什么时候、在哪里开的"), "二月三日楼下议事会，十一人举手通过", within=fold)
    fold.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_sheet()})
    end(clerk, topic, "修到三层窗下，先查鸟窝", stay=True)
    clerk.sees("二月三日楼下议事会，十一人举手通过", "签字页 1")
    clerk.look("4-outside")
    raiser.again()
    raiser.sees("树木修剪协调会", "二月三日楼下议事会，十一人举手通过", "签字页存社区居委会，可当面查看。")
    show(clerk, topic, "修剪办法", "冬季修剪，修到三层窗下，先查鸟窝。")
    clerk.look("4-on-show")
    town.later(days=16)
    end(clerk, topic, "")
    end(clerk, topic, "二月十日修剪完毕，保留两处鸟窝。")
    show(clerk, topic, "修剪结果", "已按办法修剪，花费 6,800 元，由物业承担。")
    town.later(days=16)
    end(clerk, topic, "")

    # The neighbours judge, and it is closed.
    for n, phone in enumerate([raiser, *(town.resident() for _ in range(4))]):
        phone.open(f"/topics/{topic.number}/verdict")
        phone.choose("解决了" if n else "没有解决")
        phone.choose("4 分 好" if n else "2 分 不好")
        if n == 1:
            phone.look("4-verdict", dark=True)
        phone.press("提交评议")
        phone.sees("居民评议")
    raiser.again()
    raiser.sees("5 位居民评议，4 位认为已解决（80%）")
    town.later(days=7)
    clerk.open(f"/desk/topics/{topic.pk}")
    clerk.write("一两句话说明结果", "多数居民认为已解决，一户嫌修得少，来年再看。")
    clerk.press("办结议题")
    done(clerk, topic, "办结议题")
    anybody = town.visitor(phone=False).open(f"/topics/{topic.number}")
    anybody.sees("已结束", "多数居民认为已解决", "修到三层窗下，先查鸟窝", "修剪结果", "花费 6,800 元")
    anybody.look("4-chain", dark=True)
    anybody.fits("4-chain", widths=[375, 768])
    answer = anybody.page.request.get(f"{town.address}/topics/{topic.number}/notice.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert Topic.objects.get(pk=topic.pk).state == "closed"


def show(clerk, topic: Topic, title: str, body: str) -> None:
    clerk.open(f"/desk/topics/{topic.pk}")
    clerk.write("公示标题", title)
    clerk.write("公示内容", body)
    clerk.press("公示")
    done(clerk, topic, "公示")


def hold(street, topic: Topic) -> None:
    """A meeting on the topic, called and held by the actions."""
    room = meetings.add_venue(street.jinhe, name="一楼议事厅", by=street.head)
    starts = clock.now() + timedelta(minutes=20)
    meeting = meetings.call_meeting(
        "coordination",
        place=street.jinhe,
        venue=room,
        title="树木修剪协调会",
        starts=starts,
        ends=starts + timedelta(hours=2),
        topic=topic,
        by=street.head,
    )
    meeting = minutes.end(minutes.begin(meeting, by=street.head), by=street.head)
    minutes.publish_minutes(minutes.sign(meeting, parties=["committee"], by=street.head), by=street.head)


def a_sheet() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "JPEG")
    return drawn.getvalue()


def end(clerk, topic: Topic, record: str, *, stay: bool = False) -> None:
    if not stay:
        clerk.open(f"/desk/topics/{topic.pk}")
    if record:
        clerk.write("本阶段记录", record)
    clerk.press("结束本阶段")
    done(clerk, topic, "结束本阶段")
