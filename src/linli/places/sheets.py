"""Tables as offices make them: CSV in any Chinese encoding, or Excel, with titles, notes and totals around the data.

A sheet gives text. What a text means is the importer's question; what is wrong with it is told by row number.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from linli.kernel import zipped
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say

LARGEST_FILE = 200_000_000  # bytes; the whole nation's communities are 40 million
LARGEST_UNPACKED = 2_000_000_000
HEADER_WITHIN = 30  # rows
SHOWN = 200  # bad rows that are spelled out

type Progress = Callable[[str, int, int], object]  # (what is being done, how many are done, of how many)


def silent(_doing: str, _done: int, _total: int) -> None:
    """The progress of an import that nobody watches."""


@dataclass(frozen=True)
class Column:
    """A column to look for. `headings` are what offices write above it; the first is what we call it."""

    key: str
    headings: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class Imported:
    """What an import did; `noted` are the numbers of rows that were notes, samples or totals and were left out."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    noted: tuple[int, ...] = ()

    def __str__(self) -> str:
        if not self.new and not self.changed:
            said = say(
                N_("Nothing to do: all {unchanged} stand there already as the file says."), unchanged=self.unchanged
            )
        else:
            said = say(
                N_("Imported: {new} new, {changed} changed, {unchanged} as they were."),
                new=self.new,
                changed=self.changed,
                unchanged=self.unchanged,
            )
        if self.noted:
            rows = "、".join(str(number) for number in self.noted[:20]) + ("…" if len(self.noted) > 20 else "")
            said += " " + say(N_("Left out as notes or totals: rows {rows}."), rows=rows)
        return said


class BadRows(Refused):
    """What is wrong with a file, row by row. Filled with `add` while reading; then nothing of the file is imported."""

    facts: dict[str, Any]

    def __init__(self, line: str = N_("Row {number}: {reason}")) -> None:
        super().__init__(N_("Nothing was imported. Rows that need mending: {count}."), count=0)
        self.rows: list[tuple[int, Refused]] = []
        self.line = line

    @property
    def count(self) -> int:
        return self.facts["count"]

    def add(self, number: int, reason: Refused) -> None:
        self.facts["count"] += 1
        if len(self.rows) < SHOWN:
            self.rows.append((number, reason))

    def raise_if_any(self) -> None:
        if self.rows:
            self.rows.sort(key=lambda row: row[0])
            raise self

    def lines(self) -> list[str]:
        """A line for each bad row, in the reader's language, in the order of the file."""
        said = [say(self.line, number=number, reason=str(reason)) for number, reason in self.rows]
        if self.count > len(self.rows):
            said.append(say(N_("And {more} more."), more=self.count - len(self.rows)))
        return said


class MissingColumns(Refused):
    """A file without a column it needs; `found` are the headings it has."""

    def __init__(self, missing: Iterable[Column], found: Iterable[str]) -> None:
        self.found = [said for cell in found if (said := " ".join(cell.split())[:80])]
        super().__init__(
            N_("These columns were not found: {missing}. The file has: {found}."),
            missing="、".join(column.headings[0] for column in missing),
            found="、".join(one[:20] for one in self.found)[:200] or "—",
        )


class Table:
    """The rows under a header, each with the number it has in the file. Iterate once.

    `headings` are the columns nobody has asked for, by where they stand.
    """

    def __init__(self, rows: Iterable[list[str]], columns: tuple[Column, ...], total: int) -> None:
        self.total = total
        self.noted: list[int] = []
        self.headings: dict[int, str] = {}
        self._rows = iter(rows)
        self._at: dict[str, int] = {}
        self._seen = 0
        self._find_header(columns)

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        at = list(self._at.items())
        for number, cells in self._filled():
            yield number, {key: cells[n].strip() for key, n in at}

    def whole(self) -> Iterator[tuple[int, dict[str, str], dict[str, str]]]:
        """Each row with what stands in its other columns too, by their headings."""
        at, others = list(self._at.items()), list(self.headings.items())
        for number, cells in self._filled():
            more = {said: cells[n].strip() for n, said in others if n < len(cells)}
            yield number, {key: cells[n].strip() for key, n in at}, more

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        width = max(self._at.values()) + 1
        for number, cells in enumerate(self._rows, start=self._seen + 1):
            first = (cells and cells[0].strip()) or next((cell for cell in map(str.strip, cells) if cell), "")
            if not first:
                continue
            if len(cells) < width:
                cells = cells + [""] * (width - len(cells))
            if not first[0].isdigit() and (_NOTE.match(first) or _heading(cells[self._main]) == self._headed):
                self.noted.append(number)
                continue
            yield number, cells

    def _find_header(self, columns: tuple[Column, ...]) -> None:
        """Find the row, or the two rows under each other, that name the wanted columns; go on below it."""
        top = list(islice(self._rows, HEADER_WITHIN))
        heads = [[_heading(cell) for cell in row] for row in top]
        tries = [(n, [row]) for n, row in enumerate(heads)]
        tries += [(n + 1, _stacked(heads[n], heads[n + 1])) for n in range(len(heads) - 1)]
        wanted = {column.key for column in columns if column.required}
        best: dict[str, int] = {}
        best_row = next((n for n, row in enumerate(heads) if any(row)), 0)
        for last, names in tries:
            found = _match(names, columns)
            if wanted <= found.keys():
                self._at, self._seen = found, last + 1
                self._main = found[columns[0].key]
                # Printed lists repeat their header on every page.
                self._headed = next(said[self._main] for said in names if said[self._main])
                self.headings = _others(top[last], names[0], found)
                self._rows = chain(top[last + 1 :], self._rows)
                return
            if len(found) > len(best):
                best, best_row = found, last
        missing = [column for column in columns if column.key in wanted - best.keys()]
        raise MissingColumns(missing, top[best_row] if top else [])


