"""Wires hang from windows for charging: found on patrol, urgent, and not done at the first try."""

import re
from datetime import timedelta

from browsing import photo
from playwright.sync_api import expect

WORDS = "巡查发现3栋2单元三楼从窗户拉线给楼下电动车充电，插线板挂在空调架上"


def test_wires_out_of_the_window_are_taken_down_at_the_second_call(town, tell_the_time):
    # On patrol, on the phone, in the large view: entered at the desk with two pictures.
    worker = town.as_post("worker", phone=True)
    worker.press("大字版")
    worker.follow("登记")
    worker.choose("巡查发现")
    worker.write("地点", "锦和苑3栋2单元")
    worker.write("居民反映的内容", WORDS)
    worker.page.get_by_label("照片").set_input_files([photo("wire-1"), photo("wire-2", side=1600)])
    worker.look("3-intake-phone")
    worker.press("登记并出示查询码")
    worker.sees("您反映的事，我们收到了")
    worker.look("3-slip-phone")
    worker.follow("打开事项")
    worker.sees("紧急", re.compile("电动车或电池冒烟"))
    expect(worker.page.get_by_alt_text("照片")).to_have_count(2)
    worker.look("3-case-phone")

    # The urgent clock: contact within two hours, done within a day. Nobody acts at first; the clock tells.
    town.later(hours=18)
    assert tell_the_time()
    chief = town.as_post("chief")
    chief.look("3-worklist", dark=True)
    chief.follow(re.compile("拉线给楼下电动车充电"))
    sending = chief.unfold("派遣")
    sending.get_by_label("派给哪个单位").select_option(label="区消防救援大队 · XF-03 违规停放充电消防安全指导")
    chief.press("派遣", within=sending)
    chief.sees("已派遣，并已通知对方单位。")

    # The fire service first says it is not theirs: it has to cite its duty list, which is on nobody's word alone.
    firefighter = town.as_post("firefighter", phone=True)
    firefighter.follow(re.compile("拉线给楼下电动车充电"))
    firefighter.look("3-unit-phone")
    back = firefighter.unfold("退回")
    firefighter.choose("不在职责清单", within=back)
    firefighter.write("需要社区知道的", "居民楼内充电应由物业先行劝阻。", within=back)
    with firefighter.expecting(422):
        firefighter.press("退回", within=back)
        firefighter.sees("说“不属本单位职责”，须引用职责清单的具体条目。")
    back = firefighter.unfold("退回")
    expect(back.get_by_label("需要社区知道的")).to_have_value("居民楼内充电应由物业先行劝阻。")
    firefighter.look("3-return-refused-phone")
    firefighter.write("或自己写", "XF-07 高层建筑消防检查", within=back)
    firefighter.press("退回", within=back)
    firefighter.sees("已退回。")

    # The chief reads why, and calls again: now the property company leads, the fire service supports.
    town.later(minutes=30)
    chief.again()
    chief.sees("退回 1 次", re.compile("XF-07 高层建筑消防检查"))
    chief.look("3-case-returned")
    whistle = chief.unfold("吹哨")
    whistle.get_by_label("锦和物业服务有限公司: 主办").check()
    whistle.get_by_label("区消防救援大队: 协办").check()
    chief.write("请各单位到场办什么", "物业先拆线，消防到场讲清后果。", within=whistle)
    chief.write(re.compile("为什么派给清单未列明"), "飞线充电的消防指导在消防清单上。", within=whistle)
    chief.press("吹哨", within=whistle)
    chief.sees("已吹哨，并已通知各单位。")

    manager = town.as_post("manager", phone=True)
    manager.follow(re.compile("拉线给楼下电动车充电"))
    manager.press("签收")
    manager.sees("已签收。")
    manager.step("报到", {"现场情况和商定的办法": "已到三楼，户主同意拆线。"}, choose=["到现场"])
    manager.sees("已报到。")
    firefighter.open("/desk/").follow(re.compile("拉线给楼下电动车充电"))
    firefighter.press("签收")
    firefighter.sees("已签收。")
    firefighter.step("办结上报", {"办理情况": "现场讲解，发了告知书。"}, photos=[photo("talk")])
    firefighter.sees("已报办结，由社区现场核查。")
    manager.again()
    manager.step("办结上报", {"办理情况": "飞线已拆除，插线板收走。"}, photos=[photo("cut-1"), photo("cut-2")])
    manager.sees("已报办结，由社区现场核查。")

    # The check on the spot: one wire is still there. Once more, then it is right.
    worker.again()
    worker.step("核查不通过，返工", {"现场情况": "东侧窗户还有一根线。"}, photos=[photo("still-there")])
    worker.sees("已退回重办，并已通知各单位。")
    worker.look("3-rework-phone")
    for unit in (manager, firefighter):
        unit.open("/desk/").follow(re.compile("拉线给楼下电动车充电"))
        unit.press("签收")
        unit.sees("已签收。")
        unit.step("办结上报", {"办理情况": "东侧的线也拆了。"}, photos=[photo("all-gone")])
        unit.sees("已报办结，由社区现场核查。")
    town.later(timedelta(minutes=10))
    chief.again()
    chief.step("销哨", {"现场情况": "整栋看过，没有飞线。"}, photos=[photo("clean")])
    chief.sees("已销哨。接下来请答复居民，并评价各单位。")
    worker.again()
    answer = worker.unfold("答复居民")
    worker.write("答复内容（居民看到的就是这些话）", "飞线已全部拆除，请到东门充电棚充电。", within=answer)
    worker.press("预览", within=answer)
    worker.press("发送给居民")
    worker.sees("已答复。所有反映人都能看到。")
    worker.step("办结")
    worker.sees("已办结。")
    worker.look("3-closed-phone")
    expect(worker.page.get_by_alt_text("办理后照片")).to_have_count(6)
