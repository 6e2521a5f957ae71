"""Which grid a point lies in: an index over the grids' areas, kept in the process and built anew when they change."""

import threading
import time
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

import shapely
from shapely import STRtree
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from linli.journal.models import Entry
from linli.kernel.refs import Nobody
from linli.places.models import Place

SHAPES = Nobody("places/shapes")  # the book in which every drawing is entered
LOOK_AGAIN = 60  # seconds


class Outline(NamedTuple):
    """An area or a point in CGCS2000 degrees, and the coordinate system it came in."""

    geometry: BaseGeometry
    source: str


class GridIndex:
    """The areas of grids in a search tree. Never changed after it is built, so any thread may ask."""

    def __init__(self, grids: Iterable[tuple[UUID, str, dict]]) -> None:
        """grids: (key, path, GeoJSON geometry) of each."""
        # Of two grids that share a point, the finer one comes first, then the one with the lower path: a point on a
        # border belongs to the same grid for everybody and for ever.
        found = sorted(grids, key=lambda grid: (-grid[1].count("/"), grid[1]))
        self._keys = [key for key, _path, _shape in found]
        areas = [shape(drawn) for _key, _path, drawn in found]
        shapely.prepare(areas)
        self._tree = STRtree(areas)

    @classmethod
    def build(cls, place: Place | None = None) -> "GridIndex":
        """Of all drawn and standing grids within a place; of all there are, without one."""
        grids = _drawn_grids() if place is None else _drawn_grids().within(place)
        return cls(
            grid
            for grid in grids.values_list("id", "path", "shape").iterator()
            if grid[2]["type"] in ("Polygon", "MultiPolygon")
        )

    def grid_at(self, lon: float, lat: float) -> UUID | None:
        """The key of the grid at a point in CGCS2000 degrees, its border included."""
        hits = self._tree.query(Point(lon, lat), predicate="intersects")
        return self._keys[min(hits)] if len(hits) else None


def _drawn_grids():
    return Place.objects.grids().standing().filter(shape__isnull=False)


_lock = threading.Lock()
_index: GridIndex | None = None
_version: object = None
_looked = 0.0


def grid_at(lon: float, lat: float) -> Place | None:
    """The grid at a point in CGCS2000 degrees. Another process's new drawing is seen within a minute."""
    key = current_index().grid_at(lon, lat)
    return Place.objects.filter(pk=key).first() if key else None


def current_index() -> GridIndex:
    """The index over all grids as they are, or were at most a minute ago."""
    global _index, _version, _looked
    with _lock:
        if _index is None or time.monotonic() - _looked > LOOK_AGAIN:
            version = _version_now()
            if _index is None or version != _version:
                _index, _version = GridIndex.build(), version
            _looked = time.monotonic()
        return _index


def forget() -> None:
    """Look at the grids again at the next question."""
    global _looked, _version
    with _lock:
        _looked, _version = float("-inf"), None


def _version_now() -> tuple[int, int]:
    """Grows with every drawing, and tells when a grid was entered or closed."""
    last = Entry.objects.filter(subject=SHAPES.ref).order_by("-seq").values_list("seq", flat=True).first()
    return last or 0, _drawn_grids().count()
