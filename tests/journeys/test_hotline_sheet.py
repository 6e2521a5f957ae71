"""A sheet of two hundred orders comes in, comes once more, one of them is worked to its answer, and the
reply goes out.
"""

import io
import re
import sys
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from linli.cases.models import Order

sys.path.append(str(Path(__file__).parents[1] / "cases"))
from hotline_sheets import order_row, template, xlsx

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWER = "楼道灯已换成声控灯，今晚起上下楼看得见了。"
REPLIED = ["工单编号", "诉求属实", "是否解决", "办理情况", "公开答复内容", "回复时间"]


def test_two_hundred_orders_are_taken_in_once_and_one_is_replied_to_in_the_citys_sheet(town, tell_the_time):
    # The administrator brings the city's own reply sheet.
    admin = town.as_post("admin").open("/desk/hotlines")
    admin.follow("12345")
    admin.page.get_by_label("本市回复表模板").set_input_files(
        {"name": "反馈表.xlsx", "mimeType": KIND, "buffer": template()}
    )
    admin.write("修改原因", "上传区里发的反馈表")
    admin.look("12-hotline", elder=False)
    admin.press("保存为新的一版")
    admin.sees("已保存，以后的表格都按此处理。", "反馈表.xlsx")

    # The street clerk looks at the sheet first: one row has lost its number, one address nobody knows.
    rows = [order_row(n) for n in range(1, 199)]
    rows += [order_row(199, 诉求地址="地址不详"), order_row(200, 工单编号="2.02611E+17")]
    sheet = {"name": "11月23日转办工单.xlsx", "mimeType": KIND, "buffer": xlsx(rows)}
    clerk = town.as_post("street-clerk").open("/desk/hotline")
    clerk.follow("导入工单")
    clerk.look("12-import")
    clerk.page.get_by_label("工单表").set_input_files(sheet)
    clerk.press("先看看内容")
    clerk.sees("待定位", re.compile("第 ?203 ?行"), "锦和苑 3栋 2单元")
    clerk.look("12-preview", dark=True)
    clerk.press("导入 199 张工单")
    clerk.page.wait_for_url(re.compile("/desk/hotline/sheets/"))
    expect(clerk.page.get_by_text("已导入。")).to_be_visible(timeout=90_000)
    clerk.look("12-sheet", elder=False)

    # Once more, nothing of it is new.
    clerk.open("/desk/hotline/import")
    clerk.page.get_by_label("工单表").set_input_files(sheet)
    clerk.press("先看看内容")
    clerk.sees("没有新的工单。")

    # The grid worker solves one and the community answers; nobody writes anything for the hotline yet.
    number = order_row(5)[1]
    worker = town.as_post("worker", phone=True).open("/desk/?view=area&q=第5件")
    worker.follow(re.compile("（第5件）"))
    worker.sees(number)
    worker.press("受理")
    worker.step("就地解决", {"办理情况": "换了声控灯。"})
    answer = worker.unfold("答复居民")
    worker.write("答复内容（居民看到的就是这些话）", ANSWER, within=answer)
    worker.press("预览", within=answer)
    worker.press("发送给居民")

    # What is known already stands in the reply.
    clerk.open(f"/desk/hotline?q={number}")
    clerk.follow(re.compile("（第5件）"))
    clerk.sees("12345")
    expect(clerk.page.get_by_label("公开答复内容")).to_have_value(ANSWER)
    clerk.look("12-order")
    clerk.press("预览回复")
    clerk.sees("回复表中的样子")
    clerk.press("保存回复，待导出")
    clerk.sees("回复已保存，下次导出时一并送出。")

    clerk.open("/desk/hotline/export")
    clerk.look("12-export", elder=False)
    with clerk.page.expect_download() as taken:
        clerk.press("导出")
    filled = load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes()))["回复表"]
    said = dict(zip(REPLIED, [filled.cell(3, n).value for n in range(2, 8)], strict=True))
    assert (said["工单编号"], said["诉求属实"], said["是否解决"], said["公开答复内容"]) == (number, "是", "是", ANSWER)
    assert said["办理情况"] == "换了声控灯。"
    assert filled["B3"].number_format == "@"
    assert filled["E3"].font.name == "仿宋"
    assert filled.column_dimensions["B"].width == 31
    assert "A1:G1" in map(str, filled.merged_cells.ranges)
    assert filled["A6"].value == "填报人："
    assert Order.objects.filter(exported_at__isnull=False).count() == 1
    clerk.open("/desk/hotline?view=exported").sees(number)
