"""Neighbours pool money for cameras against thrown objects: everyone sees every receipt, and the camera stands in the
register.
"""

import io
import re

from PIL import Image

from linli.councils import actions
from linli.councils.models import Account, Topic
from linli.kernel import clock


def receipt() -> dict:
    file = io.BytesIO()
    Image.new("RGB", (640, 900), "white").save(file, "JPEG")
    return {"name": "发票.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def topic(street) -> Topic:
    raised = actions.raise_topic(
        place=street.jinhe, title="高空抛物：凑钱装朝上的摄像头", words="上周又掉下来一个花盆。", by=street.head
    )
    return actions.take_up(raised, procedure="plain", groups=[], by=street.clerk)


def test_neighbours_pool_money_for_cameras_and_see_every_receipt(town):
    it = topic(town.street)
    head = town.as_post("head").open(f"/desk/accounts/new?topic={it.number}")
    head.choose("居民捐款")
    head.write("款项用途", "3栋朝上摄像头")
    head.write("谁出钱、做什么、余款怎么办", "3栋住户自愿凑集，多余按比例退回。")
    head.write("需要多少（元）", "三千")
    head.page.get_by_label("保管单位").or_(head.page.get_by_label("管账单位")).first.select_option(
        label="望潮社区居民委员会"
    )
    with head.expecting(422):
        head.press("开设（所有人可见）")
        head.sees("请填写金额（元），例如 1280.50。")
    head.write("需要多少（元）", "3000")
    head.press("开设（所有人可见）")
    head.page.wait_for_url(re.compile(r"/desk/accounts/[0-9a-f-]{36}$"))
    account = Account.objects.get()
    assert (account.goal, account.topic) == (300_000, it)

    for giver, amount in (("3栋张某某", "1,200"), ("", "1800.00")):
        head.page.get_by_text("记一笔", exact=True).first.click()
        head.choose("收入")
        head.write("金额（元）", amount)
        head.write("事由", "捐款")
        head.write("显示的名字", giver)
        head.press("记账（所有人可见）")
        head.sees("已记账。")
    head.sees("100%")

    # The cameras are bought: the receipt is photographed, and counts when a colleague has looked at it.
    head.page.get_by_text("记一笔", exact=True).first.click()
    head.choose("支出")
    head.write("金额（元）", "2680")
    head.write("事由", "摄像头两台")
    with head.expecting(422):
        head.press("记账（所有人可见）")
        head.sees("支出须有票据：拍照或填写号码。")
    head.page.locator("input[type=file]").first.set_input_files(receipt())
    head.press("记账（所有人可见）")
    head.sees("待第二人核对")
    head.press("已核对票据")
    head.sees("记账人不能自己核对，请找同事。")
    head.look("20-account")
    clerk = town.as_post("clerk").open(f"/desk/accounts/{account.pk}")
    clerk.press("已核对票据")
    clerk.sees("320.00")

    # The camera is registered, gets its sign, and runs.
    head.open("/desk/cameras/new")
    head.write("安装位置", "3栋东侧灯杆")
    head.write("拍什么、不得拍什么", "由下朝上拍外墙，窗户已遮挡")
    head.write("用途", "查明高空抛物")
    head.write("画面保存天数", "7")
    head.page.get_by_label("出资账户").select_option(label=str(account))
    with head.expecting(422):
        head.press("登记（所有人可见）")
        head.sees("此处画面保存 30 至 90 天。")
    head.write("画面保存天数", "30")
    head.press("登记（所有人可见）")
    head.sees("已登记。挂好提示牌后方可启用。")
    head.page.get_by_text("启用", exact=True).first.click()
    today = clock.today().isoformat()
    head.write("提示牌挂出日期", today)
    head.write("启用日期", today)
    head.page.get_by_role("button", name="记下").or_(head.page.get_by_role("button", name="记录")).first.click()
    head.sees("在用")
    head.look("20-cameras")

    # Any neighbour sees all of it, receipt and camera, from the topic's page.
    phone = town.resident().open(f"/topics/{it.number}")
    phone.sees("账目", "3栋朝上摄像头", "100%", "3栋东侧灯杆")
    phone.follow("3栋朝上摄像头")
    phone.sees("3栋张某某", "一位邻居", "摄像头两台", "-2,680.00", "320.00")
    phone.look("20-public", dark=True)
    picture = phone.page.request.get(
        phone.address + phone.page.get_by_role("link", name="看票据").first.get_attribute("href")
    )
    assert picture.headers["content-type"] == "image/jpeg"
    phone.fits("20-public", widths=[375, 768])
