"""Where a resident is: the plate's place, or one chosen step by step without script."""

from dataclasses import dataclass
from itertools import batched

from django.db import connection
from django.db.models import F

from linli.places.models import Kind, Place, Plate

NEAR = {Kind.COMPOUND, Kind.BUILDING, Kind.UNIT}
# A matter can be reported about these; a dwelling would say who lives there.
REPORTABLE = {Kind.COMMUNITY, Kind.GRID, Kind.ROAD, Kind.SITE, *NEAR}
STEPS = {Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING}
HEAVY = [f"{way}{column}" for way in ("", "grid__", "parent__", "parent__parent__") for column in ("shape", "duties")]


def plate_by(code: str) -> Plate | None:
    """The plate with this code, in force or not, with what stands above its place.

    By hand, because every report begins with it: composing a statement of five tables takes Django far longer than
    PostgreSQL takes to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLATE, [code.strip().upper()[:12]])
        row = cursor.fetchone()
    if row is None:
        return None
    plate = Plate.from_db(connection.alias, PLATE, row[: len(PLATE)])
    place, grid, parent, grandparent = (
        Place.from_db(connection.alias, PLACE, some) if some[0] else None
        for some in batched(row[len(PLATE) :], len(PLACE), strict=True)
    )
    plate.place, place.grid, place.parent = place, grid, parent
    if parent:
        parent.parent = grandparent
    return plate


PLATE = ["id", "code", "place_id", "retired_at"]
PLACE = ["id", "code", "name", "kind", "parent_id", "path", "grid_id"]  # in the model's order, for `from_db`
_COLUMNS = [f"plate.{column}" for column in PLATE] + [
    f"{place}.{column}" for place in ("place", "grid", "parent", "grandparent") for column in PLACE
]
_PLATE = f"""
    select {", ".join(_COLUMNS)} from places_plate plate join places_place place on place.id = plate.place_id
    left join places_place grid on grid.id = place.grid_id left join places_place parent on parent.id = place.parent_id
    left join places_place grandparent on grandparent.id = parent.parent_id where plate.code = %s
"""


def place_by(code: str | None) -> Place | None:
    """A place something can be reported about, by its public code."""
    if not code:
        return None
    return (
        Place.objects.standing()
        .of_kind(*REPORTABLE)
        .select_related("grid", "parent__parent")
        .defer(*HEAVY)
        .filter(code=code[:40])
        .first()
    )


@dataclass(frozen=True)
class Step:
    """One page of the chooser: where one is, what lies under it, and what lies above."""

    here: Place | None
    groups: list[tuple[str, list[Place]]]
    above: list[Place]

    @property
    def enough(self) -> bool:
        """Whether it may stay at this place."""
        return self.here is not None and self.here.kind in REPORTABLE


def step(code: str | None) -> Step:
    """What to choose from inside the place with this code; without one, from the top."""
    here = Place.objects.standing().of_kind(*STEPS).defer("shape", "duties").filter(code=(code or "")[:40]).first()
    if here is None:
        top = list(Place.objects.standing().of_kind(Kind.STREET).only("code", "name", "kind", "path").order_by("path"))
        if len(top) != 1:
            return Step(None, [("", top)], [])
        here = top[0]
    kinds = {*REPORTABLE, Kind.COMMUNITY} - {Kind.GRID}
    under = list(
        Place.objects.standing()
        .filter(parent=here, kind__in=kinds)
        .only("code", "name", "kind", "path")
        .order_by("order", F("code"))
    )
    above = [
        p for p in Place.objects.above(here).of_kind(*STEPS).only("code", "name", "kind", "path") if p.path != here.path
    ]
    order = [Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING, Kind.UNIT, Kind.ROAD, Kind.SITE]
    groups = [(kind, [p for p in under if p.kind == kind]) for kind in order]
    return Step(here, [(str(Kind(kind).label), some) for kind, some in groups if some], above)
