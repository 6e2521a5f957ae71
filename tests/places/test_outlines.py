"""Outlines come in from GeoJSON; a point finds its grid."""

import json
import math
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from linli.journal.models import Entry
from linli.kernel.errors import Refused
from linli.places import actions, geometry
from linli.places.coordinates import BD09, CGCS2000, GCJ02, system_named, to_bd09, to_cgcs2000, to_gcj02
from linli.places.imports import import_geojson
from linli.places.models import Place
from linli.places.sheets import BadRows, Imported

WEST, SOUTH, SIDE = 117.30, 31.80, 0.01


def square(column: int = 0, row: int = 0, side: float = SIDE) -> list:
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return [[round(x, 7), round(y, 7)] for x, y in ring]


def feature(code: object, ring: list | None = None, kind: str = "Polygon", **properties) -> dict:
    return {
        "type": "Feature",
        "properties": {"code": code, **properties},
        "geometry": {"type": kind, "coordinates": ring or [square()]},
    }


def collection(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}, ensure_ascii=False).encode()


def bad(*features, **more) -> list[str]:
    with pytest.raises(BadRows) as found:
        import_geojson(collection(*features, **more))
    assert not Place.objects.filter(shape__isnull=False).exists()
    return found.value.lines()


# --- coordinates --------------------------------------------------------------------------------------------------


def test_the_shift_of_gcj02_is_the_one_measured_at_a_known_point():
    """524 m east and 217 m south at 117.30 E, 31.80 N."""
    point = np.array([[117.30, 31.80]])
    ((east, north),) = (to_gcj02(point) - point) * 111_320
    assert east * math.cos(math.radians(31.80)) == pytest.approx(524, abs=2)
    assert north == pytest.approx(-217, abs=2)


@pytest.mark.parametrize(("shifted", "system"), [(to_gcj02, GCJ02), (to_bd09, BD09)])
def test_the_way_back_is_exact_all_over_the_country(shifted, system):
    places = np.array([(lon, lat) for lon in np.arange(74, 135, 3.7) for lat in np.arange(18.2, 53.5, 2.9)])
    assert np.abs(to_cgcs2000(shifted(places), system) - places).max() < 1e-9


@given(st.floats(73, 135), st.floats(3.8, 53.6))
def test_the_way_back_is_exact_anywhere(lon, lat):
    place = np.array([[lon, lat]])
    assert np.abs(to_cgcs2000(to_bd09(place), BD09) - place).max() < 1e-9


def test_three_steps_back_are_enough(monkeypatch):
    from linli.places import coordinates

    monkeypatch.setattr(coordinates, "_STEPS", 4)  # the fourth only finds that nothing is left
    point = np.array([[117.30, 31.80]])
    assert np.abs(to_cgcs2000(to_gcj02(point), GCJ02) - point).max() < 1e-10


def test_outside_the_country_nothing_is_shifted():
    paris = np.array([[2.35, 48.86]])
    assert (to_gcj02(paris) == paris).all()


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("CGCS2000", CGCS2000),
        ("EPSG:4490", CGCS2000),
        ("wgs84", CGCS2000),
        ("WGS-84", CGCS2000),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", CGCS2000),
        ("GCJ-02", GCJ02),
        ("gcj02", GCJ02),
        ("火星坐标系", GCJ02),
        ("国测局坐标", GCJ02),
        ("BD-09", BD09),
        ("百度坐标系", BD09),
    ],
)
def test_coordinate_systems_go_by_many_names(name, system):
    assert system_named(name) == system


def test_an_unknown_coordinate_system_is_refused():
    with pytest.raises(Refused, match="北京54"):
        system_named("北京54")


# --- files --------------------------------------------------------------------------------------------------------


def test_an_outline_is_stored_with_its_source_and_a_point_inside_it(street):
    done = import_geojson(collection(feature("990101001001003"), feature(990101001002001, [square(1)], 编码="")))
    assert done == Imported(new=2)
    grid = Place.objects.get(pk=street.grid.pk)
    assert grid.shape == {"type": "Polygon", "coordinates": [square()]}
    assert grid.shape_source == CGCS2000
    assert shape(grid.shape).contains(Point(grid.lon, grid.lat))
    entry = Entry.objects.get(subject="places/shapes")
    assert entry.facts == {"sources": {"990101001001003": CGCS2000, "990101001002001": CGCS2000}}


