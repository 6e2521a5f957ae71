"""Three units are whistled to bins in a yard; one says it is not its duty, and the street agrees. The others come and
do it.
"""

import re

import pytest
from playwright.sync_api import expect

from linli.cases import actions

WORDS = "小区里饭店的垃圾桶臭得不行，楼道口还堆着纸箱，怕着火"


@pytest.fixture
def voice_of_the_yard(town) -> str:
    """The page of the case."""
    case = actions.report_case(place=town.street.unit, words=WORDS, source="web", category="B05").case
    return f"/desk/cases/{actions.take_up(case, by=town.street.head).pk}"


def test_of_three_units_one_is_released_and_the_others_are_stood_down_and_rated(town, voice_of_the_yard):
    # The head blows a key whistle. The form shows the clocks of each kind, and who the duty list names.
    head = town.as_post("head")
    head.open(voice_of_the_yard)
    form = head.unfold("吹哨")
    head.choose(re.compile("攻坚哨"), within=form)
    form.get_by_label("区城管局云渡中队: 主办").check()
    form.get_by_label("锦和物业服务有限公司: 协办").check()
    form.locator("summary", has_text="其他单位").click()
    form.get_by_label("区消防救援大队: 协办").check()
    head.write("请各单位到场办什么", "桶要移走，纸箱要清，三家一起到场。", within=form)
    with head.expecting(422):
        head.press("吹哨", within=form)  # the list does not name the fire service here: that needs words
        head.sees(re.compile("没有区消防救援大队"))
    form = head.unfold("吹哨")
    head.write(re.compile("为什么派给清单未列明"), "纸箱堆在楼道口，怕着火。", within=form)
    head.look("7-whistle-form")
    head.press("吹哨", within=form)
    head.sees("已吹哨，并已通知各单位。")

    # The fire service reads why it was called, and objects with the item by which it is somebody else's.
    fire = town.as_post("firefighter", phone=True)
    fire.open(voice_of_the_yard)
    fire.sees("纸箱堆在楼道口，怕着火。")
    objecting = fire.unfold("提出异议")
    objecting.get_by_label("权责清单条目").select_option(index=1)
    fire.write("为什么不属本单位职责", "楼道口清理由物业负责。", within=objecting)
    fire.press("提出异议", within=objecting)
    fire.sees(re.compile("异议已提交街道"))

    # The street decides; the one who blew does not.
    leader = town.as_post("leader")
    leader.open("/desk/more").follow(re.compile("异议与二次退回"))
    leader.follow(re.compile("区消防救援大队"))
    leader.look("7-objection")
    leader.choose("成立：不属该单位职责，准予退出")
    leader.write("理由（该单位会看到）", "物业清理即可。")
    leader.press("决定")
    leader.sees("已裁定，并已通知该单位。")
    fire.again()
    fire.sees("物业清理即可。")

    # The other two sign, meet, plan and finish.
    officer, manager = town.as_post("officer"), town.as_post("manager", phone=True)
    for unit in (officer, manager):
        unit.open(voice_of_the_yard).press("签收")
        unit.sees("已签收。")
        unit.step("报到", {"现场情况和商定的办法": "已到社区会商。"}, choose=["参加会商"])
        unit.sees("已报到。")
    officer.step("写处置方案", {"怎么办、谁来办、什么时候办完": "城管今天移桶，物业明天清楼道，后天社区复查。"})
    officer.sees(re.compile("方案已写好"))
    for unit in (officer, manager):
        unit.open(voice_of_the_yard).step("办结上报", {"办理情况": "办好了。"})
        unit.sees("已报办结，由社区现场核查。")

    # On Thursday evening the list is frozen; on Friday the session goes through it.
    leader.open("/desk/sessions").press("现在定单")
    leader.sees("已议 0 件，共 1 件")
    leader.choose("按计划推进")
    leader.write("商定事项、责任单位、时限", "社区周五复查后销哨。")
    leader.press("记下，下一件")
    leader.sees("已议 1 件，共 1 件")
    leader.look("7-session")
    leader.fits("7-session", widths=[375, 768])
    leader.follow("签字单")
    leader.sees("区消防救援大队", "社区周五复查后销哨。", re.compile("主持人"))
    leader.look("7-sheet")

    # Who blew it stands it down, and both sides rate each other.
    head.open(voice_of_the_yard).step("销哨", {"现场情况": "桶移走了，楼道清空了。"})
    head.sees(re.compile("已销哨"))
    head.page.get_by_role("link", name="评价").first.click()
    head.choose("满意")
    head.look("7-rate")
    head.press("评价")
    head.sees(re.compile("谢谢。对方会看到"))
    officer.open(voice_of_the_yard).follow("评价")
    officer.choose("非常满意")
    officer.press("评价")
    head.again()
    head.sees("单位评吹哨：")
    head.open("/desk/whistles")
    head.sees("没有在办的吹哨。")
    expect(head.page.get_by_role("table")).to_have_count(0)
