"""Two people work on one case at the same moment: the second is told what is new and loses none of their words."""

import re

from playwright.sync_api import expect

from linli.cases import actions


def a_case(street):
    voice = actions.report_case(place=street.unit, words="楼道里堆了旧家具，消防通道只剩半米", source="plate")
    return actions.take_up(voice.case, by=street.head)


def test_the_second_of_two_clerks_is_told_and_keeps_the_words(town):
    case = a_case(town.street)
    clerk, head = (town.as_post(name).open(f"/desk/cases/{case.pk}") for name in ("clerk", "head"))

    talk = clerk.unfold("联系居民")
    clerk.choose("上门", within=talk)
    clerk.write("沟通情况", "物主住601，说好周六前搬走。", within=talk)
    head.step("联系居民", {"沟通情况": "电话里约了明天上门。"})
    head.sees("已记录：联系过居民。")

    with clerk.expecting(409):
        clerk.press("联系居民", within=talk)
        clerk.sees("您填写时，别人先办了一步。新的情况：", "电话里约了明天上门。", "您写的内容还在下面，没有发出。")
    talk = clerk.unfold("联系居民")
    expect(talk.get_by_label("沟通情况")).to_have_value("物主住601，说好周六前搬走。")
    expect(talk.get_by_label("上门")).to_be_checked()
    clerk.look("7-overtaken", dark=True)

    # Having read it, the clerk presses once more.
    clerk.press("联系居民", within=talk)
    clerk.sees("已记录：联系过居民。", "物主住601，说好周六前搬走。")


def test_a_step_that_is_gone_still_shows_the_words_to_copy(town):
    case = actions.solve(a_case(town.street), words="家具已搬走", by=town.street.head)
    clerk, head = (town.as_post(name).open(f"/desk/cases/{case.pk}") for name in ("clerk", "head"))
    mine = clerk.unfold("答复居民")
    clerk.write("答复内容（居民看到的就是这些话）", "旧家具已全部搬走，通道恢复。", within=mine)
    clerk.press("预览", within=mine)
    clerk.sees("居民看到的样子")
    his = head.unfold("答复居民")
    head.write("答复内容（居民看到的就是这些话）", "通道已清出。", within=his)
    head.press("预览", within=his)
    head.press("发送给居民")
    head.sees("已答复。所有反映人都能看到。")

    with clerk.expecting(409):
        clerk.press("发送给居民")
        clerk.sees("这一步现在不能办了。您写的话可以从这里复制。", "通道已清出。")
    expect(clerk.page.get_by_label("答复内容（居民看到的就是这些话）")).to_have_value("旧家具已全部搬走，通道恢复。")
    clerk.look("7-too-late")


def test_pressing_a_step_twice_is_one_step(town):
    case = a_case(town.street)
    head = town.as_post("head").open(f"/desk/cases/{case.pk}")
    note = head.unfold("内部备注")
    head.write("给同事看的备注，居民看不到", "周六回看", within=note)
    note.get_by_role("button", name="内部备注").dblclick()
    head.sees("已记录。")
    expect(head.page.get_by_text("周六回看", exact=True)).to_have_count(1)
    head.sees_not(re.compile("别人先办了一步"))
