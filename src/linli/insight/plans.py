"""The plan of a grid, drawn from the shapes of what lies in and around it."""

from collections.abc import Iterator

from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from linli.places.models import Kind, Place
from linli.places.plan import PlanShape, draw_plan

KEPT_FOR = 600
MOST = 600
"""Shapes on one plan."""


def grid_plan(grid: Place, *, width: int = 360) -> str:
    """The grid as SVG, its neighbours around it; empty if no shape is known. Drawn afresh every ten minutes."""
    if not grid.shape:
        return ""
    key = f"insight/plan/{grid.pk}/{width}/{get_language()}"
    return cache.get_or_set(key, lambda: _draw(grid, width), KEPT_FOR)


def _draw(grid: Place, width: int) -> str:
    return draw_plan(
        list(_shapes(grid)),
        width=width,
        title=_("Plan of {grid}").format(grid=grid.name),
        description=_("Buildings, roads and compounds in and around {grid}. The list below names them.").format(
            grid=grid.name
        ),
        highlight=grid.code,
        frame=grid.code,
        ident="grid-plan",
        north=pgettext("plan", "N"),
        metre=pgettext("plan", "m"),
    )


def _shapes(grid: Place) -> Iterator[PlanShape]:
    """What lies in the community, and the street's roads."""
    community = grid.parent
    if community is None:
        yield _shape(grid)
        return
    inside = Q(path__gte=community.path, path__lt=community.path_end)
    kinds = [Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.SITE, Kind.ROAD]
    near = Place.objects.filter(inside, kind__in=kinds, shape__isnull=False, closed_on=None)
    roads = Place.objects.filter(parent=community.parent_id, kind=Kind.ROAD, shape__isnull=False, closed_on=None)
    for place in [*near.order_by("path")[:MOST], *roads.order_by("path")[:MOST]]:
        yield _shape(place, within=community.name)


def _shape(place: Place, within: str = "") -> PlanShape:
    """Names without the community's, which stands above the plan."""
    lane = place.kind == Kind.ROAD and place.name.endswith(("巷", "弄", "里", "胡同"))
    return PlanShape(
        place.code, "lane" if lane else place.kind, place.name, place.shape, label=place.name.removeprefix(within)
    )
