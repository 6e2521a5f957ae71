"""The plan: a self-contained, restylable, readable SVG whose names do not cover each other."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import STRtree, union_all
from shapely.affinity import rotate
from shapely.geometry import LineString, Point, box, mapping

from linli.demo.town import draw_town
from linli.places.plan import PALETTE, PlanShape, draw_plan
from linli.places.plan.ink import number
from linli.places.plan.sheet import Sheet

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "云渡街道平面图", "description": "14 个社区"}


def shapes_of(town):
    areas = [*town.communities, *town.compounds, *town.buildings, *town.grids, *town.sites]
    return [
        *(PlanShape(spot.code, spot.kind, spot.name, mapping(spot.shape), use=spot.use) for spot in areas),
        *(PlanShape(road.code, road.kind, road.name, mapping(road.line)) for road in town.roads),
        *(PlanShape(water.name, "water", water.name, mapping(water.shape)) for water in town.waters),
    ]


@pytest.fixture(scope="module")
def shapes():
    return shapes_of(draw_town())


@pytest.fixture(scope="module")
def plan(shapes):
    return draw_plan(shapes, width=1000, **WORDS)


def square(code="a", name="甲", kind="compound", west=123.4, south=30.9, side=0.001, **more):
    return PlanShape(code, kind, name, mapping(box(west, south, west + side, south + side)), **more)


def names_on(svg):
    return {"".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")}


def test_the_whole_street_names_its_communities_roads_and_water(plan):
    names = names_on(plan)
    assert {"望潮社区", "听荷社区", "新铺社区", "锦和苑", "桂语里", "云渡大道", "北渠路", "澜川"} <= names
    assert sum(name.endswith("社区") for name in names) == 14


def glyphs(group, text):
    """The squares that the Chinese characters of a name fill."""
    size = float(group.get("font-size"))
    turn = [float(n) for n in re.findall(r"-?[\d.]+", text.get("transform", "rotate(0 0 0)"))]
    for line in [text] if text.text else list(text):
        x, y = float(line.get("x")), float(line.get("y")) - 0.36 * size
        for i, char in enumerate(line.text):
            middle = x + (i - (len(line.text) - 1) / 2) * size
            square = box(middle - size / 2, y - size / 2, middle + size / 2, y + size / 2)
            if ord(char) > 0x2E80:
                yield rotate(square, turn[0], origin=(turn[1], turn[2]))


def test_no_name_covers_another(plan):
    groups = [group for group in ET.fromstring(plan).iter(f"{SVG}g") if "plan-names" in group.get("class")]
    names = [union_all(list(glyphs(group, text))) for group in groups for text in group]
    assert len(names) > 150
    tree = STRtree(names)
    assert all(list(tree.query(name, predicate="intersects")) == [i] for i, name in enumerate(names))


def test_a_reader_who_cannot_see_it_hears_title_and_description(plan):
    root = ET.fromstring(plan)
    assert root.get("role") == "img"
    heard = {node.get("id"): node.text for node in root if node.tag in (f"{SVG}title", f"{SVG}desc")}
    assert [heard[ident] for ident in root.get("aria-labelledby").split()] == list(WORDS.values())


def test_a_strict_content_security_policy_has_nothing_to_block(plan):
    root = ET.fromstring(plan)
    assert not [node for node in root.iter() if node.get("style") or node.tag in (f"{SVG}style", f"{SVG}script")]
    assert "http" not in plan.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_every_colour_can_be_set_by_a_theme_and_has_a_fallback(plan):
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', plan)) - {"none"}
    assert colours <= {f"var(--plan-{name}, {colour})" for name, colour in PALETTE.items()}


def test_a_plan_for_print_has_plain_colours(shapes):
    svg = draw_plan(shapes, width=800, themed=False, **WORDS)
    assert "var(" not in svg
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) - {"none"} <= set(PALETTE.values())


def test_text_stands_out_from_what_it_is_written_on():
    def luminance(colour):
        channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return linear @ (0.2126, 0.7152, 0.0722)

    def contrast(ink, ground):
        light, dark = sorted((luminance(PALETTE[ink]), luminance(PALETTE[ground])), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    assert min(contrast(ink, "ground") for ink in ("ink", "soft", "primary")) >= 4.5
    assert min(contrast("ink", ground) for ground in ("building", "highlight", "compound", "land", "water")) >= 4.5


def test_a_grid_fills_the_picture_and_stands_out(shapes):
    grid = next(item for item in shapes if item.name == "望潮社区第3网格")
    svg = draw_plan(shapes, width=600, frame=grid.code, highlight=grid.code, **WORDS)
    assert svg.count('class="plan-highlight"') == 1
    assert svg.count('class="plan-veil"') == 1
    assert "望潮社区第3网格" in names_on(svg)
    assert "听荷社区" not in names_on(svg)
    assert len(svg) < 12_000


def test_a_highlighted_building_is_coloured_without_a_veil(shapes):
    building = next(item for item in shapes if item.kind == "building")
    svg = draw_plan(shapes, width=600, frame=building.code, highlight=building.code, **WORDS)
    assert 'class="plan-highlight"' in svg
    assert 'class="plan-veil"' not in svg


def test_the_same_shapes_give_the_same_picture(shapes, plan):
    assert draw_plan(shapes, width=1000, **WORDS) == plan


def test_a_narrow_plan_has_fewer_names(shapes, plan):
    assert 14 < len(names_on(draw_plan(shapes, width=375, **WORDS))) < len(names_on(plan)) / 2


def test_distances_are_true_in_both_directions():
    """A square kilometre at this latitude is a square on the sheet."""
    lon, lat = 1000 / (111_320 * np.cos(np.radians(30.9))), 1000 / 111_320
    area = PlanShape("a", "community", "甲", mapping(box(123.4, 30.9 - lat / 2, 123.4 + lon, 30.9 + lat / 2)))
    left, top, right, bottom = Sheet.over([area], 500, None).put(area).cut.bounds
    assert right - left == pytest.approx(bottom - top, rel=1e-6)


@pytest.mark.parametrize(("side", "length"), [(0.0004, "5 米"), (0.001, "20 米"), (0.03, "500 米")])
def test_the_scale_bar_has_a_round_length_and_fits_a_quarter(side, length):
    svg = draw_plan([square(side=side)], width=400, **WORDS)
    assert length in names_on(svg)
    assert float(re.search(r"M8 \d+v6H([\d.]+)", svg)[1]) <= 8 + 400 / 4


def test_arrow_and_scale_bar_speak_the_readers_language():
    assert {"N", "20 m"} <= names_on(draw_plan([square()], width=400, north="N", metre="m", **WORDS))


def test_a_label_stands_in_for_the_name_and_an_empty_one_writes_nothing():
    assert "丙" in names_on(draw_plan([square(label="丙")], width=400, **WORDS))
    assert names_on(draw_plan([square(label="")], width=400, **WORDS)) == {"北", "20 米"}


def test_a_steep_road_carries_its_name_upright_and_a_level_one_turned():
    steep = PlanShape("r", "road", "云渡大道", mapping(LineString([(123.4005, 30.9), (123.4006, 30.901)])))
    level = PlanShape("q", "road", "北渠路", mapping(LineString([(123.4, 30.9002), (123.401, 30.9003)])))
    svg = draw_plan([square(label=""), steep, level], width=400, **WORDS)
    texts = {"".join(text.itertext()): text for text in ET.fromstring(svg).iter(f"{SVG}text")}
    assert [span.text for span in texts["云渡大道"]] == list("云渡大道")
    assert "rotate(" in texts["北渠路"].get("transform")


def test_a_place_that_is_only_a_point_gets_a_mark_and_its_name():
    stop = PlanShape("s", "site", "公交站", mapping(Point(123.4005, 30.9005)))
    svg = draw_plan([square(label=""), stop], width=400, **WORDS)
    assert "<circle" in svg
    assert "公交站" in names_on(svg)


def test_nothing_to_draw_is_said_so():
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_plan([], width=400, **WORDS)
    with pytest.raises(ValueError, match="nothing to draw: b"):
        draw_plan([square()], width=400, frame="b", **WORDS)


@settings(deadline=None)
@given(name=st.text(max_size=30), title=st.text(max_size=30))
def test_any_name_leaves_the_picture_well_formed(name, title):
    shapes = [square(name=name), square("r", name, "road", side=0.0005)]
    shapes.append(PlanShape("l", "lane", name, mapping(LineString([(123.4, 30.9), (123.401, 30.901)]))))
    ET.fromstring(draw_plan(shapes, width=400, title=title, description=name))


@given(value=st.floats(-1e4, 1e4))
def test_numbers_are_short_and_within_a_tenth(value):
    assert float(number(value)) == pytest.approx(value, abs=0.0501)
    assert re.fullmatch(r"-?\d+(\.\d)?", number(value))
    assert number(value) != "-0"
