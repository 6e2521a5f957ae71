"""The whole nation in the tree: 665,276 places from province to community, and a case in the last of them."""

import pytest
from django.db import connection

from bench.nation import NotToBeHad, nation_csv
from linli.cases.actions import report_case
from linli.places import queries
from linli.places.imports import import_file
from linli.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def nation():
    try:
        file = nation_csv()
    except NotToBeHad as why:
        pytest.skip(str(why))
    with connection.cursor() as cursor:
        # The rows go to a fresh file of the table, which the rollback throws away: nothing is left to slow other tests.
        cursor.execute("truncate places_place cascade")
    return import_file(file)


def test_the_whole_nation_loads_and_its_smallest_place_can_report(nation, django_assert_num_queries):
    assert (nation.new, nation.changed, nation.unchanged) == (665_276, 0, 0)
    assert [Place.objects.of_kind(k).count() for k in ("province", "city", "county", "street", "community")] == [
        31,
        342,
        2978,
        41352,
        620573,
    ]

    with django_assert_num_queries(1):
        provinces = queries.children_page(None)
    assert len(provinces) == 31
    assert all(place.carries for place in provinces)
    community = Place.objects.of_kind("community").order_by("-path").first()
    with django_assert_num_queries(1):
        assert [p.kind for p in queries.breadcrumb(community)] == ["province", "city", "county", "street", "community"]
    street, province = community.parent, queries.breadcrumb(community)[0]
    with django_assert_num_queries(1):
        assert community in queries.children_page(street, limit=1000)

    case = report_case(place=community, words="村口的路灯不亮了", source="web").case
    assert case.path == community.path

    for asked, index in [
        (Place.objects.standing().filter(parent=street).order_by("order", "code")[:50], "place_children"),
        (Place.objects.above(community), "path"),
        (Place.objects.within(street).standing().order_by("path")[:20], "path"),
        (Place.objects.within(province).of_kind("street"), "place_kind"),
        (Place.objects.filter(code=community.code), "code"),
    ]:
        plan = asked.explain()
        assert index in plan, plan
        assert "Seq Scan" not in plan, plan
