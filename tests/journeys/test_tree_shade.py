"""A chat in the shade of the tree whose voices enter by paper: cards, a stall, a box opened by two, and a resident who
corrects a card.
"""

import re
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "councils"))
from voices_cast import FLOORS, topic

from linli.councils.models import Participant, Stance

LINES = "树下放几张带靠背的长椅\n晚上九点半散了，别吵着楼上\n下雨天活动室要开门"


def test_what_old_neighbours_say_in_the_shade_of_the_tree_comes_in_by_paper(town):
    it = topic(town.street, title="香樟树下唠家常", lines=[])
    low = FLOORS["options"][0]

    # Statements to begin with, and cards with codes.
    clerk = town.as_post("clerk").open(f"/desk/topics/{it.pk}/voices")
    clerk.sees("还没有人说话。")
    clerk.page.get_by_label("开头的几条看法").fill(LINES)
    clerk.press("添加")
    clerk.sees("已展示 3 条看法。")
    clerk.write("打印几张", "3")
    with clerk.page.expect_download() as download:
        clerk.press("打印意见卡")
    assert Path(download.value.path()).read_bytes()[:4] == b"%PDF"
    cards = list(Participant.objects.filter(topic=it, joined_at=None).order_by("number"))
    assert len(cards) == 3

    # At the stall: one told, one on a card.
    worker = town.as_post("worker", phone=True).open(f"/desk/topics/{it.pk}/voices")
    worker.follow("代录看法")
    worker.choose("议事摊")
    worker.choose(low)
    worker.page.locator("input[name=s1][value=agree]").check()
    worker.page.locator("input[name=s2][value=disagree]").check()
    worker.look("tree-entry")
    worker.press("录入，接着录下一份")
    worker.sees(re.compile("已录入：2 条。.*编号"))
    worker.choose("纸质卡")
    with worker.expecting(422):
        worker.write("卡上的编号", "ACAC ACAC")
        worker.page.locator("input[name=s1][value=agree]").check()
        worker.press("录入，接着录下一份")
        worker.sees("本议题没有这个编号的意见卡，请逐个字母核对。")
    worker.write("卡上的编号", cards[0].code)
    worker.page.locator("input[name=s2][value=agree]").check()
    worker.page.locator("input[name=c3]").fill("有人值班")
    worker.press("录入，接着录下一份")
    worker.sees("已录入：3 条。")

    # The letter box: one writes down, the other counts too.
    clerk.open(f"/desk/topics/{it.pk}/voices")
    fold = clerk.unfold("开意见箱")
    clerk.write("哪个意见箱", "3栋门厅", within=fold)
    clerk.write("箱里有几张", "1", within=fold)
    clerk.press("记录下来", within=fold)
    clerk.sees("您已登记；请另一个人清点确认。")
    worker.open(f"/desk/topics/{it.pk}/voices")
    worker.write("清点张数", "1")
    worker.press("我也清点过了")
    worker.sees("两次清点一致，可以录入卡片了。")
    worker.look("tree-desk-phone")
    worker.open(f"/desk/topics/{it.pk}/voices/enter?channel=box")
    worker.write("卡上的编号", cards[1].code)
    worker.page.locator("input[name=s1][value=disagree]").check()
    worker.press("录入，接着录下一份")
    worker.sees("已录入：1 条。")

    # Whoever tore off the stub looks and corrects.
    holder = town.resident().open(f"/k/{cards[1].code}?see=all")
    holder.sees("全部看法，以及我的表态", "不同意")
    holder.look("tree-card")
    holder.follow(re.compile("^修改"))
    holder.press("同意")
    holder.sees("全部看法，以及我的表态")
    assert Stance.objects.get(participant=cards[1], statement__number=1).side == "agree"

    # A neighbour with a phone, beside them.
    phone = town.resident().open(f"/topics/{it.number}")
    phone.follow(re.compile("说说我的看法"))
    phone.sees("先说说您的情况")
    phone.look("tree-groups")
    phone.choose(FLOORS["options"][1])
    phone.press("去表态")
    phone.sees("已表态 0 / 3")
    phone.look("tree-statement", dark=True)
    phone.press("同意")
    phone.sees("已表态 1 / 3")
    phone.page.locator("summary", has_text="有条件同意").click()
    phone.write(re.compile("条件"), "音响别对着楼上")
    phone.look("tree-condition")
    phone.press("满足这个条件就同意")
    phone.sees("已表态 2 / 3")
    phone.press("跳过")
    phone.sees("谢谢，您已对全部看法表态。")
    phone.follow("我来说一条")
    phone.write("我的看法", "树下放几张有靠背的长椅")
    phone.press("提交")
    phone.sees("已有邻居说过类似的话，您是不是这个意思？")
    phone.look("tree-alike")
    phone.press("不是，我说的不一样，提交")
    phone.sees("已收到。", "待查看")

    # The clerk looks: one is shown, one says what another says already.
    clerk.open(f"/desk/topics/{it.pk}/voices")
    clerk.look("tree-desk")
    clerk.fits("tree-desk", widths=[375, 768])
    same = clerk.page.locator("li", has_text="有靠背的长椅").filter(has=clerk.page.locator("summary")).first
    same.locator("summary").click()
    same.get_by_label("为什么不展示").select_option("same")
    same.get_by_label("与哪一条意思相同").fill("1")
    same.get_by_role("button", name="不展示").last.click()
    clerk.sees("未展示；提出人能看到原因。")
    clerk.press("向大家展示")
    clerk.sees("已展示。")
    phone.open(f"/topics/{it.number}/say?see=own")
    phone.sees("与另一条意思相同")
    phone.look("tree-own")

    # Everybody reads who has been heard, which way, and what is missing.
    anybody = town.resident().open(f"/topics/{it.number}")
    anybody.sees(re.compile("4 位邻居说了看法"), "少于 5 人", re.compile("与另一条意思相同 1"))
    anybody.look("tree-public")
