"""The three rates: added up beforehand, they are what a slow and patient reader counts."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.actions import correct, dispatch, rate, report_case, take_up
from linli.cases.models import Assignment, Case, Category, Voice
from linli.insight import books
from linli.insight.actions import annotate, keep_tallies, publish, rebuild_tallies, show_to_units
from linli.insight.counting import counted
from linli.insight.models import Tally
from linli.insight.periods import Period, last_months
from linli.insight.rates import NAMES, SHIPPED, Counts, RateRules, ThreeRates
from linli.insight.rules import may_annotate, may_see_figures
from linli.insight.tallied import by_category, by_month, by_place, by_unit, tallied
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.rulebook import actions as rulebook
from tests.insight.test_figures import NOW, at_random, counted_by_hand

YEAR = last_months(12, NOW.date())
RULES = RateRules.read(SHIPPED)


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


def units_at_random(street, rng, cases):
    units = [street.city_management, street.fire_service, street.property]
    rows = []
    for case in cases:
        for unit in rng.sample(units, rng.choice([0, 0, 1, 1, 2, 3])):
            moments = dict.fromkeys(("called_at", "sign_due", "done_warn", "done_due"), case.reported_at)
            rows.append(Assignment(case=case, organisation=unit, round="dispatch", stage="done", **moments))
    Assignment.objects.bulk_create(rows)
    return units


def by_hand(place, period, category="", unit=None):
    column = "grid_path" if place.kind == "grid" else "path"
    rows = []
    for c in Case.objects.select_related("category").prefetch_related("voices", "assignments"):
        if not getattr(c, column).startswith(place.path) or c.restricted or c.merged_into_id:
            continue
        if not period.start <= c.reported_at < period.end or category not in ("", c.category.code, c.category.group):
            continue
        if not unit or unit in {a.organisation_id for a in c.assignments.all()}:
            rows.append(c)
    return counted_by_hand(rows)


@pytest.mark.parametrize("seed", range(3))
def test_every_place_period_category_and_unit_agrees_with_the_slow_recount(street, seed):
    rng = random.Random(seed)
    units = units_at_random(street, rng, at_random(street, rng, 250))
    rebuild_tallies()
    codes = ["", "A", "B", *Category.objects.values_list("code", flat=True)]
    for place in (street.county, street.street, street.wangchao, street.jinhe, street.grid, street.other_grid):
        for _ in range(8):
            first = rng.choice(list(YEAR.months()))
            period = rng.choice([YEAR, Period(first, first)])
            category, unit = rng.choice(codes), rng.choice([None, *units])
            key = unit.pk if unit else None
            slow = by_hand(place, period, category, key)
            assert tallied(place, period, category=category, unit=key) == slow, (place, category, unit)
            assert counted(place, period, category=category, unit=key) == slow


def test_tables_by_month_category_unit_and_place_are_parts_of_the_same_whole(street):
    rng = random.Random(7)
    units = units_at_random(street, rng, at_random(street, rng, 200))
    rebuild_tallies()
    whole = tallied(street.street, YEAR)
    assert Counts.total(by_month(street.street, YEAR).values()) == whole
    groups = by_category(street.street, YEAR)
    assert Counts.total(one for code, one in groups.items() if len(code) == 1) == whole
    assert Counts.total(one for code, one in groups.items() if len(code) > 1) == whole
    for unit in units:
        assert by_unit(street.street, YEAR)[unit.pk] == by_hand(street.street, YEAR, unit=unit.pk)
    below = by_place([street.wangchao.path, street.tinghe.path], YEAR)
    assert below[street.wangchao.path] == by_hand(street.wangchao, YEAR)
    assert tallied(street.county, YEAR) == whole


def test_the_tallies_follow_what_happens(street, voice):
    rebuild_tallies()
    period = last_months(1, NOW.date())
    assert tallied(street.street, period).raised == 1
    case = take_up(voice.case, by=street.worker)
    dispatch(case, unit=street.property, by=street.clerk)
    other = report_case(place=street.other_building, words="路灯不亮", source="web", category="C03")
    with clock.frozen(NOW + timedelta(minutes=10)):
        keep_tallies()
        assert tallied(street.street, period).raised == 2
        assert tallied(street.street, period, unit=street.property.pk).raised == 1
        correct(other.case, place=street.building, by=street.street_clerk)
        Case.objects.filter(pk=other.case_id).update(state="answered", answered_at=NOW)
        rate(Voice.objects.get(pk=other.pk), solved=True, grade=5)
    with clock.frozen(NOW + timedelta(minutes=20)):
        keep_tallies()
        assert tallied(street.tinghe, period).raised == 0
        assert tallied(street.wangchao, period).solved == 1
        assert tallied(street.county, period) == counted(street.county, period)


def test_a_first_contact_that_runs_out_counts_without_anybody_doing_anything(street):
    from linli.cases.actions import Reachable

    report_case(place=street.unit, words="水管漏水", source="web", category="D01", contact=Reachable("", "19900000000"))
    rebuild_tallies()
    period = last_months(1, NOW.date())
    assert tallied(street.street, period).contact_running == 1
    with clock.frozen(NOW + timedelta(hours=5)):
        keep_tallies()
        assert (tallied(street.street, period).contact_of, tallied(street.street, period).in_time) == (1, 0)


def test_counting_twice_changes_nothing(street):
    at_random(street, random.Random(3), 60)
    rebuild_tallies()
    before = sorted(Tally.objects.values_list("path", "month", "category", "unit", *NAMES), key=str)
    rebuild_tallies()
    keep_tallies()
    assert sorted(Tally.objects.values_list("path", "month", "category", "unit", *NAMES), key=str) == before


def test_asking_costs_one_statement_however_much_there_is(street, django_assert_num_queries):
    for count in (3, 300):
        at_random(street, random.Random(count), count)
        rebuild_tallies()
        with django_assert_num_queries(1):
            tallied(street.street, YEAR)
        with django_assert_num_queries(1):
            by_category(street.street, YEAR)
        Voice.objects.all().delete()
        Case.objects.all().delete()


counts = st.builds(Counts, **{name: st.integers(0, 1000) for name in NAMES})


@given(counts, counts)
def test_sums_of_counts_are_counts(a, b):
    assert (a + b).raised == a.raised + b.raised
    assert Counts.total([a, b]) == a + b == b + a


@given(counts)
def test_no_rate_leaves_nought_to_a_hundred_and_few_are_never_a_percentage(one):
    rates = ThreeRates(one, RULES)
    for part in (rates.response, rates.solution, rates.satisfaction):
        if part.of < 10:
            assert part.percent is None
        elif part.yes <= part.of:
            assert 0 <= part.percent <= 100


def test_a_fair_grade_counts_as_much_as_the_book_says():
    one = Counts(said=20, grade_5=10, grade_3=5, grade_1=5)
    assert ThreeRates(one, RULES).satisfaction.yes == 13
    assert ThreeRates(one, RateRules.read(SHIPPED | {"fair": 0})).satisfaction.yes == 10
    assert ThreeRates(one, RateRules.read(SHIPPED | {"fair": 50})).satisfaction.yes == Fraction(25, 2)


def test_the_whole_needs_enough_of_each_and_follows_the_weights():
    one = Counts(raised=10, contact_of=10, in_time=10, said=10, solved=5, grade_5=10)
    assert ThreeRates(one, RULES).whole == Fraction(30) + Fraction(35, 2) + 35
    assert ThreeRates(one + Counts(said=-1), RULES).whole is None


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"response": 30},
        SHIPPED | {"response": 31},
        SHIPPED | {"fair": 101},
        SHIPPED | {"fair": "x"},
        SHIPPED | {"solution": -35},
        SHIPPED | {"comment": "soon"},
    ],
)
def test_weights_that_cannot_be_are_refused_with_a_sentence(body):
    with pytest.raises(ValueError, match=r"[.。]$"):
        RateRules.read(body)


def test_an_edition_from_before_units_had_their_own_time_still_reads():
    assert str(RateRules.read({name: SHIPPED[name] for name in SHIPPED if name != "comment"}).comment) == "5wd"


def test_units_have_as_long_as_the_book_says(street):
    rulebook.issue(books.rates, SHIPPED | {"comment": "48h"}, why="两天就够", by=street.administrator)
    shown = show_to_units(street.street, date(2026, 10, 1), by=street.street_clerk)
    assert shown.comments_until == NOW + timedelta(hours=48)


def test_who_sees_figures_follows_from_posts(street):
    sees = {p for p in street.everyone if may_see_figures.allows(p, street.wangchao)}
    serving = {street.clerk, street.head, street.street_clerk, street.leader, street.inspector, street.administrator}
    assert sees == serving | {street.officer, street.firefighter, street.manager}


def refused(deed) -> str:
    """The sentence of a refusal as it stands in the code, whatever language somebody read last."""
    with pytest.raises(Refused) as no:
        deed()
    return no.value.sentence


def test_units_see_their_figures_and_say_something_before_everyone_does(street):
    last_month = date(2026, 10, 1)
    rng = random.Random(5)
    units_at_random(street, rng, at_random(street, rng, 250))
    assert "not over" in refused(lambda: show_to_units(street.street, NOW.date(), by=street.street_clerk))
    with pytest.raises(Refused):
        show_to_units(street.street, last_month, by=street.clerk)
    shown = show_to_units(street.street, last_month, by=street.street_clerk)
    assert "already" in refused(lambda: show_to_units(street.street, last_month, by=street.leader))
    assert "still have time" in refused(lambda: publish(shown, by=street.leader))
    assert may_annotate.allows(street.officer, shown)
    annotate(shown, words="十月有三件属园林管辖，已退回。", by=street.officer)
    annotate(shown, words="十月有两件属园林管辖，已退回。", by=street.officer)
    with clock.frozen(shown.comments_until + timedelta(minutes=1)):
        out = publish(shown, by=street.leader)
        assert [note.words for note in out.annotations.all()] == ["十月有两件属园林管辖，已退回。"]
        assert "published" in refused(lambda: annotate(shown, words="再补充", by=street.firefighter))
    assert Counts(**out.body["whole"]) == by_hand(street.street, Period(last_month, last_month))