def read_table(source: Path | bytes, columns: tuple[Column, ...]) -> Table:
    """The table in a CSV or Excel file. Refuses what can't be read and what lacks a required column."""
    raw, _name = read_bytes(source)
    if raw[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _spreadsheet(raw, columns)
    text = _decoded(raw)
    return Table(_csv_rows(text), columns, text.count("\n") + 1)


def read_bytes(source: Path | bytes) -> tuple[bytes, str]:
    """What a file holds, and its name, which an upload's bytes lack. Refuses what isn't there and what is too large."""
    try:
        name = "" if isinstance(source, bytes) else Path(source).name
        size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
        if size > LARGEST_FILE:
            limit = LARGEST_FILE // 10**6
            raise Refused(
                N_("This file is too large: {size} MB. The limit is {limit} MB."), size=size // 10**6, limit=limit
            )
        return (source if isinstance(source, bytes) else Path(source).read_bytes()), name
    except OSError as error:
        raise Refused(N_("“{file}” can't be opened: {why}."), file=name, why=error.strerror) from error


# --- headers and notes ------------------------------------------------------------------------------------------

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|[\s*:]|必填|选填")
_NOTE = re.compile(
    r"(合计|总计|小计|共计|total$|(填[写表报]|使用|导入)?(说明|须知|要求|提示)\s*([:："
    r"]|$)|填[写表报](说明|须知|要求)|[备附]?注\s*([:：]|$)"
    r"|(非|不)?必填|选填|可不填|示例|样例|例如|举例|例\s*[:：]|填表人|填报人|填报单位|填[表报]日期|制表|审核人|"
    r"note\b|example\b|required\b|optional\b)",
    re.IGNORECASE,
)


def _heading(cell: str) -> str:
    """What a heading says, without stars, brackets, blanks and line breaks."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", cell)).lower()


def _match(names: list[list[str]], columns: tuple[Column, ...]) -> dict[str, int]:
    """Which column stands where. `names` are ways to read the header, the best first; of two headings that fit one
    column, the more usual one wins.
    """
    found: dict[str, int] = {}
    for said in names:
        for column in columns:
            for heading in map(_heading, column.headings):
                at = next((n for n, text in enumerate(said) if text == heading and n not in found.values()), None)
                if column.key not in found and at is not None:
                    found[column.key] = at
    return found


def _others(row: list[str], names: list[str], found: dict[str, int]) -> dict[int, str]:
    """The headings that no wanted column has taken, as they are written, or as two header rows say them together."""
    written = [" ".join(cell.split()) for cell in row] + [""] * (len(names) - len(row))
    said = {n: (written[n] or name)[:80] for n, name in enumerate(names) if name or written[n]}
    return {n: text for n, text in said.items() if n not in found.values()}


def _stacked(upper: list[str], lower: list[str]) -> list[list[str]]:
    """Two header rows read together (上级 over 编码 is 上级编码), else the lower one where it says anything.

    A merged cell above counts for all columns it covers.
    """
    width = max(len(upper), len(lower))
    upper, lower = (row + [""] * (width - len(row)) for row in (upper, lower))
    both, over = [], ""
    for above, below in zip(upper, lower, strict=True):
        over = above or (over if below else "")
        both.append(over if over == below else over + below)
    return [both, [below or above for above, below in zip(upper, lower, strict=True)]]


# --- CSV --------------------------------------------------------------------------------------------------------


def _decoded(raw: bytes) -> str:
    """UTF-8 if it is, else GB18030, which holds all of GBK and the rare characters of names besides."""
    codecs = ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for codec in codecs:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Refused(N_("This file can't be read. It takes .xlsx, .xls, or .csv in GBK, GB18030 or UTF-8."))


def _csv_rows(text: str) -> Iterator[list[str]]:
    start = text[:20_000]
    delimiter = max(",\t;", key=start.count)
    delimiter = delimiter if delimiter in start else "，"  # typed by hand
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Refused(N_("This file can't be read. It takes .xlsx, .xls, or .csv in GBK, GB18030 or UTF-8.")) from error


# --- Excel ------------------------------------------------------------------------------------------------------


def _spreadsheet(raw: bytes, columns: tuple[Column, ...]) -> Table:
    """The first sheet that has the columns; templates often begin with a sheet of explanations."""
    try:
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as parts:
                _fits(parts)
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        refused: list[Refused] = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            try:
                return Table(_sheet_rows(sheet), columns, sheet.total_height)
            except Refused as why:
                refused.append(why)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(N_("This spreadsheet can't be read. Save it again as .xlsx or .csv.")) from error
    raise refused[0] if refused else Refused(N_("This spreadsheet is empty."))


def _fits(parts: zipfile.ZipFile) -> None:
    """A small file can unpack to gigabytes, and one cell in the last corner makes its reader want room for all before
    it.
    """
    if not zipped.is_excel(parts):
        raise Refused(N_("This spreadsheet can't be read. Save it again as .xlsx or .csv."))
    if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
        raise Refused(N_("This spreadsheet is too large. Split it, or save it as .csv."))
    if corner := zipped.far_corner(parts):
        raise Refused(
            N_(
                "The sheet reaches to {cell}: something stands far outside the table. Delete those rows and "
                "columns, or save the file as .csv."
            ),
            cell=corner,
        )


def _sheet_rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """Every row as text. A cell merged over several rows counts for each of them, as it does for who looks at it."""
    left = sheet.start[1] if sheet.start else 0
    merged = defaultdict(list)
    for (top, column), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top and 0 <= column - left < sheet.width:
            merged[top].append((column - left, bottom))
    standing: dict[int, tuple[int, str]] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        texts = [_text(cell) for cell in cells]
        for column, (bottom, text) in list(standing.items()):
            if number > bottom:
                del standing[column]
            elif not texts[column]:
                texts[column] = text
        standing |= {column: (bottom, texts[column]) for column, bottom in merged.get(number, ())}
        yield texts


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        # A longer number is written as Excel shows it, so that `code_in` refuses it.
        if abs(cell) >= 10**DIGITS_KEPT:
            return f"{cell:.14E}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


# --- what a cell says -------------------------------------------------------------------------------------------

_SCIENTIFIC = re.compile(r"\d(\.\d+E\+?|E\+)\d{1,3}", re.IGNORECASE)
_POINT_ZERO = re.compile(r"\d+\.0+")
DIGITS_KEPT = 15  # by a number in a spreadsheet; after them it writes zeros


NOTHING = {"", "/", "-", "--", "—", "——", "无", "空"}  # how forms say that there is none


def code_in(text: str) -> str:
    """The code in a cell; full-width digits and blanks are forgiven. Refuses one that a spreadsheet has rounded."""
    if len(text) < 18 and text.isascii() and text.isdigit():
        return text  # nearly all of them
    text = "".join(unicodedata.normalize("NFKC", text).split())
    rounded = len(text) >= 18 and text.isdigit() and not text[DIGITS_KEPT:].strip("0")
    if rounded or ("E" in text.upper() and _SCIENTIFIC.fullmatch(text)):
        raise Refused(
            N_(
                "The code {code} has lost its last digits. Set the column to text (请把该列设为文本格式) and "
                "fill it in anew."
            ),
            code=text,
        )
    return text.partition(".")[0] if "." in text and _POINT_ZERO.fullmatch(text) else text


def words_in(text: str, *, longest: int, what: object) -> str:
    """The words in a cell, blanks inside tidied. Refuses control characters and too many of any.

    Private-use characters pass: that is how many registers still write the rare characters of village names.
    """
    if not text.isprintable() or "  " in text:
        text = " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
            raise Refused(N_("The {what} holds a control character."), what=what)
    if len(text) > longest:
        raise Refused(
            N_("The {what} is longer than {longest} characters: “{text}…”."), what=what, longest=longest, text=text[:20]
        )
    return text


def number_in(text: str, *, largest: int, what: object) -> int | None:
    """The whole number in a cell, None if it is blank. Refuses anything else."""
    if text in NOTHING:
        return None
    digits = unicodedata.normalize("NFKC", text).replace(",", "").removesuffix(".0").strip()
    if not (digits.isdecimal() and digits.isascii() and len(digits) <= 12 and int(digits) <= largest):
        raise Refused(
            N_("The {what} “{text}” is not a whole number up to {largest}."), what=what, text=text[:20], largest=largest
        )
    return int(digits)


_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[2-7]\d{4}")
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet's dates, by which a cell without a date format is written


def date_in(text: str, *, what: object) -> date | None:
    """The date in a cell: 2026-01-01, 2026/1/1, 2026年1月1日, 20260101, or a spreadsheet's bare day number."""
    if text in NOTHING or text in ("长期", "至今", "在任"):
        return None
    plain = unicodedata.normalize("NFKC", text)
    if _SERIAL.fullmatch(plain):
        return _SERIAL_ZERO + timedelta(days=int(plain))
    said = _DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    try:
        if said:
            return date(int(said[1]), int(said[2]), int(said[3]))
    except ValueError:
        pass
    raise Refused(N_("The {what} “{text}” is not a date. Write it like 2026-01-01."), what=what, text=text[:20])
