"""Where a resident is: the plate's place, or one chosen step by step without script."""

from dataclasses import dataclass

from django.db.models import F

from linli.places.models import Kind, Place, Plate

NEAR = {Kind.COMPOUND, Kind.BUILDING, Kind.UNIT}
# A matter can be reported about these; a dwelling would say who lives there.
REPORTABLE = {Kind.COMMUNITY, Kind.GRID, Kind.ROAD, Kind.SITE, *NEAR}
STEPS = {Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING}
USED = [
    f"place__{way}{column}"
    for way in ("", "grid__", "parent__", "parent__parent__")
    for column in ("code", "name", "kind", "path")
]
HEAVY = [f"{way}{column}" for way in ("", "grid__", "parent__", "parent__parent__") for column in ("shape", "duties")]


def plate_by(code: str) -> Plate | None:
    """The plate with this code, in force or not, with what stands above its place; one statement, and no more than is used."""
    plates = Plate.objects.select_related("place__grid", "place__parent__parent").only("code", "retired_at", *USED)
    try:
        return plates.get(code=code.strip().upper()[:12])
    except Plate.DoesNotExist:
        return None


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
        Place.objects.standing().filter(parent=here, kind__in=kinds).only("code", "name", "kind", "path").order_by("order", F("code"))
    )  # fmt: skip
    above = [
        p for p in Place.objects.above(here).of_kind(*STEPS).only("code", "name", "kind", "path") if p.path != here.path
    ]
    order = [Kind.COMMUNITY, Kind.COMPOUND, Kind.BUILDING, Kind.UNIT, Kind.ROAD, Kind.SITE]
    groups = [(kind, [p for p in under if p.kind == kind]) for kind in order]
    return Step(here, [(str(Kind(kind).label), some) for kind, some in groups if some], above)
