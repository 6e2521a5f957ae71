"""Posts begin and end; what is known of a person ends two years after the last."""

from datetime import date, timedelta

import pytest

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.refs import CLOCK
from linli.people.actions import end_post, forget_persons, give_post
from linli.people.models import Person

pytestmark = pytest.mark.django_db


def test_a_post_cannot_end_before_it_starts(street):
    with pytest.raises(Refused):
        end_post(street.worker, by=CLOCK, on=date(2023, 12, 31))


def test_two_years_after_the_last_post_phone_and_login_go_and_the_name_stays(street):
    person = street.worker.person
    person.phone = "19900000003"
    person.save()
    second = give_post(person, "building_lead", by=CLOCK, starts=clock.today(), place=street.building)
    end_post(street.worker, by=CLOCK, on=clock.today())
    assert Person.objects.get(pk=person.pk).forget_on is None
    end_post(second, by=CLOCK, on=clock.today())
    assert forget_persons() == 0
    with clock.shifted(timedelta(days=732)):
        assert forget_persons() == 1
    person.refresh_from_db()
    assert (person.name, person.phone, person.username, person.is_active) == ("网格员03", "", None, False)


def test_who_comes_back_is_not_forgotten(street):
    end_post(street.worker, by=CLOCK, on=clock.today())
    give_post(
        street.worker.person, "grid_worker", by=CLOCK, starts=clock.today() + timedelta(days=400), place=street.grid
    )
    with clock.shifted(timedelta(days=800)):
        assert forget_persons() == 0
