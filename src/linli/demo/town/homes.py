"""Estates: which parcels are lived on, and where the buildings stand in their rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import atan2, ceil, degrees, log2
from random import Random

from shapely import affinity
from shapely.geometry import LineString, Polygon, box

from . import names
from .ground import Parcel
from .shares import share_out

BUILDINGS, HOUSEHOLDS = 347, 22_300
ROOMS_PER_FLOOR = 2
WALL, SETBACK = 4, 11
"""Metres from the way to the estate's wall, and from the wall to the nearest building."""


@dataclass(frozen=True)
class Style:
    """How an estate of one kind is built; lengths in metres."""

    units: tuple[int, int]
    floors: tuple[int, int]
    unit_width: float
    depth: float
    pitch: float
    """Least distance from row to row, so that the sun reaches the ground floor."""
    gap: float
    numbered: str
    garden: bool
    """Whether a place left over becomes a garden in the middle; else it is the forecourt at the gate."""

    @property
    def households(self) -> float:
        """In a middling building of this kind."""
        return ROOMS_PER_FLOOR * sum(self.units) / 2 * sum(self.floors) / 2


STYLES = {
    names.OLD: Style((3, 6), (6, 7), 15, 13, 31, 11, "号楼", garden=False),
    names.RESETTLED: Style((3, 5), (7, 11), 16.5, 14, 40, 13, "栋", garden=False),
    names.MIDRISE: Style((2, 4), (9, 18), 20, 16, 46, 16, "栋", garden=True),
    names.TOWERS: Style((2, 3), (18, 33), 19, 20, 58, 24, "栋", garden=True),
}


@dataclass(frozen=True)
class Home:
    """A building: its footprint in plane metres, and the homes in it."""

    shape: Polygon
    units: int
    floors: int

    @property
    def households(self) -> int:
        return self.units * self.floors * ROOMS_PER_FLOOR


class Yard:
    """The land of an estate inside its wall, and the same turned so that rows of buildings run along x."""

    def __init__(self, parcel: Parcel):
        self.parcel = parcel
        self.wall = parcel.land.buffer(-WALL, join_style="mitre")
        self.angle = _lie(self.wall)
        self.level = self.levelled(self.wall).buffer(-SETBACK, join_style="mitre")

    def levelled(self, shape):
        return affinity.rotate(shape, -self.angle, origin=self.wall.centroid)

    def upright(self, shape):
        return affinity.rotate(shape, self.angle, origin=self.wall.centroid)

    @property
    def depth(self) -> float:
        """Metres from south to north that rows may use."""
        south, north = self._reach()
        return north - south

    def rows(self, count: int, style: Style) -> list[tuple[float, float, float]] | None:
        """Rows spread evenly from north to south as (y, west, east); none where the sun would not reach them."""
        south, north = self._reach()
        margin = style.depth / 2 + 0.5
        south, north = south + margin, north - margin
        pitch = (north - south) / max(count - 1, 1)
        if pitch < style.pitch:
            return None
        ys = [north - i * pitch for i in range(count)] if count > 1 else [(south + north) / 2]
        return [(y, *self._clear(y, style.depth)) for y in ys]

    def _reach(self) -> tuple[float, float]:
        """From which y to which y nearly the whole width is free; parcels are never quite square."""
        west, _, east, _ = self.level.bounds
        inset = (east - west) / 10
        ends = [_stretch(self.level, x, upright=True) for x in (west + inset, (west + east) / 2, east - inset)]
        return max(south for south, _ in ends), min(north for _, north in ends)

    def _clear(self, y: float, depth: float) -> tuple[float, float]:
        ends = [_stretch(self.level, at, upright=False) for at in (y - depth / 2, y + depth / 2)]
        return max(west for west, _ in ends), min(east for _, east in ends)


@dataclass(frozen=True)
class Estate:
    name: str
    style: Style
    yard: Yard
    homes: tuple[Home, ...] = ()

    @property
    def households(self) -> int:
        return sum(home.households for home in self.homes)


def settle(rng: Random, lands: Sequence[Sequence[Parcel]]) -> list[list[Estate]]:
    """The estates of each community, with exactly 347 buildings in all, about 22,300 households.

    Args:
        lands: the parcels of each community, in the order of `names.COMMUNITIES`.
    """
    estates = [
        _choose_land(rng, parcels, wanted) for parcels, wanted in zip(lands, names.COMMUNITIES.values(), strict=True)
    ]
    # A community's share of the street's households goes with its estates, not with its acres.
    shares = [len(group) + 3 for group in estates]
    heads = [HOUSEHOLDS * share / sum(shares) for share in shares]
    counts = iter(_counts(estates, heads))
    built = [[_build(rng, estate, next(counts)) for estate in group] for group in estates]
    evened = [_heightened(rng, group, wanted) for group, wanted in zip(built, heads, strict=True)]
    finished = iter(_heightened(rng, list(chain(*evened)), HOUSEHOLDS))
    return [[next(finished) for _ in group] for group in estates]


