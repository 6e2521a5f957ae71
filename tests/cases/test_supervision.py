"""The ladder, a second pair of eyes, what is left out of the rates, complaints about staff, and calling back."""

from datetime import date, datetime, timedelta

import pytest

from linli.cases import actions, books
from linli.cases.calls import CallRules
from linli.cases.exclusions import ExclusionRules
from linli.cases.ladder import SHIPPED, LadderRules
from linli.cases.lifecycle import MOVES
from linli.cases.models import Approval, Call, Case, Rung, Supervision, Voice
from linli.cases.rules import may_acknowledge, may_open_contact, may_see
from linli.journal.models import Entry
from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.notices.models import Notice
from linli.people.models import Person, Post
from linli.people.roles import Role
from linli.rulebook import actions as rulebook

pytestmark = pytest.mark.django_db


def new_post(name, role, **more) -> Post:
    person = more.pop("person", None) or Person.objects.create(name=name, username=name, password="!")
    return Post.objects.create(person=person, role=role, starts=date(2024, 1, 1), **more)


@pytest.fixture
def county(street):
    return new_post("区督办员01", Role.COUNTY_SUPERVISOR, place=street.county)


def everyone(street, *more):
    return [*street.everyone, *more]


def at_rung(case) -> list[int]:
    return list(Supervision.objects.filter(case=case, ended_at=None).values_list("rung", flat=True))


def told(case, post) -> set[str]:
    return set(Notice.objects.filter(about=case.ref, to=post.ref).values_list("kind", flat=True))


# --- the ladder -------------------------------------------------------------------------------------------------


def test_silence_climbs_rung_by_rung_up_to_the_county(street, county, case):
    actions.take_up(case, by=street.worker)
    case.refresh_from_db()
    with clock.frozen(case.finish_warn + timedelta(minutes=1)):
        actions.remind()
    assert at_rung(case) == [Rung.REMINDER]
    seen, moment = [], case.finish_due + timedelta(minutes=1)
    for _ in range(60):
        with clock.frozen(moment):
            actions.remind()
        if at_rung(case) != seen[-1:]:
            seen += at_rung(case)
        moment += timedelta(hours=12)
    assert seen == [Rung.CHIEF, Rung.COMMUNITY, Rung.STREET, Rung.COUNTY]
    assert "supervise_silence" in told(case, street.head) & told(case, street.leader) & told(case, county)
    assert Case.objects.get().rung == Rung.COUNTY
    assert Case.objects.get().version == 2  # whoever types an answer is not overtaken by the ladder


def test_seen_stops_the_ladder_for_a_while_and_the_answer_ends_it(street, case):
    actions.take_up(case, by=street.worker)
    case.refresh_from_db()
    with clock.frozen(case.finish_due + timedelta(minutes=1)):
        actions.remind()
        one = Supervision.objects.get(rung=Rung.CHIEF)
        may = {
            name for name, post in vars(street).items() if post in street.everyone and may_acknowledge.allows(post, one)
        }
        assert may == {"chief", "head", "street_clerk", "leader"}
        with pytest.raises(Refused):
            actions.acknowledge(one, by=street.worker)
        actions.acknowledge(one, words="下午到现场", by=street.chief)
        with pytest.raises(Refused):
            actions.acknowledge(one, by=street.head)
    one.refresh_from_db()
    with clock.frozen(one.due - timedelta(minutes=1)):
        actions.remind()
        assert at_rung(case) == [Rung.CHIEF]
    with clock.frozen(one.due + timedelta(minutes=1)):
        actions.remind()
        assert at_rung(case) == [Rung.COMMUNITY]
        actions.solve(Case.objects.get(), words="清了", by=street.worker)
        actions.answer(Case.objects.get(), words="清了", by=street.worker)
    assert at_rung(case) == []
    assert Case.objects.get().rung == 0


def test_raised_by_hand_from_above_and_to_the_level_above_ones_own(street, county, case):
    actions.take_up(case, by=street.worker)
    with pytest.raises(Refused):
        actions.raise_case(Case.objects.get(), rung=Rung.STREET, words="请街道", by=street.worker)
    actions.raise_case(Case.objects.get(), rung=Rung.COMMUNITY, words="业主意见大", by=street.chief)
    with pytest.raises(Refused):
        actions.raise_case(Case.objects.get(), rung=Rung.CHIEF, words="再降回去", by=street.leader)
    actions.raise_case(Case.objects.get(), rung=Rung.COUNTY, words="涉及区属单位", by=street.leader)
    assert at_rung(case) == [Rung.COUNTY]
    assert told(case, county) == {"supervise_by_hand"}
    assert "raise_case" not in {move.step for move in MOVES.open_to(street.leader, Case.objects.get())}


