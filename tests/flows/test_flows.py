"""What keeps coming back becomes a topic; what was carried becomes a case, a promise or an account."""

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.cases.actions import report_case
from linli.cases.models import Case, Category
from linli.councils.models import Motion
from linli.flows import deeds, recurring
from linli.kernel import clock
from linli.kernel.errors import Refused


def report(street, n: int, place=None, **more):
    return report_case(
        place=place or street.unit,
        words="又有人把电动车推进楼道充电",
        source="web",
        category="F02",
        submission_key=f"{n}",
        **more,
    ).case


@pytest.fixture
def category(db) -> Category:
    return Category.objects.get(code="F02")


@pytest.fixture
def motion(street) -> Motion:
    return Motion.objects.create(
        number="M-1",
        place=street.jinhe,
        path=street.jinhe.path,
        engine="delegates",
        edition=1,
        title="装两处充电桩",
        body="在北门装两处。",
        state="decided",
        outcome={"outcome": "carried"},
        drafted_by=street.head,
        drafted_at=clock.now(),
    )


def test_five_cases_of_one_kind_from_one_compound_are_offered_as_a_topic(street, category):
    for n in range(4):
        report(street, n)
    assert recurring.recurring(street.wangchao) == []
    report(street, 4)
    report(street, 9, place=street.other_building)
    (row,) = recurring.recurring(street.street)
    assert (row.place, row.category, row.count) == (street.jinhe, category, 5)


def test_what_lies_further_back_does_not_count(street):
    with clock.frozen(clock.now() - timedelta(days=91)):
        for n in range(5):
            report(street, n)
    assert recurring.recurring(street.wangchao) == []


def test_merged_and_restricted_cases_do_not_count(street):
    cases = [report(street, n) for n in range(6)]
    Case.objects.filter(pk=cases[0].pk).update(merged_into=cases[1])
    Case.objects.filter(pk=cases[2].pk).update(restricted=True)
    assert recurring.recurring(street.wangchao) == []


def test_the_topic_remembers_its_cases_and_is_raised_once(street, category):
    refs = {report(street, n).ref for n in range(5)}
    topic = recurring.raise_from_cases(street.jinhe, category, title="楼道充电怎么办", by=street.head)
    assert (topic.origin, set(topic.cases), topic.state) == ("cases", refs, "proposed")
    assert list(recurring.topics_of(recurring.recurring(street.jinhe), street.jinhe).values()) == [topic]
    with pytest.raises(Refused, match="已经是议题"):
        recurring.raise_from_cases(street.jinhe, category, title="又一个", by=street.head)


def test_finding_what_comes_back_costs_the_same_for_few_and_many(street, django_assert_num_queries):
    for n in range(6):
        report(street, n)
    recurring.recurring(street.street)
    with django_assert_num_queries(2):
        recurring.recurring(street.street)
    for n in range(10, 60):
        report(street, n)
    with django_assert_num_queries(2):
        recurring.recurring(street.street)


def test_a_carried_motion_opens_a_case_with_its_own_clock_once(motion, street):
    case = deeds.open_case(motion, words="按决议在北门装充电桩", category="F02", by=street.head, submission_key="k")
    assert (case.source, case.place) == ("decision", street.jinhe)
    assert case.finish_due
    assert (
        deeds.open_case(motion, words="按决议在北门装充电桩", category="F02", by=street.head, submission_key="k")
        == case
    )
    assert deeds.led_to_of(motion) == [case]


def test_what_a_motion_led_to_is_a_press_away_for_whoever_may_see_it(motion, street, client):
    case = deeds.open_case(motion, words="按决议在北门装充电桩", category="F02", by=street.head, submission_key="k")
    client.force_login(street.head.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("desk:carry_out", args=[motion.pk])).content.decode()
    assert reverse("desk:case", args=[case.pk]) in page


def test_a_carried_motion_becomes_a_promise_and_an_account(motion, street):
    promise = deeds.promise_it(
        motion,
        words="月底前装好",
        due=clock.today() + timedelta(days=9),
        owner_words="充电公司",
        cost=3_000_00,
        by=street.head,
    )
    account = deeds.pay_for_it(
        motion,
        kind="revenue",
        title="充电桩",
        purpose="公共收益支付",
        keeper=street.committee,
        goal=None,
        by=street.head,
    )
    assert deeds.led_to_of(motion) == [promise, account]
    assert account.motion == motion


@pytest.mark.parametrize("outcome", ["failed", "no_quorum", "advised"])
def test_what_was_not_carried_is_not_carried_out(motion, street, outcome):
    Motion.objects.filter(pk=motion.pk).update(outcome={"outcome": outcome})
    before = Case.objects.count()
    with pytest.raises(Refused, match="通过的才能"):
        deeds.open_case(motion, words="装", category="F02", by=street.head, submission_key="k")
    assert Case.objects.count() == before


def test_others_carry_nothing_out(motion, street):
    for post in (street.manager, street.officer, street.worker):
        with pytest.raises(Refused):
            deeds.open_case(motion, words="装", category="F02", by=post, submission_key="k")
