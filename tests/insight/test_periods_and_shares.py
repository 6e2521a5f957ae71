"""Periods, shares and charts: arithmetic without a database."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.charts import FOOT, HEIGHT, TOP, line_chart, round_up, widths
from linli.insight.periods import LONGEST, Period, add_months, first_key, last_months, read_period
from linli.insight.rates import FEW, SHIPPED, Counts, Rate, RateRules, ThreeRates
from linli.kernel.clock import SHANGHAI
from linli.kernel.ids import uuid7

TODAY = date(2026, 11, 22)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=SHANGHAI))  # noqa: DTZ001


def test_the_last_twelve_months_end_with_this_one():
    period = last_months(12, TODAY)
    assert (period.first, period.last, len(period)) == (date(2025, 12, 1), date(2026, 11, 1), 12)
    assert period.start == datetime(2025, 12, 1, tzinfo=SHANGHAI)
    assert period.end == datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert list(period.months())[-1] == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-01", "2026-06", ("2026-01", "2026-06")),
        ("2026-06", "2026-01", ("2026-01", "2026-06")),  # the wrong way round
        ("2026-05", "", ("2026-05", "2026-11")),
        ("", "2026-03", ("2025-04", "2026-03")),
        ("2026-10", "2027-10", ("2026-10", "2026-11")),  # nothing after this month
        ("2027-01", "2027-10", ("2026-11", "2026-11")),
        ("1999-01", "2026-11", ("2023-12", "2026-11")),  # no longer than three years
        ("", "", ("2025-12", "2026-11")),
        ("soon", "2026-13", ("2025-12", "2026-11")),
        ("0001-01", "9999-12", ("2025-12", "2026-11")),
    ],
)
def test_an_address_names_its_period_and_nonsense_gives_the_last_year(first, last, months):
    period = read_period(first, last, TODAY)
    assert (f"{period.first:%Y-%m}", f"{period.last:%Y-%m}") == months
    assert len(period) <= LONGEST


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_address_breaks_a_period(first, last):
    assert 1 <= len(read_period(first, last, TODAY)) <= LONGEST


@given(moments, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_keys_made_from_a_moment_on_are_never_below_its_first_key(start, later):
    assert first_key(start) <= uuid7(start + later)
    assert uuid7(start - timedelta(milliseconds=1) - later) < first_key(start)
    assert first_key(start) <= UUID(int=uuid7(start).int)


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 9))
def test_a_rate_is_whole_and_never_hides_one(part, rest, tenths):
    yes, whole = min(part + Fraction(tenths, 10), part + rest), part + rest
    said = Rate(yes, whole).percent
    if whole < FEW:
        assert said is None
        return
    assert 0 <= said <= 100
    assert abs(said - 100 * yes / whole) <= 1
    assert (said == 100) == (yes == whole)
    assert (said == 0) == (yes == 0)


def test_few_are_counted_and_never_shared_out():
    assert Rate(Fraction(8), 9).percent is None
    assert Rate(Fraction(9), 10).percent == 90
    assert [Rate(Fraction(yes), 4864).below_one for yes in (0, 2, 48, 49)] == [False, True, True, False]


def test_a_numerator_is_written_as_people_write_it():
    assert [Rate(yes, 10).yes_words for yes in (Fraction(12), Fraction(25, 2), Fraction(12_345_678))] == [
        "12",
        "12.5",
        "12345678",
    ]


def test_silence_is_left_out_of_every_rate():
    counts = Counts(raised=50, contact_of=50, in_time=40, solved=9, said=10, silent=40, grade_5=5, grade_1=5)
    rates = ThreeRates(counts, RateRules.read(SHIPPED))
    assert (rates.solution.yes, rates.solution.of, rates.solution.left_out["silent"]) == (9, 10, 40)
    assert (rates.satisfaction.yes, rates.satisfaction.of, rates.satisfaction.left_out["silent"]) == (5, 10, 40)
    assert (rates.response.yes, rates.response.of) == (40, 50)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=36))
def test_a_chart_stays_on_its_paper_and_labels_at_most_twelve_steps(values):
    labels = [f"{i}" for i in range(len(values))]
    chart = line_chart(labels, values)
    assert all(TOP - 0.1 <= dot.y <= HEIGHT - FOOT + 0.1 and 0 <= dot.x <= chart.width for dot in chart.lines[0].dots)
    assert 1 <= len(chart.labels) <= 12
    assert chart.labels[-1][1] == labels[-1]


def test_a_scale_ends_at_a_round_number_with_a_whole_half():
    assert [round_up(n) for n in (0, 2, 3, 5, 10, 11, 41, 101, 481, 5001)] == [2, 2, 4, 6, 10, 20, 60, 200, 600, 6000]


def test_bars_are_measured_against_the_longest():
    assert widths([10, 5, 0]) == [100, 50, 0]
    assert widths([]) == []
    assert widths([0, 0]) == [0, 0]


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_months_are_added_across_years(day, count):
    month = day.replace(day=1)
    assert add_months(add_months(month, count), -count) == month
    assert len(Period(min(month, add_months(month, count)), max(month, add_months(month, count)))) == abs(count) + 1


def test_a_chart_says_where_a_year_begins_if_there_is_room():
    labels = ["12", *map(str, range(1, 12))]
    chart = line_chart(labels, [5] * 11 + [9], eras=["2025", *["2026"] * 11])
    assert [era for _x, era in chart.eras] == ["2026"]
    assert chart.highest.value == 9
    assert [value for _y, value in chart.rules] == [0, 5, 10]
    assert [era for _x, era in line_chart(labels, [5] * 12, eras=["2025"] * 6 + ["2026"] * 6).eras] == ["2025", "2026"]
    assert line_chart(labels, [5] * 12).eras == []
