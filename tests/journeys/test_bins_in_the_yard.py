"""A shop's bins stink inside the compound: nobody at the block can solve that alone, so the whistle is blown."""

import re

from browsing import Visitor, photo
from playwright.sync_api import expect

WORDS = "楼下饭店的垃圾桶摆在小区里，臭得窗户都不敢开"
ANSWER = "您好！城管中队和物业已与饭店商定，垃圾桶今天起移到东门外的硬化地面，每天收运两次，原来的地方已经冲洗消毒。"


def figure(anyone: Visitor, words: str) -> str:
    """One of the four large figures of a public page."""
    return (
        anyone.page.locator(".figures__one", has=anyone.page.locator("dt", has_text=words))
        .locator("dd")
        .first.inner_text()
    )


def test_bins_that_stink_in_the_yard_are_moved_after_a_whistle(town, tell_the_time):
    anyone = town.visitor(phone=False).open("/s/990101001")
    assert (figure(anyone, "提出"), figure(anyone, "办结")) == ("0", "0")

    # A resident scans the plate in the stairwell.
    resident = town.resident().open("/r/ACDEFG34")
    resident.sees("锦和苑 3栋 2单元")
    resident.write("发生了什么？", WORDS)
    resident.sees("听起来是：")
    form = resident.unfold("想让我们联系您吗？")
    resident.write("怎么称呼您", "张某某", within=form)
    resident.write("您的电话", "19900001234", within=form)
    resident.choose("可以把我的话公开（不含姓名电话）")
    resident.look("1-report")
    resident.press("告诉社区")
    resident.page.wait_for_url("**/c/*")
    resident.sees(re.compile("已收到。望潮社区第3网格的网格员已接到通知"))
    resident.look("1-receipt-new", dark=True)

    # The grid worker reads it on the phone, calls, and hands it to the grid chief, who may blow the whistle.
    worker = town.as_post("worker", phone=True)
    tell_the_time()
    worker.again()
    worker.look("1-worklist-phone")
    worker.follow(re.compile("楼下饭店的垃圾桶"))
    worker.look("1-case-phone")
    worker.press("受理")
    worker.sees("已受理。居民能看到由您负责。")
    worker.unfold("已留联系方式，点开查看")
    worker.press("显示姓名和电话")
    worker.sees("19900001234")
    worker.step("联系居民", {"沟通情况": "居民说每天夜里十一点收摊后最臭。"})
    worker.sees("已记录：联系过居民。")
    handing = worker.unfold("转交")
    handing.get_by_label("转给谁").select_option(label=handing.locator("option", has_text="林某某").inner_text())
    worker.write("需要对方知道的", "饭店不归我们管，要请城管和物业一起到场。", within=handing)
    worker.look("1-handing-on-phone")
    worker.press("转交", within=handing)
    worker.sees("已转交。")

    # The chief is told, and calls city management and the property company to the spot.
    chief = town.as_post("chief")
    tell_the_time()
    chief.follow("消息")
    chief.look("1-inbox")
    chief.page.get_by_role("button", name=re.compile("转交给您")).click()
    whistle = chief.unfold("吹哨")
    whistle.get_by_label("区城管局云渡中队: 主办").check()
    whistle.get_by_label("锦和物业服务有限公司: 协办").check()
    chief.write("请各单位到场办什么", "到现场商定垃圾桶新的摆放点，原来的地方要冲洗。", within=whistle)
    chief.look("1-whistle-form")
    chief.press("吹哨", within=whistle)
    chief.sees("已吹哨，并已通知各单位。")
    chief.look("1-case-whistled")

    resident.again()
    resident.sees("已吹哨，区城管局云渡中队、锦和物业服务有限公司正在办理。")

    # Both sign, one of them contacts the resident; they meet on the spot and choose a new place.
    town.later(minutes=20)
    officer = town.as_post("officer")
    officer.look("1-unit-worklist")
    officer.follow(re.compile("楼下饭店的垃圾桶"))
    officer.press("签收")
    officer.sees("已签收。")
    officer.step("联系居民", {"沟通情况": "约好下午三点在楼下看现场。"})
    manager = town.as_post("manager", phone=True)
    manager.follow(re.compile("楼下饭店的垃圾桶"))
    manager.press("签收")
    manager.sees("已签收。")
    manager.look("1-unit-case-phone")
    chief.follow("吹哨")
    chief.look("1-board")

    town.later(hours=5)
    meeting = "会商：饭店、物业、城管同意把垃圾桶移到东门外，物业负责收运两次。"
    officer.again()
    officer.step("报到", {"现场情况和商定的办法": meeting}, choose=["参加会商"])
    officer.sees("已报到。")
    manager.again()
    manager.step("报到", {"现场情况和商定的办法": meeting}, choose=["参加会商"])
    manager.sees("已报到。")
    chief.follow(re.compile("锦和苑 3栋 2单元"))
    chief.step("内部备注", {"给同事看的备注，居民看不到": "会商纪要：新点位定在东门外，一周后回看。"})
    chief.sees("已记录。")

    # Done, with pictures; checked on the spot by who blew the whistle; answered.
    town.later(days=1)
    officer.again()
    officer.step(
        "办结上报", {"办理情况": "已督促饭店移桶，签了门前三包承诺。"}, photos=[photo("officer-1"), photo("officer-2")]
    )
    officer.sees("已报办结，由社区现场核查。")
    manager.again()
    manager.step("办结上报", {"办理情况": "新点位硬化完成，原处冲洗消毒。"}, photos=[photo("manager-1")])
    manager.sees("已报办结，由社区现场核查。")
    chief.again()
    chief.step("销哨", {"现场情况": "到现场看过，桶已移走，没有异味。"}, photos=[photo("chief-1")])
    chief.sees("已销哨。接下来请答复居民，并评价各单位。")
    answer = chief.unfold("答复居民")
    chief.write("答复内容（居民看到的就是这些话）", ANSWER, within=answer)
    chief.choose("可在公开页上展示", within=answer)
    chief.press("预览", within=answer)
    expect(chief.page.get_by_label("居民看到的样子")).to_contain_text("每天收运两次")
    chief.look("1-answer-preview")
    chief.press("发送给居民")
    chief.sees("已答复。所有反映人都能看到。")
    chief.look("1-case-answered", dark=True)

    # The resident reads, looks at the pictures, and says how it went.
    resident.again()
    resident.sees("已答复。您看解决了吗？", "每天收运两次")
    expect(resident.page.get_by_alt_text(re.compile("办理后的照片"))).to_have_count(4)
    resident.sees(re.compile("联系核实"))  # who looked at name and phone, and what for
    resident.look("1-receipt-answered")
    resident.choose("解决了")
    resident.choose("非常满意")
    resident.write("还想说点什么？", "终于能开窗了，谢谢。")
    resident.press("提交评价")
    resident.sees("您的评价：已解决。", re.compile("已办结。谢谢您的评价"))
    resident.look("1-receipt-rated")

    # A minute later everyone sees it in the figures.
    town.later(minutes=1)
    anyone.again()
    assert (figure(anyone, "提出"), figure(anyone, "办结")) == ("1", "1")
    anyone.sees("每天收运两次", "居民说：解决了", WORDS)
    anyone.look("1-street")
    expect(anyone.page.locator("body")).not_to_contain_text("张某某")
    expect(anyone.page.locator("body")).not_to_contain_text("3栋")