def test_a_second_time_nothing_changes(street):
    raw = collection(feature("990101001001003"))
    import_geojson(raw)
    assert import_geojson(raw) == Imported(unchanged=1)
    assert import_geojson(collection(feature("990101001001003", [square(1)]))) == Imported(changed=1)
    assert Entry.objects.filter(subject="places/shapes").count() == 2


@pytest.mark.parametrize(("shifted", "system"), [(to_gcj02, "GCJ-02"), (to_bd09, "BD-09")])
def test_shifted_outlines_come_back_to_cgcs2000(street, shifted, system):
    ring = shifted(np.array(square())).tolist()
    import_geojson(collection(feature("990101001001003", [ring], source_crs=system)))
    grid = Place.objects.get(pk=street.grid.pk)
    assert grid.shape["coordinates"] == [square()]
    assert grid.shape_source == system


def test_the_collection_may_say_its_coordinate_system_once(street):
    ring = to_gcj02(np.array(square())).tolist()
    import_geojson(collection(feature("990101001001003", [ring]), source_crs="GCJ-02"))
    assert Place.objects.get(pk=street.grid.pk).shape["coordinates"] == [square()]
    old = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    assert import_geojson(collection(feature("990101001001003", [square(1)]), crs=old)) == Imported(changed=1)


def test_a_point_says_where_a_building_stands_and_leaves_its_outline(street):
    import_geojson(collection(feature(street.building.code)))
    import_geojson(collection(feature(street.building.code, [WEST + 0.001, SOUTH + 0.001, 12.5], kind="Point")))
    building = Place.objects.get(pk=street.building.pk)
    assert (building.lon, building.lat) == pytest.approx((WEST + 0.001, SOUTH + 0.001))
    assert building.shape["type"] == "Polygon"


def test_a_place_that_is_only_a_point_has_no_outline_at_all(street):
    import_geojson(collection(feature(street.building.code, [WEST, SOUTH], kind="Point")))
    assert Place.objects.filter(pk=street.building.pk, shape__isnull=True).exists()


def test_bad_features_are_named_and_nothing_is_drawn(street):
    bow_tie = [[[117.3, 31.8], [117.31, 31.81], [117.31, 31.8], [117.3, 31.81], [117.3, 31.8]]]
    lines = bad(
        feature("990101001001003"),
        feature("990101001001003"),
        feature("nowhere"),
        feature("990101001002001", bow_tie),
        {"type": "Feature", "properties": {"name": "x"}, "geometry": None},
        {"type": "Feature", "properties": None},
        feature("990101001002001", [[[117.3, 31.8], [117.4, 31.8]]]),
        feature("990101001002001", [[39500000, 3520000], [39500100, 3520000]], kind="LineString"),
        feature("990101001002001", [[[31.8, 117.3], [31.81, 117.3], [31.81, 117.31], [31.8, 117.3]]]),
        feature("990101001002001", source_crs="北京54"),
        feature("990101001002001", [[float("nan"), 1]], kind="Point"),
        "feature",
    )
    assert lines[0] == "第2个图形：编码990101001001003与第1个图形重复。"
    assert lines[1] == "第3个图形：没有编码为nowhere的地点。"
    assert lines[2] == "第4个图形：边界在 117.305000, 31.805000 附近自相交。"
    assert lines[3] == "第5个图形：缺少编码。"
    assert lines[4] == "第6个图形：没有属性（properties），因此没有编码。"
    assert lines[5] == "第7个图形：图形坐标无法读取。"
    assert lines[6] == "第8个图形：它不是面，也不是点，而是：LineString。"
    assert lines[7].startswith("第9个图形：坐标不是“经度、纬度”顺序的度数。")
    assert lines[8].startswith("第10个图形：不认识坐标系“北京54”")
    assert [line[:6] for line in lines[9:]] == ["第11个图形", "第12个图形"]


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"type": "FeatureCollection", "features": 3}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_not_geojson_is_refused(raw):
    with pytest.raises(Refused, match="GeoJSON"):
        import_geojson(raw)


