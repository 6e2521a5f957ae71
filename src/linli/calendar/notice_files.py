"""Read a year's arrangement of holidays: from the notices that come with Linli, or from a file an office has.

A file is read whole or not at all: every bad row is named, by its number and with the reason.
"""

import csv
import io
import json
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from linli.calendar.workdays import DayKind, kind_by_notice
from linli.kernel import zipped
from linli.kernel.errors import Refused
from linli.kernel.words import N_, say

LARGEST_FILE = 1_000_000
LARGEST_UNPACKED = 20_000_000
MOST_CELLS = 100_000  # a year of holidays has a few hundred
LONGEST_NAME = 50
REASONS_SHOWN = 10

_OFF = {"休", "休息", "放假", "rest", "off"}
_WORKED = {"班", "上班", "补班", "work"}
_DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")


class NoticedDay(NamedTuple):
    date: date
    kind: DayKind
    name: str = ""


class NoticeFile(NamedTuple):
    year: int
    days: list[NoticedDay]
    doc_no: str = ""
    url: str = ""


class _Row(NamedTuple):
    place: str
    date: object
    off: object
    name: object


class _Bad(Exception):
    """Why a row cannot be read."""


def read(raw: bytes) -> NoticeFile:
    """Read a holiday file: JSON as `{year, papers, days: [{name, date, isOffDay}]}`, or a table with the columns
    date, 休 or 班, and if wanted a name. Raises Refused.
    """
    if len(raw) > LARGEST_FILE:
        raise Refused(N_("This file is too large for a year of holidays."))
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return _read_json(raw)
    if raw[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _of_table(_spreadsheet_rows(raw))
    return _of_table(_csv_rows(raw))


def shipped() -> Iterator[NoticeFile]:
    """The official notices that come with Linli, oldest first."""
    for path in sorted(files("linli.calendar").joinpath("data").iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".toml"):
            continue
        notice = tomllib.loads(path.read_text(encoding="utf-8"))
        days = []
        for holiday in notice["holidays"]:
            first, last = holiday["off"]
            off = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            days += [NoticedDay(day, kind_by_notice(day, off=True), holiday["name"]) for day in off]
            days += [NoticedDay(day, kind_by_notice(day, off=False), holiday["name"]) for day in holiday["work"]]
        yield NoticeFile(notice["year"], days, notice["doc_no"], notice["url"])


def _read_json(raw: bytes) -> NoticeFile:
    try:
        content = json.loads(raw)
        year, entries = content["year"], content["days"]
        if type(year) is not int or not isinstance(entries, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(N_("This is not a holiday file: it needs a year and a list of days.")) from error
    if not entries:
        raise Refused(
            N_(
                "The file for {year} names no days: the notice for that year is not in it yet. "
                "Import it again once the notice has been published."
            ),
            year=year,
        )
    rows = (
        _Row(say(N_("Entry {number}"), number=number), entry.get("date"), entry.get("isOffDay"), entry.get("name"))
        if isinstance(entry, dict)
        else _Row(say(N_("Entry {number}"), number=number), entry, None, None)
        for number, entry in enumerate(entries, start=1)
    )
    papers = content.get("papers")
    urls = (url for url in papers if isinstance(url, str)) if isinstance(papers, list) else ()
    url = next((url for url in urls if url.startswith(("https://", "http://"))), "")
    return NoticeFile(year, _days(rows), url=url)


def _of_table(cells: Iterable[list[Any]]) -> NoticeFile:
    """The days of a table; it belongs to the year of its last date, as it may begin in the December before."""
    days = _days(_table_rows(cells))
    if not days:
        raise Refused(N_("The file names no days. It needs two columns: the date, and 休 (rest) or 班 (work)."))
    return NoticeFile(max(day.date for day in days).year, days)


def _table_rows(table: Iterable[list[Any]]) -> Iterator[_Row]:
    first = True
    for number, cells in enumerate(table, start=1):
        cells = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
        if not any(cell not in ("", None) for cell in cells):
            continue
        day, mark, name, *_rest = [*cells, "", "", ""]
        row = _Row(say(N_("Row {number}"), number=number), day, mark, name)
        if not (first and _is_heading(row)):
            yield row
        first = False


def _is_heading(row: _Row) -> bool:
    try:
        _date(row.date)
    except _Bad:
        return row.off not in _OFF | _WORKED
    return False


def _days(rows: Iterable[_Row]) -> list[NoticedDay]:
    days: dict[date, NoticedDay] = {}
    places: dict[date, str] = {}
    wrong: list[str] = []
    for row in rows:
        try:
            day = _date(row.date)
            if day in days:
                raise _Bad(say(N_("{date} was named before, in: {place}"), date=day, place=places[day]))
            days[day] = NoticedDay(day, kind_by_notice(day, off=_off(row.off)), _name(row.name))
            places[day] = row.place
        except _Bad as why:
            wrong.append(say(N_("{place}: {reason}."), place=row.place, reason=why))
    if wrong:
        shown, more = wrong[:REASONS_SHOWN], len(wrong) - REASONS_SHOWN
        if more > 0:
            shown.append(say(N_("And {more} more."), more=more))
        raise Refused(N_("Nothing was imported. {reasons}"), reasons=" ".join(shown))
    return list(days.values())


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value in ("", None):
        raise _Bad(say(N_("the date is missing")))
    text = _shown(value)
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a calendar date has no time zone)
        except ValueError:
            continue
    raise _Bad(say(N_("“{text}” is not a date"), text=_shown(value)))


def _off(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _OFF | _WORKED:
        return value.lower() in _OFF
    raise _Bad(say(N_("“{text}” is neither 休 (rest) nor 班 (work)"), text=_shown(value)))


def _name(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.isprintable():
        raise _Bad(say(N_("“{text}” is not a name of a festival"), text=_shown(value)))
    return value


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet has no whole numbers
    text = "" if value is None else str(value)
    return "".join(character for character in text[:40] if character.isprintable())


def _spreadsheet_rows(raw: bytes) -> list[list[Any]]:
    try:
        if raw.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(raw)) as parts:
                # A small file can unpack to gigabytes; a year of holidays never does.
                if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
                    raise Refused(N_("This file is too large for a year of holidays."))
                if not zipped.is_excel(parts) or zipped.far_corner(parts, MOST_CELLS):
                    raise Refused(N_("This spreadsheet cannot be read. Save it again as .xlsx or .csv."))
        # Empty rows stay, so that a row keeps the number the office sees on its screen.
        return CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(N_("This spreadsheet cannot be read. Save it again as .xlsx or .csv.")) from error


def _csv_rows(raw: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):  # the second is what Excel on a Chinese Windows writes
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused(N_("This file cannot be read. It takes JSON, .xlsx, .xls or .csv."))
    if "\0" in text:
        raise Refused(N_("This file cannot be read. It takes JSON, .xlsx, .xls or .csv."))
    heading = text.partition("\n")[0]
    delimiter = max(",\t;，", key=heading.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(N_("This file cannot be read. It takes JSON, .xlsx, .xls or .csv.")) from error
