"""More time: asked for in time with a reason, decided by another, bounded by the book; what is late stays late."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from linli.cases import actions, books
from linli.cases.actions import approvals, clocks
from linli.cases.models import Approval, Case, Recomputation
from linli.cases.queries import clock_of, story
from linli.kernel import clock
from linli.kernel.clock import SHANGHAI
from linli.kernel.errors import Overtaken, Refused
from linli.notices.models import Notice
from linli.rulebook.actions import issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def kept(street):
    """Noise in the evening, five working days, reported on Monday and taken up: due on the next Monday."""
    with clock.frozen(MONDAY):
        case = actions.report_case(
            place=street.unit,
            words="装修噪声",
            source="plate",
            category="H05",
            contact=actions.Reachable("张某某", "19900001234"),
        ).case
        actions.take_up(case, by=street.worker)
        yield fresh(case)


def ask(case, street, **more):
    said = {"limit": "3wd", "words": "配件还在路上", "by": street.worker} | more
    return actions.ask_extension(case, **said)


def test_an_extension_is_asked_decided_by_another_and_moves_the_due_time(street, kept):
    assert kept.finish_due == at(3, 9, 17, 30)
    asked = ask(kept, street)
    assert fresh(kept).finish_due == at(3, 9, 17, 30)
    assert Notice.objects.filter(to=street.head.ref, kind="asked_extension").exists()
    assert clocks.if_granted(asked).due == at(3, 12, 17, 30)
    approvals.decide(asked, granted=True, words="同意", by=street.head)
    now = fresh(kept)
    assert now.finish_due == clock_of(now).due == at(3, 12, 17, 30)
    decided = story(now)[-1]
    assert decided.facts["due_was"] < decided.facts["due_is"]
    assert now.late_since is None


def test_whoever_asks_never_decides(street, kept):
    asked = ask(kept, street, by=street.head)
    with pytest.raises(Refused, match="asks does not decide"):
        approvals.decide(asked, granted=True, words="", by=street.head)
    approvals.decide(asked, granted=True, words="", by=street.leader)


def test_the_second_extension_and_one_for_works_are_the_leaders(street, kept):
    approvals.decide(ask(kept, street), granted=True, words="", by=street.head)
    second = ask(fresh(kept), street, limit="2wd")
    with pytest.raises(Refused):
        approvals.decide(second, granted=True, words="", by=street.head)
    approvals.decide(second, granted=True, words="", by=street.leader)
    with pytest.raises(Refused, match="extended 2 times"):
        ask(fresh(kept), street, limit="1wd")


def test_a_refused_request_does_not_count_as_an_extension(street, kept):
    approvals.decide(ask(kept, street), granted=False, words="先回复", by=street.head)
    again = ask(fresh(kept), street)
    assert approvals.may_decide(street.head, again)
    works = ask_for_works(fresh(kept), street)
    assert works is None


def ask_for_works(case, street):
    with pytest.raises(Refused, match="waiting for a decision"):
        ask(case, street, reason="engineering", by=street.clerk)


def test_works_go_to_the_leader_at_once(street, kept):
    asked = ask(kept, street, reason="engineering")
    assert not approvals.may_decide(street.head, asked)
    assert approvals.may_decide(street.leader, asked)


def test_all_extensions_together_have_a_cap(street, kept):
    approvals.decide(ask(kept, street, limit="8wd"), granted=True, words="", by=street.head)
    with pytest.raises(Refused, match="At most 2 more days") as no:
        ask(fresh(kept), street, limit="3wd")
    assert no.value.field == "limit"


def test_late_can_not_be_extended_away(street, kept):
    asked = ask(kept, street)
    with clock.frozen(at(3, 9, 18)):
        with pytest.raises(Refused, match="late case stays late"):
            actions.ask_pause(fresh(kept), until=at(3, 20).date(), words="等", by=street.worker)
        approvals.decide(asked, granted=True, words="", by=street.head)
    now = fresh(kept)
    assert now.finish_due == at(3, 12, 17, 30)
    assert now.late_since == at(3, 9, 17, 30)


def test_a_pause_stops_the_clock_and_its_reminders_until_its_day(street, kept):
    asked = actions.ask_pause(kept, until=at(3, 16).date(), words="业主出差", by=street.worker)
    with clock.frozen(at(3, 4)):
        approvals.decide(asked, granted=True, words="", by=street.head)
    now = fresh(kept)
    assert now.stopped_until == at(3, 16, 8, 30)
    assert now.finish_due == at(3, 19, 17, 30)  # Tuesday counted; then Monday to Thursday
    Notice.objects.all().delete()
    with clock.frozen(at(3, 15)):
        actions.remind()
        assert actions.run_clocks() == 0
    assert not Notice.objects.filter(kind__in=["nearly_due", "overdue"]).exists()
    with clock.frozen(at(3, 16, 8, 31)):
        assert actions.run_clocks() == 1
        assert actions.run_clocks() == 0
    now = fresh(kept)
    assert (now.stopped_until, now.last_event, now.finish_due) == (None, "ClockRuns", at(3, 19, 17, 30))


def test_a_clock_may_be_let_run_again_by_hand(street, kept):
    asked = actions.ask_pause(kept, until=at(3, 16).date(), words="业主出差", by=street.worker)
    approvals.decide(asked, granted=True, words="", by=street.head)
    with clock.frozen(at(3, 3, 9)):
        actions.resume(fresh(kept), by=street.worker)
        with pytest.raises(Refused, match="running"):
            actions.resume(fresh(kept), by=street.worker)
    assert fresh(kept).finish_due == at(3, 10, 17, 30)


def test_waiting_begins_at_once_and_ends_with_what_the_resident_adds(street, kept):
    actions.wait_for_resident(kept, until=at(3, 5).date(), words="请补充是几楼", by=street.worker)
    now = fresh(kept)
    assert now.stopped_until == at(3, 5, 23, 59)
    assert now.finish_due == at(3, 12, 17, 30)
    with clock.frozen(at(3, 3, 9)):
        actions.add_to_voice(now.voices.get(), words="是六楼")
    now = fresh(kept)
    assert (now.stopped_until, now.finish_due) == (None, at(3, 10, 17, 30))
    assert story(now)[-1].facts["why"] == "answer"


def test_waiting_is_bounded_each_time_and_in_all(street, kept):
    with pytest.raises(Refused, match="At most 5 days at a time") as no:
        actions.wait_for_resident(kept, until=at(3, 10).date(), words="请补充", by=street.worker)
    assert no.value.field == "until"
    assert Approval.objects.count() == 0
    for _ in range(2):
        actions.wait_for_resident(
            fresh(kept), until=clock.today() + timedelta(days=5), words="请补充", by=street.worker
        )
        with clock.frozen(clock.now() + timedelta(days=5)):
            actions.resume(fresh(kept), by=street.worker)
    with pytest.raises(Refused):
        actions.wait_for_resident(
            fresh(kept), until=clock.today() + timedelta(days=1), words="再补充", by=street.worker
        )


def test_the_slow_lane_is_the_leaders(street, kept):
    asked = actions.ask_slow_lane(kept, until=at(8, 1).date(), reason="season", words="等到供暖前", by=street.head)
    assert not approvals.may_decide(street.street_clerk, asked)
    approvals.decide(asked, granted=True, words="同意挂账", by=street.leader)
    assert fresh(kept).stopped_until == at(8, 1, 8, 30)


def test_a_unit_that_is_called_may_ask_and_its_own_clock_moves_too(street, kept):
    actions.dispatch(kept, unit=street.city_management, why="现场需要", by=street.head)
    case = fresh(kept)
    one = case.assignments.get()
    assert one.done_due == case.finish_due
    asked = ask(case, street, by=street.officer, assignment=one)
    assert approvals.may_decide(street.head, asked)
    approvals.decide(asked, granted=True, words="", by=street.head)
    one.refresh_from_db()
    assert one.done_due == fresh(kept).finish_due == at(3, 12, 17, 30)
    with pytest.raises(Refused):
        ask(fresh(kept), street, by=street.firefighter)


def test_an_answer_leaves_nothing_to_decide(street, kept):
    asked = ask(kept, street)
    actions.solve(fresh(kept), words="好了", by=street.worker)
    actions.answer(fresh(kept), words="好了", by=street.worker)
    asked.refresh_from_db()
    assert (asked.granted, asked.decided_by) == (False, None)
    with pytest.raises(Refused, match="decided already"):
        approvals.decide(asked, granted=True, words="", by=street.head)


def test_of_two_who_decide_the_second_is_told(street, kept):
    asked = ask(kept, street)
    seen = fresh(kept).version
    approvals.decide(asked, granted=True, words="", by=street.head, seen=seen)
    with pytest.raises((Refused, Overtaken)):
        approvals.decide(asked, granted=False, words="不行", by=street.street_clerk, seen=seen)


def test_a_reopened_case_begins_a_new_clock_without_the_old_extensions(street, kept):
    approvals.decide(ask(kept, street), granted=True, words="", by=street.head)
    actions.solve(fresh(kept), words="好了", by=street.worker)
    actions.answer(fresh(kept), words="好了", by=street.worker)
    with clock.frozen(at(3, 10)):
        actions.rate(fresh(kept).voices.get(), solved=False)
    now = fresh(kept)
    assert now.finish_due == at(3, 17, 17, 30)
    assert now.late_since is None


def test_a_correction_keeps_what_was_granted_and_its_edition(street, kept):
    from linli.cases.models import Category

    approvals.decide(ask(kept, street), granted=True, words="", by=street.head)
    with clock.frozen(at(3, 3)):
        body = [row | {"finish": "1wd"} if row["category"] == "A10" else row for row in books.limits.shipped()]
        issue(books.limits, body, why="试行", by=street.administrator)
        actions.correct(fresh(kept), category=Category.objects.get(code="A10"), by=street.worker)
    now = fresh(kept)
    assert now.limits_edition == 1
    assert now.finish_limit == "5wd"
    assert now.finish_due == at(3, 12, 17, 30)


def test_a_case_keeps_its_edition_when_the_next_comes(street, kept):
    with clock.frozen(at(3, 3)):
        body = [row | {"finish": "9wd"} if row["category"] == "H05" else row for row in books.limits.shipped()]
        issue(books.limits, body, why="试行", by=street.administrator)
        new = actions.report_case(place=street.unit, words="又吵", source="plate", category="H05").case
    assert (fresh(kept).finish_limit, fresh(kept).limits_edition) == ("5wd", 1)
    assert (new.finish_limit, new.limits_edition) == ("9wd", 2)


# --- holiday notices --------------------------------------------------------------------------------------------


def notice(street, *off, work=()):
    """The holidays of 2027, with some more days off or worked; then everything is gone through."""
    from linli.calendar.actions import load_year
    from linli.calendar.festivals import statutory_days
    from linli.calendar.workdays import kind_by_notice

    days = dict.fromkeys(statutory_days(2027), True) | dict.fromkeys(off, True) | dict.fromkeys(work, False)
    loaded = load_year(
        2027,
        [(day, kind_by_notice(day, off=rest), "") for day, rest in days.items()],
        official=True,
        doc_no="国办发明电〔2026〕9号",
        by=street.administrator,
    )
    run = actions.begin_recomputation(2027, [change.date for change in loaded.changes], by=street.administrator)
    actions.recompute_dues()
    run.refresh_from_db()
    return run


@pytest.fixture
def over_new_year(street):
    """Five working days over a New Year whose holidays are not announced."""
    with clock.frozen(datetime(2026, 12, 29, 10, tzinfo=SHANGHAI)):
        case = actions.report_case(place=street.unit, words="装修噪声", source="plate", category="H05").case
        actions.dispatch(case, unit=street.city_management, why="现场需要", by=street.head)
        yield fresh(case)


def test_a_notice_moves_what_crosses_its_days_and_says_so(street, over_new_year):
    assert over_new_year.provisional
    was = over_new_year.finish_due
    run = notice(street, datetime(2027, 1, 4).date())  # noqa: DTZ001 (a day)
    now = fresh(over_new_year)
    assert now.finish_due > was
    assert not now.provisional
    assert now.assignments.get().done_due == now.finish_due
    assert (run.seen, run.moved, run.kept) == (1, 1, 0)
    assert run.done_at
    said = story(now)[-1]
    assert (said.event, said.facts["due_was"], said.facts["kept"]) == ("DuesRecomputed", was.isoformat(), False)
    assert said.by == street.administrator.ref


def test_a_notice_makes_nothing_shorter(street, over_new_year):
    was = over_new_year.finish_due
    run = notice(street, work=[datetime(2027, 1, 2).date()])  # noqa: DTZ001 (a day)
    now = fresh(over_new_year)
    assert now.finish_due == was
    assert (run.moved, run.kept) == (0, 1)
    assert story(now)[-1].facts["kept"] is True
    asked = ask(now, street, limit="1wd", by=street.clerk)
    assert asked.number == 1
    approvals.decide(asked, granted=True, words="", by=street.head)
    assert fresh(now).finish_due > was  # what is granted comes on top of what was kept
    Recomputation.objects.update(done_at=None, after=None)
    before = fresh(now).version
    actions.recompute_dues()
    assert fresh(now).version == before


def whistle(case, street):
    return actions.blow_whistle(
        case, kind="joint", lead=street.city_management, support=[], words="请到场", why="就近", by=street.head
    )


def test_a_units_clocks_stand_still_with_the_case_and_run_again_with_it(street, kept):
    case = whistle(kept, street)
    signed = case.assignments.get()
    before = {name: getattr(signed, name) for name in ("sign_due", "contact_due", "report_due", "done_due")}
    assert all(before.values())
    asked = actions.ask_pause(fresh(kept), until=at(3, 16).date(), words="业主出差", by=street.worker)
    approvals.decide(asked, granted=True, words="", by=street.head)
    paused = fresh(kept).assignments.get()
    for name in ("sign_due", "contact_due", "report_due"):
        assert getattr(paused, name) > at(3, 16, 8, 30), name
    assert paused.done_due == fresh(kept).finish_due
    with clock.frozen(at(3, 3, 9)):
        actions.resume(fresh(kept), by=street.worker)
    again = fresh(kept).assignments.get()
    for name, was in before.items():
        assert was < getattr(again, name) < getattr(paused, name), name
    assert again.done_due == fresh(kept).finish_due


def test_what_a_unit_was_late_with_when_the_clock_stopped_stays_late(street, kept):
    case = whistle(kept, street)
    was = case.assignments.get()
    with clock.frozen(was.sign_due + timedelta(minutes=1)):
        asked = actions.ask_pause(fresh(kept), until=at(3, 16).date(), words="业主出差", by=street.worker)
        approvals.decide(asked, granted=True, words="", by=street.head)
    now = fresh(kept).assignments.get()
    assert now.sign_due == was.sign_due
    assert now.report_due > was.report_due


def test_a_unit_called_while_the_clock_stands_still_begins_when_it_runs(street, kept):
    asked = actions.ask_pause(kept, until=at(3, 16).date(), words="业主出差", by=street.worker)
    approvals.decide(asked, granted=True, words="", by=street.head)
    one = whistle(fresh(kept), street).assignments.get()
    assert one.sign_due > at(3, 16, 8, 30)
    assert one.done_due == fresh(kept).finish_due