# --- a point finds its grid ---------------------------------------------------------------------------------------


@pytest.fixture
def drawn(street):
    import_geojson(collection(feature("990101001001003"), feature("990101001002001", [square(1)])))
    geometry.forget()
    return street


def test_a_point_finds_its_grid(drawn):
    assert geometry.grid_at(WEST + 0.001, SOUTH + 0.001) == drawn.grid
    assert geometry.grid_at(WEST + SIDE + 0.001, SOUTH + 0.001) == drawn.other_grid
    assert geometry.grid_at(WEST - 0.001, SOUTH) is None


def test_a_point_on_the_border_of_two_grids_always_goes_to_the_same_one(drawn):
    border = (WEST + SIDE, SOUTH + 0.005)
    assert geometry.grid_at(*border) == drawn.grid
    swapped = [(g.pk, g.path, g.shape) for g in Place.objects.grids().order_by("-path")]
    assert geometry.GridIndex(swapped).grid_at(*border) == drawn.grid.pk


def test_of_nested_grids_the_finer_one_answers(drawn):
    small = actions.add_place("990101001001003-1", "微网格1", "grid", parent=drawn.grid, by=drawn.administrator)
    import_geojson(collection(feature(small.code, [square(side=SIDE / 2)])))
    geometry.forget()
    assert geometry.grid_at(WEST + 0.001, SOUTH + 0.001) == small
    assert geometry.grid_at(WEST + 0.009, SOUTH + 0.009) == drawn.grid


def test_a_new_drawing_is_seen_within_a_minute_and_not_asked_for_more_often(
    drawn, monkeypatch, django_assert_num_queries
):
    spot = (WEST + 2.5 * SIDE, SOUTH + 0.001)
    assert geometry.current_index().grid_at(*spot) is None
    actions.set_shapes(
        {drawn.grid.code: geometry.Outline(Point(*spot).buffer(0.001), CGCS2000)}, by=drawn.administrator
    )
    with django_assert_num_queries(0):
        assert geometry.current_index().grid_at(*spot) is None
    monkeypatch.setattr(geometry, "LOOK_AGAIN", -1)
    assert geometry.current_index().grid_at(*spot) == drawn.grid.pk
    with django_assert_num_queries(2):  # only whether anything is new
        geometry.current_index()


def test_a_closed_grid_answers_no_more(drawn, monkeypatch):
    assert geometry.grid_at(WEST + 0.001, SOUTH + 0.001) == drawn.grid
    monkeypatch.setattr(geometry, "LOOK_AGAIN", -1)
    Place.objects.filter(grid=drawn.grid).update(grid=None)
    actions.close_place(drawn.grid, by=drawn.administrator)
    assert geometry.grid_at(WEST + 0.001, SOUTH + 0.001) is None


def test_many_threads_may_ask_one_index(drawn):
    index, wrong = geometry.current_index(), []

    def ask():
        wrong.extend(n for n in range(300) if index.grid_at(WEST + 0.00003 * n, SOUTH + 0.001) != drawn.grid.pk)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_buildings_get_the_grid_they_stand_in_and_their_units_follow(drawn):
    import_geojson(
        collection(
            feature(drawn.building.code, [WEST + SIDE + 0.001, SOUTH + 0.001], kind="Point"),
            feature(drawn.other_building.code, [WEST - 1, SOUTH], kind="Point"),
        )
    )
    assert actions.assign_grids(drawn.street, by=drawn.administrator) == (2, 1)
    assert {Place.objects.get(pk=p.pk).grid for p in (drawn.building, drawn.unit)} == {drawn.other_grid}
    assert Place.objects.get(pk=drawn.other_building.pk).grid == drawn.other_grid  # in no grid: keeps its own
    assert actions.assign_grids(drawn.street, by=drawn.administrator) == (0, 1)
    assert Entry.objects.filter(event="GridsAssigned").count() == 1
