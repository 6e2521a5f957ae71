"""Ink: colours, numbers and words as SVG writes them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

import shapely
from shapely.geometry.base import BaseGeometry

PALETTE = {
    "ink": "#2b2a27",
    "soft": "#655f54",
    "ground": "#faf6ee",
    "land": "#f1ebdf",
    "green": "#e0e9d6",
    "compound": "#f5e7cf",
    "building": "#b9ac98",
    "road": "#ffffff",
    "kerb": "#dcd3c3",
    "water": "#cbe2e6",
    "primary": "#1d6f78",
    "highlight": "#a9d0d2",
}
"""What each colour is where no theme says otherwise; a theme sets `--plan-ink` and its like."""

# Characters XML 1.0 has no place for, even escaped.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Ink:
    themed: bool

    def __call__(self, colour: str) -> str:
        """A colour as a custom property with its fallback, or plain where the reader knows no such properties."""
        return f"var(--plan-{colour}, {PALETTE[colour]})" if self.themed else PALETTE[colour]


def words(text: str) -> str:
    return escape(_UNWRITABLE.sub("", text), {'"': "&quot;"})


def number(value: float) -> str:
    """One decimal at most: a tenth of a pixel is finer than any screen or press here."""
    return f"{round(value, 1) + 0:g}"


def path(shapes: Iterable[BaseGeometry]) -> str:
    """Path data for all lines and outlines of the shapes, holes included; points leave no mark."""
    return "".join(_strokes(part) for shape in shapes for part in _parts(shape.simplify(0.2)))


def _parts(shape: BaseGeometry):
    for part in getattr(shape, "geoms", [shape]):
        if hasattr(part, "geoms"):
            yield from _parts(part)
        elif part.geom_type == "Polygon" and not part.is_empty:
            yield from (part.exterior, *part.interiors)
        elif part.geom_type in {"LineString", "LinearRing"} and not part.is_empty:
            yield part


def _strokes(line: BaseGeometry) -> str:
    points = [f"{number(x)} {number(y)}" for x, y in shapely.get_coordinates(line)]
    closed = points[0] == points[-1]
    return f"M{points[0]}L{' '.join(points[1:-1] if closed else points[1:])}{'Z' if closed else ''}"