def _counts(estates: Sequence[Sequence[Estate]], heads: Sequence[float]) -> list[int]:
    """How many buildings each estate gets, so that its community comes near the households it is to have."""
    room = [_room(estate) for estate in chain(*estates)]
    weights = [
        wanted / len(group) / estate.style.households
        for group, wanted in zip(estates, heads, strict=True)
        for estate in group
    ]
    return share_out(BUILDINGS, weights, least=[min(4, most) for most in room], most=room)


def _stretch(land: Polygon, at: float, *, upright: bool) -> tuple[float, float]:
    """Where a line straight across the land enters and leaves it."""
    crossing = land.intersection(LineString([(at, -1e4), (at, 1e4)] if upright else [(-1e4, at), (1e4, at)]))
    west, south, east, north = crossing.bounds
    return (south, north) if upright else (west, east)


def _lie(land: Polygon) -> float:
    """Degrees by which the land's own east-west axis is off the plane's."""
    (ax, ay), (bx, by), (cx, cy), *_ = land.minimum_rotated_rectangle.exterior.coords
    angles = (degrees(atan2(by - ay, bx - ax)), degrees(atan2(cy - by, cx - bx)))
    return min(((angle + 45) % 90 - 45 for angle in angles), key=abs)


def _choose_land(rng: Random, parcels: Sequence[Parcel], wanted: Sequence[tuple[str, str]]) -> list[Estate]:
    """Handy parcels, neither narrow nor vast; the towers get the largest of them, old estates the smallest."""

    def awkward(parcel: Parcel) -> float:
        rectangle = parcel.land.minimum_rotated_rectangle.area
        return abs(parcel.land.area - 42_000) / 42_000 + 3 * (1 - parcel.land.area / rectangle) + rng.uniform(0, 0.3)

    handy = sorted(parcels, key=awkward)[: len(wanted)]
    by_size = iter(sorted(handy, key=lambda parcel: parcel.land.area))
    order = list(STYLES)
    lots = {name: next(by_size) for name, style in sorted(wanted, key=lambda pair: order.index(pair[1]))}
    return [Estate(name, STYLES[style], Yard(lots[name])) for name, style in wanted]


def _arrangements(estate: Estate, count: int):
    """Ways to stand this many buildings in rows: (how bad, rows, buildings per row, units that fit)."""
    style = estate.style
    for number in range(1, count + 1):
        if (rows := estate.yard.rows(number, style)) is None:
            break
        per_row = ceil(count / number)
        slot = (min(east - west for _, west, east in rows) + style.gap) / per_row - style.gap
        units = min(style.units[1], int(slot / style.unit_width))
        if units >= style.units[0]:
            left_over = (number * per_row - count) / count
            empty = 1 - units * style.unit_width / slot
            pitch = rows[0][0] - rows[1][0] if number > 1 else estate.yard.depth
            yield 1.5 * left_over + 1.3 * empty + abs(log2(pitch / style.pitch / 1.2)) / 4, rows, per_row, units


def _room(estate: Estate) -> int:
    """The most buildings that still stand well."""
    return max(n for n in range(1, 13) if any(True for _ in _arrangements(estate, n)))


def _build(rng: Random, estate: Estate, count: int) -> Estate:
    """Stand the buildings in rows, numbered along the rows from the north-west."""
    style = estate.style
    _, rows, per_row, units = min(_arrangements(estate, count), key=lambda way: way[0])
    floors = rng.randint(*style.floors)
    # One column may be shorter all the way down; a lone short building would look like a mistake.
    columns = [max(style.units[0], units - (rng.random() < 0.3)) for _ in range(per_row)]
    middle, gate = estate.yard.level.centroid, rows[-1][0]
    places = []
    for y, west, east in rows:
        slot = (east - west + style.gap) / per_row
        for column, here in enumerate(columns):
            x, half = west + column * slot + (slot - style.gap) / 2, here * style.unit_width / 2
            footprint = box(x - half, y - style.depth / 2, x + half, y + style.depth / 2)
            # Whole metres: places that mirror each other must not be told apart by the last bit of a float.
            off = round(abs(x - middle.x) + 2 * abs(y - (middle.y if style.garden else gate)))
            places.append((off, len(places), Home(estate.yard.upright(footprint), here, floors)))
    kept = sorted(places)[len(places) - count :]
    return replace(estate, homes=tuple(home for _, _, home in sorted(kept, key=lambda place: place[1])))


def _heightened(rng: Random, estates: Sequence[Estate], households: float) -> list[Estate]:
    """Raise or lower whole estates floor by floor, within their style, until the households come out about right."""
    estates = list(estates)
    order = rng.sample(range(len(estates)), len(estates))
    for i in order * 25:
        estate, missing = estates[i], households - sum(estate.households for estate in estates)
        floors = estate.homes[0].floors + (1 if missing > 0 else -1)
        change = ROOMS_PER_FLOOR * sum(home.units for home in estate.homes)
        if estate.style.floors[0] <= floors <= estate.style.floors[1] and change < 2 * abs(missing):
            estates[i] = replace(estate, homes=tuple(replace(home, floors=floors) for home in estate.homes))
    return estates
