"""An office's own sheet comes back filled, and otherwise as it was."""

import io
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from linli.kernel.errors import Refused
from linli.paper.workbooks import fill, missing_in, plain_form

sys.path.append(str(Path(__file__).parents[1] / "cases"))
from hotline_sheets import saved, template

HEADINGS = ["序号", "工单编号", "诉求属实", "是否解决", "办理情况", "公开答复内容", "回复时间"]
ROW = ["20261123000000001234", "是", "是", "=HYPERLINK(1)", "+86", "2026-11-23 10:00"]


def opened(raw: bytes):
    return load_workbook(io.BytesIO(raw)).active


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_rows_are_dressed_like_the_templates_own_and_the_line_to_sign_stays_below(rows):
    sheet = opened(fill(template(), HEADINGS, [[n, *ROW] for n in range(1, rows + 1)]))
    last = 2 + rows
    assert sheet["A1"].font.size == 18
    assert sheet.column_dimensions["B"].width == 31
    for row in (3, last):
        assert sheet.cell(row, 5).font.name == "仿宋"
        assert sheet.row_dimensions[row].height == 48
        assert (sheet.cell(row, 2).value, sheet.cell(row, 2).number_format) == (ROW[0], "@")
        assert (sheet.cell(row, 5).value, sheet.cell(row, 5).data_type) == ("=HYPERLINK(1)", "s")
    foot = max(last + 1, 6)
    assert sheet.cell(foot, 1).value == "填报人："
    assert sheet.cell(foot, 5).value == "审核人："
    assert f"A{foot}:C{foot}" in map(str, sheet.merged_cells.ranges)
    assert "A1:G1" in map(str, sheet.merged_cells.ranges)


def test_a_template_with_two_header_rows_and_a_note_is_filled_beneath_them():
    book = Workbook()
    sheet = book.active
    sheet.append(["工单编号", "办理", ""])
    sheet.append(["", "办理情况", "是否解决"])
    sheet.merge_cells("A1:A2")
    sheet.append(["说明：是否解决填是或否"])
    raw = saved(book)
    assert missing_in(raw, ["工单编号", "办理情况", "附件"]) == ["附件"]
    filled = opened(fill(raw, ["工单编号", "办理情况"], [["1", "好了"]]))
    assert (filled.cell(4, 1).value, filled.cell(4, 2).value) == ("1", "好了")


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 no", b"a,b\n1,2"])
def test_what_is_no_workbook_is_refused_in_a_sentence(raw):
    with pytest.raises(Refused):
        missing_in(raw, HEADINGS)


def test_whoever_has_no_template_gets_a_plain_sheet():
    raw = fill(plain_form("12345 回复表", HEADINGS), HEADINGS, [[1, *ROW]])
    assert opened(raw).cell(3, 2).value == ROW[0]
