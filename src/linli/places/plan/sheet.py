"""The sheet: which stretch of ground is shown, and where a longitude and latitude fall on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = 111_320
"""On the equator. The plan is equirectangular at its own middle latitude: good to a metre over a few kilometres."""
SPACE_ROUND_ALL, SPACE_ROUND_FRAME = 0.02, 0.09
SLIMMEST = 0.62
"""Least ratio of the sheet's short side to its long one."""


@dataclass(frozen=True, slots=True)
class PlanShape:
    """One thing on the plan; `geometry` is a GeoJSON geometry in longitude and latitude, as places store it.

    Kinds that are drawn: water, site, compound, road, lane, building, grid, community, street. `label` is written
    there instead of the name; an empty one writes nothing.
    """

    code: str
    kind: str
    name: str
    geometry: Mapping[str, Any]
    label: str | None = None
    use: str | None = None

    @property
    def words(self) -> str:
        return self.name if self.label is None else self.label


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan shape with its geometry in pixels, cut to the sheet."""

    item: PlanShape
    cut: BaseGeometry
    whole: bool
    """Whether all of it is on the sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pixels to the right and down from the corner at (west, north)."""

    west: float
    north: float
    lon_metres: float
    """Metres to a degree of longitude at the middle latitude."""
    scale: float
    """Pixels to a metre."""
    width: int
    height: int

    @classmethod
    def over(cls, shapes: Sequence[PlanShape], width: int, frame: str | None) -> "Sheet":
        """The sheet that shows the framed shape, or all areas; ways and water may run off it."""
        if frame is not None:
            shown = [item for item in shapes if item.code == frame]
        else:
            shown = [item for item in shapes if item.kind not in {"road", "lane", "water"}] or list(shapes)
        if not shown:
            raise ValueError(f"nothing to draw: {frame or 'no shapes'}")
        west, south, east, north = shapely.total_bounds([shape(item.geometry) for item in shown])
        lon_metres = METRES_PER_DEGREE * cos(radians((south + north) / 2))
        wide, high = (east - west) * lon_metres, (north - south) * METRES_PER_DEGREE
        space = (SPACE_ROUND_ALL if frame is None else SPACE_ROUND_FRAME) * max(wide, high, 20)
        wide, high = wide + 2 * space, high + 2 * space
        wide, high = max(wide, SLIMMEST * high), max(high, SLIMMEST * wide)
        return cls(
            west=(west + east) / 2 - wide / 2 / lon_metres,
            north=(south + north) / 2 + high / 2 / METRES_PER_DEGREE,
            lon_metres=lon_metres,
            scale=width / wide,
            width=width,
            height=round(width * high / wide),
        )

    @property
    def paper(self) -> BaseGeometry:
        return box(0, 0, self.width, self.height)

    def put(self, item: PlanShape) -> Drawn:
        """The shape in pixels, cut a little beyond the paper's edge so that outlines do not show there."""
        pixels = shapely.transform(shape(item.geometry), self._pixels)
        return Drawn(item, pixels.intersection(self.paper.buffer(6, join_style="mitre")), self.paper.covers(pixels))

    def _pixels(self, lonlat: np.ndarray) -> np.ndarray:
        metres = (lonlat - (self.west, self.north)) * (self.lon_metres, -METRES_PER_DEGREE)
        return metres * self.scale
