"""Promises and reminders."""

from datetime import datetime, timedelta

import pytest

from linli.cases import actions
from linli.cases.models import Case, Contact
from linli.kernel import clock
from linli.notices.models import Notice
from linli.people.models import Post
from linli.people.roles import Role

pytestmark = pytest.mark.django_db


def kinds(case, to=None):
    told = Notice.objects.filter(about=case.ref)
    return sorted((told.filter(to=to.ref) if to else told).values_list("kind", flat=True))


def test_the_promise_follows_the_category(street):
    with clock.frozen(datetime(2026, 9, 30, 16, tzinfo=clock.SHANGHAI)):
        lift = actions.report_case(place=street.unit, words="电梯坏了", source="plate", category="A04").case
        noise = actions.report_case(place=street.unit, words="楼上装修", source="plate", category="A10").case
    assert lift.finish_due == datetime(2026, 10, 1, 16, tzinfo=clock.SHANGHAI)  # 24 hours run through the holiday
    assert noise.finish_due > datetime(2026, 10, 10, tzinfo=clock.SHANGHAI)  # working days do not
    assert not noise.provisional


def test_a_promise_that_hangs_on_an_unannounced_year_says_so(street):
    with clock.frozen(datetime(2026, 12, 30, 10, tzinfo=clock.SHANGHAI)):
        case = actions.report_case(place=street.unit, words="业委会怎么还不选", source="plate", category="A07").case
    assert case.provisional


def test_at_seven_tenths_the_person_hears_and_at_the_end_the_chief_once_each(street, case):
    actions.take_up(case, by=street.worker)
    case.refresh_from_db()
    Notice.objects.all().delete()
    for _ in range(3):
        with clock.frozen(case.finish_warn + timedelta(minutes=1)):
            actions.remind()
    assert kinds(case) == ["contact_overdue", "nearly_due"] or kinds(case) == ["nearly_due"]
    for _ in range(3):
        with clock.frozen(case.finish_due + timedelta(minutes=1)):
            actions.remind()
    assert kinds(case, street.worker).count("overdue") == 1
    assert kinds(case, street.chief) == ["overdue_chief"]
    assert kinds(case, street.head) == []  # the community hears when the chief has not said "seen" in time


def test_a_called_unit_is_reminded_and_its_lateness_told(street, case):
    boss = Post.objects.create(
        person=street.officer.person,
        role=Role.DEPARTMENT_HEAD,
        organisation=street.city_management,
        starts=street.officer.starts,
    )
    actions.take_up(case, by=street.worker)
    case = actions.dispatch(Case.objects.get(), unit=street.city_management, by=street.head)
    one = case.assignments.get()
    with clock.frozen(one.done_warn + timedelta(minutes=1)):
        actions.remind()
    assert "unit_nearly_due" in kinds(case, street.officer)
    with clock.frozen(one.done_due + timedelta(minutes=1)):
        actions.remind()
        actions.remind()
    assert kinds(case, boss).count("unit_overdue") == 1
    assert kinds(case, street.worker).count("unit_is_late") == 1


def test_silence_closes_after_ten_days_and_is_never_satisfaction(street, case):
    actions.take_up(case, by=street.worker)
    actions.solve(Case.objects.get(), words="已清", by=street.worker)
    actions.answer(Case.objects.get(), words="已清运", by=street.worker)
    assert actions.close_the_silent() == 0
    with clock.shifted(timedelta(days=10, minutes=1)):
        assert actions.close_the_silent() == 1
    case.refresh_from_db()
    assert (case.state, case.solved, case.grade) == ("closed", None, None)


def test_names_and_phones_go_ninety_days_after_the_end(street, voice):
    actions.withdraw(voice)
    assert Contact.objects.count() == 1
    with clock.shifted(timedelta(days=91)):
        assert actions.let_go()["contact"] == 1
    assert Contact.objects.count() == 0


def test_names_and_phones_lie_sealed_in_the_database(street, voice):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select name, phone from cases_contact")
        name, phone = cursor.fetchone()
    assert "张" not in name
    assert "1990000" not in phone
    assert Contact.objects.get().phone == "19900001234"
