"""An office loads a notice; the calendar in force changes, and the caller learns what changed."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils.translation import override
from openpyxl import Workbook

from linli.calendar import actions, queries
from linli.calendar.festivals import statutory_days
from linli.calendar.models import CalendarDay, CalendarYear
from linli.calendar.workdays import DayKind, kind_by_notice
from linli.kernel.errors import Refused
from tests.calendar.china import CHINA

pytestmark = pytest.mark.django_db
LIN = "people/person/lin"
NOTICE = "国办发明电〔2026〕test"


@pytest.fixture(autouse=True)
def _before_any_calendar(db):
    """Every test database comes with the shipped years; these stories begin before them, and are told in English."""
    CalendarYear.objects.all().delete()
    queries.forget()
    with override("en"):
        yield
    queries.forget()


def law_of(year: int) -> dict[date, bool]:
    """The least an official notice for a year must say: its statutory days are off."""
    return dict.fromkeys(statutory_days(year), True)


def as_days(off: dict[date, bool]) -> list[tuple[date, DayKind, str]]:
    return [(day, kind_by_notice(day, off=is_off), "") for day, is_off in off.items()]


def as_json(year: int, off: dict[date, bool], papers=("https://example.org/notice",)) -> bytes:
    days = [{"name": "节", "date": str(day), "isOffDay": is_off} for day, is_off in off.items()]
    return json.dumps({"year": year, "papers": papers, "days": days}).encode()


def as_rows(off: dict[date, bool]) -> list[tuple[date, str]]:
    return [(day, "休" if is_off else "班") for day, is_off in off.items()]


def as_csv(rows, encoding="utf-8-sig", delimiter=",") -> bytes:
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows).encode(encoding)


def as_xlsx(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file := io.BytesIO())
    return file.getvalue()


def refusal(file: bytes, **options) -> str:
    """What the office is told; and that nothing came of it."""
    with pytest.raises(Refused) as refused:
        actions.import_notice(file, by=LIN, **{"doc_no": NOTICE, **options})
    assert not CalendarDay.objects.exists()
    assert not CalendarYear.objects.exists()
    return str(refused.value)


# The years that come with Linli


def test_seeding_gives_the_calendar_that_is_shipped():
    assert [loaded.year for loaded in actions.seed()] == [2024, 2025, 2026]
    assert queries.current() == CHINA
    day = CalendarDay.objects.get(date=date(2026, 2, 14))
    assert (day.kind, day.name, day.doc_no) == ("makeup_workday", "春节", "国办发明电〔2025〕7号")


def test_seeding_twice_changes_nothing():
    actions.seed()
    keys = set(CalendarDay.objects.values_list("pk", flat=True))
    assert actions.seed() == []
    assert set(CalendarDay.objects.values_list("pk", flat=True)) == keys


def test_seeding_leaves_a_year_its_office_has_corrected():
    corrected = as_days(law_of(2026))
    actions.load_year(2026, corrected, official=True, doc_no=NOTICE, by=LIN)
    assert [loaded.year for loaded in actions.seed()] == [2024, 2025]
    assert queries.current().is_workday(date(2026, 2, 20))


# Reading the calendar in force


def test_the_calendar_is_asked_for_once_a_minute(django_assert_num_queries, monkeypatch):
    actions.seed()
    minutes = iter([0.0, 59.0, 61.0, 61.0, 61.0, 62.0])
    queries.forget()
    monkeypatch.setattr(queries, "monotonic", lambda: next(minutes))
    with django_assert_num_queries(1):
        queries.current()
        queries.current()
    with django_assert_num_queries(1):
        queries.current()
        queries.current()


def test_an_empty_table_gives_the_law_alone():
    calendar = queries.current()
    assert calendar.kind(date(2026, 10, 1)) is DayKind.STATUTORY
    assert calendar.is_provisional(date(2026, 10, 1))


def test_a_load_is_in_force_at_once_and_again_after_commit(django_capture_on_commit_callbacks):
    assert queries.current().is_provisional(date(2027, 1, 1))
    with django_capture_on_commit_callbacks() as after_commit:
        actions.load_year(2027, as_days(law_of(2027)), official=True, doc_no=NOTICE, by=LIN)
    assert not queries.current().is_provisional(date(2027, 1, 1))
    assert after_commit == [queries.forget]


# What changed


def test_the_caller_learns_what_changed_day_by_day():
    bridge, makeup = date(2027, 2, 9), date(2027, 2, 20)
    loaded = actions.load_year(
        2027, as_days({**law_of(2027), bridge: True, makeup: False}), official=True, doc_no=NOTICE, by=LIN
    )
    assert loaded.changes == (
        (bridge, DayKind.WORKDAY, DayKind.ADJUSTED_REST),
        (makeup, DayKind.REST, DayKind.MAKEUP_WORKDAY),
    )
    assert (loaded.old_status, loaded.new_status, loaded.by) == ("", "official", LIN)
    assert loaded.changed
    assert loaded.calendar == queries.current()


def test_loading_the_same_again_changes_nothing():
    for expected in (True, False):
        loaded = actions.load_year(2027, as_days(law_of(2027)), official=True, doc_no=NOTICE, by=LIN)
        assert loaded.changed is expected


def test_a_corrected_notice_takes_back_what_it_no_longer_says():
    bridge = date(2027, 2, 9)
    actions.load_year(2027, as_days({**law_of(2027), bridge: True}), official=True, doc_no=NOTICE, by=LIN)
    loaded = actions.load_year(2027, as_days(law_of(2027)), official=True, doc_no=NOTICE, by=LIN)
    assert loaded.changes == ((bridge, DayKind.ADJUSTED_REST, DayKind.WORKDAY),)


def test_a_notice_may_move_the_december_before_it_and_keeps_the_last_word():
    actions.seed()
    december = date(2026, 12, 31)
    loaded = actions.load_year(2027, as_days({december: True, **law_of(2027)}), official=True, doc_no=NOTICE, by=LIN)
    assert loaded.changes == ((december, DayKind.WORKDAY, DayKind.ADJUSTED_REST),)
    old_notice = [(day, kind, "") for day, kind in CHINA.noticed.items() if day.year == 2026]
    actions.load_year(2026, [*old_notice, (december, DayKind.WORKDAY, "")], official=True, doc_no=NOTICE, by=LIN)
    assert queries.current().kind(december) is DayKind.ADJUSTED_REST


def test_a_guess_is_provisional_until_the_notice_comes_and_cannot_undo_it():
    guess = as_days({date(2027, 2, 9): True})
    assert actions.load_year(2027, guess, official=False, by=LIN).new_status == "provisional"
    assert queries.current().is_provisional(date(2027, 2, 9))
    assert actions.load_year(2027, as_days(law_of(2027)), official=True, doc_no=NOTICE, by=LIN).changed
    with pytest.raises(Refused, match="2027 is official"), transaction.atomic():
        actions.load_year(2027, guess, official=False, by=LIN)
    assert queries.fresh().is_workday(date(2027, 2, 9))


# Refusals


@pytest.mark.parametrize(
    ("year", "days", "source", "sentence"),
    [
        (2027, [], NOTICE, "No days were given"),
        (1999, [(date(1999, 1, 1), DayKind.STATUTORY, "")], NOTICE, "not a year"),
        (2027, as_days({**law_of(2027), date(2026, 11, 30): True}), NOTICE, "but not of: 2026-11-30"),
        (2027, as_days(law_of(2027)) * 2, NOTICE, "named twice: 2027-01-01, .* and 3 more"),
        (2027, as_days(law_of(2027)), "", "names its notice"),
        (2027, as_days(law_of(2027)), "\0", "document number"),
        (2027, as_days({day: True for day in law_of(2027) if day.month != 10}), NOTICE, "not complete.*2027-10-01"),
        (2027, as_days({**law_of(2027), date(2027, 10, 1): False}), NOTICE, "not complete.*2027-10-01"),
    ],
)
def test_a_year_that_cannot_be_is_refused(year, days, source, sentence):
    with pytest.raises(Refused, match=sentence):
        actions.load_year(year, days, official=True, doc_no=source, by=LIN)
    assert not CalendarYear.objects.exists()


def test_an_address_that_is_none_is_refused():
    assert "https://" in refusal(as_json(2027, law_of(2027)), url="javascript:alert(1)")


# Files


@pytest.mark.parametrize(
    "file",
    [
        as_json(2027, law_of(2027)),
        b"\xef\xbb\xbf" + as_json(2027, law_of(2027)),
        as_csv([("日期", "安排"), *as_rows(law_of(2027))]),
        as_csv(as_rows(law_of(2027)), encoding="gb18030", delimiter="\t"),
        as_csv((f"{day:%Y年%m月%d日}", mark) for day, mark in as_rows(law_of(2027))),
        as_xlsx([("日期", "休/班"), (None, None), *as_rows(law_of(2027))]),
        as_xlsx((f"{day:%Y/%m/%d}", f" {mark} ", "节") for day, mark in as_rows(law_of(2027))),
    ],
)
def test_a_year_is_read_from_json_from_excel_and_from_csv(file):
    loaded = actions.import_notice(io.BytesIO(file), by=LIN, doc_no=NOTICE)
    assert (loaded.year, loaded.new_status) == (2027, "official")
    assert set(CalendarDay.objects.values_list("date", flat=True)) == set(law_of(2027))


def test_json_names_its_own_source():
    actions.import_notice(as_json(2027, law_of(2027)), by=LIN)
    assert CalendarYear.objects.get(year=2027).url == "https://example.org/notice"


def test_a_file_for_a_year_not_yet_announced_is_refused():
    assert refusal(as_json(2027, {}, papers=[])).startswith("The file for 2027 names no days")


def test_bad_rows_are_named_by_number_and_reason_and_nothing_is_imported():
    rows = [("date", "mark"), *as_rows(law_of(2027)), ("2027-02-30", "休"), ("2027-03-01", "?"), ("2027-01-01", "班")]
    for file in (as_csv(rows), as_xlsx(rows)):
        assert refusal(file) == (
            "Nothing was imported. Row 15: “2027-02-30” is not a date. Row 16: “?” is neither 休 (rest) nor 班 (work). "
            "Row 17: 2027-01-01 was named before, in: Row 2."
        )


def test_bad_entries_of_json_are_named_too():
    days = [{"date": "2027-01-01", "isOffDay": 1}, 7, {"date": "2027-01-02", "isOffDay": True, "name": "\0"}]
    assert refusal(json.dumps({"year": 2027, "days": days}).encode()) == (
        "Nothing was imported. Entry 1: “1” is neither 休 (rest) nor 班 (work). Entry 2: “7” is not a date. "
        "Entry 3: “” is not a name of a festival."
    )


def test_a_hundred_bad_rows_are_not_all_listed():
    assert refusal(as_csv([("x", "休")] * 100)).endswith("Row 10: “x” is not a date. And 90 more.")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "names no days"),
        (b"{", "not a holiday file"),
        (b"[]", "not a holiday file"),
        (b'{"year": "2027", "days": []}', "not a holiday file"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (b"\xd0\xcf\x11\xe0 broken", "cannot be read"),
        (b"\xff\xff\xff", "cannot be read"),
        ("日期\0".encode(), "cannot be read"),
        (b"x" * 1_000_001, "too large"),
    ],
)
def test_files_that_are_none_are_refused(file, sentence):
    assert sentence in refusal(file)


def test_one_cell_in_the_last_corner_is_refused_and_ends_no_process():
    book = Workbook()
    book.active["XFD1048576"] = "x"
    book.save(file := io.BytesIO())
    assert "cannot be read" in refusal(file.getvalue())


def test_a_small_file_that_unpacks_to_gigabytes_is_refused():
    with zipfile.ZipFile(file := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 25_000_000)
    assert "too large" in refusal(file.getvalue())


def test_a_part_of_a_notice_does_not_pass_for_the_whole():
    half = {day: off for day, off in law_of(2027).items() if day < date(2027, 6, 1)}
    assert "2027-06-09" in refusal(as_csv(as_rows(half)))


def test_days_far_from_their_year_are_refused():
    assert "but not of: 2026-05-01" in refusal(as_csv([("2026-05-01", "休"), *as_rows(law_of(2027))]))


def test_a_list_of_every_day_of_the_year_is_a_calendar_too():
    whole_year = {day: not CHINA.is_workday(day) for day in (date(2026, 1, 1) + timedelta(n) for n in range(365))}
    actions.import_notice(as_csv(as_rows(whole_year)), by=LIN, doc_no=NOTICE)
    assert all(queries.current().kind(day) is CHINA.kind(day) for day in whole_year)


def test_a_date_that_excel_took_for_a_number_is_read():
    days = [(float(f"{day:%Y%m%d}"), mark) for day, mark in as_rows(law_of(2027))]
    actions.import_notice(io.BytesIO(as_xlsx([("日期", "休/班"), *days])), by=LIN, doc_no=NOTICE)
    assert set(CalendarDay.objects.values_list("date", flat=True)) == set(law_of(2027))


def test_a_number_that_is_no_date_is_named_as_the_office_sees_it():
    assert refusal(as_xlsx([("日期", "休/班"), (46388.0, "休"), (None, "班")])) == (
        "Nothing was imported. Row 2: “46388” is not a date. Row 3: the date is missing."
    )
