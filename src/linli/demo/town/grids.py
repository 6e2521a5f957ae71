"""Base grids: parcels joined, and estates cut between their buildings, into 97 areas that cover the street."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import shapely
from shapely import STRtree
from shapely.geometry import Polygon, box
from shapely.ops import polygonize

from .ground import Parcel, largest
from .homes import Estate, Home, Yard
from .plane import DECIMALS, rounded, to_degrees
from .shares import share_out

GRIDS = 97
PER_COMMUNITY = (6, 8)
BREATH = 2.0
"""Least metres between two buildings for a boundary to run between them."""


@dataclass
class Patch:
    """A grid in the making: pieces of the plane that touch, and the buildings on the first of them."""

    pieces: list[Polygon]
    homes: list[Home]

    @property
    def households(self) -> int:
        return sum(home.households for home in self.homes)


class Split(NamedTuple):
    """A way to cut an estate in two; the near side is the west or the south one."""

    flaw: float
    """How far the households are off their share, and one more for each side with a grid of a single building."""
    axis: int
    """0 cuts at an x, 1 at a y."""
    at: float
    near: list[Home]
    far: list[Home]
    count: int
    """Grids on the near side."""


def grids_per_community(settled: Sequence[Sequence[Estate]]) -> list[int]:
    """97 grids shared out by households, 6 to 8 to a community."""
    low, high = PER_COMMUNITY
    households = [sum(estate.households for estate in group) for group in settled]
    return share_out(GRIDS, households, least=[low] * len(settled), most=[high] * len(settled))


def patches(estates: Sequence[Estate], parcels: Sequence[Parcel], count: int) -> list[Patch]:
    """The grids of one community, in plane metres: each estate is cut into its share, then takes land around it."""
    shares = share_out(
        count,
        [estate.households for estate in estates],
        least=[1] * len(estates),
        most=[len(estate.homes) // 2 for estate in estates],
    )
    made = [
        patch
        for estate, share in zip(estates, shares, strict=True)
        for patch in _cut(estate.yard, Patch([estate.yard.parcel.face], list(estate.homes)), share)
    ]
    lived_on = {id(estate.yard.parcel) for estate in estates}
    _annex(made, [parcel.face for parcel in parcels if id(parcel) not in lived_on])
    return made


def coverage(patches: Sequence[Patch]) -> list[Polygon]:
    """The patches' areas in degrees, rounded, and still without gaps or overlaps.

    Rounding moves a vertex off a neighbour's long edge. So all boundaries are put into one network first, which is
    snapped to the six-decimal lattice and noded there; each area is then put together from the network's faces.
    """
    owners, pieces = zip(
        *((i, to_degrees(piece)) for i, patch in enumerate(patches) for piece in patch.pieces), strict=True
    )
    network = shapely.union_all([piece.boundary for piece in pieces], grid_size=10**-DECIMALS)
    tree = STRtree(pieces)
    faces: list[list[Polygon]] = [[] for _ in patches]
    for face in polygonize(network):
        faces[owners[tree.nearest(face.point_on_surface())]].append(face)
    return [rounded(shapely.coverage_union_all(parts)) for parts in faces]


def _cut(yard: Yard, patch: Patch, count: int) -> list[Patch]:
    """Cut an estate into so many grids by straight lines along or across its rows, never through a building."""
    if count == 1:
        return [patch]
    # Vertices a hair apart would cross over when the area is turned, and make it invalid.
    level = shapely.remove_repeated_points(yard.levelled(patch.pieces[0]), 1e-6)
    best = min(_ways_to_cut(yard, patch, count), key=lambda way: (way.flaw, way.axis, way.at))
    west, south, east, north = level.buffer(1).bounds
    near, far = (
        (box(west, south, best.at, north), box(best.at, south, east, north))
        if best.axis == 0
        else (box(west, south, east, best.at), box(west, best.at, east, north))
    )
    return [
        grid
        for side, homes, share in ((near, best.near, best.count), (far, best.far, count - best.count))
        for grid in _cut(yard, Patch([yard.upright(largest(level.intersection(side)))], homes), share)
    ]


def _ways_to_cut(yard: Yard, patch: Patch, count: int) -> Iterator[Split]:
    """Lines between neighbouring rows or columns, with either half of the grids on the near side."""
    for axis in (0, 1):
        spans = [(yard.levelled(home.shape).bounds[axis::2], home) for home in patch.homes]
        spans.sort(key=lambda pair: sum(pair[0]))
        for split in range(1, len(spans)):
            end_of_near = max(span[1] for span, _ in spans[:split])
            start_of_far = min(span[0] for span, _ in spans[split:])
            if start_of_far - end_of_near < BREATH:
                continue
            near, far = [home for _, home in spans[:split]], [home for _, home in spans[split:]]
            share = sum(home.households for home in near) / patch.households
            for part in {count // 2, count - count // 2}:
                if len(near) >= part and len(far) >= count - part:
                    lonely = (len(near) < 2 * part) + (len(far) < 2 * (count - part))
                    yield Split(
                        lonely + abs(share - part / count), axis, (end_of_near + start_of_far) / 2, near, far, part
                    )


def _annex(made: list[Patch], faces: list[Polygon]) -> None:
    """Give every parcel where nobody lives to a grid it borders on, the smallest first, so that none sprawls."""
    while faces:
        _, i, j = min(
            (sum(piece.area for piece in patch.pieces) + face.area - 60 * edge, i, j)
            for i, patch in enumerate(made)
            for j, face in enumerate(faces)
            if (edge := sum(_shared_edge(piece, face) for piece in patch.pieces)) > 40
        )
        made[i].pieces.append(faces.pop(j))


def _shared_edge(piece: Polygon, face: Polygon) -> float:
    """Metres along which two pieces touch."""
    return piece.buffer(0.5).intersection(face.exterior).length if piece.distance(face) < 0.5 else 0.0
