"""Where a case is: the places it lies in, and a drawn plan when they have shapes."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.places.models import Kind, Place
from linli.places.plan import PlanShape, draw_plan

ABOVE = {Kind.NATION, Kind.PROVINCE, Kind.CITY, Kind.COUNTY}
DRAWN = [Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.SITE, Kind.ROAD]
A_DAY = 24 * 3600
MOST_SHAPES = 600


@dataclass(frozen=True)
class Where:
    steps: list[Place]
    address: str
    plan: SafeString


def whereabouts(case: Case) -> Where:
    """One statement; another when the plan of this place was not drawn lately."""
    above = list(Place.objects.above(case.place).defer("shape", "duties"))
    key = f"desk/plan/{case.place_id}/{get_language()}"
    if (plan := cache.get(key)) is None:
        plan = _drawn(case, above)
        cache.set(key, plan, A_DAY)
    return Where([place for place in above if place.kind not in ABOVE], case.place.address, mark_safe(plan))


def _drawn(case: Case, above: list[Place]) -> str:
    """The compound or grid with what stands around it, the place marked; empty where shapes are not known."""
    community = next((place for place in above if place.kind == Kind.COMMUNITY), None)
    if community is None:
        return ""
    near = Place.objects.within(community).of_kind(*DRAWN).filter(shape__isnull=False).order_by("path")[:MOST_SHAPES]
    roads = Place.objects.filter(parent=community.parent_id, kind=Kind.ROAD, shape__isnull=False)[:MOST_SHAPES]
    shapes = {
        p.code: PlanShape(p.code, p.kind, p.name, p.shape, label=p.name.removeprefix(community.name))
        for p in near.union(roads, all=True)
    }
    marked = next((place.code for place in reversed(above) if place.code in shapes), case.grid and case.grid.code)
    compound = next((place.code for place in above if place.kind == Kind.COMPOUND), None)
    frame = next((code for code in (compound, case.grid and case.grid.code, marked) if code in shapes), None)
    if marked not in shapes or frame is None:
        return ""
    return draw_plan(
        list(shapes.values()),
        width=420,
        title=_("Plan of %(place)s") % {"place": shapes[frame].name},
        description=_("Marked: %(place)s") % {"place": case.place.address},
        highlight=marked,
        frame=frame,
        ident="where",
        north=_("N"),
        metre=_("m"),
    )
