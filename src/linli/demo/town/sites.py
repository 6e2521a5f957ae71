"""Sites: the land where nobody lives, the community's own rooms, and bus stops."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from . import names
from .ground import COLUMNS, ROAD_HALF, ROWS, Ground, Parcel
from .homes import Estate, Yard

WIDE = 62_000
"""Square metres from which a parcel is too much for a market or a primary school."""


@dataclass(frozen=True)
class Plot:
    """A site in plane metres."""

    name: str
    use: str
    shape: BaseGeometry


def plots(settled: Sequence[Sequence[Estate]], lands: Sequence[Sequence[Parcel]]) -> list[list[Plot]]:
    """The sites of each community: its common rooms on the smallest free parcel, then schools, parks and the like."""
    modest, wide = list(names.MODEST_SITES), list(names.WIDE_SITES)
    found = []
    for stem, estates, parcels in zip(names.COMMUNITIES, settled, lands, strict=True):
        lived_on = {id(estate.yard.parcel) for estate in estates}
        smallest, *others = sorted((p for p in parcels if id(p) not in lived_on), key=lambda p: p.land.area)
        here = list(_common_rooms(stem, smallest))
        for parcel in others:
            taken = {plot.name for plot in here}
            decks = (wide, modest) if parcel.land.area > WIDE else (modest, wide)
            deck, (kind, use) = next((deck, site) for deck in decks for site in deck if stem + site[0] not in taken)
            deck.append(deck.pop(deck.index((kind, use))))
            here.append(Plot(stem + kind, use, parcel.land.buffer(-3, join_style="mitre")))
        found.append(here)
    return found


def _common_rooms(stem: str, parcel: Parcel) -> Iterator[Plot]:
    """Strips across the longer side of the parcel."""
    yard = Yard(parcel)
    level = yard.levelled(yard.wall)
    west, south, east, north = level.bounds
    start = 0.0
    for name, use, share in names.COMMON_ROOMS:
        end = start + share
        if east - west > north - south:
            strip = box(west + start * (east - west) + 3, south, west + end * (east - west) - 3, north)
        else:
            strip = box(west, north - end * (north - south) + 3, east, north - start * (north - south) - 3)
        start = end
        yield Plot(stem + name, use, yard.upright(level.intersection(strip)))


def bus_stops(ground: Ground) -> list[Plot]:
    """A stop beside every second crossing within the street, on the kerb."""
    kerb = ROAD_HALF - 3
    return [
        Plot(
            f"{names.ROADS_NORTHWARD[column]}{names.ROADS_EASTWARD[row]}口公交站",
            "bus_stop",
            Point(ground.crossings[column, row][0] + kerb, ground.crossings[column, row][1] + 45),
        )
        for column in range(1, COLUMNS)
        for row in range(1, ROWS)
        if (column + row) % 2 == 0
    ]
