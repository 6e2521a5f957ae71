"""draw_plan: the layers, from the ground up."""

from collections.abc import Iterable, Iterator, Sequence

import shapely

from .ink import Ink, number, path, words
from .lettering import letter
from .sheet import Drawn, PlanShape, Sheet

FONT = "PingFang SC, HarmonyOS Sans, MiSans, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, sans-serif"
WIDTHS = {"road": (20, 3.2), "lane": (9, 1.6)}
"""Width of a way in metres, and the least in pixels."""
GREEN = {"park"}
FOOT = 36
"""Pixels under the drawing for scale bar and north arrow, so that they never cover it."""


def draw_plan(
    shapes: Sequence[PlanShape],
    *,
    width: int,
    title: str,
    description: str,
    highlight: str | None = None,
    frame: str | None = None,
    themed: bool = True,
    ident: str = "plan",
    north: str = "北",
    metre: str = "米",
) -> str:
    """Draw a plan as one SVG element, with no style element or attribute: the content security policy forbids both.

    Args:
        shapes: what is on it, in any order.
        width: of the picture in CSS pixels; the height follows. Labels keep their size, so a narrow plan has fewer.
        title, description: what is read out in place of the picture.
        highlight: code of the shape to stand out.
        frame: code of the shape to fill the picture; what lies outside is cut off. Without it, everything is shown.
        themed: colours as custom properties with fallbacks, so that a dark theme can restyle the plan. False writes
            plain colours, for programs that know no custom properties, such as those that set PDF.
        ident: prefix of the element ids; one per plan on a page.
        north, metre: the words at the arrow and the scale bar.

    Raises:
        ValueError: there is nothing to draw, or no shape has the code `frame`.
    """
    sheet, ink = Sheet.over(shapes, width, frame), Ink(themed)
    drawn = [one for one in map(sheet.put, shapes) if not one.cut.is_empty]
    height = sheet.height + FOOT
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="plan" role="img" viewBox="0 0 {width} {height}"',
            f' width="{width}" height="{height}" font-family="{FONT}"',
            f' aria-labelledby="{ident}-title {ident}-desc">',
            f'<title id="{ident}-title">{words(title)}</title><desc id="{ident}-desc">{words(description)}</desc>',
            # A drawing within the drawing cuts off whatever runs over the sheet's edge.
            f'<svg class="plan-sheet" width="{width}" height="{sheet.height}">',
            *_areas(drawn, ink),
            *_ways(drawn, sheet, ink),
            *_boundaries(drawn, ink),
            *_highlight(drawn, sheet, highlight, ink),
            *_marks(drawn, ink),
            *letter(drawn, sheet, highlight, ink),
            "</svg>",
            *_foot(sheet, ink, north, metre),
            "</svg>",
        )
    )


def _of(drawn: Iterable[Drawn], *kinds: str):
    return [one.cut for one in drawn if one.item.kind in kinds]


def _layer(name: str, data: str, attributes: str) -> Iterator[str]:
    if data:
        yield f'<path class="plan-{name}" {attributes} d="{data}"/>'


def _areas(drawn: Sequence[Drawn], ink: Ink) -> Iterator[str]:
    ground = shapely.union_all([cut.buffer(0) for cut in _of(drawn, "street", "community", "grid")])
    green = [one.cut for one in drawn if one.item.kind == "site" and one.item.use in GREEN]
    land = [one.cut for one in drawn if one.item.kind == "site" and one.item.use not in GREEN]
    edge = f'stroke="{ink("kerb")}" stroke-width="0.6"'
    yield from _layer("ground", path([ground]), f'fill="{ink("ground")}"')
    yield from _layer("water", path(_of(drawn, "water")), f'fill="{ink("water")}"')
    yield from _layer("land", path(land), f'fill="{ink("land")}" {edge}')
    yield from _layer("green", path(green), f'fill="{ink("green")}" {edge}')
    yield from _layer("compounds", path(_of(drawn, "compound")), f'fill="{ink("compound")}" {edge}')
    yield from _layer("buildings", path(_of(drawn, "building")), f'fill="{ink("building")}"')


