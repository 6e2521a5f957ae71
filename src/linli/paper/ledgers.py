"""A ledger (台账) as offices keep it: title, period, one row a matter, A4 landscape, the header on every page.

Rows are written as they come, so that ten thousand need no more memory than ten.
"""

import io
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter

A4 = 9  # as Excel numbers papers
LONGEST_CELL = 32_000  # of Excel's 32,767
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Column:
    heading: str
    width: float
    centred: bool = True


def ledger(
    title: str, period: str, columns: Sequence[Column], rows: Iterable[Sequence[str | int]], *, mark: str, foot: str = "", pages: str = "&P / &N"
) -> bytes:  # fmt: skip
    """The workbook. Numbers stay numbers; everything else is a text, so that no cell is ever a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(ILLEGAL_CHARACTERS_RE.sub("", title)[:31] or "1")
    styles = _styles(book, sheet)
    last = get_column_letter(len(columns))
    for n, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = column.width
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height, sheet.row_dimensions[3].height = 30, 18, 30
    sheet.merged_cells.add(f"A1:{last}1")
    sheet.merged_cells.add(f"A2:{last}2")
    _lay_out(sheet, last, mark, pages)
    sheet.append([_cell(sheet, title, styles["title"])])
    sheet.append([_cell(sheet, period, styles["period"])])
    sheet.append([_cell(sheet, column.heading, styles["heading"]) for column in columns])
    kinds = [styles["centred"] if column.centred else styles["text"] for column in columns]
    for row in rows:
        dressed = zip(row, kinds, strict=True)
        sheet.append(
            [_cell(sheet, value, styles["number"] if isinstance(value, int) else kind) for value, kind in dressed]
        )
    for words in filter(None, ["", foot, mark]):
        sheet.append([_cell(sheet, words, styles["foot"])])
    book.properties.title, book.properties.description = title, mark
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lay_out(sheet, last: str, mark: str, pages: str) -> None:
    sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = "1:3"
    sheet.freeze_panes = "D4"
    sheet.oddFooter.center.text = pages
    sheet.oddFooter.left.text = mark.replace("&", "&&")
    sheet.oddFooter.left.size = sheet.oddFooter.center.size = 8


def _styles(book: Workbook, sheet) -> dict[str, StyleArray]:
    """Each dress made up once and put on by every cell: ten thousand rows are a hundred and fifty thousand cells."""
    thin = Side(style="thin", color="FF888888")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    dresses = {
        "title": NamedStyle("ledger-title", font=Font(bold=True, size=18), alignment=middle),
        "period": NamedStyle("ledger-period", font=Font(size=10), alignment=Alignment(horizontal="right", vertical="center")),
        "heading": NamedStyle("ledger-heading", font=Font(bold=True, size=10), alignment=middle, border=box, fill=PatternFill("solid", fgColor="FFE8EEF0")),
        "number": NamedStyle("ledger-number", font=Font(size=9), alignment=middle, border=box, number_format="0"),
        "centred": NamedStyle("ledger-centred", font=Font(size=9), alignment=middle, border=box, number_format="@"),
        "text": NamedStyle("ledger-text", font=Font(size=9), alignment=left, border=box, number_format="@"),
        "foot": NamedStyle("ledger-foot", font=Font(size=9)),
    }  # fmt: skip
    made = {}
    for key, dress in dresses.items():
        book.add_named_style(dress)
        model = WriteOnlyCell(sheet)
        model.style = dress.name
        made[key] = model._style
    return made


def _cell(sheet, value: str | int, style: StyleArray) -> WriteOnlyCell:
    if isinstance(value, int):
        cell = WriteOnlyCell(sheet, value=value)
        cell._style = style
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    cell._style = style
    cell.data_type = "s"
    if text.startswith(RISKY):
        cell._style = copy(style)
        cell.quotePrefix = True  # stays a text also when somebody edits it
    return cell
