"""Filling an office's own Excel sheet: found by its headings, written beneath them, everything else left as it is."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from unicodedata import normalize

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from linli.kernel.errors import Refused
from linli.kernel.words import N_

LARGEST_UNPACKED = 50_000_000  # bytes
HEADER_WITHIN, MOST_COLUMNS = 30, 200
LONGEST_CELL = 32_000  # of Excel's 32,767
_RISKY = re.compile(r"vbaProject|externalLink|activeX|embeddings|connections\.xml", re.IGNORECASE)
_NOTE = re.compile(
    r"[（(]?\s*(说明|填写说明|填表说明|注\s*[:：]|备注\s*[:：]|必填|选填|示例|样例|例如|note\b|example\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Form:
    """Where a sheet wants its rows: `at` gives the column of each heading, `first` the row beneath the header and its
    notes.
    """

    sheet: Worksheet
    at: Mapping[str, int]
    first: int


def missing_in(raw: bytes, headings: Iterable[str]) -> list[str]:
    """Which of these headings the template lacks. Refuses what is no plain .xlsx: macros, links to other
    files, bombs.
    """
    wanted = list(headings)
    form = _form(_opened(raw), wanted)
    return [heading for heading in wanted if heading not in form.at]


def fill(
    raw: bytes, headings: Sequence[str], rows: Iterable[Sequence[str | int]], *, mark: str = "", cell: bool = False
) -> bytes:
    """The template with these rows in it, each cell under its heading, dressed like the template's own first row.

    What stands below, such as the line to sign, moves down. Texts stay texts, so no cell is ever a formula and no long
    number is rounded. `mark` says who took it, when and under which number: see `stamp`.
    """
    book, rows = _opened(raw), list(rows)
    form = _form(book, headings)
    if not form.at:
        raise Refused(N_("None of the headings stands in the template."))
    sheet = form.sheet
    _make_room(sheet, form.first, len(rows))
    dress = [(n, copy(sheet.cell(form.first, n)._style)) for n in range(1, min(sheet.max_column, MOST_COLUMNS) + 1)]
    height = sheet.row_dimensions[form.first].height
    for number, row in enumerate(rows, start=form.first):
        for column, style in dress:
            sheet.cell(number, column)._style = copy(style)
        if height:
            sheet.row_dimensions[number].height = height
        for heading, value in zip(headings, row, strict=True):
            if heading in form.at:
                _write(sheet.cell(number, form.at[heading]), value)
    if mark:
        stamp(book, mark, cell=cell)
    return _saved(book)


def stamp(book: Workbook, mark: str, *, cell: bool) -> None:
    """Put the mark into the file's description and on every printed page; with `cell` also pale beneath the last row,
    which another office's template would not bear.
    """
    book.properties.description = mark
    for sheet in book.worksheets:
        foot = sheet.oddFooter
        free = next((part for part in (foot.left, foot.right, foot.center) if not part.text), None)
        if free is not None:
            free.text, free.size, free.color = mark.replace("&", "&&"), 8, "888888"
        if cell:
            below = sheet.cell(sheet.max_row + 2, 1)
            _write(below, mark)
            below.font = Font(size=8, color="FFAAAAAA")


def plain_form(title: str, headings: Sequence[str]) -> bytes:
    """A sheet of our own for whoever has none: a title, a header, a width that fits its words."""
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(len(headings), 1))
    sheet.append(list(headings))
    thin = Side(style="thin", color="FF888888")
    for n, heading in enumerate(headings, start=1):
        for row in (2, 3):
            cell = sheet.cell(row, n)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="top" if row == 3 else "center")
        sheet.cell(2, n).font = Font(bold=True)
        sheet.cell(2, n).fill = PatternFill("solid", fgColor="FFE8EEF0")
        sheet.column_dimensions[get_column_letter(n)].width = (
            40 if (len(heading) > 4 and "内容" in heading) or "情况" in heading else 16
        )
    sheet.freeze_panes = "A3"
    return _saved(book)


def plain(headings: Mapping[str, float], rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet to be changed by hand and sent back: a row of headings, with their widths, and texts beneath."""
    book = Workbook()
    sheet = book.active
    for column, (heading, width) in enumerate(headings.items(), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        _write(sheet.cell(1, column), heading)
        sheet.cell(1, column).font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            _write(sheet.cell(number, column), text)
    sheet.freeze_panes = "A2"
    return _saved(book)


def _opened(raw: bytes) -> Workbook:
    refused = Refused(
        N_("This is not a plain Excel workbook (.xlsx). Save it anew as .xlsx, without macros."), field="template"
    )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            names = parts.infolist()
            if (
                len(names) > 500
                or sum(part.file_size for part in names) > LARGEST_UNPACKED
                or any(_RISKY.search(p.filename) for p in names)
            ):
                raise refused
        return load_workbook(io.BytesIO(raw))
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file brings it to
        raise refused from error


def _form(book: Workbook, headings: Sequence[str]) -> Form:
    """The sheet and row whose cells name the most of the headings; two header rows under each other are
    read together.
    """
    best: tuple[int, Form] | None = None
    wanted = {_plain(heading): heading for heading in headings}
    for sheet in book.worksheets:
        width = min(sheet.max_column, MOST_COLUMNS)
        texts = [
            [_plain(str(sheet.cell(row, n).value or "")) for n in range(1, width + 1)]
            for row in range(1, min(sheet.max_row, HEADER_WITHIN) + 1)
        ]
        tries = [(row, names) for row, names in enumerate(texts, start=1)]
        tries += [
            (row + 1, [low or up for up, low in zip(texts[row - 1], texts[row], strict=True)])
            for row in range(1, len(texts))
        ]
        for row, names in tries:
            at = {wanted[name]: n for n, name in reversed(list(enumerate(names, start=1))) if name in wanted}
            if best is None or len(at) > best[0]:
                best = (len(at), Form(sheet, at, _beneath(sheet, row)))
    if best is None:
        raise Refused(N_("The template has no sheet."), field="template")
    return best[1]


def _beneath(sheet: Worksheet, row: int) -> int:
    """The first row under the header: below cells merged downwards, and below notes on how to fill it in."""
    row = max([row, *(area.max_row for area in sheet.merged_cells.ranges if area.min_row <= row <= area.max_row)]) + 1
    while row <= sheet.max_row and (said := _first_text(sheet, row)) and _NOTE.match(said):
        row += 1
    return row


def _first_text(sheet: Worksheet, row: int) -> str:
    cells = (sheet.cell(row, n).value for n in range(1, min(sheet.max_column, MOST_COLUMNS) + 1))
    return next((str(value).strip() for value in cells if value is not None and str(value).strip()), "")


def _make_room(sheet: Worksheet, first: int, rows: int) -> None:
    """Move down what stands beneath, if there are more rows than the template leaves; undo merges where rows will
    stand.
    """
    foot = next((row for row in range(first, sheet.max_row + 1) if _first_text(sheet, row)), None)
    last = first + rows - 1
    if foot is not None and foot <= last:
        by, bottom = last + 1 - foot, sheet.max_row
        below = [area for area in list(sheet.merged_cells.ranges) if area.min_row >= foot]
        for area in below:
            sheet.unmerge_cells(str(area))
        sheet.move_range(f"A{foot}:{get_column_letter(sheet.max_column)}{bottom}", rows=by, translate=True)
        heights = {row: sheet.row_dimensions[row].height for row in range(foot, bottom + 1)}
        for row, height in sorted(heights.items(), reverse=True):
            sheet.row_dimensions[row + by].height = height
        for area in below:
            area.shift(row_shift=by)
            sheet.merge_cells(str(area))
    for area in list(sheet.merged_cells.ranges):
        if first <= area.min_row <= last:
            sheet.unmerge_cells(str(area))


def _write(cell: Cell | MergedCell, value: str | int) -> None:
    if isinstance(cell, MergedCell):
        return
    if isinstance(value, int):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]
    cell.number_format = "@"
    cell.value, cell.data_type = text, "s"
    if text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        cell.quotePrefix = True  # stays a text also when somebody edits it


def _plain(text: str) -> str:
    return re.sub(r"[\s*:：]|\([^)]*\)", "", normalize("NFKC", text)).lower()


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
