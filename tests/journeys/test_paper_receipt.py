"""Somebody of seventy comes to the counter, has no phone that scans, and goes home with a slip of paper."""

import re

from playwright.sync_api import expect

WORDS = "楼道三楼的灯坏了一个星期，晚上买菜回来看不见台阶，上个月王阿姨就在那儿摔过"
ANSWER = "三楼的灯已经换成声控灯，四楼、五楼也一起检查过了。您再看到哪里不亮，随时告诉我们。"


def test_a_slip_of_paper_is_enough_to_hear_the_answer_and_to_rate_it(town, tell_the_time):
    clerk = town.as_post("clerk")
    clerk.follow("登记")
    clerk.choose("窗口来访")
    clerk.write("地点", "锦和苑 3栋 2单元")
    clerk.write("居民反映的内容", WORDS)
    clerk.write("姓名", "王某某")
    clerk.look("4-intake", dark=True)
    clerk.press("登记并出示查询码")
    clerk.sees("您反映的事，我们收到了")
    code = clerk.page.locator(".slip__code").inner_text()
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code)
    clerk.look("4-slip")

    # On paper there is the slip and nothing else: no bar, no buttons, none of the resident's own words.
    clerk.page.emulate_media(media="print")
    clerk.sees(code, "锦和苑 3栋 2单元")
    for link in ("工作台", "登记", "小票（PDF）"):
        expect(clerk.page.get_by_role("link", name=link, exact=True)).to_have_count(0)
    expect(clerk.page.get_by_role("button")).to_have_count(0)
    clerk.sees_not(re.compile("台阶|王某某"))
    clerk.look("4-slip-printed", elder=False)
    assert clerk.page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    clerk.page.emulate_media(media="screen")
    sheet = clerk.page.get_by_role("link", name="小票（PDF）").get_attribute("href")
    assert clerk.context.request.get(town.address + sheet).body().startswith(b"%PDF")

    # The grid worker changes the lamp and answers; nothing of that needs the resident.
    town.later(hours=5)
    worker = town.as_post("worker", phone=True)
    worker.follow(re.compile("楼道三楼的灯坏了"))
    worker.press("受理")
    worker.step("就地解决", {"办理情况": "换了声控灯。"})
    answer = worker.unfold("答复居民")
    worker.write("答复内容（居民看到的就是这些话）", ANSWER, within=answer)
    worker.press("预览", within=answer)
    worker.press("发送给居民")
    worker.sees("已答复。所有反映人都能看到。")

    # A week later the phone rings at the street. The caller reads the code out, hears the answer, and rates it.
    town.later(days=7)
    street_clerk = town.as_post("street-clerk")
    street_clerk.follow("查询码")
    with street_clerk.expecting(422):
        street_clerk.write("查询码（16 位数字）", "1234 5678 9012 3456")
        street_clerk.press("查询")
        street_clerk.sees("没有这个查询码。请对方再念一遍。")
    street_clerk.look("4-code-wrong")
    street_clerk.write("查询码（16 位数字）", code.translate(str.maketrans("0123456789", "０１２３４５６７８９")))
    street_clerk.press("查询")
    street_clerk.sees("答复内容（可念给居民听）", "三楼的灯已经换成声控灯")
    street_clerk.look("4-read-out", dark=True)
    street_clerk.choose("已解决")
    street_clerk.choose("满意")
    street_clerk.write("居民原话", "亮堂了，谢谢你们")
    street_clerk.press("记录下来")
    street_clerk.sees("已按居民的话记录。谢谢。")

    # Who has the slip sees the same, on any screen; the community sees how it was said.
    anyone = town.resident().open("/c/")
    anyone.write("您的查询码", code)
    anyone.press("查询")
    anyone.sees("您的评价：已解决。", "三楼的灯已经换成声控灯")
    anyone.look("4-receipt-elsewhere")
    clerk.open("/desk/?view=ended").follow(re.compile("楼道三楼的灯坏了"))
    clerk.sees("居民说已解决", "亮堂了，谢谢你们", re.compile(r"街道受理员01.*认为已解决.*（电话）"))
    clerk.look("4-case-rated")
