"""Which days are worked: the law, the notices, and the years nobody has spoken of yet."""

from datetime import date, time, timedelta

import chinese_calendar
import pytest

from linli.calendar.festivals import statutory_days
from linli.calendar.workdays import Calendar, DayKind, Limit, OfficeHours, Unit, kind_by_notice
from tests.calendar.china import CHINA


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_shipped_years_agrees_with_an_independent_calendar(year):
    assert [CHINA.is_workday(day) for day in days_of(year)] == [
        chinese_calendar.is_workday(day) for day in days_of(year)
    ]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_weekdays_off_that_the_law_does_not_name_are_adjusted_rest(year):
    """An independent calendar calls some of them "in lieu", and names the others after their festival."""
    adjusted = [day for day in days_of(year) if CHINA.kind(day) is DayKind.ADJUSTED_REST]
    assert all(chinese_calendar.is_holiday(day) and day.weekday() < 5 for day in adjusted)
    assert not set(adjusted) & set(statutory_days(year))
    in_lieu = {day for day in days_of(year) if chinese_calendar.is_in_lieu(day) and day.weekday() < 5}
    assert in_lieu <= set(adjusted) | set(statutory_days(year))


@pytest.mark.parametrize(("year", "length"), [(2024, 11), (2025, 13), (2026, 13), (2027, 13)])
def test_the_law_gives_eleven_days_until_2024_and_thirteen_since(year, length):
    assert len(statutory_days(year)) == length


def test_two_festivals_on_one_day_share_it():
    assert statutory_days(2031)[date(2031, 10, 1)] == "国庆节、中秋节"
    assert statutory_days(2028)[date(2028, 10, 3)] == "国庆节、中秋节"
    assert len(statutory_days(2031)) == 12


def test_spring_festival_2026_day_by_day():
    kinds = {day.day: CHINA.kind(day) for day in days_of(2026) if day.month == 2}
    assert kinds[13] is DayKind.WORKDAY
    assert kinds[14] is DayKind.MAKEUP_WORKDAY
    assert kinds[15] is DayKind.REST  # a Sunday within the holiday
    assert [kinds[day] for day in range(16, 20)] == [DayKind.STATUTORY] * 4  # from New Year's Eve to the third
    assert kinds[20] is DayKind.ADJUSTED_REST
    assert [kinds[day] for day in (21, 22)] == [DayKind.REST] * 2
    assert kinds[23] is DayKind.ADJUSTED_REST
    assert kinds[28] is DayKind.MAKEUP_WORKDAY


def test_new_years_eve_was_worked_in_2024_and_is_a_holiday_by_law_since_2025():
    assert CHINA.kind(date(2024, 2, 9)) is DayKind.WORKDAY
    assert CHINA.kind(date(2025, 1, 28)) is DayKind.STATUTORY


def test_a_year_without_a_notice_knows_the_law_and_weekends_only():
    assert CHINA.is_provisional(date(2027, 2, 6))
    assert [CHINA.kind(date(2027, 2, day)) for day in range(4, 11)] == [
        DayKind.WORKDAY,
        *[DayKind.STATUTORY] * 4,
        DayKind.WORKDAY,
        DayKind.WORKDAY,
    ]
    assert CHINA.name(date(2027, 2, 5)) == "春节"
    assert CHINA.kind(date(2040, 10, 2)) is DayKind.STATUTORY


def test_in_an_official_year_the_notice_has_the_last_word():
    assert Calendar({}, {2027}).kind(date(2027, 2, 8)) is DayKind.WORKDAY
    assert Calendar({}, set()).kind(date(2027, 2, 8)) is DayKind.STATUTORY


def test_a_provisional_year_may_carry_days_of_its_own():
    flood_watch = date(2027, 7, 10)
    calendar = Calendar({flood_watch: DayKind.MAKEUP_WORKDAY})
    assert calendar.is_workday(flood_watch)
    assert calendar.is_provisional(flood_watch)


def test_a_day_is_named_after_its_festival():
    assert CHINA.name(date(2026, 2, 14)) == "春节"
    assert CHINA.name(date(2026, 3, 4)) == ""


def test_what_a_day_off_is_follows_from_law_and_week():
    assert kind_by_notice(date(2026, 2, 17), off=True) is DayKind.STATUTORY
    assert kind_by_notice(date(2026, 2, 20), off=True) is DayKind.ADJUSTED_REST
    assert kind_by_notice(date(2026, 2, 21), off=True) is DayKind.REST
    assert kind_by_notice(date(2026, 2, 28), off=False) is DayKind.MAKEUP_WORKDAY
    assert kind_by_notice(date(2026, 2, 27), off=False) is DayKind.WORKDAY


@pytest.mark.parametrize("text", ["0.5h", "24h", "4wh", "3.25wh", "5wd", "10wd", "100h"])
def test_a_limit_is_written_as_it_was_read(text):
    assert str(Limit.parse(text)) == text


def test_a_limit_is_a_number_and_a_unit():
    limit = Limit.parse("4.50wh")
    assert (str(limit.number), limit.unit) == ("4.5", Unit.WORKING_HOUR)
    assert limit == Limit.parse("4.5wh")
    assert Limit.parse("5wd").number == 5


@pytest.mark.parametrize(
    "text",
    ["", "5", "wd", "5 wd", "-1h", "0h", "0.00wh", "1.5wd", "1e3h", "5d", "٣h", "0.001h", "99999h", "3661wd", "5wd\n"],
)
def test_a_wrong_limit_is_answered_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\w.*[.。]$"):
        Limit.parse(text)


def test_office_hours_are_written_as_they_were_read():
    hours = OfficeHours.parse("08:00-11:30 13:00-17:00")
    assert hours.spans == ((time(8), time(11, 30)), (time(13), time(17)))
    assert str(hours) == "08:00-11:30 13:00-17:00"
    assert hours.length == timedelta(hours=7, minutes=30)
    assert OfficeHours().length == timedelta(hours=7)


@pytest.mark.parametrize("text", ["", "08:30", "12:00-08:00", "08:00-12:00 11:00-13:00", "8-12", "25:00-26:00"])
def test_wrong_office_hours_are_refused(text):
    with pytest.raises(ValueError, match="办公时间"):
        OfficeHours.parse(text)
