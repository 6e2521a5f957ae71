"""Sites: the land where nobody lives, the community's own rooms, and bus stops."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from . import names
from .ground import COLUMNS, ROAD_HALF, ROWS, Ground, Parcel
from .homes import Estate, Yard


@dataclass(frozen=True)
class Plot:
    """A site in plane metres."""

    name: str
    use: str
    shape: BaseGeometry


def plots(settled: Sequence[Sequence[Estate]], lands: Sequence[Sequence[Parcel]]) -> list[list[Plot]]:
    """The sites of each community: its own rooms on the smallest free parcel, then schools, parks and the like."""
    deck = list(names.SITES)
    found = []
    for stem, estates, parcels in zip(names.COMMUNITIES, settled, lands, strict=True):
        lived_on = {id(estate.yard.parcel) for estate in estates}
        free = sorted((p for p in parcels if id(p) not in lived_on), key=lambda p: p.land.area)
        here = list(_common_rooms(stem, free[0]))
        for parcel in free[1:]:
            taken = {plot.name for plot in here}
            kind, use = next((k, u) for k, u in deck if stem + k not in taken)
            deck.append(deck.pop(deck.index((kind, use))))
            here.append(Plot(stem + kind, use, parcel.land.buffer(-3, join_style="mitre")))
        found.append(here)
    return found


def _common_rooms(stem: str, parcel: Parcel) -> Iterator[Plot]:
    """Party-masses centre, clinic and a pocket park side by side."""
    yard = Yard(parcel)
    west, south, east, north = yard.levelled(yard.wall).bounds
    rooms = (
        (f"{stem}社区党群服务中心", "party_centre", 0.36),
        (f"{stem}社区卫生服务站", "clinic", 0.26),
        (f"{stem}口袋公园", "park", 0.38),
    )
    start = 0.0
    for name, use, share in rooms:
        if east - west > north - south:
            strip = box(west + start * (east - west) + 3, south, west + (start + share) * (east - west) - 3, north)
        else:
            strip = box(west, north - (start + share) * (north - south) + 3, east, north - start * (north - south) - 3)
        start += share
        yield Plot(name, use, yard.upright(yard.levelled(yard.wall).intersection(strip)))


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