def _ways(drawn: Sequence[Drawn], sheet: Sheet, ink: Ink) -> Iterator[str]:
    """Kerbs of all ways first, so that ways run into each other where they meet."""
    strokes = {
        kind: (path(_of(drawn, kind)), max(metres * sheet.scale, least)) for kind, (metres, least) in WIDTHS.items()
    }
    for layer, colour, wider in (("kerbs", "kerb", 1.4), ("ways", "road", 0)):
        for data, wide in strokes.values():
            line = f'fill="none" stroke="{ink(colour)}" stroke-width="{number(wide + wider)}" stroke-linejoin="round"'
            yield from _layer(layer, data, line)


def _boundaries(drawn: Sequence[Drawn], ink: Ink) -> Iterator[str]:
    """Each boundary once: two dashed lines on top of each other would look like a solid one."""
    outer = shapely.union_all([cut.boundary for cut in _of(drawn, "community")])
    inner = shapely.union_all([cut.boundary for cut in _of(drawn, "grid")]).difference(outer.buffer(0.4))
    line = 'fill="none" stroke-linejoin="round"'
    for name, lines, style in (
        ("grids", inner, f'stroke="{ink("primary")}" stroke-width="1" stroke-dasharray="4 2.5"'),
        ("communities", outer, f'stroke="{ink("ink")}" stroke-width="1.5" stroke-dasharray="9 3 1.5 3"'),
    ):
        yield from _layer(name, path([shapely.line_merge(lines)]), f"{line} {style}")


def _highlight(drawn: Sequence[Drawn], sheet: Sheet, code: str | None, ink: Ink) -> Iterator[str]:
    """A building is coloured; an area keeps its colours, and all round it is veiled."""
    for one in drawn:
        if one.item.code != code:
            continue
        fill = "none"
        if one.item.kind in {"building", "site"}:
            fill = ink("highlight")
        elif one.cut.area:
            veil = f'fill="{ink("ground")}" fill-opacity="0.55"'
            yield from _layer("veil", path([sheet.paper.difference(one.cut)]), f'{veil} fill-rule="evenodd"')
        line = f'stroke="{ink("primary")}" stroke-width="2.6" stroke-linejoin="round"'
        yield from _layer("highlight", path([one.cut]), f'fill="{fill}" {line}')


def _marks(drawn: Sequence[Drawn], ink: Ink) -> Iterator[str]:
    """A dot for what is only a point."""
    points = [cut for cut in _of(drawn, "site", "building") if cut.geom_type == "Point"]
    if points:
        yield f'<g class="plan-marks" fill="{ink("primary")}" stroke="{ink("ground")}">'
        yield from (f'<circle cx="{number(p.x)}" cy="{number(p.y)}" r="2.8"/>' for p in points)
        yield "</g>"


def _foot(sheet: Sheet, ink: Ink, north: str, metre: str) -> Iterator[str]:
    """Scale bar on the left, north arrow on the right."""
    metres = _round_length(sheet.width / 4 / sheet.scale)
    end, top = 8 + metres * sheet.scale, sheet.height + 14
    right = sheet.width - 14
    yield f'<g class="plan-foot" font-size="12" fill="{ink("ink")}">'
    yield f'<path fill="none" stroke="{ink("ink")}" stroke-width="1.2" d="M8 {top}v6H{number(end)}v-6"/>'
    yield f'<text x="{number(end + 8)}" y="{top + 8}">{metres} {words(metre)}</text>'
    yield f'<path d="M{right} {top - 8}l6 18l-6 -4l-6 4Z"/>'
    yield f'<text x="{right - 12}" y="{top + 8}" text-anchor="end">{words(north)}</text></g>'


def _round_length(most: float) -> int:
    """The longest of 1, 2, 5, 10, 20, 50 ... metres that is not above `most`."""
    steps = [step * 10**power for power in range(6) for step in (1, 2, 5)]
    return max((step for step in steps if step <= most), default=1)
