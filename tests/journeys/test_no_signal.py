"""A lift has no signal, and a finger is quick: whatever happens on the way, what was said arrives, and arrives once."""

import re

from browsing import photo
from playwright.sync_api import expect

from linli.cases.models import Case, Photo, Voice

WORDS = "2单元电梯从早上停到现在，九楼有人坐轮椅下不来"


def test_a_report_from_a_lift_is_kept_on_the_phone_and_sent_once(town):
    resident = town.resident().open("/r/ACDEFG34")
    resident.write("发生了什么？", WORDS)
    form = resident.unfold("想让我们联系您吗？")
    resident.write("您的电话", "19900005678", within=form)

    # A page that is loaded anew has the words still.
    resident.page.reload()
    resident.sees("您上次写的内容还在。")
    expect(resident.page.get_by_label("发生了什么？")).to_have_value(WORDS)
    expect(resident.page.get_by_label("您的电话")).to_have_value("19900005678")
    resident.look("5-kept")

    # The doors close, the signal is gone; a photo is added, the button pressed, and pressed again.
    with resident.without_signal():
        resident.page.locator("input[type=file]").set_input_files(photo("lift"))
        resident.press("告诉社区")
        resident.sees("没有信号，已存在手机上，有信号时自动再发。")
        resident.press("现在再试一次")
        resident.sees("没有信号，已存在手机上，有信号时自动再发。")
        resident.look("5-no-signal", dark=True)
        assert Voice.objects.count() == 0

    # The doors open.
    resident.page.wait_for_url("**/c/*")
    resident.sees(re.compile("已收到"))
    expect(resident.page.get_by_alt_text("您的照片 1")).to_be_visible()
    assert (Case.objects.count(), Voice.objects.get().words, Photo.objects.count()) == (1, WORDS, 1)
    receipt = resident.path

    # Back, and once more? The page is empty, and a page without words sends nothing.
    resident.page.go_back()
    expect(resident.page.get_by_label("发生了什么？")).to_have_value("")
    resident.press("告诉社区")
    assert "/r/" in resident.path
    with resident.expecting(422):
        resident.write("发生了什么？", "  ")
        resident.press("告诉社区")
        resident.sees("请先写几句话。")
    resident.look("5-empty")
    resident.page.go_forward()
    assert resident.path == receipt
    assert Case.objects.count() == 1


def test_a_report_that_waits_goes_out_when_its_page_is_opened_again(town):
    resident = town.resident().open("/r/ACDEFG34")
    resident.write("发生了什么？", WORDS)
    with resident.without_signal():
        resident.press("告诉社区")
        resident.sees("没有信号，已存在手机上，有信号时自动再发。")
        resident.page.goto("about:blank")
    resident.open("/r/ACDEFG34")
    resident.page.wait_for_url("**/c/*")
    assert Voice.objects.get().words == WORDS


def test_pressing_twice_at_once_is_one_case(town):
    resident = town.resident().open("/r/ACDEFG34")
    resident.write("发生了什么？", WORDS)
    resident.page.get_by_role("button", name="告诉社区").dblclick()
    resident.page.wait_for_url("**/c/*")
    assert (Case.objects.count(), Voice.objects.count()) == (1, 1)


def test_an_answer_that_got_lost_on_the_way_back_does_not_make_a_second_case(town):
    """The report arrived, but the phone never heard so; it tries again under the same key."""
    resident = town.resident().open("/r/ACDEFG34")
    resident.write("发生了什么？", WORDS)
    lost = []

    def swallow(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            return route.abort("connectionreset")
        return route.continue_()

    resident.page.route("**/r/ACDEFG34", swallow)
    resident.press("告诉社区")
    resident.sees("没有信号，已存在手机上，有信号时自动再发。")
    assert (lost, Voice.objects.count()) == ([200], 1)
    resident.press("现在再试一次")
    resident.page.wait_for_url("**/c/*")
    assert (Case.objects.count(), Voice.objects.count()) == (1, 1)
    resident.complaints = [one for one in resident.complaints if "ERR_CONNECTION_RESET" not in one]
