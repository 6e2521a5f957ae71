"""Whistles from the blowing to the ratings: who may blow which, plan, objection, the street's word, the
weekly session.
"""

from datetime import date, datetime, timedelta

import pytest

from linli.calendar.workdays import SHANGHAI, Calendar, DayKind
from linli.cases import actions
from linli.cases.actions import approvals
from linli.cases.models import Approval, Case, SessionItem, Whistle, WhistleSession
from linli.cases.whistles import SHIPPED, WhistleRules, next_week, week_of
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.notices.models import Notice

pytestmark = pytest.mark.django_db
RULES = WhistleRules.read(SHIPPED)


def blow(street, case, **more):
    given = {
        "lead": street.city_management,
        "support": [street.fire_service, street.property],
        "words": "三家一起到场",
        "by": street.head,
    }
    given |= {"kind": "key", "why": "堆物有火险"} | more
    return actions.blow_whistle(case, **given)


def part(case, unit):
    return case.assignments.at_work().get(organisation=unit)


def work(one, post):
    """Sign, come, be done."""
    actions.sign(one, by=post)
    actions.report_in(one, how="meeting", words="已到会商", by=post)
    return actions.report_done(one, words="办好了", by=post)


def test_a_whistle_with_three_units_of_which_one_objects_and_is_released(street, case):
    case = blow(street, case)
    lead = part(case, street.city_management)
    assert lead.plan_due
    assert not part(case, street.fire_service).plan_due
    fire = part(case, street.fire_service)
    due = fire.done_due
    actions.object_to(fire, item="WF-02 公共区域清扫保洁和垃圾归集", words="不是消防的事", by=street.firefighter)
    asked = Approval.objects.get(kind="objection")
    assert Notice.objects.filter(kind="unit_objects", to=street.leader.ref).exists()
    for nobody in (street.head, street.firefighter, street.clerk):
        with pytest.raises(Refused):
            approvals.decide(asked, granted=True, words="好", by=nobody)
    approvals.decide(asked, granted=True, words="确不属消防", by=street.leader)
    fire.refresh_from_db()
    assert (fire.stage, fire.returned_for, fire.duty_item, fire.done_due) == ("returned", "not_ours", asked.item, due)
    case.refresh_from_db()
    assert (case.state, case.returns) == ("with_units", 0)
    actions.sign(lead, by=street.officer)
    with pytest.raises(Refused):
        actions.plan(part(case, street.property), words="我也写", by=street.manager)
    actions.plan(lead, words="三天内清完", by=street.officer)
    lead.refresh_from_db()
    assert lead.planned_at
    assert lead.plan == "三天内清完"
    actions.report_done(lead, words="清完", by=street.officer)
    case.refresh_from_db()
    assert case.state == "with_units"
    work(part(case, street.property), street.manager)
    case.refresh_from_db()
    with pytest.raises(Refused):  # the worker did not blow it
        actions.pass_check(case, words="干净", by=street.worker)
    actions.pass_check(case, words="干净了", by=street.head)
    whistle = Whistle.objects.get()
    assert whistle.stood_down_by == street.head
    assert whistle.outcome == "干净了"


def test_a_lead_that_is_released_hands_the_lead_on_with_its_plan(street, case):
    case = blow(street, case)
    one = part(case, street.city_management)
    actions.object_to(one, item="HW-04", words="是环卫的", by=street.officer)
    approvals.decide(Approval.objects.get(), granted=True, words="是", by=street.leader)
    leads = [a for a in case.assignments.at_work() if a.lead]
    assert len(leads) == 1
    assert leads[0].plan_due == one.plan_due
    assert Entry.objects.filter(subject=case.ref, event="LeadPassed").exists()


def test_a_dismissed_objection_binds_and_cannot_be_said_twice(street, case):
    case = blow(street, case)
    one = part(case, street.fire_service)
    with pytest.raises(Refused):
        actions.object_to(one, item=" ", words="不是", by=street.firefighter)
    actions.object_to(one, item="XF-01", words="不是", by=street.firefighter)
    asked = Approval.objects.get()
    with pytest.raises(Refused):
        approvals.decide(asked, granted=False, words="", by=street.leader)
    approvals.decide(asked, granted=False, words="堆物挡了通道", by=street.leader)
    one.refresh_from_db()
    assert one.open
    assert one.overruled == "堆物挡了通道"
    with pytest.raises(Refused):
        actions.object_to(one, item="XF-02", words="还是不是", by=street.firefighter)
    with pytest.raises(Refused):
        actions.send_back(one, reason="duplicate", words="重复", by=street.firefighter)


def test_the_last_unit_released_gives_the_case_back_to_its_keeper(street, case):
    case = blow(street, case, support=[])
    actions.object_to(part(case, street.city_management), item="HW-04", words="不是", by=street.officer)
    approvals.decide(Approval.objects.get(), granted=True, words="是", by=street.leader)
    case.refresh_from_db()
    assert (case.state, case.returns) == ("taken_up", 1)


def test_what_was_objected_is_settled_when_the_unit_does_it_all_the_same(street, case):
    case = blow(street, case)
    one = part(case, street.fire_service)
    actions.object_to(one, item="XF-01", words="不是", by=street.firefighter)
    work(one, street.firefighter)
    asked = Approval.objects.get()
    assert asked.decided_at
    assert asked.granted is None
    with pytest.raises(Refused):
        approvals.decide(asked, granted=True, words="好", by=street.leader)


