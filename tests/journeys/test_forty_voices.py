"""Forty residents and one dead lift: some join while they type, others come in as cases of their own and are merged.

Every one of them is answered, one in words of its own; a merge that was a mistake is taken back.
"""

import re

from playwright.sync_api import expect

from linli.cases import actions
from linli.cases.models import Case, Voice

WORDS = [
    "2单元电梯坏了，老人下不了楼",
    "电梯停了，我妈坐轮椅出不了门",
    "电梯又坏了，抱着孩子爬九楼",
    "电梯坏了两天没人修",
    "2单元的电梯不动了",
]


def test_forty_voices_on_one_dead_lift_are_merged_and_each_is_answered(town):
    s = town.street
    lift = actions.report_case(place=s.unit, words=WORDS[0], source="plate", category="A04").case
    town.later(minutes=5)
    lift = actions.take_up(lift, by=s.worker)
    for number in range(30):
        actions.join_case(lift, words=f"{WORDS[number % 5]}，{number + 1}楼", source="web")
    town.later(minutes=5)
    apart = [
        actions.report_case(place=s.building, words=WORDS[n % 5], source="phone", by=s.clerk, category="A04")
        for n in range(8)
    ]

    # While typing, the lift comes on top; "the same here" takes along what was typed.
    neighbour = town.resident().open(f"/r/{s.plate.code}")
    neighbour.write("发生了什么？", "电梯坏了，轮椅下不来")
    neighbour.sees("是不是下面这件事？", re.compile("在办，.*前答复"), "31位居民")
    neighbour.look("10-alike", dark=True)
    neighbour.page.locator("[data-alike-found]").get_by_role("button", name="我也遇到了").first.click()
    neighbour.sees("您要加入正在办理的事项：")
    expect(neighbour.page.locator("#text")).to_have_value("电梯坏了，轮椅下不来")
    neighbour.press("我也遇到了，加入")
    neighbour.page.wait_for_url("**/c/*")
    mine = neighbour.path
    assert lift.voices.count() == 32

    # The counter sees it too, while taking a call.
    clerk = town.as_post("clerk").open("/desk/intake")
    clerk.write("地点", "锦和苑3栋2单元")
    clerk.write("居民反映的内容（用居民的话）", "打电话来说电梯坏了，出不了门")
    clerk.sees("可能是同一件事，已经在办：")
    clerk.look("10-intake")
    clerk.page.locator("[data-alike-found] li", has_text=lift.number).get_by_role("button").click()
    clerk.page.wait_for_url("**/desk/slips/*")
    assert lift.voices.count() == 33

    # The worker finds the others beside it, and merges them: the first in the browser, side by side.
    worker = town.as_post("worker").open(f"/desk/cases/{apart[0].case_id}")
    worker.sees("可能是同一件事", re.compile("同一楼栋或同一处 · 同一类别"))
    worker.look("10-panel")
    worker.page.locator(".same__fold li", has_text=lift.number).get_by_role("link", name="对比").click()
    worker.sees("是同一件事吗？")
    expect(worker.page.get_by_role("radio", name=re.compile(re.escape(lift.number)))).to_be_checked()
    worker.write("为什么是同一件事", "都是3栋2单元这一部电梯")
    worker.look("10-side-by-side", dark=True)
    worker.press("合并")
    worker.sees("已合并。每位居民保留自己的查询码，都会得到答复。", f"随 {apart[0].case.number} 并入")
    for voice in apart[1:]:
        actions.merge(voice.case, into=Case.objects.get(pk=lift.pk), words="同一部电梯", by=s.worker)
    other = actions.report_case(place=s.building, words="货梯坏了，电梯里有水", source="web", category="A04")
    actions.merge(other.case, into=Case.objects.get(pk=lift.pk), words="同一部电梯", by=s.worker)
    assert lift.voices.count() == 42

    # That one was another lift: taken back, it goes on as it was.
    worker.open(f"/desk/cases/{other.case_id}").follow("撤销合并")
    worker.look("10-take-back")
    worker.write("为什么其实是两件事", "是货梯，不是同一部")
    worker.press("撤销合并")
    worker.sees("合并已撤销，这一件按原样继续办理。")
    other.refresh_from_db()
    assert (other.case_id, lift.voices.count()) == (Case.objects.get(number=other.case.number).pk, 41)

    # One answer for all, and for one of them other words.
    worker.open(f"/desk/cases/{lift.pk}").step("就地解决", {"办理情况": "更换了制动器，试运行正常"})
    answer = worker.unfold("答复居民")
    worker.write("答复内容（居民看到的就是这些话）", "电梯已修好，请放心乘坐。", within=answer)
    own = worker.unfold("对个别居民另外答复")
    last = Voice.objects.get(receipt=mine.removeprefix("/c/").rstrip("/"))
    row = [voice.pk for voice in lift.voices.all()].index(last.pk) + 1
    own.get_by_label(re.compile(rf"^{row}\. ")).fill("电梯修好了，轮椅坡道也清出来了。")
    worker.press("预览", within=answer)
    worker.sees("电梯修好了，轮椅坡道也清出来了。")
    worker.press("发送给居民")
    worker.sees("已答复。所有反映人都能看到。")
    worker.look("10-answered")

    neighbour.open(mine).sees("电梯修好了，轮椅坡道也清出来了。")
    one = town.resident().open(f"/c/{apart[3].receipt}")
    one.sees("电梯已修好，请放心乘坐。", "与邻居反映的同一件事合并办理。您的查询码不变，答复仍在这里看。")
    one.look("10-merged-receipt", dark=True)
    one.choose(re.compile("^(已解决|解决了)$"))
    one.press("提交评价")
    one.sees("您的评价：已解决。")
    assert {voice.answer for voice in Voice.objects.filter(case=lift.pk).exclude(pk=last.pk)} == {
        "电梯已修好，请放心乘坐。"
    }
    assert Voice.objects.get(pk=apart[3].pk).solved is True
