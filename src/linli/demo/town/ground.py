"""The ground: roads that waver, the blocks between them, lanes, and the parcels they leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sin
from random import Random

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union

from . import names

WIDTH, HEIGHT = 2600, 2500
COLUMNS, ROWS = 6, 5
OVERSHOOT = 60
ROAD_HALF, LANE_HALF = 14, 7

Cell = tuple[int, int]
"""Column from the west, row from the south."""


@dataclass(frozen=True)
class Way:
    """A road or a lane in plane metres."""

    name: str
    line: LineString
    kind: str


@dataclass(frozen=True)
class Parcel:
    """A face between the middles of the ways around it, and the land left once these have their width."""

    cell: Cell
    face: Polygon
    land: Polygon


@dataclass(frozen=True)
class Ground:
    ways: list[Way]
    crossings: dict[Cell, tuple[float, float]]
    parcels: list[Parcel]
    canal: Polygon
    river: Polygon


def break_ground(rng: Random) -> Ground:
    """Lay out 13 roads, the canal, 66 lanes and the parcels between them."""
    northward = [_waver(rng, at, HEIGHT, upright=True) for at in _stations(rng, WIDTH, COLUMNS)]
    eastward = [_waver(rng, at, WIDTH, upright=False) for at in _stations(rng, HEIGHT, ROWS)]
    crossings = {
        (column, row): _meet(north, east) for column, north in enumerate(northward) for row, east in enumerate(eastward)
    }
    edge = Polygon(_ring(crossings, northward, eastward, 0, 0, COLUMNS, ROWS))
    road_space = unary_union([*northward, *eastward]).buffer(ROAD_HALF, join_style="mitre")
    canal = _shifted(eastward[ROWS - 1], ROAD_HALF + 16).buffer(8, cap_style="flat").intersection(edge)

    road_names = names.ROADS_NORTHWARD + names.ROADS_EASTWARD
    ways = [
        Way(name, largest(line.intersection(edge.buffer(0.01))), "road")
        for name, line in zip(road_names, northward + eastward, strict=True)
    ]
    parcels = []
    lane_names = iter(rng.sample(words := names.LANES.split(), len(words)))
    blocks = _blocks(northward, eastward, crossings)
    for (cell, block), pattern in zip(blocks.items(), _patterns(rng, len(blocks)), strict=True):
        lines = list(_lanes(rng, pattern, block, _corners(crossings, cell)))
        lanes = [Way(next(lane_names) + ("巷" if upright else "弄"), line, "lane") for line, upright in lines]
        taken = unary_union([road_space, canal.buffer(8), *(lane.line.buffer(LANE_HALF) for lane in lanes)])
        # Lane ends are drawn out a little so that they surely cut; polygonize drops the stubs.
        cuts = [block.exterior, *(_drawn_out(lane.line) for lane in lanes)]
        faces = sorted(polygonize(unary_union(cuts)), key=lambda face: (round(face.centroid.x), round(face.centroid.y)))
        parcels += [Parcel(cell, face, largest(face.difference(taken)).simplify(1)) for face in faces]
        ways += lanes
    return Ground(ways, crossings, parcels, canal, _river(eastward[0]))


def largest(shape: BaseGeometry) -> BaseGeometry:
    """The shape, or its largest part where it fell into several."""
    return max(getattr(shape, "geoms", [shape]), key=lambda part: (part.area, part.length))


def _stations(rng: Random, length: float, count: int) -> list[float]:
    """Where the count + 1 roads stand, edges included, unevenly spaced about the middle."""
    step = length / count
    inner = [(i + rng.uniform(-0.13, 0.13)) * step for i in range(1, count)]
    return [at - length / 2 for at in [0.0, *inner, length]]


def _waver(rng: Random, at: float, length: float, *, upright: bool) -> LineString:
    """A road that runs the whole length near one station, in two slow waves."""
    long_wave, short_wave = rng.uniform(1700, 2600), rng.uniform(800, 1100)
    shift, other_shift = rng.uniform(0, 2 * pi), rng.uniform(0, 2 * pi)
    reach = length / 2 + 4 * OVERSHOOT
    along = [-reach + i * 2 * reach / 32 for i in range(33)]
    across = [
        at + 26 * sin(2 * pi * t / long_wave + shift) + 9 * sin(2 * pi * t / short_wave + other_shift) for t in along
    ]
    return LineString(zip(across, along, strict=True) if upright else zip(along, across, strict=True))


def _meet(line: LineString, other: LineString) -> tuple[float, float]:
    point = line.intersection(other)
    return point.x, point.y


def _shifted(line: LineString, north: float) -> LineString:
    return shapely.transform(line, lambda xy: xy + np.array([0, north]))


def _between(line: LineString, start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """The line's vertices from one crossing to another, both included, in that direction."""
    first, last = (line.project(shapely.Point(p)) for p in (start, end))
    inner = [p for p in line.coords if min(first, last) + 1 < line.project(shapely.Point(p)) < max(first, last) - 1]
    return [start, *(inner if first < last else reversed(inner)), end]


