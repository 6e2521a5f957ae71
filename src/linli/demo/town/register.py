"""The register: what was drawn on the plane gets its code, its name and its coordinates."""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin

import shapely
from shapely.geometry import Point, Polygon

from . import names
from .grids import Patch
from .ground import Way
from .homes import ROOMS_PER_FLOOR, Estate, Home
from .plane import METRES_PER_LAT, label_point, placed
from .sites import Plot
from .spots import Road, Spot

BAND = 130 / METRES_PER_LAT
"""Grids whose middles lie within so many degrees north to south count as one row when they are numbered."""


def county(street: Spot) -> Spot:
    """The county reaches about four kilometres around the street; only this street of it is drawn."""
    outline = [(3900 + 260 * sin(3 * a) + 140 * cos(5 * a), a) for a in (2 * pi * i / 60 for i in range(60))]
    shape = placed(Polygon([(r * cos(a), r * sin(a)) for r, a in outline]))
    code, name = names.COUNTY
    return Spot(code, code, name, "county", None, None, shape, label_point(shape), street.households)


def street(communities: Sequence[Spot]) -> Spot:
    code, name = names.STREET
    return _sum(code, name, "street", names.COUNTY[0], communities)


def community(number: int, stem: str, grids: Sequence[Spot]) -> Spot:
    return _sum(community_code(number), f"{stem}社区", "community", names.STREET[0], grids)


def community_code(number: int) -> str:
    return f"{names.STREET[0]}{number:03}"


def grids(number: int, stem: str, patches: Sequence[Patch], shapes: Sequence[Polygon]) -> dict[Spot, Patch]:
    """Base grids, numbered from west to east in rows from north to south."""
    parent = community_code(number)
    numbered = {}
    for index, i in enumerate(_reading_order([label_point(shape) for shape in shapes]), 1):
        code, point = f"{parent}{index:03}", label_point(shapes[i])
        name = f"{stem}社区第{index}网格"
        spot = Spot(code, code, name, "grid", parent, None, shapes[i], point, patches[i].households)
        numbered[spot] = patches[i]
    return numbered


def compound(number: int, parent: str, estate: Estate) -> Spot:
    shape = placed(estate.yard.wall)
    code = f"{parent}-X{number:02}"
    return Spot(code, None, estate.name, "compound", parent, None, shape, label_point(shape), estate.households)


def building(number: int, compound: Spot, estate: Estate, home: Home, grid: str) -> Spot:
    shape = placed(home.shape)
    code, name = f"{compound.code}-{number:02}", f"{number}{estate.style.numbered}"
    point = label_point(shape)
    return Spot(code, None, name, "building", compound.code, grid, shape, point, home.households, home.floors)


def units(building: Spot, estate: Estate, home: Home) -> Iterator[Spot]:
    """The stairwells of a building, from its west end; each is a point on the building's long middle line."""
    west, south, east, north = estate.yard.levelled(home.shape).bounds
    for number in range(1, home.units + 1):
        x = west + (number - 0.5) * (east - west) / home.units
        point = label_point(placed(estate.yard.upright(Point(x, (south + north) / 2))))
        households = home.floors * ROOMS_PER_FLOOR
        code, name = f"{building.code}-{number}", f"{number}单元"
        yield Spot(code, None, name, "unit", building.code, building.grid, None, point, households, home.floors)


def sites(parent: str, grids: Sequence[Spot], plots: Sequence[Plot]) -> Iterator[Spot]:
    """The plots that lie in this community, each in the grid its middle lies in."""
    number = 0
    for plot in plots:
        shape = placed(plot.shape)
        point = label_point(shape)
        grid = next((grid.code for grid in grids if grid.shape.covers(Point(point))), None)
        if grid:
            number += 1
            yield Spot(f"{parent}-S{number:02}", None, plot.name, "site", parent, grid, shape, point, use=plot.use)


def road(number: int, way: Way) -> Road:
    return Road(way.name, placed(way.line), f"{names.STREET[0]}-R{number:02}", way.kind)


def _sum(code: str, name: str, kind: str, parent: str, parts: Sequence[Spot]) -> Spot:
    """An area that is exactly its parts; they share every vertex, so nothing is lost at their seams."""
    shape = shapely.normalize(shapely.coverage_union_all([part.shape for part in parts]))
    households = sum(part.households for part in parts)
    return Spot(code, code, name, kind, parent, None, shape, label_point(shape), households)


def _reading_order(points: Sequence[tuple[float, float]]) -> list[int]:
    order, rows = sorted(range(len(points)), key=lambda i: -points[i][1]), []
    for i in order:
        if not rows or points[rows[-1][0]][1] - points[i][1] > BAND:
            rows.append([])
        rows[-1].append(i)
    return [i for row in rows for i in sorted(row, key=lambda i: points[i][0])]
