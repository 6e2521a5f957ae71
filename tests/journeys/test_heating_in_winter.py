"""A cold flat before the Spring Festival of 2025: more time for works, over a make-up Sunday and eight days off."""

import re
from datetime import datetime

from playwright.sync_api import expect

from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI

FRIDAY = datetime(2025, 1, 24, 9, 10, tzinfo=SHANGHAI)  # 春节 28 January to 4 February; Sunday the 26th is worked
WORDS = "家里暖气不热，老人孩子都冻着，室温只有十四度"


def test_a_heating_complaint_crosses_the_spring_festival(town):
    town.later(FRIDAY - clock.now())
    resident = town.resident().open(f"/r/{town.street.plate.code}")
    resident.write("发生了什么？", WORDS)
    resident.press("告诉社区")
    resident.page.wait_for_url("**/c/*")
    case = Case.objects.get()
    receipt = case.voices.get().receipt

    # The worker takes it up, names the matter and asks for time for works.
    worker = town.as_post("worker").open(f"/desk/cases/{case.pk}")
    worker.press("受理")
    worker.sees(re.compile("居民能看到"))
    case.refresh_from_db()
    assert case.category.code == "D04"
    form = worker.unfold("申请延期")
    worker.write("要延多久", "5", within=form)
    worker.choose("工程（由街道领导审批）", within=form)
    worker.write("原因（居民会看到）", "二次管网漏水，需要开挖更换阀门。", within=form)
    worker.look("winter-ask", dark=True)
    worker.press("申请延期", within=form)
    worker.sees("已申请，已通知审批人。", "延期5 个工作日")

    # The leader sees the old and the new due time and agrees.
    leader = town.as_post("leader").open("/desk/more")
    leader.follow("待审批")
    leader.sees("二次管网漏水，需要开挖更换阀门。", "1月25日 周六", "2月7日 周五 17:30")
    leader.look("winter-approvals", dark=True)
    leader.fits("winter-approvals", widths=[375, 768])
    leader.press("同意")
    leader.sees("已同意。", "没有等您审批的申请。")

    # Why is it due then? Day by day, with the make-up Sunday and the festival.
    worker.open(f"/desk/cases/{case.pk}")
    worker.follow("为什么是这个时间？")
    expect(worker.title).to_have_text("为什么是这个时间？")
    days = worker.page.locator(".why__days").last
    expect(days.locator("tr", has_text="1月26日")).to_contain_text("调休上班")
    expect(days.locator("tr", has_text="1月29日")).to_contain_text("春节")
    expect(days.locator("tr", has_text="1月29日")).to_contain_text("不计入")
    worker.sees("因此办结时间为 2月7日 周五 17:30。")
    worker.look("winter-why", dark=True)
    worker.fits("winter-why", widths=[375, 768])

    # The resident reads until when, and why.
    resident.open(f"/c/{receipt}")
    resident.sees("二次管网漏水，需要开挖更换阀门。", "2月7日 周五 17:30")
    resident.look("winter-receipt")
