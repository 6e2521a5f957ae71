"""Lettering: where names stand, so that none covers another and few cover a building."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import atan2, degrees, hypot, inf, pi

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from .ink import Ink, number, words
from .sheet import Drawn, Sheet


@dataclass(frozen=True, slots=True)
class Face:
    """How the names of one kind look: size in pixels, colour, weight."""

    size: float
    colour: str
    weight: int = 400
    halo: bool = True


# In the order in which they take their places; what comes later gives way.
FACES = {
    "community": Face(16, "ink", 600),
    "building": Face(11, "ink", halo=False),
    "water": Face(12, "primary"),
    "road": Face(11, "soft"),
    "compound": Face(11, "ink"),
    "grid": Face(11, "primary", 600),
    "lane": Face(10, "soft"),
    "site": Face(10, "soft"),
}
HIGHLIGHT = Face(16, "primary", 600)
NARROW = 600
"""Pixels below which a plan is for a phone and its larger names shrink."""
LEADING = 1.25
AIR = 2
"""Pixels kept free round every name."""
STEPS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
"""Shares of an area's width and height, or of a way's length, at which a name is tried, from the middle outward."""


@dataclass(frozen=True, slots=True)
class Place:
    """One way to set a name: each line with its middle, how far the text is turned, and the boxes it takes up."""

    lines: tuple[tuple[str, float, float], ...]
    turn: float
    boxes: np.ndarray
    """Rows of left, top, right, bottom, in pixels; a turned name takes one box for each character."""


def letter(drawn: Sequence[Drawn], sheet: Sheet, highlight: str | None, ink: Ink) -> Iterator[str]:
    """The names that find room, as SVG text; what is highlighted is named first."""
    order = list(FACES)
    named = [one for one in drawn if one.item.words and one.item.kind in FACES and not _is_all_around(one, sheet)]
    named.sort(key=lambda one: (one.item.code != highlight, order.index(one.item.kind)))
    paper = _Paper(sheet, [one.cut for one in drawn if one.item.kind == "building"])
    texts: dict[tuple[str, Face], list[str]] = defaultdict(list)
    for one in named:
        kind, face = one.item.kind, FACES[one.item.kind]
        if sheet.width < NARROW:
            face = replace(face, size=max(10, 0.8 * face.size))
        if one.item.code == highlight:
            face = replace(face, weight=600) if kind == "building" else HIGHLIGHT
        if best := paper.best(_places(one, face), spare_buildings=kind != "building"):
            paper.take(best.boxes)
            texts[kind, face].append(_set(best, face))
    for (kind, face), lines in texts.items():
        yield from (_opening(kind, face, ink), *lines, "</g>")


def _is_all_around(one: Drawn, sheet: Sheet) -> bool:
    """Whether one stands inside it, as in the community round a grid: its name would say nothing here."""
    return one.item.kind == "community" and not one.whole and one.cut.area > sheet.paper.area / 2


class _Paper:
    """What is taken on the sheet: names must not meet, and had better leave buildings clear."""

    def __init__(self, sheet: Sheet, buildings: Sequence[BaseGeometry]):
        self.edge = np.array([0, 0, sheet.width, sheet.height])
        self.taken = np.empty((0, 4))
        self.buildings = shapely.bounds(np.array(buildings, dtype=object)).reshape(-1, 4)

    def take(self, boxes: np.ndarray) -> None:
        self.taken = np.vstack([self.taken, boxes])

    def best(self, places: Iterable[Place], *, spare_buildings: bool) -> Place | None:
        """Of the free places, given from good to bad, one that comes early and covers little."""
        best, least = None, inf
        for rank, place in enumerate(places):
            if rank / 100 >= least:
                break
            if self._is_free(place.boxes):
                score = rank / 100 + (self._covered(place.boxes) if spare_buildings else 0)
                if score < least:
                    best, least = place, score
        return best

    def _is_free(self, boxes: np.ndarray) -> bool:
        inside = (boxes[:, :2] >= self.edge[:2]).all() and (boxes[:, 2:] <= self.edge[2:]).all()
        return bool(inside and not _overlaps(boxes, self.taken).any())

    def _covered(self, boxes: np.ndarray) -> float:
        """The share of the boxes that lies on buildings."""
        sides = boxes[:, 2:] - boxes[:, :2]
        return float(_overlaps(boxes, self.buildings).sum() / sides.prod(axis=1).sum())


def _overlaps(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Areas that each of the boxes has in common with each of the others."""
    near = np.maximum(boxes[:, None, :2], others[None, :, :2])
    far = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return (far - near).clip(min=0).prod(axis=2)


def _places(one: Drawn, face: Face) -> Iterator[Place]:
    """Where the name could stand, from good to bad."""
    if one.cut.geom_type == "Point":
        yield from _beside(one.item.words, one.cut, face)
    elif one.cut.area:
        yield from _within(one.item.words, one.cut, face)
    elif one.cut.length:
        yield from _along(one.item.words, _longest(one.cut), face)


