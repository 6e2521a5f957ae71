"""When a promise falls due. The cases are counted by hand on the notice for 2026; the laws hold for all cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.calendar.workdays import (
    LONGEST,
    SHANGHAI,
    Calendar,
    DayKind,
    Limit,
    OfficeHours,
    Reason,
    Unit,
    after_office_time,
    deadline,
    office_time,
    share,
)
from tests.calendar.china import CHINA

HOURS = OfficeHours()


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def due(limit: str, start: datetime) -> datetime:
    return deadline(Limit.parse(limit), start, CHINA).due


# By hand


def test_natural_hours_run_through_nights_and_the_spring_festival():
    assert due("24h", at(2, 16, 20)) == at(2, 17, 20)
    assert due("0.5h", at(3, 4, 23, 45)) == at(3, 5, 0, 15)


def test_five_working_days_over_the_spring_festival_2026():
    # Friday the 13th does not count. Saturday the 14th is worked, the 15th to 23rd are not, then Tuesday to Friday.
    found = deadline(Limit.parse("5wd"), at(2, 13, 10), CHINA)
    assert found.due == at(2, 27, 17, 30)
    # 70 % of 35 office hours are 24.5: three days and half of the fourth, Thursday the 26th.
    assert found.warn == at(2, 26, 12)
    assert not found.provisional
    counted = [step.date.day for step in found.steps if step.reason is Reason.COUNTED]
    assert counted == [14, 24, 25, 26, 27]
    assert found.steps[0][:2] == (date(2026, 2, 13), Reason.EVENT_DAY)
    assert found.steps[3][:3] == (date(2026, 2, 16), Reason.NOT_WORKED, DayKind.STATUTORY)


def test_the_make_up_saturday_after_the_festival_counts_too():
    assert due("1wd", at(2, 27, 9)) == at(2, 28, 17, 30)
    assert due("2wd", at(2, 27, 9)) == at(3, 2, 17, 30)


def test_a_report_in_the_holiday_counts_from_the_first_working_day():
    assert due("1wd", at(2, 18, 3)) == at(2, 24, 17, 30)
    assert due("4wh", at(2, 18, 3)) == at(2, 24, 14, 30)


def test_working_hours_rest_at_noon_at_night_and_at_weekends():
    assert due("4wh", at(3, 4, 9)) == at(3, 4, 15)
    assert due("3wh", at(3, 4, 9)) == at(3, 4, 12)  # full at the end of a span, not at the start of the next
    assert due("4wh", at(3, 4, 12, 30)) == at(3, 5, 9)
    assert due("4wh", at(3, 6, 20)) == at(3, 9, 14, 30)  # Friday night to Monday


def test_a_report_after_hours_explains_why_its_day_did_not_count():
    steps = deadline(Limit.parse("1wh"), at(3, 6, 18), CHINA).steps
    assert [step.reason for step in steps] == [
        Reason.AFTER_HOURS,
        Reason.NOT_WORKED,
        Reason.NOT_WORKED,
        Reason.COUNTED,
    ]
    assert steps[-1].counted == timedelta(hours=1)


def test_a_limit_that_crosses_into_2027_is_provisional():
    found = deadline(Limit.parse("5wd"), at(12, 29, 9), CHINA)
    assert found.due == at(1, 6, 17, 30, year=2027)  # New Year's Day is a Friday: the law knows that much
    assert found.provisional
    assert not deadline(Limit.parse("2wd"), at(12, 29, 9), CHINA).provisional
    assert deadline(Limit.parse("4wh"), at(12, 31, 17), CHINA).provisional
    assert not deadline(Limit.parse("72h"), at(12, 31, 17), CHINA).provisional


def test_a_day_begins_at_midnight_in_shanghai_whatever_the_zone_of_the_moment():
    just_after_midnight = datetime(2026, 3, 3, 16, 30, tzinfo=UTC)  # 4 March 00:30
    found = deadline(Limit.parse("1wd"), just_after_midnight, CHINA)
    assert found.due == at(3, 5, 17, 30)
    assert found.due.tzinfo is SHANGHAI


def test_a_moment_without_a_zone_is_refused():
    naive = at(3, 4, 9).replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        deadline(Limit.parse("1h"), naive, CHINA)
    with pytest.raises(ValueError, match="time zone"):
        share(naive, at(3, 4), at(3, 5), Unit.HOUR, CHINA)


def test_a_limit_that_would_run_for_decades_is_refused():
    with pytest.raises(ValueError, match="3660天"):
        deadline(Limit.parse("3660wd"), at(3, 4), CHINA)
    never = Calendar({date(2026, 3, 4) + timedelta(days=n): DayKind.REST for n in range(LONGEST + 1)})
    with pytest.raises(ValueError, match="3660天"):
        deadline(Limit.parse("0.01wh"), at(3, 4), never)


def test_other_office_hours_give_other_deadlines():
    summer = OfficeHours.parse("08:00-11:30 15:00-18:30")
    assert deadline(Limit.parse("4wh"), at(7, 1, 9), CHINA, summer).due == at(7, 1, 16, 30)
    assert deadline(Limit.parse("1wd"), at(7, 1, 9), CHINA, summer).due == at(7, 2, 18, 30)


def test_a_bar_shows_how_much_has_run_and_what_is_left():
    start, end = at(2, 13, 10), due("5wd", at(2, 13, 10))
    assert share(at(2, 13, 16), start, end, Unit.WORKING_DAY, CHINA) == (0, timedelta(hours=35))
    assert share(at(2, 20, 16), start, end, Unit.WORKING_DAY, CHINA) == (0.2, timedelta(hours=28))
    assert share(end, start, end, Unit.WORKING_DAY, CHINA) == (1, timedelta())
    assert share(at(3, 2, 20), start, end, Unit.WORKING_DAY, CHINA) == (1.4, -timedelta(hours=14))
    assert share(at(3, 4, 6), at(3, 4), at(3, 5), Unit.HOUR, CHINA) == (0.25, timedelta(hours=18))


def test_a_bar_without_length_is_empty_or_full():
    assert share(at(3, 4, 9), at(3, 4, 9), at(3, 4, 18), Unit.WORKING_DAY, CHINA).run == 0
    assert share(at(3, 4, 18), at(3, 4, 9), at(3, 4, 18), Unit.WORKING_DAY, CHINA).run == 1


# For all


def moments_between(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    return st.timedeltas(timedelta(), last - first).map(lambda later: first + later)


moments = moments_between(at(1, 1, year=2024), at(6, 1, year=2027))
limits = st.one_of(
    st.integers(1, 40_000).map(lambda hundredths: f"{hundredths / 100:.2f}h"),
    st.integers(1, 20_000).map(lambda hundredths: f"{hundredths / 100:.2f}wh"),
    st.integers(1, 80).map(lambda days: f"{days}wd"),
).map(Limit.parse)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def calendar_with(day: date, kind: DayKind) -> Calendar:
    return replace(CHINA, noticed={**CHINA.noticed, day: kind})


@given(limits, moments, st.sets(days, max_size=30))
def test_a_holiday_more_never_makes_a_deadline_earlier(limit, start, holidays):
    more = replace(CHINA, noticed={**CHINA.noticed, **dict.fromkeys(holidays, DayKind.ADJUSTED_REST)})
    before, after = (deadline(limit, start, calendar) for calendar in (CHINA, more))
    assert after.due >= before.due
    assert after.warn >= before.warn


@given(limits, moments, st.integers(0, 120))
def test_a_make_up_working_day_more_never_makes_a_deadline_later(limit, start, later):
    worked = calendar_with(start.date() + timedelta(days=later), DayKind.MAKEUP_WORKDAY)
    before, after = (deadline(limit, start, calendar) for calendar in (CHINA, worked))
    assert after.due <= before.due
    assert after.warn <= before.warn


@given(limits, moments, st.timedeltas(timedelta(), timedelta(days=40)))
def test_who_asks_later_is_never_answered_earlier(limit, start, later):
    assert deadline(limit, start + later, CHINA).due >= deadline(limit, start, CHINA).due


@given(limits, moments, st.integers(0, 50))
def test_a_longer_limit_is_never_due_earlier(limit, start, more):
    longer = Limit(limit.number + more, limit.unit)
    assert deadline(longer, start, CHINA).due >= deadline(limit, start, CHINA).due


@given(limits, moments)
def test_a_deadline_lies_ahead_and_its_warning_on_the_way(limit, start):
    found = deadline(limit, start, CHINA)
    assert start < found.warn <= found.due
    assert share(found.warn, start, found.due, limit.unit, CHINA).run == pytest.approx(0.7)
    assert share(found.due, start, found.due, limit.unit, CHINA) == (1, timedelta())


@given(limits.filter(lambda limit: limit.unit is not Unit.HOUR), moments)
def test_deadlines_in_working_time_fall_inside_office_hours(limit, start):
    found = deadline(limit, start, CHINA)
    for moment in (found.due, found.warn):
        assert CHINA.is_workday(moment.date())
        assert any(opens < moment <= closes for opens, closes in HOURS.on(moment.date()))
    if limit.unit is Unit.WORKING_DAY:
        assert found.due.time() == time(17, 30)


@given(limits, moments)
def test_the_steps_explain_the_whole_clock_and_every_day(limit, start):
    found = deadline(limit, start, CHINA)
    crossed = (found.due.date() - start.date()).days + 1
    assert [step.date for step in found.steps] == [start.date() + timedelta(days=n) for n in range(crossed)]
    whole = int(limit.number) * HOURS.length if limit.unit is Unit.WORKING_DAY else limit.hours
    assert sum((step.counted for step in found.steps), timedelta()) == whole


@given(moments, st.timedeltas(timedelta(microseconds=1), timedelta(hours=300)))
def test_office_time_and_its_inverse_agree(start, run):
    assert office_time(start, after_office_time(run, start, CHINA), CHINA) == run


@settings(max_examples=60, deadline=None)
@given(
    moments_between(at(2, 10), at(2, 27)),
    st.one_of(
        st.integers(1, 50).map(lambda quarters: Limit.parse(f"{quarters / 4}h")),
        st.integers(1, 50).map(lambda quarters: Limit.parse(f"{quarters / 4}wh")),
        st.integers(1, 4).map(lambda number: Limit.parse(f"{number}wd")),
    ),
)
def test_a_slow_recount_minute_by_minute_agrees(start, limit):
    start = start.replace(second=0, microsecond=0)
    assert deadline(limit, start, CHINA).due == recounted(limit, start)


def recounted(limit: Limit, start: datetime) -> datetime:
    """Walk the minutes one by one, with a list of holidays written by hand."""
    off = [date(2026, 2, day) for day in range(15, 24)]
    worked_weekends = [date(2026, 2, 14), date(2026, 2, 28)]

    def open_at(minute: datetime) -> bool:
        day, clock = minute.date(), minute.time()
        worked = day in worked_weekends or (day not in off and day.isoweekday() <= 5)
        return worked and (time(8, 30) <= clock < time(12) or time(14) <= clock < time(17, 30))

    left = {
        Unit.HOUR: limit.number * 60,
        Unit.WORKING_HOUR: limit.number * 60,
        Unit.WORKING_DAY: limit.number * 420,
    }[limit.unit]
    minute = start
    while left:
        counts = limit.unit is Unit.HOUR or open_at(minute)
        if counts and not (limit.unit is Unit.WORKING_DAY and minute.date() == start.date()):
            left -= 1
        minute += timedelta(minutes=1)
    return minute
