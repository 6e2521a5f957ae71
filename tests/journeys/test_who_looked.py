"""A resident leaves a phone. A clerk and a unit look at it, each saying what for; the resident finds out and doubts
one of them.
"""

import re

from playwright.sync_api import expect

from linli.cases import actions
from linli.cases.actions import Reachable

NAME, PHONE = "王某某", "19900004321"
ANSWER = "已核实：当天没有与您联系，查看没有必要，已提醒该单位，今后须先打电话再登记。"


def test_a_resident_finds_out_who_saw_the_phone_number_and_objects(town, tell_the_time):
    street = town.street
    voice = actions.report_case(
        place=street.unit,
        words="烧烤摊占道，油烟飘进三楼",
        source="plate",
        contact=Reachable(NAME, PHONE),
        submission_key="who-looked",
    )
    actions.dispatch(
        actions.take_up(voice.case, by=street.head), unit=street.city_management, words="请到场查处", by=street.head
    )
    tell_the_time()

    # The clerk looks, saying what for. The number stands on the page for a while and is in no page that comes after.
    clerk = town.as_post("clerk").open(f"/desk/cases/{voice.case_id}")
    _look(clerk, "已留联系方式，点开查看", "联系核实", "确认楼层")
    clerk.sees(NAME, PHONE, re.compile("秒后隐藏"))
    clerk.look("9-opened")
    clerk.open(f"/desk/cases/{voice.case_id}").sees_not(PHONE)

    town.later(minutes=20)
    officer = town.as_post("officer", phone=True).open(f"/desk/cases/{voice.case_id}")
    _look(officer, "已留联系方式，点开查看", "预约上门", "")
    officer.sees(PHONE)

    # On the receipt: which role of which unit, when, for what. No name of anybody.
    town.later(hours=3)
    resident = town.resident().open(f"/c/{voice.receipt}")
    section = resident.page.locator("#looks")
    expect(section.get_by_role("listitem")).to_have_count(2)
    resident.sees(re.compile("望潮社区"), re.compile("确认楼层"), re.compile("云渡中队"))
    resident.sees_not("社区受理员01")
    resident.sees_not("城管队员01")
    unit = section.get_by_role("listitem").filter(has_text="云渡中队")
    unit.locator("summary").click()
    resident.look("9-who-looked")
    unit.get_by_label(re.compile("您觉得哪里不对")).fill("没有人给我打过电话")
    resident.press("提交异议", within=unit)
    resident.sees(re.compile("您于.*提出异议"), re.compile("已告知纪检员"))

    # The inspector answers in the open; the unit hears that it has been answered.
    tell_the_time()
    inspector = town.as_post("inspector").open("/desk/looks")
    inspector.follow(re.compile("城管队员01"))
    inspector.sees("没有人给我打过电话")
    inspector.choose("没有必要")
    inspector.write("给居民的答复", ANSWER)
    inspector.look("9-doubt")
    inspector.press("答复居民")
    inspector.sees(re.compile("已答复，居民可在回执页看到"))

    resident.again()
    resident.sees(re.compile("这次查看没有必要"), ANSWER)
    resident.look("9-answered")
    tell_the_time()
    officer.open("/desk/inbox").sees(re.compile("异议已有答复"))


def _look(visitor, summary: str, purpose: str, words: str) -> None:
    form = visitor.unfold(summary)
    visitor.choose(purpose, within=form)
    if words:
        visitor.write(re.compile("具体"), words, within=form)
    form.get_by_role("button").click()