def test_when_the_first_reminder_comes_stands_in_the_book(street):
    at = datetime(2026, 3, 4, 10, 0, tzinfo=clock.SHANGHAI)

    def share_of(case):
        return (case.contact_warn - case.reported_at) / (case.contact_due - case.reported_at)

    with clock.frozen(at):
        rulebook.issue(
            books.limits, [{"category": "*", "contact": "10h", "finish": "100h"}], why="好算", by=street.administrator
        )
        first = actions.report_case(place=street.unit, words="楼道灯不亮", source="web", category="A01").case
        rulebook.issue(books.ladder, SHIPPED | {"remind_at": 50}, why="早点提醒", by=street.administrator)
        second = actions.report_case(place=street.unit, words="水管漏水", source="web", category="A01").case
    assert (share_of(first), share_of(second)) == (0.7, 0.5)
    assert (second.finish_warn - at, second.finish_due - at) == (timedelta(hours=50), timedelta(hours=100))
    with clock.frozen(at + timedelta(hours=60)):
        actions.remind()
    assert set(Case.objects.filter(reminded=1)) == {second}


def test_three_times_from_hand_to_hand_goes_up(street, case):
    case = actions.take_up(case, by=street.worker)
    for to in (street.chief, street.clerk, street.worker):
        assert Case.objects.get().rung == 0
        case = actions.hand_on(case, to=to, by=case.keeper)
    assert at_rung(case) == [Rung.STREET]
    assert "supervise_transfers" in told(case, street.leader) & told(case, street.street_clerk)


def test_not_solved_is_supervised_and_answered_by_somebody_else(street, voice):
    case = actions.take_up(voice.case, by=street.worker)
    actions.answer(actions.solve(case, words="办了", by=street.worker), words="办了", by=street.worker)
    actions.rate(Voice.objects.get(), solved=False)
    assert at_rung(case) == [Rung.COMMUNITY]
    assert Case.objects.get().supervised
    actions.solve(Case.objects.get(), words="又办了", by=street.chief)
    for one in (street.worker, street.chief):  # who answered last time, who solved it this time
        with pytest.raises(Refused, match="督办"):
            actions.answer(Case.objects.get(), words="办了", by=one)
    actions.answer(Case.objects.get(), words="这次看过了", by=street.head)
    assert at_rung(case) == []
    actions.rate(Voice.objects.get(), solved=False)  # a second time: not reopened by itself, the street decides
    assert at_rung(case) == [Rung.STREET]
    assert "still_not_solved" in told(case, street.leader)


@pytest.mark.parametrize(
    "spoilt",
    [
        [],
        {},
        {"rungs": {}},
        SHIPPED | {"remind_at": 0},
        SHIPPED | {"remind_at": "soon"},
        SHIPPED | {"overdue": "reminder"},
        SHIPPED | {"overdue": "moon"},
        SHIPPED | {"thresholds": [{"what": "x"}]},
        SHIPPED | {"rungs": SHIPPED["rungs"] | {"chief": {"roles": []}}},
        SHIPPED | {"rungs": SHIPPED["rungs"] | {"chief": {"roles": ["x"], "again": "soon"}}},
    ],
)
def test_a_ladder_that_makes_no_sense_is_told_so(spoilt):
    with pytest.raises(ValueError, match=r"[.。]"):
        LadderRules.read(spoilt)


# --- left out of the rates --------------------------------------------------------------------------------------


def answered(street, voice) -> Case:
    case = actions.take_up(voice.case, by=street.worker)
    return actions.answer(actions.solve(case, words="看过", by=street.worker), words="情况不属实", by=street.worker)


def left_out(street, voice) -> Approval:
    actions.ask_exclusion(answered(street, voice), ground="5", words="两次未发现", by=street.worker)
    asked = Approval.objects.get()
    actions.review(asked, words="属实", by=street.street_clerk)
    return actions.decide(asked, granted=True, words="两次核查未发现所反映的情况", by=street.leader)