def test_a_second_return_waits_a_working_day_for_the_street(street, case):
    for unit, post in ((street.city_management, street.officer), (street.property, street.manager)):
        case = actions.dispatch(Case.objects.get(), unit=unit, by=street.head)
        actions.send_back(part(case, unit), reason="not_ours", item="HW-04 垃圾收集点设置", words="不是", by=post)
    asked = Approval.objects.get(reason="second_return")
    assert asked.until > clock.now()
    with pytest.raises(Refused):
        actions.dispatch(Case.objects.get(), unit=street.fire_service, why="试试", by=street.head)
    approvals.decide(asked, granted=False, words="桶在小区里，归物业", by=street.street_clerk)
    case.refresh_from_db()
    again = part(case, street.property)
    assert case.state == "with_units"
    assert again.overruled == "桶在小区里，归物业"
    with pytest.raises(Refused):
        actions.send_back(again, reason="not_ours", item="HW-04", words="不是", by=street.manager)


def test_nobody_overrules_not_ours_in_silence(street, case):
    case = actions.dispatch(case, unit=street.city_management, by=street.head)
    actions.send_back(
        part(case, street.city_management), reason="not_ours", item="HW-04", words="不是", by=street.officer
    )
    with pytest.raises(Refused) as no:
        actions.dispatch(Case.objects.get(), unit=street.city_management, by=street.head)
    assert no.value.field == "why"
    case = actions.dispatch(Case.objects.get(), unit=street.city_management, why="桶占了道", by=street.head)
    assert part(case, street.city_management).overruled == "桶占了道"
    said = Entry.objects.get(subject=case.ref, event="Overruled")
    assert said.facts == {"units": [street.city_management.name], "words": "桶占了道"}


def test_off_the_list_needs_words_and_nothing_is_pushed_down_to_a_community(street, case):
    with pytest.raises(Refused) as no:
        actions.dispatch(case, unit=street.fire_service, by=street.head)
    assert no.value.field == "why"
    lift = actions.report_case(place=street.unit, words="电梯坏了", source="web", category="A04").case
    taken = actions.take_up(lift, by=street.street_clerk)
    for down in (street.clerk, street.worker):
        with pytest.raises(Refused):
            actions.hand_on(taken, to=down, by=street.street_clerk)
    with pytest.raises(Refused):
        actions.dispatch(taken, unit=street.committee, why="社区去办", by=street.street_clerk)
    actions.hand_on(actions.take_up(case, by=street.street_clerk), to=street.clerk, by=street.street_clerk)


def test_both_sides_rate_each_other_once_after_the_standing_down(street, case):
    case = blow(street, case, support=[])
    one = part(case, street.city_management)
    with pytest.raises(Refused):
        actions.rate_unit(one, grade=5, by=street.head)
    work(one, street.officer)
    case.refresh_from_db()
    actions.pass_check(case, words="好", by=street.leader)
    for wrong in (street.worker, street.officer, street.firefighter):
        with pytest.raises(Refused):
            actions.rate_unit(one, grade=4, by=wrong)
    actions.rate_unit(one, grade=4, words="到得快", by=street.head)
    actions.rate_call(one, grade=3, by=street.officer)
    for again in (
        lambda: actions.rate_unit(one, grade=1, by=street.head),
        lambda: actions.rate_call(one, grade=9, by=street.officer),
    ):
        with pytest.raises(Refused):
            again()
    one.refresh_from_db()
    assert (one.caller_grade, one.caller_words, one.unit_grade) == (4, "到得快", 3)


# --- the week ---------------------------------------------------------------------------------------------------


def calendar(**days):
    kinds = {date.fromisoformat(day.replace("_", "-").strip("d")): kind for day, kind in days.items()}
    return Calendar(kinds, frozenset({2026}))


def test_the_list_is_frozen_on_thursday_for_friday():
    week = week_of(date(2026, 11, 24), RULES, calendar())
    assert week.day == date(2026, 11, 27)
    assert week.frozen_at == datetime(2026, 11, 26, 17, tzinfo=SHANGHAI)


def test_on_a_holiday_the_last_working_day_before_counts():
    off = calendar(d2026_11_27=DayKind.ADJUSTED_REST)
    week = week_of(date(2026, 11, 24), RULES, off)
    assert week.day == date(2026, 11, 26)
    assert week.frozen_at.date() == date(2026, 11, 25)
    festival = calendar(**{f"d2026_02_{n}": DayKind.STATUTORY for n in range(16, 21)})
    assert week_of(date(2026, 2, 18), RULES, festival) is None
    assert next_week(date(2026, 2, 18), RULES, festival).day == date(2026, 2, 27)


def test_a_list_holds_what_is_open_carries_over_and_is_frozen_once(street, case):
    blow(street, case)
    thursday = datetime(2026, 11, 26, 16, 30, tzinfo=SHANGHAI)
    with clock.frozen(thursday):
        assert actions.freeze_due() == 0
    with clock.frozen(thursday + timedelta(hours=1)):
        assert actions.freeze_due() == 1
        assert actions.freeze_due() == 0
        session = WhistleSession.objects.get()
        with pytest.raises(Refused):
            actions.freeze(street.street, session.day, by=street.leader)
        item = session.items.get()
        for wrong in (street.head, street.officer):
            with pytest.raises(Refused):
                actions.say_of(item, outcome="settled", by=wrong)
        with pytest.raises(Refused):
            actions.say_of(item, outcome="carried", words=" ", by=street.leader)
        actions.say_of(item, outcome="raised", words="书记牵头", by=street.street_clerk)
        assert Notice.objects.filter(kind="session_raised", to=street.leader.ref).count() == 1
        actions.close_session(session, words="下周继续", by=street.leader)
        with pytest.raises(Refused):
            actions.say_of(item, outcome="settled", by=street.leader)
    with clock.frozen(thursday + timedelta(days=7, hours=1)):
        actions.freeze_due()
    assert list(SessionItem.objects.order_by("session__day").values_list("times", flat=True)) == [1, 2]