def _within(text: str, area: BaseGeometry, face: Face) -> Iterator[Place]:
    """In one line, else in two, at points from the middle of the area outward, with all corners inside it."""
    west, north, east, south = area.bounds
    x, y = (axis.ravel() for axis in np.meshgrid(STEPS, STEPS))
    order = np.argsort(np.hypot((x - 0.5) * (east - west), (y - 0.5) * (south - north)), kind="stable")
    x, y = west + x[order] * (east - west), north + y[order] * (south - north)
    for lines in _broken(text):
        wide, high = _extent(lines, face)
        fits = np.full(x.shape, wide <= east - west and high <= south - north)
        for i, j in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            fits &= shapely.contains_xy(area, x + i * wide / 2, y + j * high / 2)
        yield from (_block(lines, at_x, at_y, face) for at_x, at_y in zip(x[fits], y[fits], strict=True))


def _beside(text: str, mark: Point, face: Face) -> Iterator[Place]:
    """Right of a mark, left of it, below, above."""
    reach = _length(text, face) / 2 + 8
    for x, y in ((reach, 0), (-reach, 0), (0, face.size + 2), (0, -face.size - 2)):
        yield _block((text,), mark.x + x, mark.y + y, face)


def _along(text: str, way: LineString, face: Face) -> Iterator[Place]:
    """On straight enough stretches of the way: turned with it or, in Chinese, one below the other where it is steep."""
    spread = 1.15 * _length(text, face)
    for share in STEPS:
        middle = share * way.length
        if not spread / 2 + 4 <= middle <= way.length - spread / 2 - 4:
            continue
        ends = [way.interpolate(middle + sign * spread / 2) for sign in (-1, 1)]
        start, end = sorted((p.x, p.y) for p in ends)
        if hypot(end[0] - start[0], end[1] - start[1]) < 0.985 * spread:
            continue
        angle = atan2(end[1] - start[1], end[0] - start[0])
        if abs(angle) > pi / 4 and not any(_is_narrow(char) for char in text):
            start, end = sorted((start, end), key=lambda p: p[1])
            spots = _strung(text, start, end)
            yield Place(spots, 0, _boxes(spots, face))
        else:
            middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
            yield Place(((text, middle_x, middle_y),), degrees(angle), _boxes(_strung(text, start, end), face))


def _strung(text: str, start: tuple[float, float], end: tuple[float, float]) -> tuple[tuple[str, float, float], ...]:
    """The characters spread evenly from start to end."""
    shares = [(i + 0.5) / len(text) for i in range(len(text))]
    return tuple(
        (char, start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1]))
        for t, char in zip(shares, text, strict=True)
    )


def _block(lines: tuple[str, ...], x: float, y: float, face: Face) -> Place:
    """Centred lines around a point."""
    step = face.size * LEADING
    first = y - step * (len(lines) - 1) / 2
    wide, high = _extent(lines, face)
    box = [x - wide / 2 - AIR, y - high / 2 - AIR, x + wide / 2 + AIR, y + high / 2 + AIR]
    return Place(tuple((line, x, first + i * step) for i, line in enumerate(lines)), 0, np.array([box]))


def _boxes(spots: Iterable[tuple[str, float, float]], face: Face) -> np.ndarray:
    half = face.size / 2 + AIR
    return np.array([[x - half, y - half, x + half, y + half] for _, x, y in spots])


def _extent(lines: tuple[str, ...], face: Face) -> tuple[float, float]:
    return max(_length(line, face) for line in lines), face.size * (1 + LEADING * (len(lines) - 1))


def _broken(text: str) -> Iterator[tuple[str, ...]]:
    """The text as one line, and as two where it can be broken: at a space, or anywhere in Chinese."""
    yield (text,)
    middle = (len(text) + 1) // 2
    if spaces := [i for i, char in enumerate(text) if char == " "]:
        at = min(spaces, key=lambda i: abs(i - middle))
        yield text[:at], text[at + 1 :]
    elif len(text) >= 4 and not any(_is_narrow(char) for char in text):
        yield text[:middle], text[middle:]


def _is_narrow(char: str) -> bool:
    return ord(char) < 0x2E80


def _length(text: str, face: Face) -> float:
    """Pixels, near enough without the font: a Chinese character is as wide as high, others a good half of that."""
    return face.size * sum(0.58 if _is_narrow(char) else 1.0 for char in text)


def _longest(way: BaseGeometry) -> LineString:
    merged = shapely.line_merge(way) if way.geom_type == "MultiLineString" else way
    return max(getattr(merged, "geoms", [merged]), key=lambda part: part.length)


def _opening(kind: str, face: Face, ink: Ink) -> str:
    """The group of all names of one kind, with the looks they share."""
    looks = (
        f'text-anchor="middle" font-size="{number(face.size)}" font-weight="{face.weight}" fill="{ink(face.colour)}"'
    )
    if face.halo:
        looks += f' stroke="{ink("ground")}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return f'<g class="plan-names plan-names-{kind}" {looks}>'


def _set(place: Place, face: Face) -> str:
    _, x, y = place.lines[0]
    turn = f' transform="rotate({number(place.turn)} {number(x)} {number(y)})"' if place.turn else ""
    # A Chinese character's middle is about 0.36 of its size above the baseline.
    spans = [(words(line), f'x="{number(x)}" y="{number(y + 0.36 * face.size)}"') for line, x, y in place.lines]
    if len(spans) == 1:
        ((line, at),) = spans
        return f"<text {at}{turn}>{line}</text>"
    return f"<text{turn}>" + "".join(f"<tspan {at}>{line}</tspan>" for line, at in spans) + "</text>"
