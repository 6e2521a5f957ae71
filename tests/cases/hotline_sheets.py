"""Sheets of three fictional hotlines, each shaped differently."""

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

HEADINGS = [
    "序号",
    "工单编号",
    "受理时间",
    "诉求人",
    "联系电话",
    "是否保密",
    "诉求类别",
    "诉求内容",
    "诉求地址",
    "办理时限",
    "主办单位",
    "处置意见栏",
]
WORDS = [
    "楼道灯不亮，老人摸黑上楼",
    "垃圾桶满了两天没人清",
    "楼下烧烤摊半夜还在吵",
    "电梯按钮失灵",
    "小区门口路面塌了一块",
]


def order_row(n: int, **more) -> list:
    said = {
        "序号": n,
        "工单编号": f"AL2026112{n:011d}",
        "受理时间": "2026-11-23 08:30",
        "诉求人": "张某某",
        "联系电话": f"1990000{n:04d}",
        "是否保密": "否",
        "诉求类别": "城市管理/市容环境",
        "诉求内容": f"{WORDS[n % 5]}（第{n}件）",
        "诉求地址": "安澜市澜川区云渡街道望潮社区锦和苑3号楼2单元",
        "办理时限": "5个工作日",
        "主办单位": "云渡街道",
        "处置意见栏": "请属地处理",
    } | more
    return [said[heading] for heading in HEADINGS]


def xlsx(rows: list[list], *, headings: list[str] = HEADINGS) -> bytes:
    """With a merged title above, a note beneath the header, and the filler's name at the foot."""
    book = Workbook()
    sheet = book.active
    sheet.append(["澜川区12345政务服务热线转办工单汇总表（虚构）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    sheet.append(headings)
    sheet.append(["注：请于时限内办结并回复"])
    for row in rows:
        sheet.append(row)
    sheet.append(["填表人：热线值班员"])
    return saved(book)


def gbk_csv(rows: list[list]) -> bytes:
    """Two header rows, the upper one merged over several columns, as a CSV that Excel wrote in GBK."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["某市热线日报表", "", "", "", "", ""])
    writer.writerow(["工单", "", "诉求", "", "诉求人", ""])
    writer.writerow(["编号", "下派时间", "内容", "地点", "称呼", "电话"])
    writer.writerows(rows)
    return out.getvalue().encode("gbk")


def template(*, rows: int = 3) -> bytes:
    """A reply sheet as a city gives it out: title, header, some ruled rows, a line to sign."""
    book = Workbook()
    sheet = book.active
    sheet.title = "回复表"
    sheet["A1"] = "澜川区12345热线工单办理情况反馈表（虚构）"
    sheet["A1"].font = Font(name="宋体", size=18, bold=True)
    sheet.merge_cells("A1:G1")
    for n, words in enumerate(
        ["序号", "工单编号", "诉求属实", "是否解决", "办理情况", "公开答复内容", "回复时间"], start=1
    ):
        cell = sheet.cell(2, n, words)
        cell.fill = PatternFill("solid", fgColor="FFD9E1F2")
        cell.font = Font(bold=True)
    for row in range(3, 3 + rows):
        for n in range(1, 8):
            sheet.cell(row, n).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.cell(row, n).font = Font(name="仿宋", size=12)
        sheet.row_dimensions[row].height = 48
    sheet.cell(3 + rows, 1, "填报人：")
    sheet.cell(3 + rows, 5, "审核人：")
    sheet.merge_cells(start_row=3 + rows, start_column=1, end_row=3 + rows, end_column=3)
    sheet.column_dimensions["B"].width = 31
    sheet.column_dimensions["E"].width = 44
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
