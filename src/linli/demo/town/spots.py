"""What a drawn town is made of: spots in a tree, named roads, water."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

PEOPLE_PER_HOUSEHOLD = 2.6


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the town; shapes and points are CGCS2000 longitude and latitude, rounded to six decimals."""

    code: str
    std_code: str | None
    name: str
    kind: str
    """county, street, community, grid, compound, building, unit or site."""
    parent: str | None
    grid: str | None
    """Code of the base grid; only buildings, units and sites have one."""
    shape: BaseGeometry | None
    point: tuple[float, float]
    households: int = 0
    floors: int | None = None
    use: str | None = None
    """What a site serves as: park, school, market, clinic, party_centre, bus_stop and the like."""


@dataclass(frozen=True, slots=True)
class Road:
    name: str
    line: LineString
    code: str
    kind: str
    """road (between blocks) or lane (within one)."""


@dataclass(frozen=True, slots=True)
class Water:
    name: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Town:
    county: Spot
    street: Spot
    communities: list[Spot]
    grids: list[Spot]
    compounds: list[Spot]
    buildings: list[Spot]
    units: list[Spot]
    sites: list[Spot]
    roads: list[Road]
    waters: list[Water]

    def spots(self) -> Iterator[Spot]:
        """Every spot; parents and base grids come before what refers to them."""
        yield from (self.county, self.street)
        for kin in (self.communities, self.grids, self.compounds, self.buildings, self.units, self.sites):
            yield from kin

    @property
    def households(self) -> int:
        return self.street.households

    @property
    def people(self) -> int:
        """About how many people live here; nobody is counted one by one."""
        return round(self.households * PEOPLE_PER_HOUSEHOLD)
