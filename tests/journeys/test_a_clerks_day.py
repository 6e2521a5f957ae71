"""A clerk's day: keeps a view, takes up five at once and takes it back, answers with a standard text, exports the
ledger.
"""

import re

from openpyxl import load_workbook
from playwright.sync_api import expect

from linli.cases import actions
from linli.cases.models import Case


def test_a_clerks_day_gets_lighter(town, tmp_path):
    street = town.street
    for n in range(5):
        actions.report_case(place=street.unit, words=f"=楼道{n + 1}层堆了旧家具，电话19900005678", source="plate")
    actions.write_phrase(
        place=street.wangchao,
        step="answer",
        name="已清理",
        words="您好！{地点}的{事项类别}问题已于{今天}清理。",
        by=street.head,
    )
    clerk = town.as_post("clerk").open("/desk/?view=area&q=楼道")
    page = clerk.page

    # A view of one's own
    keep = clerk.unfold("保存为视图")
    keep.get_by_label("视图名称").fill("楼道堆物")
    clerk.press("保存", within=keep)
    clerk.sees("已保存，和其他视图并列显示。")
    expect(page.get_by_role("link", name=re.compile("楼道堆物"))).to_have_attribute("aria-current", "page")

    # Five at once, and back
    for box in page.locator(".row__tick input").all():
        box.check()
    clerk.sees("已勾选 5 件")
    clerk.look("13-ticked")
    clerk.press("先看一看")
    clerk.sees("5 件可以办")
    clerk.look("13-look-first")
    clerk.press("受理")
    clerk.sees("5 件已受理。")
    assert Case.objects.filter(state="taken_up", keeper=street.clerk).count() == 5
    clerk.look("13-done")
    clerk.press("撤回")
    clerk.sees("5 件已恢复原状。")
    assert Case.objects.filter(state="reported", keeper=None).count() == 5

    # An answer that need not be typed
    case = Case.objects.order_by("id").first()
    actions.solve(actions.take_up(case, by=street.clerk), words="已搬走", by=street.clerk)
    clerk.open(f"/desk/cases/{case.pk}")
    answer = clerk.unfold("答复居民")
    answer.get_by_label("常用语").select_option(label="已清理")
    clerk.press("插入", within=answer)
    expect(answer.get_by_label("答复内容（居民看到的就是这些话）")).to_have_value(
        re.compile("您好！.*2单元.*已于11月23日")
    )
    clerk.press("预览", within=answer)
    clerk.press("发送给居民")
    clerk.sees("已答复。所有反映人都能看到。")

    # The ledger, as the office keeps it
    clerk.open("/desk/?view=area")
    clerk.follow("导出台账（Excel）")
    clerk.write("用途", "月度归档")
    clerk.look("13-ledger")
    with page.expect_download() as download:
        clerk.press("导出")
    download.value.save_as(tmp_path / "ledger.xlsx")
    sheet = load_workbook(tmp_path / "ledger.xlsx").active
    headings = [cell.value for cell in sheet[3]]
    assert headings[:4] == ["序号", "受理日期", "编号", "来源"]
    assert {"A1:O1", "A2:O2"} == {str(area) for area in sheet.merged_cells.ranges}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=8)]
    said = [row[headings.index("诉求内容")] for row in rows]
    assert len([words for words in said if words.startswith("=楼道")]) == 5
    assert not any("19900005678" in words for words in said)
    assert all(sheet.cell(row, 7).data_type == "s" for row in range(4, 9))
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$3")
