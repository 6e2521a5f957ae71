"""Where a case is: the places it lies in, and a drawn plan when they have shapes."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.desk.cases.names import address
from linli.places.models import Kind, Place
from linli.places.plan import PlanShape, draw_plan

SHOWN_FROM = {
    Kind.STREET,
    Kind.COMMUNITY,
    Kind.COMPOUND,
    Kind.BUILDING,
    Kind.UNIT,
    Kind.DWELLING,
    Kind.GRID,
    Kind.ROAD,
    Kind.SITE,
}
FRAMES = [Kind.COMPOUND, Kind.SITE, Kind.ROAD, Kind.GRID, Kind.COMMUNITY]
A_DAY = 24 * 3600
MOST_SHAPES = 400


@dataclass(frozen=True)
class Where:
    steps: list[Place]
    address: str
    plan: SafeString


def whereabouts(case: Case) -> Where:
    """One statement; a second one when the plan of this place was not drawn lately."""
    above = list(Place.objects.above(case.place).defer("shape", "duties"))
    steps = [place for place in above if place.kind in SHOWN_FROM]
    key = f"plan/{case.place_id}/{get_language()}"
    if (plan := cache.get(key)) is None:
        plan = _drawn(case, above)
        cache.set(key, plan, A_DAY)
    return Where(steps, address(case.place), mark_safe(plan))


def _drawn(case: Case, above: list[Place]) -> str:
    area = next((place for kind in FRAMES for place in above if place.kind == kind), None)
    if area is None:
        return ""
    near = Place.objects.within(area).filter(shape__isnull=False).exclude(kind=Kind.UNIT)[:MOST_SHAPES]
    shapes = [PlanShape(code=p.code, kind=p.kind, name=p.name, geometry=p.shape) for p in near]
    drawn = {shape.code for shape in shapes}
    marked = next((place for place in reversed(above) if place.code in drawn), None)
    if marked is None:
        return ""
    where = address(case.place)
    return draw_plan(
        shapes, width=360, title=_("Plan of %(place)s") % {"place": area}, description=_("Marked: %(place)s") % {"place": where},
        highlight=marked.code, frame=area.code if area.code in drawn else None, ident="where", north=_("N"), metre=_("m"),
    )  # fmt: skip
