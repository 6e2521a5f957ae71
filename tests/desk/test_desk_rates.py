"""The three rates at the desk: who sees what, how much it costs, and the way to the public."""

import random
from datetime import date, timedelta

import pytest
from django.urls import reverse

from linli.insight.actions import rebuild_tallies, show_to_units
from linli.insight.behind import MEASURES
from linli.kernel import clock
from tests.insight.test_figures import NOW, at_random
from tests.insight.test_rates import units_at_random


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def sit(client):
    def sit(post):
        client.force_login(post.person)
        return client

    return sit


@pytest.fixture
def year(street):
    rng = random.Random(11)
    rows = at_random(street, rng, 500)
    units_at_random(street, rng, rows)
    rebuild_tallies()
    return street


def test_everyone_with_a_use_for_them_sees_figures_of_their_own_places_only(year, sit):
    for post in (
        year.worker,
        year.clerk,
        year.head,
        year.street_clerk,
        year.leader,
        year.inspector,
        year.officer,
        year.administrator,
    ):
        page = sit(post).get(reverse("desk:rates"))
        assert page.status_code == 200, post
        assert "响应率" in page.content.decode()
    page = sit(year.clerk).get(reverse("desk:rates"), {"place": year.tinghe.code})
    assert page.context["it"].place == year.wangchao
    page = sit(year.officer).get(reverse("desk:rates"), {"unit": str(year.property.pk)})
    assert page.context["it"].unit == year.city_management


def test_what_still_runs_shows_its_clock_behind_a_figure_and_no_answer(year, sit):
    page = sit(year.leader).get(reverse("desk:rate_cases"), {"of": "waiting"})
    rows = [row for row in page.context["rows"] if row.running]
    assert rows
    assert all(row.clock_due == row.finish_due for row in rows)
    assert "已答复 </span>" not in page.content.decode()


def test_a_lead_of_a_building_has_no_figures(year, sit):
    assert sit(year.lead).get(reverse("desk:rates")).status_code == 404


def test_behind_every_figure_stand_its_cases_and_no_others_than_one_may_see(year, sit):
    for measure in MEASURES:
        page = sit(year.officer).get(reverse("desk:rate_cases"), {"of": measure, "place": year.street.code})
        assert page.status_code == 200
        for case in page.context["rows"]:
            assert any(a.organisation_id == year.city_management.pk for a in case.assignments.all())


def test_what_the_address_says_wrongly_is_left_out(year, sit):
    said = {
        "place": "no-such",
        "from": "soon",
        "to": "2026-13",
        "category": "Z99",
        "unit": "x",
        "of": "y",
        "after": "z",
    }
    for name in ("desk:rates", "desk:rate_cases"):
        assert sit(year.clerk).get(reverse(name), said).status_code == 200


def test_the_pages_cost_the_same_for_few_and_many(street, sit, django_assert_max_num_queries):
    for count in (3, 300):
        at_random(street, random.Random(count), count)
        rebuild_tallies()
        client = sit(street.street_clerk)
        with django_assert_max_num_queries(16):
            client.get(reverse("desk:rates"))
        with django_assert_max_num_queries(9):
            client.get(reverse("desk:rate_cases"), {"of": "raised"})
        type(street.county).objects.get(pk=street.county.pk)
        from linli.cases.models import Case, Voice

        Voice.objects.all().delete()
        Case.objects.all().delete()


def test_a_months_figures_go_by_way_of_the_units_to_everyone(year, sit, client):
    client = sit(year.street_clerk)
    answer = client.post(reverse("desk:show_figures"), {"month": "2026-10"}, follow=True)
    shown = answer.context["it"]
    assert "核对截止" in answer.content.decode()
    unit = sit(year.officer)
    page = unit.get(reverse("desk:publication", args=[shown.pk]))
    assert [row["words"] for row in page.context["units"]] == [year.city_management.name]
    empty = unit.post(reverse("desk:annotate_figures", args=[shown.pk]), {"words": " "})
    assert empty.status_code == 422
    unit.post(reverse("desk:annotate_figures", args=[shown.pk]), {"words": "有三件不属我单位。"})
    assert unit.post(reverse("desk:publish_figures", args=[shown.pk]), follow=True).status_code in (200, 403)
    public = reverse("public:rates", args=[year.street.code])
    assert "有三件不属我单位" not in client.get(public).content.decode()
    with clock.frozen(NOW + timedelta(days=10)):
        sit(year.leader).post(reverse("desk:publish_figures", args=[shown.pk]))
    page = client.get(public)
    assert "有三件不属我单位" in page.content.decode()
    assert client.get(reverse("public:rates_of", args=[year.street.code, "2026-10"])).status_code == 200
    for wrong in ("2026-09", "x", "9999-99"):
        assert client.get(reverse("public:rates_of", args=[year.street.code, wrong])).status_code == 404


def test_another_streets_or_units_figures_are_not_found_before_they_are_published(year, sit):
    shown = show_to_units(year.street, date(2026, 10, 1), by=year.street_clerk)
    for post, code in ((year.clerk, 200), (year.inspector, 200), (year.lead, 404), (year.firefighter, 200)):
        assert sit(post).get(reverse("desk:publication", args=[shown.pk])).status_code == code, post