def _ring(crossings, northward, eastward, west: int, south: int, east: int, north: int):
    """The way round from crossing to crossing, along the roads."""
    sw, se, ne, nw = ((west, south), (east, south), (east, north), (west, north))
    sides = ((eastward[south], sw, se), (northward[east], se, ne), (eastward[north], ne, nw), (northward[west], nw, sw))
    return [p for line, start, end in sides for p in _between(line, crossings[start], crossings[end])[:-1]]


def _blocks(northward, eastward, crossings) -> dict[Cell, Polygon]:
    return {
        (column, row): Polygon(_ring(crossings, northward, eastward, column, row, column + 1, row + 1))
        for row in range(ROWS)
        for column in range(COLUMNS)
    }


def _corners(crossings, cell: Cell):
    column, row = cell
    return [crossings[column + i, row + j] for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))]


def _patterns(rng: Random, blocks: int) -> list[str]:
    """How lanes divide each block: 66 lanes over 30 blocks."""
    patterns = ["offset"] * 6 + ["cross"] * 12 + ["tee"] * (blocks - 18)
    rng.shuffle(patterns)
    return patterns


def _lanes(rng: Random, pattern: str, block: Polygon, corners) -> Iterator[tuple[LineString, bool]]:
    """The lanes of a block as (line, runs north): a spine from side to side, and branches off it."""
    upright = rng.random() < 0.5

    def lane(share: float, start: float, end: float, *, upright: bool, within: BaseGeometry):
        bend = rng.uniform(-0.02, 0.02)
        steps = [(start, share), ((start + end) / 2, share + bend), (end, share)]
        line = LineString(
            [_inside(corners, across, along) if upright else _inside(corners, along, across) for along, across in steps]
        )
        return largest(line.intersection(within))

    spine = lane(rng.uniform(0.44, 0.56), -0.1, 1.1, upright=upright, within=block)
    yield spine, upright
    if pattern == "cross":
        yield lane(rng.uniform(0.44, 0.56), -0.1, 1.1, upright=not upright, within=block), not upright
        return
    halves = sorted(polygonize(unary_union([block.exterior, _drawn_out(spine)])), key=lambda half: half.centroid.x)
    shares = [rng.uniform(0.40, 0.47), rng.uniform(0.53, 0.60)]
    rng.shuffle(shares)
    for half, share in list(zip(halves, shares, strict=True))[: 1 if pattern == "tee" else 2]:
        yield lane(share, -0.1, 1.1, upright=not upright, within=half), not upright


def _inside(corners, east: float, north: float) -> tuple[float, float]:
    """The point at these shares of a four-cornered block (bilinear)."""
    weights = ((1 - east) * (1 - north), east * (1 - north), east * north, (1 - east) * north)
    return tuple(sum(w * c[axis] for w, c in zip(weights, corners, strict=True)) for axis in (0, 1))


def _drawn_out(line: LineString, by: float = 2) -> LineString:
    def beyond(end, before):
        length = ((end[0] - before[0]) ** 2 + (end[1] - before[1]) ** 2) ** 0.5
        return tuple(e + (e - b) * by / length for e, b in zip(end, before, strict=True))

    points = list(line.coords)
    return LineString([beyond(points[0], points[1]), *points, beyond(points[-1], points[-2])])


def _river(south_road: LineString) -> Polygon:
    """The river past the south edge; its far bank is calmer than the near one."""
    near = _shifted(south_road, -46)
    far = shapely.transform(south_road, lambda xy: xy * np.array([1, 0.5]) + np.array([0, HEIGHT / -4 - 230]))
    return Polygon([*near.coords, *reversed(far.coords)])
