"""Single places, plates, and reads over the tree."""

import pytest
from office_sheets import text

from linli.journal.models import Entry
from linli.journal.queries import verify
from linli.kernel.errors import Refused
from linli.places import actions, queries
from linli.places.imports import import_file
from linli.places.models import Place, Plate


def test_a_place_is_added_where_it_lies(street):
    place = actions.add_place(
        "９９０１０１００１００１-X01-12",
        "12栋",
        "building",
        parent=street.jinhe,
        grid=street.grid,
        by=street.administrator,
    )
    assert (place.code, place.path, place.order) == (
        "990101001001-X01-12",
        street.jinhe.path + "990101001001-X01-12/",
        12,
    )
    entry = Entry.objects.get(subject=place.ref)
    assert (entry.event, entry.by) == ("PlaceAdded", street.administrator.ref)


@pytest.mark.parametrize(
    ("code", "name", "kind", "sentence"),
    [
        ("990101001001-X01-03", "又一3栋", "building", "编码990101001001-X01-03已被占用。"),
        ("a/b", "楼", "building", "编码a/b含有不能使用的字符，例如“/”。"),
        ("x", "", "building", "缺少名称。"),
        ("x", "云渡街道", "street", "这种类型的地点不能属于990101001001-X01（锦和苑）。"),
    ],
)
def test_a_place_that_can_not_be_added_is_refused_with_the_reason(street, code, name, kind, sentence):
    with pytest.raises(Refused) as refused:
        actions.add_place(code, name, kind, parent=street.jinhe, by=street.administrator)
    assert str(refused.value) == sentence


def test_a_place_is_renamed_and_stands_where_it_counts_now(street):
    building = actions.rename_place(street.building, "13栋", by=street.administrator)
    assert (building.name, building.order) == ("13栋", 13)
    assert Entry.objects.get(subject=building.ref).facts == {"before": "3栋", "after": "13栋"}
    with pytest.raises(Refused, match="名称已经是"):
        actions.rename_place(building, "13栋", by=street.administrator)


def test_a_place_is_closed_from_the_leaves_up(street):
    with pytest.raises(Refused, match="下面还有1个地点在用"):
        actions.close_place(street.building, by=street.administrator)
    with pytest.raises(Refused, match="还有2个地点归"):
        actions.close_place(street.grid, by=street.administrator)
    actions.close_place(street.unit, by=street.administrator)
    assert actions.close_place(street.building, by=street.administrator).closed_on
    with pytest.raises(Refused, match="已于"):
        actions.close_place(street.building, by=street.administrator)
    assert verify().whole


def test_a_plate_is_made_once_and_the_same_is_given_again(street):
    plates = actions.plate_for([street.unit, street.building, street.jinhe], by=street.administrator)
    assert plates[street.unit.pk] == street.plate
    assert len({plate.code for plate in plates.values()}) == 3
    again = actions.plate_for([street.unit, street.building, street.jinhe], by=street.administrator)
    assert again == plates
    (entry,) = Entry.objects.filter(event="PlatesMade")
    assert entry.facts == {"plates": {p.code: plates[p.pk].code for p in (street.building, street.jinhe)}}


def test_a_hundred_plates_take_a_handful_of_queries(street, django_assert_max_num_queries):
    units = [
        Place.objects.create(
            code=f"u{n}", name=f"{n}单元", kind="unit", parent=street.building, path=f"{street.building.path}u{n}/"
        )
        for n in range(100)
    ]
    with django_assert_max_num_queries(8):
        assert len(actions.plate_for(units, by=street.administrator)) == 100


def test_a_replaced_plate_opens_nothing_any_more(street):
    plate = actions.replace_plate(street.unit, by=street.administrator)
    assert plate.code != street.plate.code
    assert Plate.objects.get(pk=street.plate.pk).retired_at
    assert actions.plate_for([street.unit], by=street.administrator)[street.unit.pk] == plate


# --- reads --------------------------------------------------------------------------------------------------------


@pytest.fixture
def buildings(street):
    for n in (10, 2, 1, 21):
        actions.add_place(f"b{n}", f"{n}栋", "building", parent=street.guiyu, by=street.administrator)
    return street


def test_children_come_page_by_page_as_people_count(buildings):
    names, last = [], None
    while page := queries.children_page(buildings.guiyu, after=last, limit=2):
        names += [place.name for place in page]
        last = page[-1]
    assert names == ["1栋", "1栋", "2栋", "10栋", "21栋"]


def test_children_say_whether_they_carry_others(street):
    (building,) = queries.children_page(street.jinhe)
    assert building.carries
    (unit,) = queries.children_page(street.building)
    assert not unit.carries
    assert [p.name for p in queries.children_page(None)] == ["澜川区"]


def test_the_breadcrumb_goes_from_the_top_down(street):
    assert [p.name for p in queries.breadcrumb(street.unit)] == [
        "澜川区",
        "云渡街道",
        "望潮社区",
        "锦和苑",
        "3栋",
        "2单元",
    ]


def test_a_search_stays_within_its_place(street):
    assert queries.search("社区", within=street.street) == [
        street.wangchao,
        street.grid,
        street.tinghe,
        street.other_grid,
    ]
    assert queries.search("望潮", within=street.street) == [street.wangchao, street.grid]
    assert queries.search("望潮", within=street.tinghe) == []
    assert queries.search("990101001002-", within=street.county) == [street.guiyu, street.other_building]
    assert queries.search("潮社", within=street.county, limit=1) == [street.wangchao]
    assert queries.search(" ", within=street.county) == queries.search("100%", within=street.county) == []


def test_pickers_offer_compounds_and_buildings(street):
    assert list(queries.compounds_of(street.street)) == [street.jinhe, street.guiyu]
    assert list(queries.buildings_of(street.wangchao)) == list(queries.buildings_of(street.grid)) == [street.building]


def test_what_is_closed_is_offered_nowhere(street):
    actions.close_place(street.unit, by=street.administrator)
    actions.close_place(street.building, by=street.administrator)
    assert queries.children_page(street.jinhe) == []
    assert queries.search("3栋", within=street.street) == []
    assert list(queries.buildings_of(street.wangchao)) == []


@pytest.mark.django_db
def test_the_reads_of_a_large_tree_walk_indexes():
    rows = [("county", "某区", "county", "")]
    for street in range(20):
        rows.append((f"s{street}", f"{street}街道", "street", "county"))
        for community in range(20):
            rows.append((f"s{street}c{community}", f"{community}社区", "community", f"s{street}"))
            rows += [
                (f"s{street}c{community}x{n}", f"{n}号院", "compound", f"s{street}c{community}") for n in range(20)
            ]
    assert import_file(text(("code", "name", "kind", "parent"), *rows).encode()).new == len(rows) == 8421
    street = Place.objects.get(code="s7")
    for asked, index in [
        (Place.objects.filter(parent=street).order_by("order", "code")[:50], "place_children"),
        (Place.objects.within(street).standing().order_by("path")[:20], "path"),
        (Place.objects.within(street).of_kind("community"), "place_kind"),
        (Place.objects.above(street), "path"),
    ]:
        plan = asked.explain()
        assert index in plan, plan
        assert "Seq Scan" not in plan, plan
