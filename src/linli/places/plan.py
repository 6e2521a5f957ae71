"""The plan: our own drawn map, for print and for pages that carry no base map.

It is plain SVG without style elements or attributes, which the pages' content security policy forbids. Colours are
custom properties with fallbacks, so that a theme can restyle it: set `--plan-ink` and its like on any ancestor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from shapely.geometry import shape

METRES_PER_DEGREE = 111_320
"""On the equator; the plan is equirectangular at its own middle latitude, good to a metre over a few kilometres."""

PALETTE = {
    "ink": "#2b2a27",
    "soft": "#6d675c",
    "ground": "#faf6ee",
    "land": "#f2ecdf",
    "green": "#e2ead8",
    "compound": "#f4e6cd",
    "building": "#8b8275",
    "road": "#ffffff",
    "kerb": "#ddd5c5",
    "water": "#cfe4e7",
    "primary": "#1d6f78",
}
FONT = "PingFang SC, HarmonyOS Sans, MiSans, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, sans-serif"

ROAD_METRES, LANE_METRES = 20, 9
MARGIN = 0.06
FOOT = 36
"""Pixels under the drawing for scale bar and north arrow, so that they never cover it."""


@dataclass(frozen=True, slots=True)
class PlanShape:
    """One thing on the plan; `geometry` is a GeoJSON geometry in longitude and latitude, as places store it.

    Kinds drawn: water, site, compound, road, lane, building, grid, community, street. `label` is what is written
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
    """Draw a plan as one SVG element.

    Args:
        shapes: what is on it, in any order.
        width: of the picture, in CSS pixels; the height follows. Labels keep their size, so a narrow plan has fewer.
        title, description: read out in place of the picture.
        highlight: code of the shape to stand out.
        frame: code of the shape to fill the picture; what lies outside is cut off. Without it, everything is shown.
        themed: colours as custom properties. False writes plain colours, for programs that know no custom properties
            (those that set PDF).
        ident: prefix of the element ids, one per plan on a page.
        north, metre: the words at the arrow and the scale bar.

    Raises:
        ValueError: nothing to draw, or no shape has the code `frame`.
    """
    sheet = _Sheet.over(shapes, width, frame)
    drawn = [(item, cut) for item in shapes if not (cut := sheet.cut(shape(item.geometry))).is_empty]
    brush = _Brush(themed)
    ids = f"{ident}-title", f"{ident}-desc"
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="plan" role="img" aria-labelledby="{ids[0]} {ids[1]}"',
            f' width="{width}" height="{sheet.height + FOOT}" viewBox="0 0 {width} {sheet.height + FOOT}"',
            f" font-family={quoteattr(FONT)}>",
            f'<title id="{ids[0]}">{_text(title)}</title><desc id="{ids[1]}">{_text(description)}</desc>',
            *_areas(drawn, brush),
            *_ways(drawn, sheet, brush),
            *_buildings(drawn, brush),
            *_boundaries(drawn, brush),
            *_highlight(drawn, highlight, brush),
            *_marks(drawn, brush),
            *_lettering(drawn, sheet, highlight, brush),
            *_foot(sheet, brush, north, metre),
            "</svg>",
        )
    )
