"""Without a mouse: in, down the list, into a case, and take it up."""

import pytest
from browsing import PASSWORD, Visitor
from playwright.sync_api import Locator, expect

from linli.cases.actions import Reachable, report_case

SHOWS_FOCUS = """(one) => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
  return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none"
}"""


def tab_to(person: Visitor, target: Locator, most: int = 60) -> None:
    """Press the tab key until the target has the focus, and see that the eye can tell."""
    for _ in range(most):
        person.page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            assert target.evaluate(SHOWS_FOCUS), f"{target} has the focus, but nothing shows it"
            return
    pytest.fail(f"The tab key does not reach {target}")


def test_a_grid_worker_logs_in_and_takes_up_a_case_by_keyboard_alone(town):
    words = ["单元门的闭门器坏了，半夜砰砰响", "六楼平台的雨水管堵了", "门口的路灯白天不灭"]
    cases = [
        report_case(place=town.street.unit, words=one, source="web", contact=Reachable("王某", "19900000007")).case
        for one in words
    ]
    worker = town.visitor(phone=False).open("/desk/login/?next=/desk/")
    page, keys = worker.page, worker.page.keyboard

    keys.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    tab_to(worker, page.get_by_label("用户名"))
    keys.type("worker")
    tab_to(worker, page.get_by_label("密码"))
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(f"{town.address}/desk/")

    # j goes down, k up, / into the search box, Escape out of it again, Enter opens.
    keys.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    keys.press("Escape")
    for key in "jjjk":
        keys.press(key)
    here = page.locator(".row--here")
    expect(here).to_have_count(1)
    worker.look("8-list")
    title = here.locator(".row__title").inner_text()
    keys.press("Enter")
    page.wait_for_url("**/desk/cases/*")
    expect(worker.title).to_contain_text(title)

    tab_to(worker, page.get_by_role("button", name="受理"))
    worker.look("8-case")
    keys.press("Enter")
    worker.sees("已受理。居民能看到由您负责。")
    [taken] = [case for case in cases if case.title == title]
    taken.refresh_from_db()
    assert taken.keeper == town.street.worker

    # A folded step opens with Enter, and its fields follow in order.
    step = page.locator("summary", has_text="联系居民")
    tab_to(worker, step)
    keys.press("Enter")
    tab_to(worker, page.get_by_label("沟通情况"), most=3)
    keys.type("约了明早")
    keys.press("Tab")
    keys.press("Enter")
    worker.sees("已记录：联系过居民。", "约了明早")
