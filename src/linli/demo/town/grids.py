"""Base grids: parcels joined, and estates cut between their buildings, into 97 areas that cover the street."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    """Cut an estate by straight lines along or across its rows, never through a building."""
    if count == 1:
        return [patch]
    first = count // 2
    level = yard.levelled(patch.pieces[0])
    shapes = [yard.levelled(home.shape).bounds for home in patch.homes]
    heads = patch.households
    west, south, east, north = level.bounds
    ways = []
    for axis in (0, 1):
        order = sorted(range(len(shapes)), key=lambda i: shapes[i][axis] + shapes[i][axis + 2])
        for split in range(1, len(order)):
            near, far = order[:split], order[split:]
            start, end = max(shapes[i][axis + 2] for i in near), min(shapes[i][axis] for i in far)
            if end - start < BREATH:
                continue
            share = sum(patch.homes[i].households for i in near) / heads
            for here, there in ((first, count - first), (count - first, first)):
                if len(near) >= here and len(far) >= there:
                    lonely = (len(near) < 2 * here) + (len(far) < 2 * there)
                    middle = (start + end) / 2
                    ways.append((lonely + abs(share - here / count), axis, middle, here, near, far))
    _, axis, at, here, near, far = min(ways, key=lambda way: way[:4])
    sides = (
        (box(west - 1, south - 1, at, north + 1), box(at, south - 1, east + 1, north + 1))
        if axis == 0
        else (box(west - 1, south - 1, east + 1, at), box(west - 1, at, east + 1, north + 1))
    )
    return [
        piece
        for side, number, homes in zip(sides, (here, count - here), (near, far), strict=True)
        for piece in _cut(
            yard, Patch([yard.upright(largest(level.intersection(side)))], [patch.homes[i] for i in homes]), number
        )
    ]


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
