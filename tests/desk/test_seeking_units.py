"""A county has hundreds of units: a page offers the likely and the nearest, the others are sought by a word of their
name.
"""

import pytest
from desk_cast import page_of, seat, text
from django.urls import reverse

from linli.desk.cases.known import MOST_UNITS
from linli.people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(street):
    """Three hundred units of the county, beside the street's own."""
    names = [f"区第{n:03}工作站" for n in range(299)] + ["区邮政管理局"]
    Organisation.objects.bulk_create(
        Organisation(code=f"far{n}", name=name, kind="department", place=street.county) for n, name in enumerate(names)
    )
    return Organisation.objects.get(name="区邮政管理局")


def step(case, name):
    return reverse("desk:step", args=[case.pk, name])


def offered(page, name="dispatch") -> list[str]:
    form = next(offer.form for offer in page.context["offers"] if offer.step.name == name)
    return [unit.name for unit in form.known.units]


def test_the_page_of_a_case_offers_thirty_units_and_the_streets_own_are_among_them(street, case, county):
    page = seat(street.head).get(page_of(case))
    names = offered(page)
    assert len(names) == MOST_UNITS
    assert {street.city_management.name, street.fire_service.name, street.property.name} <= {*names}
    assert county.name not in names
    assert 'name="look"' in page.content.decode()


def test_where_there_are_few_units_nobody_has_to_seek(street, case):
    assert 'name="look"' not in seat(street.head).get(page_of(case)).content.decode()


def test_a_unit_is_sought_by_a_word_of_its_name_and_then_called_and_what_was_typed_stays(street, case, county):
    client = seat(street.head)
    page = client.post(
        step(case, "dispatch"), {"look": "1", "sought": "邮政", "words": "请来修树", "seen": case.version}
    )
    assert county.name in offered(page)
    assert f'<option value="{county.pk}" selected>' in page.content.decode()
    assert "请来修树" in text(page)
    given = {"unit": county.pk, "sought": "邮政", "words": "请来修树", "why": "树在路边", "seen": case.version}
    answer = client.post(step(case, "dispatch"), given)
    assert answer.status_code == 302
    assert case.assignments.get().organisation == county


def test_what_was_chosen_before_stays_chosen_while_one_seeks_on(street, case, county):
    client = seat(street.head)
    typed = {
        "kind": "joint",
        "lead": street.city_management.pk,
        "support": [street.property.pk],
        "words": "请来",
        "seen": case.version,
    }
    page = client.post(step(case, "blow_whistle"), typed | {"look": "1", "sought": "邮政"})
    form = next(offer.form for offer in page.context["offers"] if offer.step.name == "blow_whistle")
    rows = {row.unit.name: (row.leads, row.supports) for row in form.likely}
    assert rows[street.city_management.name] == (True, False)
    assert rows[street.property.name] == (False, True)
    assert rows[county.name] == (False, False)
    # Sought again, for something else: the one found first is kept because it was chosen.
    typed["support"] = [street.property.pk, county.pk]
    page = client.post(step(case, "blow_whistle"), typed | {"look": "1", "sought": "工作站"})
    assert county.name in offered(page, "blow_whistle")
    answer = client.post(step(case, "blow_whistle"), typed | {"sought": "工作站", "why": "要一起看"})
    assert answer.status_code == 302
    assert {one.organisation for one in case.assignments.all()} == {street.city_management, street.property, county}


def test_a_word_that_no_unit_has_is_said(street, case, county):
    page = seat(street.head).post(step(case, "dispatch"), {"look": "1", "sought": "没有这家", "seen": case.version})
    assert page.status_code == 200
    assert "没有" in text(page)


def test_a_unit_that_does_not_serve_the_place_is_not_found(street, case, county):
    Organisation.objects.create(code="far", name="听荷物业公司", kind="property_company", place=street.guiyu)
    page = seat(street.head).post(step(case, "dispatch"), {"look": "1", "sought": "听荷", "seen": case.version})
    assert "听荷物业公司" not in text(page)
