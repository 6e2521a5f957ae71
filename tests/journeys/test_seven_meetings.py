"""Seven meetings end in 343 car and 2,015 bicycle spaces: what is open is carried over, a late promise comes back, and
is kept with evidence.
"""

import re
from datetime import timedelta

from linli.councils.actions import meetings, minutes, promises
from linli.councils.models import Meeting, Promise
from linli.kernel import clock

SAID = ["先数清楚", "现状图出来了", "通道不能停", "旧煤棚能用", "坡道要让开"]


def hold_five(street, room) -> None:
    """The first five, a month apart, by the actions; at the second the property company promises and is late."""
    for n, said in enumerate(SAID):
        starts = clock.now() - timedelta(days=35 * (6 - n))
        with clock.frozen(starts - timedelta(days=6)):
            meeting = meetings.call_meeting(
                "five_party",
                place=street.jinhe,
                venue=room,
                title=f"停车例会（第{n + 1}次）",
                starts=starts,
                ends=starts + timedelta(hours=2),
                by=street.head,
            )
            if n == 0:
                meetings.add_item(meeting, title="车位怎么分", by=street.head)
        with clock.frozen(starts):
            meeting = minutes.begin(meeting, by=street.head)
            item = meeting.items.first()
            assert item.title == "车位怎么分"
            minutes.write_item(item, minutes=said, outcome="carried", by=street.head)
            if n == 4:
                promises.promise(
                    place=street.jinhe,
                    words="清走无主自行车",
                    due=clock.today() + timedelta(days=10),
                    owner=street.manager,
                    organisation=street.property,
                    item=item,
                    by=street.head,
                )
            ended = minutes.end(meeting, by=street.head)
            minutes.publish_minutes(ended, unsigned_why="签字页在会后补齐", by=street.head)


def test_seven_meetings_end_in_343_car_and_2015_bicycle_spaces(town):
    street = town.street
    head = town.as_post("head").open("/desk/meetings/rooms")
    head.write("场地名称", "一楼议事厅")
    head.press("登记场地")
    head.sees("场地已登记。")
    room = meetings.Venue.objects.get()
    hold_five(street, room)

    # The sixth, through the pages. What was carried over and the late promise stand on its agenda by themselves.
    head.open("/desk/meetings/")
    head.follow("召集会议")
    head.write("会议名称", "停车例会（第6次）")
    head.page.get_by_label("哪个地方的会").select_option(street.jinhe.code)
    head.write("开始时间", f"{clock.now() + timedelta(days=7):%Y-%m-%d}T14:00")
    head.look("15-call", elder=False)
    head.press("召集")
    head.sees("已召集，并已通知各方。", "车位怎么分", "清走无主自行车", re.compile("业主委员会"))
    sixth = Meeting.objects.order_by("-id").first()
    head.look("15-meeting", dark=True)
    town.resident().open(f"/meetings/{sixth.number}").sees("车位怎么分", "清走无主自行车")

    # On the day: the room's code on a phone, two who write at once, a promise made at the table.
    town.later(sixth.starts - clock.now())
    phone = town.resident().open(f"/m/{sixth.code}")
    phone.look("15-here")
    phone.press("我到了")
    phone.sees("签到成功，欢迎！")
    head.again()
    head.press("开会")
    head.sees("边写边自动保存。几个人可以同时记，各记一项。")
    clerk = town.as_post("clerk", phone=True).open(f"/desk/meetings/{sixth.pk}/minutes")
    head.write("讨论情况", "两个方案对比")
    head.sees(re.compile("已保存"))
    with clerk.expecting(409):
        clerk.write("讨论情况", "老人担心坡道")
        clerk.sees(re.compile("刚才有别人改过这里"), "两个方案对比")
    clerk.write("讨论情况", "两个方案对比；老人担心坡道")
    clerk.sees(re.compile("已保存"))
    clerk.look("15-minutes-phone")
    head.again()
    form = head.unfold("有人当场承诺")
    head.write("承诺做什么", "把方案图贴到每个单元", within=form)
    head.write("期限", f"{clock.now() + timedelta(days=20):%Y-%m-%d}", within=form)
    head.press("记入承诺台账", within=form)
    head.sees(re.compile("已记入承诺台账"))
    head.press("结束会议")
    head.sees("已开完，待签字")
    head.look("15-held", elder=False)

    # Nothing is published unsigned without a word: two parties sign, and why the others have not is read by everybody.
    head.page.locator("#unsigned-why").fill("")
    head.press("公布纪要")
    head.sees(re.compile("还没有签字的有：社区党组织、居民委员会"))
    for party in ("居民委员会", "物业服务企业"):
        head.page.get_by_role("checkbox", name=party).check()
    head.press("登记签字")
    head.page.locator("#unsigned-why").fill("其余三方没有派人到会")
    head.press("公布纪要")
    head.sees("纪要已公开")
    town.resident().open(f"/meetings/{sixth.number}").sees("未签齐就公布的原因：其余三方没有派人到会")

    # The property company keeps its late promise, with evidence.
    manager = town.as_post("manager", phone=True).open("/desk/promises/")
    manager.sees("清走无主自行车", "逾期")
    manager.look("15-ledger", elder=False)
    manager.page.get_by_role("link", name=re.compile("清走无主自行车")).click()
    form = manager.unfold("已经做到")
    manager.write("做了什么", "199 辆无主车已清走", within=form)
    manager.press("已经做到", within=form)
    manager.sees("199 辆无主车已清走", "已兑现")
    manager.look("15-kept")

    # The seventh settles it.
    seventh = meetings.call_meeting(
        "five_party",
        place=street.jinhe,
        venue=room,
        title="停车例会（第7次）",
        by=street.head,
        starts=clock.now() + timedelta(days=6),
        ends=clock.now() + timedelta(days=6, hours=2),
    )
    town.later(days=6, minutes=5)
    head.open(f"/desk/meetings/{seventh.pk}")
    head.press("开会")
    head.sees("车位怎么分")
    head.choose("已议定")
    head.write("讨论情况", "汽车位 343 个，自行车位 2,015 个，全体同意")
    head.sees(re.compile("已保存"))
    head.press("结束会议")
    head.page.locator("#unsigned-why").fill("签字页在会后补齐")
    head.press("公布纪要")
    head.sees("纪要已公开")
    anybody = town.resident().open(f"/meetings/{seventh.number}")
    anybody.sees("汽车位 343 个，自行车位 2,015 个，全体同意")
    anybody.look("15-public", dark=True)
    anybody.open("/promises/?view=ended").sees("清走无主自行车", "已兑现")
    anybody.look("15-promises")
    assert Promise.objects.get(words="清走无主自行车").returned.count() == 1
