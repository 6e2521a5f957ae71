"""What was left out of the rates: the figures, the tallies, the grounds and the cases behind them say the same."""

from datetime import datetime

import pytest

from linli.cases import actions
from linli.cases.models import Approval, Case, Voice
from linli.insight.actions import rebuild_tallies
from linli.insight.behind import cases_behind
from linli.insight.exclusions import exclusions_of
from linli.insight.figures import figures_of
from linli.insight.periods import read_period
from linli.insight.tallied import by_month, tallied
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI

OCTOBER_DAY, NOVEMBER_DAY = (datetime(2026, month, 12, 10, 0, tzinfo=SHANGHAI) for month in (10, 11))
OCTOBER = read_period("2026-10", "2026-10", NOVEMBER_DAY.date())
NOVEMBER = read_period("2026-11", "2026-11", NOVEMBER_DAY.date())
BOTH = read_period("2026-10", "2026-11", NOVEMBER_DAY.date())


def left_out(street, voice) -> Case:
    case = actions.take_up(voice.case, by=street.worker)
    actions.ask_exclusion(case, ground="5", words="两次未发现", by=street.worker)
    asked = Approval.objects.get(case=case)
    actions.review(asked, words="属实", by=street.street_clerk)
    actions.decide(asked, granted=True, words="两次核查未发现", by=street.leader)
    return Case.objects.get(pk=case.pk)


def objected(street, case) -> None:
    actions.ask_readmission(case, words="晚上才有", by=Voice.objects.get(case=case))
    actions.decide(Approval.objects.get(case=case, kind="readmission"), granted=True, words="属实", by=street.inspector)


@pytest.fixture
def told(street):
    """Three left out in October, of which one was merged; one taken in again in October, one in November."""
    words = ["楼道灯不亮", "水管漏水", "电梯停运", "路面积水"]
    with clock.frozen(OCTOBER_DAY):
        voices = [actions.report_case(place=street.unit, words=one, source="web", category="A01") for one in words]
        first, merged, again, later = [left_out(street, voice) for voice in voices]
        other = actions.report_case(place=street.unit, words="电梯又停了", source="web", category="A01").case
        actions.merge(merged, into=other, words="同一件事", by=street.worker)
        objected(street, again)
    with clock.frozen(NOVEMBER_DAY):
        objected(street, later)
        rebuild_tallies()
        yield first


def test_figures_tallies_grounds_and_cases_say_the_same(street, told):
    for place in (street.street, street.wangchao, street.jinhe, street.grid):
        for period in (OCTOBER, NOVEMBER, BOTH):
            added = tallied(place, period)
            figures = figures_of(place, period, fresh=True)
            assert figures.whole.counts == added
            assert {month: one.counts for month, one in figures.months.items()} == by_month(place, period)
            assert sum(exclusions_of(place, period, fresh=True).grounds.values()) == added.excluded
            assert cases_behind("excluded", place, period, now=clock.now()).count() == added.excluded


def test_what_was_merged_is_its_survivors_and_what_was_taken_in_again_counts(street, told):
    assert list(cases_behind("excluded", street.street, BOTH, now=clock.now())) == [told]
    assert (tallied(street.street, OCTOBER).raised, tallied(street.street, OCTOBER).excluded) == (4, 1)


def test_an_objection_counts_in_the_month_in_which_it_was_decided_and_in_no_other(street, told):
    def objections(period):
        found = exclusions_of(street.street, period, fresh=True)
        return found.objections, found.readmitted

    assert objections(OCTOBER) == objections(NOVEMBER) == (1, 1)
    assert objections(BOTH) == (2, 2)
    assert exclusions_of(street.tinghe, BOTH, fresh=True).objections == 0


def test_asking_costs_two_statements(street, told, django_assert_num_queries):
    with django_assert_num_queries(2):
        exclusions_of(street.street, BOTH, fresh=True)