def test_who_asks_or_reviews_never_decides(street, county, voice):
    case = actions.ask_exclusion(answered(street, voice), ground="5", words="两次未发现", by=street.worker)
    asked = Approval.objects.get()
    for by in (street.leader, street.inspector):  # not before the street has reviewed it
        with pytest.raises(Refused):
            actions.decide(asked, granted=True, words="同意", by=by)
    with pytest.raises(Refused):
        actions.review(asked, words="我自己看", by=street.worker)
    actions.review(asked, words="属实", by=street.leader)
    for by in (street.worker, street.head, street.leader):
        with pytest.raises(Refused):
            actions.decide(asked, granted=True, words="同意", by=by)
    with pytest.raises(Refused):  # the resident reads the reason
        actions.decide(asked, granted=True, words=" ", by=street.inspector)
    actions.decide(asked, granted=True, words="未发现", by=street.inspector)
    assert Case.objects.get().excluded
    with pytest.raises(Refused):
        actions.ask_exclusion(case, ground="5", words="再来", by=street.worker)
    with pytest.raises(Refused):
        actions.ask_exclusion(case, ground="no such", words="再来", by=street.worker)


def test_the_resident_objects_once_and_a_third_person_decides(street, county, voice):
    left_out(street, voice)
    actions.ask_readmission(Case.objects.get(), words="晚上才有", by=Voice.objects.get())
    objected = Approval.objects.get(kind="readmission")
    assert "晚上才有" not in str(
        list(Entry.objects.values_list("facts", flat=True))
    )  # words can be forgotten, the journal can't
    for by in (street.leader, street.street_clerk, street.worker):
        with pytest.raises(Refused):
            actions.decide(objected, granted=True, words="", by=by)
    actions.decide(objected, granted=False, words="复查后仍未发现", by=street.inspector)
    with pytest.raises(Refused):
        actions.ask_readmission(Case.objects.get(), words="还有", by=Voice.objects.get())
    assert Case.objects.get().excluded


def test_what_was_taken_in_again_stays_in(street, voice):
    left_out(street, voice)
    actions.ask_readmission(Case.objects.get(), words="晚上才有", by=Voice.objects.get())
    actions.decide(Approval.objects.get(kind="readmission"), granted=True, words="夜间核查属实", by=street.inspector)
    assert not Case.objects.get().excluded
    with pytest.raises(Refused):
        actions.ask_exclusion(Case.objects.get(), ground="5", words="再来", by=street.worker)


@pytest.mark.parametrize(
    "spoilt", [{}, [], [{}], [{"code": "1", "words": "x"}], [{"code": "1", "words": "x", "source": "y"}] * 2]
)
def test_grounds_that_make_no_sense_are_told_so(spoilt):
    with pytest.raises(ValueError, match=r"[.。]"):
        ExclusionRules.read(spoilt)


# --- complaints about staff -------------------------------------------------------------------------------------


def test_rule_and_query_set_agree_for_everyone_whoever_it_is_about(street, county):
    other_county = new_post("区督办员02", Role.COUNTY_SUPERVISOR, place=street.county)
    deputy = new_post("副主任", Role.STREET_LEADER, place=street.street)
    second_post = new_post("兼职", Role.DISCIPLINE, place=street.street, person=street.worker.person)
    cast = everyone(street, county, other_county, deputy, second_post)
    voice = actions.report_case(place=street.unit, words="推诿不管", source="web", category="L02")
    expected = {
        None: {street.inspector, second_post, county, other_county},
        street.worker: {street.leader, deputy, street.inspector, county, other_county},
        street.officer: {street.leader, deputy, street.inspector, second_post, county, other_county},
        street.leader: {county, other_county},
        street.inspector: {county, other_county},
        county: {street.leader, deputy, street.inspector, second_post},
    }
    for about, hearing in expected.items():
        Case.objects.update(about_post=about)
        case = Case.objects.get()
        seen = {post for post in cast if may_see.allows(post, case)}
        assert seen == hearing, about
        assert seen == {post for post in cast if Case.objects.visible_to(post).exists()}, about
        for post in cast:
            assert may_open_contact.allows(post, Voice.objects.get(pk=voice.pk)) <= (post in seen)


def test_named_staff_lose_it_with_all_that_was_told_of_it(street, county):
    case = actions.report_case(place=street.unit, words="纪检员推诿不管", source="web", category="L02").case
    actions.take_up(case, by=street.inspector)
    assert told(case, street.inspector)
    case = actions.name_staff(case, about=street.inspector, by=county)
    assert told(case, street.inspector) == set()
    assert told(case, street.leader) == set()
    assert told(case, county) == {"complaint_is_yours"}
    assert (case.keeper, case.state) == (None, "reported")
    case = actions.take_up(case, by=county)  # what nobody at the street may do, the county does
    assert actions.solve(case, words="已核实", by=county).state == "checked"


