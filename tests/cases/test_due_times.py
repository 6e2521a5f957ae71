"""When a promise is due that was stopped or extended. Some counted by hand; the laws hold for all cases."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.calendar.workdays import SHANGHAI, DayKind, Limit, deadline
from linli.cases.clocks import More, Stop, Why, merged, reckon, working_days
from tests.calendar.china import CHINA


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def due(limit: str, start: datetime, *stops: tuple[datetime, datetime], more: str = "") -> datetime:
    further = [More(Limit.parse(text)) for text in more.split()]
    return reckon(Limit.parse(limit), start, CHINA, stops=[Stop(*s) for s in stops], more=further).due


# By hand


def test_a_day_on_which_the_clock_stood_still_does_not_count():
    # Reported on Monday; Tuesday counts, it stands from Wednesday morning to Thursday noon, then Friday.
    assert due("2wd", at(3, 2, 10)) == at(3, 4, 17, 30)
    assert due("2wd", at(3, 2, 10), (at(3, 4, 9), at(3, 5, 12))) == at(3, 6, 17, 30)


def test_a_stop_outside_office_hours_costs_no_working_day():
    assert due("2wd", at(3, 2, 10), (at(3, 3, 18), at(3, 4, 8))) == at(3, 4, 17, 30)


def test_natural_hours_go_on_where_they_stopped():
    assert due("24h", at(3, 2, 10), (at(3, 2, 12), at(3, 4, 12))) == at(3, 5, 10)


def test_an_extension_begins_where_the_promise_ended():
    assert due("24h", at(1, 24, 10, year=2025), more="5wd") == at(2, 7, 17, 30, year=2025)  # the make-up Sunday counts
    assert due("5wd", at(3, 2, 10), more="3wd") == at(3, 12, 17, 30)


def test_what_was_promised_later_stands_when_holidays_are_set_right():
    found = reckon(
        Limit.parse("2wd"), at(3, 2, 10), CHINA, more=[More(not_before=at(3, 6, 17, 30)), More(Limit.parse("1wd"))]
    )
    assert found.due == at(3, 9, 17, 30)


def test_each_day_says_why_it_counts_or_not():
    found = reckon(Limit.parse("2wd"), at(3, 5, 10), CHINA, stops=[Stop(at(3, 6, 9), at(3, 6, 23))])
    said = [(day.date.day, day.why) for day in found.days]
    assert said == [
        (5, Why.EVENT_DAY),
        (6, Why.STOPPED),
        (7, Why.NOT_WORKED),
        (8, Why.NOT_WORKED),
        (9, Why.COUNTED),
        (10, Why.COUNTED),
    ]


def test_a_promise_into_an_unannounced_year_is_provisional():
    assert reckon(Limit.parse("5wd"), at(12, 30, 10), CHINA).provisional
    assert not reckon(Limit.parse("24h"), at(12, 31, 10), CHINA).provisional
    assert reckon(Limit.parse("24h"), at(12, 30, 10), CHINA, more=[More(Limit.parse("2wd"))]).provisional


def test_limits_are_compared_in_days():
    assert [working_days(Limit.parse(text)) for text in ("5wd", "48h", "14wh")] == [5, 2, 2]


# For all cases

moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at(1, 1, year=2024) + timedelta(minutes=minutes))
spans = st.builds(lambda start, hours: Stop(start, start + timedelta(hours=hours)), moments, st.integers(0, 24 * 20))
limits = st.builds(
    lambda number, unit: Limit.parse(f"{number}{unit}"), st.integers(1, 30), st.sampled_from(["h", "wh", "wd"])
)
many = settings(max_examples=150, deadline=None)


@many
@given(limit=limits, start=moments)
def test_without_stops_it_is_the_deadline_of_the_calendar(limit, start):
    plain, found = deadline(limit, start, CHINA), reckon(limit, start, CHINA)
    assert (found.due, found.warn, found.provisional) == (plain.due, plain.warn, plain.provisional)
    assert [(d.date, str(d.why), d.kind, d.counted) for d in found.days if d.counted] == [
        (s.date, str(s.reason), s.kind, s.counted) for s in plain.steps if s.counted
    ]


@many
@given(limit=limits, start=moments, stops=st.lists(spans, max_size=4), one=spans, further=st.lists(limits, max_size=2))
def test_a_stop_never_makes_it_earlier(limit, start, stops, one, further):
    more = [More(each) for each in further]
    assert (
        reckon(limit, start, CHINA, stops=[*stops, one], more=more).due
        >= reckon(limit, start, CHINA, stops=stops, more=more).due
    )


@many
@given(limit=limits, start=moments, stops=st.lists(spans, max_size=3), further=st.lists(limits, max_size=2), one=limits)
def test_an_extension_makes_it_later(limit, start, stops, further, one):
    more = [More(each) for each in further]
    before = reckon(limit, start, CHINA, stops=stops, more=more)
    after = reckon(limit, start, CHINA, stops=stops, more=[*more, More(one)])
    assert after.due > before.due
    assert after.warn >= before.warn


@many
@given(limit=limits, start=moments, stops=st.lists(spans, max_size=3), off=st.integers(-3, 40))
def test_a_holiday_never_makes_it_earlier(limit, start, stops, off):
    day = start.date() + timedelta(days=off)
    holiday = replace(CHINA, noticed={**CHINA.noticed, day: DayKind.STATUTORY})
    assert reckon(limit, start, holiday, stops=stops).due >= reckon(limit, start, CHINA, stops=stops).due


@many
@given(limit=limits, start=moments, stops=st.lists(spans, min_size=1, max_size=4))
def test_stops_that_overlap_count_once(limit, start, stops):
    once = reckon(limit, start, CHINA, stops=stops)
    assert reckon(limit, start, CHINA, stops=[*stops, *stops]) == once
    apart = merged(stops)
    assert reckon(limit, start, CHINA, stops=apart) == once
    assert all(earlier.until < later.since for earlier, later in pairwise(apart))


@many
@given(limit=limits, start=moments, stops=st.lists(spans, max_size=4), further=st.lists(limits, max_size=2))
def test_the_days_add_up_to_the_limits(limit, start, stops, further):
    found = reckon(limit, start, CHINA, stops=stops, more=[More(each) for each in further])
    for leg in found.legs:
        whole = timedelta(hours=7) * int(leg.limit.number) if leg.limit.unit == "wd" else leg.limit.hours
        assert sum((day.counted for day in leg.days), timedelta()) == whole
        assert leg.days[0].date >= date(2024, 1, 1)
    assert found.warn <= found.due
