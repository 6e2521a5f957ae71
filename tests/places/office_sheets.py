"""Spreadsheets as offices make them, for tests."""

import csv
import io

from openpyxl import Workbook

HEAD = ("序号", "编码", "名称", "类型", "上级编码")


def xlsx(*rows, merged=(), sheets=()) -> bytes:
    """A workbook with these rows on its last sheet; `sheets` come before it."""
    book = Workbook()
    for title, lines in sheets:
        page = book.create_sheet(title)
        for line in lines:
            page.append(line)
    page = book.create_sheet("数据")
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(*rows, delimiter=",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()