def test_only_the_inspector_and_the_county_name_and_nothing_goes_to_units(street, county):
    case = actions.report_case(place=street.unit, words="网格员推诿", source="web", category="L02").case
    may = {post for post in everyone(street, county) if MOVES.moves["name_staff"].who.allows(post, case)}
    assert may == {street.inspector, county}
    assert not {"dispatch", "blow_whistle"} & {move.step for move in MOVES.open_to(street.inspector, case)}


def test_where_there_is_no_inspector_the_leader_hears_it(street):
    Post.objects.filter(role=Role.DISCIPLINE).update(ends=date(2024, 6, 1))
    case = actions.report_case(place=street.unit, words="网格员推诿", source="web", category="L02").case
    assert case.keeper == street.leader
    assert Case.objects.visible_to(street.leader).exists()
    assert told(case, street.leader) == {"case_reported"}


def test_a_case_that_turns_out_to_be_about_staff_leaves_the_units(street, case):
    case = actions.dispatch(
        actions.take_up(case, by=street.head), unit=street.city_management, why="先查", by=street.head
    )
    from linli.cases.queries import category_by_code

    case = actions.correct(case, category=category_by_code("L02"), by=street.street_clerk)
    assert not case.assignments.at_work().exists()
    assert case.state == "reported"
    assert case.keeper is None
    assert not may_see.allows(street.officer, case)
    assert not Case.objects.visible_to(street.officer).exists()


# --- calling back -----------------------------------------------------------------------------------------------

MORNING = datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)


def test_an_answer_lines_up_those_who_left_a_phone(street, voice):
    with clock.frozen(MORNING):
        silent = actions.join_case(voice.case, words="我家也是", source="web")
        answered(street, voice)
    voice.refresh_from_db()
    silent.refresh_from_db()
    assert voice.next_call_at.astimezone(clock.SHANGHAI).hour in range(9, 20)
    assert silent.next_call_at is None


def test_two_agents_never_get_the_same_one_and_nobody_the_own_case(street, voice):
    with clock.frozen(MORNING):
        answered(street, voice)
    with clock.frozen(MORNING + timedelta(days=1)):
        assert actions.take_call(by=street.worker) is None  # a grid worker does not ring, the keeper least of all
        mine = actions.take_call(by=street.clerk)
        assert mine == voice
        assert actions.take_call(by=street.clerk) == mine
        assert actions.take_call(by=street.head) is None
        actions.give_back_call(mine, by=street.clerk)
        assert actions.take_call(by=street.head) == voice
    with clock.frozen(MORNING + timedelta(days=1, minutes=20)):  # the quarter of an hour is over
        assert actions.take_call(by=street.street_clerk) == voice
    with clock.frozen(MORNING.replace(hour=21)), pytest.raises(Refused):
        actions.take_call(by=street.clerk)


def test_not_reached_three_times_is_no_answer_and_never_satisfied(street, voice):
    with clock.frozen(MORNING):
        answered(street, voice)
    moment, tries = MORNING + timedelta(days=1), 0
    while tries < 10:
        with clock.frozen(moment.replace(hour=10)):
            if got := actions.take_call(by=street.clerk):
                actions.call_back(got.case, got, reached=False, by=street.clerk)
                tries += 1
            elif Voice.objects.get().next_call_at is None:
                break
        moment += timedelta(days=1)
    now = Voice.objects.get()
    assert (tries, now.calls, now.solved, now.grade, now.rated_at) == (3, 3, None, None, None)
    assert Call.objects.filter(reached=False).count() == 3
    assert Case.objects.get().solved is None


def test_reached_is_rated_and_who_does_not_want_to_say_is_left_alone(street, voice):
    with clock.frozen(MORNING):
        answered(street, voice)
    with clock.frozen(MORNING + timedelta(days=1)):
        got = actions.take_call(by=street.clerk)
        actions.no_rating(got, by=street.clerk)
        assert Voice.objects.get().next_call_at is None
        assert Voice.objects.get().rated_at is None
        actions.call_back(Case.objects.get(), Voice.objects.get(), reached=True, solved=True, grade=4, by=street.clerk)
    now = Voice.objects.get()
    assert (now.rated_how, now.grade, now.next_call_at) == ("phone", 4, None)
    assert list(Call.objects.values_list("reached", flat=True)) == [True, True]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"after": "soon"},
        {"tries": 0},
        {"begins": 23},
        {"sample": 101},
        {"script": ""},
        {"script": "您好 $name"},
        {"script": "$"},
    ],
)
def test_call_rules_that_make_no_sense_are_told_so(spoilt):
    with pytest.raises(ValueError, match=r"[.。]"):
        CallRules.read(books.CALLS | spoilt)
