"""An old phone that runs no script: reporting, following and rating work all the same."""

import re

from browsing import photo
from playwright.sync_api import expect

from linli.cases import actions
from linli.cases.models import Case, Voice

WORDS = "东门外的盲道被共享单车占满，盲人过不去"


def test_a_resident_without_script_reports_follows_and_rates(town):
    resident = town.resident(java_script_enabled=False).open("/r/ACDEFG34")

    # A report without words comes back with a sentence, and with what else was filled in.
    resident.unfold("想让我们联系您吗？")
    resident.write("怎么称呼您", "李某某")
    resident.write("发生了什么？", "   ")
    with resident.expecting(422):
        resident.press("告诉社区")
        resident.sees("请先写几句话。")
    expect(resident.page.get_by_label("怎么称呼您")).to_have_value("李某某")
    resident.picture("6-refused")

    resident.write("发生了什么？", WORDS)
    resident.page.locator("input[type=file]").set_input_files([photo("blind-1"), photo("blind-2")])
    resident.press("告诉社区")
    resident.sees(re.compile("已收到"))
    expect(resident.page.get_by_alt_text(re.compile("您的照片"))).to_have_count(2)
    resident.picture("6-receipt")
    receipt = resident.path
    code = resident.page.locator(".keep__code").inner_text()

    # Back and the same button again: the same receipt.
    with resident.expecting(422):  # the page that had come back, fetched anew
        resident.page.go_back()
        resident.write("发生了什么？", WORDS)
    resident.press("告诉社区")
    resident.page.wait_for_url("**/c/*")
    assert (resident.path, Case.objects.count(), Voice.objects.count()) == (receipt, 1, 1)

    # Something is added later; the code typed by hand leads there too.
    resident.open("/c/").write("您的查询码", code.replace(" ", "-"))
    resident.press("查询")
    assert resident.path == receipt
    resident.unfold("补充文字或照片")
    resident.write("有什么新情况？", "今天早上又倒了一排")
    resident.press("补充")
    resident.sees("今天早上又倒了一排", "您作了补充。")

    case = Case.objects.get()
    worker = town.street.worker
    case = actions.take_up(case, by=worker)
    case = actions.solve(case, words="和企业一起清走了单车，画了停放线", by=worker)
    actions.answer(case, words="单车已清走，画了停放线，每天早晚各巡一次。", by=worker)

    resident.page.reload()
    resident.sees("每天早晚各巡一次", "已答复。您看解决了吗？")
    resident.choose("还没解决")
    resident.choose("不满意")
    resident.write("还想说点什么？", "周末又占了")
    resident.picture("6-rating")
    resident.press("提交评价")
    resident.sees(re.compile("正在重办，已列入督办"), "已重办，并列入督办。")
    resident.picture("6-reopened")
    case.refresh_from_db()
    assert (case.state, case.supervised, case.solved) == ("taken_up", True, False)
